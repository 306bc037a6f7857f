"""What waits for somebody to look at it, worst first: proposals, broken links, old, unconfirmed, incomplete offers."""

from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, cast

import pandas as pd

from geo.model import Scope, Status
from geo.store import organization_id

_OLD_AFTER_DAYS = 365
_COLUMNS = (
    "organization",
    "city",
    "status",
    "assured_date",
    "page_date",
    "website",
    "phone",
    "email",
    "schedule",
    "description",
    "street",
    "scope",
    "is_protected",
)


class Need(StrEnum):
    """Why an offer is on the list, worst first."""

    PROPOSAL = "proposal"  # somebody says it is wrong
    BROKEN_LINK = "broken_link"
    OLD = "old"  # nobody looked for more than a year, or nobody knows when
    UNCONFIRMED = "unconfirmed"  # its organisation never confirmed it
    INCOMPLETE = "incomplete"


#: Each counts more than all after it together, so that one proposal is worse than everything else.
WEIGHT: Mapping[Need, int] = {need: 2**place for place, need in enumerate(reversed(Need))}
#: What a visitor misses most: one of these ways to ask, and when.
_CONTACT = ("phone", "email", "website")


@dataclass(frozen=True)
class WorkItem:
    """One offer that needs somebody; `age_days` is None where no date is known, `missing` names columns."""

    offer_id: str
    organization_id: str
    city: str
    needs: tuple[Need, ...]
    age_days: int | None = None
    missing: tuple[str, ...] = ()
    proposals: int = 0

    @property
    def weight(self) -> int:
        """How bad it is."""
        return sum(WEIGHT[need] for need in self.needs)


def work_list(
    offers: pd.DataFrame,
    *,
    today: date,
    proposed: Iterable[str] = (),
    broken_urls: Collection[str] = (),
    old_after_days: int = _OLD_AFTER_DAYS,
) -> list[WorkItem]:
    """Return the offers that need somebody, worst first.

    Parameters
    ----------
    offers
        The offers frame (`geo.offers.columns.OFFER_FRAME`). Closed ones appear only where something was proposed.
    proposed
        The offer of each open proposal, as often as there are proposals.
    broken_urls
        Web addresses that the last check found broken.
    """
    waiting, broken = Counter(proposed), frozenset(broken_urls)
    columns = [name for name in _COLUMNS if name in offers.columns]
    owner_of = {str(name): organization_id(str(name)) for name in offers["organization"].unique()}
    rows = zip(offers.index, offers[columns].to_dict("records"), strict=True)
    items = [
        _item(
            str(offer_id),
            cast("Mapping[str, Any]", row),
            owner=owner_of[str(row["organization"])],
            proposals=waiting[str(offer_id)],
            is_broken=row["website"] in broken,
            today=today,
            old_after_days=old_after_days,
        )
        for offer_id, row in rows
    ]
    return sorted((item for item in items if item.needs), key=_worst_first)


def narrowed(items: Iterable[WorkItem], *, city: str = "", organization_id: str = "") -> list[WorkItem]:
    """Return the items of a city, of an organisation, or of both; the empty text stands for all."""
    return [
        item for item in items if city in ("", item.city) and organization_id in ("", item.organization_id)
    ]


def counts(items: Iterable[WorkItem]) -> dict[Need, int]:
    """Return how many offers have each need."""
    found = Counter(need for item in items for need in item.needs)
    return {need: found[need] for need in Need}


def last_day(iso: str) -> date | None:
    """Return the last day that a date like `2021`, `2021-12` or `2021-12-07` may mean, None for an empty text."""
    if not iso:
        return None
    year, month, day = (*(int(part) for part in iso.split("-")), 0, 0)[:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def known_as_of(row: Mapping[str, Any]) -> date | None:
    """Return the last day on which somebody looked: who confirmed it, else who read its page."""
    days = [last_day(str(row.get(name) or "")) for name in ("assured_date", "page_date")]
    return max((day for day in days if day), default=None)


def _item(
    offer_id: str,
    row: Mapping[str, Any],
    *,
    owner: str,
    proposals: int,
    is_broken: bool,
    today: date,
    old_after_days: int,
) -> WorkItem:
    day = known_as_of(row)
    age = None if day is None else max(0, (today - day).days)
    missing = _missing(row)
    is_closed = row["status"] == Status.CLOSED
    has = {
        Need.PROPOSAL: proposals > 0,
        Need.BROKEN_LINK: not is_closed and is_broken,
        Need.OLD: not is_closed and (age is None or age > old_after_days),
        Need.UNCONFIRMED: row["status"] == Status.NOT_CONFIRMED,
        Need.INCOMPLETE: not is_closed and bool(missing),
    }
    needs = tuple(need for need in Need if has[need])
    return WorkItem(offer_id, owner, str(row["city"]), needs, age, missing, proposals)


def _missing(row: Mapping[str, Any]) -> tuple[str, ...]:
    missing = [name for name in ("schedule", "description") if not row[name]]
    if not any(row[name] for name in _CONTACT):
        missing.append("phone")
    is_protected = row["is_protected"] in (True, "yes")
    if row["scope"] == Scope.LOCAL and not is_protected and not row["street"]:
        missing.append("street")
    return tuple(missing)


def _worst_first(item: WorkItem) -> tuple[int, int, int, str]:
    age = 10**6 if item.age_days is None else item.age_days
    return (-item.weight, -item.proposals, -age, item.offer_id)
