"""Read offers that somebody brings along: points in a CSV or GeoJSON file, shaped like those of the store."""

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from geo.errors import DataError, Problem
from geo.files import MOST_BYTES, read_text
from geo.model import FeeKind, Precision, Scope, Status
from geo.offers.columns import OFFER_FRAME
from geo.tables import (
    GROUPED_THOUSANDS,
    ISO_PARTIAL_DATE,
    LIST_SEPARATOR,
    THOUSANDS_EXPECTATION,
    ColumnSpec,
    TableCheck,
    grouped_rows,
)

#: Nobody looks for an offer in a circle wider than a district.
_MAX_UNCERTAINTY_M = 50_000.0
_MAX_CAPACITY = 1_000_000.0
#: Up to these metres of uncertainty an offer counts as known to its house, street, site, postcode; beyond, its city.
_PRECISION_UP_TO_M = (
    (100.0, Precision.HOUSE),
    (500.0, Precision.STREET),
    (1000.0, Precision.PLACE),
    (3000.0, Precision.POSTCODE),
)

_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
_DECIMAL_COMMA = re.compile(r"[+-]?\d{1,12},\d{1,20}")
_GEOJSON = (".geojson", ".json")
_EXAMPLES = 20


def _number(name: str, *, required: bool = False) -> ColumnSpec:
    return ColumnSpec(
        name, required=required, pattern=_NUMBER, expectation="a number with a decimal point", max_length=40
    )


#: What a file may hold; the first five must be there, other columns are left alone.
_COLUMNS = (
    ColumnSpec("offer_id", required=True, max_length=100),
    ColumnSpec("title", max_length=200),
    ColumnSpec("topics", is_list=True),
    _number("lon", required=True),
    _number("lat", required=True),
    _number("uncertainty_m"),
    _number("capacity"),
    ColumnSpec("target_groups", is_list=True),
    ColumnSpec("organization", max_length=200),
    ColumnSpec("city", max_length=80),
    ColumnSpec("status", allowed=("", *Status)),
    ColumnSpec("assured_date", pattern=ISO_PARTIAL_DATE, expectation="a date like 2024-05-31"),
    ColumnSpec("page_date", pattern=ISO_PARTIAL_DATE, expectation="a date like 2024-05-31"),
)
_NEEDED = ("offer_id", "title", "topics", "lon", "lat")
_RANGES = {
    "lon": (-180.0, 180.0, "degrees (EPSG:4326), a number from -180 to 180"),
    "lat": (-90.0, 90.0, "degrees (EPSG:4326), a number from -90 to 90"),
    "uncertainty_m": (0.0, _MAX_UNCERTAINTY_M, f"metres from 0 to {_MAX_UNCERTAINTY_M:,.10g}"),
    "capacity": (0.0, _MAX_CAPACITY, f"places from 0 to {_MAX_CAPACITY:,.10g}"),
}

#: Numbers that are mostly whole; degrees are not.
_WHOLE = ("uncertainty_m", "capacity")

_KNOWN = frozenset(spec.name for spec in _COLUMNS)

Row = tuple[int, dict[str, str]]


def read_own_offers(path: Path) -> pd.DataFrame:
    """Read offers with a point each.

    Parameters
    ----------
    path
        A CSV (comma, semicolon or tab; UTF-8) with `offer_id`, `title`, `topics` (separated by `;`), `lon`, `lat`
        (degrees, EPSG:4326), or a GeoJSON of points with the first three as properties. `uncertainty_m` (exact where
        there is none), `capacity`, `target_groups`, `organization`, `city`, `status`, `assured_date` and `page_date`
        may be there.

    Returns
    -------
    DataFrame
        As in `geo.offers.columns.OFFER_FRAME`, with `capacity` (NaN where not told); the precision follows from the
        uncertainty.

    Raises
    ------
    DataError
        If the file does not load or something in it cannot be; names row, column, value and what is expected. In a
        GeoJSON rows are features, counted from 1.
    """
    return offers_of_text(read_text(path, MOST_BYTES["own_offers"]), path)


def is_geojson(path: Path) -> bool:
    """Whether a file is named as a GeoJSON."""
    return path.suffix.lower() in _GEOJSON


