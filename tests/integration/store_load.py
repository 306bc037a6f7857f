"""Many writers at once, each a process with a connection of its own: `python -m tests.integration.store_load URL`.

Every edit adds a mark of its own to the remark of an offer. A lost update would show as a mark that is missing.
"""

import json
import os
import sys
from collections import Counter

from geo.errors import OfferConflict, StoreBusy
from geo.model import Role
from geo.store import Change, Store
from tests.store_kit import Database, offer_row, seed

WRITERS, EDITS, OFFERS = 20, 50, 40


def main(url: str) -> None:
    """Let the writers loose and print what is left behind as JSON."""
    database = Database(url)
    with database.open() as store:
        seed(store, *[offer_row(f"a-{number}", remark="-") for number in range(OFFERS)])
    counts = _run(database)
    with database.open() as store:
        counts |= look(store)
    sys.stdout.write(json.dumps(counts) + "\n")


def look(store: Store) -> dict[str, int]:
    """Count what the database holds after all of it."""
    stored, changes = store.stored_offers().values(), store.changes()
    marks = [mark for offer in stored for mark in offer.row["remark"].split()[1:]]
    return {
        "marks": len(marks),
        "different marks": len(set(marks)),
        "versions": sum(offer.version - 1 for offer in stored),
        "changes": len(changes),
        "changes by one mark": sum(_is_one_more(change) for change in changes),
        "batches": len(store.batches(limit=10_000)),
        "faults": len(
            store.faults()
        ),  # that what is stored is the replay of its history is one of its checks
    }


def _is_one_more(change: Change) -> bool:
    before, after = ((values or {}).get("remark", "").split() for values in (change.before, change.after))
    return before == after[:-1]


def _run(database: Database) -> dict[str, int]:
    """Start all writers at the same moment and add up what they say."""
    start_read, start_write = os.pipe()
    answers = [_start(database, number, start_read, start_write) for number in range(WRITERS)]
    os.close(start_read)
    os.close(start_write)  # the signal to begin: every writer reads the end of this pipe
    total: Counter[str] = Counter()
    for pid, answer in answers:
        with os.fdopen(answer) as file:
            total.update(json.loads(file.read() or "{}"))
        total["crashed"] += os.waitpid(pid, 0)[1] != 0
    return dict(total)


def _start(database: Database, number: int, start_read: int, start_write: int) -> tuple[int, int]:
    answer_read, answer_write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(answer_write)
        return pid, answer_read
    os.close(start_write)
    status = 1
    try:
        os.read(start_read, 1)
        with database.open(busy_timeout_s=60) as store, os.fdopen(answer_write, "w") as file:
            file.write(json.dumps(_write(store, number)))
        status = 0
    finally:
        os._exit(status)


def _write(store: Store, number: int) -> Counter[str]:
    told: Counter[str] = Counter()
    for edit in range(EDITS):
        offer_id = f"a-{(number * 7 + edit * 11) % OFFERS}"
        while not _add(store, offer_id, f"{number}:{edit}", told):
            pass
        told["edits"] += 1
    return told


def _add(store: Store, offer_id: str, mark: str, told: Counter[str]) -> bool:
    stored = store.get(offer_id)
    assert stored is not None
    values = {"remark": f"{stored.row['remark']} {mark}"}
    try:
        store.save(offer_id, values, version=stored.version, who=Role.EDITOR)
    except OfferConflict:
        told["conflicts"] += 1
        return False
    except StoreBusy:
        told["busy"] += 1
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1])
