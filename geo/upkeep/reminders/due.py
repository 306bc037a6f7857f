"""Who has to be asked: decided from the offers and the mails already sent, without sending anything."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

import pandas as pd

from geo.model import Status
from geo.store import ReminderRow, organization_id
from geo.upkeep.work_list import known_as_of

OLDER_THAN_DAYS = 365
AGAIN_AFTER_DAYS = 90
#: A plain mailbox (RFC 5321): one address, no list, no name, no comment that a mail program could read otherwise.
_MAILBOX = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}){0,8}"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}"
)
_MAX_MAILBOX = 254


@dataclass(frozen=True)
class Due:
    """An organisation to write to: where, and about which offers (titles by id, the oldest first)."""

    organization_id: str
    name: str
    email: str
    offers: Mapping[str, str]


@dataclass(frozen=True)
class Skipped:
    """An organisation that is not written to; `reason` is no_address or written_lately."""

    organization_id: str
    name: str
    reason: str


def plan(
    offers: pd.DataFrame,
    sent: Iterable[ReminderRow],
    *,
    now: datetime,
    older_than_days: int = OLDER_THAN_DAYS,
    again_after_days: int = AGAIN_AFTER_DAYS,
) -> tuple[list[Due], list[Skipped]]:
    """Return whom to write to, the longest silence first, and whom not, with the reason.

    Parameters
    ----------
    offers
        The offers frame. Asked is about those that are not closed, and that nobody looked at for more than
        `older_than_days`, or nobody knows when.
    sent
        The mails that were sent: an organisation gets none within `again_after_days` of the last.
    """
    lately = {row.organization_id for row in sent if now - row.sent_at < timedelta(days=again_after_days)}
    due: list[tuple[date, Due]] = []
    skipped: list[Skipped] = []
    for name, rows in _by_organization(offers).items():
        key = organization_id(name)
        old = {k: row for k, row in rows.items() if _is_old(row, now.date(), older_than_days)}
        email = mailbox_of(rows.values())
        if not old:
            continue
        if key in lately or not email:
            skipped.append(Skipped(key, name, "written_lately" if key in lately else "no_address"))
            continue
        oldest_first = sorted(old, key=lambda k: (_day(old[k]), k))
        titles = {offer_id: str(old[offer_id]["title"]) for offer_id in oldest_first}
        due.append((_day(old[oldest_first[0]]), Due(key, name, email, titles)))
    due.sort(key=lambda pair: (pair[0], pair[1].organization_id))
    return [entry for _, entry in due], sorted(skipped, key=lambda entry: entry.organization_id)


def mailbox_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the mailbox that most offers of an organisation name, "" where none is a plain one."""
    named = Counter(str(row["email"]) for row in rows if is_mailbox(str(row["email"])))
    return min(named, key=lambda email: (-named[email], email), default="")


def is_mailbox(text: str) -> bool:
    """Whether a text is one plain mail address and nothing else."""
    return len(text) <= _MAX_MAILBOX and _MAILBOX.fullmatch(text) is not None


def _by_organization(offers: pd.DataFrame) -> dict[str, dict[str, Mapping[str, Any]]]:
    columns = ["title", "organization", "email", "status", "assured_date", "page_date"]
    found: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for offer_id, row in zip(offers.index, offers[columns].to_dict("records"), strict=True):
        if row["status"] != Status.CLOSED:
            found[str(row["organization"])][str(offer_id)] = cast("Mapping[str, Any]", row)
    return found


def _is_old(row: Mapping[str, Any], today: date, older_than_days: int) -> bool:
    return (today - _day(row)).days > older_than_days


def _day(row: Mapping[str, Any]) -> date:
    """Return when somebody looked last; long ago where nobody knows."""
    return known_as_of(row) or date.min
