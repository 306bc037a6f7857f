"""The page "Coverage" by bus and train, without a browser: only with a timetable, and what is then said."""

import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from geo.i18n import load_texts
from geo.offers.view import View
from geo.planning.wording import departures_words, ways_words
from geo.reach.transit import read_feed, save_timetable
from tests.app_kit import html_of, runs_well
from tests.conftest import _serving
from tests.coverage_page_kit import answer_of, headline_of, open_page
from tools.made_timetable import MARK, write_feed

FIRST = date.today() - timedelta(days=30)  # noqa: DTZ011 - the page asks for the next Tuesday
TUESDAY = FIRST + timedelta(days=(1 - FIRST.weekday()) % 7)
BOX = (7.1, 51.5, 7.4, 51.75)


@pytest.fixture(scope="module")
def made(prepared_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Serve the shipped offers with a timetable that is made up, and marked so."""
    var = tmp_path_factory.mktemp("transit_app")
    shutil.copytree(prepared_var, var, dirs_exist_ok=True)
    feed = write_feed(tmp_path_factory.mktemp("made") / "erfunden", first=FIRST, dense=0.25)
    save_timetable(read_feed(feed, name="made", box=BOX, today=FIRST)[0], var)
    with pytest.MonkeyPatch.context() as patch, _serving(var, patch):
        yield var


def test_bus_and_train_can_be_chosen_and_the_page_says_for_which_departures(made: Path) -> None:
    texts = load_texts("de")
    page = open_page(topic="work", mode="transit", date=TUESDAY.isoformat(), window="08:00-09:00", t="20")

    runs_well(page)
    answer = answer_of(
        topics=("work",), mode="transit", threshold=20.0, day=TUESDAY.isoformat(), window="08:00-09:00"
    )
    shown = html_of(page)
    assert headline_of(answer) in shown and "mit Bus und Bahn" in headline_of(answer)
    assert departures_words(texts, answer)[0] in shown and ways_words(texts, answer) in shown
    assert MARK in ways_words(texts, answer)
    assert answer.share.value > answer_of(topics=("work",), threshold=20.0).share.value

    page.selectbox(key="coverage_window").set_value("16:00-18:00").run()
    runs_well(page)
    assert page.query_params["window"] == "16:00-18:00"


def test_the_timetable_stands_on_about_the_data(made: Path) -> None:
    from streamlit.testing.v1 import AppTest

    def about() -> None:
        from ui import about
        from ui.shared import address_bar, loading

        about.show(loading.texts_for(address_bar.choose_language()))

    page = AppTest.from_function(about, default_timeout=60).run()

    runs_well(page)
    assert any(MARK in block.value and "gilt vom" in block.value for block in page.markdown)


def test_without_a_timetable_nothing_of_it_is_seen(shipped_app: None) -> None:
    page = open_page(topic="work", mode="transit")

    runs_well(page)
    assert "mit Bus und Bahn" not in page.selectbox(key="coverage_mode").options
    assert "mit Bus und Bahn" not in html_of(page)
    assert page.selectbox(key="coverage_mode").value == "walk"


def test_find_tells_minutes_lines_and_connections_from_a_place(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from streamlit.testing.v1 import AppTest

    from ui.find import by_bus
    from ui.shared import loading
    from ui.shared.result import find as find_offers

    def show_find() -> None:
        from ui.find import page as find
        from ui.shared import address_bar, loading

        find.show(loading.texts_for(address_bar.choose_language()))

    morning = datetime.combine(TUESDAY, time(9, 3), tzinfo=ZoneInfo("Europe/Berlin"))
    monkeypatch.setattr("geo.settings.District.now", lambda _: morning)
    data, texts = loading.load_data(), load_texts("de")
    result = find_offers(data, View(language="de", near="Recklinghausen Hbf"), texts)
    told = by_bus.bus_words(texts, data, result, [str(one) for one in result.ids])
    assert len(told) > 5
    assert not by_bus.bus_words(texts, data, find_offers(data, View(language="de"), texts), list(told))
    name, words = next(iter(told.items()))
    assert "Nächste Verbindungen" in words.following

    page = AppTest.from_function(show_find, default_timeout=60)
    page.query_params["near"] = "Recklinghausen Hbf"
    page.query_params["offer"] = name
    page.run()

    runs_well(page)
    assert re.match(r"etwa \d+ .*Min.* mit .*erfunden", words.way), words.way
    assert words.way in html_of(page) and words.following in html_of(page)
