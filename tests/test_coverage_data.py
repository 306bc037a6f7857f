"""Coverage of the shipped offers: the figures agree with the district's and with each other."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from geo.district.sources import load_data_sources
from geo.district.taxonomy import load_taxonomy
from geo.i18n import load_texts
from geo.offers.facets import OfferTable
from geo.places.gazetteer import read_tables
from geo.planning.answer import Answer, answer
from geo.planning.best_sites import best_sites, candidates
from geo.planning.figures import figures
from geo.planning.ground import World
from geo.planning.question import Question
from geo.planning.world import load_world
from geo.reach.measures import MEASURES
from geo.settings import Settings, load_settings
from geo.upkeep.opening import prepare

PEOPLE, FOREIGN = 618_350, 78_011  # Zensus 2022

QUESTIONS = [
    Question(),
    Question(topics=()),
    Question(people="foreign", mode="bike", threshold=15.0),
    Question(mode="metres", threshold=1000.0, counted="by_age", measure="bfca"),
    Question(topics=("childcare",), target_groups=("women",), mode="walk_slow", threshold=45.0),
    Question(counted="confirmed"),
]


@pytest.fixture(scope="module")
def settings(prepared_var: Path) -> Settings:
    return load_settings({"KARTE_VAR": str(prepared_var)})


@pytest.fixture(scope="module")
def world(settings: Settings) -> World:
    taxonomy = load_taxonomy(settings.district.files["taxonomy"])
    with prepare(settings) as store:
        table = OfferTable(store.offers(), taxonomy)
    return load_world(settings, table, today=date(2026, 1, 1))


@pytest.fixture(scope="module", params=QUESTIONS, ids=str)
def found(request: pytest.FixtureRequest, world: World) -> Answer:
    return answer(world, request.param)


@pytest.fixture(scope="module")
def told(found: Answer, settings: Settings):
    return as_figures(found, settings)


def as_figures(found: Answer, settings: Settings):
    return figures(found, load_data_sources(settings.district.files["sources"]), load_texts("en"))


def test_people_over_the_cities_add_up_to_the_district(told):
    group = told["parameters"]["people"]
    expected = {"all": PEOPLE, "foreign": FOREIGN}

    assert len(told["cities"]) == 10
    assert sum(city["people"] for city in told["cities"]) == pytest.approx(expected[group], abs=10)
    assert told["population"] == {name: pytest.approx(people, abs=10) for name, people in expected.items()}


def test_covered_people_over_the_cities_add_up_to_the_district(told):
    for key in ("", "_certain", "_possible"):  # ranges of cities do not add up to that of the district
        assert sum(city[f"covered{key}"] for city in told["cities"]) == pytest.approx(
            told["covered"][f"people{key}"], abs=1
        )


def test_low_value_and_high_keep_their_order_everywhere(told):
    for row in (told["covered"], *told["cities"], *told["curve"]):
        told_shares = [row[f"share{end}"] for end in ("_certain", "_low", "", "_high", "_possible")]
        assert told_shares == sorted(told_shares)
        assert 0 <= told_shares[0] <= told_shares[-1] <= 1


def test_no_cell_is_surer_to_reach_an_offer_than_it_may(found):
    chances = found.chances

    assert ((chances.certain >= 0) & (chances.certain <= chances.value)).all()
    assert ((chances.value <= chances.possible) & (chances.possible <= 1)).all()


def test_curve_never_falls_and_meets_the_share(told):
    for key in ("share", "share_low", "share_high"):
        shares = [point[key] for point in told["curve"]]

        assert shares == sorted(shares)
        assert told["covered"][key] in shares


def test_gaps_are_ranked_by_the_people_asked_about(told):
    ranked = "people" if told["parameters"]["people"] == "all" else "foreign"
    counts = [gap[ranked] for gap in told["gaps"] if gap[ranked] is not None]

    assert counts == sorted(counts, reverse=True)
    assert [gap["rank"] for gap in told["gaps"]] == list(range(1, len(told["gaps"]) + 1))
    assert all(gap["people"] >= 3 for gap in told["gaps"])


def test_gaps_have_a_city_and_a_name_of_their_own(told):
    names = [(gap["city"], gap["name"]) for gap in told["gaps"]]

    assert all(city and name for city, name in names)
    assert len(set(names)) == len(names)


def test_people_in_gaps_are_those_who_probably_reach_nothing(found):
    out = found.chances.out

    assert float((found.people * (1 - out)).sum()) == pytest.approx(found.covered.value)
    expected = found.demand["people"].to_numpy() * out
    assert found.gaps.people == pytest.approx(float(expected[out >= 0.66 - 1e-9].sum()))


def test_offers_are_all_counted_once(told):
    offers = told["offers"]

    assert offers["located"] + offers["uncertain"] + offers["unlocated"] + offers["online"] == offers["count"]


def test_same_question_gives_the_same_figures_twice(found, told, settings, world):
    assert as_figures(answer(world, found.question), settings) == told


def test_confirmed_offers_cover_nobody_as_long_as_none_is_confirmed(world, settings):
    told = as_figures(answer(world, Question(counted="confirmed")), settings)

    assert told["offers"]["count"] == 0
    assert told["covered"]["share"] == told["covered"]["share_high"] == 0.0
    assert told["equity"]["gini"]["value"] is None


@pytest.mark.parametrize("measure", MEASURES)
def test_measure_never_changes_who_is_covered(world, measure):
    plain, other = answer(world, Question()), answer(world, Question(measure=measure))

    assert tuple(other.share) == tuple(plain.share)
    assert other.access.shape == (len(world.demand),)


def test_larger_threshold_never_covers_less(world):
    shares = [answer(world, Question(threshold=minutes)).share for minutes in (5.0, 10.0, 30.0, 60.0, 120.0)]

    for smaller, larger in pairwise(shares):
        assert all(more >= less for less, more in zip(smaller, larger, strict=True))


def test_best_sites_add_up_and_name_themselves(world, settings):
    found = answer(world, Question())

    best = best_sites(found, candidates(found, read_tables(settings.district), "places"), p=3)

    assert best.siting.optimal
    assert best.siting.before == pytest.approx(found.covered.value)
    assert best.sites["newly_covered"].sum() == pytest.approx(best.siting.after - best.siting.before)
    assert best.sites["newly_covered"].is_monotonic_decreasing
    assert all(best.sites["name"]) and all(best.sites["city"])


def test_best_sites_really_reach_whom_they_promise(world, settings):
    found = answer(world, Question())
    best = best_sites(found, candidates(found, read_tables(settings.district), "places"), p=2)
    new = best.sites[["lon", "lat", "city"]].assign(
        uncertainty_m=0.0, precision="house", offers=1, capacity=1.0, weight=1.0, kept=1.0
    )
    new.index = [f"new-{rank}" for rank in new.index]

    after = answer(world, Question(), supply=_joined(found.supply, new))

    assert after.covered.value == pytest.approx(best.siting.after)


def _joined(supply, new):
    return pd.concat([supply, new[supply.columns]]).rename_axis(supply.index.name)


def test_question_for_other_people_is_another_answer(world):
    everybody, foreign = answer(world, Question()), answer(world, replace(Question(), people="foreign"))

    assert everybody.share.value != foreign.share.value
