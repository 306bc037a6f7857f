"""Several topics on the page: both are meant, a switch with two counts says so, and the link keeps it."""

import pytest
from streamlit.testing.v1 import AppTest

from geo.offers.filters import OfferFilter
from geo.settings import PROJECT_ROOT
from ui.shared import loading, widgets

SHELL = str(PROJECT_ROOT / "ui" / "shell.py")

pytestmark = pytest.mark.usefixtures("shipped_app")


def test_two_topics_ask_for_both_and_one_click_asks_for_either() -> None:
    table, texts = loading.load_data().table, loading.texts_for("de")
    topics = ("language", "childcare")
    both, either = (table.count(OfferFilter(topics=topics, all_topics=one)) for one in (True, False))
    page = AppTest.from_file(SHELL, default_timeout=60).run()

    page.checkbox(key="find_topics_language").check().run()
    assert [one.key for one in page.radio if one.key == "find_match"] == []
    page.checkbox(key="find_topics_childcare").check().run()

    assert 0 < both < either
    assert page.query_params["match"] == "all"
    switch = page.radio(key="find_match")
    assert switch.options == [
        widgets.plain(texts("match.all", count=texts.number(both))),
        widgets.plain(texts("match.any", count=texts.number(either))),
    ]

    switch.set_value("any").run()
    assert not page.exception
    assert "match" not in page.query_params
    assert page.query_params["topic"] == list(topics) or page.query_params["topic"] == "childcare"
