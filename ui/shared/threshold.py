"""The slider for how far, on every page that asks for it."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from geo.i18n import Texts
from geo.planning.question import Question
from ui.shared import address_bar

#: Least, most and step by unit: what people really go.
_SLIDER = {"min": (5, 60, 5), "m": (250, 5000, 250)}

Update = Callable[[Question], Question]


def threshold_slider(
    texts: Texts, question: Question, *, room: str, on_change: Callable[[Update], None]
) -> None:
    """Show the threshold of a question.

    Parameters
    ----------
    room
        What the keys of the page begin with.
    on_change
        Takes what to do with the question as it is then, which may be newer than the one drawn.
    """
    least, most, step = _SLIDER[question.unit]
    key = f"{room}threshold_{question.unit}"
    address_bar.put(key, int(min(max(question.threshold, least), most)))
    st.slider(
        texts(f"coverage.threshold_{question.unit}"),
        least,
        most,
        step=step,
        key=key,
        width=260,
        on_change=lambda: on_change(lambda q: replace(q, threshold=float(address_bar.value(key)))),
    )
