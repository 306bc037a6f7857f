"""Gather for an import: a file or address becomes a table, its headings our columns, as guessed and corrected."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from geo.errors import SourceError, refuse
from geo.exchange.importing import Messages, Workbench
from geo.exchange.sources import Asked, ColumnMapping, RawTable, is_url, load_table, read_files
from geo.exchange.sources.values import KNOWN_COLUMNS, columns_of
from geo.i18n import Texts
from ui.shared import address_bar, loading, widgets
from ui.shared.column_words import column_name

LOG = logging.getLogger(__name__)
KEY = "maintain_intake_"
LOADED = KEY + "loaded"
_GIVEN = KEY + "given"
_ROUND = KEY + "round"
_URL_LIMIT = 2000
#: Headings beside each other.
_COLUMNS = 3
_SOURCE_LIMIT = 100
#: What lists put into one cell.
_IN_ONE_CELL = (
    "postal_code,city",
    "street,house_number,postal_code,city",
    "phone,email",
    "phone,email,website",
)


@dataclass(frozen=True, eq=False)
class Loaded:
    """What a file or address held, or why it cannot be taken in; `token` names it."""

    token: str
    table: RawTable | None = None
    fault: SourceError | None = None


@lru_cache(maxsize=1)
def bench() -> Workbench:
    """Return what files are read with; it holds nothing that a visitor brought."""
    return Workbench(loading.settings())


def messages(texts: Texts) -> Messages:
    """Return problems and reasons in the visitor's words."""
    return Messages(texts, bench().taxonomy)


def choose_table(texts: Texts) -> RawTable | None:
    """Ask for a file or an address, and return its table; None while there is none."""
    number = st.session_state.setdefault(_ROUND, 0)
    limit = widgets.upload_words(texts)
    files = st.file_uploader(
        texts("intake.files", limit=limit),
        accept_multiple_files=True,
        key=f"{KEY}files_{number}",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key=KEY + "address"):
        url = st.text_input(texts("intake.url"), key=f"{KEY}url_{number}", max_chars=_URL_LIMIT).strip()
        is_asked = st.button(texts("intake.fetch"), key=KEY + "fetch", icon=":material/download:")
    asked = _asked(texts) if files else Asked()
    if files:
        token = " ".join([*(file.file_id for file in files), asked.sheet, str(asked.heading_row)])
        _load(token, lambda: _read_files(files, asked), texts)
    elif is_asked and url:
        _forget()
        _load(url, lambda: _read_url(url), texts)
    elif not url:
        _forget()
    return _shown(texts)


def _asked(texts: Texts) -> Asked:
    """Let a sheet and the row of headings be said by hand, for files where they are not found."""
    with st.expander(texts("intake.by_hand"), icon=":material/table_rows:", expanded=False):
        sheet = st.text_input(texts("intake.sheet"), key=KEY + "sheet", max_chars=100)
        row = st.number_input(
            texts("intake.heading_row"), key=KEY + "heading_row", min_value=0, max_value=1000, step=1, value=0
        )
    return Asked(sheet=str(sheet or "").strip(), heading_row=int(row or 0))


