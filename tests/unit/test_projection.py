"""Degrees to metres and back."""

import math

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from geo.errors import UnexpectedCrs
from geo.projection import bounds_of, great_circle_m, require_wgs84, to_degrees, to_metric

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


def test_bounds_are_west_south_east_north():
    assert bounds_of([(7, 52), (6, 51)]) == (6, 51, 7, 52)
    assert np.isfinite(bounds_of([(7, 52)])).all()
