"""One cell that holds several columns: `45657 Recklinghausen`, `Hilfswerk, Tel. 02361 123456`."""

import re
from collections.abc import Callable, Mapping, Sequence

from geo.exchange.sources.contact_cells import email_of, phone_of, website_of
from geo.places.address import split_number

_POSTCODE = re.compile(r"(?<!\d)(?:(?:D|DE)\s?-\s?)?\d{5}(?!\d)", re.IGNORECASE)
_MAIL = re.compile(r"(?:mailto:)?[^\s@,;()<>]+\s*(?:@|\(at\)|\[at\])\s*[^\s@,;()<>]+\.\w{2,}", re.IGNORECASE)
_WEB = re.compile(r"(?:https?://|www\.)[^\s,;<>]+", re.IGNORECASE)
_PHONE = re.compile(r"(?:\b(?:tel(?:efon)?|fon|phone)\b[\s.:]*)?[+(]?\d[\d\s()/.–-]{4,}\d", re.IGNORECASE)
#: In this order, because a postcode may stand inside what looks like a telephone number.
_TAKEN: Mapping[str, re.Pattern[str]] = {
    "email": _MAIL, "website": _WEB, "postal_code": _POSTCODE, "phone": _PHONE,
}  # fmt: skip
_CHECKED: Mapping[str, Callable[[str], tuple[str, str]]] = {
    "email": email_of, "website": website_of, "phone": phone_of,
}  # fmt: skip
_BETWEEN = re.compile(r"\s*[,;|/\n]\s*|\s+[–-]\s+")


def split_cell(text: str, columns: Sequence[str]) -> dict[str, str]:
    """Return the texts of the columns that a cell holds, "" for one that is not there.

    What looks like a postcode, a telephone number, a mail or web address goes to its column; the rest to the other
    columns in their order.

    Parameters
    ----------
    columns
        The columns in the order of the heading.
    """
    rest, found = text, dict.fromkeys(columns, "")
    for name, pattern in _TAKEN.items():
        match = pattern.search(rest) if name in columns else None
        if match and (name not in _CHECKED or any(_CHECKED[name](match[0]))):
            found[name] = match[0].strip()
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    if "house_number" in columns and "street" in columns:
        first, *more = [part for part in _BETWEEN.split(rest) if part.strip()] or [""]
        street, number = split_number(rest.strip())
        if not number and more:
            street, number = split_number(first)
        found["street"], found["house_number"] = street or rest.strip(), number
        rest = "" if len(columns) == 2 or not more else ", ".join(more)
    texts = [name for name in columns if not found[name] and name not in (*_TAKEN, "street", "house_number")]
    texts += [
        name for name in ("street",) if name in columns and not found[name] and "house_number" not in columns
    ]
    parts = [part.strip() for part in _BETWEEN.split(rest) if part.strip(" ,;:()–-/|")]
    for place, name in enumerate(texts):
        is_last = place == len(texts) - 1
        found[name] = ", ".join(parts[place:]) if is_last else parts[place] if place < len(parts) else ""
    return found
