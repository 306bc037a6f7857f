"""The cities side by side: figures done by hand, lights that chance cannot switch."""

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model import City
from geo.presenting.scorecard import Light, group_table, overlaps, rate_interval, scorecard, topic_table

TODAY = date(2026, 6, 1)
CITIES = {
    "Nord": City("1", "Nord", 10_000, 1_000, 10.0, 7.0, 51.0),
    "Süd": City("2", "Süd", 20_000, 10_000, 10.0, 7.1, 51.0),
    "Leer": City("3", "Leer", 5_000, 0, 10.0, 7.2, 51.0),
}


def _offers(*rows: dict[str, object]) -> pd.DataFrame:
    plain = {
        "scope": "local",
        "city": "Nord",
        "status": "not_confirmed",
        "assured_date": "",
        "precision": "city",
        "is_protected": False,
        "topics": ("language",),
        "target_groups": (),
    }
    frame = pd.DataFrame([plain | row for row in rows])
    return frame.set_index(pd.Index([f"o-{n}" for n in range(len(rows))], name="offer_id"))


def _poisson_cdf(k: int, mean: float) -> float:
    """Return the chance of at most k events, in plain Python."""
    return sum(math.exp(-mean + i * math.log(mean) - math.lgamma(i + 1)) for i in range(k + 1))


def test_figures_of_three_cities_done_by_hand() -> None:
    offers = _offers(
        {"precision": "house", "status": "confirmed", "assured_date": "2026-01-01"},
        {"status": "confirmed", "assured_date": "2024-01-01"},
        {"status": "closed"},
        {"city": "Süd", "precision": "house"},
        {"city": "Süd", "is_protected": True, "precision": "none"},
        {"scope": "online", "city": ""},
    )

    card = scorecard(offers, CITIES, today=TODAY)

    assert card.cities["offers"].tolist() == [2, 2, 0]
    assert card.cities["per_1000"].tolist()[:2] == [2.0, 0.2]
    assert card.cities["exact_share"].tolist()[:2] == [0.5, 1.0]
    assert card.cities["confirmed_share"].tolist()[:2] == [0.5, 0.0]
    assert card.cities.loc["3"].isna()[["per_1000", "exact_share", "confirmed_share"]].all()
    assert card.elsewhere == 1
    assert card.district["offers"] == 4
    assert card.district["per_1000"] == pytest.approx(4 / 11)


@pytest.mark.parametrize(("count", "people"), [(1, 500.0), (9, 4500.0), (40, 12_000.0)])
def test_interval_leaves_a_fortieth_on_either_side(count: int, people: float) -> None:
    low, high = rate_interval([count], [people])

    assert 1 - _poisson_cdf(count - 1, low[0] * people / 1000) == pytest.approx(0.025, abs=1e-9)
    assert _poisson_cdf(count, high[0] * people / 1000) == pytest.approx(0.025, abs=1e-9)


def test_worked_example_of_the_methods() -> None:
    low, high = rate_interval([9], [4500])

    assert (round(low[0], 2), round(high[0], 2)) == (0.91, 3.80)


@given(st.integers(0, 400), st.integers(1, 100_000))
def test_interval_holds_the_rate(count: int, people: int) -> None:
    low, high = rate_interval([count], [people])

    assert low[0] <= count / people * 1000 <= high[0]


def test_a_small_city_is_not_extreme_by_chance() -> None:
    few = scorecard(_offers(*[{}] * 2, *[{"city": "Süd"}] * 5), CITIES, today=TODAY)
    many = scorecard(_offers(*[{}] * 20, *[{"city": "Süd"}] * 5), CITIES, today=TODAY)

    assert few.cities.loc["1", "per_1000"] > 3 * few.district["per_1000"]
    assert few.lights.loc["1", "per_1000"] == Light.FAIR
    assert many.lights.loc["1", "per_1000"] == Light.GOOD
    assert many.lights.loc["2", "per_1000"] == Light.POOR
    assert many.lights.loc["3", "per_1000"] == Light.UNKNOWN


@pytest.mark.parametrize(
    ("above", "light"),
    [
        (1.0, Light.GOOD),
        (0.9, Light.GOOD),
        (0.89, Light.FAIR),
        (0.11, Light.FAIR),
        (0.1, Light.POOR),
        (0.0, Light.POOR),
        (math.nan, Light.UNKNOWN),
    ],
)
def test_coverage_is_judged_by_how_often_a_city_is_ahead_of_the_district(above: float, light: Light) -> None:
    """Whether the ranges overlap does not matter: an address that helps the city helps the district, too."""
    coverage = pd.DataFrame(
        {"share": [0.5] * 3, "share_low": [0.1] * 3, "share_high": [0.9] * 3, "above": [above] * 3},
        index=pd.Index(["1", "2", "3"], name="ags"),
    )

    card = scorecard(_offers({}), CITIES, today=TODAY, coverage=coverage, covered=(0.5, 0.4, 0.6))

    assert card.lights["share"].tolist() == [light] * 3


@pytest.mark.parametrize(("of_others", "light"), [(18, Light.GOOD), (21, Light.FAIR), (108, Light.POOR)])
def test_offers_per_head_are_judged_by_chance_beside_what_the_district_has(
    of_others: int, light: Light
) -> None:
    """The worked example: 9 offers for 4,500 people, beside 0.9, 1.0 and 3.9 per 1,000 of the district's 30,000."""
    cities = {
        "Nord": City("1", "Nord", 10_000, 4_500, 10.0, 7.0, 51.0),
        "Süd": City("2", "Süd", 90_000, 25_500, 10.0, 7.1, 51.0),
    }

    card = scorecard(_offers(*[{}] * 9, *[{"city": "Süd"}] * of_others), cities, today=TODAY)

    assert card.lights.loc["1", "per_1000"] == light


@pytest.mark.parametrize(
    ("exact", "light"), [(10, Light.GOOD), (8, Light.GOOD), (7, Light.FAIR), (5, Light.FAIR), (4, Light.POOR)]
)
def test_light_of_exact_addresses(exact: int, light: Light) -> None:
    rows = [{"precision": "house"}] * exact + [{}] * (10 - exact)

    assert scorecard(_offers(*rows), CITIES, today=TODAY).lights.loc["1", "exact_share"] == light


def test_tables_count_every_pair_and_show_gaps_and_overlaps() -> None:
    offers = _offers(
        *[{"topics": ("language", "work"), "target_groups": ("women",)}] * 6,
        {"city": "Süd", "topics": ("work",)},
        {"city": "Süd", "status": "closed"},
    )

    by_city = topic_table(offers, list(CITIES), ["language", "work", "health"])
    by_group = group_table(offers, ["women", "newcomers"], ["language", "work"])

    assert by_city.to_numpy().tolist() == [[6, 0, 0], [6, 1, 0], [0, 0, 0]]
    assert by_group.to_numpy().tolist() == [[6, 0], [6, 0]]
    assert overlaps(by_city)["Nord"].tolist() == [True, True, False]
    assert not overlaps(by_city)[["Süd", "Leer"]].to_numpy().any()


def test_figures_do_not_depend_on_the_order_of_offers() -> None:
    offers = _offers({"precision": "house"}, {"city": "Süd"}, {"topics": ("work",)})
    turned = offers.iloc[::-1]

    pd.testing.assert_frame_equal(
        scorecard(offers, CITIES, today=TODAY).cities, scorecard(turned, CITIES, today=TODAY).cities
    )
    assert np.array_equal(topic_table(offers, ["Nord"], ["work"]), topic_table(turned, ["Nord"], ["work"]))
