"""Small street networks: the hand-made files, and files written from a table of points and ways."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from geo.reach.network import StreetNetwork, read_osm

FOLDER = Path(__file__).resolve().parent / "network"

Point = tuple[float, float]  # lon, lat
Street = tuple[Sequence[int], Mapping[str, str]]  # numbers of points, tags
RESIDENTIAL = {"highway": "residential"}


def write_osm(path: Path, points: Mapping[int, Point], streets: Sequence[Street]) -> Path:
    """Write points and streets as an OSM file."""
    lines = ['<osm version="0.6" generator="synthetic test data">']
    lines += [f'<node id="{n}" lon="{lon:.7f}" lat="{lat:.7f}"/>' for n, (lon, lat) in points.items()]
    for number, (refs, tags) in enumerate(streets, start=1):
        inside = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        inside += "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        lines.append(f'<way id="{number}">{inside}</way>')
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


def make_network(
    folder: Path, points: Mapping[int, Point], streets: Sequence[Street], *, mode: str = "walk"
) -> StreetNetwork:
    """Write and read a network."""
    return read_osm(write_osm(folder / "streets.osm", points, streets), mode=mode)


def places(*points: Point) -> pd.DataFrame:
    """Return points as a frame of demand or supply."""
    return pd.DataFrame(list(points), columns=["lon", "lat"], dtype=float)
