"""From a word that nobody knows to one that finds offers, and back; and what is never counted."""

import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import load_texts
from geo.model import Role
from geo.store import PhraseRow, WordKey
from geo.upkeep.access import VISITOR, Actor
from geo.upkeep.missed_words import week_of
from ui.entrance import who
from ui.shared import loading

DE, AR = load_texts("de"), load_texts("ar")
EDITOR = Actor(Role.EDITOR, login="redaktion")
OWN = Actor(Role.ORGANIZATION, organization_id="x")
PATIENCE_S = 60.0


def _maintain(language: str) -> None:
    """Stand for the shell, which hands pages over as functions."""
    from ui.maintain import page as maintain
    from ui.shared import loading

    maintain.show(loading.texts_for(language))


def _find(language: str) -> None:
    """Stand for the shell."""
    from ui.find import page as find
    from ui.shared import loading

    find.show(loading.texts_for(language))


Opening = Callable[..., AppTest]


@pytest.fixture
def at(
    prepared_var: Path, shipped_app: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Opening]:
    """Open a page of a database of its own as somebody, each time as a new visit."""
    shutil.copytree(prepared_var, tmp_path / "var", dirs_exist_ok=True)
    monkeypatch.setenv("KARTE_VAR", str(tmp_path / "var"))

    def open_page(
        page: Callable[[str], None], actor: Actor, *, language: str = "de", **query: str
    ) -> AppTest:
        monkeypatch.setattr(who, "actor", lambda: actor)
        opened = AppTest.from_function(page, kwargs={"language": language}, default_timeout=60)
        for key, value in {"lang": language, **query}.items():
            opened.query_params[key] = value
        return opened.run()

    yield open_page
    loading.tally().settle(within_s=PATIENCE_S)
    loading.store().close()


def _html(page: AppTest) -> str:
    return unescape("\n".join(element.proto.body for element in page.get("html")))


def _said(page: AppTest) -> str:
    """Return texts of Markdown as they are read."""
    return "\n".join(one.value for one in (*page.markdown, *page.info, *page.warning)).replace("\\", "")


def _ask(at: Opening, asked: str, *, actor: Actor = VISITOR, language: str = "de") -> AppTest:
    page = at(_find, actor, language=language)
    return page.text_input(key="find_q").set_value(asked).run()


def _counted() -> dict[str, int]:
    loading.tally().settle(within_s=PATIENCE_S)
    return {key.word: count for key, count in loading.store().missed_words.seen(least=1)}


def _button(page: AppTest, start: str):
    (found,) = [button for button in page.button if button.key.startswith(f"maintain_words_{start}")]
    return found


def _rows() -> list[PhraseRow]:
    return loading.store().phrases.all()


def test_a_word_asked_three_times_is_shown_added_found_taken_back_and_not_found(at: Opening) -> None:
    for _ in range(2):
        nothing = _ask(at, "wo gibt es Kumbra?")
    twice = at(_maintain, EDITOR, view="words")
    _ask(at, "wo gibt es Kumbra?")
    page = at(_maintain, EDITOR, view="words")

    assert DE("search.nothing_known") in _said(nothing)
    assert DE("words.missed_none", least="3") in _said(twice)
    assert DE("words.seen", count=3) in _html(page)

    page = _button(page, "add_").click().run()
    page = page.multiselect[0].set_value(["topic:work"]).run()
    promised = _said(page)
    page = _button(page, "do_add").click().run()
    asked = _ask(at, "Kumbra")

    assert not page.exception
    assert DE("maintain.done_phrase_added") in _html(page)
    assert DE("words.known_now") in _html(page)
    assert [(row.phrase, row.means, row.who) for row in _rows()] == [("kumbra", "topic:work", Role.EDITOR)]
    found = len(loading.load_data().table.search.scores("Kumbra"))
    assert DE("words.finds", count=found, word="\u2068kumbra\u2069") in promised
    assert DE("summary.count", count=found) in _html(asked)

    page = _button(at(_maintain, EDITOR, view="words"), "turn_").click().run()
    gone = _ask(at, "Kumbra")
    after = at(_maintain, EDITOR, view="words")

    assert DE("maintain.done_phrase_taken_back") in _html(page)
    assert DE("search.nothing_known") in _said(gone)
    assert _button(after, "add_").label == DE("words.add")

    _button(after, "turn_").click().run()
    assert [row.is_active for row in _rows()] == [True]


