"""Where an offer could be: places that are there already, each once, or every populated cell."""

import pandas as pd

from geo.district.boundaries import is_inside_city, load_boundaries
from geo.places.gazetteer import KnownAddress, KnownPlace, Tables, read_tables
from geo.planning.candidate_sites import COLUMNS, candidates_from_cells, candidates_from_places
from geo.settings import load_settings
from tests.find_kit import frame_of

TABLES = Tables(
    cities=("Herten", "Marl"),
    addresses=(
        KnownAddress("Am Weg", "1", "45699", "Herten", 7.13, 51.59, "school", "Schule am Weg"),
        KnownAddress("Am Weg", "2", "45699", "Herten", 7.14, 51.59, "fuel", "Tankstelle"),
    ),
    places=(
        KnownPlace("Marl Mitte", "station", "Marl", 7.09, 51.65),
        KnownPlace("Finanzamt Marl", "tax_office", "Marl", 7.08, 51.65),
    ),
)
OFFERS = frame_of(
    {"organization": "Haus der Familie", "precision": "house", "lon": 7.2, "lat": 51.6, "city": "Marl"},
    {"organization": "Haus der Familie", "precision": "house", "lon": 7.2, "lat": 51.6, "city": "Marl"},
    {"organization": "An der Schule", "precision": "house", "lon": 7.13, "lat": 51.59, "city": "Herten"},
    {"organization": "Irgendwo", "precision": "street", "lon": 7.3, "lat": 51.6, "city": "Marl"},
    {"organization": "Frauenhaus", "precision": "none", "city": "Marl"},
)


def test_schools_stations_and_houses_of_other_offers_are_candidates_each_once() -> None:
    found = candidates_from_places(TABLES, OFFERS)

    assert list(found.columns) == list(COLUMNS)
    assert found["name"].tolist() == ["Haus der Familie", "An der Schule", "Marl Mitte"]
    assert found["kind"].tolist() == ["location", "location", "station"]
    assert found.index.tolist() == [
        "location:7.20000,51.60000",
        "location:7.13000,51.59000",
        "station:7.09000,51.65000",
    ]


def test_without_offers_the_public_places_are_left() -> None:
    found = candidates_from_places(TABLES)

    assert found["name"].tolist() == ["Marl Mitte", "Schule am Weg"]
    assert found["city"].tolist() == ["Marl", "Herten"]


def test_a_location_with_a_name_of_its_own_is_called_by_it() -> None:
    named = OFFERS.assign(location_name=["", "", "Pfarrheim", "", ""])

    assert candidates_from_places(TABLES, named)["name"].tolist()[:2] == ["Haus der Familie", "Pfarrheim"]


def test_nothing_known_gives_no_candidates() -> None:
    found = candidates_from_places(Tables(cities=()))

    assert found.empty
    assert list(found.columns) == list(COLUMNS)


def test_every_cell_with_people_is_a_candidate() -> None:
    demand = pd.DataFrame(
        {"lon": [7.1, 7.2], "lat": [51.6, 51.7], "ags": ["01", "02"], "people": [3.0, 0.0]},
        index=pd.Index(["a", "b"], name="cell_id"),
    )

    found = candidates_from_cells(demand, pd.Series({"01": "Marl"}))

    assert found.index.tolist() == ["a"]
    assert found.loc["a"].to_dict() == {"lon": 7.1, "lat": 51.6, "name": "", "city": "Marl", "kind": "cell"}
    assert candidates_from_cells(demand)["city"].tolist() == ["01"]


def test_every_shipped_place_lies_in_its_city_and_has_a_name() -> None:
    district = load_settings().district
    found = candidates_from_places(read_tables(district))
    boundaries = load_boundaries(district.files["boundaries"])

    assert len(found) > 100
    assert found.index.is_unique
    assert found["name"].ne("").all()
    for candidate_id, site in found.iterrows():
        assert is_inside_city(boundaries, site["city"], site["lon"], site["lat"]), candidate_id
