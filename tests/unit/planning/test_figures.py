"""An answer as plain numbers for JSON: rounded, null for unknown, with parameters and ages."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from geo.cli.figures_in_words import persons
from geo.i18n import load_texts
from geo.places.naming import Anchor, Namer
from geo.planning.answer import answer
from geo.planning.figures import NO_ENTRY, OUTSIDE, differences, figures, number, people, share
from tests.planning_kit import METRES, OFFERS, SOURCES, at, line_demand, line_offers, line_world

TEXTS = load_texts("en")
KEYS = (
    "filter", "parameters", "offers", "population", "covered", "estimate", "access", "cities", "curve", "gaps", "undecided",
    "equity", "data", "doubts", "notes",
)  # fmt: skip


def figures_on_line(*, world=None, **changes):
    return figures(answer(world or line_world(), replace(METRES, **changes)), SOURCES, TEXTS)


def test_every_part_is_there_and_fits_into_json():
    found = figures_on_line()

    assert tuple(found) == KEYS
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_covered_tells_people_and_share_with_their_interval():
    assert figures_on_line()["covered"] == {
        "people": 360.0,
        "people_low": 350.0,
        "people_high": 400.0,
        "people_certain": 350.0,
        "people_possible": 400.0,
        "share": 0.9,
        "share_low": 0.875,
        "share_high": 1.0,
        "share_certain": 0.875,
        "share_possible": 1.0,
    }


def test_how_unknown_places_were_imputed_is_told():
    assert figures_on_line()["estimate"] == {
        "draws": 200,
        "seed": 20261130,
        "known_sites": 0,  # offers without a city teach nothing about centres
        "log_rank": 0.0,
        "mean_exponent": 0.6667,
        "same_organization": [0, 0],
        "other_organization": [0, 0],
    }


def test_filter_and_parameters_repeat_the_question():
    found = figures_on_line(measure="2sfca", people="foreign")

    assert found["filter"] == {"topics": ["language"], "target_groups": [], "counted": "all"}
    assert found["parameters"] == {
        "people": "foreign",
        "mode": "metres",
        "threshold": 1300.0,
        "unit": "m",
        "limit_m": 1300.0,
        "metres_per_minute": 80.0,
        "detour_factor": 1.3,
        "ways": "straight line times detour factor",
        "measure": "2sfca",
        "counted_to": "2026-01-01",
    }


def test_offers_are_counted_by_how_well_their_place_is_known():
    assert figures_on_line()["offers"] == {
        "count": 3,
        "located": 2,
        "uncertain": 1,
        "unlocated": 0,
        "online": 0,
        "capacity_known": 0,
        "outside": 0,
    }


def test_city_rows_hold_people_shares_and_access():
    first, second = figures_on_line()["cities"]

    assert (first["ags"], first["name"], first["people"], first["share"]) == ("A", "Alt", 150.0, 1.0)
    told = (
        "covered",
        "share",
        "share_low",
        "share_high",
        "share_certain",
        "share_possible",
        "above_district",
    )
    assert [second[name] for name in told] == [210.0, 0.84, 0.8, 1.0, 0.8, 1.0, 0.1]
    assert (first["access"], second["access"]) == (390.0, 416.0)  # mean metres to the next offer


@pytest.mark.parametrize(
    ("measure", "mean", "unit"),
    [
        ("nearest", 406.25, "m to the next offer"),  # (50 * 1170 + 200 * 26 + 50 * 1976) / 400
        ("cumulative", 1.3, "offers in reach"),
        ("2sfca", 7.5, "offers per 1,000 people"),  # three offers, 400 people
    ],
)
def test_access_is_the_mean_of_the_chosen_measure_with_its_unit(measure, mean, unit):
    access = figures_on_line(measure=measure)["access"]

    assert access == {"measure": measure, "unit": unit, "mean": pytest.approx(mean, abs=0.001)}


def test_gap_row_has_rank_name_people_minutes_and_place():
    lon, lat = at(5000.0)
    world = line_world(namer=Namer([Anchor("station", "Ende", "Neu", lon, lat)]))

    (gap,) = figures_on_line(world=world)["gaps"]

    assert gap == gap | {
        "rank": 1,
        "name": gap["name"],
        "city": "Neu",
        "people": 40.0,
        "foreign": 24.0,
        "chance": 0.8,
        "minutes_mean": 24.7,
        "minutes_worst": 24.7,
        "lon": pytest.approx(lon, abs=0.01),  # the middle of a square kilometre
        "lat": pytest.approx(lat, abs=0.01),
    }
    assert "Ende" in gap["name"]
    more = {"unknown_offers", "people_low", "people_high", "settled_by"}
    assert more < set(gap)
    assert gap["people_low"] <= gap["people"] <= gap["people_high"]


def test_unknown_is_null_never_zero():
    demand = line_demand().assign(foreign_nationals=math.nan)

    found = figures_on_line(world=line_world(demand=demand, offers=line_offers({})))

    assert found["population"] == {"all": 400.0, "foreign": None}
    assert found["access"]["mean"] is None
    assert found["equity"]["gini"] == {"value": None, "low": None, "high": None}
    assert found["equity"]["best_city"] is None
    assert [gap["foreign"] for gap in found["gaps"]] == [None] * len(found["gaps"])
    assert {gap["minutes_mean"] for gap in found["gaps"]} == {None}


def test_shares_of_nobody_are_null():
    found = figures_on_line(world=line_world(demand=line_demand().assign(people=0.0, foreign_nationals=0.0)))

    assert found["covered"]["share"] is None
    assert found["covered"]["people"] == 0.0
    assert found["gaps"] == []


def test_cells_in_no_city_are_told_as_outside_the_district():
    found = figures_on_line(world=line_world(demand=line_demand().assign(ags=["A", "A", "", ""])))

    assert [city["name"] for city in found["cities"]] == [OUTSIDE, "Alt"]
    assert sum(city["people"] for city in found["cities"]) == found["population"]["all"]
    assert found["equity"]["worst_city"]["name"] == OUTSIDE


def test_data_names_date_and_checksum_of_each_source():
    assert figures_on_line()["data"] == {
        "population": {"date": "2022-05-15", "checksums": {"cells.csv": "0" * 64}}
    }


def test_notes_say_what_the_people_are_and_that_no_entry_is_not_no_offer():
    shipped, brought = (
        figures_on_line()["notes"],
        figures_on_line(world=line_world(people_from="mine.csv"))["notes"],
    )

    assert "modelled" in shipped[0]
    assert "mine.csv" in brought[0]
    assert "modelled" not in brought[0]
    assert shipped[1] == brought[1] == NO_ENTRY


def test_same_question_gives_the_same_figures_twice():
    assert figures_on_line(measure="e2sfca") == figures_on_line(measure="e2sfca")


@pytest.mark.parametrize(
    ("value", "told"), [(1.23456, 1.235), (math.nan, None), (math.inf, None), (np.float64(2), 2.0)]
)
def test_numbers_are_rounded_and_unknown_ones_null(value, told):
    assert number(value) == told


# --- differences --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, ["a"]),
        ({"a": 1}, {}, ["a"]),
        ({"a": {"b": [1, {"c": 2}]}}, {"a": {"b": [1, {"c": 3}]}}, ["a.b[1].c"]),
        ({"a": [1]}, {"a": [1, 2]}, ["a"]),
        ({"a": {"b": 1}}, {"a": 1}, ["a"]),
        ({"b": 1, "a": 1}, {"b": 2, "a": 2}, ["a", "b"]),
    ],
)
def test_differences_are_named_by_their_path(before, after, paths):
    assert list(differences(before, after)) == paths


def test_fewer_offers_are_seen_in_the_figures():
    one = line_world(offers=line_offers({"house": OFFERS["house"]}))

    paths = differences(figures_on_line(), figures_on_line(world=one))

    assert {"covered.people", "offers.count"} <= set(paths)
    assert "population.all" not in paths


@pytest.mark.parametrize("value", [36_229.46, 36_229.44, 19_975.45, 0.5, 12.0])
def test_page_and_command_line_say_the_same_number_of_people(value: float) -> None:
    texts = load_texts("en")

    assert texts.people(value) == texts.people(people(value) or 0.0) == persons(value)


@pytest.mark.parametrize(("value", "told"), [(0.99999, 0.9999), (0.00001, 0.0001), (1.0, 1.0), (0.0, 0.0)])
def test_a_share_that_is_only_nearly_all_or_none_is_not_rounded_to_it(value: float, told: float) -> None:
    assert share(value) == told


@pytest.mark.parametrize(
    ("language", "nearly_all", "nearly_none", "span"),
    [
        ("de", "über 99 %", "unter 1 %", "33 % – über 99 %"),
        ("en", "over 99%", "under 1%", "33% – over 99%"),
        ("ar", None, None, None),
    ],
)
def test_the_page_says_of_no_share_that_it_is_all_or_none_when_it_is_nearly_so(
    language: str, nearly_all: str | None, nearly_none: str | None, span: str | None
) -> None:
    texts = load_texts(language)
    said = [texts.percent(0.996), texts.percent(0.004), texts.share_range(0.33, 0.996)]

    if nearly_all:
        assert [text.replace("\u00a0", " ") for text in said] == [nearly_all, nearly_none, span]
    assert texts.percent(1.0) not in said
    assert texts.percent(0.0) not in said
    assert texts.percent(1.0 - 1e-12) == texts.percent(1.0)
    assert texts.share_range(0.41, 1.0) == texts("unit.range", low=texts.number(41), high=texts.percent(1.0))
    assert texts.share_range(0.996, 0.998) == texts.percent(0.996)
