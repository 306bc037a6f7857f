"""Rows of a frame as dictionaries by column: pandas knows neither the type of a label nor that of a row."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd


def row_of(frame: pd.DataFrame, label: str | int) -> dict[str, Any]:
    """Return the one row of a label."""
    return _named(frame.loc[label].to_dict())


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return all rows in their order, without their labels."""
    return [_named(row) for row in frame.to_dict("records")]


def ranked_rows(frame: pd.DataFrame) -> Iterator[tuple[int, dict[str, Any]]]:
    """Return each row with its rank, for a frame whose index is the rank."""
    for rank, row in zip(frame.index, rows_of(frame), strict=True):
        yield int(rank), row


def _named(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}
