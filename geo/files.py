"""Files as such: written whole or not at all, known by their checksum."""

import hashlib
import os
from pathlib import Path

from geo.errors import DataError, Problem


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file as a whole or not at all; a text becomes UTF-8.

    Raises
    ------
    DataError
        If the folder or the disk takes no writes.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        try:
            with part.open("wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)  # there is one only when something went wrong
    except OSError as error:
        raise DataError([Problem(path.name, 0, "", "", f"cannot be written: {error.strerror}")]) from error


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, "" if it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
