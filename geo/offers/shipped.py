"""The shipped table of offers: read it and trust every row that comes out."""

from collections.abc import Mapping
from pathlib import Path

from geo.errors import DataError, Problem
from geo.model import Taxonomy
from geo.offers.columns import OFFER_COLUMNS, protected_rule
from geo.tables import Fault, TableCheck, read_table, unique


def offer_check(file: str, taxonomy: Taxonomy) -> TableCheck:
    """Return the check of a table of offers against a taxonomy; `file` is named in its messages."""
    vocabularies = {"topics": frozenset(taxonomy.topics), "target_groups": frozenset(taxonomy.target_groups)}
    return TableCheck(
        file, OFFER_COLUMNS, vocabularies, (protected_rule, _number_needs_street, _local_needs_city)
    )


def read_offers(path: Path, taxonomy: Taxonomy) -> list[dict[str, str]]:
    """Read the offers as texts, in the order of the file.

    Parameters
    ----------
    path
        The table, with exactly the columns of `geo.offers.columns.OFFER_COLUMNS` (UTF-8, commas).
    taxonomy
        Known topics and target groups.

    Raises
    ------
    DataError
        If the file cannot be read, is ragged or wrongly encoded, or a row does not fit; lists every place.
    """
    return _without_doubles(read_table(path, offer_check(path.name, taxonomy)), path.name)


def _without_doubles(rows: list[dict[str, str]], file: str) -> list[dict[str, str]]:
    problems: list[Problem] = unique(rows, "offer_id", file=file)
    if problems:
        raise DataError(problems)
    return rows


def _number_needs_street(values: Mapping[str, str]) -> list[Fault]:
    if values.get("house_number") and not values.get("street"):
        return [Fault("house_number", "needs_street", "a street for this number")]
    return []


def _local_needs_city(values: Mapping[str, str]) -> list[Fault]:
    if values.get("scope") == "local" and not values.get("city"):
        return [Fault("city", "needs_city", "must not be empty for a local offer")]
    return []
