"""German addresses: read them from free text, bring them into one form, compare them.

Nothing here knows where anything lies. City names come in as an argument, because the district's files decide
them.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from geo.model import Address
from geo.places.contacts import without_contacts
from geo.places.mending import mended
from geo.tables import FORBIDDEN

#: Longer texts are cut before anything else looks at them; the longest real postal address has about 150
#: letters.
MAX_QUERY = 300

#: A street name must have this many letters before its kind ("Straße", "Weg") so that one slip of the pen is
#: forgiven, and this many for two. Below it other real streets are too near: Hagenstraße and Hafenstraße
#: differ by one letter.
_ONE_TYPO_LETTERS = 7
_TWO_TYPO_LETTERS = 12

_NUMBER = r"\d{1,4}(?:\s?[a-zA-Z](?![a-zA-Zäöüß]))?(?:\s?½|\s1/2(?!\d))?"
_SECOND = rf"(?:{_NUMBER}|[a-zA-Z](?![a-zA-Zäöüß]))"
_RANGE = rf"{_NUMBER}(?:\s?(?:[-–—/+&]|bis|und|u\.)\s?{_SECOND})?"
_NUMBER_WORD = r"(?i:(?:haus[\s.-]*)?(?:nummer|nr|no)|h(?:s|aus)?[\s.-]*nr)\b[\s.:]*|[№#]\s*"
_STREET_FIRST = re.compile(
    rf"(?P<street>(?:\d{{1,2}}\.\s?)?\D.*?[^\s\d,-])\s*,?\s*(?:(?<!\w)(?:{_NUMBER_WORD}))?(?<!\d)"
    rf"(?P<number>{_RANGE})(?!\.?\d)(?!\.\s?[A-Za-zÄÖÜ])(?:$|[\s(;].*)"
)
_NUMBER_FIRST = re.compile(rf"(?P<number>{_RANGE})\s+(?P<street>[^\W\d].*)")
_POSTCODE = re.compile(r"(?<![\d-])(?:(?:D|DE)\s?-\s?)?(?P<code>\d{5})(?!\d)")
_BRACKETS = re.compile(r"\(([^()]{1,100})\)")
_CORNER = re.compile(r"\s*/\s*|\s*(?:/\s*)?\b(?:Ecke|Kreuzung)\b[\s:/]*|\s+(?:und|&|\+)\s+", re.IGNORECASE)
_UNPAIRED = re.compile("[\ud800-\udfff]")  # halves of letters: no text can be written with them
_PART = re.compile(r"[,;|\n\r\t·]+")
_CARE_OF = re.compile(r"^\s*(?:c\s?/\s?o|z\.?\s?hd?\.?|zu händen|p\.?\s?a\.)(?=[\s.:]|$)", re.IGNORECASE)
_COUNTRY = re.compile(
    r"^\s*(?:deutschland|germany|allemagne|almanya|ألمانيا|nrw|nordrhein-westfalen)\s*$", re.IGNORECASE
)
_COUNTY = re.compile(r"\(?\b(?:(?:land)?kreis|l?kr|krs|landkr)\b\.?\s+[^\s,)]+\)?", re.IGNORECASE)
#: Plates that stand for their city in addresses of people in a hurry; only those of a known city count.
_PLATES = {"RE": "Recklinghausen", "CAS": "Castrop-Rauxel", "GLA": "Gladbeck"}
#: Slips in "Straße" that no other word has.
_KIND_SLIPS = re.compile(
    "(?:stasse|strsse|strae|strass|strse|stasze|srtasse|starsse|straesse|strassse|strassee|strase)$"
)
_KIND_END = re.compile(
    "(?:str|weg|platz|allee|ring|wall|gasse|ufer|damm|hof|kamp|markt|park|steig|stiege|pfad|promenade|chaussee|"
    "graben|winkel|bruecke|busch|feld|berg|heide|tor|brink|werth|siedlung)$"
)
_STREET_START = re.compile(
    r"^(?:am|an|auf|im|in|zum|zur|unter|hinter|vor|alte[rs]?|neue[rs]?|obere|untere)\s", re.IGNORECASE
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe"})
_SHORT_WORDS = {
    "sankt": "st",
    "doktor": "dr",
    "professor": "prof",
    "bahnhof": "bf",
    "hauptbahnhof": "hbf",
    "pl": "platz",
}
#: Kinds of street that stand behind a name of their own when a street is written apart.
_SHORT_KINDS = frozenset({"str", "weg", "platz", "pl", "allee", "ring", "wall", "gasse"})
_BEFORE_RIVER = re.compile(r"\s+(?:am|an|bei|im|in|ob|vor|i\.|a\.|\().*$", re.IGNORECASE)


def clean_text(text: str) -> str:
    """Return at most `MAX_QUERY` harmless letters of any text, line breaks kept, in Unicode form NFC.

    Control and direction letters (NUL, right-to-left marks) vanish; anything may come in, nothing is ever
    refused.
    """
    bounded = unicodedata.normalize("NFC", text[: 4 * MAX_QUERY])
    bounded = _UNPAIRED.sub("", FORBIDDEN.sub("", bounded.replace("\r\n", "\n").replace("\r", "\n")))
    bounded = "".join(letter if letter == "\n" or not letter.isspace() else " " for letter in bounded)
    return re.sub(r" {2,}", " ", bounded).strip()[:MAX_QUERY].strip()


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return the letters and digits of a text for comparing, without umlauts, accents, hyphens, spaces."""
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", lowered)
    return "".join(letter for letter in plain if letter.isalnum())


