"""Names of points: what is near first, else a direction; well known things carry further; no name twice."""

import pytest

from geo.places.gazetteer import KnownAddress, KnownPlace, Tables, read_tables
from geo.places.naming import (
    AREA,
    BUILDING,
    CENTRE,
    DIRECTIONS,
    SCHOOL,
    STATION,
    STREET,
    Anchor,
    Namer,
    PlaceName,
    PointToName,
    anchors_of,
    say,
)
from geo.settings import load_settings

DEGREE_M = 111_195.08  # one degree of latitude on the mean sphere
LON, LAT = 7.2, 51.6


def north(metres: float) -> float:
    return LAT + metres / DEGREE_M


def anchor(kind: str, name: str, metres: float, city: str = "Marl") -> Anchor:
    """An anchor so many metres north of the point that is named."""
    return Anchor(kind, name, city, LON, north(metres))


def short(name: PlaceName) -> tuple[str, str]:
    return name.anchor, name.direction


def test_a_street_close_by_names_the_point():
    name = Namer([anchor(STREET, "Ahornstraße", 290), anchor(STREET, "Bergstraße", 800)]).name(LON, LAT)

    assert short(name) == ("Ahornstraße", "")
    assert name.distance_m == pytest.approx(290)


def test_beyond_that_the_name_has_a_direction_as_seen_from_the_anchor():
    name = Namer([anchor(STREET, "Ahornstraße", 500)]).name(LON, LAT)

    assert short(name) == ("Ahornstraße", "south")


@pytest.mark.parametrize(
    ("east", "up", "direction"),
    [(0, 1, "north"), (1, 1, "north_east"), (1, 0, "east"), (1, -1, "south_east"), (0, -1, "south"),
     (-1, -1, "south_west"), (-1, 0, "west"), (-1, 1, "north_west")],
)  # fmt: skip
def test_eight_directions(east, up, direction):
    namer = Namer([Anchor(STREET, "Ahornstraße", "Marl", LON, LAT)])

    name = namer.name(LON + east * 0.016, LAT + up * 0.01)  # a degree is shorter to the east

    assert name.direction == direction
    assert direction in DIRECTIONS


def test_a_station_carries_further_than_a_street():
    namer = Namer([anchor(STREET, "Ahornstraße", 900), anchor(STATION, "Sinsen", 1700)])

    assert short(namer.name(LON, LAT)) == ("Sinsen", "south")


def test_inside_a_place_the_best_known_names_it():
    namer = Namer([anchor(STREET, "Ahornstraße", 50), anchor(STATION, "Sinsen", 700)])

    assert short(namer.name(LON, LAT, radius_m=800)) == ("Sinsen", "")
    assert short(namer.name(LON, LAT)) == ("Ahornstraße", "")


def test_what_stands_in_the_own_city_names_the_point():
    namer = Namer([anchor(STREET, "Ahornstraße", 50, "Herten"), anchor(STREET, "Bergstraße", 900)])

    assert short(namer.name(LON, LAT, city="Marl")) == ("Bergstraße", "south")
    assert short(namer.name(LON, LAT, city="Datteln")) == ("Ahornstraße", "")  # nothing is known there


def test_two_places_never_share_a_name():
    namer = Namer([anchor(STREET, "Ahornstraße", 0), anchor(STREET, "Bergstraße", 5000)])

    names = namer.name_all([PointToName(LON, LAT)] * 6)

    assert [short(name) for name in names[:2]] == [("Ahornstraße", ""), ("Bergstraße", "south")]
    assert [name.number for name in names] == [1, 1, 2, 3, 4, 5]
    assert len({name.identity for name in names}) == 6


def test_the_same_street_in_two_cities_names_one_place_only():
    namer = Namer([anchor(STREET, "Ahornstraße", 0, "Marl"), anchor(STREET, "Ahornstraße", 0, "Herten")])

    names = namer.name_all([PointToName(LON, LAT, "Marl"), PointToName(LON, LAT, "Herten")])

    assert names[0].identity != names[1].identity


def test_the_order_of_the_list_of_anchors_does_not_matter():
    anchors = [anchor(STREET, name, 100) for name in ("C", "A", "B")]

    assert Namer(anchors).name(LON, LAT) == Namer(anchors[::-1]).name(LON, LAT)
    assert Namer(anchors).name(LON, LAT).anchor == "A"


def test_where_nothing_is_known_areas_are_numbered():
    names = Namer([]).name_all([PointToName(LON, LAT, "Marl")] * 2)

    assert [(name.kind, name.number, name.city) for name in names] == [(AREA, 1, "Marl"), (AREA, 2, "Marl")]


def test_only_public_things_lend_their_name():
    tables = Tables(
        cities=("Marl",),
        centres={"Marl": (LON, LAT)},
        places=(
            KnownPlace("Marl-Sinsen", "station", "Marl", LON, LAT),
            KnownPlace("Recklinghausen Hbf", "station", "Recklinghausen", LON, LAT),
            KnownPlace("Rathaus Marl", "town_hall", "Marl", LON, LAT),
            KnownPlace("Beispiel-Klinik Marl", "hospital", "Marl", LON, LAT),
        ),
        addresses=(
            KnownAddress("Ahornstraße", "1", "", "Marl", LON, LAT, "fuel", "Beispiel Tankstelle"),
            KnownAddress("Bergstraße", "1", "", "Marl", LON, LAT, "school", "Waldschule"),
            KnownAddress("Bergstraße", "3", "", "Marl", LON, LAT, "school", "Beispiel-Akademie"),
            KnownAddress("", "", "", "Marl", LON, LAT, "charging", ""),
        ),
    )

    assert {(a.kind, a.name) for a in anchors_of(tables)} == {
        (STATION, "Marl-Sinsen"),
        (BUILDING, "Recklinghausen Hbf"),  # says itself that it is a station
        (BUILDING, "Rathaus Marl"),
        (CENTRE, "Marl"),
        (STREET, "Ahornstraße"),
        (STREET, "Bergstraße"),
        (SCHOOL, "Waldschule"),
    }


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (PlaceName(STREET, "Ahornstraße"), "near(street:Ahornstraße)"),
        (PlaceName(STATION, "Rhade", direction="north"), "north(station:Rhade)"),
        (PlaceName(STATION, "Rhade", direction="north", number=2), "north(station:Rhade) no. 2"),
        (PlaceName(AREA, "", number=3), "area 3"),
    ],
)
def test_a_name_says_itself_by_keys(name, words):
    def text(key, **values):
        forms = {"place.area": "area {number}", "place.numbered": "{name} no. {number}"}
        last = key.rpartition(".")[2]
        pattern = forms.get(key, last + (":{name}" if key.startswith("place.anchor.") else "({anchor})"))
        return pattern.format(**values)

    assert say(name, text) == words


def test_the_shipped_list_names_known_corners():
    namer = Namer.of_tables(read_tables(load_settings({}).district))

    assert short(namer.name(6.948, 51.7512, city="Dorsten")) == ("Rhade", "")
    assert short(namer.name(6.948, 51.765, city="Dorsten")) == ("Rhade", "north")
