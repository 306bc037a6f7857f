"""Deeper figures of the page "Coverage": how sure, borders, how evenly, by city, measures, addresses, parameters."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from geo.exchange.coverage_files import About
from geo.i18n import Texts
from geo.planning import insight
from geo.planning.access import access_values, city_ends, weighted_mean
from geo.planning.answer import Answer
from geo.planning.figures import place_name
from geo.planning.insight import MeasureRow, Sureness
from geo.planning.wording import people_words, says_something, supplied_words, who_words
from geo.reach.equity import Estimate
from geo.reach.measures import KINDS, MEASURES, Unit
from geo.reach.network import Stopped
from ui.coverage.gaps import edges_of
from ui.coverage.shown import Screen
from ui.shared import jobs, widgets
from ui.shared.jobs import Job
from ui.shared.rows import ranked_rows

KEY = "coverage_"
Rows = list[tuple[str, ...]]
#: A small share such as a Gini coefficient needs three digits, a number of offers one.
_FINE, _COARSE = 3, 1


@dataclass(frozen=True)
class Group:
    """A table under its title: what it tells (`lead`), names of its columns but the first, rows of words."""

    title: str
    rows: Rows
    lead: str = ""
    heads: tuple[str, ...] = ()


def deeper(texts: Texts, screen: Screen, about: About) -> None:
    """Offer everything else; it is computed when somebody wants to see it."""
    st.session_state.setdefault(KEY + "deeper", False)
    st.toggle(texts("coverage.deeper"), key=KEY + "deeper")
    if not st.session_state[KEY + "deeper"]:
        jobs.forget("sureness")
        return
    _sureness(texts, screen.after)
    widgets.html("coverage/figures.html", t=texts, groups=_groups(texts, screen, about))


def _groups(texts: Texts, screen: Screen, about: About) -> list[Group]:
    answer = screen.after
    known = says_something(answer)
    both = () if answer is screen.before else (texts("equity.now"), texts("equity.with_scenario"))
    means = (*(both or (texts("methods.mean"),)), texts("methods.best"), texts("methods.worst"))
    return [
        Group(texts("coverage.equity"), _equity(texts, screen), texts("equity.lead"), both),
        Group(texts("edge.title"), _edge(texts, screen) if known else [], texts("edge.lead")),
        Group(
            texts("coverage.methods"), _methods(texts, screen), texts("methods.lead"), means if known else ()
        ),
        Group(
            texts("missing.title"),
            _missing(texts, answer) if known else [],
            texts("missing.lead", who=who_words(texts, answer.group)),
        ),
        Group(texts("coverage.parameters"), [*about.parameters, *about.data]),
    ]


# -- how sure --------------------------------------------------------------------------------------


def _sureness(texts: Texts, answer: Answer) -> None:
    """Vary what nobody knows exactly, beside the page; tell who stays badly off."""
    widgets.html("heading.html", text=texts("sure.title"))
    if not says_something(answer):
        st.markdown(texts("coverage.not_known"))
        return
    job = jobs.job_for("sureness", answer, _varied(answer))
    if not job.is_done():
        jobs.waiting(texts, job, texts("sure.running"), key=KEY + "sure_stop")
        return
    try:
        found = job.result()
    except Stopped:
        st.markdown(texts("sure.stopped"))
        st.button(texts("job.again"), key=KEY + "sure_again", on_click=lambda: jobs.forget("sureness"))
        return
    widgets.html(
        "coverage/sureness.html",
        lines=sure_words(texts, found, answer.group),
        rows=_sure_gaps(texts, answer, found),
    )


def _varied(answer: Answer) -> Callable[[Job[Sureness]], Sureness]:
    def work(job: Job[Sureness]) -> Sureness:
        def go_on(done: int, of: int) -> bool:
            job.part = done / of
            return not job.is_stopped

        return insight.sureness(answer, go_on=go_on)

    return work


def sure_words(texts: Texts, found: Sureness, group: str = "all") -> list[str]:
    """Say how many people are badly off in most of the variations."""
    return [
        texts(
            "sure.people",
            people=people_words(texts, found.people),
            who=who_words(texts, group),
            share=texts.percent(found.share),
            runs=texts.number(found.variations * len(MEASURES)),
        ),
        texts("sure.how"),
    ]


def _sure_gaps(texts: Texts, answer: Answer, found: Sureness) -> Rows:
    areas = answer.gaps.areas.head(len(found.of_gap)).head(10)
    return [
        (f"{rank}. {place_name(row['name'], texts)}, {row['city']}", texts.percent(found.of_gap[rank]))
        for rank, row in ranked_rows(areas)
        if rank in found.of_gap.index and math.isfinite(found.of_gap[rank])
    ]


# -- the groups ------------------------------------------------------------------------------------


def _edge(texts: Texts, screen: Screen) -> Rows:
    answer = screen.after
    people = insight.people_at_edge(answer, edges_of(answer, screen.data))
    everybody = answer.population[answer.group]
    if not (math.isfinite(people) and everybody > 0):
        return []
    told = texts("edge.people", people=texts.people(people), share=texts.percent(people / everybody))
    return [(texts(f"coverage.people_{answer.group}"), told)]


def _equity(texts: Texts, screen: Screen) -> Rows:
    """Tell how evenly access is spread; with a scenario, now and with it."""
    after = _equity_words(texts, screen.after)
    if screen.after is screen.before:
        return list(after.items())
    before = _equity_words(texts, screen.before)
    return [(name, before.get(name, "–"), after.get(name, "–")) for name in {**before, **after}]


def _equity_words(texts: Texts, answer: Answer) -> dict[str, str]:
    found = answer.equity
    told = {
        texts("equity.gini"): _estimate(texts, found.gini),
        texts("equity.palma"): _estimate(texts, found.palma),
        texts("equity.foreign_coverage_ratio"): _estimate(texts, found.foreign_coverage_ratio),
    }
    ends = city_ends(answer) if says_something(answer) else None
    if ends is not None:
        told[texts("equity.best")] = _city_mean(texts, answer, ends.best, ends.best_value)
        told[texts("equity.worst")] = _city_mean(texts, answer, ends.worst, ends.worst_value)
    return told


def _city_mean(texts: Texts, answer: Answer, ags: str, value: float) -> str:
    """Say a city with the mean of the measure, as the table of the measures does."""
    measure = answer.question.measure
    name, unit = answer.world.city_names.get(ags, ags), _measure_unit(texts, answer, measure)
    return f"{name}: {_measure_value(texts, measure, value)} ({unit})"


def _estimate(texts: Texts, found: Estimate) -> str:
    if math.isnan(found.value):
        return texts("coverage.not_known")
    value, low, high = (
        texts.number(number, digits=_FINE, is_fixed=True) if math.isfinite(number) else "∞"
        for number in (found.value, found.low, found.high)
    )
    return texts("equity.estimate", value=value, low=low, high=high)


def _missing(texts: Texts, answer: Answer) -> Rows:
    names, who = answer.world.city_names, who_words(texts, answer.group)
    return [
        (names.get(str(ags), str(ags)), texts("missing.people", people=texts.people(people), who=who))
        for ags, people in insight.missing_by_city(answer).items()
    ]


def _methods(texts: Texts, screen: Screen) -> Rows:
    """Tell the mean (with a scenario, now and with it), the best and the worst city by each measure."""
    answer = screen.after
    if not says_something(answer):
        return [(texts(f"coverage.measure_{name}"), texts("coverage.not_known")) for name in MEASURES]
    names = answer.world.city_names
    return [
        (
            f"{texts(f'coverage.measure_{row.measure}')} ({_measure_unit(texts, answer, row.measure)})",
            *_means(texts, screen, row),
            f"{names.get(row.best, row.best)} {_measure_value(texts, row.measure, row.best_value)}",
            f"{names.get(row.worst, row.worst)} {_measure_value(texts, row.measure, row.worst_value)}",
        )
        for row in insight.measures_side_by_side(answer)
    ]


def _means(texts: Texts, screen: Screen, row: MeasureRow) -> tuple[str, ...]:
    """Say the mean of a measure, with a scenario both; BFCA shares out the same offers, so its mean is always one."""
    after = _measure_value(texts, row.measure, row.mean)
    if screen.after is screen.before:
        return (after,)
    before = weighted_mean(access_values(screen.before, row.measure), screen.before.people)
    is_known = math.isfinite(before)
    return (_measure_value(texts, row.measure, before) if is_known else "–", after)


def _measure_unit(texts: Texts, answer: Answer, measure: str) -> str:
    """Say in what a measure counts."""
    unit = KINDS[measure].unit
    if unit == Unit.WAY:
        return texts(f"coverage.unit_{answer.question.unit}")
    return texts(
        f"methods.unit_{unit.value}",
        what=supplied_words(texts, answer),
        who=who_words(texts, answer.group),
    )


def _measure_value(texts: Texts, measure: str, value: float) -> str:
    """Say a value of a measure as `geo.planning.access.access_values` gives it."""
    unit = KINDS[measure].unit
    if unit == Unit.WAY:
        return texts.number(value)
    # Rates are told of 100,000 people: of 1,000 they would be less than one.
    return texts.number(100 * value if unit == Unit.PER_PEOPLE else value, digits=_COARSE)
