"""The curve of the page "Coverage": how the share grows with the way, as a picture and in words."""

from dataclasses import replace

import altair as alt
import pandas as pd
import streamlit as st

from geo.coverage import Answer
from geo.coverage_words import says_something, threshold_words
from geo.exports import About
from geo.i18n import Texts
from ui import widgets

ACCENT = "#00618f"
SOFT = "#b5d3e3"
INK = "#1d2733"
HEIGHT = 300
#: Steps of the axis, in minutes or metres; the first that needs no more ticks is taken.
STEPS = (1, 2, 5, 10, 20, 30, 60, 250, 500, 1000, 2500, 5000, 10_000)
MOST_TICKS = 7
FIFTHS = tuple(step / 5 for step in range(6))


def curve(texts: Texts, answer: Answer, about: About) -> None:
    """Show how the share grows with the threshold, with a legend, a table for those who do not see it, and sources."""
    if not says_something(answer):
        return
    widgets.html("heading.html", text=texts("coverage.curve"))
    title = texts("coverage.curve")
    st.altair_chart(curve_chart(texts, answer), width="stretch", height=HEIGHT, alt=title, theme=None)
    widgets.html("curve_legend.html", t=texts, chosen=threshold_words(texts, answer.question))
    with st.expander(texts("coverage.curve_table")):
        widgets.html("figures.html", t=texts, groups=[{"rows": curve_rows(texts, answer)}])
    widgets.html("note.html", text=f"{about.lines['notes']} {about.lines['data']}")


def curve_rows(texts: Texts, answer: Answer) -> list[tuple[str, str]]:
    """Say in words what the curve draws."""
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


def curve_chart(texts: Texts, answer: Answer) -> alt.LayerChart:
    """Draw the share by threshold with its interval, and the chosen threshold as a line."""
    table = answer.curve.reset_index(drop=True)
    x = alt.X(
        "threshold:Q",
        title=texts(f"coverage.unit_{answer.question.unit}"),
        axis=_ways(texts, table),
        scale=alt.Scale(domain=[0, float(table["threshold"].max())]),
    )
    scale = alt.Scale(domain=[0, 1])
    share = {"scale": scale, "title": texts("coverage.curve_share"), "axis": _shares(texts)}
    base = alt.Chart(table)
    band = base.mark_area(color=SOFT, opacity=0.5).encode(
        x=x, y=alt.Y("share_low:Q", **share), y2="share_high:Q"
    )
    line = base.mark_line(
        color=ACCENT, strokeWidth=3, point=alt.OverlayMarkDef(color=ACCENT, size=40)
    ).encode(x=x, y=alt.Y("share:Q", **share))
    rule = (
        alt.Chart(pd.DataFrame({"threshold": [answer.question.threshold]}))
        .mark_rule(color=INK, strokeDash=[4, 4])
        .encode(x="threshold:Q")
    )
    return (
        alt.layer(band, line, rule)
        .properties(height=HEIGHT, padding={"left": 4, "right": 16, "top": 8, "bottom": 4})
        .configure(font="'Source Sans', 'Noto Sans', 'Noto Sans Arabic', sans-serif", background="#ffffff")
        .configure_axis(
            labelFontSize=14, titleFontSize=14, titleFontWeight="normal", labelColor=INK, titleColor=INK,
            gridColor="#e3e7eb", domainColor="#8b97a3", tickColor="#8b97a3",
        )
        .configure_view(strokeWidth=0)
    )  # fmt: skip


def _shares(texts: Texts) -> alt.Axis:
    """Return an axis of shares, written as the reader's language does."""
    labels = {step: texts.percent(step) for step in FIFTHS}
    chosen = " : ".join(f"datum.value < {step + 0.1} ? '{label}'" for step, label in labels.items())
    return alt.Axis(values=list(FIFTHS), labelExpr=f"{chosen} : ''", domain=False, ticks=False)


def _ways(texts: Texts, table: pd.DataFrame) -> alt.Axis:
    """Return an axis of thresholds in round steps, written as the reader's language does."""
    longest = float(table["threshold"].max())
    step = next(step for step in STEPS if longest / step <= MOST_TICKS)
    values = [step * number for number in range(int(longest // step) + 1)]
    chosen = " : ".join(f"abs(datum.value - {value}) < 0.01 ? '{texts.number(value)}'" for value in values)
    return alt.Axis(grid=False, values=values, labelExpr=f"{chosen} : ''")
