"""Offers as files: exactly those asked for, public columns only, nothing protected, no false point, no formula."""

import html
import io
import re
import sqlite3
import zipfile
from contextlib import closing

import pytest
from openpyxl import load_workbook

from geo.exchange.formulas import restored, without_formula
from geo.exchange.offer_files import FORMATS
from geo.exchange.offer_files.records import PUBLIC_COLUMNS, public_records
from geo.i18n import load_texts
from geo.offers.columns import BY_NAME, FURTHER_SITES, TRANSLATIONS
from geo.offers.filters import OfferFilter
from geo.offers.run_filter import RunsAsked
from tests.golden_kit import is_golden
from tests.offers_kit import (
    BESIDE,
    CITY,
    DAY,
    HOSTILE,
    HOUSE,
    ROWS,
    SECRETS,
    SHELTER,
    STREET,
    frame_of,
    selection,
    written,
)  # fmt: skip
from tests.offers_reading import READERS, read_csv

IDS = [str(row["offer_id"]) for row in ROWS]


def plain(raw):
    """Return everything a file says as text, whatever it is packed in."""
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            return html.unescape("\n".join(packed.read(name).decode() for name in packed.namelist()))
    if raw.startswith(b"SQLite"):
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(raw)
            return "\n".join(database.iterdump())
    return raw.decode()


def cells(row):
    """Return a row of the kit as the shipped table writes it, as far as a visitor may see it."""
    return {name: row.get(name, "") for name in row if BY_NAME[name].is_public}


# --- all formats --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", READERS)
def test_offers_come_in_the_order_of_the_list(kind):
    backwards = ROWS[::-1]

    assert [row["offer_id"] for row in READERS[kind](written(kind, *backwards))] == IDS[::-1]


@pytest.mark.parametrize("kind", READERS)
def test_every_public_value_comes_back(kind):
    found = READERS[kind](written(kind, HOUSE))[0]

    wanted = cells(HOUSE) | {"topics": "language", "target_groups": "women", "languages": "ar;en"}
    wanted |= {"lon": "7.091234", "lat": "51.656123", "uncertainty_m": "30"}
    assert {name: found[name] for name in wanted} == wanted | {"uncertainty_m": found["uncertainty_m"]}
    assert float(found["uncertainty_m"]) == 30


@pytest.mark.parametrize("kind", FORMATS)
def test_no_file_tells_where_a_shelter_is_or_what_is_for_editors(kind):
    told = plain(written(kind, **BESIDE))

    assert "Frauenhaus" in told
    assert [secret for secret in SECRETS if secret in told] == []


@pytest.mark.parametrize("kind", FORMATS)
def test_the_scan_would_find_the_place_of_another_offer(kind):
    told = plain(written(kind, {**SHELTER, "is_protected": False}))

    assert ("Geheimweg" in told) == (kind != "atom")


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_file_tells_licence_age_and_that_nobody_confirmed(kind, language):
    texts = load_texts(language)
    told = plain(written(kind, CITY, language=language))

    for part in (
        "facts only",
        "Own collection",
        "© Office",
        texts.partial_date("2026-08"),
        texts("about.unconfirmed", number="1", all="1"),
        texts("export.points"),
        texts("export.protected"),
    ):
        assert part in html.unescape(told).replace('\\"', '"').replace("''", "'"), part
    assert "© Cells" not in told


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_offers_give_the_same_bytes(kind):
    assert written(kind) == written(kind)


@pytest.mark.parametrize("kind", FORMATS)
def test_no_offer_is_a_whole_file_too(kind):
    raw = FORMATS[kind].write(selection(offers=frame_of(HOUSE).iloc[:0]))

    assert "0 offers" in plain(raw) or kind in ("csv", "atom")
    if kind in READERS:
        assert READERS[kind](raw) == []


def test_only_public_columns_are_told():
    record = public_records(frame_of(HOUSE))[0]

    assert tuple(record) == (*PUBLIC_COLUMNS, FURTHER_SITES, TRANSLATIONS)
    assert not {"source_url", "remark"} & set(record)


