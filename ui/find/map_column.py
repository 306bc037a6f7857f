"""The map of the page "Find": the offers found, the chosen one marked, clicks taken back to the list."""

from collections.abc import Callable

import streamlit as st
from streamlit_folium import st_folium

from geo.colors import MIXED
from geo.district.data_words import base_words
from geo.i18n import Texts
from geo.maps import markers, offer_map
from geo.offers.view import PAGE_SIZE, View
from geo.projection import great_circle_m
from geo.settings import Background
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data
from ui.shared.map_words import map_words
from ui.shared.result import Result

_MAP_KEY = "find_map"
_HEIGHT = 560


def map_column(texts: Texts, data: Data, view: View, result: Result, *, change: Callable[..., None]) -> None:
    """Show the map with its legend and the choice of background."""
    _map(texts, data, view, result, change)
    widgets.html(
        "find/legend.html",
        t=texts,
        groups=list(data.taxonomy.groups.values()),
        mixed=MIXED,
        base=base_words(texts, data.settings.district, data.sources),
    )
    _backgrounds(texts, data, view, change)


def _map(texts: Texts, data: Data, view: View, result: Result, change: Callable[..., None]) -> None:
    shown = _shown(data, view, result)
    selected = data.spots.get(shown[0]) if shown else None
    near = (result.place.lon, result.place.lat, result.place.uncertainty_m) if result.place else None
    circle = _circle(data, view, selected)
    also = [data.spots[spot_id] for spot_id in shown[1:]]
    center, zoom = _target(selected, circle, near or _cities(data, view))
    st_folium(
        offer_map.base_map(data.bounds, map_words(texts, data), version=f"{loading.base_version()}"),
        key=_MAP_KEY,
        feature_group_to_add=[
            offer_map.background_layer(_background(data, view)),
            offer_map.spots_layer(data.map_rows(view.filter)),
            offer_map.highlight_layer(selected, also=also, circle=circle, near=near),
        ],
        center=center,
        zoom=zoom,
        height=_HEIGHT,
        use_container_width=True,
        returned_objects=["last_object_clicked", "last_object_clicked_count"],
        on_change=lambda: _clicked(data, change),
    )


def _clicked(data: Data, change: Callable[..., None]) -> None:
    """Open the spot a visitor clicked; clicks on clusters and on nothing change nothing."""
    point = (address_bar.value(_MAP_KEY) or {}).get("last_object_clicked")
    spot_id = (
        data.spot_at.get((round(point["lat"], markers.DECIMALS), round(point["lng"], markers.DECIMALS)), "")
        if point
        else ""
    )
    if spot_id:
        change(spot=spot_id, offer="", shown=PAGE_SIZE)
        st.session_state["find_map_clicked"] = spot_id  # last: another click may end the callback here


def _shown(data: Data, view: View, result: Result) -> list[str]:
    """Return the chosen spots: of an open offer first the one that was clicked, else the nearest, else its main one."""
    if not view.offer:
        return [view.spot] if view.spot else []
    places = data.table.places.loc[[view.offer]]
    spots = dict(zip(places["site"], data.spot_of.loc[[view.offer]], strict=True))
    nearest = spots.get(result.ways.at[view.offer, "site"], "") if result.ways is not None else ""
    first = view.spot if view.spot in spots.values() else nearest
    return [spot_id for spot_id in dict.fromkeys((first, *spots.values())) if spot_id]


def _circle(data: Data, view: View, selected: markers.Spot | None) -> tuple[float, float, float] | None:
    """Return where the open offer may be, None where that is exact or nothing is open."""
    if selected is None or selected.kind == markers.EXACT or not view.offer:
        return None
    at = (data.spot_of.loc[[view.offer]] == selected.id).to_numpy()
    row = data.table.places.loc[[view.offer]][at].iloc[0]
    return float(row["lon"]), float(row["lat"]), float(row["uncertainty_m"])


def _cities(data: Data, view: View) -> tuple[float, float, float] | None:
    """Return a circle (lon, lat, metres) that holds the chosen cities, None where none is chosen."""
    chosen = data.boundaries[data.boundaries["name"].isin(view.filter.cities)]
    if chosen.empty:
        return None
    west, south, east, north = (float(value) for value in chosen.total_bounds)
    lon, lat = (west + east) / 2, (south + north) / 2
    return lon, lat, float(great_circle_m(lon, lat, lon, north))


def _target(
    selected: markers.Spot | None,
    circle: tuple[float, float, float] | None,
    near: tuple[float, float, float] | None,
) -> tuple[tuple[float, float] | None, float | None]:
    """Return where the map goes by itself: to what was chosen in the list, not to what was clicked.

    `near` is where the visitor stands, or what holds the chosen cities.
    """
    if selected is not None and st.session_state.get("find_map_clicked") == selected.id:
        return None, None
    st.session_state.pop("find_map_clicked", None)
    if selected is not None:
        shown = circle or (selected.lon, selected.lat, selected.uncertainty_m)
    elif near is not None:
        shown = (near[0], near[1], max(near[2], offer_map.NEAR_RADIUS_M))
    else:
        return None, None
    lon, lat, radius_m = shown
    return (lat, lon), offer_map.zoom_for(radius_m, lat=lat)


def _background(data: Data, view: View) -> Background | None:
    return next((b for b in data.settings.district.backgrounds if b.id == view.background), None)


def _backgrounds(texts: Texts, data: Data, view: View, change: Callable[..., None]) -> None:
    labels = {"": texts("background.none")} | {b.id: b.label for b in data.settings.district.backgrounds}
    with st.popover(texts("background.title"), icon=":material/layers:", key="find_pop_background"):
        address_bar.put("find_background", view.background)
        st.radio(
            texts("background.title"),
            list(labels),
            key="find_background",
            format_func=lambda name: labels[name],
            on_change=lambda: change(background=address_bar.value("find_background")),
        )
        st.caption(texts("background.privacy"))


def short_spot(data: Data, spot_id: str) -> str:
    """Name a spot: its street, or its area."""
    spot = data.spots.get(spot_id)
    return spot.label if spot else ""
