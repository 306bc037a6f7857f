"""Single cells and headings: what people write for what we know."""

import re

import pytest

from geo.errors import DataError, SourceError
from geo.exchange.importing import Messages
from geo.exchange.sources import MappingMemory, map_columns
from geo.exchange.sources.cells import number, read_cell
from geo.exchange.sources.columns import ColumnMapping
from geo.i18n import load_texts
from geo.offers.columns import OFFER_COLUMNS
from geo.offers.private_contact import is_private_mail
from geo.offers.value_wording import value_words
from tests.sources_kit import bench, csv_bytes, reading_from


def cell(text: str, column: str):
    return read_cell(text, column, 2, column, bench().vocabulary)


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("topics", "Sprache", "language"),
        ("topics", "language; Arbeit", "language;work"),
        ("topics", "Language\nWork", "language;work"),
        ("topics", "السكن", "housing"),
        ("topics", "Deutschkurs", "language"),
        ("topics", "Sprache, Wohnen und Sport", "language;housing;sport"),
        ("target_groups", "Familien, Eltern und Schwangere", "families"),
        ("target_groups", "Frauen und Mädchen; refugees", "women;refugees"),
        ("target_groups", "Eltern mit Kindern bis 3 Jahre", "families"),
        ("languages", "Arabisch, Türkisch / de", "ar;tr;de"),
        ("languages", "العربية", "ar"),
        ("languages", "Kurmandschi; Persian", "ku;fa"),
        ("fee_kind", "kostenlos", "free"),
        ("fee_kind", "ja", "free"),
        ("is_protected", "nein", "no"),
        ("is_protected", "-", "no"),
        ("barrier_free", "teilweise", "partly"),
        ("scope", "kreisweit", "district"),
        ("status", "Geschlossen", "closed"),
        ("city", "oer erkenschwick", "Oer-Erkenschwick"),
        ("phone", "Tel.: 02365–12 34 56", "02365-12 34 56"),
        ("email", "mailto:Info@VHS-Marl.DE", "Info@vhs-marl.de"),
        ("website", "www.vhs-marl.de", "https://www.vhs-marl.de"),
        ("postal_code", "D-45770", "45770"),
        ("page_date", "31.5.2024", "2024-05-31"),
        ("page_date", "05/2024", "2024-05"),
        ("assured_date", "2024-05-31T10:00:00Z", "2024-05-31"),
        ("title", " \ufeffKurs\u200b\u202e für\xa0alle ", "Kurs für alle"),
    ],
)
def test_what_people_write_is_understood(column, text, expected):
    found = cell(text, column)

    assert (found.text, found.problem) == (expected, None)


@pytest.mark.parametrize(
    ("column", "text", "kind", "suggestion"),
    [
        ("topics", "Sprahce", "not_allowed", "language"),
        ("target_groups", "Familen", "not_allowed", "families"),
        ("languages", "Arabsich", "not_allowed", "ar"),
        ("languages", "qxzzy", "not_allowed", ""),
        ("fee_kind", "kostnlos", "not_allowed", "free"),
        ("city", "Reklinghausen", "unknown_city", "Recklinghausen"),
        ("city", "Berlin", "unknown_city", ""),
        ("phone", "anrufen", "form_phone", ""),
        ("email", "info at vhs", "form_email", ""),
        ("website", "javascript:alert(1)", "form_website", ""),
        ("postal_code", "4577", "form_postal_code", ""),
        ("house_number", "hinten", "form_house_number", ""),
        ("page_date", "neulich", "form_date", ""),
        ("offer_id", "RE 1", "form_offer_id", ""),
        ("title", "x" * 201, "too_long", ""),
        ("title", "#REF!", "spreadsheet_error", ""),
    ],
)
def test_what_cannot_be_is_told_with_what_may_have_been_meant(column, text, kind, suggestion):
    problem = cell(text, column).problem

    assert problem is not None
    assert (problem.kind, problem.suggestion, problem.is_hint) == (kind, suggestion, False)


@pytest.mark.parametrize(
    ("column", "text", "kind"),
    [
        ("phone", "0171 1234567", "mobile_number"),
        ("phone", "+49 (0) 160 1234567", "mobile_number"),
        ("email", "erika.muster@example.org", "personal_email"),
    ],
)
def test_what_belongs_to_a_person_is_left_out_and_not_repeated(column, text, kind):
    found = cell(text, column)

    assert found.text == ""
    assert found.problem is not None
    assert (found.problem.kind, found.problem.is_hint, found.problem.value) == (kind, True, "…")


