"""The map of the page "Coverage": shares or ways in five classes, gaps numbered as in the list, new places."""

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.i18n import Texts
from geo.maps import coverage_map, markers, offer_map
from geo.maps.classes import COLORS, SHARE_BREAKS, calm_outlines, cells_to_classes, cities_to_classes
from geo.maps.coverage_map import Fill, Label, Mark
from geo.planning.answer import Answer
from geo.planning.best_sites import BestSites
from geo.planning.by_area import by_area, gap_areas_of
from geo.planning.figures import place_name
from geo.planning.own_areas import OwnAreas
from geo.planning.scenario import is_new
from geo.planning.view import LAYERS, CoverageView
from geo.planning.wording import city_table, says_something, site_why
from geo.projection import WGS84
from geo.reach.interval import OPEN_CLASS, OUT_CLASSES
from geo.reach.network import Lines
from geo.reach.supply import has_point
from ui.coverage.barriers import chosen_lines, line_legend
from ui.coverage.gaps import edges_of
from ui.coverage.place_reach import outlines
from ui.coverage.shown import Screen
from ui.coverage.what_if import pick, picked_point
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data
from ui.shared.map_words import map_words
from ui.shared.rows import ranked_rows, row_of

_MAP_KEY = "coverage_map"
_HEIGHT = 560
GAPS_DRAWN = 20
#: Names of so many areas find room on the map.
_MOST_NAMES = 60
#: Borders of own areas are drawn to so many metres.
_DRAWN_M = 15.0
_NO_PLACES = pd.DataFrame({"lon": [], "lat": []})

Change = Callable[..., None]


def map_column(texts: Texts, screen: Screen, found: BestSites | None, *, change: Change) -> None:
    """Show the map, what it shows, and its legend."""
    view = screen.view
    st.session_state["coverage_layer"] = view.layer
    st.segmented_control(
        texts("coverage.layer"),
        LAYERS,
        key="coverage_layer",
        format_func=lambda name: (
            texts("export.areas") if screen.areas and name == LAYERS[0] else texts(f"coverage.layer_{name}")
        ),
        on_change=lambda: change(layer=address_bar.value("coverage_layer") or view.layer),
    )
    lines = chosen_lines(texts, screen.data, view, change=change)
    center, zoom = _target(screen.after, view)
    with st.container(key="coverage_map_frame"):
        st_folium(
            coverage_map.coverage_base(
                screen.data.bounds,
                map_words(texts, screen.data),
                version=loading.base_version(),
                web_version=loading.web_version(),
            ),
            key=_MAP_KEY,
            feature_group_to_add=_layers(texts, screen, found, lines),
            center=center,
            zoom=zoom,
            height=_HEIGHT,
            use_container_width=True,
            returned_objects=["last_object_clicked", "last_object_clicked_count", "last_clicked"],
            on_change=lambda: _clicked(screen.after, change),
        )
    widgets.html(
        "coverage/legend.html",
        t=texts,
        is_search=found is not None,
        has_new=bool(view.added),
        edges=view.layer == LAYERS[1],
        is_cities=view.layer == LAYERS[0],
        lines=line_legend(texts, lines),
        **legend(texts, view),
    )


def _layers(texts: Texts, screen: Screen, found: BestSites | None, lines: Lines | None) -> list[Any]:
    known = screen.after.supply[has_point(screen.after.supply) & ~is_new(screen.after.supply)]
    return [
        _fills(screen),
        coverage_map.lines_layer(lines.shapes if lines else {}),
        outlines(screen),
        coverage_map.known_layer(known),
        coverage_map.gaps_layer(_gaps(texts, screen.after, screen.view, screen.areas)),
        coverage_map.sites_layer(_sites(screen.view)),
        _found(texts, found, screen.after.group),
        coverage_map.picked_layer(picked_point(screen)),
        coverage_map.labels_layer(_labels(texts, screen)),
    ]


def _fills(screen: Screen) -> Any:
    answer = screen.after
    if screen.view.layer == "cities" and screen.areas:
        return coverage_map.fills_layer(_area_fills(answer, screen.areas))
    if screen.view.layer == "cities":
        drawn = cities_to_classes(screen.data.boundaries, city_table(answer)["share"], SHARE_BREAKS)
        rows = drawn.to_dict("records")
        return coverage_map.fills_layer(
            [Fill(coverage_map.shape_of(row["geometry"]), row["color"]) for row in rows]
        )
    fills = list(_cell_shapes(answer))
    return coverage_map.fills_layer(fills, edges=_edge_shape(answer, screen.data))


def _labels(texts: Texts, screen: Screen) -> list[Label]:
    """Name the cities, or own areas unless there are too many; where the map shows them, with their share."""
    if screen.areas and screen.view.layer == "cities":
        return _area_labels(texts, screen.after, screen.areas)
    points = markers.area_points(screen.data.boundaries)
    shares = city_table(screen.after)["share"]
    with_share = screen.view.layer == "cities"
    told = {
        ags: texts.percent(share) if math.isfinite(share) else "–"
        for ags, share in shares.reindex(screen.data.boundaries.index).items()
    }
    for ags, number in (screen.after.weights.of_city if screen.after.weights else {}).items():
        if number and ags in told:
            told[ags] = texts("coverage.map_needs", share=told[ags], number=texts.number(number))
    return [
        Label(name, told[ags] if with_share else "", *points[name])
        for ags, name in screen.data.boundaries["name"].items()
    ]


