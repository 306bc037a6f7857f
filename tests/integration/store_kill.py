"""Kill a process with SIGKILL at one point after another of what it does, and look what is left.

`python -m tests.integration.store_kill OPERATION URL FOLDER` prints as JSON how often the old and the new state was
found; the operation is repeated until it comes through alive. Points are every statement sent to the database, every
commit, and every step of writing a file.
"""

import itertools
import json
import os
import signal
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, inspect, select

from geo.model import ChangeKind, Role
from geo.store import HandoverKey, OfferEdit, Reminder, TallyKey
from geo.store.database.engine import make_engine, parse_url
from geo.store.database.migrate import current_version, downgrade
from geo.store.database.portable import opened_backup
from geo.store.offers.tables import metadata
from tests.store_kit import Database, FakeGeocoder, offer_row, seed

OFFERS = 12
TALK = TallyKey("2026-Q4", "Marl", "childcare", "not_found")
WAY = HandoverKey("2026-Q4", "Marl", "job_centre", "youth_office")
#: Every how many points a kill happens; long operations are not killed at each one.
STRIDE = {
    "edit": 1, "apply": 2, "seed": 3, "undo": 2, "migrate": 4, "backup": 2, "restore": 5,
    "count": 1, "answer": 1, "advice": 3,
}  # fmt: skip


def rows_of(number: int = OFFERS) -> list[dict[str, str]]:
    """Return the offers everything begins with."""
    return [
        offer_row(f"a-{i}", street="Weg", house_number=str(i + 1), topics="work;language")
        for i in range(number)
    ]


class Operation:
    """One thing to do, and what one can see of the state before and after."""

    def __init__(self, url: str, folder: Path) -> None:
        self.database, self.folder = Database(url), folder

    def prepare(self) -> None:
        """Make the old state."""
        with self.database.open() as store:
            seed(store, *rows_of())

    def run(self) -> None:
        """Do it."""
        raise NotImplementedError

    def state(self) -> object:
        """Return what a reader sees now; raises where something is broken."""
        with self.database.open() as store:
            assert store.faults() == []
            offers = {key: (o.row, o.version) for key, o in store.stored_offers(removed=True).items()}
            kinds = [(str(b.kind), b.added, b.changed, b.removed) for b in store.batches()]
            return json.loads(
                json.dumps([offers, kinds, store.locations()["lon"].to_dict(), len(store.changes())])
            )


class Edit(Operation):
    """One offer is changed."""

    def run(self) -> None:
        with self.database.open() as store:
            store.save(
                "a-1", {"title": "neu", "topics": "advice", "street": "Gasse"}, version=1, who=Role.EDITOR
            )


class Apply(Operation):
    """An import adds, changes and removes."""

    def run(self) -> None:
        changes = [OfferEdit.change(f"a-{i}", {"title": f"neu {i}"}, version=1) for i in range(6)]
        added = [OfferEdit.add(offer_row(f"b-{i}", street="Gasse")) for i in range(6)]
        with self.database.open() as store:
            store.apply(
                [*changes, *added, OfferEdit.remove("a-7", version=1)],
                who=Role.EDITOR,
                kind=ChangeKind.IMPORT,
                geocode=FakeGeocoder().geocode,
            )


class Undo(Apply):
    """An import is taken back."""

    def prepare(self) -> None:
        super().prepare()
        super().run()

    def run(self) -> None:
        with self.database.open() as store:
            store.undo_batch(store.batches()[0].batch_id, who=Role.EDITOR)


class Seed(Operation):
    """A newer table is loaded."""

    def run(self) -> None:
        rows = [row | {"title": f"{row['title']} neu"} for row in rows_of(OFFERS - 3)]
        with self.database.open() as store:
            seed(store, *rows, offer_row("b-1"), sha256="2")


class Migrate(Operation):
    """A database of the first schema is opened by this program."""

    def prepare(self) -> None:
        super().prepare()
        engine = make_engine(parse_url(self.database.url))
        downgrade(engine, "0001")
        engine.dispose()

    def run(self) -> None:
        self.database.open().close()

    def state(self) -> object:
        engine = make_engine(parse_url(self.database.url))
        with engine.connect() as connection:
            version = current_version(connection)
            tables = sorted(inspect(connection).get_table_names())
            columns = [column["name"] for column in inspect(connection).get_columns("offer")]
            ids = list(connection.scalars(select(metadata.tables["offer"].c.offer_id)))
        engine.dispose()
        return [version, tables, columns, sorted(ids)]


