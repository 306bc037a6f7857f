"""The map on which one address gets its pin: by a click, by dragging, or beside a numbered candidate."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.i18n import Texts
from geo.maps import markers, offer_map
from geo.maps.pin_map import Choice, pin_base, pin_layer
from geo.settings import Background
from geo.upkeep.locating import Candidate
from ui.maintain.places.queue import KEY, LAT, LON, OpenPlace
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data
from ui.shared.map_words import map_words

_HEIGHT = 520
_BACKGROUND = KEY + "background"
#: The map shows at least so many metres around an address.
_LEAST_RADIUS_M = 400.0


def show(texts: Texts, data: Data, place: OpenPlace, found: Sequence[Candidate]) -> None:
    """Show where the address is known to be, its candidates, and the pin; a click or a drag moves it."""
    row = place.row
    has_point = not pd.isna(row["lon"])
    circle = (float(row["lon"]), float(row["lat"]), float(row["uncertainty_m"] or 0)) if has_point else None
    center, zoom = _target(circle)
    key = f"{KEY}map_{place.location_id}"
    with st.container(key=KEY + "map_frame"):
        st_folium(
            pin_base(
                data.bounds,
                map_words(texts, data),
                version=loading.base_version(),
                web_version=loading.web_version(),
            ),
            key=key,
            feature_group_to_add=[
                offer_map.background_layer(_background(data)),
                pin_layer(_choices(found), pin=pin_point(), title=texts("places.pin"), circle=circle),
            ],
            center=center,
            zoom=zoom,
            height=_HEIGHT,
            use_container_width=True,
            returned_objects=["last_clicked"],
            on_change=lambda: _clicked(key),
        )
    widgets.html("lines.html", lines=[texts("places.map_help")])
    _choose_background(texts, data)


def _background(data: Data) -> Background | None:
    chosen = st.session_state.get(_BACKGROUND, "")
    return next((b for b in data.settings.district.backgrounds if b.id == chosen), None)


def _choose_background(texts: Texts, data: Data) -> None:
    """Offer street maps, which say where a house is; none is asked unless it is chosen."""
    labels = {"": texts("background.none")} | {b.id: b.label for b in data.settings.district.backgrounds}
    address_bar.put(_BACKGROUND, st.session_state.get(_BACKGROUND, ""))
    st.selectbox(
        texts("background.title"),
        list(labels),
        key=_BACKGROUND,
        format_func=lambda name: labels[name],
        help=texts("background.privacy"),
        width=330,
    )


def _clicked(key: str) -> None:
    point = (st.session_state.get(key) or {}).get("last_clicked")
    if point:
        move_pin(float(point["lng"]), float(point["lat"]))


def _target(circle: tuple[float, float, float] | None) -> tuple[tuple[float, float] | None, float | None]:
    if circle is None:
        return None, None
    lon, lat, radius_m = circle
    return (lat, lon), offer_map.zoom_for(max(radius_m, _LEAST_RADIUS_M), lat=lat)


def _choices(found: Sequence[Candidate]) -> list[Choice]:
    return [
        Choice(number, one.match.lon, one.match.lat, f"{number}. {one.label}")
        for number, one in enumerate(found, start=1)
        if one.match.lon is not None and one.match.lat is not None
    ]


def pin_point() -> tuple[float, float] | None:
    """Return where the pin stands: lon, lat in degrees."""
    lon, lat = st.session_state.get(LON), st.session_state.get(LAT)
    return (float(lon), float(lat)) if lon is not None and lat is not None else None


def move_pin(lon: float | None, lat: float | None) -> None:
    """Set the pin, in a callback; degrees."""
    if lon is not None and lat is not None:
        st.session_state[LON], st.session_state[LAT] = (
            round(lon, markers.DECIMALS),
            round(lat, markers.DECIMALS),
        )
