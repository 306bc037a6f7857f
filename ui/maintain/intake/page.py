"""The part "Import" of maintaining: a file is read, a plan is shown, and only "apply" writes; duplicates are merged."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from geo.exchange.importing import ImportPlan, apply_plan, known_offers, plan_import, within_cities
from geo.exchange.sources import ColumnMapping, Defaults, RawTable
from geo.i18n import Texts
from geo.model import Address, Match
from geo.upkeep.access import Action
from geo.upkeep.city_rights import asked_of_offers, ref_of
from geo.upkeep.desk import Desk
from ui.entrance import who
from ui.maintain.intake import mend, merge, plan_view, reading, words
from ui.maintain.intake.reading import KEY
from ui.shared import notices, widgets
from ui.shared.loading import Data
from ui.shared.notices import text

_PLAN = KEY + "of_plan"
_DECIDED = KEY + "of_row_"
_PARTS = ("file", "duplicates")

Learn = Callable[[], None]


def show(texts: Texts, data: Data) -> None:
    """Show the import, or the duplicates.

    Raises
    ------
    AccessDenied
        If who is here may not import.
    """
    desk = who.desk_for(Action.IMPORT)
    notices.show(texts, KEY, desk)
    part = st.segmented_control(
        texts("intake.part"),
        _PARTS,
        default=_PARTS[0],
        required=True,
        key=KEY + "part",
        format_func=lambda name: texts(f"intake.part_{name}"),
        label_visibility="collapsed",
    )
    if part == "duplicates":
        merge.show(texts, data, desk)
    else:
        _intake(texts, data, desk)


def _intake(texts: Texts, data: Data, desk: Desk) -> None:
    st.markdown(widgets.plain(texts("intake.lead")))
    chosen = reading.choose_table(texts)
    if chosen is None:
        return
    table = reading.name_source(texts, chosen)
    mapping = reading.map_columns(texts, table)
    table = mend.mended(table)
    defaults = words.ask_defaults(texts, data.taxonomy, reading.bench())
    _keep_decisions()
    plan = _plan(texts, desk, table, mapping, defaults)
    said = reading.messages(texts)
    plan_view.counts(texts, plan)
    words.ask_words(texts, data.taxonomy, reading.bench(), plan)
    plan_view.problems(texts, plan.problems, said)
    mend.ask(texts, data.taxonomy, table, mapping, plan)
    plan_view.unclear(texts, plan, said, _titles(desk) if plan.unclear else {}, key=_DECIDED)
    if _decisions():
        st.button(
            texts("intake.unclear_again"), key=KEY + "undecide", icon=":material/undo:", on_click=_undecide
        )
    plan_view.changed(texts, data.taxonomy, plan.changed)
    plan_view.new(texts, plan.new)
    leaving = plan_view.gone(texts, plan, key=KEY + "of_")
    final = replace(plan, gone=tuple(offer for offer in plan.gone if offer.offer_id in leaving))
    chosen_words = words.chosen()

    def learn() -> None:
        reading.remember_columns(table, mapping)
        reading.bench().values_memory.keep(table.source, chosen_words)

    _apply_button(texts, data, desk, final, learn=learn)


def _plan(
    texts: Texts, desk: Desk, table: RawTable, mapping: ColumnMapping, defaults: Defaults
) -> ImportPlan:
    """Return the plan, made anew only where file, columns, words, decisions or stored offers are others."""
    decisions, said = _decisions(), words.chosen()
    version = desk.store.version()
    state = (
        id(st.session_state[reading.LOADED]),
        table.source,
        mapping,
        tuple(decisions.items()),
        tuple(said.items()),
        tuple(mend.cells().items()),
        defaults,
        version,
        desk.actor.cities,
    )
    kept = st.session_state.get(_PLAN)
    if kept is None or kept[0] != state:
        with st.spinner(texts("intake.planning")):
            plan = plan_import(
                reading.bench().read(table, mapping, chosen=said, defaults=defaults),
                known_offers(desk.store),
                decisions=decisions,
                aliases=desk.store.aliases(),
            )
        if desk.actor.is_of_cities:
            offers = desk.store.stored_offers(removed=True)
            cities = {key: ref_of(stored).city for key, stored in offers.items()}
            plan = within_cities(plan, desk.actor.cities, cities)
        kept = st.session_state[_PLAN] = (state, plan)
    found: ImportPlan = kept[1]
    return found


def _decided_keys() -> list[str]:
    return sorted(str(name) for name in st.session_state if str(name).startswith(_DECIDED))


def _keep_decisions() -> None:
    """Hold on to answers: Streamlit forgets them as soon as their question is answered, and gone."""
    for key in _decided_keys():
        st.session_state[key] = st.session_state[key]


def _decisions() -> Mapping[int, str]:
    """Return what was said of unclear rows."""
    pairs = {int(key.removeprefix(_DECIDED)): str(st.session_state[key]) for key in _decided_keys()}
    return {row: answer for row, answer in pairs.items() if answer}


def _undecide() -> None:
    for key in _decided_keys():
        del st.session_state[key]


def _titles(desk: Desk) -> dict[str, str]:
    return {key: stored.row["title"] for key, stored in desk.store.stored_offers().items()}


# -- apply -----------------------------------------------------------------------------------------


def _apply_button(texts: Texts, data: Data, desk: Desk, plan: ImportPlan, *, learn: Learn) -> None:
    learns = any(planned.alias for planned in plan.unchanged)
    count = len(plan.new) + len(plan.changed) + len(plan.gone)
    if not (plan.changes_something or learns):
        st.info(widgets.plain(texts("intake.nothing_to_do")), icon=":material/check_circle:")
    with st.container(horizontal=True, vertical_alignment="center", key=KEY + "end"):
        is_wanted = st.button(
            texts("intake.apply", count=count),
            key=KEY + "apply",
            type="primary",
            icon=":material/check:",
            disabled=not (plan.changes_something or learns),
        )
        st.button(
            texts("intake.start_over"), key=KEY + "restart", icon=":material/close:", on_click=_start_over
        )
    if is_wanted:
        _apply(texts, data, desk, plan, learn=learn)
        st.rerun()


def _start_over() -> None:
    notices.forget(KEY)
    reading.start_over()


def _apply(texts: Texts, data: Data, desk: Desk, plan: ImportPlan, *, learn: Learn) -> None:
    """Write the plan as one batch, say what it did, and remember the columns."""
    with notices.told(KEY):
        batch = apply_plan(
            plan,
            desk.store,
            geocode=_counting(texts, data, len(plan.new) + len(plan.changed)),
            who=desk.actor.role,
            today=data.settings.district.today(),
            allow=asked_of_offers(desk.store, desk.actor, Action.IMPORT),
        )
        done = {
            "new": texts.number(len(plan.new)),
            "changed": texts.number(len(plan.changed)),
            "gone": texts.number(len(plan.gone)),
        }
        notices.tell(KEY, text("intake.applied", **done), batch_id=batch.batch_id if batch else 0)
        reading.start_over()
        learn()


def _counting(texts: Texts, data: Data, most: int) -> Callable[[Address], Match]:
    """Return the offline geocoder, telling how far it is; what it does is over before anything is written."""
    bar = st.progress(0.0, text=texts("intake.locating"))
    done = 0

    def geocode(address: Address) -> Match:
        nonlocal done
        done += 1
        bar.progress(min(done / max(most, 1), 1.0), text=texts("intake.locating"))
        return data.geocoder.geocode(address, offline=True)

    return geocode