def test_a_mail_address_of_an_office_is_no_person():
    assert cell("info.marl@example.org", "email").text == "info.marl@example.org"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("7,0905", 7.0905), ("7.0905", 7.0905), (" 51 ", 51.0), ("-1e2", -100.0), ("1e999", None), ("٣", None), ("x", None), ("1,2,3", None)],
)  # fmt: skip
def test_numbers_have_a_point_or_a_comma(text, expected):
    assert number(text) == expected


PUBLIC = [spec.name for spec in OFFER_COLUMNS if spec.is_public and spec.name != "offer_id"]
HEADINGS = [
    "Angebot",
    "Träger",
    "Themen",
    "Straße",
    "Nr.",
    "PLZ",
    "Stadt",
    "E-Mail",
    "Telefonnumer",
    "Sonstiges",
]
MEANT = [
    "title",
    "organization",
    "topics",
    "street",
    "house_number",
    "postal_code",
    "city",
    "email",
    "phone",
    "",
]


def test_headings_are_guessed_by_name_synonym_and_slip_of_the_pen():
    assert map_columns(HEADINGS, bench().vocabulary.words).columns == dict(zip(HEADINGS, MEANT, strict=True))


def test_our_own_name_beats_a_synonym_for_the_same_column():
    columns = map_columns(["Titel", "title"], bench().vocabulary.words).columns

    assert columns == {"Titel": "", "title": "title"}


def test_in_a_file_of_our_own_nothing_is_guessed():
    """An export says things about itself; a column `notes` is no remark there, and `location_id` no address."""
    own = ["offer_id", "location_id", *PUBLIC, "notes"]

    columns = map_columns(own, bench().vocabulary.words).columns

    assert (columns["notes"], columns["location_id"], columns["title"]) == ("", "", "title")
    assert map_columns(["notes", "title"], bench().vocabulary.words).columns["notes"] == "remark"


def test_a_person_decides_above_every_guess():
    columns = map_columns(
        HEADINGS, bench().vocabulary.words, given={"Sonstiges": "remark", "E-Mail": ""}
    ).columns

    assert (columns["Sonstiges"], columns["E-Mail"], columns["PLZ"]) == ("remark", "", "postal_code")


@pytest.mark.parametrize(
    ("given", "kind"), [({"fehlt": "title"}, "mapping_heading"), ({"PLZ": "nonsense"}, "mapping_column")]
)
def test_a_decision_about_what_is_not_there_is_refused(given, kind):
    with pytest.raises(SourceError) as caught:
        map_columns(HEADINGS, bench().vocabulary.words, given=given)

    assert caught.value.problem.kind == kind


def test_a_mapping_is_remembered_for_the_same_headings_in_any_order(tmp_path):
    memory = MappingMemory(tmp_path / "var" / "columns.json")
    memory.keep(["A", "B"], {"A": "title", "B": ""})

    assert MappingMemory(tmp_path / "var" / "columns.json").find(["B", "A"]) == {"A": "title", "B": ""}
    assert memory.find(["A", "B", "C"]) == {}


def test_a_broken_memory_is_named_not_ignored(tmp_path):
    (tmp_path / "columns.json").write_text("[1]", encoding="utf-8")

    with pytest.raises(DataError, match=r"columns\.json"):
        MappingMemory(tmp_path / "columns.json").find(["A"])


def test_columns_in_other_languages_become_translations():
    raw = csv_bytes(
        [
            ["title", "organization", "topics", "title_en", "description_ar"],
            ["Kurs", "VHS", "language", "Course", "دورة"],
        ]
    )

    assert reading_from(raw).candidates[0].translations == {
        "en": {"title": "Course"},
        "ar": {"description": "دورة"},
    }


@pytest.mark.parametrize(
    ("heading", "text", "expected"),
    [
        ("Anschrift", "Wiesenstr. 22, 45770 Marl", ("Wiesenstr.", "22", "45770", "Marl")),
        ("Straße und Hausnummer", "Am Markt 3a", ("Am Markt", "3a", "", "")),
        ("Straße", "Am Markt 3a", ("Am Markt", "3a", "", "")),
        ("Straße", "Am Markt", ("Am Markt", "", "", "")),
    ],
)
def test_an_address_in_one_cell_is_taken_apart(heading, text, expected):
    values = reading_from(csv_bytes([["title", heading], ["Kurs", text]])).candidates[0].values

    assert (
        tuple(values.get(name, "") for name in ("street", "house_number", "postal_code", "city")) == expected
    )


def test_an_address_taken_apart_must_fit_its_columns():
    raw = csv_bytes([["title", "Anschrift"], ["Kurs", f"{'x' * 130}straße 1, 45770 Marl"]])

    assert [(p.column, p.kind) for p in reading_from(raw).problems] == [("Anschrift", "too_long")]


