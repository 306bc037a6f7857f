"""Places of map programs in XML: KML (Google, QGIS) and GPX, a row a place.

Read with Python's own parser and bounded by it: documents that declare entities are refused before. GDAL's KML driver
leaves out the named fields that lists are made of.
"""

import io
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET  # what declares entities is refused before it is parsed

from geo.errors import Problem, refuse
from geo.exchange.sources.html_text import html_to_text
from geo.exchange.sources.shapes import spots_of
from geo.exchange.sources.values import MAX_CELL, MAX_COLUMNS, MAX_ROWS, RawRow, RawTable
from geo.exchange.sources.zip_guard import BROKEN_PART, open_archive
from geo.projection import WGS84

_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ZIP = b"PK\x03\x04"
_MAX_PART = 50_000_000
#: Fields of a place, by what the format calls them.
_KML_TEXTS = {"name": "name", "description": "description", "address": "address", "phoneNumber": "phone"}
_GPX_TEXTS = {"name": "name", "desc": "description", "cmt": "remark", "type": "category"}
_DESCRIPTION = "description"


def read_kml(raw: bytes, file: str, *, source: str) -> RawTable:
    """Read the placemarks of a KML document, or of the KMZ archive it is packed in; rows count from 1.

    Raises
    ------
    SourceError
        If it is broken, larger than the limits, or has no places.
    """
    text = _unpacked(raw, file) if raw.startswith(_ZIP) else raw
    return _table(list(_placemarks(_root(text, file), file)), file, source)


def read_gpx(raw: bytes, file: str, *, source: str) -> RawTable:
    """Read the waypoints of a GPX document; rows count from 1.

    Raises
    ------
    SourceError
        If it is broken, larger than the limits, or has no places.
    """
    return _table(list(_waypoints(_root(raw, file), file)), file, source)


def _unpacked(raw: bytes, file: str) -> bytes:
    with open_archive(raw, file) as archive:
        names = [part for part in archive.infolist() if part.filename.casefold().endswith(".kml")]
        if not names or names[0].file_size > _MAX_PART:
            raise refuse(
                file, "archive_too_large" if names else "broken_archive", allowed=("50 MB",) if names else ()
            )
        try:
            return archive.read(names[0])
        except BROKEN_PART as error:
            raise refuse(file, "broken_archive") from error


def _root(raw: bytes, file: str) -> ET.Element:
    if _DECLARATION.search(raw.replace(b"\x00", b"")[:100_000]) or _DECLARATION.search(raw):
        raise refuse(file, "broken_xml")
    root: ET.Element | None = None
    try:
        for number, (_, element) in enumerate(ET.iterparse(io.BytesIO(raw), events=("start",))):  # noqa: S314  # see above
            if number > 40 * MAX_ROWS:
                raise refuse(file, "too_many_parts", allowed=(str(40 * MAX_ROWS),))
            root = element if root is None else root
    except (ET.ParseError, ValueError, LookupError, RecursionError) as error:
        if hasattr(error, "problem"):
            raise
        raise refuse(file, "broken_xml", row=getattr(error, "position", (0,))[0]) from error
    if root is None:
        raise refuse(file, "broken_xml")
    return root


def _placemarks(root: ET.Element, file: str) -> Iterator[RawRow]:
    number = 0
    open_ = [(root, "")]
    while open_:
        element, folder = open_.pop()
        kind = _kind(element)
        if kind == "Folder":
            folder = next((_text(child) for child in element if _kind(child) == "name"), "")
        if kind != "Placemark":
            open_ += [(child, folder) for child in reversed(element)]
            continue
        number += 1
        if number > MAX_ROWS:
            raise refuse(file, "too_many_rows", row=MAX_ROWS, allowed=(str(MAX_ROWS),))
        cells = {_KML_TEXTS[_kind(child)]: _text(child) for child in element if _kind(child) in _KML_TEXTS}
        cells |= dict(_fields(element))
        if folder:
            cells.setdefault("folder", folder)
        place, problems = _place(element, number)
        yield RawRow(number, _bounded(cells | place, file, number), problems=problems)


