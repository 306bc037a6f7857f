"""All that a database tells, as plain JSON: what the version before said of its file, and what is said today.

Nothing of `geo` is imported here: the version before wrote `tests/old/*.json` with these same functions.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

Plain = Any  # what JSON can hold


def state_of(store: Any) -> dict[str, Plain]:
    """Return all that an open store tells, hashes of secrets left out."""
    stored = store.stored_offers(removed=True)
    apart = [[*pair, *seen] for pair, seen in sorted(store.apart.decided().items())]
    told = {
        "offers": {key: asdict(offer) for key, offer in stored.items()},
        "history": {key: [asdict(change) for change in store.history(key)] for key in stored},
        "batches": [asdict(batch) for batch in store.batches()],
        "frame": _rows(store.offers()),
        "sites": _rows(store.sites()),
        "places": _rows(store.locations(unused=True)),
        "last_changes": {key: asdict(change) for key, change in store.last_changes().items()},
        "translations": store.translations(),
        "aliases": store.aliases(),
        "apart": apart,
        "organizations": store.links.organizations(),
        "links": [_without(asdict(link), "token_hash") for link in store.links.all()],
        "accounts": [_without(asdict(account), "password_hash") for account in store.accounts.all()],
        "proposals": [asdict(one) for key in stored for one in store.proposals.of_offer(key)],
        "reminders": [asdict(reminder) for reminder in store.reminders.all()],
        "link_findings": [asdict(finding) for finding in store.link_findings.all()],
    }
    return {name: plain(value) for name, value in told.items()}


def plain(value: object) -> Plain:
    """Return a value as JSON reads it back; moments and days as ISO texts, no number as null."""
    return json.loads(json.dumps(_bare(value), default=_text))


def lost(told: Plain, now: Plain, where: str = "") -> Iterator[str]:
    """Say what was told before and is not, or differs, today; what is new beside it may stand there."""
    if isinstance(told, dict) and isinstance(now, dict):
        for key, value in told.items():
            if key in now:
                yield from lost(value, now[key], f"{where}/{key}")
            else:
                yield f"{where}/{key}: {value!r} is gone"
    elif isinstance(told, list) and isinstance(now, list) and len(told) == len(now):
        for number, (before, after) in enumerate(zip(told, now, strict=True)):
            yield from lost(before, after, f"{where}/{number}")
    elif told != now:
        yield f"{where}: {told!r} is now {now!r}"


def _rows(frame: Any) -> dict[str, Plain]:
    """Return the rows of a frame, by what they are about and their number among those."""
    rows: dict[str, Plain] = {}
    for name, row in zip(map(str, frame.index), frame.reset_index().to_dict("records"), strict=True):
        number = sum(key.startswith(f"{name}#") for key in rows)
        rows[f"{name}#{number}"] = row
    return rows


def _bare(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _bare(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_bare(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _text(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    msg = f"{value!r}: not told"
    raise TypeError(msg)


def _without(record: dict[str, Plain], name: str) -> dict[str, Plain]:
    return {key: value for key, value in record.items() if key != name}
