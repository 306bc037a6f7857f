"""What map and directory say beside the counts of advice, kept until offers, streets or capacities change."""

import hashlib
import threading
from collections.abc import Mapping
from functools import lru_cache

from geo.district.cities import load_cities
from geo.kim.four_fields import Supply
from geo.kim.four_fields import supplies_of as supplies_beside
from geo.planning.reached_by_topic import shares_by_topic
from geo.reach.network import network_path
from ui.shared import answers
from ui.shared.loading import Data

_LOCK = threading.Lock()
_REACHED: dict[str, Mapping[str, Mapping[str, float]]] = {}


def supplies_of(data: Data) -> Mapping[tuple[str, str], Supply]:
    """Return what directory and map say of every topic in every city."""
    return _supplies(data, data.settings.district.today().isoformat())


@lru_cache(maxsize=2)
def _supplies(data: Data, _day: str) -> Mapping[tuple[str, str], Supply]:
    capacity = {key: one.status for key, one in data.capacity_at(data.settings.district.today()).items()}
    cities = load_cities(data.settings.district.file("cities"))
    return supplies_beside(data.table, data.taxonomy.topics, cities, _reached(data), capacity=capacity)


def _reached(data: Data) -> Mapping[str, Mapping[str, float]]:
    """Return who reaches what, found anew only where places, topics or streets are others.

    A topic moved on the board or a quarter published makes new data, and moves no offer.
    """
    stamp = _stamp(data)
    with _LOCK:
        if stamp not in _REACHED:
            found = shares_by_topic(answers.world_of(data), data.taxonomy.topics)
            _REACHED.clear()
            _REACHED[stamp] = found
        return _REACHED[stamp]


@lru_cache(maxsize=2)
def _places_stamp(data: Data) -> str:
    """Name the offers with all their addresses."""
    return hashlib.sha256(data.table.places.to_csv().encode()).hexdigest()


def _stamp(data: Data) -> str:
    streets = network_path(data.settings.var, "walk")
    built = streets.stat().st_mtime_ns if streets.exists() else 0
    people = data.settings.district.file("population")
    return f"{people} {built} {_places_stamp(data)} {','.join(data.taxonomy.topics)}"
