"""What a file would change: decided without a database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.exchange.importing import NEW, Known, plan_import
from geo.exchange.importing.identity import made_id
from geo.exchange.sources import Candidate, Reading
from tests.sources_kit import csv_bytes, reading_from
from tests.store_kit import offer_row

SOURCE = "file:test"
COURSE = ["Nähkurs Testhausen", "Testverein", "Sprache", "Marl"]


def reading(*candidates: Candidate, source: str = SOURCE, faulty: tuple[Candidate, ...] = ()) -> Reading:
    return Reading("test.csv", source, candidates, faulty=faulty)


def row(number: int, external_id: str = "", **values: str) -> Candidate:
    told = {"title": f"Kurs {number}", "organization": "VHS", "topics": "language", "city": "Marl"}
    return Candidate(number, {**told, **values}, external_id=external_id)


def known(offer_id: str, *, source: str = SOURCE, version: int = 1, **values: str) -> Known:
    return Known(offer_id, offer_row(offer_id, **values), source, version)


def after(plan, existing=()) -> list[Known]:
    """Return what is stored once a plan was applied."""
    gone = {offer.offer_id for offer in plan.gone}
    stored = {offer.offer_id: offer for offer in existing if offer.offer_id not in gone}
    stored |= {p.offer_id: Known(p.offer_id, p.row, plan.source, 1) for p in plan.new}
    for p in plan.changed:
        stored[p.offer_id] = Known(p.offer_id, p.row, stored[p.offer_id].source, 2)
    return list(stored.values())


def test_a_row_with_our_id_is_that_offer_and_says_field_by_field_what_changes():
    plan = plan_import(
        reading(row(2, offer_id="re-1", title="Neu")), [known("re-1", title="Alt", organization="VHS")]
    )

    changed = plan.changed[0]
    assert [(c.column, c.before, c.after) for c in changed.changes] == [("title", "Alt", "Neu")]
    assert changed.version == 1


def test_columns_the_file_does_not_have_stay_as_they_are():
    plan = plan_import(
        reading(row(2, offer_id="re-1")), [known("re-1", phone="02365 1", title="Kurs 2", organization="VHS")]
    )

    assert plan.changed == ()
    assert plan.unchanged[0].row["phone"] == "02365 1"


def test_an_empty_cell_empties_a_text_but_no_choice():
    stored = known("re-1", phone="02365 1", status="confirmed", title="Kurs 2", organization="VHS")

    plan = plan_import(reading(row(2, offer_id="re-1", phone="", status="")), [stored])

    assert [c.column for c in plan.changed[0].changes] == ["phone"]


def test_another_source_that_knows_less_takes_nothing_away():
    stored = known("re-1", source="offers", title="Kurs 2", organization="VHS", phone="02365 1")

    plan = plan_import(reading(row(2, phone="")), [stored])

    assert (plan.new, plan.changed, len(plan.unchanged)) == ((), (), 1)


def test_the_id_of_the_source_finds_its_offer_again_under_another_title():
    first = plan_import(reading(row(2, "77")), [])

    again = plan_import(reading(row(2, "77", title="Ganz anders")), after(first))

    assert [p.offer_id for p in again.changed] == [made_id(SOURCE, "77")]
    assert again.new == again.gone == ()


def test_the_same_id_of_another_source_is_another_offer():
    first = plan_import(reading(row(2, "77")), [])

    other = plan_import(
        reading(row(2, "77", title="Nähkurs für Senioren"), source="file:other"), after(first)
    )

    assert len(other.new) == 1


def test_a_row_without_id_that_is_certainly_one_offer_is_that_offer():
    stored = known("re-1", title="Deutschkurs für Frauen", organization="VHS", street="Weg", house_number="1")

    plan = plan_import(
        reading(row(2, title="Deutschkurs fuer Frauen", street="Weg", house_number="1")), [stored]
    )

    assert [p.offer_id for p in plan.changed] == ["re-1"]


def test_a_row_that_may_be_one_offer_is_unclear_with_its_reasons():
    stored = known("re-1", title="Deutschkurs für Frauen", organization="VHS", street="Weg", house_number="1")

    plan = plan_import(
        reading(row(2, title="Deutschkurs Frauen vormittags", street="Weg", house_number="1")), [stored]
    )

    assert (plan.new, plan.changed) == ((), ())
    assert plan.unclear[0].matches[0].second == "re-1"
    assert {"same_organization", "same_address"} <= {
        reason.kind for reason in plan.unclear[0].matches[0].reasons
    }


def test_a_row_that_is_certainly_two_offers_is_unclear():
    twins = [
        known(f"re-{n}", title="Kurs 2", organization="VHS", street="Weg", house_number="1") for n in (1, 2)
    ]

    plan = plan_import(reading(row(2, street="Weg", house_number="1")), twins)

    assert len(plan.unclear[0].matches) == 2


def test_a_row_with_an_id_of_its_own_is_never_taken_for_another_offer_without_asking():
    stored = known(
        "re-1", source="offers", title="Kurs 2", organization="VHS", street="Weg", house_number="1"
    )

    plan = plan_import(reading(row(2, "77", street="Weg", house_number="1")), [stored])

    assert len(plan.unclear) == 1


@pytest.mark.parametrize(("decision", "new", "changed"), [(NEW, 1, 0), ("re-1", 0, 1)])
def test_a_person_decides_what_an_unclear_row_is(decision, new, changed):
    stored = known("re-1", title="Deutschkurs für Frauen", organization="VHS")

    plan = plan_import(reading(row(2, title="Deutschkurs Frauen neu")), [stored], decisions={2: decision})

    assert (len(plan.new), len(plan.changed), plan.unclear) == (new, changed, ())


def test_only_offers_of_the_same_source_are_gone():
    stored = [known("a"), known("b", source="offers"), known("c", source="file:other")]

    plan = plan_import(reading(row(2, "77", title="Nähkurs für Senioren")), stored)

    assert [offer.offer_id for offer in plan.gone] == ["a"]


def test_an_offer_whose_row_has_a_fault_is_not_gone():
    first = plan_import(reading(row(2, "77"), row(3, "78", title="Tafel")), [])

    plan = plan_import(reading(row(3, "78", title="Tafel"), faulty=(row(2, "77"),)), after(first))

    assert plan.gone == ()


def test_nothing_is_gone_while_a_faulty_row_cannot_be_told():
    faulty = Candidate(2, {"city": "Marl"})

    assert plan_import(reading(faulty=(faulty,)), [known("a")]).gone == ()


def test_the_second_row_of_one_offer_is_told_with_the_first():
    plan = plan_import(reading(row(2, "77"), row(3, "77", title="x")), [])

    assert len(plan.new) == 1
    assert [(p.row, p.kind, p.allowed) for p in plan.problems] == [(3, "row_twice", ("2",))]


@pytest.mark.parametrize(
    ("values", "column", "kind"),
    [
        ({"city": ""}, "city", "city_missing"),
        ({"house_number": "1"}, "house_number", "number_without_street"),
        ({"is_protected": "yes", "street": "Geheimweg"}, "street", "protected_address"),
        ({"title": "Frauenhaus Marl", "street": "Geheimweg"}, "is_protected", "maybe_protected"),
        ({"topics": ""}, "topics", "required"),
    ],
)
def test_a_whole_row_that_breaks_a_rule_is_left_out_and_told(values, column, kind):
    plan = plan_import(reading(row(2, **values)), [])

    assert plan.new == ()
    assert [(p.column, p.kind) for p in plan.problems] == [(column, kind)]
    assert "Geheimweg" not in str(plan.problems)


def test_an_offer_that_becomes_protected_loses_its_address():
    stored = known(
        "re-1", street="Weg", house_number="1", postal_code="45770", title="Kurs 2", organization="VHS"
    )

    plan = plan_import(reading(row(2, offer_id="re-1", is_protected="yes")), [stored])

    assert [plan.changed[0].row[name] for name in ("street", "house_number", "postal_code")] == ["", "", ""]


def test_an_address_never_comes_back_to_a_protected_offer():
    stored = known("re-1", is_protected="yes", title="Kurs 2", organization="VHS")

    plan = plan_import(reading(row(2, offer_id="re-1", street="Geheimweg")), [stored])

    assert [p.kind for p in plan.problems] == ["protected_address"]


def test_ids_are_readable_short_and_differ():
    ids = [
        made_id("integreat:a/b", "123"),
        made_id("integreat:a/c", "123"),
        made_id("file:ü", "Ä" * 300),
        made_id("", ""),
    ]

    assert ids[0].startswith("integreat-123-")
    assert len(set(ids)) == 4
    import re

    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{1,63}", offer_id) for offer_id in ids)


candidates = st.lists(
    st.builds(
        row,
        st.integers(2, 9),
        st.sampled_from(["", "1", "2", "3"]),
        title=st.sampled_from(
            ["Deutschkurs für Frauen", "Deutschkurs Frauen", "Tafel Marl", "Nähkurs", "Sprachcafé"]
        ),
        street=st.sampled_from(["", "Weg"]),
        phone=st.sampled_from(["", "02365 1234567"]),
        city=st.sampled_from(["Marl", "Herten"]),
    ),
    max_size=6,
    unique_by=lambda candidate: candidate.row,
)


@settings(max_examples=80, deadline=None)
@given(candidates, candidates)
def test_planning_again_after_applying_finds_nothing_to_do(first, second):
    stored = after(plan_import(reading(*first), []))
    plan = plan_import(reading(*second), stored)

    again = plan_import(reading(*second), after(plan, stored))

    assert (again.changed, again.gone) == ((), ())
    assert again.new == ()


@settings(max_examples=60, deadline=None)
@given(candidates, candidates)
def test_each_row_has_exactly_one_fate(first, second):
    stored = after(plan_import(reading(*first), []))

    plan = plan_import(reading(*second), stored)

    fates = [p.candidate.row for p in (*plan.new, *plan.changed, *plan.unchanged)]
    fates += [u.candidate.row for u in plan.unclear] + [p.row for p in plan.problems]
    assert sorted(fates) == sorted(c.row for c in second)


@pytest.mark.parametrize(
    "told", ["kostenlos", "Kostenfrei.", "gratis", "Free of charge", "مجاني", "Eintritt frei"]
)
def test_an_offer_whose_costs_say_only_that_it_is_free_is_free(told):
    read = reading_from(csv_bytes([["Titel", "Träger", "Thema", "Ort", "Kosten"], [*COURSE, told]]))

    plan = plan_import(read, [])

    assert (plan.new[0].row["fee_kind"], plan.new[0].row["fees"]) == ("free", told)
    assert [(p.column, p.kind, p.value, p.is_hint) for p in plan.problems] == [
        ("Kosten", "fee_kind_concluded", told, True)
    ]


@pytest.mark.parametrize(
    "told", ["kostenlos für Kinder", "WLAN kostenlos", "teilweise kostenlos", "5 €", "ja", ""]
)
def test_nothing_is_concluded_from_costs_that_say_anything_else(told):
    read = reading_from(csv_bytes([["Titel", "Träger", "Thema", "Ort", "Kosten"], [*COURSE, told]]))

    plan = plan_import(read, [])

    assert (plan.new[0].row["fee_kind"], plan.problems) == ("not_stated", ())


def test_a_kind_of_cost_that_somebody_stated_stays_whatever_the_text_says():
    heading = ["offer_id", "title", "organization", "topics", "city", "fees"]
    row_of_file = csv_bytes([heading, ["re-1", *COURSE[:2], "language", "Marl", "kostenlos"]])

    stated = plan_import(reading_from(row_of_file), [known("re-1", fee_kind="partly_free")])
    unstated = plan_import(reading_from(row_of_file), [known("re-1", fee_kind="not_stated")])
    beside = csv_bytes(
        [[*heading, "fee_kind"], ["re-2", *COURSE[:2], "language", "Marl", "kostenlos", "not_stated"]]
    )

    assert stated.changed[0].row["fee_kind"] == "partly_free"
    assert ("fee_kind", "not_stated", "free") in {
        (c.column, c.before, c.after) for c in unstated.changed[0].changes
    }
    assert plan_import(reading_from(beside), []).new[0].row["fee_kind"] == "not_stated"
