"""The map of the page "Coverage": shares or ways in five classes, gaps numbered as in the list, new places."""

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import streamlit as st
from streamlit_folium import st_folium

from geo import coverage_map, maps
from geo.coverage import Answer
from geo.coverage_map import Fill, Mark
from geo.coverage_view import LAYERS, CoverageView
from geo.coverage_words import city_table, says_something
from geo.figures import place_name
from geo.i18n import Texts
from geo.layers import COLORS, cells_to_classes, cities_to_classes
from geo.supply import has_point
from ui import session, widgets
from ui.find_map import map_words
from ui.session import Data

MAP_KEY = "coverage_map"
HEIGHT = 560
GAPS_DRAWN = 20
#: Shares are told in fifths.
SHARE_BREAKS = (0.2, 0.4, 0.6, 0.8)
#: Ways are told in parts of the threshold.
WAY_PARTS = (0.5, 1.0, 1.5, 2.0)

Change = Callable[..., None]


def map_column(
    texts: Texts, data: Data, view: CoverageView, *, before: Answer, after: Answer, change: Change
) -> None:
    """Show the map, what it shows, and its legend."""
    st.session_state["coverage_layer"] = view.layer
    st.segmented_control(
        texts("coverage.layer"),
        LAYERS,
        key="coverage_layer",
        format_func=lambda name: texts(f"coverage.layer_{name}"),
        on_change=lambda: change(layer=st.session_state["coverage_layer"] or view.layer),
    )
    fills = _cities(texts, data, after) if view.layer == "cities" else _cells(after)
    known = before.supply[has_point(before.supply)]
    center, zoom = _target(after, view)
    with st.container(key="coverage_map_frame"):
        st_folium(
            coverage_map.coverage_base(
                data.bounds,
                map_words(texts),
                version=session.base_version(),
                web_version=session.web_version(),
            ),
            key=MAP_KEY,
            feature_group_to_add=[
                coverage_map.fills_layer(fills),
                coverage_map.known_layer(known),
                coverage_map.gaps_layer(_gaps(texts, after, view)),
                coverage_map.sites_layer(_sites(view)),
            ],
            center=center,
            zoom=zoom,
            height=HEIGHT,
            use_container_width=True,
            returned_objects=["last_object_clicked", "last_object_clicked_count"],
            on_change=lambda: _clicked(after, change),
        )
    widgets.html("coverage_legend.html", t=texts, **legend(texts, after, view))


def _cities(texts: Texts, data: Data, answer: Answer) -> list[Fill]:
    drawn = cities_to_classes(data.boundaries, city_table(answer)["share"], SHARE_BREAKS)
    points = maps.area_points(data.boundaries)
    return [
        Fill(
            geometry=coverage_map.shape_of(row["geometry"]),
            color=row["color"],
            lon=points[row["name"]][0],
            lat=points[row["name"]][1],
            text=texts.percent(row["value"]) if math.isfinite(row["value"]) else "–",
            title=row["name"],
        )
        for row in drawn.to_dict("records")
    ]


def _cells(answer: Answer) -> list[Fill]:
    return [Fill(geometry, color, 0.0, 0.0, "", "") for geometry, color in _cell_shapes(answer)]


@lru_cache(maxsize=8)
def _cell_shapes(answer: Answer) -> list[tuple[dict[str, object], str]]:
    """Merge the cells of each class; dark is near, as dark means much everywhere on the page."""
    ways = np.asarray(answer.nearest_m, dtype=float)
    drawn = cells_to_classes(answer.demand, ways, [part * answer.limit_m for part in WAY_PARTS])
    return [
        (coverage_map.shape_of(geometry), COLORS[::-1][int(number)])
        for number, geometry in drawn["geometry"].items()
    ]


def _gaps(texts: Texts, answer: Answer, view: CoverageView) -> list[Mark]:
    if not says_something(answer):
        return []
    areas = answer.gaps.areas
    shown = areas[(areas.index <= min(view.shown, GAPS_DRAWN)) | (areas.index == view.gap)]
    return [
        Mark(
            number=int(rank),
            lon=row["lon"],
            lat=row["lat"],
            title=f"{rank}. {place_name(row['name'], texts)}, {row['city']}",
            geometry=coverage_map.shape_of(row["geometry"]),
            is_chosen=rank == view.gap,
        )
        for rank, row in shown.iterrows()
    ]


def _sites(view: CoverageView) -> list[Mark]:
    return [Mark(number, s.lon, s.lat, s.name) for number, s in enumerate(view.added, start=1)]


def _clicked(answer: Answer, change: Change) -> None:
    point = (st.session_state.get(MAP_KEY) or {}).get("last_object_clicked")
    if not point:
        return
    areas = answer.gaps.areas
    hit = (areas["lon"].round(6) == round(point["lng"], 6)) & (
        areas["lat"].round(6) == round(point["lat"], 6)
    )
    if hit.any():
        change(gap=int(areas.index[hit][0]))


def _target(answer: Answer, view: CoverageView) -> tuple[tuple[float, float] | None, float | None]:
    areas = answer.gaps.areas
    if view.gap not in areas.index:
        return None, None
    row = areas.loc[view.gap]
    return (row["lat"], row["lon"]), maps.zoom_for(max(3 * row["radius_m"], 1500.0), lat=row["lat"])


def legend(texts: Texts, answer: Answer, view: CoverageView) -> dict[str, Any]:
    """Return the title and the classes (colour, words) of what the map shows."""
    if view.layer == "cities":
        ends = [0.0, *SHARE_BREAKS, 1.0]
        labels = [f"{texts.percent(low)} – {texts.percent(high)}" for low, high in pairwise(ends)]
        return {"title": texts("coverage.legend_cities"), "classes": list(zip(COLORS, labels, strict=True))}
    limits = [part * answer.question.threshold for part in WAY_PARTS]
    ends = [0.0, *limits]
    labels = [
        f"{texts.number(low, digits=1)} – {texts.number(high, digits=1)}"
        for low, high in zip(ends, limits, strict=False)
    ]
    labels.append(texts("coverage.legend_beyond", value=texts.number(limits[-1], digits=1)))
    unit = texts(f"coverage.unit_{answer.question.unit}")
    return {
        "title": texts("coverage.legend_cells", unit=unit),
        "classes": list(zip(COLORS[::-1], labels, strict=True)),
    }