def offers_of_text(
    text: str, path: Path, *, numbers: Sequence[int] = (), told: Sequence[str] = ()
) -> pd.DataFrame:
    """Do what `read_own_offers` does with the text of a file at hand; `path` names it and says its form.

    Parameters
    ----------
    numbers
        The row of each feature of a GeoJSON in messages, if not its place in the text.
    told
        Columns that also stand in the frame as the file tells them, named `told_…`; "" where it does not.
    """
    is_json = is_geojson(path)
    rows = list(_features(path.name, text, numbers) if is_json else _csv_rows(path.name, text))
    problems = ([] if is_json else _thousands(path.name, rows)) or _problems(path.name, rows)
    if problems:
        raise DataError(problems)
    found = _frame([row for _, row in rows])
    return found.assign(**{f"told_{name}": [row.get(name, "") for _, row in rows] for name in told})


def precision_of(uncertainty_m: float) -> Precision:
    """Return how well a point is known that may be so many metres off."""
    return next((p for most, p in _PRECISION_UP_TO_M if uncertainty_m <= most), Precision.CITY)


# -- reading ---------------------------------------------------------------------------------------


def _csv_rows(file: str, text: str) -> Iterator[Row]:
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip() for name in next(reader, [])]
        _require_columns(file, names)
        for number, cells in enumerate(reader, start=2):
            if cells:
                row = _row(file, number, names, cells)
                yield number, row if delimiter == "," else _with_points(row)
    except csv.Error as error:
        raise DataError([Problem(file, reader.line_num, "", "", f"not a CSV row: {error}")]) from error


def _with_points(row: dict[str, str]) -> dict[str, str]:
    """Return a row with decimal points, as German programs write commas where the comma separates no cells."""
    return {
        name: text.replace(",", ".") if name in _RANGES and _DECIMAL_COMMA.fullmatch(text) else text
        for name, text in row.items()
    }


def _delimiter(text: str) -> str:
    heading = text.split("\n", 1)[0]
    return max(",;\t", key=heading.count)


def _require_columns(file: str, names: list[str]) -> None:
    problems = [Problem(file, 1, name, "", "column is missing") for name in _NEEDED if name not in names]
    known = [spec.name for spec in _COLUMNS]
    problems += [Problem(file, 1, name, "", "column stands twice") for name in known if names.count(name) > 1]
    if problems:
        raise DataError(problems)


