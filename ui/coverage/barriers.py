"""Rivers, motorways and railways on the map of "Coverage": a switch, where an operator read them from an extract."""

import logging
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from geo.errors import NetworkError
from geo.i18n import Texts
from geo.maps.coverage_map import LINE_STYLES
from geo.planning.view import CoverageView
from geo.reach.network import Lines, lines_path, load_lines
from ui.shared import address_bar, widgets
from ui.shared.loading import Data

LOG = logging.getLogger(__name__)
KEY = "coverage_lines"
Change = Callable[..., None]


def chosen_lines(texts: Texts, data: Data, view: CoverageView, *, change: Change) -> Lines | None:
    """Offer the switch where there are lines, and return them if it is on."""
    try:
        found = kept_lines(data.settings.var)
    except NetworkError as error:
        LOG.warning("the map goes without lines: %s", error)
        st.warning(widgets.plain(texts("coverage.lines_broken")), icon=":material/block:")
        return None
    if found is None:
        return None
    st.session_state[KEY] = view.lines
    st.toggle(texts("coverage.lines"), key=KEY, on_change=lambda: change(lines=bool(address_bar.value(KEY))))
    return found if view.lines else None


def line_legend(texts: Texts, lines: Lines | None) -> dict[str, Any] | None:
    """Return how each kind that is there is drawn, its words, and where the lines come from."""
    if lines is None:
        return None
    words = {
        "water": texts("coverage.lines_water"),
        "motorway": texts("coverage.lines_motorway"),
        "railway": texts("coverage.lines_railway"),
    }
    there = [name for name, shape in lines.shapes.items() if not shape.is_empty]
    day = texts.date(date.fromisoformat(lines.source.date))
    return {
        "kinds": [(LINE_STYLES[name], words[name]) for name in there],
        "source": texts("coverage.lines_source", day=day),
    }


def kept_lines(var: Path) -> Lines | None:
    """Return the lines that are kept, None for none; read anew as soon as they were replaced.

    Raises
    ------
    NetworkError
        If their file is broken.
    """
    try:
        found = lines_path(var).stat()
    except OSError:
        return None
    return _kept(var, (found.st_mtime_ns, found.st_size))


@lru_cache(maxsize=2)
def _kept(var: Path, _stamp: tuple[int, int]) -> Lines | None:
    return load_lines(var)
