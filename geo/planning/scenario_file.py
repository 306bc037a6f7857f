"""A scenario from a file: a table of places (or steps), or the scenario that a run file holds."""

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from geo.errors import DataError, Problem, shown
from geo.files import MOST_BYTES, read_text
from geo.model import Match, Precision
from geo.planning.runfile import parse_run
from geo.planning.scenario import Add, Close, Move, Scenario, Step, scenario_from_text
from geo.planning.scenario.steps import MAX_STEPS

_STEPS = ("add", "move", "close")
_COLUMNS = ("step", "name", "lon", "lat", "address", "offers", "location_id")

Locate = Callable[[str], Match]


def read_scenario(path: Path, locate: Locate) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    path
        A CSV (commas or semicolons) with `lon`, `lat` (degrees) or `address`, and if wished `name`, `offers`, `step`
        (`add` if empty, `move`, `close`) and `location_id`; or a run file (JSON).
    locate
        Finds an address by the local list.

    Raises
    ------
    DataError
        If it is none, or a row cannot be; names row, column, value and what is expected.
    """
    text = read_text(path, MOST_BYTES["run"])
    if text.lstrip().startswith("{"):
        return _of_run(text, path.name)
    rows = list(_rows(text, path.name))
    if not rows:
        raise DataError([Problem(path.name, 0, "", "", "at least one place")])
    if len(rows) > MAX_STEPS:
        raise DataError([Problem(path.name, MAX_STEPS + 2, "", "", f"at most {MAX_STEPS} steps")])
    return Scenario(path.stem, tuple(_step(path.name, number, row, locate) for number, row in rows))


def _of_run(text: str, file: str) -> Scenario:
    run = parse_run(text.encode(), file=file)
    if not run.scenario:
        raise DataError([Problem(file, 0, "scenario", "", "a run file with a scenario")])
    try:
        return scenario_from_text(run.scenario)
    except ValueError as error:
        raise DataError([Problem(file, 0, "scenario", shown(run.scenario), str(error))]) from error


def _rows(text: str, file: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
    names = [name.strip().lower() for name in reader.fieldnames or ()]
    if not ({"lon", "lat"} <= set(names) or {"address", "location_id"} & set(names)):
        raise DataError([Problem(file, 1, "", shown(head), f"some of the columns {', '.join(_COLUMNS)}")])
    reader.fieldnames = names
    try:
        for number, row in enumerate(reader, start=2):
            cells = {name: (row.get(name) or "").strip() for name in _COLUMNS}
            if any(cells.values()):
                yield number, cells
    except csv.Error as error:
        raise DataError([Problem(file, 0, "", "", f"a table ({error})")]) from error


def _step(file: str, number: int, row: Mapping[str, str], locate: Locate) -> Step:
    kind = row["step"].lower() or "add"
    if kind not in _STEPS:
        raise DataError([Problem(file, number, "step", shown(kind), f"one of: {', '.join(_STEPS)}")])
    try:
        if kind == "close":
            return Close(row["location_id"])
        lon, lat = _point(file, number, row, locate)
        if kind == "move":
            return Move(row["location_id"], lon, lat)
        return Add(lon, lat, _offers(file, number, row["offers"]), row["name"] or row["address"])
    except ValueError as error:
        if isinstance(error, DataError):
            raise
        raise DataError([Problem(file, number, "", "", str(error))]) from error


def _point(file: str, number: int, row: Mapping[str, str], locate: Locate) -> tuple[float, float]:
    if row["lon"] or row["lat"]:
        return _degrees(file, number, "lon", row["lon"], 180.0), _degrees(
            file, number, "lat", row["lat"], 90.0
        )
    if not row["address"]:
        raise DataError([Problem(file, number, "lon", "", "lon and lat in degrees, or an address")])
    match = locate(row["address"])
    if match.lon is None or match.lat is None or match.precision != Precision.HOUSE:
        known = match.note or f"known only to: {match.precision}"
        expectation = f"an address known to the house, or lon and lat ({known})"
        raise DataError([Problem(file, number, "address", shown(row["address"]), expectation)])
    return match.lon, match.lat


def _degrees(file: str, number: int, column: str, text: str, most: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not abs(value) <= most:
        raise DataError([Problem(file, number, column, shown(text), f"degrees from {-most:g} to {most:g}")])
    return value


def _offers(file: str, number: int, text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise DataError([Problem(file, number, "offers", shown(text), "a whole number of offers")])
    return int(text)
