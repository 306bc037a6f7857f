"""Addresses with points that an operator brought along, kept in `var/` beside the shipped list."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from geo.errors import DataError, Problem
from geo.files import MOST_BYTES, owners_folder, read_text, write_whole
from geo.places.gazetteer.shipped import KnownAddress

_NAME = "address_points.csv"
_TEXTS = ("street", "house_number", "postal_code", "city", "kind", "source")
_COLUMNS = (*_TEXTS, "lon", "lat")


def kept_path(var: Path) -> Path:
    """Return where they are kept."""
    return var / _NAME


def kept_stamp(var: Path) -> str:
    """Return what changes with the file, "" while there is none."""
    try:
        found = kept_path(var).stat()
    except OSError:
        return ""
    return f"{found.st_mtime_ns}-{found.st_ino}"


def keep_addresses(var: Path, addresses: Iterable[KnownAddress]) -> None:
    """Write them whole or not at all; what was there before is replaced.

    Raises
    ------
    DataError
        If the folder takes no writes.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([*(getattr(a, name) for name in _TEXTS), repr(a.lon), repr(a.lat)] for a in addresses)
    try:
        owners_folder(var)
    except OSError as error:
        raise DataError(
            [Problem(_NAME, 0, "", "", f"a folder that takes the file ({error.strerror})")]
        ) from error
    write_whole(kept_path(var), text.getvalue())


def load_kept(var: Path) -> tuple[KnownAddress, ...]:
    """Return the addresses that are kept, none while there is no file.

    Raises
    ------
    DataError
        If the file is damaged.
    """
    path = kept_path(var)
    if not path.exists():
        return ()
    reader = csv.DictReader(io.StringIO(read_text(path, MOST_BYTES["addresses"]), newline=""))
    try:
        return tuple(
            KnownAddress(lon=float(row["lon"]), lat=float(row["lat"]), **{n: row[n] for n in _TEXTS})
            for row in reader
        )
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        expectation = "the addresses as they were kept; import them again: python -m geo gazetteer import"
        raise DataError([Problem(_NAME, reader.line_num, "", "", expectation)]) from error


def remove_kept(var: Path) -> bool:
    """Delete them; False where there were none."""
    path = kept_path(var)
    was_there = path.exists()
    path.unlink(missing_ok=True)
    return was_there
