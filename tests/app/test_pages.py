"""Each page runs in each language, without a browser; a filter changes the count; a wrong link is a hint."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import load_texts
from geo.offers.filters import OfferFilter
from geo.settings import PROJECT_ROOT
from tests.app_kit import html_of, runs_well
from ui.shared import loading

LANGUAGES = ("de", "en", "ar")
SHELL = str(PROJECT_ROOT / "ui" / "shell.py")

pytestmark = pytest.mark.usefixtures("shipped_app_kept")


def _page(**query: str | list[str]) -> AppTest:
    page = AppTest.from_file(SHELL, default_timeout=60)
    for key, value in query.items():
        page.query_params[key] = value
    return page


def _about(language: str) -> None:
    """Stand for the shell, which hands pages over as functions: a test cannot switch to those."""
    from ui import about
    from ui.shared import loading

    about.show(loading.texts_for(language))


def _coverage(language: str) -> None:
    """Stand for the shell on the page for planners."""
    from ui.coverage import page
    from ui.shared import loading

    page.show(loading.texts_for(language).whole)


@pytest.mark.parametrize("language", LANGUAGES)
def test_find_runs_in_every_language(language: str) -> None:
    texts = load_texts(language)

    page = _page(lang=language, topic="language", near="45768", offer="re-206").run()

    runs_well(page)
    assert page.text_input(key="find_q").label == texts("find.what")
    assert texts("detail.check_asked") in html_of(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_about_runs_in_every_language(language: str) -> None:
    texts = load_texts(language)

    page = AppTest.from_function(_about, kwargs={"language": language}, default_timeout=60).run()

    runs_well(page)
    assert texts("about.title") in html_of(page)


def test_a_ticked_filter_changes_the_count_and_the_link() -> None:
    table = loading.load_data().table
    texts = load_texts("de")
    page = _page().run()
    assert texts("summary.count", count=len(table.frame)) in html_of(page)

    page.checkbox(key="find_topics_housing").check().run()

    runs_well(page)
    assert texts("summary.count", count=table.count(OfferFilter(topics=("housing",)))) in html_of(page)
    assert page.query_params["topic"] == "housing"

    page.checkbox(key="find_topics_housing").uncheck().run()
    assert "topic" not in page.query_params


def test_a_search_word_and_a_place_change_list_and_link() -> None:
    page = _page().run()

    page.text_input(key="find_q").set_value("Sport").run()
    page.text_input(key="find_near").set_value("45768 Marl").run()

    runs_well(page)
    assert page.query_params["q"] == "Sport"
    assert page.query_params["near"] == "45768 Marl"
    assert load_texts("de")("way.unknown") in html_of(page)


def test_a_wrong_link_is_a_hint_and_the_address_is_tidied() -> None:
    page = _page(topic=["nonsense", "work"], free="perhaps").run()

    runs_well(page)
    assert "nonsense" in page.info[0].value
    assert dict(page.query_params) == {"topic": "work"}


def test_more_cards_come_on_demand() -> None:
    page = _page(topic="language").run()
    count = loading.load_data().table.count(OfferFilter(topics=("language",)))
    assert html_of(page).count('class="k-card"') == 20

    page.button(key="find_more").click().run()

    assert html_of(page).count('class="k-card"') == min(40, count)


def test_a_link_to_an_offer_shows_it_first_and_a_click_moves_no_card() -> None:
    def cards(page: AppTest) -> list[str]:
        opens = [str(button.key) for button in page.button if str(button.key).startswith("find_open_")]
        return [key.removeprefix("find_open_") for key in opens]

    plain = cards(_page(topic="language").run())

    page = _page(topic="language", offer=plain[9]).run()
    assert cards(page) == [plain[9], *plain[:9], *plain[10:]]

    page.button(key=f"find_open_{plain[5]}").click().run()
    assert cards(page) == plain
    page.button(key=f"find_open_{plain[9]}").click().run()
    assert cards(page) == plain


def _any_page(name: str) -> None:
    """Stand for the shell with one of the pages."""
    import importlib

    from ui.shared import address_bar, loading

    importlib.import_module("ui.about" if name == "about" else f"ui.{name}.page").show(
        loading.texts_for(address_bar.choose_language())
    )


@pytest.mark.parametrize("name", ["find", "coverage", "present", "about"])
def test_a_link_in_another_language_can_be_read_in_the_first_one(name: str) -> None:
    page = AppTest.from_function(_any_page, kwargs={"name": name}, default_timeout=60)
    page.query_params["lang"] = "en"
    page.run()
    assert page.selectbox(key="language").label == load_texts("en")("app.language")

    page.selectbox(key="language").set_value("de").run()

    assert page.selectbox(key="language").label == load_texts("de")("app.language")
    page.run()
    assert page.selectbox(key="language").value == "de"


def test_the_language_can_be_changed() -> None:
    page = _page(topic="work").run()

    page.selectbox(key="language").set_value("ar").run()

    runs_well(page)
    assert dict(page.query_params) == {"topic": "work", "lang": "ar"}


@pytest.mark.usefixtures("shipped_app")  # what others keep is forgotten before and after
def test_a_broken_setting_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "karte.sqlite3").write_bytes(b"no database" * 500)
    monkeypatch.setenv("KARTE_VAR", str(tmp_path))
    loading.settings.cache_clear()

    page = _page().run()

    assert not page.exception
    assert [error.value for error in page.error] == [load_texts("de")("error.store")]


def test_a_page_for_staff_says_in_the_language_of_the_visit_in_which_it_is() -> None:
    page = _page(lang="tr").run()
    runs_well(page)
    note = load_texts("tr")("app.not_in_language", language="İngilizce")
    assert note not in html_of(page)

    staff = AppTest.from_function(_coverage, kwargs={"language": "tr"}, default_timeout=60)
    staff.query_params["lang"] = "tr"
    staff.run()

    runs_well(staff)
    assert note in html_of(staff)
    assert load_texts("en")("coverage.title") in html_of(staff)
    assert staff.selectbox(key="language").value == "tr"


def test_find_and_about_run_in_every_language_for_residents() -> None:
    for language in loading.languages():
        texts = load_texts(language)
        if texts.whole is texts:
            continue
        about = AppTest.from_function(_about, kwargs={"language": language}, default_timeout=60).run()
        runs_well(about)
        assert texts("about.title") in html_of(about), language
    page = _page(lang="fa", q="Гладбек").run()
    runs_well(page)
    assert page.text_input(key="find_q").label == load_texts("fa")("find.what")
