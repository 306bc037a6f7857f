"""Answers of a geocoder, made up, for the tests of getting places right."""

from dataclasses import replace
from typing import Any

from geo.model import Address, Match, Precision
from geo.places.gazetteer import Gazetteer
from geo.places.geocoding import Geocoder, MemoryCache
from tests.unit.places.test_gazetteer import DAY, TABLES
from tests.unit.places.test_geocoding import BOUNDARIES, FakeProvider


def match(precision: str, radius: float | None = None, **values: Any) -> Match:
    found = Match("x", 7.1, 51.65, Precision(precision), radius, "gazetteer", DAY)
    return replace(found, **values)


class Answers:
    """Answers by street; everything else is known to its city alone."""

    def __init__(self, **answers: Match) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, address: Address) -> Match:
        self.asked.append(address.street)
        return self.answers.get(address.street, match("city", 5000.0))


def chain(provider: FakeProvider | None = None, cache: MemoryCache | None = None) -> Geocoder:
    return Geocoder(Gazetteer(TABLES), BOUNDARIES, provider=provider, cache=cache, clock=lambda: DAY)
