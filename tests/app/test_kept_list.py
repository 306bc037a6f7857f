"""One's own list in the app: kept by the star, in an order of its own, with notes, on paper and as text."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import load_texts
from geo.model import Role
from geo.offers.kept import MOST_KEPT
from geo.settings import PROJECT_ROOT, load_settings
from geo.store import Store
from tests.app_kit import html_of
from ui.find import printing
from ui.shared import loading
from ui.shared.templating import escape

SHELL = str(PROJECT_ROOT / "ui" / "shell.py")
DE = load_texts("de")
COURSE, CLOSED, OTHER, MARL = "re-010", "re-143", "re-008", "re-206"
ORIGIN = "https://karte.example"


@pytest.fixture(scope="module", autouse=True)
def _one_closed(prepared_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Serve the shipped offers, one of which has closed."""
    folder = tmp_path_factory.mktemp("kept")
    shutil.copytree(prepared_var, folder, dirs_exist_ok=True)
    with Store.open(load_settings({"KARTE_VAR": str(folder)})) as store:
        store.close_offer(CLOSED, who=Role.EDITOR)
    known = (loading.settings, loading._store, loading._load)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KARTE_VAR", str(folder))
        for function in known:
            function.cache_clear()
        yield
    for function in known:
        function.cache_clear()


def _page(**query: str | list[str]) -> AppTest:
    page = AppTest.from_file(SHELL, default_timeout=60)
    for key, value in query.items():
        page.query_params[key] = value
    return page.run()


def _mine(*kept: str, **query: str) -> AppTest:
    return _page(mine="yes", keep=list(kept), **query)


def _listed(page: AppTest) -> list[str]:
    found = page.query_params.get("keep", [])
    return [found] if isinstance(found, str) else found


def _press(page: AppTest, key: str) -> AppTest:
    page.button(key=f"find_{key}").click().run()
    assert not page.exception
    return page


def test_the_star_keeps_an_offer_in_the_address_and_lets_it_go() -> None:
    page = _page(topic="language")
    assert not [button for button in page.button if button.key == "find_mine"]

    _press(page, f"star_{COURSE}")
    _press(page, f"star_{OTHER}")

    assert _listed(page) == [COURSE, OTHER]
    assert page.button(key="find_mine").label == DE("kept.open", number="2")
    assert html_of(page).count("data-kept") == 2
    _press(page, f"star_{COURSE}")
    assert _listed(page) == [OTHER]


def test_a_full_list_says_so_and_stays_as_it_is() -> None:
    full = [f"re-{number:03}" for number in range(300, 300 + MOST_KEPT)]
    page = _page(topic="language", keep=full)

    _press(page, f"star_{COURSE}")

    assert _listed(page) == full
    assert [toast.value for toast in page.toast] == [DE("kept.full", most=str(MOST_KEPT))]


def test_resetting_the_search_keeps_the_list() -> None:
    page = _page(topic="language", keep=[COURSE])

    _press(page, "reset")

    assert set(page.query_params) == {"keep"}
    assert _listed(page) == [COURSE]


def test_the_list_is_ordered_and_says_where_an_offer_stands() -> None:
    page = _mine(COURSE, OTHER, MARL)

    _press(page, f"up_{MARL}")

    assert _listed(page) == [COURSE, MARL, OTHER]
    title = loading.load_data().table.frame.title[MARL]
    assert escape(DE("kept.moved", title=title, place="2", all="3")) in html_of(page)
    _press(page, f"up_{COURSE}")
    assert _listed(page) == [COURSE, MARL, OTHER]
    assert "Stelle 1 von 3" in html_of(page)
    _press(page, f"off_{COURSE}")
    assert _listed(page) == [MARL, OTHER]


def test_a_note_stands_in_the_link_and_is_shown_letter_by_letter() -> None:
    page = _mine(COURSE, OTHER)

    page.text_input(key=f"find_note_{OTHER}").set_value("um 9.30 Uhr <b>&").run()

    assert _listed(page) == [COURSE, f"{OTHER}.um 9.30 Uhr <b>&"]
    paper = printing.page({"mine": ["yes"], "keep": _listed(page)}, ORIGIN)
    assert "um 9.30 Uhr &lt;b&gt;&amp;" in paper
    assert "<b>&" not in paper


