"""Words without a hit are counted and forgotten; added phrases are taken back and put back, on either database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from geo.errors import PhraseRefused, UndoRefused
from geo.model import ChangeKind, Role
from geo.store import Store, WordKey
from geo.store.database.engine import make_engine, parse_url
from geo.store.database.migrate import downgrade
from geo.store.words import added
from tests.store_kit import Database, offer_row, seed

KUMBRA = WordKey("2026-W49", "de", "kumbra")
PHRASE = ("de", "topic:work", "Kumbra")


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.open() as opened:
        yield opened


def count(store: Store, counts: dict[WordKey, int], *, most: int = 5, before: str = "2026-W01") -> None:
    store.missed_words.add(counts, most_a_week=most, forget_before=before)


def test_a_word_is_counted_by_week_and_language_and_shown_from_the_third_time_on(store: Store) -> None:
    other, later = KUMBRA._replace(language="ar"), KUMBRA._replace(week="2026-W50")
    count(store, {KUMBRA: 2, other: 3, later: 4})
    before = store.missed_words.seen(least=3)

    count(store, {KUMBRA: 1})

    assert before == [(later, 4), (other, 3)]
    assert store.missed_words.seen(least=3) == [(later, 4), (other, 3), (KUMBRA, 3)]


def test_two_processes_that_count_at_once_lose_nothing(store: Store, database: Database) -> None:
    with database.open() as other, ThreadPoolExecutor(4) as threads:
        done = [threads.submit(count, one, {KUMBRA: 1}) for _ in range(10) for one in (store, other)]
        for one in done:
            one.result()

    assert store.missed_words.seen(least=1) == [(KUMBRA, 20)]


def test_counting_is_no_change_that_a_reader_of_offers_can_see(store: Store) -> None:
    version = store.version()

    count(store, {KUMBRA: 1})

    assert (store.version(), store.batches()) == (version, [])


def test_of_a_full_week_only_known_words_count_on(store: Store) -> None:
    count(store, {KUMBRA._replace(word=f"wort{letter}"): 3 for letter in "abcdefg"})
    count(store, {KUMBRA._replace(word="worta"): 1, KUMBRA: 9, KUMBRA._replace(week="2026-W50"): 3})

    seen = dict(store.missed_words.seen(least=1))
    assert len([key for key in seen if key.week == "2026-W49"]) == 5
    assert (seen[KUMBRA._replace(word="worta")], KUMBRA in seen) == (4, False)
    assert KUMBRA._replace(week="2026-W50") in seen


def test_old_weeks_are_forgotten_across_the_turn_of_a_year(store: Store) -> None:
    old = KUMBRA._replace(week="2025-W52")
    count(store, {old: 3, KUMBRA: 3}, before="2025-W40")

    count(store, {KUMBRA: 1}, before="2026-W01")

    assert store.missed_words.seen(least=1) == [(KUMBRA, 4)]


def test_an_added_phrase_counts_and_is_told_with_role_and_moment(store: Store) -> None:
    version = store.version()

    batch = store.phrases.add(*PHRASE, who=Role.EDITOR)

    (row,) = store.phrases.all()
    assert store.phrases.active() == [PHRASE]
    assert (batch.kind, batch.who, store.version() != version) == (ChangeKind.PHRASE, Role.EDITOR, True)
    assert (row.who, row.made_at, row.batch_id) == (batch.who, batch.made_at, batch.batch_id)
    assert store.faults() == []


def test_it_is_taken_back_and_put_back_and_taken_back_again(store: Store) -> None:
    made = [store.phrases.add(*PHRASE, who=Role.EDITOR)]
    seen = []
    for _ in range(3):
        made.append(store.undo_batch(made[-1].batch_id, who=Role.ADMIN))
        seen.append(store.phrases.active())

    assert seen == [[], [PHRASE], []]
    assert [(one.kind, one.undoes) for one in made[1:]] == [
        (ChangeKind.UNDO, before.batch_id) for before in made[:-1]
    ]
    assert store.batches() == made[::-1]
    (row,) = store.phrases.all()
    assert store.phrases.by_batch() == {one.batch_id: row for one in made}
    assert row.last_batch_id == made[-1].batch_id


def test_only_the_last_step_of_a_phrase_is_undone(store: Store) -> None:
    first = store.phrases.add(*PHRASE, who=Role.EDITOR)
    store.undo_batch(first.batch_id, who=Role.EDITOR)

    with pytest.raises(UndoRefused):
        store.undo_batch(first.batch_id, who=Role.EDITOR)


def test_the_same_phrase_is_not_added_twice_nor_put_back_beside_its_like(store: Store) -> None:
    first = store.phrases.add(*PHRASE, who=Role.EDITOR)
    with pytest.raises(PhraseRefused) as twice:
        store.phrases.add("de", "topic:work", "KÚMBRA", who=Role.EDITOR)
    gone = store.undo_batch(first.batch_id, who=Role.EDITOR)
    store.phrases.add(*PHRASE, who=Role.EDITOR)
    with pytest.raises(PhraseRefused):
        store.undo_batch(gone.batch_id, who=Role.EDITOR)

    assert (twice.value.reason, store.phrases.active()) == ("known", [PHRASE])
    store.phrases.add("en", "topic:work", "Kumbra", who=Role.EDITOR)
    store.phrases.add("de", "topic:housing", "Kumbra", who=Role.EDITOR)


def test_there_is_an_end_to_adding(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(added, "MOST_PHRASES", 1)
    store.phrases.add(*PHRASE, who=Role.EDITOR)

    with pytest.raises(PhraseRefused) as caught:
        store.phrases.add("de", "topic:work", "Anderes", who=Role.EDITOR)

    assert caught.value.reason == "too_many"


def test_other_changes_are_undone_as_before(store: Store) -> None:
    seed(store, offer_row("a-1"))
    store.phrases.add(*PHRASE, who=Role.EDITOR)
    changed = store.save("a-1", {"title": "Neu"}, version=1, who=Role.EDITOR).batch
    assert changed is not None

    undone = store.undo_batch(changed.batch_id, who=Role.EDITOR)
    store.undo_batch(undone.batch_id, who=Role.EDITOR)

    assert store.phrases.active() == [PHRASE]
    assert [offer.row["title"] for offer in store.stored_offers().values()] == ["Neu"]


def test_an_older_database_gets_both_tables_and_going_back_forgets_them(blank_database: Database) -> None:
    with blank_database.open() as opened:
        seed(opened, offer_row("a-1"))
        first = opened.phrases.add(*PHRASE, who=Role.EDITOR)
        opened.undo_batch(first.batch_id, who=Role.EDITOR)
        count(opened, {KUMBRA: 3})
    engine = make_engine(parse_url(blank_database.url))

    downgrade(engine, "0005")
    engine.dispose()

    with blank_database.open() as opened:  # brought up to date again
        assert (opened.phrases.all(), opened.missed_words.seen(least=1)) == ([], [])
        assert {batch.kind for batch in opened.batches()} == {ChangeKind.SEED, ChangeKind.UNDO}
        assert opened.faults() == []
        opened.phrases.add(*PHRASE, who=Role.EDITOR)
