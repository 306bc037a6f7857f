"""Rows of a file put right on the page, cell by cell, with the reasons beside; the corrected file is taken away."""

import re
from pathlib import Path

import streamlit as st

from geo.exchange.importing import Asked, ImportPlan, asked_cells, corrected, corrected_file
from geo.exchange.sources import ColumnMapping, RawTable
from geo.i18n import Texts
from geo.model import Taxonomy
from ui.maintain.intake.reading import KEY, messages
from ui.shared import address_bar, widgets
from ui.shared.column_words import value_words

_CELLS = KEY + "of_cells"
#: So many cells are asked about at once; the next come when these are right.
_SHOWN = 40
_MAX_TYPED = 2000
_NO_FILE_NAME = re.compile(r"[^\w.-]+")


def cells() -> dict[tuple[int, str], str]:
    """Return what was written into cells so far, by number of the row and heading."""
    found: dict[tuple[int, str], str] = st.session_state.get(_CELLS, {})
    return dict(found)


def mended(table: RawTable) -> RawTable:
    """Return a table with what was written into its cells."""
    written = cells()
    return corrected(table, written) if written else table


def ask(texts: Texts, taxonomy: Taxonomy, table: RawTable, mapping: ColumnMapping, plan: ImportPlan) -> None:
    """Show the cells that problems are about, each with its reasons and suggestions, and what was put right."""
    found = asked_cells(table, mapping, plan.problems)
    asked = [cell for cell in found if cell.keeps_out or cell.is_left_empty]
    written = cells()
    if not asked and not written:
        return
    title = texts("intake.mend", number=texts.number(len(asked)))
    with st.expander(title, icon=":material/edit_note:", expanded=False):
        st.markdown(widgets.plain(texts("intake.mend_lead")))
        for cell in asked[:_SHOWN]:
            _cell(texts, taxonomy, table, cell)
        if len(asked) > _SHOWN:
            widgets.html("note.html", text=texts("intake.mend_more", number=texts.number(_SHOWN)))
        if written:
            _take_away(texts, table, mapping, len(written))


def _cell(texts: Texts, taxonomy: Taxonomy, table: RawTable, cell: Asked) -> None:
    key = f"{KEY}of_cell_{cell.row}_{table.headings.index(cell.heading)}"
    address_bar.put(key, cell.text[:_MAX_TYPED])
    with st.container(border=True, key=f"{key}_box"):
        st.text_input(
            widgets.plain(texts("intake.mend_cell", row=texts.number(cell.row), column=cell.heading)),
            key=key,
            max_chars=_MAX_TYPED,
            on_change=_write,
            args=(cell.row, cell.heading, key),
        )
        widgets.html("lines.html", lines=[messages(texts).problem(one) for one in cell.problems])
        with st.container(horizontal=True, key=f"{key}_ways"):
            for number, value in enumerate(cell.suggestions):
                about = next(one.about for one in cell.problems if one.suggestion == value)
                st.button(
                    widgets.plain(
                        texts("intake.mend_take", value=value_words(texts, taxonomy, about, value))
                    ),
                    key=f"{key}_take_{number}",
                    icon=":material/check:",
                    on_click=_keep,
                    args=(cell.row, cell.heading, value),
                )


def _take_away(texts: Texts, table: RawTable, mapping: ColumnMapping, count: int) -> None:
    widgets.html("note.html", text=texts("intake.mended", count=count))
    with st.container(horizontal=True, key=KEY + "mended"):
        st.download_button(
            texts("intake.mended_file"),
            data=lambda: corrected_file(table, mapping),
            file_name=f"{_NO_FILE_NAME.sub('-', Path(table.name).stem)[:80]}-berichtigt.csv",
            mime="text/csv",
            key=KEY + "mended_file",
            icon=":material/download:",
            on_click="ignore",
        )
        st.button(texts("intake.unmend"), key=KEY + "unmend", icon=":material/undo:", on_click=_forget)


def _write(row: int, heading: str, key: str) -> None:
    _keep(row, heading, str(address_bar.value(key) or ""))


def _keep(row: int, heading: str, text: str) -> None:
    address_bar.catch_up()
    st.session_state[_CELLS] = {**cells(), (row, heading): text}


def _forget() -> None:
    address_bar.catch_up()
    st.session_state.pop(_CELLS, None)
