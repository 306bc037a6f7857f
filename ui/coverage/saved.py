"""Scenarios saved by name, on the page "Coverage": for those signed in, beside the links that everybody has."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import streamlit as st

from geo.errors import GeoError, ScenarioRefused
from geo.i18n import Texts
from geo.planning.saved_scenarios import (
    rename_scenario,
    save_scenario,
    saved_like,
    scenario_of,
    steps_of,
    take_back,
)
from geo.planning.scenario import Scenario
from geo.planning.scenario.steps import NAME_LIMIT
from geo.planning.view import CoverageView
from geo.store import SavedRow, Store
from geo.upkeep.access import Action, may, require
from ui.coverage.shown import view_of
from ui.entrance import who
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data

LOG = logging.getLogger(__name__)
KEY = "coverage_saved_"
_CHOSEN, _TOLD = KEY + "chosen", KEY + "told"
Change = Callable[..., None]


@dataclass(frozen=True)
class Told:
    """What the last click did: `what` ends a key `saved.done_…`; `before` and `after` are what undoing needs."""

    what: str
    name: str
    before: SavedRow | None = None
    after: SavedRow | None = None


@dataclass(frozen=True)
class Refused:
    """Why the last click did nothing: the key of its text, or the end of a key `saved.refused_…`."""

    key: str
    reason: str
    name: str


def saved(texts: Texts, data: Data, view: CoverageView, *, change: Change) -> None:
    """Offer to save the scenario that is on, and list those saved; nothing for visitors."""
    if not _may_save():
        st.session_state.pop(_TOLD, None)
        return
    rows = loading.store().scenarios.all()
    with st.container(key=KEY + "box"):
        _tell(texts)
        if view.scenario.steps:
            _save_button(texts, data, view.scenario, rows)
        if rows:
            with st.expander(texts("saved.title", number=texts.number(len(rows))), key=KEY + "list"):
                _chosen(texts, rows, change)


def _may_save() -> bool:
    try:
        return bool(may(who.actor(), Action.SAVE_SCENARIO))
    except GeoError as error:
        LOG.warning("nobody is known to be signed in: %s", error)
        return False


def _tell(texts: Texts) -> None:
    told = st.session_state.get(_TOLD)
    if isinstance(told, Refused):
        said = texts(f"saved.refused_{told.reason}", name=told.name) if told.reason else texts(told.key)
        st.warning(widgets.plain(said), icon=":material/block:")
    elif isinstance(told, Told):
        with st.container(horizontal=True, vertical_alignment="center", key=KEY + "done"):
            st.success(widgets.plain(texts(f"saved.done_{told.what}", name=told.name)))
            if told.before or told.after:
                st.button(
                    texts("notice.undo"),
                    key=KEY + "undo",
                    icon=":material/undo:",
                    on_click=lambda: _undo(told),
                )


def _save_button(texts: Texts, data: Data, scenario: Scenario, rows: list[SavedRow]) -> None:
    """Save under the name in the field above; what is saved under it already is replaced knowingly."""
    found = saved_like(rows, scenario.name)
    is_same = found is not None and found.steps == steps_of(scenario)
    label = texts("saved.save")
    if found is not None:
        label = texts("saved.is_saved") if is_same else texts("saved.replace", name=widgets.plain(found.name))
    st.button(
        label,
        key=KEY + "save",
        icon=":material/save:",
        help=texts("saved.lead"),
        disabled=is_same,
        on_click=lambda: _save(data, found),
    )


def _chosen(texts: Texts, rows: list[SavedRow], change: Change) -> None:
    """Let somebody choose one of those saved, and open, rename or remove it."""
    names = [row.name for row in rows]
    if st.session_state.get(_CHOSEN) not in names:
        st.session_state[_CHOSEN] = names[0]
    st.selectbox(texts("saved.choose"), names, key=_CHOSEN)
    row = rows[names.index(st.session_state[_CHOSEN])]
    scenario = scenario_of(row)
    st.markdown(widgets.plain(_facts(texts, row, scenario)))
    with st.container(horizontal=True, key=KEY + "row"):
        if scenario is not None:
            st.button(
                texts("saved.open"),
                key=KEY + "open",
                icon=":material/folder_open:",
                on_click=lambda: _open(scenario, change),
            )
        with st.popover(texts("saved.rename"), icon=":material/edit:", key=KEY + "rename"):
            key = f"{KEY}new_name_{row.name}_{row.version}"
            st.text_input(texts("saved.new_name"), value=row.name, key=key, max_chars=NAME_LIMIT)
            st.button(texts("saved.rename_now"), key=KEY + "rename_now", on_click=lambda: _rename(row, key))
        st.button(
            texts("saved.remove"),
            key=KEY + "remove",
            type="tertiary",
            icon=":material/delete:",
            on_click=lambda: _remove(row),
        )


def _facts(texts: Texts, row: SavedRow, scenario: Scenario | None) -> str:
    day = texts.date(row.saved_at.astimezone(ZoneInfo(loading.settings().district.timezone)).date())
    if scenario is None:
        return texts("saved.unreadable", day=day)
    return texts("saved.facts", number=texts.number(len(scenario.steps)), day=day)


# -- what the buttons do ---------------------------------------------------------------------------


def _open(scenario: Scenario, change: Change) -> None:
    """Show a saved scenario; what was told of the last step is over."""
    st.session_state[_TOLD] = None
    change(lambda view: view.with_saved_opened(scenario))


def _save(data: Data, drawn: SavedRow | None) -> None:
    """Save what the address bar now holds; only what was drawn with the button is replaced."""

    def step(store: Store) -> Told:
        scenario = view_of(address_bar.address_query(), data)[0].scenario
        is_drawn = drawn is not None and saved_like([drawn], scenario.name) is not None
        before = drawn if is_drawn else None
        row = save_scenario(store, scenario, version=before.version if before else 0)
        st.session_state[_CHOSEN] = row.name
        return Told("replaced" if before else "saved", row.name, before, row)

    _act(step)


def _rename(row: SavedRow, key: str) -> None:
    def step(store: Store) -> Told:
        made = rename_scenario(store, row, str(address_bar.value(key) or ""))
        st.session_state[_CHOSEN] = made.name
        return Told("renamed", made.name, row, made)

    _act(step)


def _remove(row: SavedRow) -> None:
    def step(store: Store) -> Told:
        return Told("removed", row.name, store.scenarios.remove(row.name, version=row.version))

    _act(step)


def _undo(told: Told) -> None:
    def step(store: Store) -> Told:
        back = take_back(store, told.before, told.after)
        if back is not None:
            st.session_state[_CHOSEN] = back.name
        return Told("undone", told.name)

    _act(step)


def _act(step: Callable[[Store], Told]) -> None:
    """Do something for who is here at this moment, and remember how it went."""
    address_bar.catch_up()
    try:
        require(who.actor(), Action.SAVE_SCENARIO)
        st.session_state[_TOLD] = step(loading.store())
    except ScenarioRefused as error:
        st.session_state[_TOLD] = Refused(error.key, error.reason, error.name)
    except GeoError as error:
        LOG.warning("nothing was done to saved scenarios: %s", error)
        st.session_state[_TOLD] = Refused(error.key, "", "")
