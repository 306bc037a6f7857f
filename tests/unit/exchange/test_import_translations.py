"""Texts of offers in other languages in files: told, read back, laid over what is stored; anything else is told."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.exchange.importing import Messages, apply_plan, known_offers, plan_import
from geo.exchange.offer_files import FORMATS
from geo.exchange.sources.nested import MAX_LANGUAGES, MAX_TOLD, read_translations
from geo.i18n import load_texts
from geo.model import Role
from geo.offers.columns import TRANSLATED
from geo.store import OfferEdit, Store
from tests.offers_kit import HOUSE, TEXTS, selection
from tests.sources_kit import bench, csv_bytes, feature, json_bytes, reading_from
from tests.store_kit import FakeGeocoder, offer_row, open_memory

READ = ["csv", "xlsx", "geojson", "gpkg", "hsds", "jsonld"]
STORED = {"en": {"title": "Course", "fees": "free"}, "ar": {"title": "دورة"}}


def stored_with(texts: dict, **values: str) -> Store:
    store = open_memory()
    edit = OfferEdit.add(offer_row("aa", **values))
    geocode = FakeGeocoder().geocode
    store.take_in(
        [edit], who=Role.EDITOR, note="", dataset="own", geocode=geocode, translations={"aa": texts}
    )
    return store


def as_file(store: Store, kind: str) -> bytes:
    return FORMATS[kind].write(selection(offers=store.offers(), translations=store.translations()))


def planned(store: Store, raw: bytes, kind: str = "csv", **more):
    reading = reading_from(raw, f"offers.{kind}", file_format=kind)
    return plan_import(reading, known_offers(store), **more)


def applied(store: Store, plan) -> None:
    geocode = FakeGeocoder().geocode
    apply_plan(plan, store, geocode=geocode, who=Role.OPERATOR, today=date(2026, 11, 26))


def table(cell: str | None = None, **values: str) -> bytes:
    """Return a CSV with one offer; without a cell it has no column of translations."""
    told = {name: text for name, text in offer_row("aa", **values).items() if text}
    told |= {} if cell is None else {"translations": cell}
    return csv_bytes([list(told), list(told.values())])


@pytest.mark.parametrize("kind", READ)
def test_a_changed_text_stands_in_the_plan_and_is_applied_once(kind):
    with (
        stored_with(STORED, fees="frei") as store,
        stored_with({"en": {"title": "New course"}, "uk": {"title": "Курс"}}, fees="frei") as other,
    ):
        raw = as_file(other, kind)

        plan = planned(store, raw, kind)
        applied(store, plan)

        assert [(c.column, c.before, c.after) for c in plan.changed[0].changes] == [
            ("title_en", "Course", "New course"),
            ("title_uk", "", "Курс"),
        ]
        assert store.translations()["aa"] == {
            "en": {"title": "New course", "fees": "free"},
            "ar": STORED["ar"],
            "uk": {"title": "Курс"},
        }
        assert not planned(store, raw, kind).changes_something


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (table(title="Neu"), "csv"),
        (table("", title="Neu"), "csv"),
        (json_bytes({"features": [feature(offer_id="aa", title="Neu", translations={})]}), "geojson"),
        (FORMATS["hsds"].write(selection(HOUSE | {"offer_id": "aa"})), "hsds"),
        (FORMATS["jsonld"].write(selection(HOUSE | {"offer_id": "aa"})), "jsonld"),
    ],
)
def test_a_file_that_does_not_speak_of_translations_leaves_them(raw, kind):
    with stored_with(STORED) as store:
        applied(store, planned(store, raw, kind))

        found = store.get("aa")
        assert found is not None
        assert found.row["title"] in ("Neu", "Deutschkurs")
        assert store.translations()["aa"] == STORED


@pytest.mark.parametrize("kind", READ)
def test_what_nobody_is_told_is_not_lost_by_taking_our_own_file_in(kind):
    same, untold = {"title": "Kurs aa", "schedule": "Mondays"}, {"fees": "free"}
    with stored_with({"en": same, "ar": untold | {"title": "دورة"}}) as store:
        plan = planned(store, as_file(store, kind), kind)

        assert plan.changed == ()


def test_more_text_than_a_cell_of_a_workbook_takes_comes_back_whole():
    long = {name: f'{"wort  " * 30} \\ "'.ljust(199) + "." for name in ("title", "schedule", "fees")}
    told = {f"{a}{b}": long | {"description": "字 " * 999 + "。"} for a in "abc" for b in "abcdefgh"}
    original = dict.fromkeys(("schedule", "fees", "description"), "x")
    with stored_with(told, **original) as store, stored_with({}) as other:
        plan = planned(other, as_file(store, "xlsx"), "xlsx")
        applied(other, plan)

        assert len(json.dumps(told, ensure_ascii=False)) > 32_767
        assert plan.problems == ()
        assert other.translations() == store.translations()


def test_an_empty_text_takes_a_translation_away():
    with stored_with(STORED) as store:
        plan = planned(store, table('{"en": {"title": "", "fees": null}}'))
        applied(store, plan)

        assert [(c.column, c.after) for c in plan.changed[0].changes] == [("fees_en", ""), ("title_en", "")]
        assert store.translations()["aa"] == {"ar": STORED["ar"]}
        assert not planned(store, table('{"en": {"title": ""}}')).changes_something


def test_a_column_of_one_text_leaves_the_others_of_its_language():
    cells = {"offer_id": "aa", "title": "Kurs aa", "organization": "Verein Brücke", "topics": "language"}
    cells["title_en"] = "New course"
    with stored_with(STORED) as store:
        applied(store, planned(store, csv_bytes([list(cells), list(cells.values())])))

        assert store.translations()["aa"]["en"] == {"title": "New course", "fees": "free"}


def test_what_another_source_knows_is_not_taken_away():
    cells = {"title": "Kurs aa", "organization": "Verein Brücke", "topics": "language", "city": "Marl"}
    cells["translations"] = '{"en": {"title": ""}}'
    with stored_with(STORED) as store:
        raw = csv_bytes([list(cells), list(cells.values())])

        assert planned(store, raw, decisions={2: "aa"}).changed == ()


@pytest.mark.parametrize("kind", READ)
def test_no_file_tells_the_texts_of_a_protected_offer(kind):
    with stored_with({"en": {"title": "Geheimweg 77"}}, is_protected="yes") as store:
        assert reading_from(as_file(store, kind), "x", file_format=kind).candidates[0].translations == {}


def test_schema_org_hears_one_title_and_the_others_with_their_language():
    raw = FORMATS["jsonld"].write(selection(HOUSE, translations=TEXTS))

    thing = json.loads(raw)["@graph"][1]
    assert thing["name"] == "Deutschkurs"
    assert {
        "@type": "PropertyValue",
        "propertyID": "integrationskarte:title_ar",
        "value": {"@value": "دورة لغة ألمانية", "@language": "ar"},
    } in thing["offers"]["additionalProperty"]


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [
        ("Course", "no_translations", "Course"),
        ("[]", "no_translations", "[]"),
        ("null", "no_translations", "null"),
        ('{"en": "Course"}', "no_translations", '{"en": "Course"}'),
        ("{" * 90_000, "no_translations", None),
        (json.dumps({f"a{n:02}": {} for n in range(MAX_LANGUAGES + 1)}), "too_many_languages", "51"),
        ('{"english": {"title": "Course"}}', "form_languages", "english"),
        ('{"' + "e" * 9000 + '": {}}', "form_languages", None),
        ('{"en": {"city": "Marl"}}', "unknown_part", "en.city"),
        ('{"en": {"title": ["Course"]}}', "no_text", "en.title"),
        (json.dumps({"en": {"title": "x" * 201}}), "too_long", "en.title"),
    ],
)
def test_what_cannot_be_understood_keeps_the_row_out_and_is_told_in_every_language(cell, kind, value):
    with stored_with(STORED) as store:
        plan = planned(store, table(cell, title="Neu"))
        applied(store, plan)

        problem = plan.problems[0]
        assert (problem.row, problem.column, problem.kind) == (2, "translations", kind)
        assert problem.value == value or (value is None and len(problem.value) <= 120)
        for language in ("de", "en", "ar"):
            assert Messages(load_texts(language), bench().taxonomy).problem(problem)
        assert (plan.changed, plan.gone, store.translations()["aa"]) == ((), (), STORED)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(("en", "ar", *TRANSLATED)) | st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.text() | anything.map(json.dumps))
def test_whatever_stands_there_is_texts_or_told(cell):
    found, problems = read_translations(cell, 2, "x")

    assert len(problems) <= MAX_TOLD
    assert all(set(texts) <= set(TRANSLATED) for texts in found.values())
    assert problems or all(len(language) <= 8 for language in found)