@lru_cache(maxsize=20_000)
def normalize_street(street: str) -> str:
    """Return the comparison key of a street name: every spelling of one street gives one key.

    `Dr.-Conrads-Straße`, `Dr. Conrads Str.` and `DR.-CONRADS-STRASSE` all give `drconradsstr`.
    """
    words = [word for word in re.split(r"[\s\-–—/.']+", clean_text(mended(street))) if fold(word)]
    ends = [_plain_key(word) in _SHORT_KINDS for word in [*words[1:], ""][: len(words)]]
    # `Bahnhof Straße` is `Bahnhofstraße`: the short form of a word is for one that stands by itself
    keys = [_plain_key(word) if end else _word_key(word) for word, end in zip(words, ends, strict=True)]
    return "".join(keys)


def _plain_key(word: str) -> str:
    key = fold(word)
    for ending in ("strasse", "straase", "strase"):
        if key.endswith(ending):
            key = key.removesuffix(ending) + "str"
    return key


def _word_key(word: str) -> str:
    key = _plain_key(word)
    return _SHORT_WORDS.get(key, key)


def is_typo_of(key: str, known: str) -> bool:
    """Whether one key is so near to a known one that only a slip of the pen can lie between.

    Compares keys of `normalize_street`. The kind of street and the first letter must agree; one letter too
    many, too few, wrong or swapped is forgiven in a name of seven letters, two in a name of twelve.
    """
    if not key or not known or key[0] != known[0]:
        return False
    (stem, kind), (known_stem, known_kind) = split_kind(key), split_kind(known)
    letters = min(len(stem), len(known_stem))
    allowed = 2 if letters >= _TWO_TYPO_LETTERS else 1 if letters >= _ONE_TYPO_LETTERS else 0
    return (
        kind == known_kind and bool(stem) and OSA.distance(stem, known_stem, score_cutoff=allowed) <= allowed
    )


def split_kind(key: str) -> tuple[str, str]:
    """Split a street key into its own name and its kind: `lessingstr` → (`lessing`, `str`), a slip in it too."""
    slip = _KIND_SLIPS.search(key)
    if slip and slip.start():
        return key[: slip.start()], "str"
    found = _KIND_END.search(key)
    return (key[: found.start()], found.group()) if found and found.start() else (key, "")


def normalize_house_number(text: str) -> str:
    """Return one spelling of a house number: `12 A` → `12a`, `12 – 14` → `12-14`."""
    plain = re.sub(r"(?<=\d)\s+1/2(?!\d)", "½", clean_text(text))  # `3 1/2`; `21/23` and `11/2` are ranges
    plain = re.sub(r"\s+", "", plain).casefold()
    return re.sub(r"bis|und|u\.|[–—/+&]", "-", plain)


def house_number_value(text: str) -> tuple[int, str]:
    """Return number and letter of a house number, of a range its lower end; (0, "") if there is none.

    `12a` → (12, "a"); `12-14` → (12, "").
    """
    found = re.match(r"(\d{1,4})([a-z]?)", normalize_house_number(text))
    return (int(found.group(1)), found.group(2)) if found else (0, "")


def house_number_range(text: str) -> range:
    """Return the numbers that a house number covers, one side of the street only: `7-11` → 7, 9, 11."""
    numbers = [int(number) for number in re.findall(r"\d{1,4}", normalize_house_number(text))[:2]]
    if len(numbers) < 2 or numbers[1] < numbers[0]:
        return range(numbers[0], numbers[0] + 1) if numbers else range(0)
    return range(numbers[0], numbers[1] + 1, 1 if (numbers[1] - numbers[0]) % 2 else 2)


def format_address(address: Address) -> str:
    """Write an address on one line as on an envelope: `Wiesenstraße 22, 45770 Marl`."""
    first = " ".join(part for part in (address.street, address.house_number) if part)
    second = " ".join(part for part in (address.postal_code, address.city) if part)
    return ", ".join(part for part in (first, second) if part)