def _row(file: str, number: int, names: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(names):
        expectation = f"{len(names)} cells expected, {len(cells)} found"
        raise DataError([Problem(file, number, "", "", expectation)])
    return dict(zip(names, (cell.strip() for cell in cells), strict=True))


def feature_collection(file: str, text: str) -> dict[str, Any]:
    """Return what a GeoJSON of many features says; `features` is a list of whatever stands there.

    Raises
    ------
    DataError
        If it is no JSON, or no feature collection.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError([Problem(file, 0, "", "", "JSON expected; this is none")]) from error
    if not isinstance(content, dict) or not isinstance(content.get("features"), list):
        raise DataError([Problem(file, 0, "features", "", "a GeoJSON feature collection")])
    return content


def _features(file: str, text: str, numbers: Sequence[int]) -> Iterator[Row]:
    content = feature_collection(file, text)
    _require_degrees(file, content)
    features = content["features"]
    for number, feature in zip(numbers or range(1, len(features) + 1), features, strict=True):
        yield number, _feature(file, number, feature)


def _require_degrees(file: str, content: Mapping[str, Any]) -> None:
    """Refuse the old way of GeoJSON to name another coordinate system."""
    named = json.dumps(content.get("crs") or "")
    if named != '""' and not any(code in named for code in ("CRS84", "4326")):
        raise DataError([Problem(file, 0, "crs", named, "degrees (EPSG:4326)")])


def _feature(file: str, number: int, feature: Any) -> dict[str, str]:
    geometry = feature.get("geometry") if isinstance(feature, Mapping) else None
    if not (isinstance(geometry, Mapping) and geometry.get("type") == "Point"):
        kind = str(geometry.get("type")) if isinstance(geometry, Mapping) else ""
        raise DataError([Problem(file, number, "geometry", kind, "a point")])
    properties = feature.get("properties")
    told = dict(properties) if isinstance(properties, Mapping) else {}
    told.setdefault("offer_id", feature.get("id"))
    missing = [
        Problem(file, number, name, "", "property is missing") for name in _NEEDED[:3] if name not in told
    ]
    odd = [
        Problem(file, number, name, type(value).__name__, "a text, a number or a list of texts")
        for name, value in told.items()
        if name in _KNOWN and not _is_plain(value)
    ]
    grouped = [
        Problem(file, number, name, told[name], THOUSANDS_EXPECTATION)
        for name in _WHOLE
        if isinstance(told.get(name), str) and re.fullmatch(GROUPED_THOUSANDS, told[name].strip())
    ]
    if missing or odd or grouped:
        raise DataError(missing + odd + grouped)
    place = geometry.get("coordinates")
    lon, lat = place[:2] if isinstance(place, list) and len(place) >= 2 else ("", "")
    return {str(name): _as_text(value) for name, value in told.items()} | {
        "lon": _as_text(lon),
        "lat": _as_text(lat),
    }


def _is_plain(value: Any) -> bool:
    parts = value if isinstance(value, list) else [value]
    return not any(isinstance(part, list | dict) for part in parts)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return LIST_SEPARATOR.join(str(item) for item in value)
    return str(value).strip()


# -- checking --------------------------------------------------------------------------------------


def _problems(file: str, rows: list[Row]) -> list[Problem]:
    if not rows:
        return [Problem(file, 0, "", "", "at least one offer")]
    check = TableCheck(file, _COLUMNS)
    found: list[Problem] = []
    seen: set[str] = set()
    for number, row in rows:
        found += check.row(number, row) or _out_of_range(file, number, row)
        if row["offer_id"] in seen:
            found.append(Problem(file, number, "offer_id", row["offer_id"], "each offer once"))
        seen.add(row["offer_id"])
        if len(found) >= _EXAMPLES:
            break
    return found


def _thousands(file: str, rows: list[Row]) -> list[Problem]:
    """Name the numbers that may be written with a point between thousands: 1.200 places are no place and a bit."""
    return [
        Problem(file, rows[at][0], name, rows[at][1][name], THOUSANDS_EXPECTATION)
        for name in _WHOLE
        for at in grouped_rows([row.get(name, "") for _, row in rows])[:_EXAMPLES]
    ]


def _out_of_range(file: str, number: int, row: Mapping[str, str]) -> list[Problem]:
    return [
        Problem(file, number, name, row[name], expectation)
        for name, (low, high, expectation) in _RANGES.items()
        if row.get(name) and not low <= float(row[name]) <= high
    ]


# -- the frame -------------------------------------------------------------------------------------


def _frame(rows: list[dict[str, str]]) -> pd.DataFrame:
    frame = pd.DataFrame([_offer(row) for row in rows]).set_index("offer_id")
    numbers = dict.fromkeys(("lon", "lat", "uncertainty_m", "capacity"), "float64")
    return frame.astype(numbers)


def _offer(row: Mapping[str, str]) -> dict[str, object]:
    uncertainty_m = _float(row.get("uncertainty_m", ""), otherwise=0.0)
    texts = {spec.name: row.get(spec.name, "") for spec in OFFER_FRAME}
    return texts | {
        "topics": _items(row["topics"]),
        "target_groups": _items(row.get("target_groups", "")),
        "languages": (),
        "fee_kind": FeeKind.NOT_STATED.value,
        "scope": Scope.LOCAL.value,
        "status": row.get("status") or Status.NOT_CONFIRMED.value,
        "is_protected": False,
        "is_administration_address": False,
        "location_id": "",
        "lon": float(row["lon"]),
        "lat": float(row["lat"]),
        "precision": precision_of(uncertainty_m).value,
        "uncertainty_m": uncertainty_m,
        "match_source": "own file",
        "capacity": _float(row.get("capacity", ""), otherwise=math.nan),
    }


def _items(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.strip() for item in text.split(LIST_SEPARATOR) if item.strip()))


def _float(text: str, *, otherwise: float) -> float:
    return float(text) if text else otherwise


def topics_of(offers: pd.DataFrame) -> list[str]:
    """Return the ids of the topics that occur, sorted."""
    return _occurring(offers["topics"])


def target_groups_of(offers: pd.DataFrame) -> list[str]:
    """Return the ids of the target groups that occur, sorted."""
    return _occurring(offers["target_groups"])


def _occurring(lists: Iterable[Iterable[str]]) -> list[str]:
    return sorted({item for items in lists for item in items})
