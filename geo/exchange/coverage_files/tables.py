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
from geo.planning.before_after import before_after
from geo.planning.by_area import area_figures, by_area
from geo.planning.figures import cities
from geo.planning.own_areas import OwnAreas

_BYTE_ORDER_MARK = "\ufeff"


def cities_csv(answer: Answer, about: About, *, before: Answer | None = None) -> bytes:
    """Return one row a city, fields as in the command line's JSON; of a scenario what it changes, too.

    Parameters
    ----------
    before
        The answer without the scenario of `answer`.
    """
    changes = _changes(before, answer, None)
    return to_csv([row | changes.get(row["ags"], {}) | about.lines for row in cities(answer)])


def _changes(before: Answer | None, after: Answer, areas: OwnAreas | None) -> dict[str, dict[str, Any]]:
    """Return before, after and difference by id; nothing without a scenario. The district's row has none here."""
    if before is None or before is after:
        return {}
    left_out = ("id", "name", "people", "withheld")
    return {
        row["id"]: {name: value for name, value in row.items() if name not in left_out}
        for row in before_after(before, after, areas=areas)[:-1]
    }


def areas_csv(answer: Answer, areas: OwnAreas, about: About, *, before: Answer | None = None) -> bytes:
    """Return one row an area, as `cities_csv` does for cities; those who live in none come last, without id."""
    found, changes = by_area(answer, areas), _changes(before, answer, areas)
    told = area_figures(found)
    rows = [{"areas": told["name"], **row} for row in told["rows"]]
    outside = {"areas": told["name"], "id": "", "label": "", **told["outside"]}
    return to_csv([row | changes.get(row["id"], {}) | about.lines for row in (*rows, outside)])


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