class Backup(Operation):
    """A newer backup takes the place of an older one."""

    def prepare(self) -> None:
        super().prepare()
        with self.database.open() as store:
            store.backup(self.folder / "s.zip")
            seed(store, *rows_of(), offer_row("b-1"), sha256="2")

    def run(self) -> None:
        with self.database.open() as store:
            store.backup(self.folder / "s.zip")

    def state(self) -> object:
        with opened_backup(self.folder / "s.zip") as (manifest, _):
            return dict(manifest.rows)


class Restore(Operation):
    """A backup takes the place of what is there."""

    def prepare(self) -> None:
        super().prepare()
        with self.database.open() as store:
            store.backup(self.folder / "s.zip")
            seed(store, *rows_of(4), offer_row("b-1"), sha256="2")

    def run(self) -> None:
        with self.database.open() as store:
            store.restore(self.folder / "s.zip", keep=self.folder / "alt.zip")


class Count(Operation):
    """A case manager counts a talk with two obstacles."""

    def prepare(self) -> None:
        with self.database.open() as store:
            store.advice.count({TALK: 3, TALK._replace(obstacle="full"): 2})

    def run(self) -> None:
        with self.database.open() as store:
            store.advice.count({TALK._replace(obstacle=one): 1 for one in ("", "full", "cost")})

    def state(self) -> object:
        with self.database.open() as store:
            assert store.faults() == []
            told = [*store.advice.tallies().items(), *store.advice.handovers().items()]
            codes = [one.code for one in store.advice.reminders(since=date.min)]
            return json.loads(json.dumps([told, codes, len(store.batches())]))


class Answer(Count):
    """A handover is answered: its start goes, what became of it comes, its code is forgotten."""

    def prepare(self) -> None:
        with self.database.open() as store:
            reminder = Reminder(
                "Marl", "blau7", WAY.quarter, WAY.from_office, WAY.to_office, "", date(2026, 11, 30)
            )
            store.advice.remind(reminder, forget_before=date.min)

    def run(self) -> None:
        with self.database.open() as store:
            store.advice.answer("Marl", "blau7", lambda _: WAY._replace(state="accepted"))


class TakenIn(Count):
    """A table of counts is taken in as one batch."""

    def run(self) -> None:
        counts = {
            TALK._replace(topic=topic, obstacle=one): 6 for topic in ("work", "sport") for one in ("", "full")
        }
        with self.database.open() as store:
            store.advice.take_in("tally", counts, who=Role.COORDINATOR, text="t.csv")


OPERATIONS: dict[str, type[Operation]] = {
    "edit": Edit, "apply": Apply, "undo": Undo, "seed": Seed,
    "migrate": Migrate, "backup": Backup, "restore": Restore,
    "count": Count, "answer": Answer, "advice": TakenIn,
}  # fmt: skip


def main(name: str, url: str, folder: Path) -> None:
    """Kill the operation at one point after another and print what was found."""
    operation = OPERATIONS[name](url, folder)
    operation.prepare()
    old, found = operation.state(), []
    for point in itertools.count(1, STRIDE[name]):
        was_killed = _run_until(operation, point)
        found.append(operation.state())
        if not was_killed or found[-1] != old:  # it came through, or was killed after its commit
            break
    new = found[-1]
    assert new != old, "the operation changed nothing"
    counts = Counter("old" if state == old else "new" if state == new else "between" for state in found)
    sys.stdout.write(json.dumps({"kills": len(found) - (not was_killed), **counts}) + "\n")


def _run_until(operation: Operation, point: int) -> bool:
    """Run the operation in a child that is killed at its `point`; return whether it was."""
    pid = os.fork()
    if not pid:
        status = 1
        try:
            _arm(operation.database.url, point)
            operation.run()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the operation failed by itself"
    return os.WIFSIGNALED(status)


def _arm(url: str, point: int) -> None:
    """Send SIGKILL to this process when it comes to its `point`."""
    reached = itertools.count(1)
    wanted = parse_url(url)

    def step(*_given: object) -> None:
        if next(reached) == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(connection: Any, *_given: object) -> None:
        if connection.engine.url.database == wanted.database:  # a backup's own database is of no interest
            step()

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", statement)
    for owner, method in (
        (os, "fsync"),
        (Path, "replace"),
        (zipfile.ZipFile, "write"),
        (zipfile.ZipFile, "open"),
    ):
        setattr(owner, method, _before(step, getattr(owner, method)))


def _before(step: Callable[..., None], function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **options: Any) -> Any:
        step()
        return function(*args, **options)

    return call


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
