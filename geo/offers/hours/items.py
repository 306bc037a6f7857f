"""Words put together to what they name: days, spans, months, and what makes them unsure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from geo.offers.hours.lexing import Token, UnreadError
from geo.offers.hours.rules import DAY_MIN, EVEN, LAST, MONTHS, ODD, PUBLIC, SATURDAY, SCHOOL, WEEK, Span
from geo.offers.hours.vocabulary import DAYS as DAY_NAMES
from geo.offers.hours.vocabulary import MONTHS as MONTH_NAMES
from geo.offers.hours.vocabulary import ORDINALS, PARTS

_ALL_DAYS = tuple(range(WEEK))
_WORKDAYS = _ALL_DAYS[:SATURDAY]
_DAY_SETS = {
    "workdays": _WORKDAYS,
    "weekdays": _WORKDAYS,
    "weekend": _ALL_DAYS[SATURDAY:],
    "daily": _ALL_DAYS,
}
_DAY_KINDS = ("day", *_DAY_SETS)
_LINKS = ("und", "or", "comma")
_JOINS = ("comma", "und")
_TIMES = ("time", "noon")
#: Behind midnight ends what begins in the evening and is over in the morning; else an end was meant otherwise.
_EARLIEST_NIGHT, _LATEST_NIGHT = 17 * 60, 9 * 60
#: Before this hour of the day nothing begins that is not open all night: "2-4 Uhr" is meant otherwise.
_EARLIEST = 6 * 60
_MOST_NTH = 5


@dataclass(frozen=True)
class Item:
    """What some words name; `link` is the word before it (`und`, `or`, `comma`, `dash`, `colon`)."""

    kind: str
    text: str = ""
    link: str = ""
    days: tuple[tuple[int, tuple[int, ...]], ...] = ()
    maybe_days: tuple[int, ...] = ()
    span: Span | None = None
    value: str = ""
    months: tuple[int, ...] = ()
    off: tuple[str, ...] = ()
    is_every: bool = field(default=False)


class Cursor:
    """Goes through the words of one part of a text."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = [token for token in tokens if token.kind != "fill"]
        self._at = 0

    def kind(self, ahead: int = 0) -> str:
        """Tell the kind of the word that comes, "" behind the last."""
        at = self._at + ahead
        return self._tokens[at].kind if at < len(self._tokens) else ""

    def take(self) -> Token:
        """Return the next word, and go on.

        Raises
        ------
        UnreadError
            If there is none.
        """
        if self._at >= len(self._tokens):
            raise UnreadError
        self._at += 1
        return self._tokens[self._at - 1]


def items_of(tokens: Sequence[Token]) -> Iterator[Item]:
    """Put words together.

    Raises
    ------
    UnreadError
        If they do not fit together.
    """
    words, link, depth = Cursor(tokens), "", 0
    while kind := words.kind():
        if kind in ("open", "close"):
            depth += 1 if kind == "open" else -1
            words.take()
            link = "" if kind == "open" else link
        elif kind in (*_LINKS, "dash", "colon"):
            words.take()
            link = "und" if (link, kind) == ("comma", "und") else kind
        else:
            yield from _items(words, link)
            link = ""
        if depth not in (0, 1):
            raise UnreadError
    if depth or link in ("dash", "or"):
        raise UnreadError


def _items(words: Cursor, link: str) -> Iterator[Item]:
    kind = words.kind()
    if kind in ("every", "ordinal", "part_of_days", *_DAY_KINDS) or (
        kind == "from" and words.kind(1) in _DAY_KINDS
    ):
        yield from _days(words, link)
    elif kind in ("from", "from_on", *_TIMES):
        span, is_bare = _span(words)
        yield Item("time", link=link, span=span, value="bare" if is_bare else "")
    elif kind == "all_day":
        yield Item("time", words.take().text, link, span=Span(0, DAY_MIN), value="all_day")
    elif kind == "except":
        words.take()
        yield _except(words, link)
    elif kind == "month":
        yield Item("months", link=link, months=_months(words))
    else:
        yield _single(words.take(), link)


