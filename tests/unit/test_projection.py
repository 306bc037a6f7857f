"""Degrees to metres and back."""

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS
from shapely.geometry import Point

from geo import projection
from geo.errors import UnexpectedCrs
from geo.projection import (
    great_circle_m,
    require_wgs84,
    shapes_to_degrees,
    shapes_to_metres,
    to_degrees,
    to_metric,
)

lons, lats = st.floats(6, 8), st.floats(51, 52)


@given(lons, lats)
def test_there_and_back_again_is_the_same_point(lon, lat):
    again = to_degrees(*to_metric(lon, lat))

    assert again[0] == pytest.approx(lon, abs=1e-9)
    assert again[1] == pytest.approx(lat, abs=1e-9)


def test_longitude_comes_first():
    x, y = to_metric(7.1972, 51.6138)  # Recklinghausen: UTM 32 north, about 375 km east and 5,719 km north

    assert (float(x), float(y)) == (pytest.approx(375_000, abs=1000), pytest.approx(5_719_500, abs=1000))


@given(lons, lats, lons, lats)
def test_the_great_circle_is_symmetric_and_close_to_the_plane(lon, lat, to_lon, to_lat):
    there, back = great_circle_m(lon, lat, to_lon, to_lat), great_circle_m(to_lon, to_lat, lon, lat)
    (x, tx), (y, ty) = to_metric([lon, to_lon], [lat, to_lat])

    assert there == pytest.approx(back)
    assert float(there) == pytest.approx(math.hypot(tx - x, ty - y), rel=0.006, abs=0.5)


def test_another_coordinate_system_is_refused():
    frame = gpd.GeoDataFrame(geometry=[Point(375_000, 5_719_000)], crs=25832)

    with pytest.raises(UnexpectedCrs, match="EPSG:4326 expected"):
        require_wgs84(frame)


def test_a_frame_in_degrees_passes_unchanged():
    frame = gpd.GeoDataFrame(geometry=[Point(7, 51)], crs=4326)

    assert require_wgs84(frame) is frame


def test_every_corner_of_a_shape_goes_where_its_point_goes():
    area = shapely.box(7.0, 51.5, 7.1, 51.6)

    metric = shapes_to_metres(area, crs=25832)

    lon, lat = shapely.get_coordinates(area).T
    assert np.array_equal(shapely.get_coordinates(metric), np.column_stack(to_metric(lon, lat)))


@pytest.mark.parametrize("crs", [25832, 3035])
def test_shapes_come_back_to_six_decimals_one_or_many(crs):
    shapes = np.array([shapely.box(7.0, 51.5, 7.1, 51.6), Point(6.9, 51.7)], dtype=object)

    again = shapes_to_degrees(shapes_to_metres(shapes, crs=crs), crs=crs)
    alone = shapes_to_degrees(shapes_to_metres(shapes[0], crs=crs), crs=crs)

    assert shapely.equals_exact(again, shapes).all()
    assert alone.equals_exact(shapes[0], 0)


def test_systems_known_without_asking_are_in_metres():
    systems = [CRS.from_epsg(code) for code in projection._METRIC]

    assert all(system.is_projected for system in systems)
    assert {axis.unit_name for system in systems for axis in system.axis_info} == {"metre"}
