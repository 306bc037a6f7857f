"""Opening times in files: what goes out beside the text, and that what others tell as fields becomes a line that reads."""

import json
from typing import Any

import pytest

from geo.exchange.offer_files.opening_hours import hsds_schedules, schema_org_hours
from geo.exchange.sources.integreat_hours import schedule_text as integreat_text
from geo.exchange.sources.schedules import schedule_text
from geo.i18n import load_texts
from geo.offers.hours import osm_text, read_hours
from tests.hours_kit import KINDS, SHIPPED
from tests.hsds_rules import faults
from tests.sources_kit import json_bytes, table_from

DE = load_texts("de")
UUID = "48102e86-bb50-41c4-8f1e-e269368c41d1"


def hsds(text: str) -> list[dict[str, Any]]:
    return hsds_schedules(text, lambda _: UUID)


def rules(text: str) -> list[dict[str, Any]]:
    return [{name: v for name, v in one.items() if name not in ("id", "description")} for one in hsds(text)]


def said(text: str) -> str:
    hours = read_hours(text)
    return osm_text(hours) if hours else ""


# -- out -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo und Mi 9-12 Uhr", [{"freq": "WEEKLY", "byday": "MO,WE", "opens_at": "09:00", "closes_at": "12:00"}]),
        ("1. und 3. Mittwoch 16.30-18 Uhr",
         [{"freq": "MONTHLY", "byday": "1WE,3WE", "opens_at": "16:30", "closes_at": "18:00"}]),
        ("letzter Fr im Monat 19 Uhr", [{"freq": "MONTHLY", "byday": "-1FR", "opens_at": "19:00"}]),
        ("montags", [{"freq": "WEEKLY", "byday": "MO"}]),
        ("Mi 14-16 Uhr (14-tägig)",
         [{"byday": "WE", "opens_at": "14:00", "closes_at": "16:00", "notes": "14-tägig"}]),
        ("April bis Oktober sonntags 11-17 Uhr", [{"byday": "SU", "opens_at": "11:00", "closes_at": "17:00"}]),
        ("Fr 22-2 Uhr", [{"freq": "WEEKLY", "byday": "FR", "opens_at": "22:00", "closes_at": "02:00"}]),
        ("rund um die Uhr", [{"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "00:00",
                              "closes_at": "23:59"}]),
        ("nach Vereinbarung", [{}]),
        ("im Sommer montags", [{}]),
        ("", []),
    ],
)  # fmt: skip
def test_a_schedule_of_hsds_carries_the_rule_beside_the_text(
    text: str, expected: list[dict[str, str]]
) -> None:
    assert rules(text) == expected
    assert {one["description"] for one in hsds(text)} == ({text} if text else set())


def test_weeks_are_told_by_their_numbers() -> None:
    (rule,) = rules("Di 15-17 Uhr (ungerade Wochen)")

    assert rule["freq"] == "WEEKLY"
    assert [int(week) for week in rule["byweekno"].split(",")] == list(range(1, 54, 2))


@pytest.mark.parametrize("text", sorted({text for text, _ in (*SHIPPED, *KINDS) if text}))
def test_every_schedule_keeps_to_hsds_and_comes_back_as_the_text_it_was(text: str) -> None:
    out = json.loads(json.dumps(hsds(text)))

    assert [fault for one in out for fault in faults(one, "schedule")] == []
    assert {schedule_text(one, DE) for one in out} == {text}


def test_json_ld_tells_each_stretch_with_its_days() -> None:
    told = schema_org_hours("Büro Mo-Fr 8-16 Uhr; Café Mo-Fr 15-21 Uhr")

    assert isinstance(told, list)
    assert [(one["name"], one["opens"], one["closes"], len(one["dayOfWeek"])) for one in told] == [
        ("Büro", "08:00", "16:00", 5),
        ("Café", "15:00", "21:00", 5),
    ]


@pytest.mark.parametrize(
    "text",
    ["Mo 9-12 Uhr; 1. Mi im Monat 14-16 Uhr", "Mo 9-12 Uhr (14-tägig)", "Mo ab 9 Uhr", "Mo", "außer montags", "Mo 9-12 "
     "Uhr (außer Schulferien)", "Mo 9-12 Uhr (gerade Wochen)"],
)  # fmt: skip
def test_json_ld_tells_the_text_alone_where_its_words_would_say_only_half(text: str) -> None:
    assert schema_org_hours(text) == {"@type": "OpeningHoursSpecification", "description": text}


def test_json_ld_tells_holidays_as_closed() -> None:
    told = schema_org_hours("Mo 9-12 Uhr, an Feiertagen geschlossen")

    assert isinstance(told, list)
    assert (told[1]["dayOfWeek"], told[1]["opens"], told[1]["closes"]) == (
        ["PublicHolidays"],
        "00:00",
        "00:00",
    )


