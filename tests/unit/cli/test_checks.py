"""The check finds what is wrong with the shipped files and with the database, and names the place."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box
from sqlalchemy import text

from geo.cli.checks import check_all, check_files, check_store, outside_city
from geo.district.sources import load_data_sources
from geo.files import checksum
from geo.model import Role
from geo.projection import to_degrees
from geo.settings import PROJECT_ROOT, Settings, load_settings
from geo.upkeep.opening import prepare


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """A copy of the district's files that a test may damage."""
    shutil.copy(PROJECT_ROOT / "district.toml", tmp_path)
    shutil.copytree(PROJECT_ROOT / "data", tmp_path / "data")
    return tmp_path


@pytest.fixture
def filled(district: Path, prepared_var: Path) -> Path:
    """The same with a database, as `prepare` makes it of these files."""
    shutil.copytree(prepared_var, district / "var")
    return district


def settings_of(folder: Path) -> Settings:
    return load_settings({"KARTE_DISTRICT": str(folder / "district.toml"), "KARTE_VAR": str(folder / "var")})


def change(path: Path, line: int, edit: Callable[[str], str]) -> None:
    """Change one line of a file; lines count as in a spreadsheet."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[line - 1] = edit(lines[line - 1])
    path.write_text("".join(lines), encoding="utf-8")


def trust(folder: Path) -> None:
    """Write the checksums anew, so that only the content is wrong."""
    path = folder / "data" / "sources.toml"
    content = path.read_text(encoding="utf-8")
    for name, old in load_data_sources(path).checksums.items():
        content = content.replace(old, checksum(folder / "data" / name))
    path.write_text(content, encoding="utf-8")


def told(folder: Path) -> list[tuple[str, int, str]]:
    return [(problem.file, problem.row, problem.column) for problem in check_files(settings_of(folder))]


def test_shipped_data_is_as_it_should_be_and_checking_makes_no_database(district: Path) -> None:
    assert check_all(settings_of(district)) == []
    assert not (district / "var").exists()


def test_file_that_was_changed_on_the_way_is_found_by_its_checksum(district: Path) -> None:
    change(district / "data" / "cities.csv", 2, lambda line: line.replace("\n", " \n"))

    assert told(district) == [("cities.csv", 0, "")]


def test_missing_file_is_named(district: Path) -> None:
    (district / "data" / "stations.csv").unlink()

    assert "stations.csv" in {file for file, _, _ in told(district)}


def test_file_the_district_does_not_name_is_told(district: Path) -> None:
    path = district / "district.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("settlement")), encoding="utf-8")

    (problem,) = check_files(settings_of(district))

    assert "settlement" in problem.expectation


@pytest.mark.parametrize(
    ("name", "edit", "expected"),
    [
        ("offers.csv", lambda line: line.replace("re-001", "RE 1"), ("offers.csv", 2, "offer_id")),
        ("offers.csv", lambda line: line.replace(",local,", ",nearby,"), ("offers.csv", 2, "scope")),
        (
            "offers.csv",
            lambda line: line.replace("Castrop-Rauxel,local", "Essen,local"),
            ("offers.csv", 2, "city"),
        ),
        ("offers.csv", lambda line: line.replace("livelihood", "cooking"), ("offers.csv", 2, "topics")),
        ("stations.csv", lambda line: line.replace("Dorsten", "Marl"), ("stations.csv", 2, "lon")),
        ("stations.csv", lambda line: line.replace("Dorsten", ""), ("stations.csv", 2, "lon")),
        ("cities.csv", lambda line: line.replace("Castrop-Rauxel", "Castrop"), ("cities.csv", 0, "name")),
    ],
)
def test_fault_in_a_table_is_told_with_file_row_and_column(
    district: Path, name: str, edit: Callable[[str], str], expected: tuple[str, int, str]
) -> None:
    path = district / "data" / name
    before = path.read_bytes()
    change(path, 2, edit)
    trust(district)

    found = told(district)

    assert path.read_bytes() != before
    assert expected in found


def test_misplaced_point_in_the_gazetteer_is_told_with_its_row(district: Path) -> None:
    path = district / "data" / "gazetteer_addresses.csv"
    change(path, 3, lambda line: line.replace(",7.", ",8.", 1))
    trust(district)

    (problem,) = check_files(settings_of(district))

    assert (problem.file, problem.row, problem.column) == ("gazetteer_addresses.csv", 3, "lon")
    assert problem.value.startswith("8.")


def test_boundary_file_that_does_not_load_is_told(district: Path) -> None:
    (district / "data" / "boundaries.geojson").write_text("{", encoding="utf-8")

    assert "boundaries.geojson" in {file for file, _, _ in told(district)}


def test_misplaced_population_cell_is_told(district: Path) -> None:
    path = district / "data" / "population_cells.csv"
    change(path, 2, lambda line: line.replace(",7.", ",6.", 1))
    trust(district)

    assert ("population_cells.csv", 2, "lon") in told(district)


@pytest.mark.parametrize(
    ("statement", "column"),
    [
        ("UPDATE location SET lon = 8.5", "lon"),
        ("UPDATE offer SET email = 'x' WHERE position = 0", "email"),
        ("UPDATE offer SET title = '' WHERE position = 0", "title"),
        ("UPDATE offer SET description = char(8238) WHERE position = 0", "description"),
        ("UPDATE offer_topic SET topic = 'cooking' WHERE topic = 'sport'", "topics"),
        ("UPDATE offer SET city = 'Essen' WHERE location_id IS NOT NULL", "lon"),
    ],
)
def test_fault_in_the_database_is_told(filled: Path, statement: str, column: str) -> None:
    settings = settings_of(filled)
    with prepare(settings) as store, store.writing() as connection:
        changed = connection.execute(text(statement)).rowcount

    problems = check_all(settings)

    assert changed
    assert {problem.column for problem in problems} == {column}
    assert {Path(problem.file).name for problem in problems} == {"karte.sqlite3"}


def test_change_past_the_history_is_told(filled: Path) -> None:
    settings = settings_of(filled)
    with prepare(settings) as store:
        key = next(iter(store.stored_offers()))
        store.save(key, {"fees": "5 Euro"}, version=1, who=Role.EDITOR)
        with store.writing() as connection:
            connection.execute(text("UPDATE offer SET fees = '9 Euro'"))

    told = [(problem.column, problem.value) for problem in check_all(settings)]

    assert told == [("offer.fees", key)]


def test_place_of_a_protected_offer_is_told_whatever_made_it(filled: Path) -> None:
    settings = settings_of(filled)

    class Leaky:
        name = "leaky"

        def offers(self) -> object:
            with prepare(settings) as store:
                offers = store.offers()
            first = offers.index[offers["is_protected"]][0]
            offers.loc[first, ["lon", "lat", "street"]] = [7.09, 51.65, "Geheimweg"]
            return offers

    columns = {problem.column for problem in check_store(settings, Leaky())}  # type: ignore[arg-type]  # reads offers only

    assert {"street", "location_id"} <= columns


def test_database_that_cannot_be_read_is_told_as_a_problem(district: Path) -> None:
    (district / "var").mkdir()
    (district / "var" / "karte.sqlite3").write_bytes(b"no database " * 500)

    (problem,) = check_all(settings_of(district))

    assert "karte.sqlite3" in problem.expectation


# --- many points at once -----------------------------------------------------------------------------------------


@pytest.fixture
def square() -> gpd.GeoDataFrame:
    """One city, ten kilometres wide."""
    metric = gpd.GeoDataFrame(
        {"name": ["Mitte"]}, geometry=[box(370_000, 5_720_000, 380_000, 5_730_000)], crs=25832
    )
    return metric.to_crs(4326)


@pytest.mark.parametrize(
    ("east_of_border_m", "is_outside"), [(-100, False), (240, False), (260, True), (5000, True)]
)
def test_point_may_lie_250_m_outside(
    square: gpd.GeoDataFrame, east_of_border_m: float, is_outside: bool
) -> None:
    lon, lat = to_degrees([380_000 + east_of_border_m], [5_725_000])

    assert outside_city(square, ["Mitte"], lon, lat).tolist() == [is_outside]


def test_point_of_an_unknown_city_lies_outside_and_no_point_lies_nowhere(square: gpd.GeoDataFrame) -> None:
    lon, lat = to_degrees([375_000, 375_000], [5_725_000, 5_725_000])

    found = outside_city(square, ["Mitte", "Nirgends", "Nirgends"], [*lon, np.nan], [*lat, np.nan])

    assert found.tolist() == [False, True, False]


def test_problems_can_be_written_as_json(district: Path) -> None:
    change(district / "data" / "offers.csv", 2, lambda line: line.replace(",local,", ",nearby,"))

    assert json.dumps([vars(problem) for problem in check_files(settings_of(district))])
