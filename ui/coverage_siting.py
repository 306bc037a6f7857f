"""Where one more site helps most: the search of the page "Coverage", its progress, its end, its reasons."""

from collections.abc import Callable

import streamlit as st

from geo.best_sites import BestSites
from geo.coverage_view import MAX_SITES, CoverageView
from geo.coverage_words import siting_words
from geo.figures import place_name
from geo.i18n import Texts
from geo.scenario import Add
from geo.siting import Progress
from ui import jobs, planning, session, widgets
from ui.jobs import Job
from ui.planning import SEARCH_SECONDS, Screen

KEY = "coverage_"
KIND = "siting"
Change = Callable[..., None]


def search_of(screen: Screen) -> Job[BestSites] | None:
    """Return the search that the view asks for, started or found; None where it asks for none."""
    view = screen.view
    if not view.sites:
        jobs.forget(KIND)
        return None
    asked = (screen.world, view.question, view.scenario, view.sites)

    def work(job: Job[BestSites]) -> BestSites:
        def told(progress: Progress) -> None:
            job.part = progress.seconds / SEARCH_SECONDS

        return planning.sites_for(*asked, should_stop=lambda: job.is_stopped, progress=told)

    return jobs.job_for(KIND, asked, work)


def siting(
    texts: Texts, screen: Screen, search: Job[BestSites] | None, found: BestSites | None, *, change: Change
) -> None:
    """Ask for the best new places and show them, each with its reason."""
    widgets.html("heading.html", text=texts("siting.title"))
    st.markdown(texts("siting.candidates"))
    with st.container(horizontal=True, vertical_alignment="bottom", key=KEY + "siting"):
        session.put(KEY + "sites", st.session_state.get(KEY + "sites") or screen.view.sites or 3)
        st.number_input(texts("siting.count"), min_value=1, max_value=MAX_SITES, key=KEY + "sites", width=160)
        st.button(
            texts("siting.go"),
            key=KEY + "siting_go",
            icon=":material/search:",
            on_click=lambda: _search_anew(change),
        )
    if found is not None:
        _found(texts, found, change)
    elif search is not None:
        jobs.waiting(texts, search, texts("siting.running"), key=KEY + "siting_stop")


def _search_anew(change: Change) -> None:
    """Search, even where the same was searched before and stopped."""
    jobs.forget(KIND)
    change(sites=int(st.session_state[KEY + "sites"]))


def _found(texts: Texts, found: BestSites, change: Change) -> None:
    lines, verdict = siting_words(texts, found)
    widgets.html("siting.html", lines=lines, verdict=verdict)
    if not len(found.sites):
        return
    with st.container(horizontal=True):
        st.button(
            texts("siting.adopt"),
            key=KEY + "adopt",
            icon=":material/playlist_add:",
            type="primary",
            on_click=lambda: change(lambda view: _adopted(view, found, texts), sites=0),
        )
        st.button(
            texts("siting.close"), key=KEY + "siting_close", type="tertiary", on_click=lambda: change(sites=0)
        )


def _adopted(view: CoverageView, found: BestSites, texts: Texts) -> CoverageView:
    for row in found.sites.to_dict("records"):
        view = view.with_step(
            Add(lon=row["lon"], lat=row["lat"], name=row["name"] or place_name(row["place"], texts))
        )
    return view
