"""Layers of the coverage map: classes, colours that print, cells merged without loss, light files."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.maps.classes import (
    COLORS,
    NO_VALUE,
    NO_VALUE_COLOR,
    calm_outlines,
    cells_to_classes,
    cities_to_classes,
    classify,
    color_classes,
)
from geo.people.cells import load_cells
from geo.settings import PROJECT_ROOT
from tests.gaps_kit import world

INF = np.inf


def lightness(color: str) -> float:
    """L* of CIE Lab: what is left of a colour in grey print."""
    parts = [int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 116 * luminance ** (1 / 3) - 16


def test_colours_grow_darker_by_steps_that_grey_print_shows():
    steps = -np.diff([lightness(color) for color in COLORS])

    assert (steps > 12).all()


def test_classes_lie_between_the_breaks_lightest_first():
    found = color_classes([10, 20])

    assert [(one.low, one.high) for one in found] == [(-INF, 10), (10, 20), (20, INF)]
    assert [one.color for one in found] == [COLORS[0], COLORS[2], COLORS[4]]


@pytest.mark.parametrize("breaks", [[20, 10], [10, 10], [1, 2, 3, 4, 5]])
def test_breaks_that_cannot_be_are_refused(breaks):
    with pytest.raises(ValueError, match="growing breaks"):
        color_classes(breaks)


def test_a_value_on_a_break_is_in_the_lower_class():
    assert classify([5, 10, 10.1, 20, 21, INF, np.nan], [10, 20]).tolist() == [0, 0, 1, 1, 2, 2, NO_VALUE]


def test_cities_wear_the_colour_of_their_class():
    shapes = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(2, 0, 3, 1)]
    cities = gpd.GeoDataFrame({"name": ["A", "B", "C"]}, geometry=shapes, index=["1", "2", "3"], crs=4326)

    drawn = cities_to_classes(cities, pd.Series({"2": 0.9, "1": 0.2}), [0.5])

    assert drawn["color"].tolist() == [COLORS[0], COLORS[-1], NO_VALUE_COLOR]
    assert drawn["class"].tolist() == [0, 1, NO_VALUE]
    assert "color" not in cities


def test_cells_of_a_class_become_one_shape():
    demand = world((0, 0, 10), (1, 0, 20), (5, 0, 30), (6, 0, 0), (7, 0, 5))

    drawn = cells_to_classes(demand, [5, 5, 15, 15, np.nan], [10.0])

    assert drawn.index.tolist() == [0, 1]
    assert drawn["cells"].tolist() == [2, 1]
    assert drawn["people"].tolist() == [30, 30]
    assert drawn.crs.to_epsg() == 4326
    metric = drawn.to_crs(3035).area
    assert metric.to_numpy() == pytest.approx([20_000, 10_000], rel=1e-3)


def test_a_class_without_cells_is_not_drawn():
    drawn = cells_to_classes(world((0, 0, 10)), [15], [10.0])

    assert drawn.index.tolist() == [1]


def test_no_cells_draw_nothing():
    assert len(cells_to_classes(world((0, 0, 10)).iloc[:0], [], [10.0])) == 0


def test_too_many_corners_are_drawn_in_larger_blocks_of_the_most_people():
    demand = world((0, 0, 10), (1, 0, 90), (0, 1, 10), (1, 1, 10), (4, 4, 10), (8, 8, 10))

    drawn = cells_to_classes(demand, [5, 15, 5, 5, 5, 5], [10.0], most_corners=15)

    assert drawn["people"].tolist() == [50, 90]  # figures stay those of the cells
    blocks = drawn.to_crs(3035)
    assert blocks.area.to_numpy() == pytest.approx([80_000, 40_000], rel=1e-2)


def light_geojson(frame: gpd.GeoDataFrame) -> str:
    """Write a frame as GeoJSON as short as a browser needs it: no spaces, positions to about a metre."""
    shapes = frame.set_geometry(shapely.transform(frame.geometry.to_numpy(), lambda at: np.round(at, 5)))
    told = shapes.assign(low=shapes["low"].replace(-INF, None), high=shapes["high"].replace(INF, None))
    return json.dumps(told.to_geo_dict(), separators=(",", ":"))


def test_the_district_is_light():
    demand = load_cells(PROJECT_ROOT / "data" / "population_cells.csv")
    calm = np.hypot(demand.geometry.x - 7.1, demand.geometry.y - 51.6).to_numpy()
    wild = np.random.default_rng(1).random(len(demand))
    for values in (calm, wild):
        drawn = cells_to_classes(demand, values, np.quantile(values, (0.2, 0.4, 0.6, 0.8)))

        assert len(light_geojson(drawn)) < 310_000
        assert drawn["people"].sum() == pytest.approx(demand["people"].sum())
        assert drawn.geometry.is_valid.all()


def squares(*corners: tuple[float, float], side_m: float = 100.0) -> gpd.GeoDataFrame:
    """Return one gap of squares, given by their corners in metres of the grid."""
    cells = [shapely.box(x, y, x + side_m, y + side_m) for x, y in corners]
    return gpd.GeoDataFrame(geometry=[shapely.union_all(cells)], index=[1], crs=3035).to_crs(4326)


BLOCK = [(4_100_000.0 + x, 3_170_000.0 + y) for x in range(0, 1000, 100) for y in range(0, 1000, 100)]


def test_calm_outlines_have_no_crumbs_and_no_pinholes():
    rough = squares(*[c for c in BLOCK if c != BLOCK[44]], (4_103_000.0, 3_170_000.0))
    assert len(shapely.get_parts(rough.geometry[1])) == 2

    (calm,) = calm_outlines(rough).geometry

    (part,) = shapely.get_parts(calm)
    assert len(part.interiors) == 0
    overlap = calm.intersection(rough.geometry[1]).area
    assert overlap / shapely.get_parts(rough.geometry[1])[0].area > 0.9


def test_a_gap_of_one_cell_stays_where_it_is():
    lone = squares((4_100_000.0, 3_170_000.0))

    (calm,) = calm_outlines(lone).geometry

    assert calm.intersects(lone.geometry[1].centroid)


def test_calm_outlines_leave_the_figures_and_their_argument_alone():
    areas = squares(*BLOCK).assign(people=7.0)
    before = areas.geometry[1]

    calm = calm_outlines(areas)

    assert calm["people"].tolist() == [7.0]
    assert areas.geometry[1].equals(before)
    assert calm.crs == areas.crs
