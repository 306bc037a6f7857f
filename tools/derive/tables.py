"""Read and write small tables so that the same facts always give the same bytes."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from geo.errors import DataError, Problem

Row = dict[str, str]


def read_rows(path: Path, needed: Sequence[str]) -> list[Row]:
    """Read a table of the facts folder; every needed column must be there and no row may be ragged."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            rows = [dict(row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError([Problem(path.name, 0, "", str(error), "a readable UTF-8 table")]) from error
    names = reader.fieldnames or []
    problems = [Problem(path.name, 1, name, "", "column is missing") for name in needed if name not in names]
    problems += [
        Problem(path.name, number, "", "", f"{len(names)} cells expected")
        for number, row in enumerate(rows, start=2)
        if None in row or None in row.values()
    ]
    if problems:
        raise DataError(problems)
    return [{name: (row[name] or "").strip() for name in names} for row in rows]


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write UTF-8, line feeds, commas and a heading."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="raise")
        writer.writeheader()
        writer.writerows(rows)


def write_features(path: Path, features: Sequence[Mapping[str, Any]]) -> None:
    """Write a GeoJSON file with one feature a line."""
    lines = [json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def degrees(text: str, *, digits: int = 6) -> str:
    """Write a coordinate without trailing zeros, at most 6 digits (0.1 m)."""
    return f"{float(text):.{digits}f}".rstrip("0").rstrip(".")
