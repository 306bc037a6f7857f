"""Where one more site helps most: the search of the page "Coverage", its progress, its end, its reasons."""

from collections.abc import Callable

import streamlit as st

from geo.i18n import Texts
from geo.planning.best_sites import BestSites
from geo.planning.figures import place_name
from geo.planning.scenario import Add
from geo.planning.scenario.steps import MAX_STEPS
from geo.planning.siting import Progress
from geo.planning.view import AIMS, MAX_SITES, CoverageView, Search
from geo.planning.wording import siting_words, who_words
from ui.coverage import shown
from ui.coverage.shown import SEARCH_SECONDS, Screen
from ui.shared import address_bar, jobs, widgets
from ui.shared.jobs import Job

KEY = "coverage_"
_KIND = "siting"
_AIM, _COUNT, _WISHED = KEY + "aim", KEY + "sites", KEY + "wished"
#: What the fields begin with.
_DEFAULT = Search(count=3, wished=80)
Change = Callable[..., None]


def search_of(screen: Screen) -> Job[BestSites] | None:
    """Return the search that the view asks for, started or found; None where it asks for none."""
    view = screen.view
    if view.search is None:
        jobs.forget(_KIND)
        return None
    asked = (screen.world, view.question, view.scenario, view.search)

    def work(job: Job[BestSites]) -> BestSites:
        def told(progress: Progress) -> None:
            job.part = progress.seconds / SEARCH_SECONDS

        return shown.sites_for(*asked, should_stop=lambda: job.is_stopped, progress=told)

    return jobs.job_for(_KIND, asked, work)


def siting(
    texts: Texts, screen: Screen, search: Job[BestSites] | None, found: BestSites | None, *, change: Change
) -> None:
    """Ask for the best new places and show them, each with its reason."""
    widgets.html("heading.html", text=texts("siting.title"))
    st.markdown(texts("siting.candidates"))
    search_now, who = screen.view.search or _DEFAULT, who_words(texts, screen.after.group)
    address_bar.put(_AIM, st.session_state.get(_AIM) or search_now.aim)
    st.selectbox(
        texts("siting.aim"), AIMS, key=_AIM, format_func=lambda aim: texts(f"siting.aim_{aim}", who=who)
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key=KEY + "siting"):
        if st.session_state[_AIM] == "set_cover":
            address_bar.put(_WISHED, st.session_state.get(_WISHED) or search_now.wished or _DEFAULT.wished)
            st.number_input(texts("siting.wished"), 1, 100, step=5, key=_WISHED, width=200)
        else:
            address_bar.put(_COUNT, st.session_state.get(_COUNT) or search_now.count or _DEFAULT.count)
            st.number_input(texts("siting.count"), min_value=1, max_value=MAX_SITES, key=_COUNT, width=160)
        st.button(
            texts("siting.go"),
            key=KEY + "siting_go",
            icon=":material/search:",
            on_click=lambda: _search_anew(change),
        )
    if found is not None:
        _found(texts, found, screen.after.group, change)
    elif search is not None:
        jobs.waiting(texts, search, texts("siting.running"), key=KEY + "siting_stop")


def _search_anew(change: Change) -> None:
    """Search, even where the same was searched before and stopped."""
    jobs.forget(_KIND)
    aim = st.session_state[_AIM]
    wants_share = aim == "set_cover"
    number = int(st.session_state[_WISHED if wants_share else _COUNT])
    change(search=Search(aim, wished=number) if wants_share else Search(aim, count=number))


def _found(texts: Texts, found: BestSites, group: str, change: Change) -> None:
    lines, verdict = siting_words(texts, found, group)
    widgets.html("coverage/siting.html", lines=lines, verdict=verdict)
    if not len(found.sites):
        return
    if len(found.sites) > MAX_STEPS:
        widgets.html("note.html", text=texts("siting.too_many", number=texts.number(MAX_STEPS)))
    with st.container(horizontal=True):
        st.button(
            texts("siting.adopt"),
            key=KEY + "adopt",
            icon=":material/playlist_add:",
            type="primary",
            on_click=lambda: change(lambda view: _adopted(view, found, texts), search=None),
        )
        st.button(
            texts("siting.close"),
            key=KEY + "siting_close",
            type="tertiary",
            on_click=lambda: change(search=None),
        )


def _adopted(view: CoverageView, found: BestSites, texts: Texts) -> CoverageView:
    for row in found.sites.to_dict("records"):
        view = view.with_step(
            Add(lon=row["lon"], lat=row["lat"], name=row["name"] or place_name(row["place"], texts))
        )
    return view
