"""The map's layers as values: one spot a location, one badge a city, never a false point."""

import json
import math

import folium
import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from geo import colors
from geo.maps import markers, offer_map
from geo.model import TargetGroup, Taxonomy, Topic, TopicGroup
from geo.settings import Background
from tests.map_kit import WORDS

LABELS = {"de": "x", "en": "x", "ar": "x"}
TAXONOMY = Taxonomy(
    groups={
        "talk": TopicGroup("talk", LABELS, "#D55E00", "map"),
        "live": TopicGroup("live", LABELS, "#009E73", "map"),
    },
    topics={
        "language": Topic("language", "talk", "x", LABELS, {}),
        "housing": Topic("housing", "live", "x", LABELS, {}),
    },
    target_groups={"women": TargetGroup("women", "x", LABELS, {})},
)
AREAS = {"Marl": (7.09, 51.65)}


def offer(**values):
    return {
        "topics": ("language",),
        "street": "Am Markt",
        "house_number": "1",
        "postal_code": "45768",
        "city": "Marl",
        "is_protected": False,
        "location_id": "loc1",
        "lon": 7.1,
        "lat": 51.6,
        "precision": "house",
        "uncertainty_m": 100.0,
    } | values


def frame(*rows):
    return pd.DataFrame(list(rows), index=[f"o{number}" for number in range(len(rows))])


def spots(*rows):
    return markers.spots(frame(*rows), TAXONOMY, area_points=AREAS)


def test_offers_at_one_location_are_one_spot_with_their_number():
    (spot,) = spots(offer(), offer())

    assert (spot.id, spot.offers, spot.kind, spot.label) == ("loc1", 2, markers.EXACT, "Am Markt 1")


@pytest.mark.parametrize(
    ("precision", "kind"),
    [("house", markers.EXACT), ("street", markers.ABOUT), ("place", markers.ABOUT)],
)
def test_only_a_house_is_exact(precision, kind):
    (spot,) = spots(offer(precision=precision))

    assert spot.kind == kind


def test_what_is_known_to_postcode_or_city_alone_is_one_badge_a_city():
    found = spots(
        offer(precision="postcode", location_id="a", lon=7.05, lat=51.66),
        offer(precision="city", location_id="b", street="", house_number=""),
    )

    (badge,) = found
    assert (badge.id, badge.offers, badge.kind) == ("area-Marl", 2, markers.AREA)
    assert (badge.lon, badge.lat) == AREAS["Marl"]


def test_protected_and_unlocated_offers_are_on_no_map():
    assert spots(offer(is_protected=True), offer(lon=math.nan, lat=math.nan, precision="none")) == []


def test_a_place_of_several_topics_wears_no_topics_colour():
    one, several = spots(offer(), offer(location_id="loc2"), offer(location_id="loc2", topics=("housing",)))

    assert one.color == "#D55E00"
    assert several.color == colors.MIXED


def test_no_offers_make_no_spots():
    assert markers.spots(frame(offer()).iloc[:0], TAXONOMY, area_points=AREAS) == []


def layer_of(*rows):
    return offer_map.spots_layer(markers.spot_rows(spots(*rows)))


def rendered(element):
    element._id = "x"
    return element._template.module.script(element)


def test_markers_travel_as_numbers_with_latitude_first():
    rows = markers.spot_rows(spots(offer()))

    assert json.loads(rows) == [[51.6, 7.1, 1, "#D55E00", markers.EXACT, "Am Markt 1"]]


def test_hostile_labels_stay_inside_their_string():
    layer = layer_of(offer(street="</script><script>alert(1)//", house_number=""))

    script = rendered(next(iter(layer._children.values())))
    assert "<script>" not in script
    assert "\\u003c/script>" in script


def test_braces_in_a_label_are_no_template():
    layer = layer_of(offer(street="{{ 7*7 }} {% raw", house_number=""))

    layer.add_to(folium.Map())
    layer.render()
    assert "{{ 7*7 }} {% raw" in rendered(next(iter(layer._children.values())))


