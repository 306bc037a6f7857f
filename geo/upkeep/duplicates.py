"""Which offers may be the same: a score from title, organization, address, distance and phone, with its reasons.

Pure: entries in, pairs out. Weights and thresholds were set on the shipped offers (`docs/IMPORT.md`).
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import combinations

from rapidfuzz import fuzz, process

from geo.places.address import fold, normalize_house_number, normalize_street

#: From here two offers may be one and a person should look; from there on they are taken for one.
POSSIBLE = 0.72
CERTAIN = 0.93
#: What title, organization and place weigh; the phone number adds on top.
_WEIGHTS = {"title": 0.7, "organization": 0.15, "place": 0.15}
_PHONE_BONUS = 0.05
#: Nothing is known of an organization or place: neither for nor against.
_UNKNOWN = 0.5
#: Different cities, another level ("A1", "B2") or another group in the title: not the same offer, however alike.
_OTHER_CITY_CAP = 0.6
_OTHER_NUMBER_CAP = 0.7
#: Metres up to which two points count as one door, and up to which as neighbours.
_SAME_DOOR_M = 60.0
_NEIGHBOUR_M = 300.0
#: Blocks larger than this (one word in a thousand titles) tell nothing; other blocks find their pairs.
_MAX_BLOCK = 60
#: From this likeness on two words are one with a slip of the pen; a word only one title has counts a little less.
_SAME_WORD = 0.8
_LONE_WORD = 0.8
#: The columns of an offer that are compared; a decision about a pair holds as long as they stay.
_SEEN = ("title", "organization", "street", "house_number", "postal_code", "city", "phone")
_METRES_A_DEGREE = 111_320.0
_SIDES = frozenset(("nord", "sued", "ost", "west", "mitte", "nordost", "nordwest", "suedost", "suedwest"))
_FILLERS = frozenset(
    (
        "am", "an", "auf", "aus", "bei", "das", "dem", "den", "der", "des", "die", "ein", "eine", "fuer", "im", "in",
        "mit", "und", "um", "von", "vom", "zu", "zum", "zur", "ev", "gmbh", "ggmbh", "e", "v", "the", "for", "of",
        "and", "stadt", "kreis", "angebot",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """What is compared of one offer; empty means unknown. `lon`, `lat` in degrees, None without a point of its own."""

    key: str
    title: str
    organization: str = ""
    street: str = ""
    house_number: str = ""
    postal_code: str = ""
    city: str = ""
    phone: str = ""
    lon: float | None = None
    lat: float | None = None

    @classmethod
    def of(
        cls, key: str, row: Mapping[str, str], *, lon: float | None = None, lat: float | None = None
    ) -> "Entry":
        """Return the entry of a row in our columns."""
        return cls(key, **{name: row.get(name) or "" for name in _SEEN}, lon=lon, lat=lat)

    @cached_property
    def fingerprint(self) -> str:
        """A short fingerprint of what a person compares: another one as soon as one of these columns is another."""
        texts = (getattr(self, name).strip() for name in _SEEN)
        return sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the title that tell offers apart, in their order."""
        return _words_of(self.title, fold(self.city))

    @cached_property
    def organization_words(self) -> tuple[str, ...]:
        """The words of the organization's name, without city and legal form."""
        return _words_of(self.organization, fold(self.city))

    @cached_property
    def door(self) -> str:
        """The street and number as one key, "" without a street."""
        number = normalize_house_number(self.house_number)
        return f"{normalize_street(self.street)}|{number}|{fold(self.city)}" if self.street else ""

    @cached_property
    def digits(self) -> str:
        """The telephone number's digits, written without the country's code; "" for a short one."""
        digits = re.sub(r"\D", "", re.sub(r"^(?:\+|00)49\s*(?:\(0\))?", "0", self.phone))
        return digits if len(digits) >= 6 else ""


@dataclass(frozen=True)
class Reason:
    """Why two offers look alike, or not: `kind` ends the key `duplicates.reason.…`, `value` is what agrees."""

    kind: str
    value: str = ""


@dataclass(frozen=True)
class Likeness:
    """Two offers that may be one; `score` from 0 to 1."""

    first: str
    second: str
    score: float
    reasons: tuple[Reason, ...]

    @property
    def is_certain(self) -> bool:
        """Whether both are taken for one without asking."""
        return self.score >= CERTAIN


