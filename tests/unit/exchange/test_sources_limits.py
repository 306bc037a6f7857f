"""Files that are too large are refused early: what is counted here is work, never seconds."""

import io
import json
import zipfile

import openpyxl
import pytest

from geo.errors import SourceError
from geo.exchange.sources import csv_table, decoding, load, xlsx_rows, xlsx_table
from geo.exchange.sources.hsds_package import unpack
from tests.sources_kit import bench, changed_archive, csv_bytes, feature, json_bytes, table_from, xlsx_bytes

SHEET = "xl/worksheets/sheet1.xml"
HEADING = ["title", "city"]
ROWS = 5_000


class Counting(io.BytesIO):
    """Bytes that tell how far they were read."""

    def read(self, size=-1):
        assert size > 0  # never all at once
        return super().read(size)


def sheet_of(rows, *, dimension="A1:B2", prefix=""):
    """Return the XML of a worksheet, whatever it says about its size."""
    x = prefix
    told = "".join(f'<{x}row r="{number}">{cells}</{x}row>' for number, cells in enumerate(rows, start=1))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    name = f'xmlns:{x[:-1]}="{space}"' if x else f'xmlns="{space}"'
    return f'<{x}worksheet {name}><{x}dimension ref="{dimension}"/><{x}sheetData>{told}</{x}sheetData></{x}worksheet>'.encode()


def filled(count, *, prefix=""):
    x = prefix
    return [
        f'<{x}c r="A{n}"><{x}v>{n}</{x}v></{x}c><{x}c r="B{n}"><{x}v>1</{x}v></{x}c>'
        for n in range(1, count + 1)
    ]


def workbook(sheet):
    return changed_archive(xlsx_bytes([["x"]]), SHEET, lambda _: sheet)


def refused(raw, name="a.xlsx"):
    with pytest.raises(SourceError) as caught:
        table_from(raw, name)
    return caught.value.problem


@pytest.fixture
def small(monkeypatch):
    """Let the limits be small and the pieces smaller, so that little files are large."""
    monkeypatch.setattr(xlsx_rows, "MAX_FILLED", 11)
    monkeypatch.setattr(xlsx_rows, "MAX_LISTED", 30)
    monkeypatch.setattr(xlsx_rows, "CHUNK", 256)


@pytest.fixture
def unopened(monkeypatch):
    """Fail as soon as the workbook itself is opened: its texts alone may take seconds."""
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_, **__: pytest.fail("was opened"))


@pytest.mark.usefixtures("small", "unopened")
@pytest.mark.parametrize("dimension", ["A1:B2", "A1:XFD1048576", "", "A1"])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_workbook_with_too_many_rows_is_refused_unopened_whatever_it_says_about_its_size(dimension, prefix):
    sheet = sheet_of(filled(12, prefix=prefix), dimension=dimension, prefix=prefix)

    problem = refused(workbook(sheet))

    assert (problem.kind, problem.allowed) == ("too_many_rows", ("100000",))


@pytest.mark.usefixtures("small")
def test_counting_rows_ends_at_the_limit():
    part = Counting(sheet_of(filled(ROWS)))

    count = xlsx_rows.count_rows(part)

    assert count.is_too_long
    assert part.tell() < 12 * 60 + 3 * xlsx_rows.CHUNK < len(part.getvalue()) / 50


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("count", [0, 1, 11])
def test_rows_up_to_the_limit_are_counted(count):
    assert xlsx_rows.count_rows(Counting(sheet_of(filled(count)))) == xlsx_rows.RowCount(count, count)


@pytest.mark.usefixtures("small", "unopened")
def test_a_workbook_that_lists_too_many_blank_rows_is_refused_with_what_helps():
    rows = [*filled(2), *(f'<c r="A{n}" s="1"/>' for n in range(3, ROWS))]

    assert refused(workbook(sheet_of(rows))).kind == "too_many_blank_rows"


@pytest.mark.usefixtures("small")
def test_a_long_sheet_beside_the_table_keeps_nobody_out():
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([["offer_id", "title"], ["o-1", "Kurs"]])))
    for number in range(40):
        book.create_sheet("other" if not number else None) if not number else book["other"].append(
            [number, number]
        )
    written = io.BytesIO()
    book.save(written)

    assert [row.cells["title"] for row in table_from(written.getvalue(), "a.xlsx").rows] == ["Kurs"]