def test_no_layer_asks_a_foreign_host():
    layers = [
        offer_map.base_map((6.8, 51.5, 7.5, 51.8), WORDS, version="1"),
        *layer_of(offer())._children.values(),
    ]

    links = [link for layer in walk(layers) for _, link in (*layer.default_js, *layer.default_css)]
    assert links
    assert [link for link in links if not link.startswith("../../")] == []


def walk(elements):
    for element in elements:
        if hasattr(element, "default_js"):
            yield element
        yield from walk(element._children.values())


def test_a_background_is_off_until_chosen():
    chosen = Background("osm", "OSM", "https://tile.example/{z}/{x}/{y}.png", "© OSM", 19)

    assert len(offer_map.background_layer(None)._children) == 0
    assert len(offer_map.background_layer(chosen)._children) == 1


def test_the_base_script_cannot_break_out_and_names_the_cities():
    cities = gpd.GeoDataFrame({"name": ["</script>Marl"]}, geometry=[box(7, 51, 7.1, 51.1)], crs=4326)
    bare = gpd.GeoDataFrame(geometry=[box(7, 51, 7.1, 51.1)], crs=4326)
    stations = pd.DataFrame({"name": ["Marl Mitte"], "lon": [7.05], "lat": [51.05]})

    script = offer_map.base_script(
        boundaries=cities, neighbours=cities, settlement=bare, outline=bare, stations=stations
    )

    assert "</script" not in script
    shapes = json.loads(script.removeprefix("window.KARTE_BASE=").removesuffix(";"))
    assert shapes["stations"] == [[51.05, 7.05, "Marl Mitte"]]
    assert shapes["cities"]["features"][0]["properties"]["name"] == "</script>Marl"


@pytest.mark.parametrize("radius_m", [50, 500, 2100, 6550])
def test_the_map_zooms_so_that_the_radius_fits(radius_m):
    zoom = offer_map.zoom_for(radius_m, lat=51.6, half_px=260)

    metres_per_px = offer_map.EQUATOR_M_PER_PX * math.cos(math.radians(51.6)) / 2**zoom
    assert radius_m <= 260 * metres_per_px
    assert zoom == offer_map.SELECT_ZOOM or radius_m > 260 * metres_per_px / 2


def test_a_rough_place_is_drawn_with_its_circle_and_an_exact_one_without():
    spot = markers.Spot("loc1", 7.1, 51.6, 1, "#000000", markers.ABOUT, "Am Markt", 500.0)

    with_circle = offer_map.highlight_layer(spot, circle=(7.1, 51.6, 500.0))
    without = offer_map.highlight_layer(spot)

    assert [type(c).__name__ for c in with_circle._children.values()] == ["Circle", "CircleMarker"]
    assert [type(c).__name__ for c in without._children.values()] == ["CircleMarker"]


def test_further_addresses_of_the_open_offer_are_ringed_too_but_no_badge_of_a_city():
    first = markers.Spot("loc1", 7.1, 51.6, 1, "#000000", markers.EXACT, "Am Markt", 30.0)
    second = markers.Spot("loc2", 7.2, 51.7, 1, "#000000", markers.EXACT, "Am Tor", 30.0)
    area = markers.Spot("area-Marl", 7.09, 51.65, 4, "#000000", markers.AREA, "Marl", 5000.0)

    rings = offer_map.highlight_layer(first, also=[second, area])._children.values()

    assert [ring.location for ring in rings] == [[51.6, 7.1], [51.7, 7.2]]


def test_an_offer_with_two_addresses_in_a_city_counts_once_at_its_badge():
    vague = {"precision": "city", "location_id": "x"}
    rows = frame(offer(**vague), offer(**vague))
    rows.index = ["o0", "o0"]

    assert [spot.offers for spot in markers.spots(rows, TAXONOMY, area_points=AREAS)] == [1]