def address_key(address: Address) -> str:
    """Return one text that is equal for two spellings of the same address."""
    number = normalize_house_number(address.house_number)
    return "|".join((normalize_street(address.street), number, fold(address.postal_code), fold(address.city)))


def find_city(name: str, cities: Sequence[str]) -> str:
    """Return the known city that a name means, "" if none.

    Understands other spellings (`oer erkenschwick`), short forms (`Haltern`) and quarters (`Marl-Hüls`).
    """
    words = re.split(r"[\s\-–/]+", clean_text(name))
    for length in range(len(words), 0, -1):
        found = _city_keys(tuple(cities)).get(fold("".join(words[:length])))
        if found:
            return found
    return _abbreviated(name.strip(), tuple(cities))


@lru_cache(maxsize=2_000)
def _abbreviated(name: str, cities: tuple[str, ...]) -> str:
    """Return the city whose words a name shortens with points (`C.-Rauxel`, `Oer-Erk.`), or that its plate means."""
    if name in _PLATES:
        return _PLATES[name] if _PLATES[name] in cities else ""
    parts = [fold(part) for part in re.split(r"[\s\-–.]+", clean_text(name)) if fold(part)]
    if sum(map(len, parts)) < (5 if "." in name else 6):
        return ""
    fits = [
        city
        for city in cities
        for words in [[fold(word) for word in re.split(r"[\s-]+", city)]]
        if len(words) == len(parts) and all(w.startswith(p) for w, p in zip(words, parts, strict=True))
    ]
    return fits[0] if len(fits) == 1 else ""


@lru_cache(maxsize=16)
def _city_keys(cities: tuple[str, ...]) -> dict[str, str]:
    short = {fold(_BEFORE_RIVER.sub("", city)): city for city in cities}
    first = [fold(city.split("-")[0]) for city in cities]
    halves = {
        key: city for key, city in zip(first, cities, strict=True) if first.count(key) == 1 and len(key) >= 6
    }
    return halves | short | {fold(city): city for city in cities}


def parse_address(text: str, *, cities: Sequence[str] = ()) -> Address:
    """Read an address from free text, whatever the order of its parts.

    Parameters
    ----------
    text
        Any text; it is cut to `MAX_QUERY` letters and cleaned first.
    cities
        The known cities, spelt as they shall come out. Another city is understood only behind a postcode.

    Returns
    -------
    Address
        What was understood; an unknown part is empty. The name of a place (`Rathaus`) stands in `street`.
    """
    parts = _parts(without_contacts(clean_text(mended(text[: 4 * MAX_QUERY]))))
    parts, postal_code, named = _take_postcode(parts)
    parts, city = _take_city(parts, named, tuple(cities))
    street, number = _pick_street(parts)
    return Address(street, number, postal_code, city)


def readings_of(address: Address) -> list[Address]:
    """Return what else an address may mean where its street tells two things: brackets behind it, or a corner.

    `Westfalenstraße (Aloysiusschule)` is the street or the school, `Bahnhofstr./Ecke Wittener Str.` either street.
    """
    outside, inside = _BRACKETS.sub(" ", address.street).strip(), _BRACKETS.findall(address.street)
    found = [(outside, address.house_number), *((text, "") for text in inside)] if inside else []
    corners = [text.strip(" ,") for text in _CORNER.split(outside or address.street)]
    if len(corners) > 1:
        found += [(text, "") for text in corners if text]
    return [replace(address, street=street, house_number=number) for street, number in found if street]


def says_more(text: str, address: Address) -> bool:
    """Whether a text holds letters that did not become part of the address, such as an unknown city."""
    rest = fold(without_contacts(clean_text(mended(text[: 4 * MAX_QUERY]))))
    for part in (address.street, address.house_number, address.postal_code, address.city):
        rest = rest.replace(fold(part), "", 1)
    return any(letter.isalpha() for letter in rest)


def _parts(text: str) -> list[str]:
    parts = [_COUNTY.sub("", part).strip(" .:") for part in _PART.split(text)]
    return [part for part in parts if part and not _CARE_OF.match(part) and not _COUNTRY.match(part)]


def _take_postcode(parts: list[str]) -> tuple[list[str], str, str]:
    """Take the postcode out, and what stands behind it on its line: the city's name."""
    codes = [(index, found["code"]) for index, part in enumerate(parts) for found in _POSTCODE.finditer(part)]
    is_far = {
        index for index, code in codes if code.startswith("0")
    }  # an area code rather, if another one is there
    order = range(len(parts) - 1, -1, -1)
    for index in sorted(order, key=lambda index: index in is_far and len({i for i, _ in codes}) > 1):
        found = _POSTCODE.search(parts[index])
        if found:
            before, after = parts[index][: found.start()].strip(), parts[index][found.end() :].strip(" -")
            rest = parts[:index] + ([before] if before else []) + parts[index + 1 :]
            return rest, found.group("code"), after
    return parts, "", ""


