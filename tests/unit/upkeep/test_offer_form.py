"""The form made from the schema: every column has its field, every fault its sentence."""

import pytest

from geo.district.taxonomy import load_taxonomy
from geo.errors import Problem
from geo.i18n import load_texts
from geo.offers.columns import BY_NAME, OFFER_COLUMNS
from geo.offers.shipped import offer_check
from geo.offers.wording import offer_words
from geo.settings import load_settings
from geo.upkeep.offer_form import (
    REASONS,
    SECTIONS,
    Kind,
    complaints,
    complaints_of,
    field_of,
    form_fields,
    shown_row,
)
from geo.upkeep.proposals import check_draft
from tests.store_kit import offer_row

TAXONOMY = load_taxonomy(load_settings({}).district.files["taxonomy"])
FAULTS = [
    ("title", "", "required"),
    ("title", "x" * 201, "too_long"),
    ("title", "Kurs\u202e", "letters"),
    ("topics", "language;rubbish", "not_allowed"),
    ("languages", "deutsch", "shape_languages"),
    ("fee_kind", "cheap", "not_allowed"),
    ("phone", "ruf an", "shape_phone"),
    ("email", "niemand", "shape_email"),
    ("website", "javascript:alert(1)", "shape_website"),
    ("house_number", "zwölf", "shape_house_number"),
    ("postal_code", "4565", "shape_postal_code"),
    ("assured_date", "gestern", "shape_assured_date"),
    ("page_date", "2024-13", "shape_page_date"),
    ("city", "", "needs_city"),
]


def test_every_column_but_the_id_stands_in_one_section() -> None:
    listed = [name for names in SECTIONS.values() for name in names]

    assert sorted(listed) == sorted(spec.name for spec in OFFER_COLUMNS if spec.name != "offer_id")


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("title", Kind.LINE),
        ("phone", Kind.LINE),
        ("description", Kind.TEXT),
        ("schedule", Kind.TEXT),
        ("topics", Kind.LIST),
        ("languages", Kind.LIST),
        ("barrier_free", Kind.CHOICE),
    ],
)
def test_the_schema_says_how_a_column_is_filled_in(column: str, kind: Kind) -> None:
    assert field_of(BY_NAME[column]).kind == kind


def test_sections_without_a_field_are_left_out() -> None:
    assert list(form_fields({"phone", "email"})) == ["contact"]


@pytest.mark.parametrize(("column", "text", "reason"), FAULTS)
def test_every_fault_has_a_reason_that_every_language_can_say(column: str, text: str, reason: str) -> None:
    before = offer_row("a-1", street="Weg")

    found = complaints({**before, column: text}, before, taxonomy=TAXONOMY)

    assert found[column].reason == reason
    for language in ("de", "en", "ar"):
        assert load_texts(language)(f"form.problem_{reason}", limit=found[column].limit)


def test_every_pattern_of_the_schema_has_its_sentence() -> None:
    keys = load_texts("de").keys
    wanted = {f"form.problem_shape_{spec.name}" for spec in OFFER_COLUMNS if spec.pattern}

    assert wanted - {"form.problem_shape_offer_id"} <= keys


def test_a_fault_that_was_there_before_is_not_this_edits() -> None:
    before = offer_row("a-1", phone="ruf an")

    assert complaints({**before, "schedule": "Mo"}, before, taxonomy=TAXONOMY) == {}


def test_an_offer_that_becomes_protected_must_lose_its_address() -> None:
    before = offer_row("a-1", street="Weg", house_number="1")

    found = complaints({**before, "is_protected": "yes"}, before, taxonomy=TAXONOMY)

    assert {name: complaint.reason for name, complaint in found.items()} == {
        "street": "protected",
        "house_number": "protected",
    }


def test_what_the_form_accepts_the_schema_accepts() -> None:
    before = offer_row("a-1")
    row = {**before, "phone": "02365 1234", "languages": "de;ar", "street": "Weg", "house_number": "1a"}

    assert complaints(row, before, taxonomy=TAXONOMY) == {}
    assert offer_check("form", TAXONOMY).row(0, row) == []


@pytest.mark.parametrize(
    ("changes", "remark", "column", "reason"),
    [
        ({}, "", "", "nothing"),
        ({"schedule": "Ruf 0171 2345678"}, "", "schedule", "mobile"),
        ({"phone": "ruf an"}, "", "phone", "shape_phone"),
    ],
)
def test_what_is_wrong_with_a_proposal_has_a_reason_too(
    changes: dict[str, str], remark: str, column: str, reason: str
) -> None:
    problems = check_draft(offer_row("a-1"), changes, remark, vocabularies={})

    assert complaints_of(problems)[column].reason == reason


def test_the_reason_does_not_hang_on_the_sentence_for_operators() -> None:
    problem = Problem("x", 0, "title", "", "words that somebody may write anew", "too_long")

    assert complaints_of([problem])["title"].reason == "too_long"


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_kind_that_the_form_knows_has_its_sentence(reason: str) -> None:
    for language in ("de", "en", "ar"):
        assert load_texts(language)(f"form.problem_{reason}", limit="5")


def test_an_unknown_fault_is_told_as_such() -> None:
    assert complaints_of([Problem("x", 0, "sites", "", "something new")])["sites"].reason == "other"


def test_a_row_of_texts_can_be_shown_before_it_is_saved() -> None:
    row = offer_row("a-1", street="Weg", topics="language;work", target_groups="women", phone="02365 1234")

    words = offer_words("a-1", shown_row(row), texts=load_texts("de"), taxonomy=TAXONOMY, detail=True)

    assert [tag.label for tag in words.tags] == [
        TAXONOMY.topics[name].labels["de"] for name in ("language", "work")
    ]
    assert {"02365 1234", "Weg, Marl"} <= {fact.text for fact in words.facts}


def test_a_protected_row_shows_no_address() -> None:
    row = offer_row("a-1", street="Geheimweg", is_protected="yes")

    words = offer_words("a-1", shown_row(row), texts=load_texts("de"), taxonomy=TAXONOMY, detail=True)

    assert "Geheimweg" not in str(words)