def _single(token: Token, link: str) -> Item:
    """Return what one word names by itself."""
    text = token.text.lower()
    if token.kind == "part":
        return Item("part", token.text, link, value=PARTS[token.parts["part"]])
    if token.kind == "weeks":
        return Item("weeks", token.text, link, value=ODD if "ungerade" in text else EVEN)
    if token.kind == "off":
        school, public = ("ferien", "school", "schulzeit"), ("feiertag", "public", "bank")
        off = ((PUBLIC, public), (SCHOOL, school))
        return Item("off", token.text, link, off=tuple(n for n, w in off if any(word in text for word in w)))
    if token.kind in ("label", "doubt", "appointment", "closed", "in_month"):
        return Item(token.kind, token.text, link)
    raise UnreadError


# -- days ------------------------------------------------------------------------------------------


def _days(words: Cursor, link: str) -> Iterator[Item]:
    found: list[tuple[int, tuple[int, ...]]] = []
    maybe: list[int] = []
    texts: list[str] = []
    part, is_every = "", False
    while True:
        while words.kind() in ("every", "from"):
            is_every = words.take().kind == "every" or is_every
        nth = _nth(words)
        if words.kind() == "part_of_days":
            token = words.take()
            day, part = _day(token.parts["long_day"]), token.parts["its_part"]
            found.append((day, nth))
            texts.append(token.text)
            break
        if words.kind() in _DAY_SETS:
            if nth:
                raise UnreadError
            token = words.take()
            found += [(day, ()) for day in _DAY_SETS[token.kind]]
            maybe += [SATURDAY] if token.kind == "workdays" else []
        else:
            token = words.take()
            found += [(day, nth) for day in _day_range(words, token, is_single=bool(nth))]
        texts.append(token.text)
        if not _more_days(words):
            break
        words.take()
    ordered = [nth for _, nth in found]
    if any(ordered) and not all(ordered):
        raise UnreadError  # "der 1. Montag und Mittwoch": the first Wednesday, too?
    if len(set(found)) < len(found):
        raise UnreadError
    yield Item("days", " ".join(texts), link, tuple(found), tuple(maybe), is_every=is_every)
    if part:
        yield Item("part", part, value=PARTS[part])


def _more_days(words: Cursor) -> bool:
    """Whether a further day is joined; one that its part of the day follows begins anew."""
    if words.kind() not in _JOINS:
        return False
    ahead = 1
    while words.kind(ahead) in ("every", *_JOINS):
        ahead += 1
    return ahead <= 2 and words.kind(ahead) in ("ordinal", *_DAY_KINDS)


def _nth(words: Cursor) -> tuple[int, ...]:
    numbers: list[int] = []
    while words.kind() == "ordinal":
        parts = words.take().parts
        number = int(parts["number"]) if "number" in parts else _ordinal(parts["word"])
        numbers.append(number)
        if words.kind() == "dash" and words.kind(1) == "ordinal":
            words.take()
            parts = words.take().parts
            if "number" not in parts:
                raise UnreadError
            numbers += range(number + 1, int(parts["number"]) + 1)
        if words.kind() in _JOINS and words.kind(1) == "ordinal":
            words.take()
        elif words.kind() == "ordinal":
            raise UnreadError
    if any(number > _MOST_NTH for number in numbers) or len(set(numbers)) < len(numbers):
        raise UnreadError
    return tuple(sorted(numbers, key=lambda number: (number == LAST, number)))


def _ordinal(word: str) -> int:
    return next(number for name, number in ORDINALS.items() if word.startswith(name))


def _day(name: str) -> int:
    return next(number for number, names in enumerate(DAY_NAMES) if name in names)


