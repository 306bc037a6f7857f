"""One sentence of written times: days and their times, and what is said of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from geo.offers.hours.items import Item, items_of
from geo.offers.hours.lexing import Token, UnreadError
from geo.offers.hours.rules import PARTS, Span

#: What may speak of the last time alone.
DOUBTS = ("doubt", "appointment")
_ONLY = ("nur", "only", "erforderlich", "notwendig", "nötig", "required")
_FURTHER = ("weitere", "zusätzliche", "andere", "sonst", "ansonsten")


@dataclass
class Draft:
    """Days with their times, while they are read."""

    days: Item | None = None
    spans: list[Span] = field(default_factory=list)
    parts: list[Item] = field(default_factory=list)
    agreed: str = ""
    before: list[Item] = field(default_factory=list)
    between: list[Item] = field(default_factory=list)
    after: list[Item] = field(default_factory=list)
    is_closed: bool = False
    is_times_first: bool = False
    is_all_day: bool = False
    is_part_open: bool = False
    is_bare: bool = False

    @property
    def is_timed(self) -> bool:
        """Whether a time or a part of the day is told."""
        return bool(self.spans or self.parts)

    @property
    def qualifiers(self) -> list[Item]:
        """What is said of these days and times: before, between and behind them."""
        return [*self.before, *self.between, *self.after]

    def kinds(self) -> set[str]:
        """Of what kinds that is."""
        return {item.kind for item in self.qualifiers}


@dataclass
class Sentence:
    """One sentence of a text: what it is called, its days and times, and what holds for the whole text."""

    label: str = ""
    drafts: list[Draft] = field(default_factory=list)
    agreed: list[str] = field(default_factory=list)
    off: list[str] = field(default_factory=list)
    is_in_month: bool = False

    def open_drafts(self) -> list[Draft]:
        """Return all but the days on which it is closed."""
        return [draft for draft in self.drafts if not draft.is_closed]

    @property
    def is_workdays(self) -> bool:
        """Whether it speaks of working days alone, which no holiday is."""
        return all(draft.days is not None and draft.days.maybe_days for draft in self.open_drafts())


def read_sentence(tokens: Sequence[Token]) -> Sentence:
    """Read a sentence.

    Raises
    ------
    UnreadError
        If it is not surely understood.
    """
    part = Sentence()
    items = list(items_of(tokens))
    waiting: list[Item] = []
    for item, following in zip(items, [*items[1:], None], strict=False):
        _check_link(part, item)
        if not _told_of_all(part, item):
            waiting = _take(part, item, following, waiting)
    if waiting:
        if part.drafts or any(item.kind != "off" for item in waiting):
            raise UnreadError
        part.off += [name for item in waiting for name in item.off]
    _check(part)
    return part


def _check_link(part: Sentence, item: Item) -> None:
    if item.link == "or" and item.kind != "appointment":
        raise UnreadError  # "Mo oder Mi": which of them?
    last = part.drafts[-1] if part.drafts else None
    if item.link == "dash" and (item.kind not in ("time", "part") or last is None or last.is_timed):
        raise UnreadError


def _told_of_all(part: Sentence, item: Item) -> bool:
    """Take what is said of the whole sentence."""
    if item.kind == "label":
        part.label = item.text
    elif item.kind == "in_month":
        part.is_in_month = True
    elif item.kind == "off" and any(word in item.text.lower() for word in ("geschlossen", "closed")):
        part.off += item.off
        if item.link in ("und", "comma") and item.text.lower().startswith("feiertag"):
            _close_with_holidays(part.drafts)
    else:
        return False
    return True


def _take(part: Sentence, item: Item, following: Item | None, waiting: list[Item]) -> list[Item]:
    """Take days, times and what belongs to them; returns what waits for days to come."""
    last = part.drafts[-1] if part.drafts else None
    is_before = item.link in ("comma", "und") and following is not None and following.kind == "days"
    if item.kind == "days":
        return _begin(part, item, waiting)
    if item.kind in ("time", "part"):
        return _timed(part, item, waiting)
    if item.kind == "closed":
        _close(last)
    elif item.kind == "appointment":
        return _agree(part, item, following, waiting)
    elif last is None or is_before:
        return [*waiting, item]
    else:
        last.after.append(item)
    return waiting


def _begin(part: Sentence, days: Item, waiting: list[Item]) -> list[Item]:
    """Begin a new line of days, or add them to the times before them ("10-12 Uhr montags")."""
    last = part.drafts[-1] if part.drafts else None
    if last and not last.days and len(part.drafts) == 1 and not waiting:
        if days.link not in ("", "comma"):
            raise UnreadError
        last.days, last.is_times_first = days, True
        return []
    if last and not (last.is_timed or last.agreed or last.is_closed or last.after):
        raise UnreadError
    if last and last.is_times_first:
        raise UnreadError
    part.drafts.append(Draft(days=days, before=waiting))
    return []


def _timed(part: Sentence, item: Item, waiting: list[Item]) -> list[Item]:
    if not part.drafts:
        part.drafts.append(Draft(before=waiting))
        waiting = []
    last = part.drafts[-1]
    is_sealed = last.is_timed and (last.after or last.is_times_first)
    if not last.is_timed:  # "Mo nach Vereinbarung 9-12 Uhr" speaks of nothing else
        last.between, last.after = last.after, []
        if last.agreed and not item.link:
            last.between.append(Item("appointment", last.agreed))
            last.agreed = ""
    if waiting or is_sealed or last.agreed or last.is_closed:
        raise UnreadError
    if item.kind == "part":
        is_said_after = bool(last.spans) and not item.link
        if is_said_after:
            _agrees(last.spans[-1], item.value)
        else:
            last.parts.append(item)
            last.is_part_open = bool(last.spans)
    elif item.span:
        if last.parts and not (last.spans or item.link in ("", "colon")):
            raise UnreadError  # "vormittags, 14-16 Uhr": two times, one of them without a clock
        if last.parts and (last.is_part_open or not last.spans):
            _agrees(item.span, last.parts[-1].value)
        last.spans.append(item.span)
        last.is_part_open = False
        last.is_all_day = item.value == "all_day"
        last.is_bare = last.is_bare or item.value == "bare"
    return waiting


def _agrees(span: Span, part: str) -> None:
    """Refuse "nachmittags 2-4 Uhr"."""
    first, last = PARTS[part]
    if not first <= span.start_min < last:
        raise UnreadError


def _close(last: Draft | None) -> None:
    if last is None or last.days is None or last.is_timed or last.qualifiers or last.agreed:
        raise UnreadError
    last.is_closed = True


def _close_with_holidays(drafts: Sequence[Draft]) -> None:
    """Close the days before "So und Feiertage geschlossen"."""
    if drafts and not (drafts[-1].is_timed or drafts[-1].agreed or drafts[-1].is_closed):
        _close(drafts[-1])


def _agree(part: Sentence, item: Item, following: Item | None, waiting: list[Item]) -> list[Item]:
    """Say what "nach Vereinbarung" belongs to: to a day instead of a time, to times, or to nothing else."""
    last = part.drafts[-1] if part.drafts else None
    binds, is_further = is_binding(item.text), item.text.lower().split()[0] in _FURTHER
    if last is None and following is not None:
        if following.kind not in ("days", "time", "part") or following.link or is_further:
            raise UnreadError
        return [*waiting, item]
    if last is None:
        part.agreed.append(item.text)
    elif is_further or (last.is_timed and item.link in ("und", "or")):
        if binds:
            raise UnreadError
        part.agreed.append(item.text)
    elif item.link in ("comma", "und", "or") and not (binds and last.is_timed and item.link == "comma"):
        raise UnreadError  # times and appointments, or times by appointment?
    elif last.is_timed:
        last.after.append(item)
    elif last.days and not last.agreed and not last.is_closed:
        last.agreed = item.text
    else:
        raise UnreadError
    return waiting


def _check(part: Sentence) -> None:
    """Refuse what may belong to more than one line of days."""
    drafts = part.drafts
    if len(drafts) > 1 and (drafts[0].before or any(draft.after for draft in drafts)):
        raise UnreadError
    for draft in drafts:
        if len(draft.kinds()) < len(draft.qualifiers) and draft.kinds() & {"weeks", "months", "except_days"}:
            raise UnreadError
        if draft.is_part_open or (len(draft.spans) > 1 and any(i.kind in DOUBTS for i in draft.after)):
            raise UnreadError
        if draft.days is None and (draft.is_bare or "except_days" in draft.kinds()):
            raise UnreadError  # "Treff 6-12": hours, or years of age?
        if [span.start_min for span in draft.spans] != sorted(span.start_min for span in draft.spans):
            raise UnreadError
    has_nth = any(nth for draft in drafts if draft.days for _, nth in draft.days.days)
    if part.is_in_month and not has_nth:
        raise UnreadError


def is_binding(text: str) -> bool:
    """Whether nobody comes without an appointment."""
    return any(word in _ONLY for word in text.lower().split())
