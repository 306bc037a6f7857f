"""Boundaries: which city holds a point, how far beyond its border is still inside, and files that do not load."""

import json

import pytest

from geo.district.boundaries import city_at, is_inside_city, load_boundaries, load_shapes
from geo.errors import DataError

#: Two squares side by side, 0.01 degrees wide: about 694 m from west to east at 51.6 degrees north.
WEST = [[[7.00, 51.60], [7.01, 51.60], [7.01, 51.61], [7.00, 51.61], [7.00, 51.60]]]
EAST = [[[7.01, 51.60], [7.02, 51.60], [7.02, 51.61], [7.01, 51.61], [7.01, 51.60]]]


def feature(ags, name, rings, kind="Polygon"):
    return {
        "type": "Feature",
        "properties": {"ags": ags, "name": name},
        "geometry": {"type": kind, "coordinates": rings},
    }


def written(tmp_path, *features):
    path = tmp_path / "boundaries.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.fixture
def two_cities(tmp_path):
    return load_boundaries(written(tmp_path, feature("1", "Westend", WEST), feature("2", "Ostheim", EAST)))


def test_frame_is_indexed_by_the_key_of_the_city_in_degrees(two_cities):
    assert list(two_cities.index) == ["1", "2"]
    assert two_cities.index.name == "ags"
    assert list(two_cities.columns) == ["name", "geometry"]
    assert two_cities.crs.to_epsg() == 4326


@pytest.mark.parametrize(
    ("lon", "lat", "city"),
    [(7.005, 51.605, "Westend"), (7.015, 51.605, "Ostheim"), (7.03, 51.605, ""), (51.605, 7.005, "")],
)
def test_city_at_names_the_city_that_holds_the_point(two_cities, lon, lat, city):
    assert city_at(two_cities, lon, lat) == city


@pytest.mark.parametrize(
    ("lon", "tolerance_m", "inside"),
    [
        (7.005, 0, True),
        (7.012, 0, False),
        (7.012, 130, False),  # 0.002 degrees are about 139 m
        (7.012, 145, True),
        (7.0135, 250, True),
        (7.0140, 250, False),
    ],
)
def test_tolerance_is_measured_in_metres_from_the_border(two_cities, lon, tolerance_m, inside):
    assert is_inside_city(two_cities, "Westend", lon, 51.605, tolerance_m=tolerance_m) is inside


def test_a_city_nobody_knows_holds_no_point(two_cities):
    assert not is_inside_city(two_cities, "Nirgendwo", 7.005, 51.605)


def bow_tie():
    return [[[7.0, 51.6], [7.01, 51.61], [7.01, 51.6], [7.0, 51.61], [7.0, 51.6]]]


@pytest.mark.parametrize(
    "features",
    [
        [],
        [feature("1", "Westend", WEST), feature("1", "Ostheim", EAST)],
        [{**feature("1", "Westend", WEST), "properties": {"name": "Westend"}}],
        [{**feature("1", "Westend", WEST), "properties": {"ags": 1, "name": "Westend"}}],
        [{**feature("1", "Westend", WEST), "properties": None}],
        [feature("1", "Westend", bow_tie())],
        [feature("1", "Westend", [7.0, 51.6], kind="Point")],
        [feature("1", "Westend", [[[0.0, 0.0]]])],
        [
            feature(
                "1",
                "Westend",
                [[[360_000.0, 5.7e6], [361_000.0, 5.7e6], [361_000.0, 5.8e6], [360_000.0, 5.7e6]]],
            )
        ],
        [{**feature("1", "Westend", WEST), "geometry": None}],
        ["no feature"],
    ],
)
def test_a_file_with_a_fault_is_refused_by_name(tmp_path, features):
    with pytest.raises(DataError, match=r"boundaries\.geojson"):
        load_boundaries(written(tmp_path, *features))


@pytest.mark.parametrize("raw", [b"", b"{", b"[1, 2]", b'{"features": 5}', b"\xff\xfe", b"\x00" * 10])
def test_a_file_that_is_no_geojson_is_refused_by_name(tmp_path, raw):
    path = tmp_path / "boundaries.geojson"
    path.write_bytes(raw)

    with pytest.raises(DataError, match=r"boundaries\.geojson"):
        load_boundaries(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "gone.geojson", tmp_path):
        with pytest.raises(DataError):
            load_boundaries(path)


def test_shapes_keep_their_properties_and_need_no_key(tmp_path):
    path = tmp_path / "settlement.geojson"
    shape = {**feature("", "", WEST), "properties": {"density": "dense"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [shape]}), encoding="utf-8")

    assert list(load_shapes(path)["density"]) == ["dense"]
