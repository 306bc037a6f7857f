"""Many topics at once say what a question of each topic alone says of the cities."""

from dataclasses import replace

import pytest

from geo.offers.facets import OfferTable
from geo.planning.answer import answer
from geo.planning.ground import World
from geo.planning.question import Question
from geo.planning.reached_by_topic import shares_by_topic
from tests.planning_kit import OFFERS, line_offers, line_world

TOPICS = {"house": ("language", "work"), "place": ("language",), "second": ("work",)}
MANY = {**OFFERS, "second": (4200.0, "city", 2600.0)}


@pytest.fixture(scope="module")
def world() -> World:
    """The line with two topics that share an offer, and one that nobody offers."""
    frame = line_offers(MANY)
    told = frame.assign(topics=[TOPICS.get(str(name), ("work",)) for name in frame.index])
    made = line_world(offers=told)
    return replace(made, table=OfferTable(told, made.table.taxonomy))


def test_shares_are_those_of_a_question_of_each_topic_alone(world: World) -> None:
    found = shares_by_topic(world, ["work", "language", "nothing"])

    assert [*found] == ["work", "language"]
    for topic, shares in found.items():
        rows = answer(world, Question(topics=(topic,))).by_city
        assert shares == pytest.approx({row["name"]: row["share"] for _, row in rows.iterrows()})
    assert len({round(share, 6) for shares in found.values() for share in shares.values()}) > 2


def test_a_city_where_nobody_lives_has_no_share(world: World) -> None:
    empty = world.demand.assign(people=world.demand["people"].where(world.demand["ags"].ne("B"), 0.0))

    shares = shares_by_topic(replace(world, demand=empty), ["language"])["language"]

    assert shares["Neu"] != shares["Neu"]  # NaN: unknown, not nothing
    assert shares["Alt"] > 0