def start_over() -> None:
    """Forget the file and everything decided about it."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    _forget()


def _forget() -> None:
    for key in [str(name) for name in st.session_state if str(name).startswith(KEY + "of_")]:
        del st.session_state[key]
    for key in (LOADED, _GIVEN):
        st.session_state.pop(key, None)


def _load(token: str, read: Callable[[], RawTable], texts: Texts) -> None:
    """Read once, not at every click."""
    loaded: Loaded | None = st.session_state.get(LOADED)
    if loaded and loaded.token == token:
        return
    _forget()
    with st.spinner(texts("intake.reading")):
        try:
            st.session_state[LOADED] = Loaded(token, table=read())
        except SourceError as fault:
            LOG.warning("import refused: %s", fault)
            st.session_state[LOADED] = Loaded(token, fault=fault)


def _read_files(files: Sequence[UploadedFile], asked: Asked) -> RawTable:
    contents: dict[str, bytes] = {}
    for number, file in enumerate(files, start=1):  # two may bear one name
        contents[f"{number} {file.name}" if file.name in contents else file.name] = file.getvalue()
    name = files[0].name
    return read_files(contents, bench().aids, source=f"file:{name}"[:_SOURCE_LIMIT], name=name, asked=asked)


def _read_url(url: str) -> RawTable:
    """Fetch from the open internet alone: a path of this machine is no address."""
    if not is_url(url):
        raise refuse("URL", "no_url", value=url, allowed=("http://", "https://"))
    return load_table(url, bench().aids)


def _shown(texts: Texts) -> RawTable | None:
    loaded: Loaded | None = st.session_state.get(LOADED)
    if loaded is None:
        return None
    if loaded.fault is not None:
        st.error(widgets.plain(messages(texts).fault(loaded.fault)), icon=":material/error:")
    return loaded.table


def name_source(texts: Texts, table: RawTable) -> RawTable:
    """Let the source be named: offers of the same source that a later file lacks are gone."""
    key = KEY + "of_source"
    st.session_state.setdefault(key, table.source)
    st.text_input(texts("intake.source"), key=key, max_chars=_SOURCE_LIMIT, help=texts("intake.source_help"))
    return replace(table, source=str(st.session_state[key]).strip() or table.source)


# -- columns ---------------------------------------------------------------------------------------


def map_columns(texts: Texts, table: RawTable) -> ColumnMapping:
    """Show which heading means which column, and let it be corrected."""
    given: Mapping[str, str] | None = st.session_state.get(_GIVEN)
    mapping = bench().mapping(table, given)
    if table.has_own_columns:
        return mapping
    used = sum(bool(column) for column in mapping.columns.values())
    title = texts("intake.columns", used=texts.number(used), count=texts.number(len(table.headings)))
    with st.expander(title, icon=":material/view_column:", expanded=bool(mapping.unused)):
        st.markdown(widgets.plain(texts("intake.columns_lead")))
        for start in range(0, len(table.headings), _COLUMNS):
            places = st.columns(_COLUMNS)
            for number, heading in enumerate(table.headings[start : start + _COLUMNS], start=start):
                with places[number - start]:
                    _column(texts, mapping, number, heading)
    return mapping


def _column(texts: Texts, mapping: ColumnMapping, number: int, heading: str) -> None:
    key = f"{KEY}of_column_{number}"
    address_bar.put(key, mapping.columns.get(heading, ""))
    in_language = mapping.translations.get(heading)
    unused = column_name(texts, "_".join(in_language)) if in_language else texts("intake.leave_out")
    st.selectbox(
        widgets.plain(heading),
        ["", *KNOWN_COLUMNS, *_several(mapping)],
        key=key,
        format_func=lambda name: _named(texts, name) if name else unused,
        on_change=lambda: _correct(mapping, heading, str(st.session_state[key])),
    )


def _several(mapping: ColumnMapping) -> list[str]:
    """Return the choices of several columns in one cell: the usual ones, and what a heading means already."""
    used = [column for column in mapping.columns.values() if "," in column]
    return list(dict.fromkeys([*_IN_ONE_CELL, *used]))


def _named(texts: Texts, target: str) -> str:
    return " + ".join(column_name(texts, name) for name in columns_of(target))


def _correct(mapping: ColumnMapping, heading: str, column: str) -> None:
    """Give a heading its column; a column belongs to one heading alone."""
    taken = {*columns_of(column)}
    others = {
        name: ",".join(part for part in columns_of(was) if part not in taken)
        for name, was in mapping.columns.items()
        if name != heading and name not in mapping.translations
    }
    st.session_state[_GIVEN] = {**others, heading: column}


def remember_columns(table: RawTable, mapping: ColumnMapping) -> None:
    """Keep the columns for the next file with these headings."""
    if not table.has_own_columns:
        bench().memory.keep(table.headings, mapping.columns)
