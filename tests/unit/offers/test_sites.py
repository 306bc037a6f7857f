"""Further addresses of offers: each is a place of its own; a protected offer tells none."""

import io
import json

import pandas as pd
import pytest

from geo.exchange.offer_files import FORMATS
from geo.i18n import load_texts
from geo.maps.markers import spots
from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter
from geo.offers.sites import at_all_sites, further_sites
from geo.offers.wording import offer_words
from geo.reach.from_place import Place, nearest_first, nearest_sites
from geo.reach.supply import count_offers, make_supply
from tests.find_kit import tiny_taxonomy
from tests.offers_kit import HOUSE, ONLINE, SHELTER, frame_of, selection
from tests.unit.offers.test_wording import TAXONOMY as COLOURED

DE = load_texts("de")
OFFERS = frame_of(
    HOUSE | {"offer_id": "many", "location_id": "loc-a", "lon": 7.10, "lat": 51.65, "city": "Marl"},
    HOUSE | {"offer_id": "one", "location_id": "loc-b", "lon": 7.15, "lat": 51.60, "city": "Herten"},
    SHELTER,
    ONLINE,
)


def site(offer_id: str, number: int, **values: object) -> dict[str, object]:
    """Return a row as `Store.sites` gives it; in the street of Herten unless said otherwise."""
    return {
        "offer_id": offer_id, "site": number, "street": "Bahnhofstraße", "house_number": "3", "postal_code": "45699",
        "city": "Herten", "schedule": "", "location_id": "loc-c", "lon": 7.14, "lat": 51.59, "precision": "house",
        "uncertainty_m": 30.0,
    } | values  # fmt: skip


SITES = pd.DataFrame(
    [
        site("many", 0, location_id="loc-a"),
        site("many", 1, schedule="Mo 9–12 Uhr"),
        site("many", 2, schedule="Di 9–12 Uhr"),
        site(
            "many", 3, street="", house_number="", location_id="loc-d", precision="city", uncertainty_m=4000.0
        ),
        site(str(SHELTER["offer_id"]), 1, street="Geheimweg"),
        site(str(ONLINE["offer_id"]), 1),
    ]
)
TABLE = OfferTable(OFFERS, tiny_taxonomy(), sites=SITES)
BESIDE_THE_SITE = Place(7.1401, 51.5901)


def test_only_local_offers_that_are_not_protected_tell_further_addresses() -> None:
    found = further_sites(OFFERS, SITES)

    assert found.index.tolist() == ["many"] * 3
    assert found["site"].tolist() == [1, 2, 3]
    assert further_sites(OFFERS, None).empty


def test_each_address_is_a_row_and_two_sets_of_hours_at_one_door_are_one_place() -> None:
    rows = at_all_sites(OFFERS, TABLE.sites)

    assert rows.index.tolist() == [*OFFERS.index, "many", "many"]
    assert rows.loc["many", "location_id"].tolist() == ["loc-a", "loc-c", "loc-d"]
    assert rows.loc["many", "title"].nunique() == 1
    assert at_all_sites(OFFERS.loc[["one"]], TABLE.sites).index.tolist() == ["one"]


def test_near_me_counts_the_nearest_address() -> None:
    ways = nearest_sites(TABLE.places, BESIDE_THE_SITE)

    assert ways.index.tolist() == OFFERS.index.tolist()
    assert ways.at["many", "site"] == 1
    assert ways.at["many", "distance_m"] < 50 < ways.at["one", "distance_m"]
    assert nearest_first(OFFERS, ways)[0] == "many"
    assert nearest_sites(TABLE.places, Place(7.1, 51.65)).at["many", "site"] == 0


def test_a_city_finds_what_is_offered_there_too() -> None:
    assert (
        TABLE.count(OfferFilter(cities=("Herten",)))
        == OfferTable(OFFERS, tiny_taxonomy()).count(OfferFilter(cities=("Herten",))) + 1
    )


def test_every_address_is_a_spot_and_an_offer_counts_there_once() -> None:
    found = {spot.id: spot.offers for spot in spots(TABLE.places, COLOURED, area_points={})}

    assert found == {"loc-a": 1, "loc-b": 1, "loc-c": 1, "area-Herten": 1}


