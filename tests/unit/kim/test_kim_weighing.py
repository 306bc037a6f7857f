"""Coverage weighted by needs: what a city counted lies where its people live."""

from dataclasses import replace

import pytest

from geo.errors import DataError
from geo.kim.figures import Figures, make_figures
from geo.kim.weighing import as_record, needs_by_city, weighted, with_needs
from geo.planning.answer import answer
from geo.store import TallyKey
from tests.planning_kit import CITIES, METRES, line_world

FIRST, SECOND = CITIES.values()
TALK = TallyKey("2026-Q3", FIRST, "language", "not_found")


def _figures(first: int, second: int, **more: int) -> Figures:
    counts = {TALK: first, TALK._replace(city=SECOND): second}
    return make_figures({key: n for key, n in counts.items() if n}, {})


@pytest.mark.parametrize(("first", "second"), [(30, 10), (10, 30), (7, 0), (0, 9)])
def test_the_weighted_share_is_that_of_each_city_by_its_needs(first: int, second: int) -> None:
    """Plain Python beside it: the share of each city, times its needs."""
    found = answer(line_world(), METRES)

    told = weighted(found, _figures(first, second))

    shares = {row["name"]: row["share"] for _, row in found.by_city.iterrows()}
    expected = (shares[FIRST] * first + shares[SECOND] * second) / (first + second)
    assert told.share.value == pytest.approx(expected)
    assert told.share.low <= told.share.value <= told.share.high
    assert told.needs == first + second
    assert told.untold == tuple(city for city, n in ((FIRST, first), (SECOND, second)) if not n)


def test_needs_as_the_people_live_give_the_share_of_the_people() -> None:
    found = answer(line_world(), METRES)
    living = {row["name"]: row["people"] for _, row in found.by_city.iterrows()}

    told = weighted(found, _figures(round(living[FIRST]), round(living[SECOND])))

    assert told.share == pytest.approx(found.share)


def test_of_a_hidden_need_only_what_is_known_for_sure_counts() -> None:
    figures = make_figures({TALK: 3, TALK._replace(topic="work"): 9}, {})

    assert needs_by_city(figures, (FIRST, SECOND), ("language",)) == {FIRST: 1, SECOND: 0}
    assert needs_by_city(figures, (FIRST, SECOND), ()) == {FIRST: 10, SECOND: 0}


def test_without_a_published_need_of_the_topic_nothing_is_weighted() -> None:
    found = answer(line_world(), replace(METRES, topics=("work",)))

    with pytest.raises(DataError, match="of which needs were published"):
        weighted(found, _figures(30, 10))


def test_programs_read_share_needs_and_quarters() -> None:
    record = as_record(weighted(answer(line_world(), METRES), _figures(30, 0)))

    assert {**record, "share": 0, "share_low": 0, "share_high": 0} == {
        "share": 0, "share_low": 0, "share_high": 0, "needs_at_least": 30, "quarters": ["2026-Q3"],
        "cities_without": [SECOND],
    }  # fmt: skip


@pytest.mark.parametrize("people", ["all", "foreign"])
def test_gaps_stand_by_the_needs_in_them_and_are_the_same_places(people: str) -> None:
    """Plain Python beside it: of each city's needs as many lie in a gap as of its people."""
    asked = replace(METRES, threshold=400.0, people=people)
    found = answer(line_world(), asked)

    ranked = with_needs(found, _figures(60, 10))

    before, after = found.gaps.areas, ranked.gaps.areas
    living = found.people
    needs = {"A": 60, "B": 10}
    expected = []
    for rank in before.index:
        here = (found.gaps.rank_of_cell == rank).to_numpy()
        (ags,) = found.demand["ags"][here].unique()
        out = float((living * found.chances.out)[here].sum())
        expected.append(
            (needs[ags] * out / living[found.demand["ags"] == ags].sum() / 70, before["city"][rank])
        )
    assert len(before) > 1
    assert [city for _, city in sorted(expected, reverse=True)] == [*after["city"]]
    shown = sorted((part for part, _ in expected), reverse=True)
    told = [part for part in after["weight_share"] if part == part]
    assert told == pytest.approx(shown[: len(told)])
    assert [*after.index] == [*before.index]
    for rank in after.index:
        cells = ranked.gaps.rank_of_cell[ranked.gaps.rank_of_cell == rank].index
        assert {*found.demand.loc[cells, "ags"]} == {after["ags"][rank]}
