"""The answer of the page "Coverage": at once along the straight line, beside the page along streets or by timetable."""

from collections.abc import Callable

import streamlit as st

from geo.i18n import Texts
from geo.planning.view import CoverageView
from geo.reach.network import Stopped, watched
from geo.reach.speeds import TRANSIT
from ui.coverage import shown
from ui.coverage.shown import Screen
from ui.shared import answers, jobs
from ui.shared.jobs import Job
from ui.shared.loading import Data

_KIND = "answer"


def answered(texts: Texts, data: Data, view: CoverageView) -> Screen | None:
    """Return the answers to a view; None while they are on their way, which is shown then.

    Who stops the way through the streets gets the straight line, and is told so; nothing stands for bus and train.
    """
    if not answers.takes_a_while(data, view.question):
        with st.spinner(texts("coverage.computing")):
            return shown.screen_of(data, view)
    by_timetable = view.question.mode == TRANSIT
    job = jobs.job_for(_KIND, (data, view.question, view.scenario, view.kept), _on_streets(data, view))
    if not job.is_done():
        doing = texts("coverage.computing_transit") if by_timetable else texts("coverage.computing_streets")
        jobs.waiting(texts, job, doing, key="coverage_answer_stop")
        return None
    try:
        job.result()
    except Stopped:
        said = texts("coverage.stopped_transit") if by_timetable else texts("coverage.stopped_streets")
        st.info(said, icon=":material/stop_circle:")
        st.button(texts("job.again"), key="coverage_answer_again", on_click=lambda: jobs.forget(_KIND))
        return None if by_timetable else shown.screen_of(data, view, on_streets=False)
    return shown.screen_of(data, view)


def _on_streets(data: Data, view: CoverageView) -> Callable[[Job[None]], None]:
    def work(job: Job[None]) -> None:
        def go_on(done: int, of: int) -> bool:
            job.part = done / of
            return not job.is_stopped

        with watched(go_on):
            screen = shown.screen_of(data, view)
            for scenario in view.kept:
                answers.answer_with(screen.world, view.question, scenario)

    return work
