"""Behind the first figures: counted by hand on the line of `planning_kit`."""

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from geo.planning import insight
from geo.planning.answer import Answer, answer
from geo.reach.agreement import agreement
from geo.reach.measures import MEASURES
from geo.reach.network import Stopped
from tests.planning_kit import METRES, OFFERS, at, line_demand, line_offers, line_world


def asked(**world: object) -> Answer:
    return answer(line_world(**world), METRES)


def district(*, east_m: float = 20_000.0) -> gpd.GeoDataFrame:
    """Return a district whose eastern border lies so many metres along the line; the others are far away."""
    (west, south), (east, north) = at(-20_000.0, north_m=-20_000.0), at(east_m, north_m=20_000.0)
    return gpd.GeoDataFrame({"name": ["X"]}, geometry=[box(west, south, east, north)], crs=4326)


# -- how sure


def test_people_badly_off_in_most_variations_are_counted() -> None:
    found = insight.sureness(asked(), variations=6)

    placed = asked().known.placed
    drawn = (placed.in_draw(number) for number in range(6))
    table = agreement(line_demand(), drawn, limit_m=METRES.limit_m, variations=6)
    level = table["agreement"].to_numpy()
    people = line_demand()["people"].to_numpy()
    assert found.people == people[level > 0.5].sum()
    assert found.share == pytest.approx(found.people / 400)
    assert found.of_gap[1] == pytest.approx(level[3])  # the only gap is c4


def test_a_run_that_is_stopped_ends_at_the_next_variation() -> None:
    seen: list[tuple[int, int]] = []

    def go_on(done: int, of: int) -> bool:
        seen.append((done, of))
        return done < 2

    with pytest.raises(Stopped):
        insight.sureness(asked(), variations=5, go_on=go_on)
    assert seen == [(0, 5), (1, 5), (2, 5)]


# -- borders


def test_cells_nearer_to_the_border_than_to_an_offer_are_flagged() -> None:
    flags = insight.edge_flags(asked(), district(east_m=5500.0))

    assert flags.tolist() == [False, False, False, True]
    assert insight.people_at_edge(asked(), flags) == 50
    assert insight.people_at_edge(asked(), flags, rank=1) == 40  # a gap in four of five draws


def test_a_border_out_of_reach_flags_nobody() -> None:
    assert insight.people_at_edge(asked(), insight.edge_flags(asked(), district())) == 0


def test_one_or_two_people_at_the_border_are_not_told() -> None:
    cells = line_demand()
    cells.loc["c4", "people"] = 2.0
    found = asked(demand=cells)

    assert np.isnan(insight.people_at_edge(found, np.array([False, False, False, True])))


# -- measures


def test_measures_stand_side_by_side_with_best_and_worst_city() -> None:
    rows = {row.measure: row for row in insight.measures_side_by_side(asked())}

    assert tuple(rows) == MEASURES
    nearest = rows["nearest"]  # expected metres of way: A 0 and 1170, B 26 and 1976
    assert nearest.mean == pytest.approx((50 * 1170 + 200 * 26 + 50 * 1976) / 400, rel=1e-3)
    assert (nearest.best, nearest.worst) == ("A", "B")
    assert nearest.best_value == pytest.approx(50 * 1170 / 150, rel=1e-3)
    cumulative = rows["cumulative"]
    assert (cumulative.mean, cumulative.best_value, cumulative.worst_value) == pytest.approx(
        ((150 + 1.8 * 200 + 0.2 * 50) / 400, (1.8 * 200 + 0.2 * 50) / 250, 1.0)
    )


def test_what_is_missing_is_counted_in_people_who_would_have_nothing() -> None:
    missing = insight.missing_by_city(asked())

    standard = asked().access_by("e2sfca") @ asked().people / 400
    by_hand = {"A": 0.0, "B": 0.0}
    for ags, people, access in zip("AABB", asked().people, asked().access_by("e2sfca"), strict=True):
        by_hand[ags] += people * max(0.0, 1 - access / standard)
    assert missing.to_dict() == pytest.approx(by_hand)
    assert missing.is_monotonic_decreasing


def test_where_nobody_has_anything_no_standard_can_be_missed() -> None:
    assert insight.missing_by_city(asked(offers=line_offers({}))).empty


# -- addresses to fix


def test_the_address_that_decides_most_comes_first() -> None:
    fixes = insight.addresses_to_fix(asked())

    assert [fix.location_id for fix in fixes] == ["postcode"]  # the place is known well enough
    assert fixes[0].people == pytest.approx(50)  # it alone decides on the last cell
    assert fixes[0].titles == ("postcode",)
    assert fixes[0].offer_ids == ("postcode",)


def test_exact_addresses_leave_nothing_to_fix() -> None:
    assert insight.addresses_to_fix(asked(offers=line_offers({"house": OFFERS["house"]}))) == []


def test_no_more_addresses_than_asked_for() -> None:
    assert len(insight.addresses_to_fix(asked(), most=1)) == 1
