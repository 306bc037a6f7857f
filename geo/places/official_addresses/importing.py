"""From the state's list to the district's: streams the rows, keeps the houses of its cities."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np

from geo.district.boundaries import load_boundaries, outside_city
from geo.errors import DataError, Problem
from geo.places.official_addresses.files import About, Draft, House, new_houses
from geo.places.official_addresses.reader import TOO_LONG, Progress, RowStream, open_rows
from geo.places.official_addresses.row import COLUMNS, Flaw, OfficialRow, ags_of, parse_row
from geo.projection import to_degrees
from geo.settings import Settings

#: EPSG code of the file's metres, without the number of the zone.
_FILE_CRS = 25832
#: So many bad rows are told one by one; all are counted.
_TOLD_PROBLEMS = 20
#: After so many rows it shows whether the file is the list at all.
_TRIAL_ROWS = 1_000
#: Ten times the houses of a large district: a longer list would be no district's.
_MOST_HOUSES = 2_000_000
_BATCH = 4_096
_KEYS_KEPT = 5_000

Key = tuple[bytes, ...]


@dataclass
class ImportReport:
    """What an import read and kept; `elsewhere` are rows of other districts, `bad` such as were left out."""

    file: str
    rows: int = 0
    elsewhere: int = 0
    kept: int = 0
    doubles: int = 0
    bad: int = 0
    megabytes: float = 0.0
    crs: tuple[int, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    about: About | None = None

    def note(self, row: int, flaw: Flaw) -> None:
        """Count a bad row, and keep it for telling while they are few."""
        self.bad += 1
        if len(self.problems) < _TOLD_PROBLEMS:
            self.problems.append(Problem(self.file, row, *flaw))


def import_houses(
    file: Path, settings: Settings, *, today: date, progress: Progress | None = None
) -> ImportReport:
    """Read `gebref.txt`, or a zip file with it, and keep the houses of the district's cities in `var/`.

    Bad rows are left out and told. An earlier list is replaced as a whole, or stays if this one cannot be used.

    Parameters
    ----------
    today
        The date to remember as day of the import.
    progress
        Called with (megabytes read, all megabytes).

    Raises
    ------
    DataError
        If the file is not this list, holds no house of the district, or cannot be kept.
    """
    boundaries = load_boundaries(settings.district.file("boundaries"))
    cities = {str(ags): str(name) for ags, name in boundaries["name"].items()}
    with open_rows(file, progress=progress) as stream, new_houses(settings.var) as draft:
        sieve = _Sieve(ImportReport(stream.name), cities, settings.district.ags)
        _Keeper(sieve, draft, boundaries).keep_all(stream)
        report = sieve.report
        found = draft.cities()
        report.doubles, report.kept = report.kept - sum(found.values()), sum(found.values())
        report.about = About(
            file=stream.name,
            sha256=stream.sha256,
            date=sieve.newest,
            imported_on=today.isoformat(),
            cities=found,
            streets=draft.streets,
        )
        _require_use(report, settings.district.name)
        draft.finish(report.about)
    return report


class _Sieve:
    """Lets through the rows of the district that are in order."""

    def __init__(self, report: ImportReport, cities: Mapping[str, str], district_ags: str) -> None:
        self.report = report
        self.newest = ""
        self._cities = cities
        self._district_ags = district_ags
        self._known: dict[Key, str] = {}
        self._shapeless = 0

    def houses(self, stream: RowStream) -> Iterator[tuple[int, str, OfficialRow]]:
        """Give the row number, city and content of each house of the district."""
        for number, line in stream.rows():
            self.report.rows += 1
            found = self._look(number, line)
            if self.report.rows == _TRIAL_ROWS:
                self._require_shape()
            if found:
                self.newest = max(self.newest, found[1].date)
                yield number, *found
        self._require_shape()

    def _look(self, number: int, line: bytes) -> tuple[str, OfficialRow] | None:
        cells = line.split(b";")
        ags = self._ags(cells) if len(cells) == len(COLUMNS) else ""
        if not ags:
            self._shapeless += 1
            self.report.note(number, _shape_flaw(line, cells))
        elif ags in self._cities:
            row = _parsed(line, ags)
            if isinstance(row, OfficialRow):
                return self._cities[ags], row
            self.report.note(number, row)
        elif ags.startswith(self._district_ags):
            expectation = f"a city of the district: {', '.join(sorted(self._cities))}"
            self.report.note(number, Flaw("gmdschl", ags, expectation))
        else:
            self.report.elsewhere += 1
        return None

    def _ags(self, cells: list[bytes]) -> str:
        """Return the key of the municipality; a file has a few hundred, so each is put together once."""
        key = (cells[3], cells[5], cells[7], cells[9])
        if key not in self._known:
            if len(self._known) >= _KEYS_KEPT:
                self._known.clear()
            self._known[key] = ags_of(cells)
        return self._known[key]

    def _require_shape(self) -> None:
        if self._shapeless * 2 > self.report.rows or not self.report.rows:
            hint = f"gebref.txt: {len(COLUMNS)} columns parted by semicolons, no heading"
            raise DataError([Problem(self.report.file, 0, "", "", hint), *self.report.problems[:3]])


class _Keeper:
    """Puts houses into the draft, many at a time, after a look at the map."""

    def __init__(self, sieve: _Sieve, draft: Draft, boundaries: gpd.GeoDataFrame) -> None:
        self._sieve = sieve
        self._draft = draft
        self._boundaries = boundaries
        self._crs: set[int] = set()

    def keep_all(self, stream: RowStream) -> None:
        batch: list[tuple[int, str, OfficialRow]] = []
        for found in self._sieve.houses(stream):
            batch.append(found)
            if len(batch) == _BATCH:
                self._keep(batch)
                batch = []
        self._keep(batch)
        self._sieve.report.crs = tuple(sorted(self._crs))
        self._sieve.report.megabytes = stream.read_bytes / 1e6

    def _keep(self, batch: list[tuple[int, str, OfficialRow]]) -> None:
        if not batch:
            return
        report = self._sieve.report
        east, north = np.array([(row.east_m, row.north_m) for _, _, row in batch]).T
        lon, lat = to_degrees(east, north, crs=_FILE_CRS)
        outside = outside_city(
            self._boundaries, [city for _, city, _ in batch], lon, lat, metric_crs=_FILE_CRS
        )
        kept = []
        for (number, city, row), x, y, is_outside in zip(batch, lon, lat, outside, strict=True):
            if is_outside:
                report.note(number, Flaw("ostwert", f"{row.east_m} {row.north_m}", f"a point in {city}"))
                continue
            self._crs.add(row.crs)
            point = (round(float(x), 7), round(float(y), 7))
            kept.append((city, House(row.street, row.number, row.street_code, row.quality, *point)))
        report.kept += len(kept)
        self._draft.add(kept)
        if report.kept > _MOST_HOUSES:
            raise DataError(
                [Problem(report.file, 0, "", "", f"at most {_MOST_HOUSES:,} houses of the district")]
            )


def _parsed(line: bytes, ags: str) -> OfficialRow | Flaw:
    try:
        return parse_row(line.decode("utf-8").split(";"), ags=ags)
    except UnicodeDecodeError:
        return Flaw("", line.decode("utf-8", "replace"), "UTF-8 text")


def _shape_flaw(line: bytes, cells: list[bytes]) -> Flaw:
    if line == TOO_LONG:
        return Flaw("", "", "a shorter row")
    if len(cells) != len(COLUMNS):
        return Flaw("", line[:200].decode("utf-8", "replace"), f"{len(COLUMNS)} cells, {len(cells)} found")
    key = b" ".join((cells[3], cells[5], cells[7], cells[9]))
    return Flaw(
        "gmdschl", key.decode("utf-8", "replace"), "the keys of state, region, district and city in digits"
    )


def _require_use(report: ImportReport, district: str) -> None:
    """Refuse a list that is of another place, or of which more than half of the district's rows are bad."""
    if not report.kept:
        problem = Problem(report.file, 0, "gmdschl", "", f"houses of {district}")
        raise DataError([problem, *report.problems[:3]])
    if report.bad > report.kept:
        expectation = f"more good rows than bad ones: {report.kept} good, {report.bad} bad"
        raise DataError([Problem(report.file, 0, "", "", expectation), *report.problems[:3]])