def test_the_words_of_the_source_are_kept_beside_the_ids():
    raw = csv_bytes([["title", "Zielgruppe"], ["a", "Eltern mit Kindern bis 3 Jahre"], ["b", "families"]])

    first, second = reading_from(raw).candidates

    assert first.values["target_groups_stated"] == "Eltern mit Kindern bis 3 Jahre"
    assert "target_groups_stated" not in second.values


def test_a_text_that_names_a_person_is_hinted_at():
    read = reading_from(csv_bytes([["title", "description"], ["Kurs", "Fragen an Frau Muster"]]))

    assert [(p.kind, p.is_hint, p.value) for p in read.problems] == [("person_named", True, "…")]


def test_the_address_of_a_protected_offer_is_in_no_message():
    raw = csv_bytes(
        [["title", "is_protected", "street", "house_number"], ["Haus", "ja", "Geheimweg", "ganz hinten"]]
    )

    assert all("hinten" not in str(p) and "Geheim" not in str(p) for p in reading_from(raw).problems)


def test_half_a_point_is_told():
    assert [p.kind for p in reading_from(csv_bytes([["title", "lon"], ["x", "7"]])).problems] == [
        "half_a_point"
    ]


def test_unused_headings_are_those_without_column_or_translation():
    mapping = ColumnMapping({"a": "title", "b": "", "title_en": ""}, {"title_en": ("title", "en")})

    assert mapping.unused == ("b",)


@pytest.mark.parametrize(
    ("source", "kept"), [("offers", "file:offers"), ("own", "file:own"), ("url:a/b", "url:a/b")]
)
def test_no_file_can_pass_for_the_shipped_offers(source, kept):
    """Else a file without them would take the shipped offers for gone."""
    assert reading_from(csv_bytes([["title", "city"], ["x", "Marl"]]), source=source).source == kept


def test_the_name_of_a_source_is_bounded():
    assert (
        len(reading_from(csv_bytes([["title", "city"], ["x", "Marl"]]), source="url:" + "x" * 500).source)
        == 100
    )


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_value_may_be_written_as_the_page_calls_it(language):
    texts, taxonomy = load_texts(language), bench().taxonomy
    named = [("topics", entry) for entry in taxonomy.topics] + [
        ("target_groups", entry) for entry in taxonomy.target_groups
    ]
    named += [(spec.name, value) for spec in OFFER_COLUMNS for value in spec.allowed if value]

    for column, value in named:
        label = value_words(column, value, texts=texts, taxonomy=taxonomy)
        assert cell(label, column).text == value, (column, label)


@pytest.mark.parametrize(
    ("column", "text", "names", "others"),
    [
        ("target_groups", "Frauenn", ("Geflüchtete", "Frauen und Mädchen"), ("Flüchtlingshilfe", "women")),
        ("topics", "Frauenn", ("Flüchtlingshilfe", "Frauen"), ("Frauen und Mädchen", "women")),
        ("fee_kind", "kostnlos", ("kostet etwas", "kostenlos"), ("paid", "free")),
        ("languages", "Arabsich", ("Arabisch",), ()),
    ],
)
def test_allowed_values_are_named_as_their_own_column_calls_them(column, text, names, others):
    problem = cell(text, column).problem
    said = Messages(load_texts("de"), bench().taxonomy).problem(problem)

    told = [name.strip(" .") for part in said.split(":")[1:] for name in re.split("[;,]", part)]
    assert [name for name in names if name not in said] == []
    assert [name for name in others if name in told or f"({name})" in said] == []


def test_the_command_line_names_the_id_behind_the_label():
    problem = cell("Frauenn", "target_groups").problem

    said = Messages(load_texts("en"), bench().taxonomy, with_ids=True).problem(problem)

    assert "Perhaps you meant: Women and girls (women)." in said
    assert (
        "; Families, parents and expectant mothers (families); " in said
    )  # a label that holds a comma is one


@pytest.mark.parametrize(
    ("address", "is_private"),
    [
        *((name, True) for name in ("maria.schulte@gmx.de", "schulz@gmx.de", "peter.kirchhoff@web.de",
                                    "h.hausmann@t-online.de", "ingo.stadtmann@web.de")),
        *((name, False) for name in ("schule@gmx.de", "musikschule.marl@web.de", "kirche.marl@gmx.de",
                                     "haus.der.begegnung@web.de", "stadtteil@gmx.de")),
    ],
)  # fmt: skip
def test_surnames_that_begin_like_offices_are_those_of_persons(address, is_private):
    assert is_private_mail(address) == is_private
