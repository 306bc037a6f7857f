"""The shipped data as planners read it: the figures of docs/METHODS.md, the same everywhere, and no drawn place."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from geo.exchange import coverage_files
from geo.i18n import load_texts
from geo.offers.facets import OfferTable
from geo.planning.answer import Answer, answer
from geo.planning.figures import figures
from geo.planning.ground import World
from geo.planning.narrowing import narrowing_by_city
from geo.planning.question import Question
from geo.planning.tiled import tiled_answer
from geo.planning.wording import headline, interval_words
from geo.planning.world import load_world
from geo.settings import load_settings
from geo.upkeep.opening import load_sources, prepare, taxonomy_of

METHODS = Path(__file__).resolve().parents[1] / "docs" / "METHODS.md"
TODAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    settings = load_settings()
    with prepare(settings) as store:
        table = OfferTable(store.offers(), taxonomy_of(settings), sites=store.sites(further_only=True))
    yield load_world(settings, table, today=TODAY)


@pytest.fixture(scope="module")
def language(world: World) -> Answer:
    return answer(world, Question())


def test_what_is_learned_from_the_shipped_directory(world: World) -> None:
    known = world.unknown.directory.parameters

    assert (known.sites, round(known.log_rank, 2)) == (38, 69.30)
    assert (known.same_organization, known.other_organization) == ((42, 27), (31, 106))
    assert known.mean_exponent == pytest.approx(0.56, abs=0.005)


def test_language_courses_within_half_an_hour_on_foot(language: Answer) -> None:
    share, city = language.share, language.by_city.set_index("name")

    assert share.value == pytest.approx(0.736, abs=0.015)
    assert (share.low, share.high) == pytest.approx((0.68, 0.78), abs=0.02)
    assert share.certain == pytest.approx(0.37, abs=0.005)
    assert 0.99 < share.possible < 1
    for name, told, low, high, certain in (
        ("Gladbeck", 0.64, 0.53, 0.78, 0.39),
        ("Haltern am See", 0.60, 0.52, 0.74, 0.0),
        ("Dorsten", 0.45, 0.36, 0.54, 0.20),
        ("Oer-Erkenschwick", 0.96, 0.95, 0.98, 0.91),
    ):
        row = city.loc[name]
        assert row["share"] == pytest.approx(told, abs=0.02), name
        assert (row["share_low"], row["share_high"]) == pytest.approx((low, high), abs=0.04), name
        assert row["share_certain"] == pytest.approx(certain, abs=0.01), name


@pytest.mark.parametrize(
    ("topic", "told", "low", "high"),
    [("authorities", 0.79, 0.74, 0.84), ("family", 0.80, 0.76, 0.845), ("work", 0.57, 0.51, 0.64)],
)
def test_other_topics(world: World, topic: str, told: float, low: float, high: float) -> None:
    share = answer(world, Question(topics=(topic,))).share

    assert share.value == pytest.approx(told, abs=0.02)
    assert (share.low, share.high) == pytest.approx((low, high), abs=0.025)


def test_the_document_tells_the_figures_of_today(language: Answer) -> None:
    said = re.search(
        r"language courses, 30 minutes on foot: district (\d+) \((\d+)–(\d+)\)", METHODS.read_text("utf-8")
    )

    assert said
    assert [int(number) for number in said.groups()] == [round(100 * part) for part in language.share[:3]]


def test_sums_by_cell_city_and_draw_agree(language: Answer) -> None:
    out = language.chances.out

    assert language.covered.value == pytest.approx(float((language.people * (1 - out)).sum()), rel=1e-9)
    assert language.by_city["covered"].sum() == pytest.approx(language.covered.value, rel=1e-9)
    at_limit = language.curve.loc[language.limit_m]
    assert at_limit["share"] == pytest.approx(language.share.value, rel=1e-9)
    reached = language.known.drawn.reached(language.limit_m)
    assert (language.chances.certain <= reached.min(axis=0)).all()
    assert (reached.max(axis=0) <= language.chances.possible).all()


def test_gaps_are_probable_ones_the_largest_where_most_people_expect_nothing(language: Answer) -> None:
    areas = language.gaps.areas

    assert (areas["chance"] >= 0.66 - 1e-9).all()
    assert areas["people"].is_monotonic_decreasing
    first = areas.iloc[0]  # two of the city's addresses are offices: its offers are there, or somewhere else
    assert (first["city"], 0.8 < first["chance"] < 0.95) == ("Gladbeck", True)


def test_tiles_give_the_same_numbers(language: Answer, world: World) -> None:
    tiled = tiled_answer(world, Question())

    assert tiled.share == language.share
    assert tiled.by_city.equals(language.by_city)
    assert tiled.curve.equals(language.curve)


def test_page_and_files_say_the_same_numbers(language: Answer, world: World) -> None:
    texts, settings = load_texts("de"), load_settings()
    told = figures(language, load_sources(settings), texts)
    share = [texts.of_hundred(told["covered"][name]) for name in ("share", "share_low", "share_high")]

    said = headline(texts, taxonomy_of(settings), language)
    assert said.startswith("Etwa {} von 100 Menschen ({} bis {})".format(*share))
    detail = interval_words(texts, language)
    assert detail.startswith("Das ist geschätzt: Von 43 der 64 Angebote ist der Ort nicht genau bekannt.")
    assert "Sicher sind 37, möglich über 99." in detail


def test_no_drawn_place_is_told_anywhere(language: Answer) -> None:
    """Every place that some draw has, and that no offer has: in no figure and in no file."""
    texts, settings = load_texts("de"), load_settings()
    directory = language.world.unknown.directory
    drawn = {
        f"{lon:.{digits}f}"
        for digits in (5, 6)
        for lon in directory.lon[np.unique(directory.place[~directory.is_exact])]
    }
    cells = {
        f"{lon:.{digits}f}" for digits in (5, 6) for lon in language.demand["lon"]
    }  # where people live is told
    told = json.dumps(figures(language, load_sources(settings), texts))
    text = told + coverage_files.gaps_frame(language, texts).drop(columns="geometry").to_json()

    assert not {number for number in drawn - cells if number in text}
    assert len(drawn - cells) > 100


def test_addresses_of_a_city_narrow_the_range(language: Answer) -> None:
    found = narrowing_by_city(language)

    assert (found["after"] <= found["before"] + 1e-12).all()
    assert found["before"].iloc[0] == pytest.approx(language.share.high - language.share.low)
    assert found["after"].iloc[0] < 0.95 * found["before"].iloc[0]
