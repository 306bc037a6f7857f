"""Rivers, motorways and railways on "Coverage": a switch in the link, where lines were read."""

from dataclasses import replace

import shapely

from geo.i18n import load_texts
from geo.reach.network import Lines, Source, lines_path, save_lines
from geo.upkeep.access import VISITOR
from tests.app_kit import runs_well
from tests.maintain_page_kit import Room
from ui.coverage.barriers import line_legend
from ui.shared import loading

DE = load_texts("de")
RIVER = shapely.MultiLineString([[(7.1, 51.6), (7.2, 51.6)]])
LINES = Lines(
    Source("place.osm", "2026-11-01", "0" * 64),
    {"water": RIVER, "motorway": shapely.MultiLineString(), "railway": RIVER},
)


def _part(language: str) -> None:
    """Draw the switch of the page alone: the answer takes seconds."""
    import streamlit as st

    from ui.coverage import page as coverage
    from ui.coverage.barriers import chosen_lines
    from ui.shared import loading

    data = loading.load_data()
    view, _ = coverage._view(data)
    st.session_state["page"] = "coverage"  # as the page does
    texts = loading.texts_for(language)
    found = chosen_lines(texts, data, view, change=coverage._changer(data))
    st.markdown("drawn" if found else "not drawn")


def test_the_switch_is_there_where_lines_are_and_stands_in_the_link(room: Room) -> None:
    page = room.open(VISITOR, page=_part, lines="1")
    assert len(page.toggle) == 0
    save_lines(LINES, loading.settings().var)

    page.run()
    assert page.markdown[0].value == "drawn"
    page.toggle(key="coverage_lines").set_value(False).run()
    assert page.markdown[0].value == "not drawn"
    assert "lines" not in page.query_params
    page.toggle(key="coverage_lines").set_value(True).run()

    runs_well(page)
    assert page.query_params["lines"] == "1"
    assert page.markdown[0].value == "drawn"


def test_broken_lines_are_said_and_the_page_goes_on(room: Room) -> None:
    page = room.open(VISITOR, page=_part, lines="1")
    path = lines_path(loading.settings().var)
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}", encoding="utf-8")

    page.run()

    assert DE("coverage.lines_broken") in page.warning[0].value.replace("\\", "")
    assert page.markdown[0].value == "not drawn"
    undated = replace(LINES, source=Source("place.osm", "gestern", "0" * 64))
    save_lines(undated, loading.settings().var)  # whoever changed the file by hand: the legend needs a day
    page.run()
    assert DE("coverage.lines_broken") in page.warning[0].value.replace("\\", "")


def test_the_legend_names_the_kinds_that_are_there_and_whose_the_lines_are() -> None:
    told = line_legend(DE, LINES)

    assert told is not None
    assert [words for _, words in told["kinds"]] == [DE("coverage.lines_water"), DE("coverage.lines_railway")]
    assert "OpenStreetMap" in told["source"]
    assert "1. November 2026" in told["source"]
    assert line_legend(DE, None) is None