def _day_range(words: Cursor, first: Token, *, is_single: bool) -> list[int]:
    if first.kind != "day":
        raise UnreadError
    start = _day(first.parts["day"])
    if words.kind() not in ("dash", "to") or words.kind(1) != "day":
        return [start]
    if is_single:
        raise UnreadError
    words.take()
    end = _day(words.take().parts["day"])
    if end == start:
        raise UnreadError
    return [(start + step) % WEEK for step in range((end - start) % WEEK + 1)]


# -- what does not hold, and in which months -----------------------------------------------------------


def _except(words: Cursor, link: str) -> Item:
    if words.kind() == "month":
        return Item("except_months", link=link, months=_months(words))
    days = list(_days(words, link))
    if len(days) != 1 or any(nth for _, nth in days[0].days):
        raise UnreadError
    return Item("except_days", link=link, days=days[0].days)


def _months(words: Cursor) -> tuple[int, ...]:
    found: list[int] = []
    while words.kind() == "month":
        start = end = _month(words.take())
        if words.kind() in ("dash", "to") and words.kind(1) == "month":
            words.take()
            end = _month(words.take())
        found += [(start - 1 + step) % MONTHS + 1 for step in range((end - start) % MONTHS + 1)]
        if words.kind() in _JOINS and words.kind(1) == "month":
            words.take()
    if len(set(found)) < len(found):
        raise UnreadError
    return tuple(sorted(found))


def _month(token: Token) -> int:
    return next(n for n, names in enumerate(MONTH_NAMES, start=1) if token.parts["month"] in names)


# -- times -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Time:
    """A time of day in minutes, and what was written beside its hour."""

    minute: int
    is_bare: bool
    half: str
    is_four: bool


def _span(words: Cursor) -> tuple[Span, bool]:
    """Return a span, and whether nothing but its two numbers says that they are hours."""
    opening = words.take().kind if words.kind() in ("from", "from_on") else ""
    first = _time(words.take())
    if words.kind() not in ("dash", "to") or words.kind(1) not in _TIMES:
        if opening == "from" or first.is_bare or first.is_four or words.kind() == "to":
            raise UnreadError
        return _plausible(first.minute, None), False
    words.take()
    last = _time(words.take())
    if bool(first.half) != bool(last.half) or (first.is_four and last.is_four):
        raise UnreadError  # "1-3pm" leaves the first half of the day open; 2024-2025 are years
    return _plausible(first.minute, last.minute), first.is_bare and last.is_bare


def _time(token: Token) -> _Time:
    if token.kind == "noon":
        noon = DAY_MIN // 2 if token.text.lower().endswith("noon") else DAY_MIN
        return _Time(noon, is_bare=False, half="pm", is_four=False)
    if token.kind != "time":
        raise UnreadError
    parts = token.parts
    four = parts.get("four", "")
    hour = int(parts.get("hour") or parts.get("bare") or four[:2])
    minute = int(parts.get("minute") or parts.get("minute_h") or four[2:] or 0)
    half = (parts.get("half") or parts.get("half_bare") or "").replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            raise UnreadError
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour * 60 + minute > DAY_MIN:
        raise UnreadError
    is_bare = "bare" in parts and not half and "unit_bare" not in parts
    # Without a zero in front or a word behind it, four digits may be a year.
    is_four = bool(four) and "unit_four" not in parts and not four.startswith("0")
    return _Time(hour * 60 + minute, is_bare, half, is_four)


def _plausible(start: int, end: int | None) -> Span:
    """Return a span that can be meant so."""
    if end is None:
        if not _EARLIEST <= start < DAY_MIN:
            raise UnreadError
        return Span(start, None)
    if start == end:
        raise UnreadError
    end = end or DAY_MIN
    if end <= start:
        if start < _EARLIEST_NIGHT or end > _LATEST_NIGHT:
            raise UnreadError
        return Span(start, end + DAY_MIN)
    if start < _EARLIEST and not (start == 0 and end >= _EARLIEST):
        raise UnreadError
    return Span(start, end)