def _take_city(parts: list[str], named: str, cities: tuple[str, ...]) -> tuple[list[str], str]:
    """Take the city out: behind the postcode, a part of its own, at the end or the beginning of a part."""
    if named:
        city, rest = _leading_city(named, cities)
        if city:
            return ([*parts, rest] if is_street_like(rest) else parts), city
        if not is_street_like(named):
            return parts, named
        parts = [*parts, named]
    for take in (_trailing_city, _leading_city):
        for index in range(len(parts) - 1, -1, -1):
            city, rest = take(parts[index], cities)
            if city:
                return parts[:index] + ([rest] if rest else []) + parts[index + 1 :], city
    return parts, ""


def _trailing_city(part: str, cities: tuple[str, ...]) -> tuple[str, str]:
    words = part.split(" ")
    for start in range(len(words)):
        tail, rest = " ".join(words[start:]), " ".join(words[:start]).strip(" -,")
        city = find_city(tail, cities)
        is_behind_number = start > 0 and bool(re.fullmatch(_NUMBER, words[start - 1]))
        if city and not is_street_like(tail) and (is_behind_number or _is_city_name(tail, cities)):
            return city, _with_quarter(rest, _quarter(tail, cities))
    return "", part


def _is_city_name(text: str, cities: tuple[str, ...]) -> bool:
    """Whether a text is a city and nothing else, but for a quarter behind a hyphen."""
    keys = _city_keys(cities)
    if fold(text) in keys or fold(_BEFORE_RIVER.sub("", text)) in keys or _abbreviated(text, cities):
        return True
    return " " not in text and bool(re.search(r"[-–]", text))


def _quarter(text: str, cities: tuple[str, ...]) -> str:
    """Return what stands behind the city's own name: `Castrop-Rauxel-Merklinde` → `Merklinde`."""
    words = re.split(r"[-–]", text)
    names = [
        length for length in range(1, len(words) + 1) if fold("".join(words[:length])) in _city_keys(cities)
    ]
    return "-".join(words[max(names) :]) if names else ""


def _with_quarter(place: str, quarter: str) -> str:
    """Keep the quarter with the name of a place, which may be told by it: `Bahnhof Marl-Sinsen`."""
    if not place or not quarter or is_street_like(place) or re.search(r"\d", place):
        return place
    return f"{place} {quarter}"


def _leading_city(part: str, cities: tuple[str, ...]) -> tuple[str, str]:
    words = part.split(" ")
    for end in range(min(len(words), 4), 0, -1):
        head = " ".join(words[:end])
        city = find_city(head, cities)
        if city and not is_street_like(head) and _is_city_name(head, cities):
            return city, " ".join(words[end:]).strip(" -,")
    return "", part


def _pick_street(parts: list[str]) -> tuple[str, str]:
    """Choose the part that looks most like a street; an organisation's name before it is left out."""
    best = ("", "")
    best_score = -1
    for part, after in zip(parts, [*parts[1:], ""], strict=False):
        street, number = split_number(part)
        bare = re.fullmatch(rf"(?:{_NUMBER_WORD})?({_RANGE})", after)
        if not number and bare:
            number = bare[1]
        score = 2 * is_street_like(street) + bool(number)
        if street and score > best_score:
            best, best_score = (
                (street, written_number(number)),
                score,
            )
    return best


def written_number(number: str) -> str:
    """Return a house number as it is stored: `12 – 14` → `12-14`, `68 und 70` → `68+70`, `3 1/2` → `3½`."""
    plain = re.sub(r"\s+1/2$", "½", number.strip())
    plain = re.sub(r"\s+", "", plain).replace("bis", "-")
    return re.sub(r"und|u\.|&", "+", re.sub(r"[–—]", "-", plain))


def split_number(part: str) -> tuple[str, str]:
    """Split a part of an address into street and house number; ("", "") for a number alone."""
    found = _STREET_FIRST.fullmatch(part)
    if found and re.search(r"[^\W\d]", found.group("street")):
        return found.group("street").strip(), found.group("number")
    found = _NUMBER_FIRST.fullmatch(part)
    if found:
        return found.group("street").strip(), found.group("number")
    return ("", "") if re.fullmatch(_RANGE, part) else (part, "")


def is_street_like(text: str) -> bool:
    """Whether a text reads like a street (`Am Markt`, `Lessingstr. 3`) rather than the name of a place."""
    street = re.sub(r"\s*\d.*$", "", text)
    words = street.split()
    keys = [_word_key(word) for word in re.split(r"[\s\-./()]+", street) if word]
    is_named = any(_KIND_END.search(key) or _KIND_SLIPS.search(key) for key in keys)
    return bool(words) and (is_named or bool(_STREET_START.match(street)))