@pytest.mark.usefixtures("small")
def test_the_table_itself_is_counted_where_it_is_one_sheet_of_several():
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([["title", "city"]] * 20)))
    book.create_sheet("short").append(["one"])
    written = io.BytesIO()
    book.save(written)

    assert refused(written.getvalue()).kind == "too_many_rows"


@pytest.mark.usefixtures("small")
def test_a_row_longer_than_a_piece_counts_once():
    long = "".join(f"<c><v>{n}</v></c>" for n in range(500))

    assert xlsx_rows.count_rows(Counting(sheet_of([long, *filled(1)]))) == xlsx_rows.RowCount(2, 2)


def test_a_heading_is_looked_for_only_so_far_down(monkeypatch):
    monkeypatch.setattr(xlsx_table, "HEADING_WITHIN", 5)

    assert refused(xlsx_bytes([["one"]] * 6 + [HEADING])).kind == "no_heading"
    assert len(table_from(xlsx_bytes([[]] * 4 + [HEADING, ["Kurs", "Marl"]]), "a.xlsx").rows) == 1


def test_a_title_above_the_table_is_no_heading():
    raw = xlsx_bytes([["Angebote im Kreis"], [], HEADING, ["Kurs", "Marl"]])

    table = table_from(raw, "a.xlsx")

    assert table.headings == tuple(HEADING)
    assert [(row.number, row.cells["city"]) for row in table.rows] == [(4, "Marl")]


def test_rows_of_a_csv_file_are_split_up_to_the_limit_and_none_is_kept(monkeypatch):
    seen, built = [], []
    monkeypatch.setattr(csv_table, "restored", lambda cell: seen.append(cell) or cell)
    monkeypatch.setattr(csv_table, "_row", lambda *row: built.append(row))
    rows = csv_table._rows("title,city\n" + "Kurs,Marl\n" * ROWS, ",", "a.csv")

    with pytest.raises(SourceError) as caught:
        csv_table.table_of(rows, "a.csv", source="x", limit=10)

    assert (caught.value.problem.kind, caught.value.problem.row) == ("too_many_rows", 12)
    assert (len(seen), len(built)) == (
        2 * max(12, csv_table.WITHIN),
        0,
    )  # so far down a heading is looked for


@pytest.mark.parametrize(
    "raw",
    [
        json_bytes({"features": [feature()] * 40}),
        json_bytes([{"id": "1", "name": "x"}] * 101),
        json_bytes({"@graph": [{"@type": "Event"}] * 101}),
        b"[" * 101,
    ],
)
def test_json_of_too_many_parts_is_refused_unparsed(monkeypatch, raw):
    monkeypatch.setattr(decoding, "MAX_PARTS", 100)
    monkeypatch.setattr(json, "loads", lambda *_, **__: pytest.fail("was parsed"))

    problem = refused(raw, "a.json")

    assert (problem.kind, problem.allowed) == ("too_many_parts", ("100",))


def test_as_many_features_as_the_limit_allows_are_parsed():
    parts = sum(json.dumps(feature()).count(mark) for mark in "{[")

    assert parts * csv_table.MAX_ROWS <= decoding.MAX_PARTS


def test_a_table_of_a_hundred_rows_is_read_as_before():
    raw = csv_bytes([HEADING, *[["Kurs", "Marl"]] * 100])

    assert len(table_from(raw).rows) == len(
        table_from(xlsx_bytes([HEADING, *[["Kurs", "Marl"]] * 100]), "a.xlsx").rows
    )


def test_more_files_than_are_read_at_once_are_refused_as_that_and_not_as_too_large(tmp_path):
    many = {f"{number}.csv": b"title\nx\n" for number in range(load.MOST_FILES + 1)}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, raw in many.items():
            archive.writestr(name, raw)
            (tmp_path / name).write_bytes(raw)

    for read in (
        lambda: table_from(many),
        lambda: load.load_table(str(tmp_path), bench().aids),
        lambda: unpack(packed.getvalue(), "a.zip"),
    ):
        with pytest.raises(SourceError) as caught:
            read()
        problem = caught.value.problem
        assert (problem.kind, problem.value, problem.allowed) == ("too_many_files", "201", ("200",))
