"""Topics × places × ways of travel: each row is the answer to its own question, on the line of cells."""

from dataclasses import replace

import pytest

from geo.planning.answer import answer
from geo.planning.matrix import DISTRICT, make_matrix, modes_there_are, worst_places
from geo.planning.question import Question
from tests.planning_kit import line_offers, line_world

QUESTION = Question(topics=(), threshold=16.0)  # 1280 m on foot


def two_topics():
    """The house teaches, the place finds work, the third does both."""
    offers = line_offers()
    return offers.assign(topics=[("language",), ("work",), ("language", "work")], city=["Alt", "Neu", "Neu"])


def test_each_row_is_the_answer_to_its_own_question():
    world, told = line_world(offers=two_topics()), []

    matrix = make_matrix(
        world,
        QUESTION,
        topics=("language", "work"),
        modes=("walk", "bike"),
        progress=lambda done, total: told.append((done, total)),
    )

    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert len(matrix.rows) == 2 * 2 * 3
    for row in matrix.rows.to_dict("records"):
        found = answer(world, replace(QUESTION, topics=(row["topic"],), mode=row["mode"]))
        if row["place"] == DISTRICT:
            assert row["share"] == found.share.value
            assert row["without"] == pytest.approx(400 - found.covered.value)
        else:
            expected = found.by_city.loc[row["place"]]
            for name in ("people", "covered", "share_low", "share_high", "share_certain", "share_possible"):
                assert row[name] == expected[name]


def test_offers_rates_and_the_worst_place_are_those_done_by_hand():
    matrix = make_matrix(
        line_world(offers=two_topics()), QUESTION, topics=("language", "work"), modes=("walk",)
    )

    rows = {(row["topic"], row["name"]): row for row in matrix.told}
    assert [rows[topic, name]["offers"] for topic in ("language", "work") for name in ("Alt", "Neu")] == [
        1.0,
        1.0,
        0.0,
        2.0,
    ]
    assert rows["work", "Neu"]["per_1000"] == 8.0  # two for 250 people
    assert rows["work", ""]["offers"] == 2.0
    assert [(row["topic"], row["name"]) for row in worst_places(matrix)] == [
        ("language", "Neu"),
        ("work", "Alt"),
    ]


def test_without_a_timetable_there_are_two_ways():
    assert modes_there_are(line_world()) == ("walk", "bike")
