"""Refuse an XML file that would make its reader hold one endless element in memory.

OSM XML may be packed a thousandfold. Its reader works element by element, so many elements do no harm, but a single
comment, attribute or way of a gigabyte would be kept whole. Here the text goes by in windows of a few megabytes.
"""

import bz2
import gzip
import re
import zlib
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from geo.errors import NetworkError

_WINDOW = 8 << 20  # bytes; the largest relations allowed have 32,000 members, about 2 MB
_COMMENT_BEGINS = b"<!--"
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_ELEMENT = re.compile(rb"<(?:node|way|relation|osm)[\s/>]")


def refuse_endless_elements(path: Path, *, window: int = _WINDOW) -> None:
    """Read the file once, unpacked.

    Raises
    ------
    NetworkError
        If a window has no element beginning in it, or the file cannot be unpacked.
    """
    carried = b""  # the beginning of a comment that goes on in the next window
    for text in _windows(path, window):
        bare = _COMMENT.sub(b"", carried + text)
        carried = _COMMENT_BEGINS if _is_comment_open(carried + text) else b""
        if len(text) == window and not _ELEMENT.search(bare):
            msg = f"{path.name}: no OpenStreetMap file (one element of more than {window >> 20} MB)"
            raise NetworkError(msg)


def _is_comment_open(text: bytes) -> bool:
    comments = [comment.end() for comment in _COMMENT.finditer(text) if not comment.group().endswith(b"-->")]
    return bool(comments)


def _windows(path: Path, window: int) -> Iterator[bytes]:
    try:
        with path.open("rb") as packed, _unpacked(packed) as file:
            while text := file.read(window):
                yield text
    except (OSError, EOFError, zlib.error) as error:  # gzip's and bz2's own faults are of these kinds
        msg = f"{path.name}: cannot be read ({error})"
        raise NetworkError(msg) from error


def _unpacked(file: BufferedReader) -> BufferedReader | gzip.GzipFile | bz2.BZ2File:
    begins = file.peek(3)[:3]
    if begins.startswith(b"\x1f\x8b"):
        return gzip.open(file)
    return bz2.open(file) if begins == b"BZh" else file
