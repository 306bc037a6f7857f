"""Which offers may be the same, and why."""

import csv
import time
from dataclasses import replace

import pytest

from geo.settings import PROJECT_ROOT
from geo.upkeep.duplicates import CERTAIN, POSSIBLE, Entry, find_duplicates, find_matches, likeness

COURSE = Entry(
    "a",
    "Deutschkurs für Frauen",
    "VHS Marl",
    "Wiesenstraße",
    "22",
    "45770",
    "Marl",
    "02365 123456",
    7.09,
    51.65,
)


def other(**values) -> Entry:
    return replace(COURSE, key="b", **values)


def shipped() -> list[dict[str, str]]:
    with (PROJECT_ROOT / "data" / "offers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"title": "Frauen – Deutschkurs"},
        {"title": "Deutschkurs für Faruen", "house_number": ""},
        {"organization": "VHS Marl e.V.", "phone": "+49 2365 123456"},
        {"street": "WIESENSTR.", "title": "Deutschkurs fuer Frauen in Marl"},
    ],
)
def test_spellings_of_one_offer_are_certain(values):
    assert likeness(COURSE, other(**values)).score >= CERTAIN


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Deutschkurs für Frauen mit Kindern"},
        {"street": "", "house_number": "", "lon": None, "phone": "", "organization": ""},
        {"title": "Deutschkurs Frauen vormittags", "street": "", "lon": 7.0905, "phone": ""},
    ],
)
def test_offers_that_may_be_one_are_possible_not_certain(values):
    assert POSSIBLE <= likeness(COURSE, other(**values)).score < CERTAIN


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Nähkurs für Senioren"},
        {"city": "Herten"},
        {"title": "Deutschkurs für Frauen B1"},
        {"title": "Deutschkurs für Frauen Nord"},
    ],
)
def test_other_offers_at_the_same_door_are_none(values):
    assert likeness(COURSE, other(**values)).score < POSSIBLE


def test_the_reasons_say_what_agrees():
    reasons = likeness(COURSE, other(title="Deutschkurs Frauen A1")).reasons

    assert [reason.kind for reason in reasons] == [
        "like_title",
        "same_organization",
        "same_address",
        "same_phone",
        "other_number",
    ]


def test_the_distance_counts_where_no_street_is_known():
    near = likeness(other(street="", house_number=""), replace(COURSE, street="", lat=51.6502))

    assert ("near", "22") in [(reason.kind, reason.value) for reason in near.reasons]


def test_order_does_not_matter():
    second = other(title="Deutschkurs", organization="")

    assert likeness(COURSE, second).score == likeness(second, COURSE).score


def test_no_two_shipped_offers_are_taken_for_one():
    """Looked at by eye: the likest pairs are two offices of one authority or two groups of one house."""
    entries = [Entry.of(row["offer_id"], row) for row in shipped()]

    assert find_duplicates(entries) == []
    assert find_duplicates(entries, from_score=0.68)[0].first == "re-203"


def test_blocks_find_what_comparing_all_pairs_finds():
    entries = [Entry.of(row["offer_id"], row) for row in shipped()[:150]]
    slips = [replace(e, key=f"x-{e.key}", title=f"{e.title} neu", phone="") for e in entries]

    found = {(alike.first, alike.second) for alike in find_matches(slips, entries)}

    plain = {(s.key, e.key) for s in slips for e in entries if likeness(s, e).score >= POSSIBLE}
    assert found == plain


def test_each_shipped_offer_is_found_again_under_a_slip_of_the_pen():
    rows = shipped()
    entries = [Entry.of(row["offer_id"], row) for row in rows]
    slips = [
        replace(e, key=f"x-{e.key}", title=e.title.replace("e", "ee", 1), organization="") for e in entries
    ]

    best: dict[str, str] = {}
    for alike in find_matches(slips, entries):
        best.setdefault(alike.first, alike.second)

    assert all(second == first.removeprefix("x-") for first, second in best.items())
    assert len(best) >= 0.97 * len(rows)


def test_many_offers_are_compared_in_blocks_only():
    rows = shipped()
    many = [
        Entry.of(
            f"{row['offer_id']}-{n}",
            {**row, "city": f"Ort{n}", "title": row["title"].replace(row["city"], f"Ort{n}")},
        )
        for n in range(5)
        for row in rows
    ]
    begun = time.process_time()

    find_duplicates(many)

    assert len(many) == 1720
    assert time.process_time() - begun < 10  # all 1.5 million pairs would need more than a minute
