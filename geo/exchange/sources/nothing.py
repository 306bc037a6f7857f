"""Words for nothing, and HTML: what people and programs leave in cells that has no meaning of its own."""

import re

from geo.exchange.sources.html_text import html_to_text
from geo.places.mending import mended

_SIGNS = re.compile(r"[\s\-–—−_./\\?*+|\"'#]+|\(\s*\)")
_WORDS = re.compile(
    r"k\s?\.\s?a\s?\.?|kA|K\.A\.?|n\s?[./]\s?a\s?\.?|n\s?\.\s?n\s?\.?|o\s?\.?\s?nr\s?\.?|ohne nr\s?\.?|"
    r"(?:keine|ohne) angaben?|nicht (?:bekannt|vorhanden|angegeben)|unbekannt|nichts|leer|null|none|nan|nil|unknown|"
    r"not available|tba|tbd|fehlt|folgt|noch offen|in kl(?:ä|ae)rung|غير معروف|لا يوجد",
    re.IGNORECASE,
)
#: These say something where it is asked whether there is a price or a registration.
_NO_WORDS = re.compile(r"keine?[rns]?|entf(?:ä|ae)llt|ohne|nein|no|-", re.IGNORECASE)
_ASKED_WHETHER = ("fees", "application")
_TAG = re.compile(
    r"</?(?:p|br|b|i|u|s|em|strong|span|div|a|ul|ol|li|h[1-6]|font|img|table|tbody|tr|td|th|sup|sub|small|script|style)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
#: Columns whose lines stay lines.
_LINES = ("description", "address", "remark")


def is_nothing(text: str, column: str) -> bool:
    """Whether a cell of a column only says that nothing is there: `k.A.`, `–`, `./.`, `keine`."""
    plain = text.strip()
    if _WORDS.fullmatch(plain) or (_SIGNS.fullmatch(plain) and "+" not in plain):
        return True
    return column not in _ASKED_WHETHER and bool(_NO_WORDS.fullmatch(plain))


def readable(text: str, column: str) -> str:
    """Return a cell without HTML and with its broken letters whole; lines of a page become parts of a line."""
    plain = mended(text)
    if not _TAG.search(plain):
        return plain
    lines = html_to_text(plain)
    if column in _LINES:
        return lines
    return re.sub(r"[;,]?\n", "; " if column not in ("title", "organization") else " ", lines)
