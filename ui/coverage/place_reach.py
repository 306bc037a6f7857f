"""How far one gets from the place in the field of "What if": outlines on the map, who lives there, and a file."""

from functools import lru_cache, partial
from typing import Any

import pandas as pd
import shapely
import streamlit as st

from geo.exchange.coverage_files import describe_isochrones, to_geopackage
from geo.i18n import Texts
from geo.maps import coverage_map
from geo.planning.ground import World
from geo.planning.isochrones import Isochrones, isochrones
from geo.planning.question import Question
from geo.planning.wording import choice_words, people_words
from geo.reach.speeds import METRES
from ui.coverage.shown import Screen
from ui.coverage.what_if import picked_point
from ui.shared import widgets

KEY = "coverage_reach"
#: Minutes of way that are told.
_MINUTES = (5.0, 10.0, 15.0, 30.0)


def place_reach(texts: Texts, screen: Screen) -> None:
    """Offer to show how far one gets from the chosen place; nothing where none is chosen."""
    if picked_point(screen) is None:
        return
    st.toggle(texts("coverage.reach"), key=KEY)
    found = reach_shown(screen)
    if found is None:
        return
    rows = [
        {
            "minutes": texts("coverage.minutes", count=round(row["minutes"])),
            "people": people_words(texts, row["people"]),
            "foreign": people_words(texts, row["foreign"]),
        }
        for row in found.rows.drop(columns="geometry").to_dict("records")
    ]
    mode = choice_words(texts, "mode", _mode(screen.view.question))
    widgets.html("coverage/reach.html", t=texts, title=texts("coverage.reach_title", mode=mode), rows=rows)
    st.download_button(
        texts("coverage.reach_file"),
        data=partial(_file, found, texts, screen),
        file_name="erreichbar.gpkg",
        mime="application/geopackage+sqlite3",
        key=KEY + "_file",
        icon=":material/download:",
        on_click="ignore",
    )


def reach_shown(screen: Screen) -> Isochrones | None:
    """Return the outlines that are on, None where nobody asked for them or there is no place."""
    point = picked_point(screen)
    if point is None or not st.session_state.get(KEY):
        return None
    asked = screen.view.question
    return _reach(screen.world, point, Question(mode=_mode(asked), day=asked.day, window=asked.window))


def outlines(screen: Screen) -> Any:
    """Return the layer of the map with the outlines, empty where none are on."""
    found = reach_shown(screen)
    if found is None:
        return coverage_map.outlines_layer(None)
    rims = shapely.union_all(shapely.boundary(found.rows.geometry.to_numpy()))
    return coverage_map.outlines_layer(coverage_map.shape_of(rims))


@lru_cache(maxsize=16)
def _reach(world: World, point: tuple[float, float], asked: Question) -> Isochrones:
    place = pd.DataFrame([point], columns=["lon", "lat"])
    return isochrones(world, place, modes=(asked.mode,), minutes=_MINUTES, day=asked.day, window=asked.window)


def _mode(question: Question) -> str:
    """Return the way of travel; a threshold in metres is one of walked metres."""
    return "walk" if question.mode == METRES else question.mode


def _file(found: Isochrones, texts: Texts, screen: Screen) -> bytes:
    point = found.places.iloc[0]
    place = f"{point['lat']:.5f}, {point['lon']:.5f}"
    about = describe_isochrones(found, screen.world, screen.data.sources, texts, place=place)
    frame = found.rows.round({"people": 1, "foreign": 1, "area_km2": 3}).rename_axis("number")
    return to_geopackage(frame, about, name="isochrones", day=screen.world.today)
