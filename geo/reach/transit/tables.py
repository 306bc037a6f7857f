"""The tables of a feed, out of a zip or a folder: streamed, every value a text without spaces round it."""

import codecs
import csv
import io
import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any, Self

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from geo.errors import DataError, Problem
from geo.reach.transit.faults import Faults

_BLOCK_BYTES = 16 << 20  # read at once: some 300,000 rows of stop times
_LONGEST_HEADING = 1 << 16
#: No table of a whole country comes near this; what is larger is no timetable.
_MOST_BYTES = 8 << 30
_MOST_FILES = 10_000
#: Rows of a table that is held as lists: stops, routes, days.
_MOST_ROWS = 5_000_000
#: What a damaged or locked archive raises, at its beginning or within.
_BROKEN = (OSError, EOFError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile)


@dataclass(frozen=True, eq=False)
class Rows:
    """A run of rows: texts by column, and where the run began in the file."""

    columns: Mapping[str, Any]
    first: int
    skipped: list[int]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def row(self, index: int) -> int:
        """Return the row of the file, as a spreadsheet counts, of a row of this run."""
        row = self.first + int(index)
        while True:
            moved = self.first + int(index) + bisect_left(self.skipped, row + 1)
            if moved == row:
                return row
            row = moved


class _Utf8(io.RawIOBase):
    """A file that must be UTF-8: Arrow decodes a faulty row where nobody could catch what that raises."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file, self._decoder = file, codecs.getincrementaldecoder("utf-8")()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes.

        Raises
        ------
        UnicodeDecodeError
            If they are written in another way.
        """
        raw = self._file.read(size)
        self._decoder.decode(raw, final=not raw)
        return raw


class FeedFiles:
    """A feed: a zip, or a folder, of GTFS tables; use it with `with`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._zip: zipfile.ZipFile | None = None
        self._members: dict[str, str] = {}
        self.read_bytes = 0

    def __enter__(self) -> Self:
        if self.path.is_dir():
            self._members = {item.name: item.name for item in self.path.iterdir() if item.is_file()}
            return self
        try:
            self._zip = zipfile.ZipFile(self.path)
        except _BROKEN as error:
            raise self._refused("", f"a zip or a folder of GTFS tables expected ({_why(error)})") from error
        self._members = self._tables_of(self._zip)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._zip:
            self._zip.close()

    def _tables_of(self, archive: zipfile.ZipFile) -> dict[str, str]:
        """Return the members by name; all may lie in one folder inside the zip."""
        infos = archive.infolist()
        if len(infos) > _MOST_FILES:
            raise self._refused("", f"at most {_MOST_FILES} files in a feed")
        large = next((info.filename for info in infos if info.file_size > _MOST_BYTES), None)
        if large:
            raise self._refused(large, f"at most {_MOST_BYTES >> 30} GB a table")
        members: dict[str, str] = {}
        for info in sorted(infos, key=lambda info: info.filename.count("/")):
            name = PurePosixPath(info.filename).name
            if not info.is_dir():
                members.setdefault(name, info.filename)
        return members

    def has(self, name: str) -> bool:
        """Say whether the feed has a table."""
        return name in self._members

    def size(self, name: str) -> int:
        """Return the bytes of a table, 0 where there is none."""
        if not self.has(name):
            return 0
        if self._zip:
            return self._zip.getinfo(self._members[name]).file_size
        return (self.path / name).stat().st_size

    def batches(
        self, name: str, *, needs: tuple[str, ...], may_have: tuple[str, ...] = (), faults: Faults
    ) -> Iterator[Rows]:
        """Yield the rows of a table run by run; columns that may lack are then "" everywhere.

        Raises
        ------
        DataError
            If the table, or a column it needs, is not there, or the file cannot be read as UTF-8.
        """
        if not self.has(name):
            raise self._refused(name, "this table is missing")
        headings = self._headings(name, needs)
        wanted = [column for column in (*needs, *may_have) if column in headings]
        skipped: list[int] = []
        try:
            with self._open(name) as file:
                if not headings:
                    return
                yield from self._stream(_Utf8(file), name, headings, wanted, may_have, skipped, faults)
        except (pa.ArrowException, UnicodeDecodeError, *_BROKEN) as error:
            raise self._refused(name, f"cannot be read ({_why(error)}); UTF-8 and commas expected") from error

    def _stream(  # noqa: PLR0917  # the other half of `batches`
        self,
        file: "_Utf8",
        name: str,
        headings: list[str],
        wanted: list[str],
        may_have: tuple[str, ...],
        skipped: list[int],
        faults: Faults,
    ) -> Iterator[Rows]:
        def skip(row: Any) -> str:
            skipped.append(row.number)
            faults.add(name, row.number, "", row.text, f"{row.expected_columns} columns expected")
            return "skip"

        try:
            reader = arrow_csv.open_csv(
                file,
                read_options=arrow_csv.ReadOptions(
                    use_threads=False, block_size=_BLOCK_BYTES, column_names=headings, skip_rows=1
                ),
                parse_options=arrow_csv.ParseOptions(invalid_row_handler=skip, newlines_in_values=True),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(headings, pa.string()),
                    strings_can_be_null=False,
                    include_columns=wanted,
                ),
            )
        except pa.ArrowInvalid as error:
            if "Empty CSV" in str(error):
                return
            raise
        first = 2
        for batch in reader:
            columns = {column: pc.utf8_trim_whitespace(batch.column(column)) for column in wanted}
            blank = pa.repeat("", len(batch))
            columns |= {column: blank for column in may_have if column not in columns}
            yield Rows(columns, first, skipped)
            first += len(batch)

    def table(
        self, name: str, *, needs: tuple[str, ...], may_have: tuple[str, ...] = (), faults: Faults
    ) -> tuple[dict[str, list[str]], list[int]]:
        """Return a small table as lists of texts, and the row of the file of each; empty where there is none."""
        lists: dict[str, list[str]] = {column: [] for column in (*needs, *may_have)}
        rows: list[int] = []
        if not self.has(name):
            return lists, rows
        for run in self.batches(name, needs=needs, may_have=may_have, faults=faults):
            for column, texts in lists.items():
                texts.extend(run.columns[column].to_pylist())
            rows += [run.row(index) for index in range(len(run))]
            if len(rows) > _MOST_ROWS:
                raise self._refused(name, f"at most {_MOST_ROWS:,} rows in this table")
        return lists, rows

    def _headings(self, name: str, needs: tuple[str, ...]) -> list[str]:
        try:
            with self._open(name) as file:
                line = file.readline(_LONGEST_HEADING).decode("utf-8-sig")
            headings = [heading.strip() for heading in next(csv.reader([line.rstrip("\r\n")]), [])]
        except (UnicodeDecodeError, csv.Error, *_BROKEN) as error:
            raise self._refused(name, f"cannot be read ({_why(error)}); UTF-8 and commas expected") from error
        missing = next((column for column in needs if column not in headings), None)
        if missing:
            raise DataError([Problem(self._named(name), 1, missing, "", "this column is missing")])
        return [
            heading if heading and heading not in headings[:at] else f"unnamed column {at}"
            for at, heading in enumerate(headings)
        ]

    def _open(self, name: str) -> IO[bytes]:
        if self._zip:
            return self._zip.open(self._members[name])
        return (self.path / name).open("rb")

    def _named(self, name: str) -> str:
        return f"{self.path.name}/{name}" if name else self.path.name

    def _refused(self, name: str, expectation: str) -> DataError:
        return DataError([Problem(self._named(name), 0, "", "", expectation)])


def _why(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).splitlines()[0][:200] or type(error).__name__
