"""What advice teaches is counted, taken in, taken back and told, on either database; nothing of it is lost."""

import dataclasses
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from geo.errors import CountRefused, ReminderRefused, TopicConflict, UndoRefused
from geo.model import ChangeKind, Role
from geo.store import HandoverKey, Reminder, Store, TallyKey
from geo.store.database.engine import make_engine, parse_url
from geo.store.database.migrate import downgrade
from tests.store_kit import Database, offer_row, seed

TALK = TallyKey("2026-Q4", "Marl", "childcare", "not_found")
FULL = TALK._replace(obstacle="full")
WAY = HandoverKey("2026-Q4", "Marl", "job_centre", "youth_office")
DAY = date(2026, 11, 30)
OPEN = Reminder("Marl", "blau7", "2026-Q4", "job_centre", "youth_office", "", DAY)
TOPIC = {
    **dict.fromkeys(
        [
            "field",
            "from_office",
            "to_office",
            "law_from",
            "law_to",
            "step",
            "kind",
            "cities",
            "level",
            "measure",
            "responsible",
            "decision",
            "outcome",
            "topics",
            "links",
            "due",
            "met_on",
            "check_on",
        ],
        "",
    ),
    "topic_id": "ab12",
    "title": "Zuständigkeit ungeklärt",
    "stage": 1,
    "since": "2026-Q4",
    "is_removed": False,
}
CAPACITY = {
    "offer_id": "a-1",
    "status": "full",
    "free_places": None,
    "next_start": "2027-03",
    "weeks": 12,
    "as_of": "2026-11-30",
    "expires": "2027-01-29",
}


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.open() as opened:
        yield opened


def test_counts_add_up_and_are_taken_back_but_never_below_nothing(store: Store) -> None:
    store.advice.count({TALK: 2, FULL: 1})
    store.advice.count({TALK: 1})
    store.advice.count({FULL: -1})

    with pytest.raises(CountRefused):
        store.advice.count({TALK: -1, FULL: -1})

    assert store.advice.tallies() == {TALK: 3}
    assert store.advice.tallies(quarter="2026-Q3") == {}


def test_a_talk_is_not_taken_back_without_its_obstacles(store: Store) -> None:
    store.advice.count({TALK: 2, FULL: 2})

    with pytest.raises(CountRefused):
        store.advice.count({TALK: -1})

    store.advice.count({TALK: -1, FULL: -1})
    assert store.advice.tallies() == {TALK: 1, FULL: 1}


def test_a_single_count_leaves_no_moment_no_role_and_no_new_version(store: Store) -> None:
    version = store.version()

    store.advice.count({TALK: 1})
    store.advice.count_handovers({WAY: 1})

    assert (store.version(), store.batches(), store.changes()) == (version, [], [])


def test_twenty_who_count_at_once_lose_nothing(store: Store, database: Database) -> None:
    with database.open(busy_timeout_s=60) as other, ThreadPoolExecutor(20) as threads:
        done = [
            threads.submit((store, other)[number % 2].advice.count, {TALK: 1, FULL: 1})
            for number in range(20)
            for _ in range(5)
        ]
        for one in done:
            one.result()

    assert store.advice.tallies() == {TALK: 100, FULL: 100}


def test_a_table_is_one_batch_and_is_taken_back_and_put_back(store: Store) -> None:
    store.advice.count({TALK: 4})
    batch = store.advice.take_in("tally", {TALK: 7, FULL: 6}, who=Role.COORDINATOR, text="t.csv")

    undone = store.undo_batch(batch.batch_id, who=Role.COORDINATOR)
    taken_back = store.advice.tallies()
    store.undo_batch(undone.batch_id, who=Role.COORDINATOR)

    assert (batch.kind, batch.note, undone.undoes) == (ChangeKind.COUNT, "t.csv", batch.batch_id)
    assert taken_back == {TALK: 4}
    assert store.advice.tallies() == {TALK: 11, FULL: 6}
    with pytest.raises(UndoRefused):
        store.undo_batch(batch.batch_id, who=Role.COORDINATOR)
    assert store.faults() == []


