"""GeoPackage: one offer a row of a layer, its point from the shape (OGC 12-128; degrees or the usual metres).

The file is read as the SQLite database it is, and not by GDAL: only so every step can be counted and stopped. Nothing
but plain tables is read, so that no view, trigger, virtual table or computed column of a foreign file ever runs.
"""

import math
import sqlite3
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from geo.errors import Problem, SourceError, refuse
from geo.exchange.sources.headings import IsHeading, nothing_known
from geo.exchange.sources.joining import Part, joined
from geo.exchange.sources.shapes import SYSTEMS, all_in_degrees
from geo.exchange.sources.values import MAX_CELL, MAX_COLUMNS, MAX_ROWS, RawRow, RawTable

MAGIC = b"SQLite format 3\0"
#: Letters of all cells together. A column added later stands once in the file and in every row when it is read.
MAX_LETTERS = 150_000_000
#: Steps of the database's machine for all that is asked of one file; 100,000 rows of 200 columns take 40 million.
MAX_STEPS = 100_000_000
_STEPS_A_LOOK = 100_000
#: A layer with this column is one of our own exports.
_OWN_COLUMN = "offer_id"
#: So many layers are looked at.
_MAX_LAYERS = 20
#: The first bytes of a shape, enough for a point with the longest head there is.
_SHAPE_BYTES = 160
ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_POINT, _MULTIPOINT = 1, 4
_MAY = frozenset((sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION))

#: What broken files raise: a message about a broken name may be no text, and some faults are told as lack of memory.
BROKEN = (sqlite3.Error, UnicodeError, MemoryError)

Place = tuple[float, float] | None


@dataclass(frozen=True)
class Layer:
    """A table with its columns; `shape` names the one with shapes, "" for a table without; `crs` is 0 if unknown."""

    table: str
    columns: Sequence[tuple[str, str]]
    shape: str = ""
    crs: int = 0

    @property
    def is_own(self) -> bool:
        """Whether it is a layer of one of our own exports."""
        return any(name == _OWN_COLUMN for name, _ in self.columns)


def read_geopackage(
    raw: bytes,
    file: str,
    *,
    source: str,
    layer: str = "",
    is_heading: IsHeading = nothing_known,
    city_of: Callable[[str], str] = lambda _: "",
) -> RawTable:
    """Read the layer that holds our own columns, else all that are lists of offers; rows count from 1.

    Parameters
    ----------
    raw
        Its bytes.
    file
        Its name for messages.
    source
        Where it is from.
    layer
        The only layer that a person wants, "" for all.
    is_heading, city_of
        Whether a name is a heading that we know; the city that the name of a layer says.

    Raises
    ------
    SourceError
        If it is broken, no GeoPackage, in an unknown coordinate system, or larger than the limits.
    """
    if not raw.startswith(MAGIC):
        raise refuse(file, "no_geopackage")
    try:
        with closing(opened_copy(raw)) as database:
            layers = plain_layers(database)
            own = [one for one in layers if one.is_own and not layer]
            wanted = own[:1] or _with_shapes_first(layers)
            if not wanted:
                raise refuse(file, "no_geopackage")
            parts = [_part(database, one, file) for one in wanted[:_MAX_LAYERS]]
    except BROKEN as error:
        raise refuse(file, "broken_geopackage") from error
    if not any(part.table for part in parts):
        raise next(part.fault for part in parts if part.fault)
    return joined(parts, file, source, is_heading=is_heading, city_of=city_of, only=layer)


def _part(database: sqlite3.Connection, layer: Layer, file: str) -> Part:
    """Read one layer, or say why it cannot be read."""
    try:
        _check(layer, file)
        rows = tuple(_rows(database, layer, file))
    except SourceError as error:
        return Part(layer.table, None, error.problem.value, error)
    points = ("lon", "lat") if layer.shape else ()
    return Part(layer.table, RawTable(file, "", (*(name for name, _ in layer.columns), *points), rows))


