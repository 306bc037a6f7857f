"""Add coordinates to a CSV table: every other cell stays as it is, and an unfinished table is continued."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from geo.cli.address_table import CsvTable, TableWriter, read_csv
from geo.errors import DataError, Problem
from geo.exchange.sources import Words, map_columns
from geo.exchange.sources.splitting import split_cell
from geo.exchange.sources.values import columns_of
from geo.model import Address, Match, Precision
from geo.offers.columns import BY_NAME
from geo.places.address import parse_address
from geo.tables import ColumnSpec, TableCheck

#: What a heading may mean here: the parts of an address, or a cell that holds several of them.
_PARTS = ("street", "house_number", "postal_code", "city")
_WHOLE = ("address", "street_line")
#: Our own names of the parts, which are checked as the schema has them; other tables are taken as they come.
_OWN_NAMES = {"street": "street", "house_number": "house_number", "postcode": "postal_code", "city": "city"}
ADDED_COLUMNS = ("lon", "lat", "precision", "uncertainty_m", "source")
_EXIT_INTERRUPTED = 130  # as shells report it: 128 + SIGINT

Locate = Callable[[Address | str], Match]
Cells = tuple[str, ...]


@dataclass
class TableReport:
    """What became of the rows."""

    rows: int = 0
    kept: int = 0
    is_interrupted: bool = False
    problems: list[Problem] = field(default_factory=list)
    precisions: Counter[str] = field(default_factory=Counter)

    @property
    def exit_code(self) -> int:
        """Zero when all rows are done, 1 when some were bad, 130 when interrupted."""
        return _EXIT_INTERRUPTED if self.is_interrupted else int(bool(self.problems))

    def tell(self, say: Callable[[str], None]) -> None:
        """Say it to a person."""
        for problem in self.problems:
            say(str(problem))
        found = ", ".join(f"{number} {name}" for name, number in self.precisions.most_common())
        say(f"{self.rows} rows, {self.kept} of them from before, {len(self.problems)} problems")
        say(f"new: {found or 'none'}")
        if self.is_interrupted:
            say("interrupted: run the same command again to go on")


def geocode_table(
    source: Path,
    target: Path,
    locate: Locate,
    *,
    words: Words | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> TableReport:
    """Write `source` with coordinates to `target`.

    Rows that `target` has already are kept. It is replaced as a whole about once a second, so it is complete
    up to some row at any time, whatever happens to this process.

    Parameters
    ----------
    words
        The headings of others (none by default): `Straße`, `Nr.`, `PLZ Ort`, `Adresse` are found by them.

    Raises
    ------
    DataError
        If `source` is no table with an address, `target` is something else, or it cannot be written.
    """
    table = read_csv(source)
    columns = _columns(table, words or Words({}, {}, {}))
    locator = _RowLocator(table, columns, _done_before(target, table), locate)
    heading = [*table.heading, *ADDED_COLUMNS]
    writer = TableWriter(target, heading, delimiter=table.delimiter, encoding=table.encoding)
    report = locator.report
    try:
        for number, cells in table.rows:
            writer.add(locator.finished(number, cells))
            report.rows += 1
            if progress:
                progress(report.rows, len(table.rows))
    except KeyboardInterrupt:
        report.is_interrupted = True
    writer.save()
    return report


class _RowLocator:
    """Finishes one row after the other; each address is asked once, each bad row is reported."""

    def __init__(
        self, table: CsvTable, columns: Mapping[str, str], done: dict[Cells, Cells], locate: Locate
    ) -> None:
        self.report = TableReport()
        self._table = table
        self._columns = columns
        self._done = done
        self._locate = locate
        self._known: dict[Address | str, Match] = {}
        self._check = TableCheck(table.name, tuple(_spec(name) for name in columns if name in _OWN_NAMES))

    def finished(self, number: int, cells: list[str]) -> Cells:
        """Return a row from before, newly located, or without a point where it is bad."""
        width = len(self._table.heading)
        row = tuple((cells + [""] * width)[:width])
        if row in self._done:
            self.report.kept += 1
            return (*row, *self._done[row])
        values = {name: row[self._table.heading.index(name)].strip() for name in self._columns}
        own = {name: text for name, text in values.items() if name in _OWN_NAMES}
        problems = self._width_problem(number, cells) or self._check.row(number, own)
        self.report.problems += problems
        added = _no_point() if problems else _as_cells(self._match(values))
        self.report.precisions[added[2]] += 1
        return (*row, *added)

    def _match(self, values: dict[str, str]) -> Match:
        address = _asked(values, self._columns)
        if address not in self._known:
            self._known[address] = self._locate(address)
        return self._known[address]

    def _width_problem(self, number: int, cells: list[str]) -> list[Problem]:
        width = len(self._table.heading)
        if len(cells) == width:
            return []
        return [Problem(self._table.name, number, "", "", f"{width} cells expected, {len(cells)} found")]


def _asked(values: Mapping[str, str], columns: Mapping[str, str]) -> Address | str:
    """Return what a row asks for: its parts, the number taken out of the street; a whole cell as the text it is."""
    parts: dict[str, str] = {}
    for heading, target in columns.items():
        split = columns_of(target)
        found = split_cell(values[heading], split) if len(split) > 1 else {target: values[heading]}
        parts |= {name: text for name, text in found.items() if text}
    street = parts.get("street", "") or parts.get("street_line", "")
    if parts.get("address"):
        more = " ".join(filter(None, (parts.get("postal_code", ""), parts.get("city", ""))))
        return ", ".join(filter(None, (parts["address"], more)))
    number = parts.get("house_number", "")
    if not number and any(map(str.isdigit, street)):
        read = parse_address(street)
        street, number = (read.street, read.house_number) if read.house_number else (street, "")
    return Address(street, number, parts.get("postal_code", ""), parts.get("city", ""))


def _no_point() -> Cells:
    return ("", "", Precision.NONE.value, "", "")


def _as_cells(match: Match) -> Cells:
    if match.lon is None or match.lat is None:
        return (*_no_point()[:-1], match.source)
    radius = "" if match.uncertainty_m is None else f"{match.uncertainty_m:.0f}"
    return (f"{match.lon:.6f}", f"{match.lat:.6f}", match.precision.value, radius, match.source)


def _spec(column: str) -> ColumnSpec:
    """Return what the schema asks of a column; a house number need only be short: geocoding reads any."""
    spec = replace(BY_NAME[_OWN_NAMES[column]], name=column)
    return replace(spec, pattern="") if column == "house_number" else spec


def _columns(table: CsvTable, words: Words) -> dict[str, str]:
    """Return what each heading of an address means, by our own names or as lists of others call it."""
    names = table.heading
    found = [(name, "column is added here, rename yours") for name in ADDED_COLUMNS if name in names]
    found += [
        (name, "column stands twice") for name in {*names} if names.count(name) > 1 and name in _OWN_NAMES
    ]
    if {*_OWN_NAMES} <= {*names}:
        columns = dict(_OWN_NAMES)
    else:
        wanted = {*_PARTS, *_WHOLE}
        mapped = map_columns(tuple(dict.fromkeys(name for name in names if name)), words).columns
        columns = {
            name: target for name, target in mapped.items() if target and wanted >= {*columns_of(target)}
        }
    told = {part for target in columns.values() for part in columns_of(target)}
    if not told & {"address", "street", "street_line"}:
        found += [(name, "column is missing") for name in _OWN_NAMES if name not in names]
    elif not told & {"address", "city", "postal_code"}:
        found += [(name, "column is missing") for name in ("postcode", "city") if name not in names]
    if found:
        raise DataError([Problem(table.name, 1, name, "", expectation) for name, expectation in found])
    return columns


def _done_before(target: Path, table: CsvTable) -> dict[Cells, Cells]:
    """Return the rows that an unfinished table has already: their own cells → the added ones."""
    if not target.exists() or not target.stat().st_size:
        return {}
    before = read_csv(target)
    if before.heading != [*table.heading, *ADDED_COLUMNS]:
        expectation = f"the columns of {table.name} and {', '.join(ADDED_COLUMNS)}; name another --output"
        raise DataError([Problem(target.name, 1, "", "", expectation)])
    width = len(table.heading)
    rows = (cells for _, cells in before.rows if len(cells) == len(before.heading))
    return {tuple(cells[:width]): tuple(cells[width:]) for cells in rows}
