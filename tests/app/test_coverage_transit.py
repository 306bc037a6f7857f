"""The page "Coverage" by bus and train, without a browser: only with a timetable, and what is then said."""

import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import Texts, load_texts
from geo.offers.filters import OfferFilter
from geo.offers.hours import Calendar, OpenState, next_opening, now_at, read_hours
from geo.offers.view import View
from geo.planning.wording import departures_words, ways_words
from geo.reach.transit import read_feed, save_timetable
from tests.app_kit import html_of, runs_well
from tests.conftest import _serving
from tests.coverage_page_kit import answer_of, headline_of, open_page
from tools.made_timetable import MARK, write_feed
from ui.find import by_bus
from ui.shared import loading
from ui.shared.loading import Data
from ui.shared.result import Result
from ui.shared.result import find as find_offers

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

    _wait(page)
    runs_well(page)
    answer = answer_of(
        topics=("work",), mode="transit", threshold=20.0, day=TUESDAY.isoformat(), window="08:00-09:00"
    )
    shown = html_of(page)
    assert headline_of(answer) in shown and "mit Bus und Bahn" in headline_of(answer)
    assert (
        departures_words(texts, answer)[0] in shown
        and ways_words(texts, answer.world, answer.question) in shown
    )
    assert MARK in ways_words(texts, answer.world, answer.question)
    assert answer.share.value > answer_of(topics=("work",), threshold=20.0).share.value

    page.selectbox(key="coverage_window").set_value("09:00").run()
    _wait(page)
    runs_well(page)
    assert page.query_params["window"] == "09:00"
    by_nine = answer_of(
        topics=("work",), mode="transit", threshold=20.0, day=TUESDAY.isoformat(), window="09:00"
    )
    shown = html_of(page)
    assert headline_of(by_nine) in shown and departures_words(texts, by_nine)[0] in shown
    assert "rechtzeitig um 09:00 Uhr" in shown and "bis 09:00 Uhr" in ways_words(
        texts, by_nine.world, by_nine.question
    )


def _wait(page: AppTest) -> None:
    """Wait for the answer beside the page, which can be stopped meanwhile."""
    if "k-headline" not in html_of(page):
        assert [button.key for button in page.button if "answer_stop" in str(button.key)]
        page.session_state["job_answer"][1].result()
        page.run()


def test_the_timetable_stands_on_about_the_data(made: Path) -> None:
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


