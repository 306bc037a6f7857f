"""Files as cities and organisations send them: titles, sheets, merged cells, numbers, shapes, services of others."""

import io

import pytest
from openpyxl import Workbook

from geo.errors import SourceError
from geo.exchange.importing import Known, plan_import
from geo.exchange.sources import Asked, Defaults, read_files
from tests.sources_kit import bench, csv_bytes, reading_from, table_from, xlsx_bytes

HEADING = ["Titel", "Träger", "Thema", "Straße", "Nr.", "PLZ", "Ort", "Telefon"]
MARL = ["Kurs", "Verein", "Sprache", "Breite Straße", "5", "45770", "Marl", "02365 1234"]


def values(candidate, *names):
    return tuple(candidate.values.get(name, "") for name in names)


PLACE = ("street", "house_number", "postal_code", "city")


@pytest.mark.parametrize(
    "above",
    [
        [["Angebote Integration 2025"]],
        [["Angebote, Stand: März; vorläufig"], []],
        [["Stadt Marl", "", "", "", "", "", "", "Stand: 01.03.2025"]],
        [["Angebot", "", "", "Anschrift", "", "", "", "Kontakt"]],
    ],
)
@pytest.mark.parametrize("write", [lambda rows: csv_bytes(rows, separator=";"), xlsx_bytes])
def test_titles_and_groups_above_the_headings_are_no_headings(above, write):
    rows = [*above, HEADING, MARL, ["Kurs 2", *MARL[1:]], HEADING, ["Kurs 3", *MARL[1:]]]

    reading = reading_from(write(rows), "a.xlsx" if write is xlsx_bytes else "a.csv")

    assert [c.title for c in reading.candidates] == ["Kurs", "Kurs 2", "Kurs 3"]
    assert reading.candidates[0].values["house_number"] == "5"


def test_names_below_groups_are_told_apart():
    rows = [
        ["Träger", "", "Angebot", "", "Anschrift", "", ""],
        ["Name", "Telefon", "Name", "Thema", "Straße", "Nr.", "PLZ Ort"],
        ["Verein", "02365 1234", "Kurs", "Sprache", "Breite Straße", "5", "45770 Marl"],
    ]
    reading = reading_from(csv_bytes(rows, separator=";"))

    assert values(reading.candidates[0], "title", "organization", "phone", *PLACE) == (
        "Kurs", "Verein", "02365 1234", "Breite Straße", "5", "45770", "Marl",
    )  # fmt: skip


def test_the_row_of_headings_can_be_said():
    raw = csv_bytes([["a", "b"], ["c", "d"], ["Kurs", "Marl"]])
    table = read_files({"a.csv": raw}, bench().aids, source="file:a", asked=Asked(heading_row=2))

    assert (table.headings, len(table.rows)) == (("c", "d"), 1)


def book_of(*sheets, merged=()):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_every_sheet_with_a_list_is_read_and_the_others_are_named():
    short = [["Titel", "Träger", "Thema"], ["Treff", "Verein", "Begegnung"]]
    raw = book_of(
        ("Legende", [["Farbe", "Bedeutung"], ["rot", "neu"]]), ("Marl", [HEADING, MARL]), ("Herten", short)
    )
    reading = reading_from(raw, "a.xlsx")

    assert [(c.title, c.values["city"]) for c in reading.candidates] == [
        ("Kurs", "Marl"),
        ("Treff", "Herten"),
    ]
    assert len({c.row for c in reading.candidates}) == 2
    assert [(p.kind, p.column) for p in reading.problems] == [
        ("sheet_not_read", "Legende"),
        ("rows_counted_on", "Herten"),
    ]


def test_one_sheet_can_be_asked_for():
    raw = book_of(("Marl", [HEADING, MARL]), ("Herten", [HEADING, ["Treff", *MARL[1:]]]))
    asked = read_files({"a.xlsx": raw}, bench().aids, source="x", asked=Asked(sheet="Herten"))

    assert [row.cells["Titel"] for row in asked.rows] == ["Treff"]
    with pytest.raises(SourceError) as caught:
        read_files({"a.xlsx": raw}, bench().aids, source="x", asked=Asked(sheet="Berlin"))
    assert caught.value.problem.kind == "no_such_sheet"


def test_merged_cells_count_for_all_their_rows():
    rows = [HEADING, MARL, ["Kurs 2", None, "Sprache"], ["Kurs 3", None, "Sprache"]]
    raw = book_of(("Liste", rows), merged=["B2:B4", "D2:D3", "E2:E3", "F2:F3", "G2:G4"])

    found = reading_from(raw, "a.xlsx").candidates

    assert [c.values["organization"] for c in found] == ["Verein"] * 3
    assert [c.values.get("street", "") for c in found] == ["Breite Straße", "Breite Straße", ""]
    assert [c.values["city"] for c in found] == ["Marl"] * 3


