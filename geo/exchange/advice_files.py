"""What may be told of advice as CSV files: only what the page shows, a count that is not told stays empty."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def records_csv(columns: Sequence[str], records: Iterable[Mapping[str, Any]]) -> bytes:
    """Write records as a table; None is left empty, yes and no are written so."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(record[name]) for name in columns] for record in records)
    return text.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
