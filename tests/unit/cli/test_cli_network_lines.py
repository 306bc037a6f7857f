"""`network lines`: what an extract parts the district by, kept for the map."""

from pathlib import Path

from geo.reach.network import load_lines
from tests.cli_kit import Run, json_of
from tests.network_kit import write_osm


def test_lines_are_measured_and_kept(run: Run, var: Path, tmp_path: Path) -> None:
    points = {1: (7.1, 51.65), 2: (7.11, 51.65)}
    path = write_osm(tmp_path / "place.osm", points, [([1, 2], {"waterway": "river"})])

    found = json_of(run("network", "lines", path, "--json"))
    code, _, err = run("network", "lines", tmp_path / "none.osm")

    kept = load_lines(var)
    assert kept is not None
    assert kept.shapes["water"].length > 0
    assert found["km"] == {"water": 0.7, "motorway": 0.0, "railway": 0.0}  # 0.01 degrees of longitude
    assert code == 1
    assert "none.osm" in err