def _fields(placemark: ET.Element) -> Iterator[tuple[str, str]]:
    """Yield the named fields of a placemark (`Data` and `SimpleData`)."""
    for element in placemark.iter():
        name = element.get("name", "").strip()
        if name and _kind(element) == "SimpleData":
            yield name, _text(element)
        elif name and _kind(element) == "Data":
            yield name, next((_text(child) for child in element if _kind(child) == "value"), "")


def _place(placemark: ET.Element, number: int) -> tuple[dict[str, str], tuple[Problem, ...]]:
    shapes = [
        {"type": "Point" if _kind(element) == "Point" else "Polygon", "coordinates": _coordinates(element)}
        for element in placemark.iter()
        if _kind(element) in ("Point", "LineString", "LinearRing")
    ]
    spots = spots_of({"geometries": shapes}, WGS84)
    if not spots:
        return {"lon": "", "lat": ""}, ()
    return place_cells(spots[0].lon, spots[0].lat, spots[0].radius_m), several(len(spots), number)


def _coordinates(element: ET.Element) -> list[list[float]]:
    told = next((_text(child) for child in element if _kind(child) == "coordinates"), "")
    found = [re.split(r",", part)[:2] for part in told.split()[:10_000]]
    return [
        [float(x), float(y)]
        for x, y in (pair for pair in found if len(pair) == 2)
        if _is_float(x) and _is_float(y)
    ]


def _waypoints(root: ET.Element, file: str) -> Iterator[RawRow]:
    points = (element for element in root.iter() if _kind(element) == "wpt")
    for number, element in enumerate(points, start=1):
        cells = {_GPX_TEXTS[_kind(child)]: _text(child) for child in element if _kind(child) in _GPX_TEXTS}
        link = next((child.get("href", "") for child in element if _kind(child) == "link"), "")
        cells |= {"website": link} if link else {}
        lon, lat = element.get("lon", ""), element.get("lat", "")
        is_point = _is_float(lon) and _is_float(lat)
        yield RawRow(
            number,
            _bounded(cells | {"lon": lon if is_point else "", "lat": lat if is_point else ""}, file, number),
        )


def _table(rows: list[RawRow], file: str, source: str) -> RawTable:
    if not rows:
        raise refuse(file, "no_places")
    if len(rows) > MAX_ROWS:
        raise refuse(file, "too_many_rows", row=MAX_ROWS, allowed=(str(MAX_ROWS),))
    headings = tuple(dict.fromkeys(name for row in rows for name in row.cells))
    if len(headings) > MAX_COLUMNS:
        raise refuse(file, "too_many_columns", value=len(headings), allowed=(str(MAX_COLUMNS),))
    return RawTable(file, source, headings, tuple(rows))


def place_cells(lon: float, lat: float, radius_m: float) -> dict[str, str]:
    """Return the cells of a point; of the middle of an area with how far its rim is."""
    return {"lon": repr(lon), "lat": repr(lat), **({"uncertainty_m": f"{radius_m:g}"} if radius_m else {})}


def several(count: int, number: int) -> tuple[Problem, ...]:
    """Return the hint that of several points of a row the first was taken."""
    return (Problem.at(number, "geometry", str(count), "several_points", is_hint=True),) if count > 1 else ()


def _bounded(cells: dict[str, str], file: str, row: int) -> dict[str, str]:
    if any(len(text) > MAX_CELL for text in cells.values()):
        raise refuse(file, "cell_too_long", row=row, allowed=(str(MAX_CELL),))
    if _DESCRIPTION in cells:
        cells[_DESCRIPTION] = html_to_text(cells[_DESCRIPTION])
    return cells


def _kind(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: ET.Element) -> str:
    return "".join(element.itertext()).strip()


def _is_float(text: str) -> bool:
    return bool(re.fullmatch(r"\s*[+-]?\d{1,3}(?:\.\d{1,20})?\s*", text))
