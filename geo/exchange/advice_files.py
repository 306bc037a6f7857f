"""Records as CSV files: what may be told of advice (a count that is not told stays empty), words that were noted."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geo.exchange.formulas import without_formula


def records_csv(columns: Sequence[str], records: Iterable[Mapping[str, Any]]) -> bytes:
    """Write records as a table; None is left empty, yes and no are written so, no text can become a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(record[name]) for name in columns] for record in records)
    return text.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else without_formula(str(value))
