"""The table of offers: what a hostile or broken file can hold, and what its reader says about it."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from geo.errors import DataError
from geo.model import TargetGroup, Taxonomy, Topic, TopicGroup
from geo.offers.columns import OFFER_COLUMNS
from geo.offers.shipped import read_offers

NAMES = [spec.name for spec in OFFER_COLUMNS]
LABELS = {"de": "x"}
TAXONOMY = Taxonomy(
    groups={"learning": TopicGroup("learning", LABELS, "#D55E00", "school")},
    topics={"language": Topic("language", "learning", "translate", LABELS, {})},
    target_groups={"women": TargetGroup("women", "woman", LABELS, {})},
)
GOOD = {
    "offer_id": "re-001",
    "title": "Sprachcafé",
    "organization": "Träger",
    "topics": "language",
    "target_groups": "women",
    "fee_kind": "free",
    "city": "Marl",
    "scope": "local",
    "is_protected": "no",
    "is_administration_address": "no",
    "status": "not_confirmed",
}


def as_text(*rows, names=NAMES):
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def rows_of(text):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "offers.csv"
        path.write_text(text, encoding="utf-8", newline="")
        return read_offers(path, TAXONOMY)


def problems_of(*rows):
    with pytest.raises(DataError) as error:
        rows_of(as_text(*rows))
    return [(problem.row, problem.column) for problem in error.value.problems]


def test_a_good_row_comes_out_as_it_went_in():
    rows = rows_of(as_text(GOOD))

    assert {name: text for name, text in rows[0].items() if text} == GOOD


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    path = tmp_path / "offers.csv"
    path.write_bytes(b"\xef\xbb\xbf" + as_text(GOOD).replace("\n", "\r\n").replace("\r\r", "\r").encode())

    assert read_offers(path, TAXONOMY)[0]["title"] == "Sprachcafé"


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("title", "a\x00b"),
        ("title", "a\u202eb"),
        ("topics", "cooking"),
        ("target_groups", "women;men"),
        ("languages", "Deutsch"),
        ("fee_kind", "gratis"),
        ("website", "javascript:alert(1)"),
        ("website", 'https://a.de/"onerror='),
        ("phone", "Zimmer 4"),
        ("email", "nobody"),
        ("postal_code", "4565"),
        ("page_date", "13.05.2024"),
        ("house_number", "5"),
        ("city", ""),
    ],
)
def test_a_cell_that_does_not_fit_is_named_with_row_and_column(column, text):
    assert problems_of(GOOD | {"offer_id": "re-000"}, GOOD | {column: text}) == [(3, column)]


def test_a_protected_offer_with_an_address_is_refused():
    row = GOOD | {"is_protected": "yes", "street": "Geheimweg", "house_number": "1", "postal_code": "45768"}

    assert problems_of(row) == [(2, "street"), (2, "house_number"), (2, "postal_code")]


def test_an_id_that_stands_twice_is_refused():
    assert problems_of(GOOD, GOOD) == [(3, "offer_id")]


def test_a_missing_and_an_unknown_column_are_named():
    with pytest.raises(DataError) as error:
        rows_of(as_text({"extra": "x"}, names=[*NAMES[1:], "extra"]))

    assert [(p.row, p.column) for p in error.value.problems] == [(1, "offer_id"), (1, "extra")]


@pytest.mark.parametrize("extra", [",one more", "\nre-002,too,short"])
def test_a_ragged_row_is_refused(extra):
    with pytest.raises(DataError, match="cells expected"):
        rows_of(as_text(GOOD).rstrip() + extra)


@pytest.mark.parametrize(
    "text", ["", "\n\n", '"never closed', as_text(GOOD).rstrip() + '\n"open', "x" * 1_000_000]
)
def test_a_broken_table_is_refused_by_name(text):
    with pytest.raises(DataError, match=r"offers\.csv"):
        rows_of(text)


def test_a_cell_of_a_megabyte_is_refused():
    with pytest.raises(DataError, match="row 2"):
        rows_of(as_text(GOOD | {"remark": "x" * 1_000_000}))


def test_a_wrong_encoding_is_refused_with_its_row(tmp_path):
    path = tmp_path / "offers.csv"
    path.write_bytes(as_text(GOOD).encode("latin-1"))

    with pytest.raises(DataError, match=r"offers\.csv, row 2.*UTF-8"):
        read_offers(path, TAXONOMY)


def test_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(DataError, match=r"gone\.csv"):
        read_offers(tmp_path / "gone.csv", TAXONOMY)