def opened_copy(raw: bytes) -> sqlite3.Connection:
    """Open a copy in memory that answers questions about tables, for a bounded time, and nothing else."""
    database = sqlite3.connect(":memory:")
    database.text_factory = lambda text: text.decode("utf-8", "replace")
    # bytes 18 and 19 tell of a second file with the latest changes (WAL), which an upload does not have
    database.deserialize(raw[:18] + b"\1\1" + raw[20:])
    database.setlimit(
        sqlite3.SQLITE_LIMIT_LENGTH, 2 * len(raw)
    )  # no text is longer than the file that holds it
    database.execute("PRAGMA trusted_schema = OFF")
    looks = iter(range(MAX_STEPS // _STEPS_A_LOOK))
    database.set_progress_handler(lambda: next(looks, None) is None, _STEPS_A_LOOK)
    database.set_authorizer(_allowed)
    return database


def _allowed(action: int, first: str | None, *_more: str | None) -> int:
    is_question = action == sqlite3.SQLITE_PRAGMA and first == "table_info"
    return sqlite3.SQLITE_OK if action in _MAY or is_question else sqlite3.SQLITE_DENY


# -- layers ----------------------------------------------------------------------------------------


def _with_shapes_first(layers: Sequence[Layer]) -> list[Layer]:
    return sorted(layers, key=lambda layer: not layer.shape)


def _check(layer: Layer, file: str) -> None:
    """Check that a layer is no larger than a table may be, and that its points can be understood."""
    if len(layer.columns) > MAX_COLUMNS:
        raise refuse(file, "too_many_columns", value=len(layer.columns), allowed=(str(MAX_COLUMNS),))
    if layer.shape and layer.crs not in SYSTEMS:
        allowed = tuple(f"EPSG:{code}" for code in SYSTEMS)
        raise refuse(file, "other_crs", column=layer.shape, value=f"EPSG:{layer.crs}", allowed=allowed)


def plain_layers(database: sqlite3.Connection) -> list[Layer]:
    """Return the plain tables that the file calls layers, in its order."""
    kinds = {
        str(name): str(sql).lstrip().upper()
        for name, sql in database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    }
    plain = {name for name, sql in kinds.items() if sql.startswith("CREATE TABLE")}
    if "gpkg_contents" not in plain:
        return []
    named = [str(name) for (name,) in database.execute("SELECT table_name FROM gpkg_contents LIMIT 1000")]
    shapes = _shapes(database) if {"gpkg_geometry_columns", "gpkg_spatial_ref_sys"} <= plain else {}
    layers = [_layer(database, name, *shapes.get(name, ("", 0))) for name in named if name in plain]
    return [layer for layer in layers if layer.columns]


def _shapes(database: sqlite3.Connection) -> dict[str, tuple[str, int]]:
    """Return the column with shapes and its EPSG number (0 for another system) by table."""
    query = (
        "SELECT g.table_name, g.column_name, upper(s.organization), s.organization_coordsys_id "
        "FROM gpkg_geometry_columns g LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id LIMIT 1000"
    )
    return {
        str(table): (str(column), code if by == "EPSG" and isinstance(code, int) else 0)
        for table, column, by, code in database.execute(query)
    }


def _layer(database: sqlite3.Connection, table: str, shape: str, crs: int) -> Layer:
    """Return a table with its stored columns; the number of a row is no offer's id, so it is left out."""
    described = database.execute(f"PRAGMA table_info({quoted(table)})").fetchall()
    columns = [
        (str(name), str(kind).upper())
        for _, name, kind, _, _, key in described
        if name != shape and not (key and str(kind).upper() == "INTEGER")
    ]
    has_shape = any(name == shape for _, name, *_ in described)
    return Layer(table, columns, shape if has_shape else "", crs)


def quoted(name: str) -> str:
    """Write a name so that it is never taken for a text, as it would be in double quotes where no column has it."""
    return "`" + name.replace("`", "``") + "`"


# -- rows ------------------------------------------------------------------------------------------


def _rows(database: sqlite3.Connection, layer: Layer, file: str) -> Iterator[RawRow]:
    cells, shapes = _read(database, layer, file)
    places = _in_degrees([_place(shape) for shape in shapes], layer.crs)
    for number, (values, shape, place) in enumerate(zip(cells, shapes, places, strict=True), start=1):
        yield _row(number, values, shape, place) if layer.shape else RawRow(number, values)


def _row(number: int, values: dict[str, str], shape: Any, place: Place) -> RawRow:
    if place:
        return RawRow(number, values | {"lon": repr(place[0]), "lat": repr(place[1])})
    if shape is None or _is_empty(shape):
        return RawRow(number, values | {"lon": "", "lat": ""})
    problem = Problem.at(number, "geometry", "", "no_point", allowed=("Point",))
    return RawRow(number, values, problems=(problem,))


def _read(database: sqlite3.Connection, layer: Layer, file: str) -> tuple[list[dict[str, str]], list[Any]]:
    """Return the texts and the shape of each row."""
    shape = f"substr({quoted(layer.shape)}, 1, {_SHAPE_BYTES})" if layer.shape else "NULL"
    names = ", ".join([shape, *(quoted(name) for name, _ in layer.columns)])
    cells: list[dict[str, str]] = []
    shapes: list[Any] = []
    letters = 0
    for found, *values in database.execute(f"SELECT {names} FROM {quoted(layer.table)}"):  # noqa: S608  # quoted
        row = len(cells) + 1
        if row > MAX_ROWS:
            raise refuse(file, "too_many_rows", row=row, allowed=(str(MAX_ROWS),))
        texts = [_text(value, kind) for value, (_, kind) in zip(values, layer.columns, strict=True)]
        if any(len(text) > MAX_CELL for text in texts):
            raise refuse(file, "cell_too_long", row=row, allowed=(str(MAX_CELL),))
        letters += sum(map(len, texts))
        if letters > MAX_LETTERS:
            raise refuse(file, "too_large", row=row, allowed=(f"{MAX_LETTERS // 1_000_000} MB",))
        cells.append({name: text for (name, _), text in zip(layer.columns, texts, strict=True)})
        shapes.append(found)
    return cells, shapes


def _text(value: Any, kind: str) -> str:
    """Return a value as a cell; bytes have no place in one."""
    if value is None or isinstance(value, bytes):
        return ""
    if kind == "BOOLEAN" and value in (0, 1):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


# -- shapes ----------------------------------------------------------------------------------------


def _in_degrees(places: Sequence[Place], crs: int) -> list[Place]:
    """Return the places in degrees; a layer of 100,000 points is projected as one."""
    if not crs:
        return list(places)
    known = iter(all_in_degrees([place for place in places if place], crs))
    return [next(known) if place else None for place in places]


def _is_empty(shape: Any) -> bool:
    """Whether a shape says of itself that there is none."""
    return isinstance(shape, bytes) and len(shape) > 3 and bool(shape[3] & 0x10)


def _place(shape: Any) -> Place:
    """Return x and y of a point, or of the only one of several; None for anything else."""
    if not isinstance(shape, bytes) or len(shape) < 8 or not shape.startswith(b"GP") or _is_empty(shape):
        return None
    envelope = ENVELOPE_BYTES.get(shape[3] >> 1 & 7)
    try:
        return None if envelope is None else _point(shape, 8 + envelope)
    except struct.error:
        return None


def _point(shape: bytes, start: int) -> Place:
    order = "<" if shape[start : start + 1] == b"\1" else ">"
    (kind,) = struct.unpack_from(f"{order}I", shape, start + 1)
    if kind % 1000 == _MULTIPOINT and struct.unpack_from(f"{order}I", shape, start + 5) == (1,):
        start += 9
        order = "<" if shape[start : start + 1] == b"\1" else ">"
        (kind,) = struct.unpack_from(f"{order}I", shape, start + 1)
    if kind % 1000 != _POINT:
        return None
    x, y = struct.unpack_from(f"{order}dd", shape, start + 5)
    return (x, y) if math.isfinite(x) and math.isfinite(y) else None
