"""HSDS 3 and Integreat: what is taken, and what never is."""

import io
import zipfile

import pytest

from geo.errors import SourceError
from tests.sources_kit import bench, json_bytes, place, reading_from, service, table_from


def from_places(*places, **others):
    files = {"de.json": json_bytes(list(places)), **{f"{k}.json": json_bytes(v) for k, v in others.items()}}
    return reading_from(files, "places")


def test_a_place_becomes_an_offer_with_its_point_as_stated():
    found = from_places(place(7)).candidates[0]

    assert found.external_id == "7"
    assert (found.lon, found.lat, found.uncertainty_m) == (7.0905, 51.6566, 100.0)
    assert {name: found.values[name] for name in ("title", "organization", "topics", "street", "house_number")} == {
        "title": "Beratungsstelle 7", "organization": "AWO", "topics": "advice", "street": "Wiesenstraße", "house_number": "7",
    }  # fmt: skip
    assert found.values["page_date"] == "2026-05-04"
    assert (found.values["barrier_free"], found.values["status"]) == ("yes", "not_confirmed")


def test_the_place_keeps_its_id_over_all_languages_and_brings_their_texts():
    english = place(7, language="en", id=555, title="Advice centre", excerpt="Advice for all.")

    found = from_places(place(7), en=[english])

    assert len(found.candidates) == 1
    assert found.candidates[0].translations == {
        "en": {"title": "Advice centre", "description": "Advice for all."}
    }


def test_a_text_that_only_falls_back_to_german_is_no_translation():
    assert from_places(place(7), en=[place(7, language="en", id=None)]).candidates[0].translations == {}


def test_nothing_of_a_person_is_taken():
    contact = {
        "name": "Erika Muster",
        "email": "e@example.org",
        "phone_number": "02365 999",
        "mobile_number": "0171 1234567",
        "website": "",
    }
    older = {"email": "max.muster@example.org", "phone_number": "0160 1234567"}

    read = from_places(place(7, contacts=[contact], **older))

    said = repr(read.candidates) + repr(read.problems)
    assert not any(secret in said for secret in ("Erika", "e@example", "02365 999", "0171", "muster", "0160"))
    assert [(p.kind, p.is_hint) for p in read.problems] == [("contact_left_out", True)]


def test_the_contact_of_an_office_is_taken():
    contact = {
        "name": "",
        "email": "info@example.org",
        "phone_number": "02365 999",
        "mobile_number": "",
        "website": None,
    }

    values = from_places(place(7, contacts=[contact])).candidates[0].values

    assert (values["phone"], values["email"]) == ("02365 999", "info@example.org")


def test_pages_become_text_without_marks_or_scripts():
    html = "<p>Erste <a href='javascript:x'>Zeile</a></p><script>boo()</script><img src=x onerror=boo()>"

    assert (
        from_places(place(7, excerpt="", content=html)).candidates[0].values["description"] == "Erste Zeile"
    )


HOURS = [
    *[{"allDay": False, "closed": False, "appointmentOnly": False, "timeSlots": [{"start": "09:00", "end": "12:00"}, {"start": "14:00", "end": "16:00"}]}] * 3,
    {"allDay": False, "closed": False, "appointmentOnly": True, "timeSlots": []},
    {"allDay": True, "closed": False, "appointmentOnly": False, "timeSlots": []},
    *[{"allDay": False, "closed": True, "appointmentOnly": False, "timeSlots": []}] * 2,
]  # fmt: skip


def test_opening_hours_are_one_line_for_a_person():
    said = from_places(place(7, opening_hours=HOURS)).candidates[0].values["schedule"]

    assert said == "Mo–Mi 09:00–12:00, 14:00–16:00; Do nach Vereinbarung; Fr ganztägig"


@pytest.mark.parametrize("hours", [None, [], "x", [1] * 7, [{"timeSlots": "x"}] * 7])
def test_other_opening_hours_say_nothing(hours):
    assert from_places(place(7, opening_hours=hours)).candidates[0].values["schedule"] == ""


def test_a_place_that_is_closed_for_now_is_closed():
    assert from_places(place(7, temporarily_closed=True)).candidates[0].values["status"] == "closed"


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"category": None}, "category_missing"),
        ({"category": {"name": "Raumfahrt"}}, "not_allowed"),
        ({"category": {"name": "Gastronomie"}}, "category_left_out"),
    ],
)
def test_a_category_without_topic_keeps_the_place_out_and_says_why(values, kind):
    read = from_places(place(7, **values))

    assert kind in [p.kind for p in read.problems]
    assert read.candidates == ()


def test_a_place_without_a_stable_id_is_told():
    assert "no_stable_id" in [p.kind for p in from_places(place(None)).problems]


def test_a_service_becomes_an_offer():
    found = reading_from(json_bytes([service()]), "a.json").candidates[0]

    assert found.external_id == "s-1"
    assert (found.lon, found.lat) == (7.0905, 51.6566)
    expected = {
        "title": "Deutschkurs s-1",
        "organization": "VHS Marl",
        "topics": "language",
        "languages": "ar",
        "phone": "02365 123456",
        "street": "Wiesenstraße",
        "house_number": "22",
        "city": "Marl",
        "fee_kind": "not_stated",
    }
    assert {name: found.values[name] for name in expected} == expected