def test_the_history_tells_the_phrase_and_undoes_its_last_step(at: Opening) -> None:
    loading.load_data()
    loading.store().phrases.add("ar", "topic:work;urgent", "كمبرا", who=Role.EDITOR)
    page = at(_maintain, EDITOR, view="history")

    assert DE("change.phrase") in _html(page)
    assert "\u2068كمبرا\u2069 · Arabisch · Thema: Arbeit · dringend, in Gefahr" in _html(page)

    (row,) = _rows()
    page = page.button(key=f"maintain_undo_batch_{row.batch_id}").click().run()

    assert not page.exception
    assert [row.is_active for row in _rows()] == [False]
    assert f"maintain_undo_batch_{row.batch_id}" not in {button.key for button in page.button}
    page.button(key=f"maintain_undo_batch_{_rows()[0].last_batch_id}").click().run()
    assert [row.is_active for row in _rows()] == [True]


def test_one_visit_counts_a_word_once_and_nothing_but_what_it_asks_in_the_field(at: Opening) -> None:
    page = _ask(at, "Kumbra Zwirbel")
    page.run()
    page = page.text_input(key="find_q").set_value("Kumbra Flonk 12, anna@zonk.example").run()
    at(_find, VISITOR, q="Verlinkt")
    _ask(at, "Geprüft", actor=EDITOR)

    assert not page.exception
    assert _counted() == {"kumbra": 1, "zwirbel": 1}


def test_a_search_goes_on_when_nothing_can_be_counted(at: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    at(_find, VISITOR)

    def refuse(*_counts: object, **_bounds: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(loading.store().missed_words, "add", refuse)
    page = _ask(at, "Deutschkurs Kumbra")
    loading.tally().settle(within_s=PATIENCE_S)

    assert not page.exception
    assert DE("search.unknown", words="Kumbra") in _html(page)


def test_words_are_told_by_week_and_language_and_can_be_narrowed_and_taken_away(at: Opening) -> None:
    loading.load_data()
    week = week_of(loading.settings().district.today())
    counts = {
        WordKey(week, "de", "kumbra"): 3,
        WordKey(week, "ar", "كمبرا"): 5,
        WordKey("2026-W01", "de", "alt"): 4,
    }
    loading.store().missed_words.add(counts, most_a_week=9, forget_before="2020-W01")
    page = at(_maintain, EDITOR, language="ar", view="words")

    told = _html(page)
    assert [told.count(word) for word in ("كمبرا", "kumbra")] == [1, 1]
    assert "28 ديسمبر" not in told
    assert AR("words.seen", count=5) in told
    narrowed = page.selectbox(key="maintain_words_page_language").set_value("ar").run()
    assert "kumbra" not in _html(narrowed)
    assert len(narrowed.get("download_button")) == 1


def test_a_phrase_that_cannot_be_is_refused_with_its_reason(at: Opening) -> None:
    page = at(_maintain, EDITOR, view="words")
    page = _button(page, "other").click().run()
    page.text_input[0].set_value("=1+1")
    page = page.multiselect[0].set_value(["topic:work"]).run()

    assert [warning.value for warning in page.warning] == [DE("words.refused_letters")]
    assert _button(page, "do_add").disabled

    page = page.text_input[0].set_value("Arbeit").run()
    assert [warning.value for warning in page.warning] == [DE("words.refused_known")]
    assert _rows() == []


@pytest.mark.parametrize("actor", [VISITOR, OWN])
def test_only_editors_see_the_words(at: Opening, actor: Actor) -> None:
    page = at(_maintain, actor, view="words")

    assert not page.exception
    assert not [button for button in page.button if button.key.startswith("maintain_words_")]
    assert DE("words.missed_title") not in _html(page)