def test_a_resident_finds_a_course_by_bus_for_tuesday_nine_o_clock(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    morning = datetime.combine(TUESDAY - timedelta(days=1), time(9, 3), tzinfo=ZoneInfo("Europe/Berlin"))
    monkeypatch.setattr("geo.settings.District.now", lambda _: morning)
    data, texts = loading.load_data(), load_texts("de")
    view = View("de", near="Recklinghausen Hbf", filter=OfferFilter(topics=("language",)))
    result = find_offers(data, view, texts)
    told = by_bus.bus_words(texts, data, result, [str(one) for one in result.ids], arrive="tu-0900")
    page = AppTest.from_function(_find, default_timeout=120)
    for key, value in {"near": view.near, "topic": "language", "offer": next(iter(told))}.items():
        page.query_params[key] = value
    page.run()
    assert "Nächste Verbindungen" in html_of(page) and not page.selectbox(key="find_arrive_day").value

    page.selectbox(key="find_arrive_day").set_value("tu").run()

    runs_well(page)
    assert page.query_params["arrive"] == "tu-0900"
    shown = html_of(page)
    told = re.findall(r"Um am Dienstag, ([^<]+?) um 09:00 Uhr da zu sein[^:]*: ([^<]*)\.", shown)
    assert told and "Nächste Verbindungen" not in shown
    for _, connections in told:
        assert all(arrive <= "09:00" for arrive in re.findall(r"an (\d\d:\d\d)", connections)), connections
        assert len(re.findall(r"ab \d\d:\d\d", connections)) in (1, 2, 3)

    page.selectbox(key="find_arrive_clock").set_value("1030").run()
    assert page.query_params["arrive"] == "tu-1030" and "um 10:30 Uhr da zu sein" in html_of(page)
    page.selectbox(key="find_arrive_day").set_value("opening").run()
    assert page.query_params["arrive"] == "opening"
    assert "find_arrive_clock" not in [box.key for box in page.selectbox]
    _each_is_there_when_it_opens(texts, data, result, morning)
    page.selectbox(key="find_arrive_day").set_value("").run()
    assert "arrive" not in page.query_params and "Nächste Verbindungen" in html_of(page)


@pytest.mark.parametrize(
    ("near", "clock", "told"),
    [("51.6567,7.0900", time(10, 33), "opening"), ("51.55,7.31", time(14, 33), "now")],
)
def test_what_is_open_is_gone_to_now_unless_it_closes_before_one_is_there(
    made: Path, monkeypatch: pytest.MonkeyPatch, near: str, clock: time, told: str
) -> None:
    now = datetime.combine(TUESDAY, clock, tzinfo=ZoneInfo("Europe/Berlin"))
    monkeypatch.setattr("geo.settings.District.now", lambda _: now)
    data, texts = loading.load_data(), load_texts("de")
    result = find_offers(data, View("de", near=near), texts)
    closings = {name: _closings(data, name, now) for name in map(str, result.ids)}
    listed = [name for name, clocks in closings.items() if clocks]

    words = by_bus.bus_words(texts, data, result, listed, arrive="opening")

    ways_now = by_bus.bus_words(texts, data, result, listed)
    seen = set()
    for name, way in ways_now.items():
        arrival = re.findall(r"an (\d\d:\d\d)", way.following)[0]
        if arrival < min(closings[name]):
            assert words[name] == way, name
            seen.add("now")
        elif arrival > max(closings[name]):
            assert "da zu sein" in words[name].following, name
            seen.add("opening")
    assert told in seen


def _each_is_there_when_it_opens(texts: Texts, data: Data, result: Result, now: datetime) -> None:
    words = by_bus.bus_words(texts, data, result, [str(one) for one in result.ids], arrive="opening")
    told = {name: re.findall(r"um (\d\d:\d\d) Uhr da", one.following) for name, one in words.items()}
    for name, clocks in told.items():
        opens, closes = _openings(data, name, now), _closings(data, name, now)
        if closes and not clocks:  # told by the test of those that are open
            continue
        assert len(clocks) == (1 if opens else 0), words[name]
        if clocks:
            arrivals = re.findall(r"an (\d\d:\d\d)", words[name].following)
            assert clocks[0] in opens and arrivals and max(arrivals) <= clocks[0], words[name]
    assert any(told.values()) and not all(told.values())


def _closings(data: Data, name: str, now: datetime) -> list[str]:
    """Return when an offer closes that is surely open now, at each of its addresses."""
    calendar, found = Calendar.of(data.settings.district), list[str]()
    for text in data.table.places.loc[[name], "schedule"]:
        hours = read_hours(str(text))
        state = hours and now_at(hours, now, calendar)
        if state and state.running and state.state is OpenState.OPEN:
            found.append(f"{state.running.end:%H:%M}")
    return found


def _openings(data: Data, name: str, now: datetime) -> list[str]:
    """Return the next two moments at which an offer opens, at each of its addresses."""
    calendar, found = Calendar.of(data.settings.district), list[str]()
    for text in data.table.places.loc[[name], "schedule"]:
        hours = read_hours(str(text))
        first = hours and next_opening(hours, now, calendar)
        second = hours and first and next_opening(hours, first, calendar)
        found += [f"{moment:%H:%M}" for moment in (first, second) if moment]
    return found


def _find() -> None:
    """Stand for the shell."""
    from ui.find import page as find
    from ui.shared import address_bar, loading

    find.show(loading.texts_for(address_bar.choose_language()))