def find_duplicates(entries: Sequence[Entry], *, from_score: float = POSSIBLE) -> list[Likeness]:
    """Return the pairs among offers that may be one, the likest first.

    Only pairs that share a block (door, phone, organization and a word, two words of the title) are compared, so that
    50,000 offers need seconds, not hours.
    """
    by_key = {entry.key: entry for entry in entries}
    pairs = {pair for block in _blocks(entries).values() for pair in combinations(sorted(block), 2)}
    return _alike(((by_key[first], by_key[second]) for first, second in pairs), from_score)


def undecided(
    found: Iterable[Likeness],
    entries: Sequence[Entry],
    apart: Mapping[tuple[str, str], tuple[str, str]],
) -> list[Likeness]:
    """Return the pairs that nobody said are different, or whose offers are others than then.

    Parameters
    ----------
    apart
        By the two keys, the smaller one first: the fingerprints of both when it was said.
    """
    prints = {entry.key: entry.fingerprint for entry in entries} if apart else {}

    def is_open(alike: Likeness) -> bool:
        keys = (min(alike.first, alike.second), max(alike.first, alike.second))
        return keys not in apart or apart[keys] != (prints[keys[0]], prints[keys[1]])

    return [alike for alike in found if is_open(alike)]


def find_matches(
    candidates: Sequence[Entry], existing: Sequence[Entry], *, from_score: float = POSSIBLE
) -> list[Likeness]:
    """Return the pairs of a candidate (first) and an existing offer (second) that may be one, the likest first."""
    known = {entry.key: entry for entry in existing}
    blocks = _blocks(existing)
    pairs = (
        (entry, known[key])
        for entry in candidates
        for key in sorted({key for name in set(_block_names(entry)) for key in blocks.get(name, ())})
    )
    return _alike(pairs, from_score)


def likeness(first: Entry, second: Entry) -> Likeness:
    """Compare two offers."""
    return _weighed(first, second, _title(first, second))


@lru_cache(maxsize=100_000)
def _words_of(text: str, city: str = "") -> tuple[str, ...]:
    """Return the folded words of a name without fillers and the name of its city."""
    folded = (fold(word) for word in re.split(r"[\s\-–—/.,;:()\"„“&+|]+", text))
    return tuple(word for word in folded if word and word not in _FILLERS and word not in city)


def _alike(pairs: Iterable[tuple[Entry, Entry]], from_score: float) -> list[Likeness]:
    found = [alike for pair in pairs if (alike := _if_alike(*pair, from_score))]
    return sorted(found, key=lambda alike: (-alike.score, alike.first, alike.second))


def _if_alike(first: Entry, second: Entry, from_score: float) -> Likeness | None:
    """Compare two offers; None as soon as they cannot reach a score: most pairs fail by their titles."""
    title = _title(first, second)
    if _WEIGHTS["title"] * title[0] + 1 - _WEIGHTS["title"] + _PHONE_BONUS < from_score:
        return None
    alike = _weighed(first, second, title)
    return alike if alike.score >= from_score else None


def _weighed(first: Entry, second: Entry, title: tuple[float, Reason]) -> Likeness:
    organization, place = _organization(first, second), _place(first, second)
    parts = {"title": title, "organization": organization, "place": place}
    score = sum(_WEIGHTS[name] * value for name, (value, _) in parts.items())
    reasons = [reason for _, reason in parts.values()]
    if first.digits and first.digits == second.digits:
        score += _PHONE_BONUS
        reasons.append(Reason("same_phone", first.phone))
    if _numbers(first) != _numbers(second):
        score = min(score, _OTHER_NUMBER_CAP)
        reasons.append(Reason("other_number"))
    if first.city and second.city and fold(first.city) != fold(second.city):
        score = min(score, _OTHER_CITY_CAP)
    told = tuple(reason for reason in reasons if reason.kind)
    return Likeness(first.key, second.key, round(min(score, 1.0), 3), told)


def _title(first: Entry, second: Entry) -> tuple[float, Reason]:
    """Compare titles by the words that tell offers apart; those of city and organization do not.

    The share of letters in words that both have, with a slip of the pen forgiven: `Flüchtlingsberatung im Haus der
    Kulturen` and `Sprachmittlerdienst im Haus der Kulturen` share little although three words of four agree.
    """
    if not first.words or not second.words:
        return _UNKNOWN, Reason("")
    if first.words == second.words or sorted(first.words) == sorted(second.words):
        return 1.0, Reason("same_title")
    told = set(first.organization_words).intersection(second.organization_words)
    one = [word for word in first.words if word not in told] or list(first.words)
    two = [word for word in second.words if word not in told] or list(second.words)
    value = _shared_letters(one, two)
    return value, Reason("like_title") if value >= 0.7 else Reason("")