def test_supply_holds_all_addresses_and_the_capacity_stays_that_of_the_offer() -> None:
    supply = make_supply(TABLE.places)

    assert supply.loc[["loc-a", "loc-c", "loc-d~many"], "capacity"].tolist() == pytest.approx([1 / 3] * 3)
    assert supply.at["loc-b", "capacity"] == 1.0
    assert supply["capacity"].sum() == make_supply(OFFERS)["capacity"].sum()


def test_an_offer_counts_once_by_the_best_known_of_its_addresses() -> None:
    vague = OFFERS.iloc[:2].assign(precision=["city", "postcode"])

    counts = count_offers(at_all_sites(vague, TABLE.sites))

    assert (counts.count, counts.located, counts.uncertain, counts.unlocated) == (2, 1, 1, 0)


def test_the_detail_tells_each_address_with_hours_way_and_how_well_it_is_known() -> None:
    row = OFFERS.loc["many"].to_dict()
    ways = nearest_sites(TABLE.places, BESIDE_THE_SITE)
    rows = [(row | one, ways.loc["many"].to_dict()) for one in TABLE.sites.to_dict("records")]

    words = offer_words(
        "many", row, texts=DE, taxonomy=COLOURED, way=ways.loc["many"].to_dict(), sites=rows, detail=True
    )

    told = [fact for fact in words.facts if fact.heading == DE("detail.also_at")]
    assert words.place == "Marl und 3 weitere Standorte"
    assert words.way.endswith(", bis Bahnhofstraße 3, 45699 Herten")
    assert [fact.text for fact in told] == ["Bahnhofstraße 3, 45699 Herten"] * 2 + ["45699 Herten"]
    assert told[0].notes[0].text == "Mo 9–12 Uhr"
    assert "zu Fuß" in told[0].notes[1].text
    assert told[0].link.startswith("https://www.openstreetmap.org/directions?to=51.59")
    assert told[2].link == ""


@pytest.mark.parametrize("kind", ["csv", "geojson", "hsds", "jsonld", "xlsx", "gpkg"])
def test_no_file_tells_a_further_address_of_a_protected_offer(kind: str) -> None:
    leaking = pd.DataFrame([site(str(SHELTER["offer_id"]), 1, street="Geheimweg")]).set_index("offer_id")

    written = FORMATS[kind].write(selection(SHELTER, sites=leaking))

    assert b"Geheimweg" not in written


def _features(**options: object) -> list[dict]:
    written = FORMATS["geojson"].write(selection(*OFFERS.reset_index().to_dict("records"), **options))
    return [feature["properties"] for feature in json.loads(written)["features"]]


def test_geojson_has_the_addresses_as_a_list_and_no_point_of_an_area() -> None:
    many, one, *_ = _features(sites=TABLE.sites)

    assert [part["schedule"] for part in many["further_sites"]] == ["Mo 9–12 Uhr", "Di 9–12 Uhr", ""]
    assert [part["lon"] for part in many["further_sites"]] == [7.14, 7.14, None]
    assert one["further_sites"] == []


def test_hsds_has_a_service_at_location_for_each_address_with_its_hours() -> None:
    written = FORMATS["hsds"].write(selection(*OFFERS.reset_index().to_dict("records"), sites=TABLE.sites))

    places = json.loads(written)["contents"][0]["service_at_locations"]
    assert len({place["id"] for place in places}) == 4
    assert [place.get("schedules", [{}])[0].get("description") for place in places[1:]] == [
        "Mo 9–12 Uhr",
        "Di 9–12 Uhr",
        None,
    ]
    assert places[1]["location"]["latitude"] == 51.59
    assert "latitude" not in places[3]["location"]


def test_jsonld_lists_the_places_only_where_there_are_several() -> None:
    written = FORMATS["jsonld"].write(selection(*OFFERS.reset_index().to_dict("records"), sites=TABLE.sites))

    _, many, one, *_ = json.loads(written)["@graph"]
    assert len(many["availableChannel"]["serviceLocation"]) == 4
    assert isinstance(one["availableChannel"]["serviceLocation"], dict)


def test_csv_has_the_addresses_as_json_in_one_column() -> None:
    written = FORMATS["csv"].write(selection(*OFFERS.reset_index().to_dict("records"), sites=TABLE.sites))

    table = pd.read_csv(io.BytesIO(written), dtype=str, keep_default_na=False)
    assert json.loads(table["further_sites"][0])[2] == {
        "postal_code": "45699",
        "city": "Herten",
        "location_id": "loc-d",
        "precision": "city",
    }
    assert table["further_sites"][1] == ""
