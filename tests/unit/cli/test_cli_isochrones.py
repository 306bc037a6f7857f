"""`python -m geo isochrones`: from the command line to the file."""

import json
from pathlib import Path

import pyogrio
import pytest

from tests.cli_kit import Run, json_of
from tests.planning_kit import at, write_cells


@pytest.fixture
def var(shipped_var: Path) -> Path:
    return shipped_var


def test_outlines_come_as_table_json_and_files(run: Run, tmp_path: Path) -> None:
    cells, lon_lat = write_cells(tmp_path / "cells.csv"), ",".join(map(repr, at(0)))
    asked = ("isochrones", "--at", lon_lat, "--cells", cells, "--mode", "walk", "--minutes", "5,16")

    found = json_of(run(*asked, "--json", "--out", tmp_path / "i.gpkg"))
    code, out, _ = run(*asked, "--out", tmp_path / "i.geojson")

    assert [row["people"] for row in found["rows"]] == [100.0, 150.0]
    frame = pyogrio.read_dataframe(tmp_path / "i.gpkg", layer="isochrones")
    assert frame["people"].tolist() == [100.0, 150.0]
    told = json.loads((tmp_path / "i.geojson").read_text(encoding="utf-8"))
    assert [feature["properties"]["minutes"] for feature in told["features"]] == [5.0, 16.0]
    parameters = told["about"]["parameters"]
    assert (parameters["At most (minutes)"], parameters["Detour factor"]) == ("5 and 16", "1.3")
    assert "on foot" in parameters["Way of travel"]
    assert not [label for label in parameters if "offers" in label]  # they are of no matter here
    assert any("cells.csv" in note for note in told["about"]["notes"])
    assert code == 0
    assert "150" in out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "either --offer ID or --at"),
        (("--at", "51.6"), "LON,LAT"),
        (("--at", "7.2,nan"), "LON,LAT"),
        (("--at", "7.2,51.6", "--minutes", "5,999"), "at most 120"),
        (("--at", "7.2,51.6", "--mode", "metres"), "not one of"),
        (("--at", "7.2,51.6", "--out", "x.pdf"), ".gpkg"),
    ],
)
def test_options_that_cannot_be_end_the_command(run: Run, options: tuple[str, ...], told: str) -> None:
    code, _, err = run("isochrones", *options)

    assert code == 2
    assert told in " ".join(err.replace("│", " ").split())


def test_offer_whose_place_nobody_knows_has_no_outline(run: Run) -> None:
    offers = json_of(run("find", "--json", "--topic", "language"))["offers"]
    vague = next(one["offer_id"] for one in offers if one["precision"] in ("city", "postcode"))

    code, _, err = run("isochrones", "--offer", vague)

    assert code == 1
    assert "known to the house" in err
