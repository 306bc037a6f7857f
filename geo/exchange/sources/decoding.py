"""Bytes to text and JSON: the encodings office programs write, and no surprise from hostile ones."""

import codecs
import json
import re
from typing import Any

from geo.errors import refuse

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Objects and lists of a JSON file; 100,000 features have 400,000. What is more takes too long before it is refused.
MAX_PARTS = 1_000_000
#: So many bytes decide whether a file without a mark is UTF-16.
_SAMPLE = 4096
_LOOKED_AT = 200_000
#: An umlaut between small letters, or at the beginning of a word.
_UMLAUT = re.compile(r"(?<=[a-zA-Z])[äöüß](?=[a-z])|\b[ÄÖÜ](?=[a-z])|(?<=[a-z])ß\b")


def decode(raw: bytes, file: str) -> tuple[str, str]:
    """Return the text of a file and the encoding it was written in.

    UTF-8 and UTF-16 with or without a mark, else Windows-1252, as older office programs write; where umlauts inside
    words say so, the tables of DOS and old Macs.

    Raises
    ------
    SourceError
        If it is in none of them.
    """
    for encoding in _guesses(raw):
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError as error:
            place = raw[: error.start].count(b"\n") + 1
    raise refuse(file, "encoding", row=place, allowed=("UTF-8", "UTF-16", "Windows-1252"))


def _guesses(raw: bytes) -> tuple[str, ...]:
    marked = next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), "")
    if marked:
        return (marked,)
    sample = raw[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) / 5:
        return ("utf-16-le",) if odd > even else ("utf-16-be",)
    return ("utf-8", *_old_tables(raw[:_LOOKED_AT]))


def _old_tables(sample: bytes) -> tuple[str, ...]:
    """Return the tables of one byte a letter, those first whose umlauts stand where words have them.

    Guessers by statistics need more text than a list of addresses has; German words decide it here.
    """
    found = {
        name: len(_UMLAUT.findall(sample.decode(name, "replace")))
        for name in ("cp1252", "cp850", "mac_roman")
    }
    best = max(found, key=lambda name: found[name])
    return ("cp1252",) if found["cp1252"] == found[best] else (best, "cp1252")


def parse_json(text: str, file: str) -> Any:
    """Return the value of a JSON text.

    Raises
    ------
    SourceError
        If it is none, has too many parts, is nested too deeply, or holds numbers that JSON does not know.
    """
    if text.count("{") + text.count("[") > MAX_PARTS:
        raise refuse(file, "too_many_parts", allowed=(str(MAX_PARTS),))
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        row = getattr(error, "lineno", 0)
        raise refuse(file, "no_json", row=row) from error


def _no_constant(name: str) -> float:
    msg = f"{name} is no number of JSON"
    raise ValueError(msg)
