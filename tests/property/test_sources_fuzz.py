"""Whatever comes in as a file, a reader answers or refuses: no other error, no hang, bounded memory."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from geo.errors import SourceError
from geo.exchange.sources import Reading, map_columns
from geo.exchange.sources.cells import read_cell
from geo.exchange.sources.html_text import html_to_text
from geo.exchange.sources.values import KNOWN_COLUMNS
from geo.places.address import parse_address
from tests.sources_kit import (
    bench,
    changed_archive,
    csv_bytes,
    feature,
    place,
    reading_from,
    service,
    xlsx_bytes,
)

#: A reader that needs longer for a small file hangs. Wide, because the machine may be busy; a hang is minutes.
HANG_S = 2.0
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

HEADING = ["title", "organization", "topics", "street", "house_number", "city", "lon", "lat"]
ROW = ["Deutschkurs", "VHS Marl", "language", "Wiesenstraße", "22", "Marl", "7,0905", "51,6566"]
WORKBOOK = xlsx_bytes([HEADING, ROW, ROW])
PARTS = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml")

letters = st.text(st.characters(codec="utf-8"), max_size=40)
nasty = st.one_of(
    letters,
    st.sampled_from(
        [
            "=1+1",
            "'=x",
            "#REF!",
            "\ud800",
            "\u202eabc",
            "a" * 3000,
            "1e309",
            "-",
            "٣",
            "2024-02-31",
            ";;",
            "\x00",
        ]
    ),
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), nasty),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(letters, inner, max_size=4)),
    max_leaves=12,
)


def read_or_refuse(read: Callable[[], Reading]) -> Reading | None:
    begun = time.process_time()
    try:
        found = read()
    except SourceError as error:
        assert error.problem.kind
        found = None
    assert time.process_time() - begun < HANG_S
    return found


def test_the_readers_read_what_the_fuzzers_start_from() -> None:
    assert len(reading_from(WORKBOOK, "a.xlsx").candidates) == 2
    assert len(reading_from(csv_bytes([HEADING, ROW])).candidates) == 1


@QUICK
@given(st.binary(max_size=2000))
@example(b"PK\x03\x04")
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example(b"{")
@example(b"[" * 100_000)
@example(b'{"a":' * 50_000)
@example(b'"' * 999)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    read_or_refuse(lambda: reading_from(raw, "any"))


@QUICK
@given(st.lists(st.lists(nasty, max_size=9), max_size=6), st.sampled_from(",;\t|"))
def test_any_table_is_read_or_refused(rows: list[list[str]], separator: str) -> None:
    told = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in rows]

    read_or_refuse(lambda: reading_from(csv_bytes([HEADING, *told], separator=separator)))


@QUICK
@given(st.data())
def test_a_workbook_with_broken_bytes_is_read_or_refused(data: st.DataObject) -> None:
    raw = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 20))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    read_or_refuse(lambda: reading_from(bytes(raw), "a.xlsx", file_format="xlsx"))


@QUICK
@given(st.sampled_from(PARTS), st.data())
def test_a_workbook_with_broken_parts_is_read_or_refused(part: str, data: st.DataObject) -> None:
    def change(old: bytes) -> bytes:
        start = data.draw(st.integers(0, len(old)))
        return old[:start] + data.draw(st.binary(max_size=30)) + old[start + data.draw(st.integers(0, 60)) :]

    raw = changed_archive(WORKBOOK, part, change)

    read_or_refuse(lambda: reading_from(raw, "a.xlsx"))


def _mutated(draw: Any, start: Any) -> Any:
    """Replace one value somewhere inside by anything."""
    if isinstance(start, dict) and start and draw(st.booleans()):
        key = draw(st.sampled_from(sorted(start)))
        return {**start, key: _mutated(draw, start[key])}
    if isinstance(start, list) and start and draw(st.booleans()):
        return [_mutated(draw, start[0]), *start[1:]]
    return draw(values)


@st.composite
def near_misses(draw: Any, start: Any) -> bytes:
    found = start
    for _ in range(draw(st.integers(1, 4))):
        found = _mutated(draw, found)
    return json.dumps(found).encode()


@QUICK
@given(near_misses([place(7), place(8)]))
def test_any_answer_of_integreat_is_read_or_refused(raw: bytes) -> None:
    read_or_refuse(lambda: reading_from(raw, "a.json", file_format="integreat"))


@QUICK
@given(near_misses({"contents": [service("s-1"), service("s-2")]}))
def test_any_services_are_read_or_refused(raw: bytes) -> None:
    read_or_refuse(lambda: reading_from(raw, "a.json", file_format="hsds"))


@QUICK
@given(near_misses({"type": "FeatureCollection", "features": [feature(), feature()]}))
def test_any_features_are_read_or_refused(raw: bytes) -> None:
    read_or_refuse(lambda: reading_from(raw, "a.geojson", file_format="geojson"))


@QUICK
@given(
    st.dictionaries(
        st.sampled_from(["service.csv", "location.csv", "datapackage.json", "x.csv"]),
        st.binary(max_size=200),
        min_size=2,
    )
)
def test_any_package_is_read_or_refused(files: dict[str, bytes]) -> None:
    read_or_refuse(lambda: reading_from(files, "package"))


@QUICK
@given(nasty, st.sampled_from([name for name in KNOWN_COLUMNS if name in HEADING or name in (
    "target_groups", "languages", "fee_kind", "phone", "email", "website", "postal_code", "page_date", "is_protected"
)]))  # fmt: skip
def test_any_cell_is_read_or_told(text: str, column: str) -> None:
    if column in ("lon", "lat"):
        return
    cell = read_cell(text, column, 2, column, bench().vocabulary)

    assert cell.problem is None or cell.problem.kind
    assert len(cell.text) <= 2000


@QUICK
@given(st.lists(nasty, max_size=12, unique=True))
def test_any_headings_are_mapped_each_column_once(headings: list[str]) -> None:
    used = [column for column in map_columns(headings, bench().vocabulary.words).columns.values() if column]

    assert len(used) == len(set(used))


@QUICK
@given(st.text(max_size=2000))
@example("1" * 5000)
@example("a-" * 2000)
@example("c/o " * 500)
@example(" ,;" * 1000)
@example("Str. " * 400 + "1")
def test_any_address_is_parsed_quickly(text: str) -> None:
    begun = time.process_time()

    parse_address(text, cities=bench().vocabulary.cities)

    assert time.process_time() - begun < HANG_S


@QUICK
@given(st.text(max_size=500))
@example("<" * 5000)
@example("<script>" * 500 + "alert(1)")
@example("<!--" * 500)
@example("<a href='" * 300)
def test_no_mark_of_a_foreign_page_gets_through(html: str) -> None:
    begun = time.process_time()

    html_to_text(f"<script>boo()</script><style>b</style>{html}")

    assert "boo" not in html_to_text("<p>x</p><script>boo()</script>")
    assert time.process_time() - begun < HANG_S


@pytest.mark.parametrize("raw", [b"NaN", b"[1e999]", b'{"features": [{"properties": {"title": Infinity}}]}'])
def test_numbers_that_json_does_not_know_are_refused(raw: bytes) -> None:
    with pytest.raises(SourceError):
        reading_from(raw, "a.json", file_format="geojson")
