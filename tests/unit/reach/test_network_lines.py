"""Rivers, motorways and railways are read from an extract as lines, kept, and drawn no finer than a map shows."""

from pathlib import Path

import pytest
import shapely

from geo.errors import NetworkError
from geo.reach.network import LINES, Lines, lines_path, load_lines, read_lines, save_lines
from tests.network_kit import RESIDENTIAL, Street, write_osm

#: A line of points from west to east, 0.01 degrees (about 690 m) apart, with one 5 m off the line.
POINTS = {n: (7.0 + n / 100, 51.6 + (0.00005 if n == 2 else 0.0)) for n in range(1, 9)}
AREA = shapely.box(7.0, 51.5, 7.045, 51.7)
RIVER, CANAL = {"waterway": "river"}, {"waterway": "canal"}
MOTORWAY, RAIL = {"highway": "motorway"}, {"railway": "rail"}


def read(folder: Path, *streets: Street, most: int = 1000) -> Lines:
    path = write_osm(folder / "place.osm", POINTS, streets)
    return read_lines(path, AREA, metric_crs=25832, max_points=most)


def lons(found: Lines, kind: str) -> list[list[float]]:
    """Return the longitudes of each line of a kind, to three decimals."""
    return [
        sorted(round(float(lon), 3) for lon in shapely.get_coordinates(part)[:, 0])
        for part in found.shapes[kind].geoms
    ]


def test_each_kind_is_told_apart_and_what_parts_nothing_is_left_out(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ([1, 2], RIVER),
        ([2, 3], CANAL),
        ([3, 4], MOTORWAY),
        ([1, 4], RAIL),
        ([1, 3], RAIL | {"service": "yard"}),
        ([1, 2], RIVER | {"tunnel": "culvert"}),
        ([3, 4], MOTORWAY | {"tunnel": "no"}),
        ([1, 4], RESIDENTIAL),
        ([1, 4], {"railway": "abandoned"}),
        ([1, 4], {"waterway": "stream"}),
    )

    assert tuple(found.shapes) == LINES
    assert lons(found, "water") == [[7.01, 7.03]]  # joined, without the point 5 m off
    assert lons(found, "motorway") == [[7.03, 7.04]]  # twice the same line is one
    assert lons(found, "railway") == [[7.01, 7.04]]
    assert found.source.name == "place.osm"


def test_lines_end_two_kilometres_around_the_district(tmp_path: Path) -> None:
    ((start, end),) = lons(read(tmp_path, ([1, 8], RAIL)), "railway")

    # by hand: a degree of longitude has 69.2 km at 51.6 degrees north, the district ends at 7.045
    assert start == 7.01
    assert end == pytest.approx(7.045 + 2.0 / 69.2, abs=0.001)


def test_a_point_the_file_lacks_is_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, ([1, 99, 3], RIVER), ([4, 98], RAIL))

    assert lons(found, "water") == [[7.01, 7.03]]
    assert found.shapes["railway"].is_empty


@pytest.mark.parametrize(
    ("streets", "most", "told"),
    [
        ([([1, 4], RESIDENTIAL)], 1000, "there is no river"),
        ([([7, 8], {"waterway": "drain"}), ([98, 99], RIVER)], 1000, "lies in or near the district"),
        ([([1, 2, 3, 4], RIVER)], 3, "more than 3 points"),
    ],
)
def test_an_extract_without_lines_or_with_too_many_is_refused(
    tmp_path: Path, streets: list[Street], most: int, told: str
) -> None:
    with pytest.raises(NetworkError, match=told):
        read(tmp_path, *streets, most=most)


def test_a_file_that_is_no_extract_is_refused(tmp_path: Path) -> None:
    for name, content in (("a.txt", "x"), ("empty.osm", ""), ("broken.osm", "<osm><way id='1'>")):
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(NetworkError, match=name):
            read_lines(tmp_path / name, AREA, metric_crs=25832)


def test_what_is_kept_comes_back_and_what_is_broken_says_how_to_read_it_again(tmp_path: Path) -> None:
    assert load_lines(tmp_path) is None
    found = read(tmp_path, ([1, 3], RIVER), ([3, 4], RAIL))

    path = save_lines(found, tmp_path)
    again = load_lines(tmp_path)

    assert path == lines_path(tmp_path)
    assert again is not None
    assert again.source == found.source
    assert all(again.shapes[name].equals(found.shapes[name]) for name in LINES)
    for broken in ("{}", "[" * 100_000, path.read_text("utf-8").replace("MultiLineString", "MultiPoint")):
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(NetworkError, match="network lines FILE"):
            load_lines(tmp_path)