def test_a_table_whose_counts_were_taken_back_singly_is_not_undone(store: Store) -> None:
    batch = store.advice.take_in("tally", {TALK: 7}, who=Role.COORDINATOR, text="")
    store.advice.count({TALK: -1})

    with pytest.raises(UndoRefused):
        store.undo_batch(batch.batch_id, who=Role.COORDINATOR)

    assert store.advice.tallies() == {TALK: 6}


def test_a_handover_is_remembered_answered_and_forgotten(store: Store) -> None:
    store.advice.remind(OPEN, forget_before=DAY)
    with pytest.raises(ReminderRefused, match="known"):
        store.advice.remind(OPEN, forget_before=DAY)
    started = store.advice.handovers()

    store.advice.answer("Marl", "blau7", lambda _: WAY._replace(state="accepted", days="week"))

    assert started == {WAY: 1}
    assert store.advice.handovers() == {WAY._replace(state="accepted", days="week"): 1}
    assert store.advice.reminders(since=date.min) == []
    with pytest.raises(ReminderRefused, match="unknown"):
        store.advice.answer("Marl", "blau7", lambda _: WAY)


def test_codes_that_are_too_old_are_forgotten_and_in_no_backup(store: Store, tmp_path: Path) -> None:
    old = Reminder(**{**OPEN.__dict__, "code": "alt", "started_on": date(2026, 9, 1)})
    store.advice.remind(old, forget_before=date(2026, 7, 1))
    store.advice.remind(OPEN, forget_before=date(2026, 10, 1))
    kept = [one.code for one in store.advice.reminders(since=date.min)]

    store.backup(tmp_path / "s.zip")
    store.restore(tmp_path / "s.zip", keep=tmp_path / "alt.zip")

    assert kept == ["blau7"]
    assert store.advice.reminders(since=date.min) == []
    assert store.advice.handovers() == {WAY: 2}


def test_a_quarter_that_is_forgotten_leaves_nothing_not_even_in_the_history(store: Store) -> None:
    old, late = TALK._replace(quarter="2026-Q3"), TALK
    batch = store.advice.take_in("tally", {old: 7, late: 8}, who=Role.COORDINATOR, text="t.csv")
    store.advice.count_handovers({WAY._replace(quarter="2026-Q3"): 6, WAY: 9})
    store.advice.remind(dataclasses.replace(OPEN, quarter="2026-Q3"), forget_before=DAY)
    store.advice.publish("2026-Q3", "{}", who=Role.COORDINATOR)
    topic = store.advice.save_topic(TOPIC, version=0, who=Role.COORDINATOR, text="")

    assert store.advice.forget_quarter("2026-Q3") == 4

    assert (store.advice.tallies(), store.advice.handovers()) == ({late: 8}, {WAY: 9})
    assert store.advice.published() == {}
    assert store.advice.reminders(since=date.min) == []
    assert store.advice.history("tally", *old) == []
    assert store.advice.history("publication", "2026-Q3") == []
    assert len(store.advice.history("tally", *late)) == 1
    assert store.faults() == []
    store.undo_batch(topic.batch_id, who=Role.COORDINATOR)
    store.undo_batch(batch.batch_id, who=Role.COORDINATOR)
    assert store.advice.tallies() == {}