def test_notes_too_long_for_a_link_are_cut_and_that_is_said() -> None:
    notes = [f"re-{number:03}." + "ع" * 200 for number in range(300, 307)]
    page = _mine(*notes, COURSE)

    page.text_input(key=f"find_note_{COURSE}").set_value("ع" * 200).run()

    assert _listed(page)[-1] == f"{COURSE}." + "ع" * 100
    assert DE("kept.notes_full") in html_of(page)


def test_what_has_closed_or_is_not_known_is_said_and_can_be_taken_off() -> None:
    page = _mine(COURSE, f"{CLOSED}.mein Kurs", "gone-1")

    assert DE("kept.closed", id=CLOSED) in html_of(page)
    assert DE("kept.unknown", id="gone-1") in html_of(page)
    assert page.text_input(key=f"find_note_{CLOSED}").value == "mein Kurs"
    _press(page, f"off_{CLOSED}")
    assert _listed(page) == [COURSE, "gone-1"]


def test_an_empty_list_says_how_to_fill_it() -> None:
    page = _press(_mine(COURSE), "clear")

    assert dict(page.query_params) == {"mine": "yes"}
    assert DE("kept.empty") in html_of(page)
    assert DE("kept.cleared") in html_of(page)
    _press(page, "back")
    assert dict(page.query_params) == {}


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_the_list_is_shown_in_every_language(language: str) -> None:
    page = _mine(COURSE, "gone-1", lang=language, offer=COURSE)

    assert not page.exception
    assert load_texts(language)("kept.hand_on") in html_of(page)
    assert load_texts(language)("detail.check_asked") in html_of(page)


def test_a_hostile_link_gives_a_list_and_a_hint() -> None:
    page = _mine("<script>", "../x", COURSE, *[f"x{number}" for number in range(100)], f"{COURSE}.zwei")

    assert not page.exception
    assert len(_listed(page)) == MOST_KEPT - 2
    assert "<script>" not in html_of(page)
    assert len(page.info) == 1


def test_the_sheet_holds_the_kept_offers_in_their_order_with_notes_and_contacts() -> None:
    frame = loading.load_data().table.frame
    query = {"mine": ["yes"], "keep": [f"{MARL}.zuerst anrufen", COURSE, CLOSED], "topic": ["work"]}

    paper = printing.page({**query, "near": ["45768 Marl"]}, ORIGIN)

    assert paper.index(frame.title[MARL]) < paper.index(frame.title[COURSE])
    assert paper.count("<article>") == 3
    assert "zuerst anrufen" in paper
    assert DE("kept.closed", id=CLOSED) in paper
    assert [DE("contact.heading", city=city) in paper for city in ("Marl", "Castrop-Rauxel", "Herten")] == [
        True,
        True,
        False,
    ]
    assert "45768 Marl</" not in paper, "where somebody lives is not handed on"
    link = re.search(r'<footer><p dir="ltr">(.*?)</p>', paper)
    assert link
    assert link[1].startswith(f"{ORIGIN}/?lang=de&amp;mine=yes&amp;keep={MARL}")


def test_the_sheet_speaks_the_language_of_the_person_who_gets_it() -> None:
    paper = printing.page({"mine": ["yes"], "keep": [COURSE], "lang": ["ar"]}, ORIGIN)

    assert '<html lang="ar" dir="rtl">' in paper
    assert load_texts("ar")("kept.title") in paper
    assert load_texts("ar")("kept.qr") in paper


def test_a_search_is_shared_and_printed_without_the_list() -> None:
    page = _page(topic="language", keep=[f"{COURSE}.privat"])

    links = [code.value for code in page.code]

    assert links
    assert not any("keep" in link for link in links)
    assert "privat" not in printing.page({"topic": ["language"], "keep": [f"{COURSE}.privat"]}, ORIGIN)
