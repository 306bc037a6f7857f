"""Cells near the border, where an offer beyond it could be nearer than the next known one."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon

from geo.errors import UnexpectedCrs
from geo.projection import to_degrees
from geo.reach.edges import border_m, edge_cells
from tests.reach_kit import ORIGIN, demand_at


def square(west_m: float, east_m: float, *, half_m: float = 3000.0) -> Polygon:
    corners = [(west_m, -half_m), (east_m, -half_m), (east_m, half_m), (west_m, half_m)]
    lon, lat = to_degrees([ORIGIN[0] + x for x, _ in corners], [ORIGIN[1] + y for _, y in corners])
    return Polygon(np.column_stack((lon, lat)))


def district(*areas: Polygon) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(areas or [square(0, 10_000)]), crs=4326)


def test_way_to_the_border_is_straight_and_nothing_outside() -> None:
    cells = demand_at([100, 1000, 5000, -50], [1, 1, 1, 1])

    assert border_m(cells, district()) == pytest.approx([100, 1000, 3000, 0], abs=0.5)


def test_cells_nearer_to_the_border_than_to_an_offer_are_edges() -> None:
    cells = demand_at([100, 1000, 5000], [1, 1, 1])

    found = edge_cells(cells, district(), [500.0, 1200.0, np.inf], limit_m=2400)

    # ways to the border: 130, 1,300 and 3,900 m
    assert found.tolist() == [True, False, False]


def test_border_beyond_the_limit_changes_nothing() -> None:
    cells = demand_at([5000], [1])

    assert edge_cells(cells, district(), [np.inf], limit_m=3800).tolist() == [False]
    assert edge_cells(cells, district(), [np.inf], limit_m=4000).tolist() == [True]


def test_borders_between_the_cities_of_the_district_do_not_count() -> None:
    cells = demand_at([4900], [1])

    found = border_m(cells, district(square(0, 5000), square(5000, 10_000)))

    assert found == pytest.approx([3000], abs=0.5)


def test_inner_border_of_a_hole_counts() -> None:
    hole = square(4000, 4400, half_m=200)
    ring = shapely.difference(square(0, 10_000), hole)

    assert border_m(demand_at([4700], [1]), district(ring)) == pytest.approx([300], abs=0.5)


def test_no_cells_have_no_border() -> None:
    assert border_m(demand_at([], []), district()).tolist() == []


def test_outline_in_metres_is_refused() -> None:
    with pytest.raises(UnexpectedCrs):
        border_m(demand_at([0], [1]), district().to_crs(25832))
