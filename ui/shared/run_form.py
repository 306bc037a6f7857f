"""The fields of one dated run of a course, and what a person entered in them."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from geo.i18n import Texts
from geo.offers.course_runs import KINDS, LEVELS, STATES, CourseRun
from geo.offers.hours import DAY_CHOICES
from geo.tables import cell_of, items_of
from ui.shared import address_bar

#: Lines of the form, each with its fields.
_LINES = (
    ("kind", "level_from", "level_to"),
    ("start", "end", "register_by"),
    ("begins", "ends"),
    ("places", "price", "childcare"),
    ("state", "as_of", "expires"),
)
_FIELDS = ("days", *(name for line in _LINES for name in line))
_CHOICES: dict[str, Sequence[str]] = {
    "kind": KINDS,
    "level_from": LEVELS,
    "level_to": LEVELS,
    "childcare": ("yes", "no"),
    "state": STATES,
}
_EXAMPLES = {
    "start": "12.01.2027",
    "end": "30.06.2027",
    "register_by": "03.01.2027",
    "begins": "18:00",
    "ends": "20:15",
    "places": "20",
    "price": "120,50",
}
_MOST_LETTERS = 10


def show(texts: Texts, run: CourseRun | None, key: str, *, today: date) -> None:
    """Show the fields, filled with a run or empty; their keys begin with `key`.

    What is known of its state is of today, unless somebody says otherwise.
    """
    for line in _LINES:
        for column, name in zip(st.columns(len(line)), line, strict=True):
            with column:
                _field(texts, name, _first(run, name, today), f"{key}{name}")
        if "begins" in line:
            st.pills(
                texts("maintain.run_days"),
                DAY_CHOICES,
                key=f"{key}days",
                selection_mode="multi",
                default=items_of(run.days) if run else [],
                format_func=lambda day: texts.weekday(DAY_CHOICES.index(day)),
            )


def entered(key: str) -> dict[str, str]:
    """Return what stands in the fields, inside a callback; a day without a state says nothing."""
    values = {name: address_bar.value(f"{key}{name}") or "" for name in _FIELDS}
    row = {name: cell_of(value) if name == "days" else str(value) for name, value in values.items()}
    return row if row["state"] else row | {"as_of": "", "expires": ""}


def of_today(entered_row: Mapping[str, str], run: CourseRun | None, today: date) -> dict[str, str]:
    """Return what was entered, a state that was changed as one of today where its old day was left standing.

    Its old last day goes with it where nobody touched that either: it was said of the state before.
    """
    row = dict(entered_row)
    if run is None or not row["state"] or row["state"] == run.state or row["as_of"] != run.as_of:
        return row
    expires = "" if row["expires"] == run.expires else row["expires"]
    return row | {"as_of": today.isoformat(), "expires": expires}


def _field(texts: Texts, name: str, value: str, key: str) -> None:
    label = texts(f"maintain.run_{name}") + (" *" if name == "start" else "")
    choices = _CHOICES.get(name)
    if choices is None:
        example = _EXAMPLES.get(name)
        st.text_input(label, value, key=key, max_chars=_MOST_LETTERS, placeholder=example)
        return
    listed = ["", *choices]
    st.selectbox(
        label,
        listed,
        index=listed.index(value) if value in listed else 0,
        key=key,
        format_func=lambda one: _choice(texts, name, one),
    )


def _choice(texts: Texts, name: str, value: str) -> str:
    """Say one of the values that can be chosen."""
    if not value:
        return texts("maintain.empty")
    if name == "kind":
        return texts(f"run.kind_{value}")
    if name == "state":
        return texts(f"capacity.status_{value}")
    return texts(f"choice.{value}") if name == "childcare" else value


def _first(run: CourseRun | None, name: str, today: date) -> str:
    """Return what a field holds at first."""
    known = str(getattr(run, name)) if run else ""
    return today.isoformat() if name == "as_of" and not known else known
