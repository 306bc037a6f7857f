"""Which words of a question are counted, and that counting never stands in the way of a search."""

import logging
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from threading import Event

import pytest

from geo.errors import StoreBusy
from geo.offers.search.index import SearchIndex
from geo.store import Store, WordKey
from geo.upkeep import missed_words as counting
from geo.upkeep.missed_words import Tally, first_day, missed_words, week_of
from tests.find_kit import tiny_frame, tiny_taxonomy
from tests.store_kit import open_store

INDEX = SearchIndex(tiny_frame(), tiny_taxonomy())
DAY = date(2026, 12, 1)
#: Longer than any write takes; nothing waits so long unless it hangs.
PATIENCE_S = 60.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("asked", "counted"),
    [
        ("ich suche Kumbra", ["kumbra"]),
        ("Kumbra und Zwirbel, kumbra!", ["kumbra", "zwirbel"]),
        ("Sprachkurs Frauen", []),
        ("kumbra@example.org www.zwirbel.de/pfad @kumbra", []),
        ("Müller-Zwirbel", []),
        ("Zwirbelweg 12", []),
        ("45770 Zwirbelstadt", []),
        ("um 9 Uhr Kumbra", ["kumbra"]),
        ("Kumbra0 ٣kumbra ok", []),
        ("x" * 41, []),
        ("الكمبرا", ["كمبرا"]),
        ("здоровʼяк", ["zdorov'jak"]),
        ("kumbra kumbra@example.org", []),
        ("", []),
    ],
)
def test_single_words_that_nobody_knows_are_counted(asked: str, counted: list[str]) -> None:
    assert missed_words(INDEX.answer(asked), asked) == counted


@pytest.mark.parametrize(
    ("day", "week"),
    [(date(2026, 12, 1), "2026-W49"), (date(2027, 1, 3), "2026-W53"), (date(2024, 12, 30), "2025-W01")],
)
def test_a_week_is_that_of_the_calendar_and_leads_back_to_its_monday(day: date, week: str) -> None:
    assert week_of(day) == week
    assert (first_day(week).weekday(), week_of(first_day(week))) == (0, week)


def test_what_is_noted_is_written_by_week_and_language(store: Store) -> None:
    tally = Tally(store)

    for language in ("de", "de", "ar"):
        tally.note(["kumbra", "zwirbel"], language=language, day=DAY)
    tally.settle(within_s=PATIENCE_S)

    assert dict(store.missed_words.seen(least=1)) == {
        WordKey("2026-W49", language, word): count
        for language, count in (("de", 2), ("ar", 1))
        for word in ("kumbra", "zwirbel")
    }


def test_while_one_lot_is_written_the_next_gathers_and_nobody_waits(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    lots: list[dict[WordKey, int]] = []
    began, go_on = Event(), Event()

    def slow(counts: Mapping[WordKey, int], **_bounds: object) -> None:
        lots.append(dict(counts))
        began.set()
        assert go_on.wait(PATIENCE_S)

    monkeypatch.setattr(store.missed_words, "add", slow)
    tally = Tally(store)
    tally.note(["erstes"], language="de", day=DAY)
    assert began.wait(PATIENCE_S)
    for _ in range(100):
        tally.note(["zweites"], language="de", day=DAY)
    go_on.set()
    tally.settle(within_s=PATIENCE_S)

    assert [{key.word: count for key, count in lot.items()} for lot in lots] == [
        {"erstes": 1},
        {"zweites": 100},
    ]


@pytest.mark.parametrize("fault", [StoreBusy("somebody else writes"), RuntimeError("a fault of ours")])
def test_a_database_that_refuses_is_logged_and_counting_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    def refuse(_counts: object, **_bounds: object) -> None:
        raise fault

    tally = Tally(store)
    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(store.missed_words, "add", refuse)
        tally.note(["kumbra"], language="de", day=DAY)
        tally.settle(within_s=PATIENCE_S)
    tally.note(["kumbra"], language="de", day=DAY)
    tally.settle(within_s=PATIENCE_S)

    assert [record.getMessage() for record in caplog.records] == [
        f"words without a hit wait to be counted: {fault}"
    ]
    assert store.missed_words.seen(least=1) == [(WordKey("2026-W49", "de", "kumbra"), 2)]


def test_memory_is_bounded_while_nothing_can_be_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_A_WEEK", 3)
    tally = Tally(store)
    tally._writer = counting.threading.current_thread()  # as if one were still writing

    tally.note(["eins", "zwei", "drei", "vier", "eins"], language="de", day=DAY)

    assert sorted(key.word for key in tally._waiting) == ["drei", "eins", "zwei"]


def test_a_database_for_reading_alone_is_left_alone(store: Store) -> None:
    store.is_read_only = True
    tally = Tally(store)

    tally.note(["kumbra"], language="de", day=DAY)

    assert (tally._writer, store.missed_words.seen(least=1)) == (None, [])
