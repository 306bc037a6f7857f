"""What must be true of a whole offer before it may be stored, beyond what each cell says."""

import re
from collections.abc import Mapping, Sequence

from geo.errors import Problem
from geo.exchange.sources.values import StatedSite
from geo.model import FeeKind, Scope, Status
from geo.offers.columns import ADDRESS_COLUMNS, FURTHER_SITES

#: What a new offer is where its file says nothing.
DEFAULTS: Mapping[str, str] = {
    "fee_kind": FeeKind.NOT_STATED.value,
    "scope": Scope.LOCAL.value,
    "is_protected": "no",
    "is_administration_address": "no",
    "status": Status.NOT_CONFIRMED.value,
}
_NEEDED = ("title", "organization", "topics")
#: Places whose address must be told nowhere are often called so; a person has to say that one is none.
_LIKE_PROTECTED = re.compile(
    r"frauenhaus|frauenhäuser|schutzwohnung|schutzhaus|schutzunterkunft|zufluchts(?:haus|wohnung)|"
    r"women'?s (?:shelter|refuge)",
    re.IGNORECASE,
)


def row_problems(number: int, row: Mapping[str, str], *, sites: Sequence[StatedSite] = ()) -> list[Problem]:
    """Return what is wrong with a whole row.

    Parameters
    ----------
    number
        Its number in the file.
    row
        All columns, as the shipped table writes them.
    sites
        The further addresses that the file states.
    """
    problems = [Problem.at(number, name, "", "required") for name in _NEEDED if not row.get(name)]
    if row["is_protected"] == "yes":
        return problems + _protected(number, row, sites)
    if (_has_address(row) or any(map(_is_told, sites))) and _LIKE_PROTECTED.search(
        f"{row['title']} {row['organization']}"
    ):
        problems.append(
            Problem.at(number, "is_protected", "", "maybe_protected", ("yes", "no"), about="is_protected")
        )
    if row["house_number"] and not row["street"]:
        problems.append(Problem.at(number, "house_number", row["house_number"], "number_without_street"))
    if row["scope"] == Scope.LOCAL and not row["city"]:
        problems.append(Problem.at(number, "city", "", "city_missing"))
    return problems


def _has_address(row: Mapping[str, str]) -> bool:
    """Whether a row tells more than a city."""
    return any(row.get(name) for name in ADDRESS_COLUMNS)


def _is_told(site: StatedSite) -> bool:
    return any(getattr(site, name) for name in ADDRESS_COLUMNS)


def _protected(number: int, row: Mapping[str, str], sites: Sequence[StatedSite]) -> list[Problem]:
    """Refuse an address of a protected place; the message does not repeat it."""
    told = [name for name in ADDRESS_COLUMNS if row.get(name)] + ([FURTHER_SITES] if sites else [])
    return [Problem.at(number, name, "", "protected_address") for name in told]
