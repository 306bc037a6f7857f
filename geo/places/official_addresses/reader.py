"""Stream the rows of `gebref.txt`, alone or in a zip file, in bounded memory."""

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from geo.errors import DataError, Problem
from geo.files import MOST_BYTES

#: A row has some 150 bytes; what is longer is no row.
_LONGEST_ROW_BYTES = 4_096

_CHUNK_BYTES = 1 << 20
_MB = 1_000_000
_INNER_NAME = "gebref.txt"
TOO_LONG = b""

_BOM = b"\xef\xbb\xbf"

Progress = Callable[[int, int], None]


class RowStream:
    """The rows of a file one after the other; `sha256` and `read_bytes` hold what was read so far.

    The checksum is that of the unpacked text, so the same list packed or not has the same.
    """

    def __init__(self, source: IO[bytes], *, name: str, size: int, progress: Progress | None = None) -> None:
        self.name = name
        self.read_bytes = 0
        self._source = source
        self._size = size
        self._progress = progress
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The checksum of what was read so far."""
        return self._hash.hexdigest()

    def rows(self) -> Iterator[tuple[int, bytes]]:
        """Give number and bytes of each row, counted from 1, without its line end; empty rows are left out.

        A row that is too long comes as `TOO_LONG`.

        Raises
        ------
        DataError
            If the file cannot be read to its end.
        """
        for number, row in enumerate(self._lines(), start=1):
            line = row.removesuffix(b"\r")
            if number == 1:
                line = line.removeprefix(_BOM)
            if len(line) > _LONGEST_ROW_BYTES:
                yield number, TOO_LONG
            elif line:
                yield number, line

    def _lines(self) -> Iterator[bytes]:
        rest = b""
        while chunk := self._next():
            *lines, rest = (rest + chunk).split(b"\n")
            yield from lines
            rest = rest[: _LONGEST_ROW_BYTES + 1]  # of an endless row only so much is kept
        yield rest

    def _next(self) -> bytes:
        try:
            chunk = self._source.read(_CHUNK_BYTES)
        except (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
            raise _unusable(self.name, f"readable to its end ({type(error).__name__})") from error
        self.read_bytes += len(chunk)
        if self.read_bytes > MOST_BYTES["official_addresses"]:
            raise _unusable(self.name, f"at most {MOST_BYTES['official_addresses'] // _MB:,} MB")
        self._hash.update(chunk)
        if self._progress:
            self._progress(self.read_bytes // _MB, max(self._size, self.read_bytes) // _MB)
        return chunk


@contextmanager
def open_rows(path: Path, *, progress: Progress | None = None) -> Iterator[RowStream]:
    """Open the list, plain or in a zip file.

    Parameters
    ----------
    progress
        Called with (megabytes read, all megabytes).

    Raises
    ------
    DataError
        If the file is missing, or a zip file without `gebref.txt`.
    """
    with ExitStack() as stack:
        try:
            source, size = _open(path, stack)
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            why = getattr(error, "strerror", None) or error
            raise _unusable(path.name, f"a readable file ({why})") from error
        yield RowStream(source, name=path.name, size=size, progress=progress)


def _open(path: Path, stack: ExitStack) -> tuple[IO[bytes], int]:
    file = stack.enter_context(path.open("rb"))
    if not zipfile.is_zipfile(file):
        file.seek(0)
        return file, path.stat().st_size
    packed = stack.enter_context(zipfile.ZipFile(file))
    inner = packed.getinfo(_inner(packed, path))
    return stack.enter_context(packed.open(inner)), inner.file_size


def _inner(packed: zipfile.ZipFile, path: Path) -> str:
    names = [name for name in packed.namelist() if name.rpartition("/")[2].lower() == _INNER_NAME]
    if len(names) != 1:
        raise _unusable(path.name, f"a zip file that holds one {_INNER_NAME}")
    return names[0]


def _unusable(name: str, expectation: str) -> DataError:
    return DataError([Problem(name, 0, "", "", expectation)])
