"""The curve of the page "Coverage": how the share grows with the way, as a picture and in words."""

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from geo.colors import ACCENT, ACCENT_BAND, EDGE, GRID, INK, PAPER
from geo.exchange.coverage_files import About
from geo.i18n import Texts
from geo.planning.answer import Answer
from geo.planning.wording import says_something, threshold_words, whose_words
from ui.shared import widgets

_HEIGHT = 300
#: Steps of the axis, in minutes or metres; the first that needs no more ticks is taken.
_STEPS = (1, 2, 5, 10, 20, 30, 60, 250, 500, 1000, 2500, 5000, 10_000)
_MOST_TICKS = 7
_FIFTHS = tuple(step / 5 for step in range(6))
_CONFIG = {
    "font": "'Source Sans', 'Noto Sans', 'Noto Sans Arabic', sans-serif",
    "background": PAPER,
    "axis": {
        "labelFontSize": 14,
        "titleFontSize": 14,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": GRID,
        "domainColor": EDGE,
        "tickColor": EDGE,
    },
    "view": {"strokeWidth": 0},
}


def curve(texts: Texts, answer: Answer, about: About) -> None:
    """Show how the share grows with the threshold, with a legend, a table for those who do not see it, and sources."""
    if not says_something(answer):
        return
    widgets.html("heading.html", text=texts("coverage.curve"))
    title = texts("coverage.curve")
    st.vega_lite_chart(_curve_chart(texts, answer), width="stretch", height=_HEIGHT, alt=title, theme=None)
    widgets.html("coverage/curve_legend.html", t=texts, chosen=threshold_words(texts, answer.question))
    with st.expander(texts("coverage.curve_table")):
        widgets.html("coverage/figures.html", t=texts, groups=[{"rows": _curve_rows(texts, answer)}])
    widgets.html("note.html", text=f"{about.lines['notes']} {about.lines['data']}")


def _curve_rows(texts: Texts, answer: Answer) -> list[tuple[str, str]]:
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


def _curve_chart(texts: Texts, answer: Answer) -> dict[str, Any]:
    """Return the Vega-Lite picture of the share by threshold with its interval, the chosen threshold as a line.

    It is written as such: building and checking it with Altair takes a fifth of the page's time.
    """
    table = answer.curve[["threshold", "share", "share_low", "share_high"]]
    x = {
        "field": "threshold",
        "type": "quantitative",
        "title": texts(f"coverage.unit_{answer.question.unit}"),
        "axis": _ways(texts, table),
        "scale": {"domain": [0, float(table["threshold"].max())]},
    }
    share = {
        "type": "quantitative",
        "title": texts("coverage.curve_share", whose=whose_words(texts, answer.group)),
        "axis": _shares(texts),
        "scale": {"domain": [0, 1]},
    }
    return {
        "height": _HEIGHT,
        "padding": {"left": 4, "right": 16, "top": 8, "bottom": 4},
        "data": {"values": table.to_dict("records")},
        "layer": [
            {
                "mark": {"type": "area", "color": ACCENT_BAND, "opacity": 0.5},
                "encoding": {"x": x, "y": {"field": "share_low", **share}, "y2": {"field": "share_high"}},
            },
            {
                "mark": {
                    "type": "line",
                    "color": ACCENT,
                    "strokeWidth": 3,
                    "point": {"color": ACCENT, "size": 40},
                },
                "encoding": {"x": x, "y": {"field": "share", **share}},
            },
            {
                "data": {"values": [{"threshold": answer.question.threshold}]},
                "mark": {"type": "rule", "color": INK, "strokeDash": [4, 4]},
                "encoding": {"x": {"field": "threshold", "type": "quantitative"}},
            },
        ],
        "config": _CONFIG,
    }


def _shares(texts: Texts) -> dict[str, Any]:
    """Return an axis of shares, written as the reader's language does."""
    labels = {step: texts.percent(step) for step in _FIFTHS}
    chosen = " : ".join(f"datum.value < {step + 0.1} ? '{label}'" for step, label in labels.items())
    return {"values": list(_FIFTHS), "labelExpr": f"{chosen} : ''", "domain": False, "ticks": False}


def _ways(texts: Texts, table: pd.DataFrame) -> dict[str, Any]:
    """Return an axis of thresholds in round steps, written as the reader's language does."""
    longest = float(table["threshold"].max())
    step = next(step for step in _STEPS if longest / step <= _MOST_TICKS)
    values = [step * number for number in range(int(longest // step) + 1)]
    chosen = " : ".join(f"abs(datum.value - {value}) < 0.01 ? '{texts.number(value)}'" for value in values)
    return {"grid": False, "values": values, "labelExpr": f"{chosen} : ''"}
