"""Layers of the coverage map as values: what the browser is handed, where, and in which colour."""

import json
import re

import folium
import pandas as pd
import pytest
from shapely.geometry import MultiLineString, Point, Polygon, box

from geo.colors import ACCENT, INK
from geo.maps import coverage_map
from geo.maps.coverage_map import (
    Fill,
    Label,
    Mark,
    coverage_base,
    fills_layer,
    found_layer,
    gaps_layer,
    known_layer,
    labels_layer,
    lines_layer,
    picked_layer,
    shape_of,
    sites_layer,
)
from tests.map_kit import WORDS

SQUARE = box(7.0, 51.0, 7.01, 51.01)


def handed(layer: folium.FeatureGroup) -> tuple[str, list[object]]:
    """Return the function of the browser's part that a layer calls, and the rows it hands over."""
    base = folium.Map(tiles=None)
    layer.add_to(base)
    script = base.get_root().render()
    found = re.search(r"karte\.(\w+)\(feature_group_\w+, (\[.*?\])\);\n", script)
    assert found is not None
    return found[1], json.loads(found[2])


def test_cities_are_handed_over_with_their_colour() -> None:
    function, rows = handed(fills_layer([Fill(shape_of(SQUARE), "#7ba7bf")]))

    assert function == "fills"
    assert rows[0][1:] == ["#7ba7bf"]
    assert rows[0][0]["type"] == "Polygon"


def test_what_is_near_the_border_is_drawn_last_and_without_a_colour() -> None:
    rows = handed(fills_layer([Fill(shape_of(SQUARE), "#7ba7bf")], edges=shape_of(SQUARE)))[1]

    assert [row[1] for row in rows] == ["#7ba7bf", ""]


def test_lines_are_handed_over_with_how_each_kind_is_drawn_and_empty_ones_not_at_all() -> None:
    line = MultiLineString([[(7.0, 51.0), (7.01, 51.0)]])
    function, rows = handed(lines_layer({"railway": line, "water": line, "motorway": MultiLineString()}))

    assert function == "lines"
    assert [row[1:] for row in rows] == [[ACCENT, 2.0, ""], [INK, 2.0, "6 4"]]  # rivers below
    assert all(row[0]["type"].endswith("LineString") for row in rows)


def test_names_are_handed_over_with_their_figure() -> None:
    labels = [Label("Marl", "41 %", 7.005, 51.005), Label("Herten", "", 7.1, 51.1)]

    assert handed(labels_layer(labels)) == (
        "labels",
        [[51.005, 7.005, "Marl", "41 %"], [51.1, 7.1, "Herten", ""]],
    )


def test_gaps_are_numbered_as_in_the_list_and_the_open_one_is_marked() -> None:
    marks = [
        Mark(1, 7.123456789, 51.5, "1. nahe Markt, Marl", shape_of(SQUARE), is_chosen=True),
        Mark(2, 7.2, 51.6, "2. nahe Bahnhof, Herten"),
    ]

    function, rows = handed(gaps_layer(marks))

    assert function == "gaps"
    assert [row[:4] for row in rows] == [
        [51.5, 7.123457, 1, "1. nahe Markt, Marl"],
        [51.6, 7.2, 2, "2. nahe Bahnhof, Herten"],
    ]
    assert [row[5] for row in rows] == [True, False]
    assert [row[4] is None for row in rows] == [False, True]


def test_new_places_carry_number_and_name() -> None:
    assert handed(sites_layer([Mark(1, 7.0, 51.0, "Schule")])) == ("sites", [[51.0, 7.0, 1, "Schule"]])


def test_known_places_are_points_alone() -> None:
    supply = pd.DataFrame({"lon": [7.1234567, 7.0], "lat": [51.0, 51.7654321]})

    assert handed(known_layer(supply)) == ("known", [[51.0, 7.123457], [51.765432, 7.0]])


def test_a_search_shows_where_it_looked_and_what_it_chose() -> None:
    places = pd.DataFrame({"lon": [7.0, 7.1], "lat": [51.0, 51.1]})
    layer = found_layer([Mark(1, 7.0, 51.0, "Schule: weil")], places)
    base = folium.Map(tiles=None)
    layer.add_to(base)

    calls = dict(re.findall(r"karte\.(\w+)\(feature_group_\w+, (\[.*?\])\);\n", base.get_root().render()))

    assert json.loads(calls["candidates"]) == [[51.0, 7.0], [51.1, 7.1]]
    assert json.loads(calls["found"]) == [[51.0, 7.0, 1, "Schule: weil"]]


def test_a_picked_point_is_latitude_first_for_the_browser() -> None:
    assert handed(picked_layer((7.0, 51.0))) == ("picked", [[51.0, 7.0]])


@pytest.mark.parametrize(
    "layer",
    [
        fills_layer([]),
        gaps_layer([]),
        labels_layer([]),
        picked_layer(None),
        sites_layer([]),
        known_layer(pd.DataFrame({"lon": [], "lat": []})),
    ],
)
def test_an_empty_layer_hands_over_nothing(layer: folium.FeatureGroup) -> None:
    assert handed(layer)[1] == []


def test_a_name_cannot_leave_its_text() -> None:
    evil = '</script><script>alert("1")</script>'
    base = folium.Map(tiles=None)
    sites_layer([Mark(1, 7.0, 51.0, evil)]).add_to(base)

    script = base.get_root().render()

    assert evil not in script
    assert handed(sites_layer([Mark(1, 7.0, 51.0, evil)]))[1][0][3] == evil


def test_shapes_keep_their_form_to_about_a_metre() -> None:
    shape = shape_of(Polygon([(7.0, 51.0), (7.01234567, 51.0), (7.01234567, 51.01), (7.0, 51.01)]))

    text = json.dumps(shape)
    assert shape["type"] == "Polygon"
    assert "7.01235" in text
    assert "7.0123456" not in text
    assert max(len(number.partition(".")[2]) for number in re.findall(r"\d+\.\d+", text)) <= 5


def test_a_point_is_a_shape_too() -> None:
    assert shape_of(Point(7.0, 51.0)) == {"type": "Point", "coordinates": (7.0, 51.0)}


def test_the_base_map_asks_only_this_server_for_its_own_version() -> None:
    html = coverage_base((6.8, 51.5, 7.4, 51.9), WORDS, version="b1", web_version="w1").get_root().render()

    assert f"{coverage_map.ROUTES}/web/coverage.js?v=w1" in html
    assert "b1" in html
    assert re.findall(r"(?:src|href)=\"https?://", html) == []
