"""The supply as a scenario would make it."""

import math
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model import Precision
from geo.planning.scenario.steps import Add, Change, Close, Move, Scenario, Step

_NEW = "new-"  # begins the id of an added location, then its number

CityOf = Callable[[float, float], str]
Values = dict[str, float | str]


def apply(scenario: Scenario, supply: pd.DataFrame, *, city_of: CityOf | None = None) -> pd.DataFrame:
    """Return the supply as it would be.

    Parameters
    ----------
    supply
        As `geo.reach.supply.make_supply` gives it; stays as it is.
    city_of
        Gives the city of a point (degrees); without it added and moved locations have none.

    Returns
    -------
    DataFrame
        Same columns. Added locations come last with ids `new-1`, `new-2` …; added and moved ones are exact. Steps
        about a location that is not there change nothing (`missing` tells them).
    """
    frame = supply.copy()
    for step in scenario.steps:
        frame = _applied(step, frame, city_of or _no_city)
    return frame


def missing(scenario: Scenario, supply: pd.DataFrame) -> tuple[Step, ...]:
    """Return the steps about a location that is not there, such as one the filter does not select."""
    frame, found = supply.copy(), []
    for step in scenario.steps:
        if not isinstance(step, Add) and step.location_id not in frame.index:
            found.append(step)
        frame = _applied(step, frame, _no_city)
    return tuple(found)


def is_new(supply: pd.DataFrame) -> NDArray[np.bool_]:
    """Say for each location of a supply whether a scenario added it."""
    return np.asarray([str(name).startswith(_NEW) for name in supply.index], dtype=np.bool_)


def _no_city(_lon: float, _lat: float) -> str:
    return ""


def _applied(step: Step, frame: pd.DataFrame, city_of: CityOf) -> pd.DataFrame:
    if isinstance(step, Add):
        return _added(step, frame, city_of(step.lon, step.lat))
    if step.location_id not in frame.index:
        return frame
    if isinstance(step, Close):
        return frame.drop(index=step.location_id)
    values = _moved(step, city_of) if isinstance(step, Move) else _changed(step, frame)
    for column, value in values.items():
        frame.loc[step.location_id, column] = value
    return frame


def _added(step: Add, frame: pd.DataFrame, city: str) -> pd.DataFrame:
    values: Values = {
        **_exact(step.lon, step.lat, city),
        "offers": step.offers,
        "capacity": float(step.offers),
        "weight": 1.0,
        "kept": 1.0,
    }
    row = pd.DataFrame([values], index=pd.Index([_free_id(frame)], name=frame.index.name))[list(frame)]
    return row.astype(frame.dtypes) if frame.empty else pd.concat([frame, row.astype(frame.dtypes)])


def _free_id(frame: pd.DataFrame) -> str:
    return next(name for name in _new_ids() if name not in frame.index)


def _new_ids() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{_NEW}{number}"


def _moved(step: Move, city_of: CityOf) -> Values:
    return _exact(step.lon, step.lat, city_of(step.lon, step.lat))


def _exact(lon: float, lat: float, city: str) -> Values:
    precision = Precision.HOUSE.value
    return {"lon": lon, "lat": lat, "uncertainty_m": 0.0, "precision": precision, "city": city}


def _changed(step: Change, frame: pd.DataFrame) -> Values:
    row = frame.loc[[step.location_id]]
    offers, capacity = int(row["offers"].iloc[0]), float(row["capacity"].iloc[0])
    wanted = offers if step.offers is None else step.offers
    in_proportion = max(capacity * wanted / offers, math.ulp(0.0))  # a tiny one must not round to nothing
    return {"offers": wanted, "capacity": in_proportion if step.capacity is None else step.capacity}
