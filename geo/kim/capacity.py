"""Whether an offer takes somebody: reported by its organisation or by advice, told with its age, then forgotten."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from geo.errors import DataError, NoSuchOffer, Problem
from geo.i18n import Texts
from geo.store import Batch, Store
from geo.upkeep.access import Action, Actor, OfferRef, require

FULL = "full"
STATUSES = ("free", "waiting_list", FULL, "assessment_first")
#: A report holds so long: what is free today may be taken in two months.
HOLDS = timedelta(days=60)
#: … and one that names a start holds until then, at most so long.
HOLDS_AT_MOST = timedelta(days=184)
MOST_PLACES, MOST_WEEKS = 999, 104
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?")


@dataclass(frozen=True)
class Capacity:
    """What somebody said of an offer's capacity, and when.

    `next_start` is a month or day (ISO, "" for unknown); `free_places` and `weeks` to wait are None where unknown.
    """

    offer_id: str
    status: str
    as_of: date
    expires: date
    free_places: int | None = None
    next_start: str = ""
    weeks: int | None = None

    def is_over(self, today: date) -> bool:
        """Whether it has expired."""
        return today > self.expires


def capacity_of(store: Store, *, today: date) -> dict[str, Capacity]:
    """Return what is known of the capacity of offers today, by offer."""
    found = {
        key: Capacity(
            key,
            str(row["status"]),
            date.fromisoformat(row["as_of"]),
            date.fromisoformat(row["expires"]),
            row["free_places"],
            row["next_start"],
            row["weeks"],
        )
        for key, row in store.advice.capacity().items()
    }
    return {key: one for key, one in found.items() if not one.is_over(today)}


def report(
    store: Store,
    actor: Actor,
    offer_id: str,
    status: str,
    *,
    today: date,
    free_places: int | None = None,
    next_start: str = "",
    weeks: int | None = None,
) -> Batch:
    """Write what somebody says of an offer's capacity; undo takes it back.

    Raises
    ------
    NoSuchOffer
        If there is none.
    AccessDenied
        If somebody may not: organisations report of their own offers alone.
    DataError
        If a value cannot be; says what is allowed.
    """
    stored = store.get(offer_id)
    if stored is None:
        require(actor, Action.REPORT_CAPACITY, OfferRef(offer_id, ""))
        msg = f"{offer_id!r}: there is no such offer"
        raise NoSuchOffer(msg)
    require(actor, Action.REPORT_CAPACITY, OfferRef.of(offer_id, stored.row))
    if problems := _problems(status, free_places, next_start, weeks, today):
        raise DataError(problems)
    values = {
        "offer_id": offer_id,
        "status": status,
        "free_places": free_places,
        "next_start": next_start,
        "weeks": weeks,
        "as_of": today.isoformat(),
        "expires": expires(today, next_start).isoformat(),
    }
    return store.advice.report_capacity(values, who=actor.role, text=stored.row["title"])


def expires(today: date, next_start: str) -> date:
    """Return the last day on which a report of today holds."""
    if not next_start:
        return today + HOLDS
    start = date.fromisoformat(next_start if len(next_start) > 7 else f"{next_start}-28")
    return min(max(start, today + HOLDS), today + HOLDS_AT_MOST)


def _problems(
    status: str, free_places: int | None, next_start: str, weeks: int | None, today: date
) -> list[Problem]:
    def problem(column: str, value: object, expectation: str) -> Problem:
        return Problem("capacity", 0, column, str(value), expectation)

    problems = []
    if status not in STATUSES:
        problems.append(problem("status", status, f"one of: {', '.join(STATUSES)}"))
    if free_places is not None and not 0 <= free_places <= MOST_PLACES:
        problems.append(problem("free_places", free_places, f"from 0 to {MOST_PLACES}"))
    if weeks is not None and not 0 <= weeks <= MOST_WEEKS:
        problems.append(problem("weeks", weeks, f"from 0 to {MOST_WEEKS}"))
    if next_start and not _is_start(next_start, today):
        problems.append(problem("next_start", next_start, "a month or day to come, such as 2027-03"))
    return problems


def _is_start(text: str, today: date) -> bool:
    if not _MONTH.fullmatch(text):
        return False
    try:
        date.fromisoformat(text if len(text) > 7 else f"{text}-01")
    except ValueError:
        return False
    return text >= today.isoformat()[: len(text)]


def is_full(capacity: Mapping[str, Capacity], offer_id: str) -> bool:
    """Whether an offer is known to take nobody now."""
    found = capacity.get(offer_id)
    return found is not None and found.status == FULL


def full_last(capacity: Mapping[str, Capacity], offer_ids: Sequence[str]) -> list[str]:
    """Return offers in their order, but those that are known to be full behind the others."""
    return sorted(offer_ids, key=lambda one: is_full(capacity, one))


def capacity_record(found: Capacity | None) -> dict[str, Any] | None:
    """Return what is known of an offer's capacity as programs read it, None where nothing is."""
    if found is None:
        return None
    return {
        "status": found.status,
        "free_places": found.free_places,
        "next_start": found.next_start,
        "weeks": found.weeks,
        "as_of": found.as_of.isoformat(),
        "expires": found.expires.isoformat(),
    }


def capacity_words(found: Capacity, texts: Texts, *, today: date | None) -> str:
    """Say what is known of an offer's capacity, and how old that is; of which day, where `today` is not known."""
    parts = [texts(f"capacity.status_{found.status}")]
    if found.free_places is not None and found.status == "free":
        parts.append(texts("capacity.places", count=found.free_places))
    if found.weeks:
        parts.append(texts("capacity.weeks", count=found.weeks))
    if found.next_start:
        parts.append(texts("capacity.next_start", date=texts.partial_date(found.next_start)))
    return texts("capacity.line", what=texts.listing(parts), age=_age(found, texts, today))


def _age(found: Capacity, texts: Texts, today: date | None) -> str:
    if today is None:
        return texts("capacity.reported_on", date=texts.date(found.as_of))
    age = (today - found.as_of).days
    return texts("capacity.age", count=age) if age else texts("capacity.today")
