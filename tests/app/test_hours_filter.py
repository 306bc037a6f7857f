"""The filters of hours on the page: counted, in the link, as chips, and the offers without hours one click away."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from geo.offers.facets import with_unsaid_hours
from geo.offers.filters import OfferFilter
from geo.offers.hours import Calendar, Clock
from geo.settings import PROJECT_ROOT
from ui.shared import loading

SHELL = str(PROJECT_ROOT / "ui" / "shell.py")
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY_TEN = Clock(datetime(2026, 11, 30, 10, tzinfo=BERLIN), Calendar(BERLIN, "05"))

pytestmark = pytest.mark.usefixtures("shipped_app")


@pytest.fixture(autouse=True)
def _monday_at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Clock, "of", lambda district: MONDAY_TEN)


def html(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(str(element.proto.body) for element in page.get("html"))


def test_hours_are_a_filter_like_the_others_and_nobody_without_hours_is_hidden() -> None:
    table, texts = loading.load_data().table, loading.texts_for("de")
    page = AppTest.from_file(SHELL, default_timeout=60).run()

    page.checkbox(key="find_open_now_now").check().run()
    page.checkbox(key="find_days_mo").check().run()

    wanted = OfferFilter(open_now=("now",), days=("mo",))
    every = table.count(with_unsaid_hours(wanted))
    assert 0 < table.count(wanted) < every
    assert (page.query_params["open"], page.query_params["day"]) == ("now", "mo")
    assert texts("summary.count", count=table.count(wanted)) in html(page)
    assert texts("summary.unsaid", count=every - table.count(wanted)) in html(page)
    assert [page.button(key=f"find_chip_{n}").label for n in (0, 1)] == ["jetzt geöffnet", "Montag"]

    page.button(key="find_unsaid").click().run()
    assert texts("summary.count", count=every) in html(page)
    page.button(key="find_chip_0").click().run()
    page.button(key="find_chip_0").click().run()
    assert "open" not in page.query_params


def test_what_a_link_says_of_hours_is_read_and_the_rest_is_a_hint() -> None:
    page = AppTest.from_file(SHELL, default_timeout=60)
    page.query_params["time"], page.query_params["day"] = ["evening", "tonight"], "8"

    page.run()

    assert page.checkbox(key="find_times_evening").value
    assert "tonight" in str([note.value for note in (*page.info, *page.warning)])
    assert page.query_params["time"] == "evening"
    assert "day" not in page.query_params


def test_an_open_card_hands_its_hours_on_to_a_calendar_where_they_are_sure() -> None:
    def shown(offer: str) -> list[str]:
        page = AppTest.from_file(SHELL, default_timeout=60)
        page.query_params["offer"] = offer
        page.run()
        assert not page.exception
        return [str(one.proto.label) for one in page.get("download_button")]

    label = loading.texts_for("de")("action.calendar")
    assert label in shown("re-238")
    assert label not in shown("re-254")
