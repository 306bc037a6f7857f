"""Course finders: courses become offers with their place; persons never come along."""

import copy
from typing import Any

import pytest

from geo.errors import SourceError
from geo.projection import to_metric
from tests.sources_kit import json_bytes, reading_from

LON, LAT = 7.0904, 51.6567  # in Marl


def course(number: int = 7, **changes: Any) -> dict[str, Any]:
    """Return a course as an answer has it, synthetic; its place in metres of EPSG:25832."""
    east, north = to_metric([LON], [LAT])
    made = {
        "kursId": number,
        "kursart": "Allgemeiner Integrationskurs",
        "kursbeginn": "2026-12-01",
        "kursende": "2027-06-30",
        "kurstraeger": {
            "name": "Volkshochschule Marl",
            "telefon": "02365 503567",
            "email": "vhs@marl.de",
            "internet": "https://example.org/vhs",
            "ansprechpartner": {"name": "Vorname Nachname", "email": "x@example.org"},
        },
        "kursort": {
            "strasse": "Wiesenstraße",
            "hausnummer": "22",
            "plz": "45770",
            "ort": "Marl",
            "x": round(float(east[0]), 2),
            "y": round(float(north[0]), 2),
        },
    }
    return copy.deepcopy(made) | changes


def read(*courses: dict[str, Any], wrapped: bool = False, **options: str):
    content = {"anzahl": len(courses), "ergebnis": {"kurse": list(courses)}} if wrapped else list(courses)
    return reading_from(json_bytes(content), "kurse.json", **options)


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_course_becomes_an_offer_at_its_place(wrapped: bool) -> None:
    reading = read(course(), course(8), wrapped=wrapped)

    assert [p for p in reading.problems if not p.is_hint] == []
    first, second = reading.candidates
    assert (first.external_id, second.external_id) == ("7", "8")
    assert (first.lon, first.lat) == pytest.approx((LON, LAT), abs=1e-5)
    assert first.uncertainty_m == 100.0
    wanted = {
        "title": "Allgemeiner Integrationskurs",
        "organization": "Volkshochschule Marl",
        "topics": "language",
        "street": "Wiesenstraße",
        "house_number": "22",
        "postal_code": "45770",
        "city": "Marl",
        "schedule": "Beginn 2026-12-01, Ende 2027-06-30",
        "website": "https://example.org/vhs",
        "email": "vhs@marl.de",
    }
    assert {name: first.values[name] for name in wanted} == wanted


def test_nothing_of_a_person_is_taken() -> None:
    traeger = course()["kurstraeger"] | {"telefon": "0171 2345678", "email": "vorname.nachname@example.org"}

    reading = read(course(kurstraeger=traeger))

    told = " ".join(str(value) for value in reading.candidates[0].values.values())
    assert "Nachname" not in told
    assert "nachname" not in told
    assert "0171" not in told
    assert [p.kind for p in reading.problems if p.is_hint] == ["contact_left_out"]


@pytest.mark.parametrize(
    "place",
    [
        {"x": LON, "y": LAT},
        {"longitude": str(LON).replace(".", ","), "latitude": str(LAT).replace(".", ",")},
        {"koordinaten": [LON, LAT]},
    ],
)
def test_degrees_are_understood_too(place: dict[str, Any]) -> None:
    kursort = {k: v for k, v in course()["kursort"].items() if k not in ("x", "y")} | place

    found = read(course(kursort=kursort), file_format="courses").candidates[0]

    assert (found.lon, found.lat) == pytest.approx((LON, LAT), abs=1e-5)


def test_eastings_with_the_number_of_the_zone_are_understood() -> None:
    kursort = course()["kursort"]
    kursort["x"] += 32_000_000

    assert read(course(kursort=kursort)).candidates[0].lon == pytest.approx(LON, abs=1e-5)


def test_a_place_that_is_none_is_a_problem_with_its_row() -> None:
    kursort = course()["kursort"] | {"x": 12.0, "y": 5_724_900.0}

    reading = read(course(), course(8, kursort=kursort))

    assert [(p.row, p.kind) for p in reading.problems if not p.is_hint] == [(2, "no_point")]
    assert [c.external_id for c in reading.candidates] == ["7"]


def test_a_place_outside_of_its_city_is_told_and_not_taken() -> None:
    kursort = course()["kursort"] | {"ort": "Herten", "plz": "45699"}

    reading = read(course(kursort=kursort))

    assert reading.candidates[0].lon is None
    assert [p.kind for p in reading.problems] == ["point_in_other_city"]


@pytest.mark.parametrize("content", [{}, {"kurse": []}, {"kurse": 7}, ["a"], 7])
def test_what_holds_no_course_is_refused(content: Any) -> None:
    with pytest.raises(SourceError):
        reading_from(json_bytes(content), "kurse.json", file_format="courses")
