"""A card says whether an offer is open now where its hours can be read, and stays as it was elsewhere."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from geo.offers.hours import Calendar, Clock
from geo.offers.view import View
from geo.settings import PROJECT_ROOT
from ui.shared import loading, result

SHELL = str(PROJECT_ROOT / "ui" / "shell.py")
READ, UNREAD = "re-238", "re-254"
BERLIN = ZoneInfo("Europe/Berlin")

pytestmark = pytest.mark.usefixtures("shipped_app_kept")


def card(offer: str, language: str) -> str:
    page = AppTest.from_file(SHELL, default_timeout=60)
    page.query_params["offer"], page.query_params["lang"] = offer, language
    page.run()
    assert not page.exception
    bodies = [str(element.proto.body) for element in page.get("html")]
    return next(
        body for number, body in enumerate(bodies) if "k-card" in body and "k-detail" in bodies[number + 1]
    )


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_only_a_card_whose_hours_are_read_has_the_line(language: str) -> None:
    assert "k-hours" in card(READ, language)
    assert "k-hours" not in card(UNREAD, language)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-30T12:59", "jetzt geöffnet bis 13 Uhr"),
        ("2026-11-30T13:00", "jetzt geschlossen, öffnet Mi um 8 Uhr"),
        ("2026-12-02T14:00", "jetzt geschlossen, öffnet Do um 8 Uhr"),
    ],
)
def test_the_line_is_that_of_the_moment_somebody_looks(moment: str, words: str) -> None:
    data, texts = loading.load_data(), loading.texts_for("de")
    found = result.find(data, View(language="de"), texts)
    clock = Clock(datetime.fromisoformat(moment).replace(tzinfo=BERLIN), Calendar.of(data.settings.district))

    told = result.listed_words(data, found, READ, texts, detail=False, clock=clock)

    assert told.open_now == words


def test_paper_says_nothing_about_now() -> None:
    data, texts = loading.load_data(), loading.texts_for("de")
    found = result.find(data, View(language="de"), texts)

    assert result.listed_words(data, found, READ, texts, detail=True).open_now == ""
