"""Read the streets of an OpenStreetMap extract (.osm, .osm.gz, .osm.bz2, .osm.pbf) with pyosmium.

The file is read twice as a stream: ways, then the points they name. Memory grows with the streets, not with the file.
"""

import hashlib
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from osmium.filter import IdFilter, KeyFilter

from geo.errors import NetworkError
from geo.reach.network.contract import Stretches, contract
from geo.reach.network.graph import Flags, Ints, Longs, Source, StreetNetwork
from geo.reach.network.tags import MODES, directions
from geo.reach.network.xml_guard import refuse_endless_elements

_ENDINGS = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")
#: Points of all streets of one mode. Each takes about 230 bytes at the peak, so this many about 5 GB.
_MAX_POINTS = 20_000_000
STEPS = 5  # what `progress` counts: checksum, ways, points, edges; the last is for who stores them

UNITS = 1e7  # libosmium keeps degrees as whole numbers of this part
_MAX_LON, _MAX_LAT = 1_800_000_000, 900_000_000
_FILTER_IDS_BELOW = 1 << 40  # its table of bits grows with the largest number

Progress = Callable[[int, int], None]


def read_osm(
    path: Path, *, mode: str, progress: Progress | None = None, max_points: int = _MAX_POINTS
) -> StreetNetwork:
    """Read the streets that may be walked or cycled.

    Parameters
    ----------
    mode
        `walk` or `bike`.
    progress
        Called with (steps done, steps in all); what it raises stops the reading.
    max_points
        More points of streets than this are refused, before they fill the memory.

    Raises
    ------
    NetworkError
        If the file is missing, empty, broken, none of `_ENDINGS`, too large, or has no street for this mode.
    """
    tell = progress or _silent
    _check(path, mode)
    tell(0, STEPS)
    source = source_of(path)
    tell(1, STEPS)
    ways = _read_ways(path, mode, max_points)
    tell(2, STEPS)
    wanted, point = np.unique(ways.points, return_inverse=True)
    lon, lat = read_points(path, wanted)
    tell(3, STEPS)
    network = _network(mode, source, ways, point.astype(np.int32), (lon, lat))
    tell(4, STEPS)
    return network


def _silent(done: int, total: int) -> None:
    """Stand for a progress bar nobody looks at."""


def _check(path: Path, mode: str) -> None:
    if mode not in MODES:
        msg = f"way of travel {mode!r}: one of {', '.join(MODES)} expected"
        raise NetworkError(msg)
    check_extract(path)


def check_extract(path: Path) -> None:
    """Refuse what cannot be an extract before any of it is read.

    Raises
    ------
    NetworkError
        If the file is missing, empty, none of `_ENDINGS`, or would hold one endless element in memory.
    """
    if not path.name.endswith(_ENDINGS):
        raise fault_of(path, f"a name ending in {', '.join(_ENDINGS)} expected")
    if not path.is_file():
        raise fault_of(path, "there is no such file")
    if path.stat().st_size == 0:
        raise fault_of(path, "the file is empty")
    if not path.name.endswith(".pbf"):
        refuse_endless_elements(path)


def fault_of(path: Path, reason: object) -> NetworkError:
    """Return the error that an extract gives for a reason."""
    return NetworkError(f"{path.name}: {reason}")


def source_of(path: Path) -> Source:
    """Return name, date and checksum of an extract.

    Raises
    ------
    NetworkError
        If it cannot be read.
    """
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise fault_of(path, f"cannot be read ({error.strerror})") from error
    return Source(path.name, _date(path), sha256)


def _date(path: Path) -> str:
    """Return the date of the data as the file states it, else the date of the file."""
    try:
        stated = osmium.io.Reader(str(path), osmium.osm.NOTHING).header().get("osmosis_replication_timestamp")
        return datetime.fromisoformat(stated).date().isoformat()
    except (RuntimeError, ValueError):  # a broken file is reported when its ways are read
        return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date().isoformat()


@dataclass(frozen=True, eq=False)
class _Ways:
    """The numbers of all points of all ways in one run; `length` and `way` (directions) have one value a way."""

    points: Longs
    length: Longs
    way: "np.ndarray[Any, np.dtype[np.uint8]]"


