"""The ten cities as CSV: UTF-8 with a mark that makes Excel see it, commas, CRLF (RFC 4180).

What the numbers mean stands in columns of its own behind them: a row that somebody copies still says where it is from,
and every program reads the file as one plain table.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geo.exchange.coverage_files.about import About
from geo.exchange.formulas import without_formula
from geo.planning.answer import Answer
from geo.planning.by_area import ByArea, area_figures
from geo.planning.figures import cities

_BYTE_ORDER_MARK = "\ufeff"


def cities_csv(answer: Answer, about: About) -> bytes:
    """Return one row a city, fields as in the command line's JSON."""
    return to_csv([row | about.lines for row in cities(answer)])


def areas_csv(found: ByArea, about: About) -> bytes:
    """Return one row an area, fields as in the command line's JSON; those who live in none come last, without id."""
    told = area_figures(found)
    rows = [{"areas": told["name"], **row} for row in told["rows"]]
    outside = {"areas": told["name"], "id": "", "label": "", **told["outside"]}
    return to_csv([row | about.lines for row in (*rows, outside)])


def to_csv(rows: Iterable[Mapping[str, Any]], *, heading: Sequence[str] = ()) -> bytes:
    """Return rows with the same fields as CSV; unknown is an empty cell, no text can become a formula.

    Parameters
    ----------
    heading
        The fields, needed where there may be no row.
    """
    table = list(rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heading or (table[0] if table else ()))
    writer.writerows([_cell(value) for value in row.values()] for row in table)
    return (_BYTE_ORDER_MARK + text.getvalue()).encode()


def _cell(value: Any) -> Any:
    return without_formula(value) if isinstance(value, str) else value
