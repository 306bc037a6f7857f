"""`python -m geo areas` and `coverage --areas`: own areas from the file to the table, on the line of cells."""

import csv
import json
from pathlib import Path

import geopandas as gpd
import pytest
from openpyxl import load_workbook
from shapely.geometry import Polygon, box

from tests.cli_kit import METRES, Run, json_of
from tests.planning_kit import EAST, NORTH, at, write_offers


def halves() -> gpd.GeoDataFrame:
    """West holds the first three cells (0, 900, 3000 m), east the last (5000 m); metres of EPSG:25832."""
    west, middle, east = EAST - 2000, EAST + 4000, EAST + 7000
    return gpd.GeoDataFrame(
        {"nr": ["01", "02"], "bez": ["West", "Ost"]},
        geometry=[
            box(west, NORTH - 2000, middle, NORTH + 2000),
            box(middle, NORTH - 2000, east, NORTH + 2000),
        ],
        crs=25832,
    )


def write(path: Path, frame: gpd.GeoDataFrame) -> Path:
    if path.suffix == ".csv":
        table = frame.assign(wkt=[f"SRID=25832;{shape.wkt}" for shape in frame.geometry])
        table[["nr", "bez", "wkt"]].to_csv(path, index=False, sep=";")
    else:
        frame.to_file(path, engine="pyogrio")
    return path


def add(run: Run, path: Path, *options: str) -> tuple[int, str, str]:
    columns = ("--id-column", "nr", "--label-column", "bez")
    return run("areas", "add", path, "--name", "Räume", *columns, *options)


@pytest.mark.parametrize("file", ["a.gpkg", "a.geojson", "a.csv"])
def test_areas_of_each_format_give_the_table_done_by_hand(
    run: Run, line: tuple[str, ...], tmp_path: Path, file: str
) -> None:
    assert add(run, write(tmp_path / file, halves()))[0] == 0

    found = json_of(run("coverage", "--json", *METRES, *line, "--areas", "Räume"))

    west, east = found["areas"]["rows"]
    assert (west["id"], west["label"], west["people"]) == ("01", "West", 350.0)
    assert [west[f"covered{end}"] for end in ("", "_low", "_high", "_certain", "_possible")] == [350.0] * 5
    assert (east["label"], east["people"], east["covered_certain"], east["covered_possible"]) == (
        "Ost",
        50.0,
        0.0,
        50.0,
    )
    assert west["covered"] + east["covered"] == pytest.approx(found["covered"]["people"], abs=0.11)
    assert found["areas"]["outside"]["people"] == 0.0
    assert [gap["area"] for gap in found["gaps"]] == ["Ost"]


def test_people_outside_of_all_areas_are_told(run: Run, line: tuple[str, ...], tmp_path: Path) -> None:
    add(run, write(tmp_path / "a.gpkg", halves().iloc[1:]))

    found = json_of(run("coverage", "--json", *METRES, *line, "--areas", "Räume"))
    _, out, _ = run("coverage", *METRES, *line, "--areas", "Räume")

    assert found["areas"]["outside"]["people"] == 350.0
    assert "outside" in out


def test_few_people_are_withheld_and_with_them_what_would_tell_them(run: Run, tmp_path: Path) -> None:
    cells = tmp_path / "few.csv"
    rows = [f"{at(x)[0]!r},{at(x)[1]!r},{people}" for x, people in ((0, 40), (900, 50), (5000, 2))]
    cells.write_text("lon,lat,people\n" + "\n".join(rows) + "\n", encoding="utf-8")
    add(run, write(tmp_path / "a.gpkg", halves()))

    offers = write_offers(tmp_path / "own.csv")
    own = ("--offers", offers, "--cells", cells)
    code, out, _ = run("coverage", *own, "--areas", "Räume", "--json", *METRES)

    assert code == 0
    west, east = json.loads(out)["areas"]["rows"]
    assert east["withheld"]
    assert (east["people"], east["share"], east["covered_possible"]) == (None, None, None)
    assert west["withheld"]  # 92 of all less 90 would be 2


