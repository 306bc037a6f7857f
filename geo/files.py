"""Files as such: read up to a limit, written whole or not at all, known by their checksum."""

import hashlib
import os
import stat
from pathlib import Path

from geo.errors import DataError, FileTooLarge, Problem

#: How large a file may be, by what it is: a larger one is a mistake or an attack.
MOST_BYTES = {
    "table": 50_000_000,  # one that ships: larger than any a district has
    "import": 50_000_000,  # an import, from a disk or the web; 100,000 offers have about 40 MB
    "own_offers": 50_000_000,  # about half a million offers fit
    "run": 20_000_000,  # the figures of a district are some 100 kB; of any cells hardly more
    "picture": 20_000_000,  # of a camera; slides show a tenth of it
    "sentences": 1_000_000,  # some of a hundred words each need a hundredth of it
    "template": 50_000_000,  # a presentation of a few slides, not an archive to be unpacked
    "addresses": 500_000_000,  # several million rows to geocode
    "areas": 200_000_000,  # the finest borders of all quarters of a state fit
    "cells": 1_000_000_000,  # a table of all populated cells of Germany has a fifth of it
    "official_addresses": 4_000_000_000,  # the houses of the whole state have 0.7 GB
    "backup": 4 * 1024**3,  # what claims to unpack to more is no backup of ours
}
_MB = 1_000_000


def at_most(most_bytes: int) -> str:
    """Say a limit as messages do: "50 MB"."""
    return f"{most_bytes // _MB} MB"


def read_bounded(path: Path, most_bytes: int) -> bytes:
    """Return what is in a file, and never hold more than a byte too much of it.

    Raises
    ------
    FileTooLarge
        If there is more, or no end at all.
    OSError
        If it cannot be read; `read_whole` says so in words.
    """
    with path.open("rb") as file:
        raw = file.read(most_bytes + 1)  # a device never ends, whatever its size says
    if len(raw) > most_bytes:
        raise FileTooLarge([Problem(path.name, 0, "", "", f"at most {at_most(most_bytes)}")])
    return raw


def read_whole(path: Path, most_bytes: int) -> bytes:
    """Return what is in a file that somebody hands in.

    Raises
    ------
    DataError
        If it cannot be read, or is too large.
    """
    try:
        return read_bounded(path, most_bytes)
    except OSError as error:
        raise DataError([Problem(path.name, 0, "", "", f"cannot be read: {error.strerror}")]) from error


def read_text(path: Path, most_bytes: int) -> str:
    """Return the text of a UTF-8 file; a byte order mark may lead.

    Raises
    ------
    DataError
        If it cannot be read, is too large, or written in another way; names the row where that begins.
    """
    raw = read_whole(path, most_bytes)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        problem = Problem(path.name, row, "", "", "UTF-8 expected, another encoding found")
        raise DataError([problem]) from error


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


def owners_folder(path: Path) -> None:
    """Make a folder, and those above it, that nobody but the owner may enter; one that is there stays as it is.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)


def owners_alone(path: Path) -> bool:
    """Take a file away from everybody but its owner, whatever the umask was; True where that changed anything.

    A file of somebody else stays as it is: what cannot be changed is theirs to change.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            path.chmod(mode & 0o700)
            return True
    except OSError:
        return False
    return False
