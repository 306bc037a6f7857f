"""Dated runs in the store: written with a version and a batch, undone, removed and restored with their offer."""

from pathlib import Path

import pytest
from sqlalchemy import text

from geo.errors import DataError, OfferConflict
from geo.model import ChangeKind, Role
from geo.offers.course_runs import CourseRun
from geo.store import OfferEdit, Store

SPRING = CourseRun(start="2027-01-12", level_from="B1", state="free", as_of="2026-11-30")
AUTUMN = CourseRun(start="2027-09-01", level_from="B2")


@pytest.fixture
def store(store_of_three: Store) -> Store:
    return store_of_three


def schedule(store: Store, *runs: CourseRun, version: int | None = 1) -> int | None:
    (done,) = store.apply_each([OfferEdit.schedule("a-1", runs, version=version)], who=Role.EDITOR)
    return done.batch.batch_id if done.batch else None


def test_runs_are_kept_in_order_with_a_version_a_batch_and_without_a_fault(store: Store) -> None:
    token = store.version()

    batch = schedule(store, AUTUMN, SPRING, SPRING)

    stored = store.get("a-1")
    assert stored is not None
    assert (stored.runs, stored.version) == ((SPRING, AUTUMN), 2)
    assert store.runs() == {"a-1": (SPRING, AUTUMN)}
    assert store.version() != token
    (change,) = store.history("a-1")
    assert (change.batch.batch_id, change.batch.kind) == (batch, ChangeKind.EDIT)
    assert change.before == {"runs": []}
    assert [run["start"] for run in (change.after or {})["runs"]] == ["2027-01-12", "2027-09-01"]
    assert store.faults() == []


def test_the_same_runs_again_change_nothing_and_other_changes_leave_them(store: Store) -> None:
    schedule(store, SPRING)

    assert schedule(store, SPRING, version=2) is None
    store.save("a-1", {"title": "Neu"}, version=2, who=Role.EDITOR)
    assert store.runs() == {"a-1": (SPRING,)}


def test_undo_brings_the_runs_before_back_and_keeps_later_changes_of_the_text(store: Store) -> None:
    schedule(store, SPRING)
    batch = schedule(store, AUTUMN, version=2)
    store.save("a-1", {"title": "Neu"}, version=3, who=Role.EDITOR)

    store.undo_batch(batch or 0, who=Role.EDITOR)

    assert store.runs() == {"a-1": (SPRING,)}
    assert store.offers().loc["a-1", "title"] == "Neu"
    with pytest.raises(OfferConflict):
        store.undo_batch(batch or 0, who=Role.EDITOR)
    assert store.faults() == []


def test_runs_go_out_of_sight_with_their_offer_and_come_back(store: Store) -> None:
    schedule(store, SPRING)
    gone = store.apply([OfferEdit.remove("a-1", version=2)], who=Role.EDITOR)

    assert store.runs() == {}
    assert gone is not None
    store.undo_batch(gone.batch_id, who=Role.EDITOR)
    assert store.runs() == {"a-1": (SPRING,)}
    assert store.faults() == []


def test_who_was_slower_is_refused_and_nothing_is_written(store: Store) -> None:
    schedule(store, SPRING)

    with pytest.raises(OfferConflict) as refused:
        schedule(store, AUTUMN, version=1)

    assert [field.column for field in refused.value.fields] == ["runs"]
    assert store.runs() == {"a-1": (SPRING,)}


def test_a_run_that_cannot_be_is_refused_with_its_column(store: Store) -> None:
    with pytest.raises(DataError) as refused:
        schedule(store, CourseRun(start="2027-01-12", end="2026-01-12"))

    assert [(p.column, p.kind) for p in refused.value.problems] == [("runs", "run_order")]
    assert refused.value.problems[0].expectation == "end: must not lie before start"
    assert store.runs() == {}


def test_more_runs_than_an_offer_may_have_are_refused(store: Store) -> None:
    many = [CourseRun(start=f"20{year}-01-{day:02}") for year in range(30, 35) for day in range(1, 22)]

    with pytest.raises(DataError) as refused:
        schedule(store, *many)

    assert {p.kind for p in refused.value.problems} == {"run_many"}


def test_a_backup_brings_the_runs_back_and_a_stray_row_is_found(store: Store, tmp_path: Path) -> None:
    schedule(store, SPRING)
    store.backup(tmp_path / "backup.zip")
    schedule(store, version=2)

    store.restore(tmp_path / "backup.zip", keep=tmp_path / "kept.zip")

    assert store.runs() == {"a-1": (SPRING,)}
    with store.writing() as connection:
        connection.execute(text("UPDATE runs SET level_from = 'C1' WHERE offer_id = 'a-1'"))
    assert [(fault.key, fault.column) for fault in store.faults()] == [("a-1", "runs")]