@pytest.mark.parametrize(
    "wrap", [lambda s: [s], lambda s: {"contents": [s]}, lambda s: {"services": [s]}, lambda s: s]
)
def test_services_are_found_wherever_they_stand(wrap):
    assert len(reading_from(json_bytes(wrap(service())), "a.json").candidates) == 1


def test_labelled_attributes_of_our_own_export_come_back():
    own = [
        {"id": f"l-{n}", "label": n, "value": v}
        for n, v in {
            "offer_id": "re-001",
            "scope": "district",
            "status": "confirmed",
            "fee_kind": "paid",
        }.items()
    ]
    term = {"id": "t", "code": "work", "name": "Arbeit", "taxonomy": "integrationskarte:topics"}

    found = reading_from(
        json_bytes(
            [service(attributes=[*own, {"link_type": "topic", "value": "work", "taxonomy_term": term}])]
        ),
        "a.json",
    ).candidates[0]

    assert [found.values[n] for n in ("offer_id", "scope", "status", "fee_kind", "topics")] == [
        "re-001",
        "district",
        "confirmed",
        "paid",
        "work",
    ]


def test_contacts_of_services_are_never_read():
    read = reading_from(
        json_bytes([service(contacts=[{"name": "Erika Muster", "email": "erika@example.org"}])]), "a.json"
    )

    assert "rika" not in repr(read)


def test_each_further_place_of_a_service_is_an_offer_with_an_id_of_its_own():
    places = [
        service()["service_at_locations"][0],
        {"location": {"id": "loc-2", "addresses": [{"address_1": "Am Markt 1", "city": "Herten"}]}},
    ]

    found = reading_from(json_bytes([service(service_at_locations=places)]), "a.json").candidates

    assert [(c.external_id, c.values["city"]) for c in found] == [("s-1", "Marl"), ("s-1~loc-2", "Herten")]


@pytest.mark.parametrize(
    ("cost", "kind"),
    [([], "not_stated"), ([{"amount": 0}], "free"), ([{"amount": 20, "currency": "EUR"}], "paid"), ([{"option": "partly_free"}], "partly_free")],
)  # fmt: skip
def test_costs_say_their_kind(cost, kind):
    assert (
        reading_from(json_bytes([service(cost_options=cost)]), "a.json").candidates[0].values["fee_kind"]
        == kind
    )


PACKAGE = {
    "datapackage.json": json_bytes({"resources": [{"name": "services", "path": "data/angebote.csv"}]}),
    "angebote.csv": b"id,name,organization_id,status,email\ns-1,Deutschkurs,o-1,active,info@x.de\ns-2,Tafel,o-1,defunct,\n",
    "organizations.csv": b"id,name\no-1,VHS Marl\n",
    "service_at_locations.csv": b"id,service_id,location_id\nx,s-1,loc-1\n",
    "locations.csv": b"id,latitude,longitude\nloc-1,51.6566,7.0905\n",
    "addresses.csv": b"id,location_id,address_1,city,postal_code\na,loc-1,Wiesenstr. 22,Marl,45770\n",
    "phones.csv": b"id,service_id,number\np,s-1,02365 1234\n",
    "schedules.csv": b'id,service_id,byday,opens_at,closes_at\ny,s-1,"MO,WE",09:00,12:00\n',
    "attributes.csv": b"id,link_id,link_type,taxonomy_term_id\nz,s-1,topic,t\nzz,s-2,topic,t\n",
    "taxonomy_terms.csv": b"id,name,taxonomy\nt,Sprache,x\n",
}


def test_a_package_of_tables_is_joined_to_whole_services():
    first, second = reading_from(PACKAGE, "package").candidates

    expected = {
        "title": "Deutschkurs",
        "organization": "VHS Marl",
        "street": "Wiesenstr.",
        "house_number": "22",
        "phone": "02365 1234",
        "schedule": "Mo, Mi 09:00–12:00",
        "topics": "language",
    }
    assert {name: first.values[name] for name in expected} == expected
    assert (first.lon, second.values["status"]) == (7.0905, "closed")


def test_the_same_package_may_come_as_an_archive():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, raw in PACKAGE.items():
            archive.writestr(f"../../{name}", raw)  # where it would unpack to does not matter: it never does

    assert len(reading_from(packed.getvalue(), "package.zip").candidates) == 2


def test_a_package_without_services_is_refused():
    with pytest.raises(SourceError) as caught:
        table_from({"services.csv": b"id\n", "x.csv": b"id\n1\n"}, "package")

    assert caught.value.problem.kind == "no_services"


def test_every_category_of_the_shipped_table_means_topics_that_exist():
    topics = set(bench().taxonomy.topics)

    assert {t for ids in bench().aids.categories.topics.values() for t in ids} <= topics
