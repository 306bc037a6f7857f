"""A tiny world of 100 m cells: columns and rows in the head, degrees in the frame."""

from collections.abc import Sequence

import pandas as pd

from geo.people.grid import Cells, place_on_grid
from geo.projection import to_degrees

EAST, NORTH = 4_135_000, 3_170_000  # a corner of Europe's grid in the district


def world(*cells: tuple[float, ...], city: str = "05562004", side_m: float = 100.0) -> pd.DataFrame:
    """Return a demand of cells (column, row, people[, foreign nationals])."""
    lon, lat = degrees([c[0] for c in cells], [c[1] for c in cells], side_m=side_m)
    return pd.DataFrame(
        {
            "lon": lon,
            "lat": lat,
            "ags": city,
            "people": [float(c[2]) for c in cells],
            "foreign_nationals": [float(c[3]) if len(c) > 3 else 0.0 for c in cells],
        },
        index=pd.Index([f"c{c[0]}r{c[1]}" for c in cells], name="cell_id", dtype=object),
    )


def degrees(columns: Sequence[float], rows: Sequence[float], *, side_m: float = 100.0):
    east = [EAST + (column + 0.5) * side_m for column in columns]
    north = [NORTH + (row + 0.5) * side_m for row in rows]
    return to_degrees(east, north, crs=3035)


def on_grid(demand: pd.DataFrame, *, side_m: float = 100.0) -> Cells:
    groups = demand["ags"].to_numpy()
    return place_on_grid(demand["lon"].to_numpy(), demand["lat"].to_numpy(), groups, side_m=side_m)


def groups_of(demand: pd.DataFrame, label: Sequence[int]) -> set[frozenset[str]]:
    """Return the cells that share a label, as sets: how they are numbered does not matter."""
    by_label: dict[int, set[str]] = {}
    for cell, number in zip(demand.index, label, strict=True):
        by_label.setdefault(int(number), set()).add(cell)
    return {frozenset(cells) for cells in by_label.values()}
