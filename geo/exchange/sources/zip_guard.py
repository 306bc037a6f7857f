"""Refuse archives that unpack to more than they should: the promise in their list binds Python's reader."""

import io
import zipfile
import zlib

from geo.errors import refuse

_MAX_UNPACKED = 150_000_000
#: A table packs about twenty times; a bomb a thousand times.
_MAX_RATIO = 200
#: Small parts may pack well (a sheet of blanks); only large ones are judged by their ratio.
_MIN_JUDGED = 5_000_000
_MAX_PARTS = 2_000
#: What reading one broken part raises.
BROKEN_PART = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def open_archive(raw: bytes, file: str) -> zipfile.ZipFile:
    """Return a ZIP archive whose parts may be read.

    Raises
    ------
    SourceError
        If it is broken, encrypted, or unpacks to too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refuse(file, "broken_archive") from error
    if len(parts) > _MAX_PARTS:
        raise refuse(file, "archive_too_large", value=f"{len(parts)}", allowed=(str(_MAX_PARTS),))
    if any(part.flag_bits & 0x1 for part in parts):
        raise refuse(file, "encrypted")
    unpacked = sum(part.file_size for part in parts)
    said = f"{unpacked // 1_000_000} MB"
    if unpacked > _MAX_UNPACKED:
        raise refuse(file, "archive_too_large", value=said, allowed=(f"{_MAX_UNPACKED // 1_000_000} MB",))
    if unpacked > _MIN_JUDGED and unpacked > _MAX_RATIO * max(1, len(raw)):
        raise refuse(file, "archive_bomb", value=said)
    return archive
