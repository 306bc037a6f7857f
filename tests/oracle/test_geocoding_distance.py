"""Held-out addresses lie where the gazetteer says, checked with nothing but plain Python on the shipped files."""

import csv
import math
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from geo.model import Address, Match, Precision
from geo.places.gazetteer import Gazetteer, read_tables
from geo.settings import PROJECT_ROOT, load_district

FOLDS = 5
Row = dict[str, str]
Trial = tuple[Row, Match]


def distance_m(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Haversine on a sphere of the Earth's mean radius."""
    phi, to_phi = math.radians(lat), math.radians(to_lat)
    half = (
        math.sin((to_phi - phi) / 2) ** 2
        + math.cos(phi) * math.cos(to_phi) * math.sin(math.radians(to_lon - lon) / 2) ** 2
    )
    return 2 * 6_371_008.8 * math.asin(math.sqrt(half))


def questions(row: Row) -> Iterator[Address]:
    """The ways a table or a visitor may have an address, from whole to its city alone."""
    yield Address(row["street"], row["house_number"], row["postal_code"], row["city"])
    yield Address(row["street"], row["house_number"], "", row["city"])
    yield Address(row["street"], "", row["postal_code"], row["city"])
    yield Address("", "", row["postal_code"], row["city"])
    yield Address("", "", "", row["city"])


@pytest.fixture(scope="module")
def trials() -> list[Trial]:
    """Each address asked while its fifth of the list is held out."""
    district = load_district(PROJECT_ROOT / "district.toml")
    with district.files["addresses"].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    tables = read_tables(district)
    order = random.Random(7).sample(range(len(rows)), len(rows))
    found = []
    for fold in range(FOLDS):
        held_out = set(order[fold::FOLDS])
        kept = tuple(a for index, a in enumerate(tables.addresses) if index not in held_out)
        gazetteer = Gazetteer(replace(tables, addresses=kept))
        for index in sorted(held_out):
            found += [
                (rows[index], gazetteer.find(asked, today=date.min)) for asked in questions(rows[index])
            ]
    return found


def error_m(trial: Trial) -> float:
    row, match = trial
    assert match.lon is not None
    assert match.lat is not None
    return distance_m(match.lon, match.lat, float(row["lon"]), float(row["lat"]))


def share_inside(trials: list[Trial]) -> float:
    return sum(error_m(trial) <= (trial[1].uncertainty_m or 0) for trial in trials) / len(trials)


def test_the_distance_is_right_where_it_can_be_done_by_hand() -> None:
    assert distance_m(7.0, 51.0, 7.0, 52.0) == pytest.approx(6_371_008.8 * math.pi / 180)


def test_every_held_out_address_has_an_answer(trials: list[Trial]) -> None:
    assert len(trials) > 1000
    assert all(match.is_found for _, match in trials)


def test_nine_of_ten_lie_within_the_promised_radius(trials: list[Trial]) -> None:
    assert share_inside(trials) >= 0.9


def test_nine_of_ten_lie_within_the_radius_in_every_precision(trials: list[Trial]) -> None:
    by_precision: dict[Precision, list[Trial]] = defaultdict(list)
    for trial in trials:
        by_precision[trial[1].precision].append(trial)

    shares = {precision: share_inside(found) for precision, found in by_precision.items()}

    assert {Precision.STREET, Precision.POSTCODE, Precision.CITY} <= set(shares)
    assert min(shares.values()) >= 0.9, shares


def test_no_answer_lies_in_the_wrong_city(trials: list[Trial]) -> None:
    assert [(row["street"], match.city) for row, match in trials if match.city != row["city"]] == []


def test_a_whole_address_alone_keeps_the_promise(trials: list[Trial]) -> None:
    assert share_inside(trials[::5]) >= 0.9


def test_without_a_city_or_postcode_no_held_out_street_is_guessed() -> None:
    tables = read_tables(load_district(PROJECT_ROOT / "district.toml"))
    gazetteer = Gazetteer(tables)

    matches = [gazetteer.find(Address(a.street, a.house_number), today=date.min) for a in tables.addresses]

    assert {match.precision for match in matches} == {Precision.NONE}
