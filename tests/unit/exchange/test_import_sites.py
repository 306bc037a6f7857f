"""Further addresses of offers in files: read back, planned, applied and taken back; whatever else stands there is told."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.exchange.importing import Messages, apply_plan, known_offers, plan_import
from geo.exchange.offer_files import FORMATS
from geo.exchange.sources.nested import MAX_SITES, MAX_TOLD, read_sites
from geo.i18n import load_texts
from geo.model import Role
from geo.offers.columns import SITE_COLUMNS
from geo.offers.sites import further_sites
from geo.store import OfferEdit, Site, Store
from tests.offers_kit import selection
from tests.sources_kit import bench, csv_bytes, feature, json_bytes, reading_from, service
from tests.store_kit import FakeGeocoder, offer_row, open_memory

HALL = Site("Wiesenstraße", "3", "45770", "Marl", "Mo 9–12")
CAFE = Site("Am Markt", "", "", "Herten")
READ = ["csv", "xlsx", "geojson", "gpkg", "hsds", "jsonld"]
DAY = date(2026, 11, 26)


def stored_with(*sites: Site, **values: str) -> Store:
    store = open_memory()
    edit = OfferEdit.add(offer_row("aa", **values), sites=sites)
    store.apply([edit], who=Role.EDITOR, geocode=FakeGeocoder().geocode)
    return store


def as_file(store: Store, kind: str) -> bytes:
    offers = store.offers()
    sites = further_sites(offers, store.sites(further_only=True))
    return FORMATS[kind].write(selection(offers=offers, sites=sites))


def planned(store: Store, raw: bytes, kind: str = "csv"):
    return plan_import(reading_from(raw, f"offers.{kind}", file_format=kind), known_offers(store))


def applied(store: Store, plan, geocode=None):
    find = geocode or FakeGeocoder().geocode
    return apply_plan(plan, store, geocode=find, who=Role.OPERATOR, today=DAY)


def table(cell: str | None = None, **values: str) -> bytes:
    """Return a CSV with one offer; without a cell it has no column of further addresses."""
    told = {name: text for name, text in offer_row("aa", **values).items() if text}
    told |= {} if cell is None else {"further_sites": cell}
    return csv_bytes([list(told), list(told.values())])


def sites_of(store: Store) -> tuple[Site, ...]:
    found = store.get("aa")
    assert found is not None
    return found.sites


# --- plan, apply, undo ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", READ)
def test_a_changed_list_stands_in_the_plan_is_applied_once_and_taken_back(kind):
    with stored_with(HALL) as store, stored_with(replace(HALL, schedule="Di 10–13"), CAFE) as other:
        raw = as_file(other, kind)

        plan = planned(store, raw, kind)
        batch = applied(store, plan)

        assert [(c.column, c.before, c.after) for c in plan.changed[0].changes] == [
            (
                "further_sites",
                "Wiesenstraße 3, 45770 Marl, Mo 9–12",
                "Wiesenstraße 3, 45770 Marl, Di 10–13 · Am Markt, Herten",
            )
        ]
        assert sites_of(store) == sites_of(other)
        assert not planned(store, raw, kind).changes_something
        store.undo_batch(batch.batch_id, who=Role.OPERATOR)
        assert sites_of(store) == (HALL,)


@pytest.mark.parametrize("kind", READ)
def test_our_own_file_says_too_that_an_offer_has_no_further_address(kind):
    with stored_with(HALL) as store, stored_with() as other:
        applied(store, planned(store, as_file(other, kind), kind))

        assert sites_of(store) == ()


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (table(title="Neu"), "csv"),
        (json_bytes({"features": [feature(offer_id="aa", title="Neu")]}), "geojson"),
    ],
)
def test_a_file_that_does_not_speak_of_further_addresses_leaves_them(raw, kind):
    with stored_with(HALL) as store:
        applied(store, planned(store, raw, kind))

        found = store.get("aa")
        assert found is not None
        assert (found.row["title"], found.sites) == ("Neu", (HALL,))


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize("scope", ["online", "district"])
def test_addresses_that_no_file_tells_are_not_lost_by_taking_it_in(kind, scope):
    with stored_with(HALL, scope=scope) as store:
        plan = planned(store, as_file(store, kind), kind)

        assert plan.changed == ()
        assert len(plan.unchanged) == 1


def test_what_another_source_knows_stays_where_this_one_knows_of_none():
    with stored_with(HALL, phone="02365 123456") as store:
        cells = {"title": "Kurs aa", "organization": "Verein Brücke", "topics": "language", "city": "Marl"}
        cells |= {"phone": "02365 123456", "further_sites": ""}
        plan = plan_import(
            reading_from(csv_bytes([list(cells), list(cells.values())])),
            known_offers(store),
            decisions={2: "aa"},
        )

        assert plan.changed == ()
        assert plan.unchanged[0].sites is None


# --- protected offers -----------------------------------------------------------------------------


@pytest.mark.parametrize("stored_as", ["yes", "no"])
def test_a_protected_offer_never_gets_a_place_and_the_message_does_not_repeat_it(stored_as):
    with stored_with(is_protected=stored_as) as store:
        cell = json.dumps([{"street": "Geheimweg", "house_number": "77", "city": "Nirgendwo"}])

        plan = planned(store, table(cell, is_protected="yes"))
        applied(store, plan)

        assert {problem.column for problem in plan.problems} == {"further_sites"}
        assert not any("Geheim" in problem.value or "Nirgendwo" in problem.value for problem in plan.problems)
        assert sites_of(store) == ()


def test_a_stored_protected_offer_gets_none_from_a_file_that_does_not_say_what_it_is():
    with stored_with(is_protected="yes") as store:
        cells = {"offer_id": "aa", "title": "Kurs aa", "organization": "Verein Brücke", "topics": "language"}
        cells["further_sites"] = json.dumps([{"street": "Geheimweg", "city": "Marl"}])

        plan = planned(store, csv_bytes([list(cells), list(cells.values())]))

        assert [(p.column, p.value, p.kind) for p in plan.problems] == [
            ("further_sites", "", "protected_address")
        ]
        assert plan.changed == ()


def test_an_offer_that_becomes_protected_loses_its_further_addresses():
    with stored_with(HALL) as store:
        plan = planned(store, table(is_protected="yes"))
        applied(store, plan)

        assert [c.column for c in plan.changed[0].changes] == ["is_protected", "further_sites"]
        assert sites_of(store) == ()


def test_a_further_address_of_what_is_called_like_a_shelter_is_asked_about():
    plan = planned(open_memory(), table(json.dumps([{"street": "Weg", "city": "Marl"}]), title="Frauenhaus"))

    assert [p.kind for p in plan.problems] == ["maybe_protected"]


# --- points ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", READ)
def test_a_stated_point_of_a_further_address_stands_where_nobody_knows_better(kind):
    def knows(address):
        return replace(FakeGeocoder().geocode(address), lon=7.09051, lat=51.65662, uncertainty_m=12.5)

    def knows_nothing(address):
        return FakeGeocoder().geocode(replace(address, street="Nirgendweg"))

    edit = OfferEdit.add(offer_row("aa"), sites=(HALL, Site("Weg", "1", "", "Herten")))
    with open_memory() as store, open_memory() as other:
        other.apply([edit], who=Role.EDITOR, geocode=knows)

        applied(store, planned(store, as_file(other, kind), kind), knows_nothing)

        rows = store.sites(further_only=True)[["lon", "lat", "precision", "uncertainty_m"]]
        assert rows.iloc[0].to_list() == [7.09051, 51.65662, "house", 12.5]
        assert rows.iloc[1]["precision"] == "none"  # the point lies in Marl, the address in Herten


# --- what else may stand there --------------------------------------------------------------------

ONE = {"street": "Weg", "city": "Marl"}


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [
        ("Marl, Am Markt 3", "no_sites", "Marl, Am Markt 3"),
        ("[{", "no_sites", "[{"),
        ("null", "no_sites", "null"),
        ('{"street": "Weg"}', "no_sites", '{"street": "Weg"}'),
        ('[["Weg"]]', "no_sites", '[["Weg"]]'),
        ("[NaN]", "no_sites", "[NaN]"),
        ("[" * 90_000, "no_sites", None),
        ("[" + "9" * 5000 + "]", "no_sites", None),
        (json.dumps([ONE] * (MAX_SITES + 1)), "too_many_sites", str(MAX_SITES + 1)),
        (json.dumps([ONE, ONE | {"fax": "1"}]), "unknown_part", "2. fax: "),
        (json.dumps([ONE | {"x" * 9000: "1"}]), "unknown_part", None),
        (json.dumps([ONE | {"schedule": ["Mo"]}]), "no_text", "1. schedule: "),
        (json.dumps([ONE | {"lon": True, "lat": 51.6}]), "no_text", "1. lon: "),
        (json.dumps([ONE | {"schedule": "x" * 501}]), "too_long", None),
        (json.dumps([{"city": "Atlantis"}]), "unknown_city", "1. city: Atlantis"),
        (json.dumps([ONE | {"postal_code": "4577"}]), "form_postal_code", "1. postal_code: 4577"),
        (
            json.dumps([{"house_number": "3", "city": "Marl"}]),
            "number_without_street",
            "1. house_number: 3",
        ),
        (json.dumps([ONE | {"lon": 7.1}]), "half_a_point", "1. lat: "),
        (json.dumps([ONE | {"lon": 700, "lat": 51.6}]), "form_number", "1. lon: 700"),
        ('[{"lon": 1e999, "lat": 51.6}]', "form_number", "1. lon: inf"),
        (json.dumps([ONE | {"lon": 51.6566, "lat": 7.0905}]), "swapped_point", None),
    ],
)
def test_what_cannot_be_understood_keeps_the_row_out_and_is_told_in_every_language(cell, kind, value):
    with stored_with(HALL) as store:
        plan = planned(store, table(cell, title="Neu"))
        applied(store, plan)

        problem = plan.problems[0]
        assert (problem.row, problem.column, problem.kind, problem.is_hint) == (
            2,
            "further_sites",
            kind,
            False,
        )
        assert problem.value == value or (value is None and len(problem.value) <= 120)
        assert len(plan.problems) <= MAX_TOLD
        for language in ("de", "en", "ar"):
            assert Messages(load_texts(language), bench().taxonomy).problem(problem)
        assert (plan.changed, plan.gone, sites_of(store)) == ((), (), (HALL,))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(SITE_COLUMNS) | st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.text() | anything.map(json.dumps) | st.lists(anything, max_size=4).map(json.dumps))
def test_whatever_stands_there_is_addresses_or_told(cell):
    sites, problems = read_sites(cell, 2, "x", bench().vocabulary, is_place_of=bench().is_place_of)

    assert len(sites) <= MAX_SITES
    assert all(len(problem.value) <= 120 for problem in problems)


def test_many_faults_of_one_cell_are_told_by_a_few():
    reading = reading_from(table(json.dumps([{"a": 1, "b": 2}] * MAX_SITES)))

    assert len(reading.problems) == MAX_TOLD


def test_a_point_elsewhere_and_a_named_person_are_hints_and_numbers_may_be_numbers():
    told = {
        "street": "Weg",
        "house_number": 3,
        "postal_code": 45770,
        "city": "Marl",
        "schedule": "Frau Muster",
    }
    reading = reading_from(table(json.dumps([told | {"lon": 7.13, "lat": 51.6}, {}, {"city": None}])))

    assert [(p.kind, p.value) for p in reading.problems] == [
        ("person_named", "1. schedule: …"),
        ("point_in_other_city", "1. lon: 7.13 51.6"),
    ]
    (site,) = reading.candidates[0].sites
    assert (site.house_number, site.postal_code, site.lon) == ("3", "45770", None)


def test_a_list_of_geojson_that_is_none_is_told():
    for value in ({"street": "Weg"}, [["Weg"]], ["Weg"], {}):
        raw = json_bytes({"features": [feature(offer_id="aa", further_sites=value)]})
        reading = reading_from(raw, "a.geojson")

        assert [p.kind for p in reading.problems] == ["no_sites"]


def test_places_of_somebody_elses_service_stay_offers_of_their_own():
    places = [
        service()["service_at_locations"][0],
        {"location": {"id": "x", "addresses": [{"city": "Herten"}]}, "schedules": [{"description": "Mo"}]},
    ]

    found = reading_from(json_bytes([service(service_at_locations=places)]), "a.json").candidates

    assert [(c.values["city"], c.sites) for c in found] == [("Marl", None), ("Herten", None)]


def test_a_package_of_hsds_tells_further_addresses_with_their_hours():
    label = b"id,link_id,label,value\n"
    files = {
        "services.csv": b"id,name,status\ns-1,Kurs,active\n",
        "service_at_locations.csv": b"id,service_id,location_id\nx,s-1,loc-1\ny,s-1,loc-2\n",
        "locations.csv": b"id,location_type\nloc-1,physical\nloc-2,physical\n",
        "addresses.csv": b"id,location_id,address_1,city\na,loc-1,Weg 1,Marl\nb,loc-2,Markt,Herten\n",
        "schedules.csv": b"id,service_at_location_id,description\nh,y,Mo 9\n",
        "attributes.csv": label + b"1,s-1,offer_id,aa\n2,s-1,topics,language\n3,b,street,Markt\n",
    }
    reading = reading_from(files, "package")

    (row,) = (*reading.candidates, *reading.faulty)
    assert [(s.street, s.city, s.schedule) for s in row.sites or ()] == [("Markt", "Herten", "Mo 9")]
