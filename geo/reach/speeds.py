"""How fast people are: walking, cycling, and what a straight line has to be stretched by."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

WALK_KMH = 4.8  # an adult without luggage; older people and push-chairs are slower (3.6)
BIKE_KMH = 15.0  # an ordinary bicycle in town, lights and crossings included
DETOUR_FACTOR = 1.3  # ways in German towns are about a third longer than the straight line

_METRES_PER_MINUTE = 1000 / 60

WALK_SLOW_KMH = 3.6  # older people, small children, push-chairs
SPEEDS_KMH = {"walk": WALK_KMH, "walk_slow": WALK_SLOW_KMH, "bike": BIKE_KMH}
METRES = "metres"  # the mode in which a threshold is metres already
#: By bus and train; a way is kept as the metres somebody walks in the same time (`geo.reach.transit.cost`).
TRANSIT = "transit"
MODES = (*SPEEDS_KMH, METRES, TRANSIT)
Floats = NDArray[np.float64]

WALK_M_PER_MIN = WALK_KMH * 1000 / 60


def walk_minutes(metres: float) -> float:
    """Return the minutes it takes to walk so many metres."""
    return metres / (WALK_KMH * _METRES_PER_MINUTE)


def bike_minutes(metres: float) -> float:
    """Return the minutes it takes to cycle so many metres."""
    return metres / (BIKE_KMH * _METRES_PER_MINUTE)


def minutes_to_metres(minutes: float, mode: str) -> float:
    """Return the metres of way that fit into so many minutes; in mode `metres` the number is metres already.

    Raises
    ------
    ValueError
        If the mode is none of `MODES`.
    """
    return minutes * _metres_per_unit(mode)


def metres_to_minutes(metres: ArrayLike, mode: str) -> Floats:
    """Return the minutes that so many metres of way take; the inverse of `minutes_to_metres`."""
    return np.asarray(metres, dtype=np.float64) / _metres_per_unit(mode)


def _metres_per_unit(mode: str) -> float:
    if mode == METRES:
        return 1.0
    if mode == TRANSIT:
        return WALK_M_PER_MIN
    if mode not in SPEEDS_KMH:
        msg = f"unknown way of travel {mode!r}; known are {', '.join(MODES)}"
        raise ValueError(msg)
    return SPEEDS_KMH[mode] * 1000 / 60


def metres_per_minute(mode: str) -> float:
    """Return the speed of a way of travel; in mode `metres` and by bus and train that of walking."""
    return WALK_M_PER_MIN if mode in (METRES, TRANSIT) else SPEEDS_KMH[mode] * 1000 / 60
