"""People and shares by area beside a plain loop over cells, areas and draws."""

import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon, box

from geo.people.disclosure import withheld
from geo.projection import shapes_to_degrees, to_degrees, to_metric
from geo.reach.areas import cell_parts, interval_by_area, mean_by_area, outside_part
from geo.reach.interval import Chances

GRID, SIDE = 3035, 100.0
EAST, NORTH = 4_100_000.0, 3_150_000.0
RNG = np.random.default_rng(7)


def centres(columns: int, rows: int) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.meshgrid(EAST + 50 + 100 * np.arange(columns), NORTH + 50 + 100 * np.arange(rows))
    return x.ravel(), y.ravel()


def slanted() -> list[Polygon]:
    """Three areas that cut cells aslant, with a hole in one and a strip that belongs to none."""
    corners = [(-30, -30), (520, -30), (330, 640), (-30, 640)]
    hole = [(110, 130), (240, 160), (180, 290)]
    return [
        Polygon(np.add(corners, (EAST, NORTH)), [np.add(hole, (EAST, NORTH))]),
        Polygon(np.add([(520, -30), (830, -30), (830, 300), (425, 305)], (EAST, NORTH))),
        Polygon(np.add([(425, 305), (830, 300), (700, 640), (330, 640)], (EAST, NORTH))),
    ]


def test_people_and_shares_are_those_of_a_loop_over_all_cells_areas_and_draws():
    x, y = centres(9, 6)
    people = np.round(RNG.uniform(0, 40, len(x)))
    reached = RNG.uniform(size=(30, len(x))) < RNG.uniform(size=len(x))
    sure, possible = reached.all(axis=0).astype(float), reached.any(axis=0).astype(float)
    areas = slanted()
    lon, lat = to_degrees(x, y, crs=GRID)
    in_degrees = shapes_to_degrees(np.array(areas, dtype=object), crs=GRID)

    parts = cell_parts(lon, lat, in_degrees, side_m=SIDE, crs=GRID)
    found = interval_by_area(parts, people, reached, Chances(reached.mean(axis=0), sure, possible))

    for number, area in enumerate(areas):
        everybody, by_draw, certain, most = 0.0, np.zeros(len(reached)), 0.0, 0.0
        for cell in range(len(x)):
            square = box(x[cell] - 50, y[cell] - 50, x[cell] + 50, y[cell] + 50)
            inside = sum(one.intersection(square).area for one in areas) / 1e4
            part = area.intersection(square).area / 1e4 / (inside if inside >= 0.98 else 1.0)
            everybody += part * people[cell]
            certain += part * people[cell] * sure[cell]
            most += part * people[cell] * possible[cell]
            for draw in range(len(reached)):
                by_draw[draw] += part * people[cell] * reached[draw, cell]
        row = found.iloc[number]
        assert row["people"] == pytest.approx(everybody, rel=2e-3)  # degrees are rounded to ten centimetres
        assert row["covered"] == pytest.approx(np.mean(by_draw), rel=2e-3)
        assert row["share_low"] == pytest.approx(np.quantile(by_draw, 0.05) / everybody, abs=2e-3)
        assert row["share_high"] == pytest.approx(np.quantile(by_draw, 0.95) / everybody, abs=2e-3)
        assert row["covered_certain"] == pytest.approx(certain, rel=2e-3)
        assert row["covered_possible"] == pytest.approx(most, rel=2e-3)


def test_nobody_is_lost_or_counted_twice():
    x, y = centres(9, 6)
    lon, lat = to_degrees(x, y, crs=GRID)
    upon = [
        *slanted(),
        Polygon(np.add([(400, 0), (450, 0), (425, 90)], (EAST, NORTH))),
    ]  # a sliver upon the first
    parts = cell_parts(
        lon, lat, shapes_to_degrees(np.array(upon, dtype=object), crs=GRID), side_m=SIDE, crs=GRID
    )

    inside, outside = np.asarray(parts.sum(axis=0)), outside_part(parts)

    assert (inside <= 1 + 1e-9).all()
    assert inside + outside == pytest.approx(np.ones(len(x)))
    assert 0 < outside.sum() < len(x)


def test_mean_of_a_value_is_weighted_by_the_people_inside():
    x, y = centres(9, 6)
    people, values = RNG.uniform(1, 9, len(x)), RNG.uniform(0, 90, len(x))
    values[3] = np.inf  # no way at all: nobody there has a value
    lon, lat = to_degrees(x, y, crs=GRID)
    parts = cell_parts(
        lon, lat, shapes_to_degrees(np.array(slanted(), dtype=object), crs=GRID), side_m=SIDE, crs=GRID
    )

    found = mean_by_area(parts, people, values)

    dense = parts.toarray()
    for number in range(3):
        told = np.isfinite(values)
        weights = dense[number][told] * people[told]
        assert found[number] == pytest.approx((weights * values[told]).sum() / weights.sum())


def test_degrees_and_metres_agree_on_the_cells():
    x, y = centres(2, 2)
    assert np.column_stack(to_metric(*to_degrees(x, y, crs=GRID), crs=GRID)) == pytest.approx(
        np.column_stack((x, y)), abs=0.01
    )
    assert shapely.area(box(0, 0, SIDE, SIDE)) == SIDE**2


def test_no_small_number_follows_from_a_total():
    for _ in range(200):
        people = np.round(RNG.exponential(6, 12))
        small = (people > 0) & (people < 3)
        totals = [np.arange(6), np.arange(6, 12), np.arange(12)]

        hidden = withheld(small, [people], totals)

        assert hidden[small].all()
        for rows in totals:
            rest = people[rows][hidden[rows]].sum()
            assert not 0 < rest < 3 or not (people[rows][~hidden[rows]] > 0).any()