def _shared_letters(one: list[str], two: list[str]) -> float:
    left, shared, rest = list(two), 0.0, []
    for word in one:
        if word in left:
            left.remove(word)
            shared += len(word)
        else:
            rest.append(word)
    lone = float(sum(map(len, left)))
    for word in rest:
        best, ratio = _likest(word, left)
        if ratio >= _SAME_WORD:
            left.remove(best)
            lone -= len(best)
            shared += ratio * (len(word) + len(best)) / 2
        else:
            lone += len(word)
    return shared / (shared + _LONE_WORD * lone) if shared else 0.0


def _likest(word: str, others: list[str]) -> tuple[str, float]:
    found = (
        process.extractOne(word, others, scorer=fuzz.ratio, score_cutoff=100 * _SAME_WORD) if others else None
    )
    return (found[0], found[1] / 100) if found else ("", 0.0)


def _organization(first: Entry, second: Entry) -> tuple[float, Reason]:
    if not first.organization_words or not second.organization_words:
        same_city = bool(first.city) and fold(first.city) == fold(second.city)
        both = first.organization and fold(first.organization) == fold(second.organization)
        return (
            (1.0, Reason("same_organization", first.organization))
            if both and same_city
            else (_UNKNOWN, Reason(""))
        )
    value = (
        fuzz.token_set_ratio(" ".join(first.organization_words), " ".join(second.organization_words)) / 100
    )
    return value, Reason("same_organization", first.organization) if value >= 0.85 else Reason("")


def _place(first: Entry, second: Entry) -> tuple[float, Reason]:
    if first.door and second.door:
        return _streets(first, second)
    metres = _metres(first, second)
    if metres is not None and metres <= _NEIGHBOUR_M:
        value = 1.0 if metres <= _SAME_DOOR_M else 0.8
        return value, Reason("near", f"{metres:.0f}")
    if first.city and second.city:
        same = fold(first.city) == fold(second.city)
        return (0.6, Reason("same_city", first.city)) if same else (0.0, Reason("other_city"))
    return _UNKNOWN, Reason("")


def _streets(first: Entry, second: Entry) -> tuple[float, Reason]:
    if first.door == second.door:
        has_number = bool(first.house_number)
        address = f"{first.street} {first.house_number}".strip()
        return (
            (1.0, Reason("same_address", address))
            if has_number
            else (0.85, Reason("same_street", first.street))
        )
    if normalize_street(first.street) == normalize_street(second.street) and fold(first.city) == fold(
        second.city
    ):
        one_lacks = not first.house_number or not second.house_number
        return (0.85 if one_lacks else 0.4), Reason("same_street", first.street)
    return 0.0, Reason("other_address")


def _metres(first: Entry, second: Entry) -> float | None:
    if first.lon is None or first.lat is None or second.lon is None or second.lat is None:
        return None
    east = (first.lon - second.lon) * math.cos(math.radians(first.lat))
    return math.hypot(east, first.lat - second.lat) * _METRES_A_DEGREE


def _numbers(entry: Entry) -> frozenset[str]:
    """Return the words that tell one of a row of offers: numbers, levels, parts of a town."""
    return frozenset(word for word in entry.words if word in _SIDES or any(map(str.isdigit, word)))


def _blocks(entries: Sequence[Entry]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for entry in entries:
        for name in set(_block_names(entry)):
            found[name].append(entry.key)
    return {name: keys for name, keys in found.items() if len(keys) <= _MAX_BLOCK}


def _block_names(entry: Entry) -> Iterator[str]:
    """Name the groups an offer is in; only offers that share one are compared."""
    city = fold(entry.city)
    words = sorted(set(entry.words), key=lambda word: (-len(word), word))[:4]
    if entry.door:
        yield f"door:{entry.door}"
    if entry.digits:
        yield f"phone:{entry.digits}"
    yield f"title:{' '.join(sorted(words))}"
    organization = "".join(entry.organization_words)
    yield f"org:{organization}:{city}"
    for word in words[:2]:
        yield f"word:{word[:6]}:{city}"
    for word in words:
        yield f"org:{organization}:{city}:{word[:6]}"
    for one, two in combinations(words, 2):
        yield f"two:{min(one, two)[:6]}:{max(one, two)[:6]}"