def _read_ways(path: Path, mode: str, max_points: int) -> _Ways:
    points, length, way = array("q"), array("q"), array("B")
    for found in objects_of(path, osmium.osm.WAY, KeyFilter("highway")):
        usable = directions(found.tags, mode=mode) if found.visible else 0
        if not usable:
            continue
        before = len(points)
        points.extend(node.ref for node in found.nodes)
        length.append(len(points) - before)
        way.append(int(usable))
        if len(points) > max_points:
            raise fault_of(path, f"more than {max_points} points of streets; cut out a smaller area")
    if not points:
        raise fault_of(path, f"there are no streets for the way of travel {mode!r} in it")
    return _Ways(np.array(points), np.array(length), np.array(way))


def read_points(path: Path, wanted: Longs) -> tuple[Ints, Ints]:
    """Return the position of each wanted point in 1e-7 degrees; `_MAX_LON` + 1 where the file does not tell it."""
    ids, x, y = array("q"), array("i"), array("i")
    filters = [IdFilter(array("q", wanted.tobytes()))] if _is_filterable(wanted) else []
    for node in objects_of(path, osmium.osm.NODE, *filters):
        ids.append(node.id)
        x.append(node.location.x)
        y.append(node.location.y)
    lon, lat = (np.full(len(wanted), _MAX_LON + 1, dtype=np.int32) for _ in range(2))
    found = np.array(ids, dtype=np.int64)
    place = np.minimum(np.searchsorted(wanted, found), len(wanted) - 1)
    is_wanted = wanted[place] == found
    lon[place[is_wanted]] = np.array(x, dtype=np.int32)[is_wanted]
    lat[place[is_wanted]] = np.array(y, dtype=np.int32)[is_wanted]
    return lon, lat


def _is_filterable(ids: Longs) -> bool:
    """Whether the fast filter takes these numbers: editors give new points negative ones."""
    return bool(ids[0] >= 0 and ids[-1] < _FILTER_IDS_BELOW)


def objects_of(path: Path, kind: osmium.osm.osm_entity_bits, *filters: Any) -> Iterator[Any]:
    """Yield the objects of one kind; a fault of the file becomes one of ours."""
    try:
        processor = osmium.FileProcessor(str(path), kind)
        for one in filters:
            processor.with_filter(one)
        objects = iter(processor)
    except (RuntimeError, ValueError) as error:
        raise fault_of(path, f"no readable OpenStreetMap file ({error})") from error
    while True:
        try:
            found = next(objects)
        except StopIteration:
            return
        except (RuntimeError, ValueError, OSError, osmium.InvalidLocationError) as error:
            raise fault_of(path, f"no readable OpenStreetMap file ({error})") from error
        yield found


def _network(
    mode: str, source: Source, ways: _Ways, point: Ints, position: tuple[Ints, Ints]
) -> StreetNetwork:
    is_known = is_on_earth(*position)
    every, is_inner = _stretches(ways, point)
    is_located = is_known[every.start] & is_known[every.end]
    stretches = every.part(is_inner & is_located)
    lon, lat = (value / UNITS for value in position)
    if not (stretches.start != stretches.end).any():
        raise fault_of(Path(source.name), "its streets have no points with a position")
    edges = contract(stretches, lon, lat)
    return StreetNetwork(
        mode=mode,
        source=source,
        node_lon=lon[edges.node],
        node_lat=lat[edges.node],
        edge_from=edges.start,
        edge_to=edges.end,
        edge_m=edges.metres,
        edge_way=edges.way,
        shape_lon=lon[edges.shape],
        shape_lat=lat[edges.shape],
        shape_start=edges.shape_start,
        cut=int((is_inner & ~is_located).sum()),
    )


def is_on_earth(lon: Ints, lat: Ints) -> Flags:
    """Say which positions, in 1e-7 degrees, the file tells."""
    is_known: Flags = (np.abs(lon.astype(np.int64)) <= _MAX_LON) & (np.abs(lat.astype(np.int64)) <= _MAX_LAT)
    return is_known


def _stretches(ways: _Ways, point: Ints) -> tuple[Stretches, Flags]:
    """Return each point with the next one of the run, and which of these pairs lie inside one way."""
    number = np.repeat(np.arange(len(ways.length)), ways.length)
    is_inner = number[1:] == number[:-1]
    return Stretches(point[:-1], point[1:], ways.way[number[:-1]]), is_inner