def test_list_replace_and_remove(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", halves())
    add(run, path)
    add(run, path)
    (listed,) = json_of(run("areas", "list", "--json"))

    assert (listed["name"], listed["areas"], listed["file"]) == ("Räume", 2, "a.gpkg")
    assert run("areas", "remove", "Räume")[0] == 0
    assert json_of(run("areas", "list", "--json")) == []
    code, _, err = run("coverage", "--areas", "Räume")
    assert code == 1
    assert "areas add" in err


def test_a_draft_left_by_a_killed_run_changes_nothing(run: Run, tmp_path: Path, var: Path) -> None:
    add(run, write(tmp_path / "a.gpkg", halves()))
    (kept,) = (var / "areas").glob("*.json")
    kept.with_name(f"{kept.name}.99.part").write_text('{"format": "integrationskarte ar', encoding="utf-8")

    assert json_of(run("areas", "list", "--json"))[0]["areas"] == 2


BOWTIE = Polygon([(0, 0), (900, 900), (900, 0), (0, 900)])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda f: f.assign(nr=["01", "01"]), ("row 2", "nr", "01", "each id once")),
        (lambda f: f.assign(nr=["01", " "]), ("row 2", "nr", "an id")),
        (lambda f: f.assign(bez=["West", "\u202e"]), ("row 2", "bez", "a name")),
        (lambda f: f.set_geometry(f.geometry.centroid), ("row 1", "geometry", "Point", "an area")),
        (lambda f: f.set_geometry([f.geometry[0], f.geometry[0]]), ("row 2", "Ost", "lies on no other")),
        (lambda f: f.set_geometry([f.geometry[0], BOWTIE]), ("row 2", "geometry", "valid area")),
        (lambda f: f.rename(columns={"bez": "titel"}), ("bez", "nr, titel")),
    ],
)
def test_what_cannot_be_is_told_by_row_column_and_value(
    run: Run, tmp_path: Path, var: Path, change: object, told: tuple[str, ...]
) -> None:
    code, _, err = add(run, write(tmp_path / "a.gpkg", change(halves())))  # type: ignore[operator]

    assert code == 1
    assert "a.gpkg" in err
    for part in told:
        assert part in err
    assert not (var / "areas").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.gpkg", b"SQLite format 3\0" + b"\0" * 200),
        ("a.geojson", b'{"type": "FeatureCollection"}'),
        ("a.geojson", b'{"features": []}'),
        (
            "a.geojson",
            b'{"features": [{"properties": 3, "geometry": {"type": "Polygon", "coordinates": 1}}]}',
        ),
        (
            "a.geojson",
            b'{"features": [{"properties": {"bez": "a"}, "geometry": {"type": "Polygon", "coordinates": [[[7,51],[8,51],[8,52],[7,51]]]}}, {"properties": {"nr": 2}}]}',
        ),
        ("a.csv", b"nr;bez;wkt\n1;a;POLYGON((0 0\n"),
        ("a.csv", b"nr;bez\n1;a\n"),
        ("a.csv", b'nr;bez;wkt\n1;a;"SRID=999999;POLYGON((0 0,1 0,1 1,0 0))"\n'),
        (
            "a.csv",
            b"nr;bez;wkt\n1;a;POLYGON((370000 5700000,380000 5700000,380000 5710000,370000 5700000))\n",
        ),
        ("a.csv", b'nr;bez;wkt\n1;a;"SRID=25832;POLYGON((1e300 0,1e301 0,1e301 1e301,1e300 0))"\n'),
        ("a.csv", b"nr;bez;wkt\n1;a;SRID=25832;POLYGON((0 0,1 0,1 1,0 0))\n"),
        ("a.vrt", b"<OGRVRTDataSource/>"),
    ],
)
def test_odd_and_hostile_files_are_refused_in_words(
    run: Run, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)

    code, _, err = add(run, tmp_path / name)

    assert code == 1
    assert err.startswith(f"error: {name}")


def test_everything_in_one_file_by_area_and_by_city(run: Run, line: tuple[str, ...], tmp_path: Path) -> None:
    add(run, write(tmp_path / "a.gpkg", halves()))
    asked = ("coverage", "--all", *line, "--topic", "language", "--threshold", "16")

    by_city = json_of(run(*asked, "--json"))
    by_area = json_of(run(*asked, "--json", "--areas", "Räume", "--mode", "walk"))
    codes = [run(*asked, "--out", tmp_path / f"m{end}", "--areas", "Räume")[0] for end in (".xlsx", ".csv")]

    assert {(row["mode"], row["name"]) for row in by_city["rows"]} >= {("walk", ""), ("bike", "")}
    west, east, whole = by_area["rows"]
    assert (west["name"], west["people"], west["share"]) == ("West", 350.0, 1.0)
    assert west["offers"] + east["offers"] == pytest.approx(
        3, abs=0.2
    )  # each offer is somewhere, in every draw
    assert whole["without"] == pytest.approx(east["without"], abs=0.11)
    assert codes == [0, 0]
    book = load_workbook(tmp_path / "m.xlsx")
    assert book.sheetnames[-2:] == ["All figures", "Parameters"]
    table = list(csv.DictReader((tmp_path / "m.csv").read_text("utf-8-sig").splitlines()))
    assert [row["name"] for row in table][:3] == ["West", "Ost", ""]
    assert float(table[0]["share"]) == 1.0
    asked_for = dict(row for row in book["Parameters"].iter_rows(values_only=True) if row[0] != "Note")
    assert asked_for["Topic"] == "Language"
    assert ("on foot" in asked_for["Way of travel"], "bicycle" in asked_for["Way of travel"]) == (True, True)
    assert (asked_for["At most (minutes)"], asked_for["Detour factor"]) == ("16", "1.3")
    assert "Räume" in asked_for["Own areas"]
    assert "Way of travel: on foot" in table[0]["parameters"]


@pytest.mark.parametrize(
    "option",
    [
        ("--out", "m.pdf"),
        ("--measure", "bfca"),
        ("--deeper",),
        ("--weight", "needs"),
        ("--date", "2026-12-01"),
    ],
)
def test_what_the_table_of_everything_cannot_do_is_said(run: Run, option: tuple[str, ...]) -> None:
    code, _, err = run("coverage", "--all", *option)

    assert code == 2
    assert option[0] in err.replace("\n", " ")


def test_all_topics_or_any_of_them(run: Run, line: tuple[str, ...]) -> None:
    topics = ("--topic", "language", "--topic", "work", "--threshold", "1300", "--mode", "metres")
    offers = Path(line[1])
    rows = offers.read_text(encoding="utf-8").splitlines()
    offers.write_text("\n".join([*rows[:2], rows[2].replace("language", "work"), rows[3]]), encoding="utf-8")

    either = json_of(run("coverage", "--json", *topics, *line))
    both = json_of(run("coverage", "--json", *topics, *line, "--match", "all"))
    _, out, _ = run("coverage", *topics, *line, "--match", "all")
    code, _, err = run("coverage", *topics, *line, "--match", "all", "--measure", "bfca")

    assert both["covered"]["people"] < either["covered"]["people"]
    assert both["filter"]["match"] == "all"
    assert "match" not in either["filter"]
    assert "an offer of each topic" in out
    assert (code, "--match all" in err.replace("\n", " ")) == (2, True)
