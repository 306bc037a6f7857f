"""What the figures of a day came from, kept under a name ("Stand 2026-12") to be compared with later ones.

A file each under `var/states/`, written whole or not at all: of offers and their addresses only what decides figures,
and the people of the cells. Texts, contacts and remarks of offers are not kept.
"""

import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from geo.errors import DataError, Problem
from geo.planning.ground import World
from geo.planning.runfile import OFFER_COLUMNS
from geo.planning.shelf import Shelf

STATES = Shelf(
    "states",
    "integrationskarte state 1",
    most=100,
    option="--keep",
    search="--compare",
    makes="python -m geo coverage --keep NAME",
)
_CELLS = ("lon", "lat", "ags", "people", "foreign_nationals")
#: Of each cell where a district knows it: offers known to a postcode are drawn inside.
POSTCODE = "postcode"
_BROKEN = (OSError, ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, eq=False)
class State:
    """Offers (`frame`, and `sites`: their further addresses or None) and people (`cells`) of a day, under a name."""

    name: str
    day: date
    frame: pd.DataFrame
    sites: pd.DataFrame | None
    cells: pd.DataFrame


def state_of(name: str, day: date, world: World) -> State:
    """Return what the figures of a day come from, under a name."""
    cells = world.demand if world.postcodes is None else world.demand.assign(**{POSTCODE: world.postcodes})
    return State(name, day, world.table.frame, world.table.known_sites, cells)


def save_state(state: State, var: Path) -> Path:
    """Keep a state; one of the same name is replaced.

    Raises
    ------
    DataError
        If the name cannot be one, there are too many, or the disk takes no writes.
    """
    told = {
        "day": state.day.isoformat(),
        "frame": _packed(_bare(state.frame)),
        "sites": None if state.sites is None else _packed(_bare(state.sites)),
        "cells": _packed(pd.DataFrame(state.cells[[*_CELLS, *(POSTCODE,) * (POSTCODE in state.cells)]])),
    }
    return STATES.put(var, state.name, told)


def load_state(var: Path, name: str) -> State:
    """Return the state of a name.

    Raises
    ------
    DataError
        If there is none, naming those there are, or its file cannot be read.
    """
    path = STATES.get(var, name)
    try:
        told = STATES.read(path)
        sites = None if told["sites"] is None else _unpacked(told["sites"])
        day = date.fromisoformat(told["day"])
        return State(str(told["name"]), day, _unpacked(told["frame"]), sites, _unpacked(told["cells"]))
    except _BROKEN as error:
        raise DataError([Problem(f"states/{path.name}", 0, "", "", "a state that can be read")]) from error


def _bare(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame without the texts that decide no figure: they may name persons, and nobody needs them."""
    bare = frame.copy()
    for name in bare:
        if name not in OFFER_COLUMNS and isinstance(bare[name].dtype, pd.StringDtype):
            bare[name] = pd.Series("", index=bare.index, dtype=bare[name].dtype)
    return bare


def _packed(frame: pd.DataFrame) -> dict[str, Any]:
    values = {str(name): [_plain(value) for value in frame[name].tolist()] for name in frame}
    kinds = {str(name): str(frame[name].dtype) for name in frame}
    index = {"name": str(frame.index.name or ""), "values": [str(key) for key in frame.index]}
    return {"index": index, "kinds": kinds, "values": values}


def _plain(value: Any) -> Any:
    """Return a value of a cell for JSON; a list stays one, a number that is none is null."""
    if isinstance(value, tuple | list):
        return list(value)
    is_nothing = value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))
    return None if is_nothing else value


def _unpacked(told: dict[str, Any]) -> pd.DataFrame:
    index = pd.Index(told["index"]["values"], name=told["index"]["name"] or None, dtype="str")
    columns = {}
    for name, kind in told["kinds"].items():
        values = told["values"][name]
        if kind == "object":
            values = [tuple(value) if isinstance(value, list) else value for value in values]
            columns[name] = pd.Series(values, index=index, dtype=object)
        else:
            columns[name] = pd.Series(values, index=index).astype(kind)
    return pd.DataFrame(columns, index=index)