@pytest.mark.parametrize(
    ("row", "has_point"), [(HOUSE, True), (STREET, True), (CITY, False), (SHELTER, False)]
)
def test_a_point_is_told_only_where_one_is_known(row, has_point):
    record = public_records(frame_of(row))[0]

    assert [record[name] is not None for name in ("lon", "lat", "uncertainty_m")] == [has_point] * 3
    for kind in ("geojson", "gpkg", "hsds"):
        assert (READERS[kind](written(kind, row))[0]["lon"] != "") == has_point, kind


def test_the_filter_is_said_in_words():
    wanted = OfferFilter(
        text="Kurs", topics=("language", "own"), target_groups=("not_stated",), cities=("Marl",),
        languages=("ar",), free_only=True,
    )  # fmt: skip

    assert dict(selection(wanted=wanted).about.parameters) | {"Program": ""} == {
        "Search word": "Kurs", "Topic": "Language or own", "For whom": "not stated", "City": "Marl",
        "Language of advice": "Arabic", "Free of charge": "✓", "Program": "",
    }  # fmt: skip


def test_what_was_asked_of_courses_is_said_in_words():
    told = selection(courses=RunsAsked(("B1",), childcare=True)).about.parameters

    assert dict(told) | {"Program": ""} == {"Courses": "Level: B1, with childcare", "Program": ""}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (OfferFilter(), "angebote-2026-11-26.csv"),
        (OfferFilter(topics=("language",), cities=("Oer-Erkenschwick",)), "angebote-language-Oer-Erkenschwick-2026-11-26.csv"),
        (OfferFilter(text="../../etc", target_groups=("not_stated",)), "angebote-filter-2026-11-26.csv"),
    ],
)  # fmt: skip
def test_name_of_a_file_is_plain(wanted, expected):
    assert selection(wanted=wanted).file_name("csv", day=DAY) == expected


# --- CSV and Excel ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("", ""), ("Kurs", "Kurs"), ("=1", "'=1"), ("+49", "'+49"), ("-1", "'-1"), ("@a", "'@a"), ("\t=1", "'\t=1"),
        ("\r1", "'\r1"), ("\n1", "'\n1"), ("＝1", "'＝1"), ("＠a", "'＠a"), ("'=1", "''=1"), ("''=1", "'''=1"),
        ("'s Café", "'s Café"), ("a=1", "a=1"), ("'", "'"), ("''", "''"), (" =1", " =1"),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_compute_is_guarded_and_comes_back(text, guarded):
    assert without_formula(text) == guarded
    assert restored(guarded) == text


def test_no_cell_of_the_csv_is_a_formula():
    cells = re.findall(r'(?:^|,)"?([^,"]?)', written("csv", HOSTILE, HOUSE).decode("utf-8-sig"), re.MULTILINE)

    assert not [cell for cell in cells if cell in tuple("=+-@＝\t")]
    found = read_csv(written("csv", HOSTILE))[0]
    assert {name: found[name] for name in HOSTILE} == HOSTILE


def test_no_cell_of_the_workbook_is_a_formula():
    book = load_workbook(io.BytesIO(written("xlsx", HOSTILE, HOUSE)))

    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert HOSTILE["title"] in {cell.value for row in book.worksheets[0].iter_rows() for cell in row}


@pytest.mark.parametrize("language", ["de", "ar"])
def test_workbook_speaks_the_readers_language(language):
    texts = load_texts(language)
    book = load_workbook(io.BytesIO(written("xlsx", HOUSE, SHELTER, CITY, language=language)))

    assert book.sheetnames == [texts("export.sheet_offers"), "data", texts("export.sheet_about")]
    heading, house, shelter, city = book.worksheets[0].values
    told = dict(zip(heading, house, strict=True))
    assert told[texts("detail.as_of")] == texts("as_of.confirmed", date=texts.partial_date("2026-05-31"))
    assert told[texts("detail.languages")] == ", ".join(texts.language_name(code) for code in ("ar", "en"))
    assert texts("place.protected", city="Marl") in shelter
    assert texts("precision.city", radius=texts.distance(4000)) in city
    assert [sheet.sheet_view.rightToLeft for sheet in book] == [language == "ar"] * 3


# --- files kept to see what changes -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "geojson", "hsds", "jsonld", "atom"])
def test_files_are_as_they_were(kind):
    raw = written(kind, HOUSE, CITY, SHELTER, HOSTILE, **BESIDE)

    assert is_golden(f"offers.{FORMATS[kind].suffix}", raw)
