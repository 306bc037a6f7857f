"""What if: a planner adds, moves, closes or changes a place; typed, chosen from a list, or clicked on the map."""

from collections.abc import Callable

import streamlit as st

from geo.i18n import Texts
from geo.planning.scenario import Add, Change, Close, Move, Step
from geo.planning.scenario.steps import MAX_OFFERS, MAX_STEPS
from ui.coverage.shown import Screen, TypedPlace, spot_of
from ui.shared import address_bar, widgets
from ui.shared.answers import names_of

KEY = "coverage_"
_WHERE = KEY + "where"
_ACTION = KEY + "action"
_LOCATION = KEY + "location"
_OFFERS = KEY + "step_offers"
_ACTIONS = ("add", "move", "close", "change")
_NEEDS_PLACE = frozenset({"add", "move"})

ChangeView = Callable[..., None]


def picked_point(screen: Screen) -> tuple[float, float] | None:
    """Return longitude and latitude of the place in the field, None where there is none that can be used."""
    spot = spot_of(st.session_state.get(_WHERE, ""), screen.data)
    is_wanted = (st.session_state.get(_ACTION) or _ACTIONS[0]) in _NEEDS_PLACE
    return (spot.lon, spot.lat) if spot and is_wanted and not spot.problem else None


def pick(lon: float, lat: float) -> None:
    """Take a point clicked on the map into the field."""
    st.session_state[_WHERE] = f"{lat:.5f}, {lon:.5f}"
    if st.session_state.get(_ACTION) not in _NEEDS_PLACE:
        st.session_state[_ACTION] = _ACTIONS[0]


def what_if(texts: Texts, screen: Screen, *, change: ChangeView) -> None:
    """Offer the four changes; each becomes a step of the scenario in the link."""
    widgets.html("heading.html", text=texts("what_if.title"))
    if len(screen.view.scenario.steps) >= MAX_STEPS:
        st.markdown(texts("what_if.full", number=texts.number(MAX_STEPS)))
        return
    st.session_state.setdefault(_ACTION, _ACTIONS[0])
    st.segmented_control(
        texts("what_if.action"),
        _ACTIONS,
        key=_ACTION,
        format_func=lambda name: texts(f"what_if.{name}"),
        label_visibility="collapsed",
    )
    action = st.session_state[_ACTION] or _ACTIONS[0]
    if action != "add":
        names = names_of(screen.before)
        if not names:
            st.markdown(texts("what_if.no_location"))
            return
        st.selectbox(
            texts("what_if.location"),
            list(names),
            key=_LOCATION,
            format_func=lambda location_id: names.get(location_id, location_id),
        )
    spot = _where(texts, screen) if action in _NEEDS_PLACE else None
    if action in ("add", "change"):
        address_bar.put(_OFFERS, st.session_state.get(_OFFERS) or 1)
        st.number_input(texts("what_if.offers"), 1, MAX_OFFERS, key=_OFFERS, width=200)
    st.button(
        texts("what_if.try"),
        key=KEY + "try",
        icon=":material/add_location:",
        disabled=action in _NEEDS_PLACE and (spot is None or bool(spot.problem)),
        on_click=lambda: _try(texts, screen, action, change),
    )


def _where(texts: Texts, screen: Screen) -> TypedPlace | None:
    """Ask for a place and say what was found; nothing that is typed leaves this server."""
    example = texts("what_if.where_example", **vars(screen.data.examples))
    st.text_input(texts("what_if.where"), key=_WHERE, placeholder=example, max_chars=200)
    spot = spot_of(st.session_state[_WHERE], screen.data)
    if spot is not None:
        widgets.html("note.html", text=_found_words(texts, spot))
    return spot


def _found_words(texts: Texts, spot: TypedPlace) -> str:
    if spot.problem:
        words = [texts(spot.problem, place=spot.words)]
        if spot.suggestions:
            words.append(texts("what_if.did_you_mean", names=texts.alternatives(list(spot.suggestions))))
        return " ".join(words)
    if spot.is_exact:
        return texts("what_if.exact")
    return texts("what_if.about", radius=texts.distance(spot.uncertainty_m))


def _try(texts: Texts, screen: Screen, action: str, change: ChangeView) -> None:
    """Make a step of what is in the fields; the field of the place is emptied for the next one."""
    step = _step(texts, screen, action)
    if step is not None:
        st.session_state[_WHERE] = ""
        change(lambda view: view.with_step(step), gap=0)


def _step(texts: Texts, screen: Screen, action: str) -> Step | None:
    location = st.session_state.get(_LOCATION, "")
    if action == "close":
        return Close(location)
    offers = int(st.session_state.get(_OFFERS) or 1)
    if action == "change":
        return Change(location, offers=offers)
    spot = spot_of(st.session_state.get(_WHERE, ""), screen.data)
    if spot is None or spot.problem:
        return None
    if action == "move":
        return Move(location, spot.lon, spot.lat)
    return Add(spot.lon, spot.lat, offers=offers, name=_name_of(texts, spot))


def _name_of(texts: Texts, spot: TypedPlace) -> str:
    """Name a new place no more exactly than it is known: the scenario travels without the note beside the field."""
    if spot.is_exact:
        return spot.name
    if spot.area:
        return texts("what_if.middle_of", area=spot.area, radius=texts.distance(spot.uncertainty_m))
    return texts("place.near", anchor=spot.name)
