"""Tables of counts from others: shown with every problem by row, then added as one batch that undo takes back."""

import streamlit as st

from geo.errors import DataError, GeoError
from geo.i18n import Texts
from geo.kim.counting import Field
from geo.kim.example import DATASET
from geo.kim.tables import CountPlan, apply_counts, plan_counts
from geo.kim.wording import quarter_words
from ui.entrance import who
from ui.kim import told
from ui.kim.state import KEY
from ui.shared import address_bar, loading, widgets

_FILE = KEY + "upload"
_MOST_PROBLEMS = 20


def show(texts: Texts, known: Field) -> None:
    """Show the field for a table, what it would add, and what is wrong with it."""
    widgets.html("heading.html", text=texts("kim.upload_title"))
    widgets.upload_words(texts)
    file = st.file_uploader(texts("kim.upload"), key=f"{_FILE}_{_number()}", help=texts("kim.upload_help"))
    if file is None:
        return
    takes_examples = DATASET in loading.store().datasets().index
    today = loading.settings().district.today()
    try:
        plan = plan_counts(file.name, file.getvalue(), known, today=today, takes_examples=takes_examples)
    except DataError as error:
        _problems(texts, CountPlan(file.name, "tally", 0, problems=tuple(error.problems)))
        return
    except GeoError as error:
        st.error(widgets.plain(texts(error.key)), icon=":material/error:")
        return
    _problems(texts, plan)
    if plan.problems:
        return
    quarters = texts.listing([quarter_words(one, texts) for one in plan.quarters])
    told_cities = texts.listing([*plan.cities])
    said = texts("kim.upload_plan", count=plan.number, cities=told_cities, quarters=quarters)
    st.markdown(widgets.plain(said))
    st.button(
        texts("kim.upload_apply"),
        key=KEY + "upload_apply",
        type="primary",
        icon=":material/upload:",
        on_click=_apply,
        args=(plan,),
    )


def _number() -> int:
    """Count the fields: a table that was added leaves an empty one."""
    return int(st.session_state.get(_FILE + "_number", 0))


def _problems(texts: Texts, plan: CountPlan) -> None:
    if not plan.problems:
        return
    st.error(widgets.plain(texts("kim.upload_wrong", count=len(plan.problems))), icon=":material/error:")
    lines = [
        texts(
            "kim.upload_problem",
            row=texts.number(one.row),
            column=one.column,
            value=one.value,
            expectation=one.expectation,
        )
        for one in plan.problems[:_MOST_PROBLEMS]
    ]
    widgets.html("lines.html", lines=lines)


def _apply(plan: CountPlan) -> None:
    def step() -> told.Done:
        batch = apply_counts(loading.store(), who.actor(), plan)
        return told.text("kim.upload_done", file=plan.file, undo=lambda: told.take_back(batch.batch_id))

    if told.act(step):
        address_bar.put(_FILE + "_number", _number() + 1)