@lru_cache(maxsize=8)
def _area_fills(answer: Answer, areas: OwnAreas) -> list[Fill]:
    """Return the areas in the class of their share; borders are drawn as exactly as the map shows them."""
    calm = areas.frame.to_crs(answer.world.metric_crs).simplify(_DRAWN_M).to_crs(WGS84)
    drawn = cities_to_classes(
        gpd.GeoDataFrame(geometry=calm), by_area(answer, areas).table["share"], SHARE_BREAKS
    )
    return [Fill(coverage_map.shape_of(row["geometry"]), row["color"]) for row in drawn.to_dict("records")]


def _area_labels(texts: Texts, answer: Answer, areas: OwnAreas) -> list[Label]:
    if len(areas.frame) > _MOST_NAMES:
        return []
    inside = areas.frame.geometry.representative_point()
    told = [
        texts.percent(share) if math.isfinite(share) else "–"
        for share in by_area(answer, areas).table["share"]
    ]
    return [Label(*row) for row in zip(areas.frame["label"], told, inside.x, inside.y, strict=True)]


def _found(texts: Texts, found: BestSites | None, group: str) -> Any:
    """Draw what a search looked at and what it chose, each choice with its reason."""
    if found is None:
        return coverage_map.found_layer([], _NO_PLACES)
    marks = [
        Mark(rank, row["lon"], row["lat"], site_why(texts, row, group))
        for rank, row in ranked_rows(found.sites)
    ]
    return coverage_map.found_layer(marks, found.options)


@lru_cache(maxsize=8)
def _cell_shapes(answer: Answer) -> list[Fill]:
    """Merge the cells of each class of their chance to reach nothing; dark is reached, hatched is not to be said."""
    drawn = cells_to_classes(answer.demand, answer.chances.out, OUT_CLASSES)
    return [
        Fill(coverage_map.shape_of(geometry), COLORS[::-1][int(number)], is_open=int(number) == OPEN_CLASS)
        for number, geometry in zip(drawn.index, drawn["geometry"], strict=True)
    ]


@lru_cache(maxsize=8)
def _edge_shape(answer: Answer, data: Data) -> dict[str, object] | None:
    """Merge the cells near the border into one shape."""
    marked = np.where(edges_of(answer, data), 1.0, np.nan)
    drawn = cells_to_classes(answer.demand, marked, [2.0])
    return coverage_map.shape_of(drawn["geometry"].iloc[0]) if len(drawn) else None


def _gaps(texts: Texts, answer: Answer, view: CoverageView, areas: OwnAreas | None) -> list[Mark]:
    if not says_something(answer):
        return []
    last = min(view.shown, GAPS_DRAWN)
    where = gap_areas_of(answer, areas).to_dict() if areas else {}
    ranks = (*range(1, last + 1), view.gap) if view.gap > last else tuple(range(1, last + 1))
    return [
        Mark(
            number=rank,
            lon=row["lon"],
            lat=row["lat"],
            title=f"{rank}. {place_name(row['name'], texts)}, {where.get(rank) or row['city']}",
            geometry=coverage_map.shape_of(row["geometry"]),
            is_chosen=rank == view.gap,
        )
        for rank, row in ranked_rows(_calm(answer, ranks))
    ]


@lru_cache(maxsize=16)
def _calm(answer: Answer, ranks: tuple[int, ...]) -> gpd.GeoDataFrame:
    areas = answer.gaps.areas
    return calm_outlines(areas[areas.index.isin(ranks)], grid_crs=answer.world.grid_crs)


def _sites(view: CoverageView) -> list[Mark]:
    return [Mark(number, s.lon, s.lat, s.name) for number, s in enumerate(view.added, start=1)]


def _clicked(answer: Answer, change: Change) -> None:
    """Open the gap that was clicked, or take a click beside all signs as a place to try out."""
    told = address_bar.value(_MAP_KEY) or {}
    clicks, point = told.get("last_object_clicked_count"), told.get("last_object_clicked")
    if point and clicks != address_bar.value("coverage_clicks"):
        _open(answer, point, change)
        st.session_state["coverage_clicks"] = clicks  # last: another click may end the callback here
        return
    spot = told.get("last_clicked")
    if spot and spot != address_bar.value("coverage_clicked"):
        st.session_state["coverage_clicked"] = spot
        pick(spot["lng"], spot["lat"])


def _open(answer: Answer, point: dict[str, float], change: Change) -> None:
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
    row = row_of(areas, view.gap)
    return (row["lat"], row["lon"]), offer_map.zoom_for(max(3 * row["radius_m"], 1500.0), lat=row["lat"])


def legend(texts: Texts, view: CoverageView) -> dict[str, Any]:
    """Return the title and the classes (colour, words) of what the map shows."""
    if view.layer == "cities":
        ends = [0.0, *SHARE_BREAKS, 1.0]
        labels = [f"{texts.percent(low)} – {texts.percent(high)}" for low, high in pairwise(ends)]
        return {"title": texts("coverage.legend_cities"), "classes": list(zip(COLORS, labels, strict=True))}
    labels = [texts(f"coverage.out_{number}") for number in range(len(COLORS))]
    return {
        "title": texts("coverage.legend_cells"),
        "classes": list(zip(COLORS[::-1], labels, strict=True)),
    }
