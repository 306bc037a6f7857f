"""What somebody would change about the offers: steps in their order, always tidy and within bounds."""

import math
from dataclasses import dataclass

from geo.links import clean_text

MAX_STEPS = 20  # of one scenario: more than a council discusses at once
NAME_LIMIT = 60  # characters of a name
_ID_LIMIT = 80  # characters of a location's id
MAX_OFFERS = 1_000  # at one location
_MAX_CAPACITY = 100_000.0  # places at one location
DECIMALS = 5  # of degrees: about a metre

_SHOWN = 40  # characters of a refused id that are repeated


@dataclass(frozen=True)
class Add:
    """A new location with some offers, each for one place of capacity; the point is in degrees."""

    lon: float
    lat: float
    offers: int = 1
    name: str = ""

    def __post_init__(self) -> None:
        _tidy_point(self)
        _check_offers(self.offers)
        object.__setattr__(self, "name", clean_text(self.name, limit=NAME_LIMIT))


@dataclass(frozen=True)
class Move:
    """A location somewhere else."""

    location_id: str
    lon: float
    lat: float

    def __post_init__(self) -> None:
        _check_id(self.location_id)
        _tidy_point(self)


@dataclass(frozen=True)
class Close:
    """A location less."""

    location_id: str

    def __post_init__(self) -> None:
        _check_id(self.location_id)


@dataclass(frozen=True)
class Change:
    """Another number of offers or another capacity at a location; None leaves it.

    With another number of offers alone the capacity grows or shrinks in proportion.
    """

    location_id: str
    offers: int | None = None
    capacity: float | None = None

    def __post_init__(self) -> None:
        _check_id(self.location_id)
        if self.offers is None and self.capacity is None:
            msg = "another number of offers or another capacity expected"
            raise ValueError(msg)
        if self.offers is not None:
            _check_offers(self.offers)
        if self.capacity is not None:
            object.__setattr__(self, "capacity", _checked_capacity(self.capacity))


Step = Add | Move | Close | Change


@dataclass(frozen=True)
class Scenario:
    """Steps in their order, and the name somebody gave them."""

    name: str = ""
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", clean_text(self.name, limit=NAME_LIMIT))
        if len(self.steps) > MAX_STEPS:
            msg = f"at most {MAX_STEPS} steps expected, {len(self.steps)} found"
            raise ValueError(msg)


def _tidy_point(step: Add | Move) -> None:
    if not (abs(step.lon) <= 180 and abs(step.lat) <= 90):
        msg = f"no place on earth: lon {step.lon}, lat {step.lat}"
        raise ValueError(msg)
    for part in ("lon", "lat"):
        object.__setattr__(step, part, round(float(getattr(step, part)), DECIMALS) + 0.0)  # no minus zero


def _check_offers(offers: int) -> None:
    if not 1 <= offers <= MAX_OFFERS:
        msg = f"1 to {MAX_OFFERS} offers expected, {offers} found"
        raise ValueError(msg)


def _checked_capacity(capacity: float) -> float:
    if not (math.isfinite(capacity) and 0 < capacity <= _MAX_CAPACITY):
        msg = f"a capacity above 0, at most {_MAX_CAPACITY:g} expected, {capacity} found"
        raise ValueError(msg)
    return float(capacity)


def _check_id(location_id: str) -> None:
    if not location_id or clean_text(location_id, limit=_ID_LIMIT) != location_id:
        msg = f"the id of a location expected, {location_id[:_SHOWN]!r} found"
        raise ValueError(msg)
