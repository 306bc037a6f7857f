"""Population cells: figures come in as numbers at their place, faults with file, row and column."""

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from geo.errors import DataError
from geo.people.cells import load_cells, place_in_cities, read_cells
from geo.projection import to_metric

HEADING = "cell_id,lon,lat,ags,people,foreign_nationals\n"


def load(tmp_path, *lines, heading=HEADING):
    path = tmp_path / "cells.csv"
    path.write_text(heading + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return load_cells(path)


def test_cells_are_indexed_and_placed_in_degrees(tmp_path):
    cells = load(tmp_path, "a,7.1,51.6,05562004,12.5,1.25", "b,7.2,51.7,05562008,3,0")

    assert list(cells.index) == ["a", "b"]
    assert cells["people"].sum() == 15.5
    assert cells["ags"].tolist() == ["05562004", "05562008"]
    assert (cells.geometry.iloc[0].x, cells.geometry.iloc[0].y) == (7.1, 51.6)
    assert cells.crs.to_epsg() == 4326


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("b,7.2,51.7,05562008,viele,0", "people"),
        ("b,7.2,51.7,05562008,-1,0", "people"),
        ("b,7.2,51.7,05562008,nan,0", "people"),
        ("b,7.2,51.7,05562008,inf,0", "people"),
        ("b,7.2,51.7,05562008,3,", "foreign_nationals"),
        ("b,7.2,151.7,05562008,3,0", "lat"),
        ("b,360000,51.7,05562008,3,0", "lon"),
        ("a,7.2,51.7,05562008,3,0", "cell_id"),
        (",7.2,51.7,05562008,3,0", "cell_id"),
    ],
)
def test_a_fault_is_named_with_row_and_column(tmp_path, line, column):
    with pytest.raises(DataError) as error:
        load(tmp_path, "a,7.1,51.6,05562004,12.5,1.25", line)

    problem = error.value.problems[0]
    assert (problem.file, problem.row, problem.column) == ("cells.csv", 3, column)


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(DataError, match="people"):
        load(tmp_path, "a,7.1,51.6,05562004", heading="cell_id,lon,lat,ags\n")


def test_a_missing_empty_or_wrongly_encoded_file_is_refused_by_name(tmp_path):
    path = tmp_path / "cells.csv"
    with pytest.raises(DataError, match=r"cells\.csv"):
        load_cells(path)
    for raw in (b"", b"\xff\xfe\x00", b'cell_id,lon\n"a'):
        path.write_bytes(raw)
        with pytest.raises(DataError, match=r"cells\.csv"):
            load_cells(path)


# -- cells that somebody brings along --------------------------------------------------------------


def write(folder, text, name="own.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_own_cells_need_only_a_place_and_people(tmp_path):
    cells = read_cells(write(tmp_path, "lon,lat,people\n7.1,51.6,12.5\n7.2,51.7,3\n"))

    assert cells.index.tolist() == ["cell-1", "cell-2"]
    assert cells["people"].tolist() == [12.5, 3]
    assert cells["foreign_nationals"].isna().all()
    assert cells["ags"].tolist() == ["", ""]
    assert not cells["is_secret"].any()


def test_own_cells_may_tell_more_and_be_separated_by_semicolons(tmp_path):
    text = "people;foreign_nationals;lat;lon;cell_id;ags;note\n12;2;51.6;7.1;a;05562004;x\n"

    cells = read_cells(write(tmp_path, text))

    assert cells.index.tolist() == ["a"]
    assert cells.loc["a", ["ags", "foreign_nationals"]].tolist() == ["05562004", 2]


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("7.2,51.7,-1", "people", "from 0"),
        ("7.2,51.7,nan", "people", "a number"),
        ("7.2,51.7,", "people", "a number"),
        ("366000,51.7,5", "lon", "EPSG:4326"),
        ("7.2,5709000,5", "lat", "EPSG:4326"),
        ("NaN,51.7,5", "lon", "EPSG:4326"),
    ],
)
def test_a_fault_in_own_cells_is_named(tmp_path, line, column, said):
    with pytest.raises(DataError) as error:
        read_cells(write(tmp_path, f"lon,lat,people\n7.1,51.6,1\n{line}\n"))

    problem = error.value.problems[0]
    assert (problem.file, problem.row, problem.column, problem.value) == (
        "own.csv",
        3,
        column,
        line.split(",")[["lon", "lat", "people"].index(column)],
    )
    assert said in problem.expectation