def test_who_looks_at_the_list_writes_nothing_unless_something_is_too_old(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.advice.remind(OPEN, forget_before=DAY)
    written: list[object] = []
    transact = store.transact
    monkeypatch.setattr(store, "transact", lambda work: (written.append(work), transact(work))[1])

    assert store.advice.forget_reminders(before=DAY) == 0
    assert written == []
    assert store.advice.forget_reminders(before=date(2026, 12, 1)) == 1
    assert len(written) == 1


def test_a_backup_holds_all_else(store: Store, tmp_path: Path) -> None:
    store.advice.count({TALK: 2})
    batch = store.advice.take_in("handover", {WAY: 6}, who=Role.COORDINATOR, text="")
    store.advice.save_topic(TOPIC, version=0, who=Role.COORDINATOR, text="")
    store.advice.report_capacity(CAPACITY, who=Role.ORGANIZATION, text="")
    before = (
        store.advice.tallies(),
        store.advice.handovers(),
        store.advice.topics(),
        store.advice.capacity(),
    )
    store.backup(tmp_path / "s.zip")
    store.advice.count({TALK: 5})

    store.restore(tmp_path / "s.zip", keep=tmp_path / "alt.zip")

    assert before == (
        store.advice.tallies(), store.advice.handovers(), store.advice.topics(), store.advice.capacity()
    )  # fmt: skip
    assert store.faults() == []
    store.undo_batch(batch.batch_id, who=Role.COORDINATOR)
    assert store.advice.handovers() == {}


def test_a_topic_keeps_its_history_and_two_who_change_it_meet(store: Store) -> None:
    store.advice.save_topic(TOPIC, version=0, who=Role.COORDINATOR, text="")
    moved = store.advice.save_topic(TOPIC | {"stage": 2}, version=1, who=Role.COORDINATOR, text="")
    with pytest.raises(TopicConflict):
        store.advice.save_topic(TOPIC | {"stage": 3}, version=1, who=Role.COORDINATOR, text="")

    told = [(one.before and one.before["stage"], one.after and one.after["stage"])
            for _, one in store.advice.history("topic", "ab12")]  # fmt: skip
    store.undo_batch(moved.batch_id, who=Role.COORDINATOR)

    assert told == [(None, 1), (1, 2)]
    assert [row["stage"] for row in store.advice.topics()] == [1]


def test_a_change_that_another_followed_is_not_undone(store: Store) -> None:
    first = store.advice.report_capacity(CAPACITY, who=Role.ORGANIZATION, text="")
    store.advice.report_capacity(CAPACITY | {"status": "free"}, who=Role.ORGANIZATION, text="")

    with pytest.raises(UndoRefused):
        store.undo_batch(first.batch_id, who=Role.ORGANIZATION)

    assert store.advice.capacity()["a-1"]["status"] == "free"


def test_capacity_is_seen_by_readers_of_offers(store: Store) -> None:
    version = store.version()

    store.advice.report_capacity(CAPACITY, who=Role.ORGANIZATION, text="")

    assert store.version() != version
    assert store.advice.capacity() == {"a-1": CAPACITY}


def test_a_quarter_is_published_once_unless_that_is_taken_back(store: Store) -> None:
    batch = store.advice.publish("2026-Q4", "{}", who=Role.COORDINATOR)
    with pytest.raises(UndoRefused):
        store.advice.publish("2026-Q4", "{1}", who=Role.COORDINATOR)

    store.undo_batch(batch.batch_id, who=Role.COORDINATOR)

    assert store.advice.published() == {}


def test_what_was_changed_past_the_history_is_found(store: Store) -> None:
    store.advice.save_topic(TOPIC, version=0, who=Role.COORDINATOR, text="")
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE structural_topic SET stage = 4")

    assert [(fault.table, fault.key) for fault in store.faults()] == [("topic", "ab12")]


def test_an_older_database_gets_the_tables_and_going_back_forgets_them(blank_database: Database) -> None:
    with blank_database.open() as opened:
        seed(opened, offer_row("a-1"))
        batch = opened.advice.take_in("tally", {TALK: 9}, who=Role.COORDINATOR, text="")
        opened.undo_batch(batch.batch_id, who=Role.COORDINATOR)
    engine = make_engine(parse_url(blank_database.url))

    downgrade(engine, "0006")
    engine.dispose()

    with blank_database.open() as opened:  # brought up to date again
        assert opened.advice.tallies() == {}
        assert {batch.kind for batch in opened.batches()} == {ChangeKind.SEED, ChangeKind.UNDO}
        assert opened.faults() == []
        opened.advice.count({TALK: 1})
