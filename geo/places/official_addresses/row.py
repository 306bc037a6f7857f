"""One row of `gebref.txt`, the state's list of buildings with a house number ("Gebäudereferenzen")."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from geo.places.address import clean_text, normalize_house_number

COLUMNS = (
    "nba",
    "oid",
    "qua",
    "landschl",
    "land",
    "regbezschl",
    "regbez",
    "kreisschl",
    "kreis",
    "gmdschl",
    "gmd",
    "ottschl",
    "ott",
    "strschl",
    "str",
    "hnr",
    "adz",
    "zone",
    "ostwert",
    "nordwert",
    "datum",
)
_AT: Mapping[str, int] = {name: place for place, name in enumerate(COLUMNS)}

#: How the point of a house was made: A lies in the building, B on its plot, C is the weakest.
_QUALITIES = ("A", "B", "C")

#: Metres. EPSG:4647 writes the number of the zone before the easting, EPSG:25832 does not.
_ZONE_OFFSET_M = 32_000_000.0
_EASTINGS_M, _NORTHINGS_M = (100_000.0, 900_000.0), (5_200_000.0, 6_200_000.0)
_EXPECTED_EAST = "metres of UTM zone 32, as EPSG:25832 or EPSG:4647 writes them"

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"\d{1,4}")
_LONGEST_NAME = 100


class Flaw(NamedTuple):
    """What is wrong with a row."""

    column: str
    value: str
    expectation: str


@dataclass(frozen=True)
class OfficialRow:
    """A house as the file tells it; `east_m`, `north_m` in EPSG:25832, `date` ISO or "" where there is none."""

    ags: str
    street_code: str
    street: str
    number: str
    quality: str
    east_m: float
    north_m: float
    crs: int
    date: str


def ags_of(cells: Sequence[bytes]) -> str:
    """Return the key of the municipality (eight digits), put together from its parts; "" if they are no key.

    A part that holds the parts before it too is understood, and so is one that lost its leading zeros.
    """
    key = ""
    for name, digits in (("landschl", 2), ("regbezschl", 1), ("kreisschl", 2), ("gmdschl", 3)):
        part = cells[_AT[name]].strip()
        if not part.isdigit():
            return ""
        text = part.decode("ascii")
        is_whole = len(text) == len(key) + digits and text.startswith(key)
        key = text if is_whole else key + text.zfill(digits)
    return key if len(key) == 8 else ""


def parse_row(cells: Sequence[str], *, ags: str) -> OfficialRow | Flaw:
    """Read the cells of one row, or say what is wrong with it."""
    values = {name: cells[place].strip() for name, place in _AT.items()}
    flaw = _flaw(values)
    if flaw:
        return flaw
    position = _position(values)
    if isinstance(position, Flaw):
        return position
    return OfficialRow(
        ags=ags,
        street_code=values["strschl"],
        street=clean_text(values["str"]),
        number=normalize_house_number(values["hnr"].lstrip("0") + values["adz"]),
        quality=values["qua"],
        east_m=position[0],
        north_m=position[1],
        crs=position[2],
        date=values["datum"] if _DATE.fullmatch(values["datum"]) else "",
    )


def _flaw(values: Mapping[str, str]) -> Flaw | None:
    if values["qua"] not in _QUALITIES:
        return Flaw("qua", values["qua"], f"one of: {', '.join(_QUALITIES)}")
    if not 0 < len(clean_text(values["str"])) <= _LONGEST_NAME:
        return Flaw("str", values["str"], f"the name of a street, at most {_LONGEST_NAME} letters")
    if not _NUMBER.fullmatch(values["hnr"]) or not int(values["hnr"]):
        return Flaw("hnr", values["hnr"], "a house number of one to four digits")
    if len(values["adz"]) > 10:
        return Flaw("adz", values["adz"], "an addition to the house number, at most 10 letters")
    return None


def _position(values: Mapping[str, str]) -> tuple[float, float, int] | Flaw:
    east, north = _as_metres(values["ostwert"]), _as_metres(values["nordwert"])
    crs = 4647 if east >= _ZONE_OFFSET_M else 25832
    east -= _ZONE_OFFSET_M if crs == 4647 else 0.0
    if not _EASTINGS_M[0] <= east <= _EASTINGS_M[1]:
        return Flaw("ostwert", values["ostwert"], _EXPECTED_EAST)
    if not _NORTHINGS_M[0] <= north <= _NORTHINGS_M[1]:
        return Flaw("nordwert", values["nordwert"], "metres north, seven digits before the comma")
    return east, north, crs


def _as_metres(text: str) -> float:
    """Return a number written with decimal comma or point; NaN if it is none."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
