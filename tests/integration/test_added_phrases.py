"""A phrase that was added to the search counts everywhere: on the command line, for programs and in the published page."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from geo.cli import main
from geo.cli.checks import check_all
from geo.cli.word_checks import check_words
from geo.district.phrases import SHIPPED_PHRASES, PhraseTable
from geo.exchange.word_files import missed_csv, phrases_csv
from geo.model import Role
from geo.publish import PAGE_NAME
from geo.settings import load_settings
from geo.store import Store, WordKey
from tests.asgi_kit import ask
from tests.offers_reading import READERS
from tests.publish_kit import json_in
from ui.shared import loading

PHRASE = ("de", "topic:work", "Kumbra")


@pytest.fixture
def store(
    prepared_var: Path, shipped_app: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    """A copy of the shipped database, of which app and commands are told."""
    shutil.copytree(prepared_var, tmp_path / "var")
    monkeypatch.setenv("KARTE_VAR", str(tmp_path / "var"))
    with Store.open(load_settings()) as opened:
        yield opened
    loading.store().close()


def found_by_command(capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["find", "--text", "Kumbra", "--json"]) == 0
    return [offer["offer_id"] for offer in json.loads(capsys.readouterr().out)["offers"]]


def found_by_address() -> list[str]:
    return [row["offer_id"] for row in READERS["geojson"](ask("/api/offers.geojson", "q=Kumbra").body)]


def published(folder: Path) -> str:
    assert main(["publish", "--out", str(folder)]) == 0
    content = json_in((folder / PAGE_NAME).read_text(encoding="utf-8"), "content")
    return json.dumps(content["search"]["phrases"]["de"])


def test_it_finds_everywhere_and_no_more_when_it_is_taken_back(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = found_by_command(capsys), found_by_address()
    batch = store.phrases.add(*PHRASE, who=Role.EDITOR)
    during, programs = found_by_command(capsys), found_by_address()
    told = published(tmp_path)
    assert main(["undo", str(batch.batch_id)]) == 0
    capsys.readouterr()

    assert before == ([], [])
    assert sorted(during) == sorted(programs)
    assert len(during) > 5
    assert "mbra" in told  # the beginning may be that of the word before
    assert "mbra" not in str(PhraseTable(SHIPPED_PHRASES)["de"]).casefold()
    assert (found_by_command(capsys), found_by_address()) == ([], [])


def test_the_check_knows_phrases_and_words(store: Store) -> None:
    store.phrases.add(*PHRASE, who=Role.EDITOR)
    store.phrases.add("ar", "spoken:sq;urgent", "كمبرا", who=Role.EDITOR)
    store.missed_words.add({WordKey("2026-W49", "de", "kumbra"): 1}, most_a_week=9, forget_before="")
    right = check_words(load_settings(), store)
    gone = store.phrases.add("de", "topic:gone", "Alt", who=Role.EDITOR)
    store.undo_batch(gone.batch_id, who=Role.EDITOR)  # does not count, so nobody minds
    store.phrases.add("de", "city:Berlin", "Kiez", who=Role.EDITOR)
    store.phrases.add("xx", "urgent", "Kumbra", who=Role.EDITOR)
    store.phrases.add("de", "urgent", "=1+1", who=Role.EDITOR)
    with store.writing() as connection:
        connection.execute(text("UPDATE missed_word SET word = 'a whole sentence'"))

    told = [(problem.column, problem.value) for problem in check_all(load_settings())]

    assert right == []
    assert sorted(told) == [
        ("added_phrase.language", "xx"),
        ("added_phrase.means", "city:Berlin"),
        ("added_phrase.phrase", "=1+1"),
        ("missed_word.word", "2026-W49 de a whole sentence"),
    ]


def test_files_to_hand_on_are_read_as_they_are_shipped(store: Store, tmp_path: Path) -> None:
    store.phrases.add("uk", "topic:work;urgent", "Кумбра", who=Role.EDITOR)
    store.phrases.add(*PHRASE, who=Role.EDITOR)
    taken_back = store.phrases.add("de", "topic:work", "Zwirbel", who=Role.EDITOR)
    store.undo_batch(taken_back.batch_id, who=Role.EDITOR)

    written = phrases_csv(store.phrases.active())
    (tmp_path / "phrases.csv").write_bytes(written)

    table = PhraseTable(tmp_path / "phrases.csv")
    assert {language: dict(said) for language, said in table.items()} == {
        "de": {"topic:work": ("Kumbra",)},
        "uk": {"topic:work;urgent": ("Кумбра",)},
    }
    assert missed_csv([(WordKey("2026-W49", "de", "kumbra"), 3)]) == (
        b"week,language,word,count\n2026-W49,de,kumbra,3\n"
    )
