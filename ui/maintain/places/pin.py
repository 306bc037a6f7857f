"""One address gets its point: candidates to take, a pin to set by click, by dragging or by numbers, a check."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
import streamlit as st

from geo.errors import OutsideCity
from geo.i18n import Texts
from geo.model import Address
from geo.places.address import format_address
from geo.reach.interval import Interval
from geo.store import Batch
from geo.upkeep.access import Action
from geo.upkeep.city_rights import asked_of_places
from geo.upkeep.desk import Desk
from geo.upkeep.locating import Candidate, candidates, check_pin, choose, pin
from geo.upkeep.locating.better import SAME_POINT_DEGREES
from ui.maintain.places import pin_map
from ui.maintain.places.pin_map import move_pin, pin_point
from ui.maintain.places.queue import KEY, LAT, LON, REASON, SAVED, OpenPlace, Saved, open_place, titles_at
from ui.shared import notices, widgets
from ui.shared.loading import Data


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
        pin_map.show(texts, data, place, found)


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
    titles = titles_at(here.data, here.place.location_id)
    if titles:
        lines.append(texts("places.offers_here", titles=texts.listing(titles)))
    widgets.html("lines.html", lines=lines)
    if not here.place.address.street:
        st.warning(widgets.plain(texts("places.no_street_warning")), icon=":material/warning:")
    if row["is_locked"]:
        st.info(widgets.plain(texts("places.is_locked")), icon=":material/lock:")


# -- candidates ------------------------------------------------------------------------------------


def _offer_candidates(here: Desktop, found: Sequence[Candidate]) -> None:
    texts = here.texts
    if not found:
        st.markdown(widgets.plain(texts("places.no_candidates")))
        return
    for number, candidate in enumerate(found, start=1):
        _offer_candidate(here, number, candidate)


def _offer_candidate(here: Desktop, number: int, candidate: Candidate) -> None:
    texts = here.texts
    with st.container(border=True, key=f"{KEY}candidate_{number}"):
        widgets.html(
            "lines.html", lines=[f"{number}. {candidate.label}", *_candidate_words(texts, candidate)]
        )
        if candidate.city_fits is False:
            _look_at(here, number, candidate)
        elif st.button(
            texts("places.take"), key=f"{KEY}take_{number}", icon=":material/check:", type="primary"
        ):
            _save(here, lambda: _choose(here, candidate))


def _look_at(here: Desktop, number: int, candidate: Candidate) -> None:
    """Make a point in another city the pin first, where the form asks for the reason."""
    st.button(
        here.texts("places.look_at"),
        key=f"{KEY}look_{number}",
        icon=":material/location_searching:",
        on_click=lambda: move_pin(candidate.match.lon, candidate.match.lat),
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
        allow_at=asked_of_places(here.desk.actor, Action.LOCATE),
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
    point = pin_point()
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


def _is_inside(here: Desktop, lon: float, lat: float) -> bool:
    crs = here.data.settings.district.metric_crs
    try:
        check_pin(here.place.row, here.data.boundaries, lon=lon, lat=lat, metric_crs=crs)
    except OutsideCity:
        return False
    return True


def _set_pin(here: Desktop, reason: str) -> Batch | None:
    lon, lat = pin_point() or (math.nan, math.nan)
    return pin(
        here.desk.store,
        here.data.boundaries,
        here.place.location_id,
        lon=lon,
        lat=lat,
        reason=reason,
        who=here.desk.actor.role,
        metric_crs=here.data.settings.district.metric_crs,
        allow_at=asked_of_places(here.desk.actor, Action.LOCATE),
    )


def _save(here: Desktop, write: Callable[[], Batch | None]) -> None:
    """Write a point, and let the page say afterwards what it changed."""
    with notices.told(KEY):
        batch = write()
        address = format_address(here.place.address)
        st.session_state[SAVED] = Saved(address, here.before, batch.batch_id if batch else 0)
        open_place("")
    st.rerun()
