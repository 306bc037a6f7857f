"""What a file is, by its first bytes: the formats that are read, and those that people send which are not."""

import re

from geo.exchange.sources.geopackage import MAGIC as SQLITE

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_STARTS: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((SQLITE,), "gpkg"),
    ((b"%PDF",), "pdf"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*"), "picture"),
    ((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"), "packed"),
)
_TEXT_STARTS = ((b"BEGIN:VCALENDAR", "calendar"), (b"{\\rtf", "text_document"))
#: What an archive holds, by a name in it; the first that is there says it.
_IN_ARCHIVE = (
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "text_document"),
    (b"xl/", "xlsx"),
    (b"word/document", "text_document"),
    (b"ppt/", "slides"),
    (b".shp", "shape"),
    (b".kml", "kml"),
    (b".gpkg", "packed"),
)
_MARKS = (
    (re.compile(rb"<(?:\w+:)?kml[\s>]"), "kml"),
    (re.compile(rb"<(?:\w+:)?gpx[\s>]"), "gpx"),
    (re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]"), "feed"),
    (re.compile(rb"<(?:\w+:)?Workbook[\s>]"), "xml"),
    (re.compile(rb"<(?:!doctype html|html|head|body|table)[\s>]", re.IGNORECASE), "html"),
)
_START = 4096
#: Where the list of contents of an archive begins.
_ENTRY = b"PK\x01\x02"


def kind_of(raw: bytes) -> str:
    """Return the format of a file, "" where its bytes do not say it.

    Beside formats that are read these are known, so that a refusal can name them: `html`, `feed`, `calendar`,
    `text_document`, `slides`, `shape`, `pdf`, `picture`, `packed`, `xml`.
    """
    if raw.startswith(_ZIP):
        return _kind_of_archive(raw)
    if raw.startswith(_OLD_OFFICE):
        is_book = "Workbook".encode("utf-16-le") in raw or "Book".encode("utf-16-le") in raw
        return "xls" if is_book else "text_document"
    begun = next((kind for starts, kind in _STARTS if raw.startswith(starts)), "")
    start = raw[:_START].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    text = next((kind for starts, kind in _TEXT_STARTS if start.startswith(starts)), "")
    if begun or text or not start.startswith(b"<"):
        return begun or text
    return next(
        (kind for mark, kind in _MARKS if mark.search(start)), "xml" if start.startswith(b"<?xml") else ""
    )


def _kind_of_archive(raw: bytes) -> str:
    """Return what an archive holds: office programs put their kind first, others are told by the names in it."""
    begun = raw[:400] if b"mimetype" in raw[:60] else b""
    contents = raw[max(raw.find(_ENTRY), 0) :]  # packed bytes before it may hold any three letters
    return next((kind for name, kind in _IN_ARCHIVE if name in (begun or contents)), "hsds")
