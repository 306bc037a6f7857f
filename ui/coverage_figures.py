"""Deeper figures of the page "Coverage": the curve, how evenly access is spread, methods, parameters."""

from dataclasses import replace

import altair as alt
import pandas as pd
import streamlit as st

from geo.coverage import Answer
from geo.coverage_words import says_something, source_words, threshold_words
from geo.equity import Estimate
from geo.figures import parameters
from geo.i18n import Texts
from geo.question import MEASURES
from ui import widgets
from ui.session import Data

ACCENT = "#00618f"
SOFT = "#b5d3e3"


def curve(texts: Texts, answer: Answer) -> None:
    """Show how the share grows with the threshold."""
    if not says_something(answer):
        return
    widgets.html("heading.html", text=texts("coverage.curve"))
    st.altair_chart(curve_chart(texts, answer), width="stretch")
    widgets.html("note.html", text=source_words(texts, answer))


def deeper(texts: Texts, answer: Answer, data: Data) -> None:
    """Offer everything else; it is computed when somebody wants to see it."""
    st.session_state.setdefault("coverage_deeper", False)
    st.toggle(texts("coverage.deeper"), key="coverage_deeper")
    if st.session_state["coverage_deeper"]:
        widgets.html("figures.html", t=texts, groups=_groups(texts, answer, data))


def curve_chart(texts: Texts, answer: Answer) -> alt.LayerChart:
    """Draw the share by threshold with its interval, and the chosen threshold as a line."""
    table = answer.curve.reset_index(drop=True)
    unit = texts(f"coverage.unit_{answer.question.unit}")
    x = alt.X("threshold:Q", title=unit, axis=alt.Axis(grid=False, tickCount=6))
    scale = alt.Scale(domain=[0, 1])
    title = texts("coverage.curve_share")
    base = alt.Chart(table)
    band = base.mark_area(color=SOFT, opacity=0.5).encode(
        x=x, y=alt.Y("share_low:Q", scale=scale, title=title, axis=alt.Axis(format="%")), y2="share_high:Q"
    )
    line = base.mark_line(color=ACCENT, strokeWidth=3, point=alt.OverlayMarkDef(color=ACCENT)).encode(
        x=x, y=alt.Y("share:Q", scale=scale, title=title)
    )
    rule = (
        alt.Chart(pd.DataFrame({"threshold": [answer.question.threshold]}))
        .mark_rule(color="#1d2733", strokeDash=[4, 4])
        .encode(x="threshold:Q")
    )
    return (
        alt.layer(band, line, rule)
        .properties(height=260)
        .configure_axis(labelFontSize=14, titleFontSize=14, labelColor="#1d2733", titleColor="#1d2733")
        .configure_view(strokeWidth=0)
    )


def _groups(texts: Texts, answer: Answer, data: Data) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (texts("coverage.curve"), _curve_rows(texts, answer)),
        (texts("coverage.equity"), _equity(texts, answer)),
        (texts("coverage.methods"), _methods(texts, answer)),
        (texts("coverage.parameters"), _parameters(texts, answer, data)),
    ]


def _curve_rows(texts: Texts, answer: Answer) -> list[tuple[str, str]]:
    """Say in words what the curve draws."""
    if not says_something(answer):
        return []
    return [
        (
            threshold_words(texts, replace(answer.question, threshold=row["threshold"])),
            texts(
                "coverage.share_range",
                value=texts.percent(row["share"]),
                low=texts.percent(row["share_low"]),
                high=texts.percent(row["share_high"]),
            ),
        )
        for row in answer.curve.to_dict("records")
    ]


def _equity(texts: Texts, answer: Answer) -> list[tuple[str, str]]:
    found = answer.equity
    names = answer.world.city_names
    rows = [
        (texts("equity.gini"), _estimate(texts, found.gini)),
        (texts("equity.palma"), _estimate(texts, found.palma)),
        (texts("equity.foreign_coverage_ratio"), _estimate(texts, found.foreign_coverage_ratio)),
    ]
    if found.best and found.worst:
        rows.append((texts("equity.best"), names.get(found.best.ags, found.best.ags)))
        rows.append((texts("equity.worst"), names.get(found.worst.ags, found.worst.ags)))
    return rows


def _estimate(texts: Texts, found: Estimate) -> str:
    if pd.isna(found.value):
        return texts("coverage.not_known")
    value, low, high = (texts.number(number, digits=3) for number in (found.value, found.low, found.high))
    return texts("equity.estimate", value=value, low=low, high=high)


def _methods(texts: Texts, answer: Answer) -> list[tuple[str, str]]:
    """Compare the measures by the city that each puts last."""
    if not says_something(answer):
        return [(texts(f"coverage.measure_{name}"), texts("coverage.not_known")) for name in MEASURES]
    rows = []
    for name in MEASURES:
        means = _city_means(answer, name)
        if means.empty:
            continue
        worst = answer.world.city_names.get(str(means.idxmin()), str(means.idxmin()))
        rows.append((texts(f"coverage.measure_{name}"), texts("equity.least", city=worst)))
    return rows


def _city_means(answer: Answer, name: str) -> "pd.Series[float]":
    access = pd.Series(answer.access_by(name)).clip(lower=-2 * answer.limit_m)
    held = pd.DataFrame({"held": access.to_numpy() * answer.people, "people": answer.people})
    sums = held.groupby(answer.demand["ags"].to_numpy()).sum()
    return (sums["held"] / sums["people"].where(sums["people"] > 0)).dropna()


def _parameters(texts: Texts, answer: Answer, data: Data) -> list[tuple[str, str]]:
    known = parameters(answer)
    rows = [
        (texts("coverage.mode"), texts(f"coverage.mode_{answer.question.mode}")),
        (texts("coverage.detour"), texts.number(known["detour_factor"], digits=2)),
        (texts("coverage.counted"), texts(f"coverage.counted_{answer.question.counted}")),
        (texts("coverage.located"), texts.number(answer.offers.located)),
    ]
    return rows + [
        (source.title, texts.partial_date(source.date) or texts("about.undated"))
        for source in data.sources
        if source.id in {"offers", "population", "boundaries"}
    ]
