"""What stands in a cell of addresses: contacts beside them, several addresses, a day before each."""

import re
from collections.abc import Sequence
from itertools import pairwise

from geo.places.address import clean_text, is_street_like, parse_address, split_number
from geo.places.contacts import without_contacts
from geo.places.mending import mended

#: So much of a cell is looked at, and so many addresses are taken out of it.
_MAX_CELL = 3_000
_MAX_ADDRESSES = 20
_CODE = re.compile(r"(?<![\d/-])(?:(?:D|DE)\s?-\s?)?\d{5}(?![\d/]|\s\d)")
_BREAK = re.compile(r"[,;|\n\r\t·•]|\s(?:/|&|\+)\s|\s(?:und|sowie|oder|and|or)\s", re.IGNORECASE)
_BOX = re.compile(r"\bpost(?:fach|box|anschrift)\b", re.IGNORECASE)
_DAY_NAMES = r"(?:mo|di|mi|do|fr|sa|so)(?:ntags?|enstags?|ttwochs?|nnerstags?|eitags?|mstags?|nntags?)?"
_DAYS = re.compile(
    rf"^\s*(?P<days>{_DAY_NAMES}\.?(?:\s*(?:[-–+&/,]|bis|und)\s*{_DAY_NAMES}\.?)*)\s*[:–-]\s*(?=\D)",
    re.IGNORECASE,
)
#: Where one address may end and another begin: lines, semicolons, "und"; a comma only before a day.
_STRONG = re.compile(
    rf"[;|\n\r·•]+|\s(?:/|&|\+)\s|\s(?:und|sowie|oder|and|or)\s|,(?=\s*{_DAY_NAMES}\.?\s*:)", re.IGNORECASE
)


def addresses_in(text: str, cities: Sequence[str]) -> list[tuple[str, str]]:
    """Return the addresses of a cell as texts of their own, each with the days written before it ("" for none).

    Never does one address get the street of another: what cannot be told apart comes back as one text.

    Parameters
    ----------
    text
        `Bahnhofstraße 115, 44575 Castrop-Rauxel / Friedrich-Ebert-Straße 11, 45711 Datteln`
    cities
        The known cities.
    """
    plain = _bounded(text)
    codes = list(_CODE.finditer(plain))
    pieces = _by_postcodes(plain, codes) if len(codes) > 1 else _by_streets(plain, cities)
    found = [_without_days(piece) for piece in pieces if piece.strip(" ,;/\n") and not _BOX.search(piece)]
    return found[:_MAX_ADDRESSES] or [_without_days(plain)]


def _bounded(text: str) -> str:
    """Return the harmless letters of a cell that may be longer than one address."""
    lines = (clean_text(line) for line in mended(text[:_MAX_CELL]).splitlines())
    return without_contacts("\n".join(line for line in lines if line))


def _by_postcodes(plain: str, codes: Sequence[re.Match[str]]) -> list[str]:
    """Cut a text of several postcodes: behind the city of each, or before each where they stand first."""
    if not any(map(str.isalpha, plain[: codes[0].start()])):
        cuts = [code.start() for code in codes[1:]]
    else:
        breaks = [_BREAK.search(plain, code.end()) for code in codes[:-1]]
        cuts = [found.end() for found in breaks if found]
    edges = [0, *cuts, len(plain)]
    return [plain[start:end].strip(" ,;/|\n") for start, end in pairwise(edges)]


def _by_streets(plain: str, cities: Sequence[str]) -> list[str]:
    """Cut a text where a second street with a number begins; a city that is told once is that of all."""
    pieces = [piece.strip(" ,") for piece in _STRONG.split(plain) if piece and piece.strip(" ,")]
    starts = [number for number, piece in enumerate(pieces) if _has_house(piece)]
    if len(starts) < 2:
        return [plain]
    starts[0] = 0
    groups = [
        ", ".join(pieces[start:end]) for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True)
    ]
    read = [parse_address(_without_days(group)[0], cities=cities) for group in groups]
    told = next((one for one in reversed(read) if one.city or one.postal_code), None)
    if told is None:
        return groups
    area = f"{told.postal_code} {told.city}".strip()
    return [
        group if one.city or one.postal_code else f"{group}, {area}"
        for group, one in zip(groups, read, strict=True)
    ]


def _has_house(piece: str) -> bool:
    parts = [split_number(part.strip()) for part in re.split(r"[,:]", piece)]
    return any(number and is_street_like(street) for street, number in parts)


def _without_days(piece: str) -> tuple[str, str]:
    found = _DAYS.match(piece)
    return (piece[found.end() :].strip(), found["days"].strip()) if found else (piece.strip(), "")