def test_own_cells_without_people_or_rows_are_refused(tmp_path):
    with pytest.raises(DataError, match="people"):
        read_cells(write(tmp_path, "lon,lat\n7.1,51.6\n"))
    with pytest.raises(DataError, match="at least one cell"):
        read_cells(write(tmp_path, "lon,lat,people\n"))
    with pytest.raises(DataError, match="cannot be read"):
        read_cells(tmp_path / "none.csv")


def test_bounds_keep_the_cells_within(tmp_path):
    path = write(tmp_path, "lon,lat,people\n7.1,51.6,1\n9.1,51.6,2\n")

    assert read_cells(path, bounds=(7, 51, 8, 52))["people"].tolist() == [1]


def map_file(folder, geometry, *, crs=25832, name="own.gpkg", **columns):
    path = folder / name
    gpd.GeoDataFrame({"people": [12.5], **columns}, geometry=[geometry], crs=crs).to_file(
        path, engine="pyogrio"
    )
    return path


@pytest.mark.parametrize("name", ["own.gpkg", "own.geojson"])
def test_map_files_give_the_centres_of_their_areas_in_degrees(tmp_path, name):
    area = box(369_950, 5_719_950, 370_050, 5_720_050)
    crs = 25832
    if name.endswith("json"):
        area, crs = gpd.GeoSeries([area], crs=crs).to_crs(4326).iloc[0], 4326

    cells = read_cells(map_file(tmp_path, area, crs=crs, name=name, cell_id=["a"], foreign_nationals=[2]))

    x, y = to_metric(cells["lon"], cells["lat"])
    assert (x[0], y[0]) == (pytest.approx(370_000, abs=0.05), pytest.approx(5_720_000, abs=0.05))
    assert cells.loc["a", ["people", "foreign_nationals"]].tolist() == [12.5, 2]


def test_map_file_of_points_keeps_them(tmp_path):
    cells = read_cells(map_file(tmp_path, Point(7.1, 51.6), crs=4326))

    assert cells[["lon", "lat"]].iloc[0].tolist() == pytest.approx([7.1, 51.6], abs=1e-7)


def test_faults_of_map_files_are_named(tmp_path):
    with pytest.raises(DataError, match=r"row 2, people '-1\.0'"):
        read_cells(map_file(tmp_path, Point(7.1, 51.6), crs=4326, name="minus.gpkg", people=[-1.0]))
    with pytest.raises(DataError, match="a number from 0"):
        read_cells(map_file(tmp_path, Point(7.1, 51.6), crs=4326, name="gap.gpkg", people=[None]))
    with pytest.raises(DataError, match="a point or an area"):
        read_cells(map_file(tmp_path, None, name="shapeless.gpkg"))
    with pytest.raises(DataError, match="map file expected"):
        read_cells(write(tmp_path, "no map", name="broken.gpkg"))
    with pytest.raises(DataError, match="map file expected"):
        read_cells(tmp_path / "none.gpkg")


def test_map_file_without_a_coordinate_system_is_refused(tmp_path):
    path = tmp_path / "own.shp"
    gpd.GeoDataFrame({"people": [1.0]}, geometry=[Point(7, 51)], crs=4326).to_file(path, engine="pyogrio")
    (tmp_path / "own.prj").unlink()

    with pytest.raises(DataError, match="coordinate system"):
        read_cells(path)


def test_cells_get_the_city_that_holds_them_and_those_outside_go(tmp_path):
    cells = read_cells(write(tmp_path, "lon,lat,people\n7.1,51.5,1\n9.5,51.5,2\n7.9,51.5,3\n7.5,51.5,4\n"))
    cities = gpd.GeoDataFrame(
        {"name": ["West", "Ost"]},
        geometry=[box(7, 51, 7.5, 52), box(7.5, 51, 8, 52)],
        index=["w", "o"],
        crs=4326,
    )

    placed = place_in_cities(cells, cities)

    assert placed["people"].tolist() == [1, 3, 4]
    assert placed["ags"].tolist()[:2] == ["w", "o"]
    assert placed["ags"].iloc[2] in ("w", "o")  # on the border: in one of them, once