def test_several_lists_come_as_one_and_what_is_none_is_named():
    files = {
        "marl.csv": csv_bytes([HEADING, MARL]),
        "herten.csv": csv_bytes([HEADING, ["Treff", *MARL[1:]]], separator=";"),
        "legende.csv": csv_bytes([["Kürzel", "Bedeutung"], ["SK", "Sprachkurs"]]),
    }
    reading = reading_from(files, "ordner")

    assert [c.title for c in reading.candidates] == ["Kurs", "Treff"]
    assert ("sheet_not_read", "legende") in [(p.kind, p.column) for p in reading.problems]


def test_a_running_number_is_no_identity():
    def listed(*titles):
        rows = [[str(n), title, f"Verein {title}", *MARL[2:]] for n, title in enumerate(titles, start=1)]
        return reading_from(csv_bytes([["lfd. Nr.", *HEADING], *rows]))

    first = plan_import(listed("Nähen", "Kochen"), [])
    known = [Known(p.offer_id, p.row, "file:test") for p in first.new]
    again = plan_import(listed("Lesen", "Nähen", "Kochen"), known)

    assert [p.row["title"] for p in again.new] == ["Lesen"]
    assert sorted(p.row["title"] for p in again.unchanged) == ["Kochen", "Nähen"]


def test_a_number_that_means_quite_another_offer_is_asked_about():
    def listed(*rows):
        cells = [
            [number, title, org, "Sprache", street, "5", "45770", "Marl", ""]
            for number, title, org, street in rows
        ]
        return reading_from(csv_bytes([["ID", *HEADING], *cells]))

    first = plan_import(
        listed(("11", "Nähen", "Verein A", "Hochstraße"), ("17", "Kochen", "Verein B", "Breite Straße")), []
    )
    known = [Known(p.offer_id, p.row, "file:test") for p in first.new]
    again = plan_import(
        listed(("11", "Schwimmkurs", "Verein C", "Seestraße"), ("18", "Nähen", "Verein A", "Hochstraße")),
        known,
    )

    assert [u.candidate.title for u in again.unclear] == ["Schwimmkurs"]
    assert again.changed == ()
    assert [p.row["title"] for p in again.unchanged] == ["Nähen"]
    fresh = plan_import(listed(("11", "Schwimmkurs", "Verein C", "Seestraße")), known, decisions={2: "new"})
    assert [p.row["title"] for p in fresh.new] == ["Schwimmkurs"]
    assert fresh.new[0].offer_id not in {k.offer_id for k in known}


def test_topics_for_the_whole_file_and_words_that_were_mapped():
    table = table_from(
        csv_bytes([["Titel", "Träger", "Ort"], ["Kurs", "Verein", ""], ["Treff", "Verein", "Herten"]])
    )
    reading = bench().read(table, bench().mapping(table), defaults=Defaults("language;education", "Marl"))

    assert [(c.values["topics"], c.values["city"]) for c in reading.candidates] == [
        ("language;education", "Marl"), ("language;education", "Herten"),
    ]  # fmt: skip


def test_unknown_words_appear_once_each_and_can_be_mapped():
    rows = [
        ["Kurs A", "V", "Bildungsarbeit 4.0", "Marl"],
        ["Kurs B", "V", "Bildungsarbeit 4.0; Sprachkurse", "Marl"],
        ["Kurs C", "V", "Integrationskurs (BAMF)", "Musterdorf"],
    ]
    table = table_from(csv_bytes([["Titel", "Träger", "Thema", "Ort"], *rows]))
    before = bench().read(table, bench().mapping(table))

    assert [(u.column, u.word, u.rows) for u in before.unknown] == [
        ("topics", "Bildungsarbeit 4.0", 2), ("city", "Musterdorf", 1),
    ]  # fmt: skip
    assert [c.title for c in before.candidates] == ["Kurs B"]

    chosen = {("topics", "bildungsarbeit40"): ("education",), ("city", "musterdorf"): ("Herten",)}
    after = bench().read(table, bench().mapping(table), chosen=chosen)

    assert [(c.values["topics"], c.values["city"]) for c in after.candidates] == [
        ("education", "Marl"), ("education;language", "Marl"), ("language", "Herten"),
    ]  # fmt: skip
    assert after.unknown == ()
