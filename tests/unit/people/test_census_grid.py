"""The official grids of Zensus 2022: read as they are given out, faults named with row and column."""

from pathlib import Path

import geopandas as gpd
import pytest

from geo.errors import DataError
from geo.people.cells import read_cells
from geo.people.census_grid import read_census_grid

HEADING = "GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner"
SHARES = "GITTER_ID_100m;x_mp_100m;y_mp_100m;AnteilAuslaender"


def cell(figure: str, *, east: int = 4_135_600, north: int = 3_160_100, size: int = 100) -> str:
    name = f"CRS3035RES{size}mN{north}E{east}"
    return f"{name};{east + size // 2};{north + size // 2};{figure}"


def write(
    folder: Path, *lines: str, heading: str = HEADING, name: str = "grid.csv", encoding: str = "utf-8"
) -> Path:
    path = folder / name
    path.write_bytes("".join(f"{line}\r\n" for line in (heading, *lines)).encode(encoding))
    return path


def test_people_stand_at_the_centre_of_their_cell(tmp_path: Path) -> None:
    cells = read_census_grid(write(tmp_path, cell("54"), cell("7", east=4_135_700)))

    assert cells.index.tolist() == ["CRS3035RES100mN3160100E4135600", "CRS3035RES100mN3160100E4135700"]
    assert cells["people"].tolist() == [54, 7]
    # the same cell as the first of the shipped figures
    assert cells[["lon", "lat"]].iloc[0].tolist() == pytest.approx([7.328864, 51.521485], abs=1e-6)
    assert cells["foreign_nationals"].isna().all()


def test_grid_of_one_kilometre_is_read_alike(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        cell("1200", east=4_135_000, north=3_160_000, size=1000),
        heading=HEADING.replace("100m", "1km"),
    )

    assert read_census_grid(path)["people"].tolist() == [1200]


@pytest.mark.parametrize("dash", ["–", "-", "—"])
def test_secret_figures_count_nobody_and_are_marked(tmp_path: Path, dash: str) -> None:
    cells = read_census_grid(write(tmp_path, cell(dash), cell("7", east=4_135_700)))

    assert cells["people"].tolist() == [0, 7]
    assert cells["is_secret"].tolist() == [True, False]


def test_older_encoding_and_byte_order_mark_are_read(tmp_path: Path) -> None:
    windows = write(tmp_path, cell("–"), encoding="cp1252", name="w.csv")
    marked = write(tmp_path, cell("3"), encoding="utf-8-sig", name="m.csv")

    assert read_census_grid(windows)["is_secret"].tolist() == [True]
    assert read_cells(marked)["people"].tolist() == [3]


def test_share_of_foreign_nationals_becomes_persons(tmp_path: Path) -> None:
    people = write(tmp_path, cell("40"), cell("10", east=4_135_700), cell("5", east=4_135_800))
    shares = write(tmp_path, cell("–", east=4_135_700), cell("12,5"), heading=SHARES, name="s.csv")

    cells = read_census_grid(people, foreign_path=shares)

    assert cells["foreign_nationals"].tolist() == [5, 0, 0]


def test_only_cells_within_the_bounds_are_kept(tmp_path: Path) -> None:
    path = write(tmp_path, cell("54"), cell("7", east=4_500_000))

    assert read_census_grid(path, bounds=(7, 51, 8, 52))["people"].tolist() == [54]
    assert read_census_grid(path, bounds=(0, 0, 1, 1)).empty


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (cell("-3"), "Einwohner"),
        (cell("nan"), "Einwohner"),
        (cell(""), "Einwohner"),
        (cell("viele"), "Einwohner"),
        (cell("1e9"), "Einwohner"),
        ("CRS3035RES100mN3160100E4135600;7.3288;51.5214;5", "x_mp_100m"),
        ("CRS3035RES100mN3160100E4135600;;3160150;5", "x_mp_100m"),
        ("CRS3035RES100mN3160100E4135600;4135650;351214;5", "y_mp_100m"),
        ("CRS3035RES100mN3160100E4135600;3160150;4135650;5", "cell_id"),  # axes swapped
        ("CRS25832RES100mN3160100E4135600;4135650;3160150;5", "cell_id"),
        (cell("1", size=1000), "cell_id"),
        (cell("1", east=4_135_700), "cell_id"),  # a second time
    ],
)
def test_a_fault_is_named_with_row_column_and_expectation(tmp_path: Path, line: str, column: str) -> None:
    path = write(tmp_path, cell("4", east=4_135_700), line)

    with pytest.raises(DataError) as error:
        read_census_grid(path)

    problem = error.value.problems[0]
    assert (problem.file, problem.row, problem.column) == ("grid.csv", 3, column)
    assert problem.expectation


def test_wrong_coordinates_say_which_system_is_expected(tmp_path: Path) -> None:
    path = write(tmp_path, "CRS3035RES100mN3160100E4135600;366000;5709000;5")

    with pytest.raises(DataError, match="EPSG:3035"):
        read_census_grid(path)


@pytest.mark.parametrize(
    ("heading", "named"),
    [
        (HEADING.replace(";Einwohner", ";Leute"), "Einwohner"),
        (HEADING.replace("x_mp", "x"), "x_mp_100m"),
        (HEADING.replace("100m", "5m"), "GITTER_ID_5m"),
    ],
)
def test_a_missing_column_is_named(tmp_path: Path, heading: str, named: str) -> None:
    with pytest.raises(DataError, match=named):
        read_census_grid(write(tmp_path, cell("4"), heading=heading))


def test_a_grid_without_cells_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="at least one cell"):
        read_census_grid(write(tmp_path))
    with pytest.raises(DataError, match=r"none\.csv"):
        read_census_grid(tmp_path / "none.csv")


def test_long_files_are_read_in_pieces_with_rows_that_go_on(tmp_path: Path) -> None:
    good = [cell(str(n), east=4_135_600 + 100 * n) for n in range(5)]

    assert read_census_grid(write(tmp_path, *good), piece_rows=2)["people"].tolist() == [0, 1, 2, 3, 4]
    with pytest.raises(DataError) as error:
        read_census_grid(write(tmp_path, *good, cell("4"), cell("5", east=4_135_600)), piece_rows=2)
    assert [(p.row, p.expectation) for p in error.value.problems] == [
        (7, "each cell once"),
        (8, "each cell once"),
    ]


def test_grid_is_recognised_among_other_files(tmp_path: Path) -> None:
    cells = read_cells(write(tmp_path, cell("–"), cell("7", east=4_135_700)))

    assert cells.columns.tolist() == ["lon", "lat", "ags", "people", "foreign_nationals", "is_secret"]
    assert cells["ags"].tolist() == ["", ""]
    assert not isinstance(cells, gpd.GeoDataFrame)
