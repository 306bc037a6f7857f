"""The Federal Network Agency's register of charging points, read for the addresses it knows a point of.

As published: CSV with semicolons in Windows-1252, lines of titles above the heading, decimal commas. Of each row only
street, number, postcode, city and point are taken; what is charged there, and by whom, is nothing to this program.
"""

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np

from geo.district.boundaries import load_boundaries, outside_all, outside_city
from geo.errors import DataError, Problem
from geo.files import MOST_BYTES, read_whole
from geo.places.address import clean_text, find_city, normalize_street
from geo.places.gazetteer.kept import keep_addresses
from geo.places.gazetteer.shipped import KnownAddress, read_tables
from geo.settings import Settings

SOURCE = "Bundesnetzagentur, Ladesäulenregister"
#: The columns that are needed, and those that help; headings are compared without capitals and blanks.
_NEEDED = {
    "street": "Straße",
    "house_number": "Hausnummer",
    "postal_code": "Postleitzahl",
    "city": "Ort",
    "lat": "Breitengrad",
    "lon": "Längengrad",
}
_COUNTY = ("kreis/kreisfreiestadt", "landkreis", "kreis")
#: The heading stands below some ten lines of titles.
_MOST_TITLE_LINES = 100
_LONGEST = 100  # letters of a street or city
_TOLD_PROBLEMS = 20
_MOST_ROWS = 2_000_000
_HOUSE_NUMBER = re.compile(r"\d{1,4}\s?[a-zA-Z]?(\s?[-–/+]\s?\d{1,4}\s?[a-zA-Z]?)?")
_DEGREES = re.compile(r"-?\d{1,3}([.,]\d{1,15})?")

Row = Mapping[str, str]


@dataclass
class ChargerReport:
    """What was read and kept; `elsewhere` lies in other districts, `known` was there or stands twice, `bad` is told."""

    file: str
    rows: int = 0
    elsewhere: int = 0
    known: int = 0
    bad: int = 0
    kept: int = 0
    cities: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def note(self, row: int, column: str, value: str, expectation: str) -> None:
        """Count a bad row, and keep it for telling while they are few."""
        self.bad += 1
        if len(self.problems) < _TOLD_PROBLEMS:
            self.problems.append(Problem(self.file, row, column, value[:_LONGEST], expectation))


def import_chargers(path: Path, settings: Settings) -> ChargerReport:
    """Read the register and keep the addresses of the district in `var/`; an earlier register is replaced as a whole.

    Raises
    ------
    DataError
        If the file is not the register, holds no address of the district, or more of its rows are bad than good.
    """
    report = ChargerReport(path.name)
    sieve = _Sieve(settings, report)
    text = _decoded(read_whole(path, MOST_BYTES["addresses"]))
    kept = [address for number, row in _rows(path.name, text) if (address := sieve.look(number, row))]
    report.kept = len(kept)
    for address in kept:
        report.cities[address.city] = report.cities.get(address.city, 0) + 1
    if not kept and not report.known:
        problem = Problem(path.name, 0, "Ort", "", f"addresses of {settings.district.name}")
        raise DataError([problem, *report.problems[:3]])
    if report.bad > report.kept + report.known:
        expectation = f"more good rows than bad ones: {report.kept + report.known} good, {report.bad} bad"
        raise DataError([Problem(path.name, 0, "", "", expectation), *report.problems[:3]])
    keep_addresses(settings.var, kept)
    return report


class _Sieve:
    """Lets through the rows of the district that are in order."""

    def __init__(self, settings: Settings, report: ChargerReport) -> None:
        tables = read_tables(settings.district)
        self._report = report
        self._cities = tables.cities
        self._county = settings.district.name.split()[-1].casefold()
        self._crs = settings.district.metric_crs
        self._boundaries: gpd.GeoDataFrame = load_boundaries(settings.district.file("boundaries"))
        self._seen = {_key(a.city, a.street, a.house_number) for a in tables.addresses}

    def look(self, number: int, row: Row) -> KnownAddress | None:
        """Return the address of a row, None for one that is left out."""
        report = self._report
        report.rows += 1
        city = find_city(clean_text(row["city"])[:_LONGEST], self._cities) or ""
        if not city:
            report.elsewhere += 1
            return None
        lon, lat = _degrees(row["lon"]), _degrees(row["lat"])
        if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
            report.note(number, "Breitengrad", f"{row['lat']} {row['lon']}", "degrees, as 51,608458")
            return None
        if not self._is_in(city, lon, lat):
            self._leave_out(number, row, city, lon, lat)
            return None
        street = clean_text(row["street"])
        if not street or len(street) > _LONGEST:
            report.note(number, "Straße", street, f"a street of at most {_LONGEST} letters")
            return None
        house = clean_text(row["house_number"])
        house = house if _HOUSE_NUMBER.fullmatch(house) else ""  # "0", "-", "ohne": the street alone is known
        key = _key(city, street, house)
        if key in self._seen:
            report.known += 1
            return None
        self._seen.add(key)
        code = row["postal_code"].strip()
        code = code if re.fullmatch(r"\d{5}", code) else ""
        return KnownAddress(street, house, code, city, round(lon, 6), round(lat, 6), "charging", "", SOURCE)

    def _leave_out(self, number: int, row: Row, city: str, lon: float, lat: float) -> None:
        """Tell a point that contradicts its city; a city of the same name in another district is just elsewhere."""
        told = row.get("county", "").casefold()
        is_elsewhere = bool(outside_all(self._boundaries, [lon], [lat], metric_crs=self._crs)[0])
        if is_elsewhere and self._county not in told:
            self._report.elsewhere += 1
            return
        self._report.note(number, "Breitengrad", f"{row['lat']} {row['lon']}", f"a point in {city}")

    def _is_in(self, city: str, lon: float, lat: float) -> bool:
        outside = outside_city(self._boundaries, [city], [lon], [lat], metric_crs=self._crs)
        return not bool(np.asarray(outside)[0])


def _key(city: str, street: str, house_number: str) -> tuple[str, str, str]:
    return city, normalize_street(street), house_number.casefold().replace(" ", "")


def _degrees(text: str) -> float:
    plain = text.strip()
    return float(plain.replace(",", ".")) if _DEGREES.fullmatch(plain) else math.nan


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _rows(file: str, text: str) -> Iterator[tuple[int, Row]]:
    """Yield the rows below the heading by our names of the columns; rows count as in a spreadsheet."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    columns: dict[str, int] = {}
    try:
        for cells in reader:
            number = reader.line_num
            if not columns:
                columns = _columns(cells)
                if not columns and number >= _MOST_TITLE_LINES:
                    break
            elif number > _MOST_ROWS:
                raise DataError([Problem(file, number, "", "", f"at most {_MOST_ROWS:,} rows")])
            elif any(cell.strip() for cell in cells):
                yield number, {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
    except csv.Error as error:
        raise DataError(
            [Problem(file, reader.line_num, "", "", f"a row with semicolons ({error})")]
        ) from error
    if not columns:
        expectation = f"a heading with {', '.join(_NEEDED.values())} in the first {_MOST_TITLE_LINES} rows"
        raise DataError([Problem(file, 0, "", "", expectation)])


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Return where each column stands; nothing where this row is not the heading."""
    names = ["".join(cell.casefold().split()) for cell in cells]
    wanted = {name: heading.casefold() for name, heading in _NEEDED.items()}
    if any(heading not in names for heading in wanted.values()):
        return {}
    found = {name: names.index(heading) for name, heading in wanted.items()}
    county = next((name for name in _COUNTY if name in names), "")
    return found | ({"county": names.index(county)} if county else {})
