"""The page "Coverage": who reaches what, where the gaps are, and where one more site helps most."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.best_sites import BestSites
from geo.coverage import Answer
from geo.coverage_view import GAPS_SHOWN, MAX_GAPS_SHOWN, MAX_SITES, CoverageView, to_query
from geo.coverage_words import (
    city_table,
    gap_words,
    headline,
    interval_words,
    says_something,
    siting_words,
    source_words,
)
from geo.figures import place_name
from geo.filters import Hint
from geo.i18n import Texts
from geo.scenario import Add
from ui import planning, session, widgets
from ui.coverage_controls import controls
from ui.coverage_figures import curve, deeper
from ui.coverage_map import map_column
from ui.downloads import downloads
from ui.session import Data

KEY = "coverage_"
Change = Callable[..., None]


def show(texts: Texts) -> None:
    """Show the page for the view in the address bar."""
    data = session.load_data()
    view, hints = _view(data)
    st.session_state["page"] = "coverage"
    change = _changer(data)
    widgets.header(
        texts,
        texts("coverage.title"),
        texts("coverage.lead"),
        on_language=lambda language: change(language=language),
    )
    controls(texts, data, view, change=change)
    _hints(texts, hints)
    with st.spinner(texts("coverage.computing")):
        world = planning.world_of(data)
        before = planning.answer_to(world, view.question)
        after = planning.answer_with(world, view.question, view.scenario) if view.scenario.steps else before
    how = _headline(texts, data, before)
    with how:
        downloads(texts, data, view, after)
    if view.scenario.steps:
        _scenario_bar(texts, before, after, view, change)
    left, right = st.columns([7, 5], gap="medium")
    with left:
        map_column(texts, data, view, before=before, after=after, change=change)
        curve(texts, after)
        deeper(texts, after, data)
    with right:
        _cities(texts, before, after)
        _gaps(texts, after, view, change)
        _siting(texts, data, view, change)


def _view(data: Data) -> tuple[CoverageView, list[Hint]]:
    """Read the view; coming back from another page without a query restores the last one."""
    query = session.address_query()
    came_back = st.session_state.get("page") != "coverage" and "coverage_query" in st.session_state
    if came_back and not query.keys() - {"lang"}:
        query = {**st.session_state["coverage_query"], **query}
    view, hints = planning.view_of(query, data)
    view = replace(view, language=session.choose_language())
    _go(view)
    st.session_state["coverage_query"] = to_query(view, default_language=session.languages()[0])
    if hints:
        st.session_state[KEY + "hints"] = (st.session_state["coverage_query"], hints)
    kept_query, kept = st.session_state.get(KEY + "hints", (None, []))
    return view, kept if kept_query == st.session_state["coverage_query"] else []


def _go(view: CoverageView) -> None:
    session.go_to(to_query(view, default_language=session.languages()[0]))


def _changer(data: Data) -> Change:
    """Return what callbacks call: it reads the address bar anew and writes the next view into it."""

    def change(**values: object) -> None:
        session.catch_up()
        view, _ = planning.view_of(session.address_query(), data)
        view = replace(view, language=session.choose_language())
        question = values.pop("question", None)
        if question is not None:
            view = view.with_question(question)  # type: ignore[arg-type]
        _go(replace(view, **values))  # type: ignore[arg-type]

    return change


def _hints(texts: Texts, hints: Sequence[Hint]) -> None:
    lines = [texts(hint.text_key, key=hint.key, values=", ".join(hint.values)) for hint in hints]
    if lines:
        st.info("  \n".join(widgets.plain(line) for line in lines), icon=":material/link_off:")


def _headline(texts: Texts, data: Data, answer: Answer) -> DeltaGenerator:
    """Say the answer; return the place beside it."""
    line, how = st.columns([10, 2], vertical_alignment="center")
    with line:
        widgets.html(
            "headline.html",
            main=headline(texts, data.taxonomy, answer),
            interval=interval_words(texts, answer),
            sources=source_words(texts, answer),
        )
    with how, st.popover(texts("coverage.how"), icon=":material/calculate:", key=KEY + "how"):
        st.markdown(texts("coverage.how_text"))
    return how


# -- scenario --------------------------------------------------------------------------------------


def _scenario_bar(texts: Texts, before: Answer, after: Answer, view: CoverageView, change: Change) -> None:
    found = planning.gains(before, after)
    names = before.by_city["name"]
    by_city = found.cities["gained"].round().sort_values(ascending=False)
    won = [
        texts("scenario.city_gain", city=names[ags], people=texts.number(people))
        for ags, people in by_city.items()
        if people >= 1
    ]
    with st.container(border=True, key=KEY + "scenario"):
        widgets.html(
            "scenario.html",
            title=texts("scenario.bar", number=texts.number(len(view.scenario.steps))),
            effect=texts(
                "scenario.effect",
                before=texts.percent(before.share.value),
                after=texts.percent(after.share.value),
                people=texts.number(round(found.gained)),
                foreign=texts.number(round(found.gained_foreign)),
            ),
            cities=texts("scenario.cities", list=texts.listing(won)) if won else "",
        )
        with st.container(horizontal=True):
            for number, step in enumerate(view.scenario.steps):
                name = step.name if isinstance(step, Add) and step.name else str(number + 1)
                st.button(
                    widgets.plain(texts("scenario.remove", name=name)),
                    key=f"{KEY}step_{number}",
                    icon=":material/close:",
                    on_click=lambda n=number: change(scenario=view.without_step(n).scenario),
                )
            st.button(
                texts("scenario.clear"),
                key=KEY + "scenario_clear",
                type="tertiary",
                on_click=lambda: change(scenario=replace(view.scenario, steps=())),
            )


# -- cities and gaps -------------------------------------------------------------------------------


def _cities(texts: Texts, before: Answer, after: Answer) -> None:
    rows = city_table(after).assign(before=before.by_city["share"]).sort_values("share")
    widgets.html("cities.html", t=texts, rows=rows.to_dict("records"), has_scenario=after is not before)


def _gaps(texts: Texts, answer: Answer, view: CoverageView, change: Change) -> None:
    widgets.html("heading.html", text=texts("coverage.gaps"))
    if not says_something(answer):
        st.markdown(texts("coverage.gaps_unknown"))
        return
    areas = answer.gaps.areas
    if areas.empty:
        st.markdown(texts("coverage.gaps_none"))
    for rank, row in areas.head(view.shown).iterrows():
        name = place_name(row["name"], texts)
        is_open = rank == view.gap
        with st.container(border=True, key=f"{KEY}gap_{rank}"):
            st.button(
                widgets.plain(f"{rank}. {name}, {row['city']}"),
                key=f"{KEY}open_gap_{rank}",
                type="tertiary",
                icon=":material/expand_less:" if is_open else ":material/expand_more:",
                on_click=lambda r=int(rank), o=is_open: change(gap=0 if o else r),
            )
            widgets.html("gap.html", lines=gap_words(texts, row))
            if is_open:
                site = Add(lon=row["lon"], lat=row["lat"], name=name)
                st.button(
                    texts("coverage.gap_what_if"),
                    key=f"{KEY}what_if_{rank}",
                    icon=":material/add_location:",
                    type="primary",
                    on_click=lambda s=site: change(scenario=view.with_step(s).scenario, gap=0),
                )
    if len(areas) > view.shown and view.shown < MAX_GAPS_SHOWN:
        st.button(
            texts("coverage.more_gaps"),
            key=KEY + "more_gaps",
            width="stretch",
            on_click=lambda: change(shown=view.shown + GAPS_SHOWN),
        )


# -- best new places -------------------------------------------------------------------------------


def _siting(texts: Texts, data: Data, view: CoverageView, change: Change) -> None:
    widgets.html("heading.html", text=texts("siting.title"))
    st.markdown(texts("siting.candidates"))
    with st.container(horizontal=True, vertical_alignment="bottom", key=KEY + "siting"):
        st.session_state.setdefault(KEY + "sites", view.sites or 3)
        st.number_input(texts("siting.count"), min_value=1, max_value=MAX_SITES, key=KEY + "sites", width=160)
        st.button(
            texts("siting.go"),
            key=KEY + "siting_go",
            icon=":material/search:",
            on_click=lambda: change(sites=int(st.session_state[KEY + "sites"])),
        )
    if not view.sites:
        return
    with st.spinner(texts("siting.running")):
        found = planning.sites_for(planning.world_of(data), view.question, view.scenario, view.sites)
    lines, verdict = siting_words(texts, found)
    widgets.html("siting.html", lines=lines, verdict=verdict)
    if len(found.sites):
        st.button(
            texts("siting.adopt"),
            key=KEY + "adopt",
            icon=":material/playlist_add:",
            on_click=lambda: change(scenario=_adopted(view, found, texts).scenario, sites=0),
        )


def _adopted(view: CoverageView, found: BestSites, texts: Texts) -> CoverageView:
    for row in found.sites.to_dict("records"):
        view = view.with_step(
            Add(lon=row["lon"], lat=row["lat"], name=row["name"] or place_name(row["place"], texts))
        )
    return view
