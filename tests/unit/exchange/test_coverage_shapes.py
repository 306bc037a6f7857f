"""Cells and gaps to take away: shapes with their figures, no small numbers, the same bytes."""

import io
import json

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.exchange import coverage_files
from geo.planning.figures import gaps
from tests.coverage_files_kit import EN, NO_ENTRY, about, answered, answered_by_needs
from tests.golden_kit import is_golden
from tests.planning_kit import TODAY, line_demand, line_offers


def cells_of(raw):
    return {
        feature["properties"]["cell_id"]: feature["properties"] for feature in json.loads(raw)["features"]
    }


def test_cells_tell_way_chances_and_gap():
    cells = coverage_files.cells_frame(answered())

    assert list(cells.columns) == [
        "ags", "city", "people", "foreign_nationals", "metres_to_next", "minutes_to_next",
        "covered", "covered_certain", "covered_possible", "gap_rank", "geometry",
    ]  # fmt: skip
    assert list(cells["city"]) == ["Alt", "Alt", "Neu", "Neu"]
    assert list(cells["metres_to_next"]) == [0, 1170, 26, 1976]
    assert list(cells["minutes_to_next"])[3] == pytest.approx(1976 / 80, abs=0.05)
    assert list(cells["covered"]) == [1, 1, 1, 0.2]
    assert list(cells["covered_certain"]) == [1, 1, 1, 0]
    assert list(cells["covered_possible"]) == [1, 1, 1, 1]
    assert list(cells["gap_rank"].fillna(0)) == [0, 0, 0, 1]


def test_gaps_by_needs_tell_their_part_of_them_and_others_have_no_such_column():
    found = answered_by_needs()

    frame = coverage_files.gaps_frame(found, EN)

    assert list(frame["needs_share"]) == [row["needs_share"] for row in gaps(found, EN)]
    assert frame["needs_share"].gt(0).all()
    assert "needs_share" not in coverage_files.gaps_frame(answered(), EN)


def test_cell_is_the_square_of_the_grid_that_holds_its_centre():
    found = answered()

    cells = coverage_files.cells_frame(found)

    metres = cells.to_crs(found.world.grid_crs).area.to_numpy()
    assert metres == pytest.approx([1e6] * 4, rel=1e-3)  # 900 m apart: a grid of 1 km
    centres = shapely.points(found.demand[["lon", "lat"]].to_numpy())
    assert shapely.contains(cells.geometry.to_numpy(), centres).all()


def test_way_that_leads_nowhere_is_empty_not_infinite():
    found = answered(offers=line_offers({}))

    raw = coverage_files.to_geojson(coverage_files.cells_frame(found), about(found), name="cells")

    assert {row["minutes_to_next"] for row in cells_of(raw).values()} == {None}


def test_empty_cells_are_left_out():
    demand = line_demand()
    demand.loc["c2", ["people", "foreign_nationals"]] = 0.0

    assert list(coverage_files.cells_frame(answered(demand=demand)).index) == ["c1", "c3", "c4"]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([100, 50, 200, 50], ["c1", "c2", "c3", "c4"]),
        ([100, 2, 200, 50], ["c3", "c4"]),  # c1 and the city's total would tell c2
        ([1, 2, 200, 50], ["c3", "c4"]),  # together they are three: neither can be told
        ([100, 50, 200, 2], ["c1", "c2", "c3"]),  # alone in its gap, which is not listed
    ],
)
def test_small_numbers_of_people_are_hidden_with_what_would_tell_them(people, expected):
    demand = line_demand().assign(people=[float(number) for number in people], foreign_nationals=0.0)

    told = coverage_files.cells_frame(answered(demand=demand))["people"]

    assert list(told.dropna().index) == expected


def test_foreign_nationals_are_hidden_where_they_or_all_others_are_few():
    demand = line_demand().assign(
        people=[100.0, 50.0, 200.0, 50.0], foreign_nationals=[50.0, 25.0, 2.0, 49.0]
    )

    told = coverage_files.cells_frame(answered(demand=demand))["foreign_nationals"]

    assert list(told.dropna().index) == ["c1", "c2"]


def test_gaps_have_the_figures_of_the_command_line_and_an_outline():
    found = answered()

    frame = coverage_files.gaps_frame(found, EN)

    expected = pd.DataFrame(gaps(found, EN)).set_index("rank")
    told = frame.drop(columns="geometry")
    assert told.astype(object).equals(expected[told.columns].astype(object))
    assert frame.geometry.is_valid.all()


def test_geojson_of_gaps_is_as_it_was():
    found = answered()

    assert is_golden(
        "gaps.geojson",
        coverage_files.to_geojson(coverage_files.gaps_frame(found, EN), about(found), name="gaps"),
    )


def test_geojson_of_cells_is_as_it_was():
    found = answered()

    assert is_golden(
        "cells.geojson",
        coverage_files.to_geojson(coverage_files.cells_frame(found), about(found), name="cells"),
    )


def test_geojson_opens_in_other_programs_and_tells_about_itself():
    raw = coverage_files.to_geojson(coverage_files.cells_frame(answered()), about(), name="cells")

    read = gpd.read_file(io.BytesIO(raw))

    assert len(read) == 4
    told = json.loads(raw)["about"]
    assert told["answer"] == "60% reach an offer."
    assert NO_ENTRY in told["notes"]
    assert told["data"]["Cells"].endswith("© Office")


def test_geopackage_comes_back_with_its_layer_and_its_tale(tmp_path):
    path = tmp_path / "cells.gpkg"
    path.write_bytes(
        coverage_files.to_geopackage(coverage_files.cells_frame(answered()), about(), name="cells")
    )

    cells = gpd.read_file(path, layer="cells").set_index("cell_id")
    told = pyogrio.read_dataframe(path, layer="about", read_geometry=False)

    assert (list(cells.index), cells.crs.to_epsg()) == (["c1", "c2", "c3", "c4"], 4326)
    assert list(cells["covered"]) == [1, 1, 1, 0.2]
    assert NO_ENTRY in set(told["text"])
    assert dict(zip(told["label"], told["text"], strict=True))[EN("coverage.threshold_m")] == "1,300"


def test_same_answer_gives_the_same_geopackage():
    frame = coverage_files.gaps_frame(answered(), EN)

    one, two = (coverage_files.to_geopackage(frame, about(), name="gaps", day=TODAY) for _ in range(2))

    assert one == two
    assert b"2026-01-01T00:00:00.000Z" in one
