"""One address gets its point: candidates to take, a pin to set by click, by dragging or by numbers, a check."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo import maps
from geo.address import format_address
from geo.desk import Desk
from geo.errors import OutsideCity
from geo.i18n import Texts
from geo.interval import Interval
from geo.locating import Candidate, candidates, check_pin, choose, pin
from geo.locating.better import SAME_POINT_DEGREES
from geo.model import Address
from geo.pin_map import Choice, pin_base, pin_layer
from geo.settings import Background
from geo.store import Batch
from ui import notices, session, widgets
from ui.find_map import map_words
from ui.place_queue import KEY, LAT, LON, REASON, SAVED, OpenPlace, Saved, open_place
from ui.session import Data

HEIGHT = 520
BACKGROUND = KEY + "background"
#: The map shows at least so many metres around an address.
LEAST_RADIUS_M = 400.0


@dataclass(frozen=True)
class Desktop:
    """What every step here needs."""

    texts: Texts
    data: Data
    desk: Desk
    place: OpenPlace
    before: Interval


def show(texts: Texts, data: Data, desk: Desk, place: OpenPlace, *, before: Interval) -> None:
    """Show the address that is open, and save its point."""
    here = Desktop(texts, data, desk, place, before)
    _ways_back(texts, place)
    widgets.html("heading.html", text=format_address(place.address))
    found = [one for one in _candidates(data, place.address) if _tells_more(one, place)]
    left, right = st.columns([7, 5], gap="medium")
    with right:
        _facts(here)
        _offer_candidates(here, found)
        _pin_form(here)
    with left:
        _map(here, found)


def _ways_back(texts: Texts, place: OpenPlace) -> None:
    with st.container(horizontal=True, key=KEY + "ways"):
        st.button(
            texts("places.back"),
            key=KEY + "back",
            icon=":material/list:",
            on_click=lambda: open_place(""),
        )
        if place.following:
            st.button(
                texts("places.next"),
                key=KEY + "next",
                icon=":material/skip_next:",
                on_click=lambda: open_place(place.following),
            )


@lru_cache(maxsize=64)
def _candidates(data: Data, address: Address) -> tuple[Candidate, ...]:
    crs = data.settings.district.metric_crs
    return tuple(candidates(address, data.geocoder, data.boundaries, metric_crs=crs))


def _tells_more(candidate: Candidate, place: OpenPlace) -> bool:
    """Whether taking a candidate would change the point; to lock what is roughly known already helps nobody."""
    match, row = candidate.match, place.row
    if match.lon is None or match.lat is None or pd.isna(row["lon"]):
        return True
    is_there = max(abs(match.lon - row["lon"]), abs(match.lat - row["lat"])) < SAME_POINT_DEGREES
    return not is_there or str(match.precision) != row["precision"]


# -- what is known ---------------------------------------------------------------------------------


def _facts(here: Desktop) -> None:
    texts, row = here.texts, here.place.row
    known = texts(f"point.{row['precision']}")
    radius = row["uncertainty_m"]
    if not pd.isna(radius) and float(radius) > 0:
        known = texts("places.known_within", known=known, distance=texts.distance(float(radius)))
    lines = [texts("places.known", known=known, source=row["match_source"] or "–")]
    if here.place.entry:
        lines.insert(0, texts(f"places.reason_{here.place.entry.reason}"))
    titles = _titles(here)
    if titles:
        lines.append(texts("places.offers_here", titles=texts.listing(titles)))
    widgets.html("gap.html", lines=lines)
    if not here.place.address.street:
        st.warning(widgets.plain(texts("places.no_street_warning")), icon=":material/warning:")
    if row["is_locked"]:
        st.info(widgets.plain(texts("places.is_locked")), icon=":material/lock:")


def _titles(here: Desktop) -> list[str]:
    sites = session.store().sites()
    ids = sites.loc[sites["location_id"] == here.place.location_id, "offer_id"]
    frame = here.data.table.frame
    return [str(frame.at[key, "title"]) for key in dict.fromkeys(ids) if key in frame.index][:8]


# -- candidates ------------------------------------------------------------------------------------


def _offer_candidates(here: Desktop, found: Sequence[Candidate]) -> None:
    texts = here.texts
    if not found:
        st.markdown(widgets.plain(texts("places.no_candidates")))
        return
    for number, candidate in enumerate(found, start=1):
        with st.container(border=True, key=f"{KEY}candidate_{number}"):
            widgets.html(
                "gap.html", lines=[f"{number}. {candidate.label}", *_candidate_words(texts, candidate)]
            )
            if candidate.city_fits is False:
                _look_at(here, number, candidate)
            elif st.button(
                texts("places.take"), key=f"{KEY}take_{number}", icon=":material/check:", type="primary"
            ):
                _save(here, lambda c=candidate: _choose(here, c))


def _look_at(here: Desktop, number: int, candidate: Candidate) -> None:
    """Make a point in another city the pin first, where the form asks for the reason."""
    st.button(
        here.texts("places.look_at"),
        key=f"{KEY}look_{number}",
        icon=":material/location_searching:",
        on_click=lambda: _move_pin(candidate.match.lon, candidate.match.lat),
    )


def _candidate_words(texts: Texts, candidate: Candidate) -> list[str]:
    match = candidate.match
    known = texts(f"point.{match.precision}")
    if match.uncertainty_m:
        known = texts("places.known_within", known=known, distance=texts.distance(match.uncertainty_m))
    told = [texts(f"places.candidate_{candidate.reason}"), known]
    if candidate.city_fits is False:
        told.append(texts("places.other_city"))
    return told


def _choose(here: Desktop, candidate: Candidate) -> Batch | None:
    return choose(
        here.desk.store,
        here.data.boundaries,
        here.place.location_id,
        candidate.match,
        who=here.desk.actor.role,
        metric_crs=here.data.settings.district.metric_crs,
    )


# -- the pin ---------------------------------------------------------------------------------------


def _pin_form(here: Desktop) -> None:
    texts = here.texts
    st.markdown(widgets.plain(texts("places.pin_lead")))
    one, other = st.columns(2)
    with one:
        _degrees(texts("places.lat"), LAT, 90.0)
    with other:
        _degrees(texts("places.lon"), LON, 180.0)
    point = _point()
    is_outside = point is not None and not _is_inside(here, *point)
    if is_outside:
        st.warning(widgets.plain(texts("error.outside_city")), icon=":material/wrong_location:")
        st.text_input(texts("places.reason"), key=REASON, max_chars=300)
    reason = str(st.session_state.get(REASON, "")).strip() if is_outside else ""
    is_ready = point is not None and bool(reason or not is_outside)
    if st.button(
        texts("places.save_pin"),
        key=KEY + "save",
        type="primary",
        icon=":material/push_pin:",
        disabled=not is_ready,
        width="stretch",
    ):
        _save(here, lambda: _set_pin(here, reason))


def _degrees(label: str, key: str, most: float) -> None:
    st.session_state.setdefault(key, None)
    st.number_input(label, min_value=-most, max_value=most, step=0.0001, format="%.6f", key=key)


def _point() -> tuple[float, float] | None:
    """Return where the pin stands: lon, lat in degrees."""
    lon, lat = st.session_state.get(LON), st.session_state.get(LAT)
    return (float(lon), float(lat)) if lon is not None and lat is not None else None


def _move_pin(lon: float | None, lat: float | None) -> None:
    if lon is not None and lat is not None:
        st.session_state[LON], st.session_state[LAT] = round(lon, maps.DECIMALS), round(lat, maps.DECIMALS)


def _is_inside(here: Desktop, lon: float, lat: float) -> bool:
    crs = here.data.settings.district.metric_crs
    try:
        check_pin(here.place.row, here.data.boundaries, lon=lon, lat=lat, metric_crs=crs)
    except OutsideCity:
        return False
    return True


def _set_pin(here: Desktop, reason: str) -> Batch | None:
    lon, lat = _point() or (math.nan, math.nan)
    return pin(
        here.desk.store,
        here.data.boundaries,
        here.place.location_id,
        lon=lon,
        lat=lat,
        reason=reason,
        who=here.desk.actor.role,
        metric_crs=here.data.settings.district.metric_crs,
    )


def _save(here: Desktop, write: Callable[[], Batch | None]) -> None:
    """Write a point, and let the page say afterwards what it changed."""
    with notices.told(KEY):
        batch = write()
        address = format_address(here.place.address)
        st.session_state[SAVED] = Saved(address, here.before, batch.batch_id if batch else 0)
        open_place("")
    st.rerun()


# -- the map ---------------------------------------------------------------------------------------


def _map(here: Desktop, found: Sequence[Candidate]) -> None:
    row = here.place.row
    has_point = not pd.isna(row["lon"])
    circle = (float(row["lon"]), float(row["lat"]), float(row["uncertainty_m"] or 0)) if has_point else None
    center, zoom = _target(circle)
    key = f"{KEY}map_{here.place.location_id}"
    with st.container(key=KEY + "map_frame"):
        st_folium(
            pin_base(
                here.data.bounds,
                map_words(here.texts),
                version=session.base_version(),
                web_version=session.web_version(),
            ),
            key=key,
            feature_group_to_add=[
                maps.background_layer(_background(here)),
                pin_layer(_choices(found), pin=_point(), title=here.texts("places.pin"), circle=circle),
            ],
            center=center,
            zoom=zoom,
            height=HEIGHT,
            use_container_width=True,
            returned_objects=["last_clicked"],
            on_change=lambda: _clicked(key),
        )
    widgets.html("gap.html", lines=[here.texts("places.map_help")])
    _choose_background(here)


def _background(here: Desktop) -> Background | None:
    chosen = st.session_state.get(BACKGROUND, "")
    return next((b for b in here.data.settings.district.backgrounds if b.id == chosen), None)


def _choose_background(here: Desktop) -> None:
    """Offer street maps, which say where a house is; none is asked unless it is chosen."""
    texts = here.texts
    labels = {"": texts("background.none")} | {b.id: b.label for b in here.data.settings.district.backgrounds}
    session.put(BACKGROUND, st.session_state.get(BACKGROUND, ""))
    st.selectbox(
        texts("background.title"),
        list(labels),
        key=BACKGROUND,
        format_func=lambda name: labels[name],
        help=texts("background.privacy"),
        width=330,
    )


def _clicked(key: str) -> None:
    point = (st.session_state.get(key) or {}).get("last_clicked")
    if point:
        _move_pin(float(point["lng"]), float(point["lat"]))


def _target(circle: tuple[float, float, float] | None) -> tuple[tuple[float, float] | None, float | None]:
    if circle is None:
        return None, None
    lon, lat, radius_m = circle
    return (lat, lon), maps.zoom_for(max(radius_m, LEAST_RADIUS_M), lat=lat)


def _choices(found: Sequence[Candidate]) -> list[Choice]:
    return [
        Choice(number, one.match.lon, one.match.lat, f"{number}. {one.label}")
        for number, one in enumerate(found, start=1)
        if one.match.lon is not None and one.match.lat is not None
    ]