# -- in --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schedule", "text", "opening_hours"),
    [
        ({"freq": "WEEKLY", "byday": "MO,WE", "opens_at": "09:00", "closes_at": "12:00:00"},
         "Mo, Mi 09:00–12:00", "Mo,We 09:00-12:00"),
        ({"freq": "MONTHLY", "byday": "1TU,3TU", "opens_at": "15:00", "closes_at": "17:00"},
         "1. und 3. Di im Monat 15:00–17:00", "Tu[1,3] 15:00-17:00"),
        ({"freq": "MONTHLY", "byday": "-1FR", "opens_at": "18:00"},
         "letzter Fr im Monat ab 18:00 Uhr", "Fr[-1] 18:00+"),
        ({"freq": "WEEKLY", "interval": 2, "byday": "TH", "opens_at": "10:00", "closes_at": "11:00"},
         "alle zwei Wochen Do 10:00–11:00", 'Th 10:00-11:00 unknown "alle zwei Wochen"'),
        ({"byday": "MO", "opens_at": "09:00", "closes_at": "12:00", "valid_to": "2026-03-31"},
         "Mo 09:00–12:00 (valid_to 2026-03-31)", ""),
        ({"freq": "MONTHLY", "byday": "MO", "opens_at": "09:00", "closes_at": "12:00"},
         "Mo 09:00–12:00 (freq MONTHLY)", ""),
        ({"freq": "WEEKLY", "byday": "MO", "opens_at": "08:00Z", "closes_at": "11:00Z"},
         "Mo 08:00–11:00 (UTC)", ""),
        ({"byday": "MO", "opens_at": "09:00", "closes_at": "12:00", "description": "Nur in geraden Monaten"},
         "Mo 09:00–12:00 (Nur in geraden Monaten)", ""),
        ({"byday": "MO", "opens_at": "09:00", "description": "montags 9-12 Uhr"},
         "montags 9-12 Uhr", "Mo 09:00-12:00"),
        ({"byday": "XX", "opens_at": {"a": 1}}, "", ""),
    ],
)  # fmt: skip
def test_fields_of_others_become_a_line_that_says_all_of_them_or_is_not_read(
    schedule: dict[str, Any], text: str, opening_hours: str
) -> None:
    assert (schedule_text(schedule, DE), said(schedule_text(schedule, DE))) == (text, opening_hours)


@pytest.mark.parametrize(
    ("part", "text", "opening_hours"),
    [
        ({"dayOfWeek": ["Monday", "Thursday"], "opens": "09:00", "closes": "12:00"},
         "Mo, Do 09:00–12:00", "Mo,Th 09:00-12:00"),
        ({"dayOfWeek": "Monday", "opens": "09:00", "closes": "12:00", "validThrough": "2026-03-31"},
         "Mo 09:00–12:00 (validThrough 31. März 2026)", ""),
        ({"byDay": "Tuesday", "startTime": "15:00", "endTime": "17:00", "repeatFrequency": "P2W"},
         "Di 15:00–17:00 (repeatFrequency P2W)", ""),
        ({"byDay": "Tuesday", "startTime": "15:00", "endTime": "17:00", "repeatFrequency": "P1W"},
         "Di 15:00–17:00", "Tu 15:00-17:00"),
        ({"dayOfWeek": "Sunday", "opens": "00:00", "closes": "00:00"}, "", ""),
    ],
)  # fmt: skip
def test_hours_of_schema_org_say_what_narrows_them(
    part: dict[str, Any], text: str, opening_hours: str
) -> None:
    course = {"@type": "Event", "name": "Kurs", "organizer": {"name": "AWO"}, "eventSchedule": part}

    (row,) = table_from(json_bytes({"@context": "https://schema.org", "@graph": [course]}), "a.json").rows

    assert (row.cells["schedule"], said(row.cells["schedule"])) == (text, opening_hours)


def test_the_openings_of_osm_are_read_as_they_are() -> None:
    assert said("Tu-Fr 10:00-18:00; Sa 10:00-13:00") == "Tu-Fr 10:00-18:00; Sa 10:00-13:00"
    assert said("Mo,We 09:00-12:00, Th 14:00-16:00") == "Mo,We 09:00-12:00; Th 14:00-16:00"


def day(*slots: str, **state: bool) -> dict[str, Any]:
    pairs = (slot.split("-") for slot in slots)
    return {
        "allDay": False, "closed": not (slots or state), "appointmentOnly": False,
        "timeSlots": [{"start": start, "end": end} for start, end in pairs], **state,
    }  # fmt: skip


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    ("week", "opening_hours"),
    [
        ([day("10:00-13:00")] * 5 + [day()] * 2, "Mo-Fr 10:00-13:00"),
        ([day("09:00-12:00", "14:00-16:00")] * 3 + [day("09:00-12:00")] + [day()] * 3,
         "Mo-We 09:00-12:00,14:00-16:00; Th 09:00-12:00"),
        ([day("20:00-02:00")] + [day()] * 6, "Mo 20:00-02:00"),
        ([day("00:00-24:00")] * 7, "Mo-Su 00:00-24:00"),
    ],
)  # fmt: skip
def test_the_hours_of_integreat_come_in_as_a_line_that_reads_back(
    week: list[dict[str, Any]], opening_hours: str, language: str
) -> None:
    assert said(integreat_text(week, load_texts(language))) == opening_hours


def test_appointments_and_whole_days_of_integreat_stay_unsure() -> None:
    week = [
        day("09:00-12:00", "14:00-16:00", appointmentOnly=True),
        day(appointmentOnly=True),
        day(allDay=True),
        *[day()] * 4,
    ]
    text = integreat_text(week, DE)

    assert text == "Mo nach Vereinbarung 09:00–12:00, 14:00–16:00; Di nach Vereinbarung; Mi ganztägig"
    hours = read_hours(text)
    assert hours is not None
    assert [(rule.days, rule.is_sure) for rule in hours.rules] == [
        ((0,), False),
        ((1,), False),
        ((2,), False),
    ]
