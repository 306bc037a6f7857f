"""The page "Coverage": who reaches what, where the gaps are, and where one more site helps most."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from geo.i18n import Texts
from geo.links import Hint
from geo.planning import insight
from geo.planning.best_sites import BestSites
from geo.planning.view import CoverageView, to_query
from geo.planning.wording import (
    city_table,
    departures_words,
    headline,
    how_words,
    interval_words,
    says_something,
    source_words,
    who_words,
)
from ui.coverage import how, shown
from ui.coverage.answer import answered
from ui.coverage.areas import area_rows, choose_areas, difference_words
from ui.coverage.controls import controls
from ui.coverage.curve import curve
from ui.coverage.downloads import downloads, wanted_of
from ui.coverage.everything import everything
from ui.coverage.figures import deeper
from ui.coverage.gaps import find_link, gaps
from ui.coverage.map_column import map_column
from ui.coverage.needs import by_needs
from ui.coverage.place_reach import place_reach
from ui.coverage.saved import saved
from ui.coverage.scenario import comparison, scenario_bar
from ui.coverage.shown import Screen
from ui.coverage.siting import search_of, siting
from ui.coverage.what_if import what_if
from ui.shared import address_bar, loading, widgets
from ui.shared.jobs import Job
from ui.shared.loading import Data

KEY = "coverage_"
Change = Callable[..., None]


def show(texts: Texts) -> None:
    """Show the page for the view in the address bar."""
    data = loading.load_data()
    view, hints = _view(data)
    st.session_state["page"] = "coverage"
    change = _changer(data)
    widgets.header(
        texts,
        texts("coverage.title"),
        texts("coverage.lead"),
        product=texts("find.title", district=data.settings.district.name),
        on_language=lambda language: change(language=language),
    )
    controls(texts, data, view, change=change)
    # Always there, if empty: what is below keeps its place on the page, so the map keeps its view.
    with st.container(key=KEY + "hint_place"):
        widgets.link_hints(texts, hints)
    with st.container(key=KEY + "answer_place"):
        screen = answered(texts, data, view)
    if screen is not None:
        _answer(texts, data, screen, change)


def _answer(texts: Texts, data: Data, screen: Screen, change: Change) -> None:
    """Show what was found, from the headline to the files."""
    with st.spinner(texts("coverage.computing")):
        search = search_of(screen)
        found = search.result() if search is not None and search.is_done() else None
    _headline(texts, screen)
    with st.container(key=KEY + "needs_place"):
        by_needs(texts, screen)
    with st.container(key=KEY + "scenario_place"):
        scenario_bar(texts, screen, change=change)
        saved(texts, data, screen.view, change=change)
    with st.container(key=KEY + "comparison_place"):
        comparison(texts, screen, change=change)
    _columns(texts, screen, search, found, change)
    about = wanted_of(screen).about(texts)
    curve(texts, screen.after, about)
    everything(texts, screen, change=change)
    if not screen.view.question.needs_all:  # measures side by side count offers of any topic
        deeper(texts, screen, about)
    widgets.html("footer.html", about=about)


def _columns(
    texts: Texts, screen: Screen, search: Job[BestSites] | None, found: BestSites | None, change: Change
) -> None:
    """Show the map beside the cities, the gaps beside what could be done about them."""
    left, right = st.columns([7, 5], gap="medium")
    with left:
        map_column(texts, screen, found, change=change)
    with right:
        _cities(texts, screen, change=change)
        if not screen.view.question.needs_all:
            _limits(texts, screen)
    left, right = st.columns([7, 5], gap="medium")
    with left:
        gaps(texts, screen, change=change)
    with right:
        what_if(texts, screen, change=change)
        place_reach(texts, screen)
        siting(texts, screen, search, found, change=change)


def _view(data: Data) -> tuple[CoverageView, list[Hint]]:
    """Read the view; coming back from another page without a query restores the last one."""
    query = address_bar.address_query()
    came_back = st.session_state.get("page") != "coverage" and "coverage_query" in st.session_state
    if came_back and not query.keys() - {"lang"}:
        query = {**st.session_state["coverage_query"], **query}
    view, hints = shown.view_of(query, data)
    view = replace(view, language=address_bar.choose_language())
    st.session_state["coverage_query"] = to_query(view, default_language=address_bar.home_language())
    address_bar.arrive(st.session_state["coverage_query"])
    if hints:
        st.session_state[KEY + "hints"] = (st.session_state["coverage_query"], hints)
    kept_query, kept = st.session_state.get(KEY + "hints", (None, []))
    return view, kept if kept_query == st.session_state["coverage_query"] else []


def _changer(data: Data) -> Change:
    """Return what callbacks call: it reads the address bar anew and writes the next view into it.

    Whatever builds on what there is hands in a function of the view: the one it was drawn with may be an old one
    when two clicks follow each other quickly.
    """

    def change(update: Callable[[CoverageView], CoverageView] | None = None, **values: object) -> None:
        address_bar.catch_up()
        view, _ = shown.view_of(address_bar.address_query(), data)
        view = replace(view, language=address_bar.choose_language())
        view = update(view) if update else view
        view = replace(view, **values)  # type: ignore[arg-type]  # names of fields
        address_bar.go_to(to_query(view, default_language=address_bar.home_language()))

    return change


def _headline(texts: Texts, screen: Screen) -> None:
    """Say the answer with its interval and what limits it; beside it how it is computed, and files."""
    answer = screen.before
    line, beside = st.columns([9, 3], vertical_alignment="top")
    with line:
        widgets.html(
            "coverage/headline.html",
            main=headline(texts, screen.data.taxonomy, answer),
            interval=interval_words(texts, answer) if says_something(answer) else "",
            sources=" ".join((*departures_words(texts, answer), source_words(texts, answer))),
        )
    with beside, st.container(horizontal=True, horizontal_alignment="right", key=KEY + "beside"):
        with st.popover(texts("coverage.how"), icon=":material/calculate:", key=KEY + "how"):
            how.drawing(texts, screen.before)
            st.markdown(widgets.plain(how_words(texts, screen.before)))
        downloads(texts, wanted_of(screen))


def _cities(texts: Texts, screen: Screen, *, change: Change) -> None:
    """Show the table of the cities, or of the own areas that were chosen."""
    choose_areas(texts, screen, change=change)
    if screen.areas:
        area_rows(texts, screen, screen.areas)
        return
    changes, table = difference_words(texts, screen), city_table(screen.after)
    rows = table.assign(
        before=screen.before.by_city["share"], difference=[changes.get(str(ags), "") for ags in table.index]
    ).sort_values("share")
    widgets.html(
        "coverage/cities.html",
        t=texts,
        title=texts("coverage.cities"),
        column=texts("coverage.column_city"),
        rows=rows.to_dict("records"),
        has_scenario=screen.after is not screen.before,
        people=texts(f"people.heading_{screen.after.group}"),
        notes=[],
    )


def _limits(texts: Texts, screen: Screen) -> None:
    """List the addresses that would narrow the interval most."""
    who = who_words(texts, screen.after.group)
    fixes = [
        {
            "name": ", ".join(part for part in (fix.organization or fix.titles[0], fix.city) if part),
            "why": texts("limits.row", people=texts.people_about(fix.people), who=who),
            "link": find_link(screen.view, offer=fix.offer_ids[0]),
        }
        for fix in insight.addresses_to_fix(screen.after)
        if fix.offer_ids
    ]
    if fixes:
        widgets.html("coverage/limits.html", t=texts, fixes=fixes)
