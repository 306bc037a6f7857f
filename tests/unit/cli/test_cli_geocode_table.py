"""`python -m geo geocode --input`: a table gets its points; bad rows are named, an interrupted run goes on."""

import csv
from pathlib import Path

import pytest

from geo.cli.geocode_table import ADDED_COLUMNS, geocode_table
from geo.errors import DataError
from geo.model import Address
from tests.cli_kit import Run
from tests.store_kit import FakeGeocoder


@pytest.fixture
def var(shipped_var: Path) -> Path:
    """A folder with the database of the shipped offers."""
    return shipped_var


HEADING = ["id", "street", "house_number", "postcode", "city", "note"]


def write_csv(path: Path, *rows: list[str], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def read_back(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_table_gets_five_columns_and_keeps_all_others_as_they_are(run: Run, tmp_path: Path) -> None:
    source = write_csv(
        tmp_path / "F.csv",
        HEADING,
        ["1", "Wiesenstraße", "22", "45770", "Marl", ' =HYPERLINK("x") '],
        ["2", "Nirgendweg", "7", "", "", "a,b\n<b>"],
    )

    code, out, err = run("geocode", "--input", str(source), "--output", str(tmp_path / "G.csv"))

    rows = read_back(tmp_path / "G.csv")
    assert (code, out) == (0, "")
    assert list(rows[0]) == [*HEADING, *ADDED_COLUMNS]
    assert [row["note"] for row in rows] == [' =HYPERLINK("x") ', "a,b\n<b>"]
    assert rows[0]["precision"] == "house"
    assert (float(rows[0]["lon"]) > 7, float(rows[0]["uncertainty_m"]) > 0) == (True, True)
    assert [rows[1][name] for name in ("lon", "lat", "precision", "uncertainty_m")] == ["", "", "none", ""]
    assert "2 rows" in err


def test_bad_rows_are_named_and_the_rest_goes_on(run: Run, tmp_path: Path) -> None:
    source = write_csv(
        tmp_path / "F.csv",
        HEADING,
        ["1", "Wiesenstraße", "22", "4577", "Marl", ""],
        ["2", "Wiesen\x00straße", "22", "45770", "Marl", ""],
        ["3", "Wiesenstraße", "22"],
        ["4", "W" * 1_000_000, "22", "45770", "Marl", ""],
        ["5", "Wiesenstraße", "22 (Hof)", "45770", "Marl", ""],
    )

    code, _, err = run("geocode", "--input", str(source), "--output", str(tmp_path / "G.csv"))

    rows = read_back(tmp_path / "G.csv")
    assert code == 1
    assert [row["id"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert [row["precision"] for row in rows[:4]] == ["none"] * 4
    assert rows[4]["precision"] in ("house", "street")
    for words in (
        "F.csv, row 2, postcode '4577': five digits expected",
        "row 3, street",
        "row 4, ",
        "6 cells expected, 3 found",
        "row 5, street",
        "at most 120 characters",
    ):
        assert words in err
    assert len(err) < 5000


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"street,house_number\nWeg,1\n", "postcode"),
        (b"street,house_number,postcode,city,lon\n", "rename"),
        (b"street,street,house_number,postcode,city\n", "twice"),
        (b'street,house_number,postcode,city\n"Weg"x,1,,Marl\n', "not a CSV row"),
        (b'street,house_number,postcode,city\n"Weg,1,,Marl\n', "not a CSV row"),
        (b"\xef\xbb\xbfstreet,house_number,postcode,city\n\xff\xfe,1,,Marl\n", "UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_table_that_is_none_is_refused_in_one_line(
    run: Run, tmp_path: Path, content: bytes | None, word: str
) -> None:
    source = tmp_path / "F.csv"
    if content is not None:
        source.write_bytes(content)

    code, out, err = run("geocode", "--input", str(source), "--output", str(tmp_path / "G.csv"))

    assert (code, out) == (1, "")
    assert word in err
    assert "F.csv" in err
    assert not (tmp_path / "G.csv").exists()


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ";"), ("cp1252", ";"), ("utf-8", "\t")])
def test_table_keeps_the_way_its_program_writes(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [HEADING, ["1", "Königswall", "3", "", "Marl", "für, alle"]]
    source = write_csv(tmp_path / "F.csv", *rows, encoding=encoding, delimiter=delimiter)
    geocoder = FakeGeocoder()

    geocode_table(source, tmp_path / "G.csv", geocoder.geocode)

    (row,) = read_back(tmp_path / "G.csv", encoding, delimiter)
    assert geocoder.asked == [Address("Königswall", "3", "", "Marl")]
    assert (row["street"], row["note"], row["precision"]) == ("Königswall", "für, alle", "house")


def numbered(path: Path, count: int) -> Path:
    rows = [[str(number), "Weg", str(number), "", "Marl", ""] for number in range(1, count + 1)]
    return write_csv(path, HEADING, *rows)


def test_interrupted_table_goes_on_where_it_stopped(tmp_path: Path) -> None:
    source, target = numbered(tmp_path / "F.csv", 10), tmp_path / "G.csv"
    geocoder = FakeGeocoder()

    def stop(done: int, _total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    first = geocode_table(source, target, geocoder.geocode, progress=stop)
    half = read_back(target)
    second = geocode_table(source, target, geocoder.geocode)

    assert (first.exit_code, len(half)) == (130, 4)
    assert (second.exit_code, second.rows, second.kept) == (0, 10, 4)
    assert len(geocoder.asked) == len(set(geocoder.asked)) == 10
    assert [row["id"] for row in read_back(target)] == [str(number) for number in range(1, 11)]


def test_rows_that_are_there_are_kept_even_when_one_would_answer_differently_today(tmp_path: Path) -> None:
    source, target = numbered(tmp_path / "F.csv", 2), tmp_path / "G.csv"
    write_csv(
        target,
        [*HEADING, *ADDED_COLUMNS],
        ["1", "Weg", "1", "", "Marl", "", "7.5", "51.5", "house", "5", "me"],
    )
    target.write_text(
        target.read_text(encoding="utf-8") + "2,We", encoding="utf-8"
    )  # a row cut off by a crash

    report = geocode_table(source, target, FakeGeocoder().geocode)

    assert report.kept == 1
    assert [row["source"] for row in read_back(target)] == ["me", "test"]


def test_same_address_in_many_rows_is_asked_once(tmp_path: Path) -> None:
    rows = [[str(number), "Weg", "1", "", "Marl", ""] for number in range(5)]
    geocoder = FakeGeocoder()

    geocode_table(write_csv(tmp_path / "F.csv", HEADING, *rows), tmp_path / "G.csv", geocoder.geocode)

    assert len(geocoder.asked) == 1


def test_output_that_is_another_table_is_not_overwritten(tmp_path: Path) -> None:
    source = numbered(tmp_path / "F.csv", 1)
    target = write_csv(tmp_path / "G.csv", ["name", "age"], ["x", "1"])

    with pytest.raises(DataError, match="name another --output"):
        geocode_table(source, target, FakeGeocoder().geocode)

    assert target.read_text(encoding="utf-8").startswith("name,age")


def test_output_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    source = numbered(tmp_path / "F.csv", 1)

    with pytest.raises(DataError, match=r"G\.csv.*cannot be written"):
        geocode_table(source, tmp_path / "none" / "G.csv", FakeGeocoder().geocode)
