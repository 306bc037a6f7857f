"""All topics at a glance on the page "Coverage": topics × cities or own areas, as a table and as files."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from geo.exchange import coverage_files
from geo.exchange.coverage_files import About
from geo.i18n import Texts
from geo.maps.classes import COLORS, SHARE_BREAKS, classify
from geo.planning.matrix import (
    DISTRICT,
    Matrix,
    make_matrix,
    modes_there_are,
    whole_answer,
    worst_places,
)
from geo.planning.question import Question, default_threshold
from geo.planning.wording import choice_words, whose_words
from geo.reach.network import Stopped
from ui.coverage.shown import Screen
from ui.shared import jobs, widgets
from ui.shared.jobs import Job

KEY = "coverage_all_"
_KIND = "everything"
#: So many places have a column, those with the lowest shares; the files have all.
_MOST_PLACES = 30
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Change = Callable[..., None]


def everything(texts: Texts, screen: Screen, *, change: Change) -> None:
    """Offer the table, show how far it is, then the table with its files."""
    widgets.html("heading.html", text=texts("coverage.all_title"))
    if not screen.view.everything:
        jobs.forget(_KIND)
        st.markdown(texts("coverage.all_lead"))
        st.button(
            texts("coverage.all_make"),
            key=KEY + "make",
            icon=":material/grid_on:",
            on_click=lambda: change(everything=True),
        )
        return
    job = _job(screen)
    if not job.is_done():
        jobs.waiting(texts, job, texts("coverage.all_computing"), key=KEY + "stop")
        return
    try:
        matrix = job.result()
    except Stopped:
        st.button(texts("job.again"), key=KEY + "again", on_click=lambda: jobs.forget(_KIND))
        return
    _table(texts, screen, matrix)
    _files(texts, screen, matrix)
    st.button(texts("coverage.all_close"), key=KEY + "close", on_click=lambda: change(everything=False))


def _job(screen: Screen) -> Job[Matrix]:
    question = _in_minutes(screen.view.question)
    modes = modes_there_are(screen.world)
    topics = tuple(screen.data.taxonomy.topics)

    def work(job: Job[Matrix]) -> Matrix:
        def told(done: int, total: int) -> None:
            job.part = done / total
            if job.is_stopped:
                raise Stopped

        return make_matrix(
            screen.world, question, topics=topics, modes=modes, areas=screen.areas, progress=told
        )

    return jobs.job_for(_KIND, (screen.world, question, screen.areas, modes), work)


def _in_minutes(question: Question) -> Question:
    """Return the question without what does not matter, so that another topic finds the table ready."""
    threshold = question.threshold if question.unit == "min" else default_threshold("walk")
    return replace(
        Question(topics=(), threshold=threshold),
        target_groups=question.target_groups,
        people=question.people,
        counted=question.counted,
        day=question.day,
        window=question.window,
    )


def _table(texts: Texts, screen: Screen, matrix: Matrix) -> None:
    """Show topics × places for one way of travel; dark is much, and every cell says its figure."""
    mode = screen.view.question.mode if screen.view.question.mode in matrix.modes else matrix.modes[0]
    rows = matrix.rows[matrix.rows["mode"].eq(mode) & ~matrix.rows["is_withheld"].astype(bool)]
    places = _places(rows)
    shown = places[:_MOST_PLACES]
    worst = {row["topic"]: row for row in worst_places(matrix) if row["mode"] == mode}
    labels, language = screen.data.taxonomy.topics, texts.language
    cells = {(row["topic"], row["place"]): row for row in rows.to_dict("records")}
    lines = [
        {
            "topic": labels[topic].labels[language],
            "cells": [_cell(texts, cells.get((topic, place))) for place, _ in [(DISTRICT, ""), *shown]],
            "worst": f"{worst[topic]['name']} ({texts.percent(worst[topic]['share'])})"
            if topic in worst
            else "–",
        }
        for topic in matrix.topics
    ]
    widgets.html(
        "coverage/everything.html",
        t=texts,
        title=texts(
            "coverage.all_table",
            mode=choice_words(texts, "mode", mode),
            minutes=texts.number(matrix.question.threshold),
            who=whose_words(texts, matrix.question.people),
        ),
        places=[texts("export.district"), *(name for _, name in shown)],
        lines=lines,
        note=texts("coverage.areas_shown", shown=texts.number(_MOST_PLACES), all=texts.number(len(places)))
        if len(places) > _MOST_PLACES
        else "",
    )


def _places(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Return id and name of the places, the cities by name; of too many those with the lowest shares first."""
    here = rows[rows["place"].ne(DISTRICT)]
    means = here.groupby(["place", "name"], sort=True)["share"].mean()
    return list(means.index if len(means) <= _MOST_PLACES else means.sort_values(kind="stable").index)


def _cell(texts: Texts, row: dict[Any, Any] | None) -> dict[str, str]:
    if row is None or not math.isfinite(row["share"]):
        return {"text": "–", "range": "", "color": "", "is_dark": ""}
    number = int(classify([row["share"]], SHARE_BREAKS)[0])
    return {
        "text": texts.percent(row["share"]),
        "range": f"{texts.percent(row['share_low'])} – {texts.percent(row['share_high'])}",
        "color": COLORS[number],
        "is_dark": "1" if number > len(COLORS) // 2 else "",
    }


def _files(texts: Texts, screen: Screen, matrix: Matrix) -> None:
    """Show a button for each file; each describes the table, whatever the page's own question is."""
    makers = (("xlsx", _XLSX, _as_xlsx), ("csv", "text/csv", _as_csv), ("json", "application/json", _as_json))
    day = screen.world.today.isoformat() if screen.world.today else ""
    with st.container(horizontal=True, key=KEY + "files"):
        for suffix, mime, make in makers:
            st.download_button(
                suffix.upper(),
                data=partial(make, texts, screen, matrix),
                file_name=f"versorgung-alles-{day}.{suffix}",
                mime=mime,
                key=KEY + suffix,
                icon=":material/download:",
                on_click="ignore",
            )


def about_all(texts: Texts, screen: Screen, matrix: Matrix) -> About:
    """Say what the files of the table say about themselves."""
    whole, data = whole_answer(screen.world, matrix), screen.data
    return coverage_files.describe_matrix(matrix, whole, data.sources, texts, taxonomy=data.taxonomy)


def _as_xlsx(texts: Texts, screen: Screen, matrix: Matrix) -> bytes:
    about = about_all(texts, screen, matrix)
    return coverage_files.matrix_xlsx(matrix, about, texts, taxonomy=screen.data.taxonomy)


def _as_csv(texts: Texts, screen: Screen, matrix: Matrix) -> bytes:
    return coverage_files.matrix_csv(matrix, about_all(texts, screen, matrix))


def _as_json(texts: Texts, screen: Screen, matrix: Matrix) -> bytes:
    about = about_all(texts, screen, matrix).as_dict()
    found = {"about": about, "rows": list(matrix.told), "worst": worst_places(matrix)}
    return (json.dumps(found, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()
