"""Written times become rules: "Mo und Do 9-12 und 14-18 Uhr" → Monday and Thursday, 9 to 12 and 14 to 18.

A text is read wholly or not at all: where a word, or what it belongs to, is not sure, it gives nothing.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations, groupby
from typing import TypeVar

from geo.offers.hours.lexing import Token, UnreadError, tokens_of
from geo.offers.hours.rules import DAY_MIN, EVERY, MONTHS, PUBLIC, WEEK, Hours, Rule
from geo.offers.hours.sentence import DOUBTS, Draft, Sentence, is_binding, read_sentence

#: Names of the times as such, which say nothing of the offer.
_GENERIC = ("sprechstunde", "sprechstunden", "offene sprechstunde", "offene sprechstunden")
_Value = TypeVar("_Value", bound=Hashable)


@lru_cache(maxsize=16_384)
def read_hours(text: str) -> Hours | None:
    """Read the times of an offer as written, None where they are not wholly and surely understood.

    Parameters
    ----------
    text
        In German or English, as the column `schedule` states it.
    """
    try:
        return _hours([read_sentence(tokens) for tokens in _sentences(tokens_of(text))])
    except UnreadError:
        return None


def _sentences(tokens: Sequence[Token]) -> list[list[Token]]:
    """Cut at semicolons, full stops and ends of lines."""
    return [list(found) for is_end, found in groupby(tokens, key=lambda t: t.kind == "strong") if not is_end]


# -- the whole text ------------------------------------------------------------------------------------


def _hours(parts: Sequence[Sentence]) -> Hours:
    timed = [part for part in parts if part.open_drafts()]
    _check_text(timed)
    labels = _labels(timed)
    rules = [rule for part, label in zip(timed, labels, strict=True) for rule in _rules(part, label)]
    closed = {
        day for part in parts for draft in part.drafts if draft.is_closed for day in _closed_days(draft)
    }
    rules = [
        replace(rule, days=days) if rule.days else rule
        for rule in rules
        if not rule.days or (days := tuple(day for day in rule.days if day not in closed))
    ]
    rules = _with_appointments(rules, _unique(text for part in parts for text in part.agreed))
    off = {name for part in parts for name in part.off} | _common_off(timed)
    if timed and all(sentence.is_workdays for sentence in timed):
        off.add(PUBLIC)
    hours = Hours(tuple(rules), tuple(sorted(off)))
    _check_hours(hours)
    return hours


def _with_appointments(rules: list[Rule], agreed: Sequence[str]) -> list[Rule]:
    """Add what a sentence of its own says of appointments: "nur mit Termin" holds for every time before it."""
    only = [text for text in agreed if rules and is_binding(text)]
    further = [Rule(doubt=text, is_appointment=True) for text in agreed if text not in only]
    if only and further:
        raise UnreadError
    said = ", ".join(only)
    bound = [replace(r, doubt=", ".join(filter(None, (r.doubt, said))), is_appointment=True) for r in rules]
    return [*(bound if only else rules), *further]


def _check_text(timed: Sequence[Sentence]) -> None:
    """Refuse a condition that may hold for one sentence or for all: before the first, or behind the last."""
    if len(timed) < 2:
        return
    kinds = [{kind for draft in part.open_drafts() for kind in draft.kinds()} for part in timed]
    is_loose = bool(timed[0].open_drafts()[0].before or timed[-1].open_drafts()[-1].after)
    if is_loose and any(one != kinds[0] for one in kinds):
        raise UnreadError


def _labels(timed: Sequence[Sentence]) -> list[str]:
    """Return the name of each sentence; one before the first holds for all, where no other has one."""
    labels = [part.label for part in timed]
    if any(labels) and not all(labels):
        if any(labels[1:]):
            raise UnreadError
        labels = [labels[0]] * len(labels)
    return ["" if label.lower() in _GENERIC else label for label in labels]


def _closed_days(draft: Draft) -> Iterator[int]:
    for day, nth in draft.days.days if draft.days else ():
        if nth:
            raise UnreadError
        yield day


def _common_off(timed: Sequence[Sentence]) -> set[str]:
    """Return the days off that are told behind times; they have to be told of all."""
    told = [
        {name for item in draft.qualifiers for name in item.off}
        for part in timed
        for draft in part.open_drafts()
    ]
    if any(one != told[0] for one in told):
        raise UnreadError
    return told[0] if told else set()


def _rules(part: Sentence, label: str) -> Iterator[Rule]:
    for draft in part.open_drafts():
        rule = _qualified(draft, label)
        days = draft.days.days if draft.days else ()
        if not days:
            yield replace(rule, days=tuple(range(WEEK))) if draft.is_all_day and not rule.doubt else rule
            continue
        dropped = {day for item in draft.qualifiers if item.kind == "except_days" for day, _ in item.days}
        if not dropped <= {day for day, _ in days}:
            raise UnreadError
        kept = [(day, nth) for day, nth in days if day not in dropped]
        for nth in _unique(nth for _, nth in kept):
            chosen = tuple(sorted(day for day, its in kept if its == nth))
            yield _nth_rule(replace(rule, days=chosen), nth, draft, part)
        if draft.days and draft.days.maybe_days:
            doubt = ", ".join(filter(None, (draft.days.text, rule.doubt)))
            yield replace(rule, days=draft.days.maybe_days, doubt=doubt)


def _nth_rule(rule: Rule, nth: tuple[int, ...], draft: Draft, part: Sentence) -> Rule:
    """Say which of the month is meant; "jeden 2. Mittwoch" may also be every second."""
    is_open = draft.days and draft.days.is_every and len(nth) == 1 and nth[0] > 1 and not part.is_in_month
    if not is_open or not draft.days:
        return replace(rule, nth=nth)
    doubt = f"jeden {nth[0]}. {draft.days.text}"
    return replace(rule, doubt=", ".join(filter(None, (doubt, rule.doubt))))


def _qualified(draft: Draft, label: str) -> Rule:
    """Return the rule of a draft without its days."""
    told = {item.kind: item for item in draft.qualifiers}
    doubts = [item.text for item in draft.qualifiers if item.kind in DOUBTS]
    parts = [] if draft.spans else draft.parts
    dropped = told["except_months"].months if "except_months" in told else ()
    months = told["months"].months if "months" in told else ()
    if dropped:
        if months:
            raise UnreadError
        months = tuple(month for month in range(1, MONTHS + 1) if month not in dropped)
    return Rule(
        spans=tuple(sorted(draft.spans, key=lambda span: span.start_min)),
        parts=tuple(part.value for part in parts),
        part_words=" ".join(part.text for part in parts),
        weeks=told["weeks"].value if "weeks" in told else EVERY,
        months=months,
        label=label,
        doubt=", ".join(filter(None, (*doubts, draft.agreed))),
        is_appointment=bool(draft.agreed or "appointment" in told),
    )


def _check_hours(hours: Hours) -> None:
    """Refuse rules that say nothing, and those that contradict each other."""
    rules = hours.rules
    has_times = any(rule.spans for rule in rules)
    for rule in rules:
        is_empty = not (rule.days or rule.spans or rule.parts or rule.is_any_time)
        is_untimed = has_times and rule.days and not (rule.spans or rule.parts or rule.doubt)
        is_dayless = len(rules) > 1 and not rule.days and not rule.is_any_time
        if is_empty or is_untimed or is_dayless or _has_overlap(rule):
            raise UnreadError
    if not rules or any(_contradict(one, other) for one, other in combinations(rules, 2)):
        raise UnreadError


def _has_overlap(rule: Rule) -> bool:
    spans = rule.spans
    return any(one.meets(other) for one, other in combinations(spans, 2)) or any(
        span.end_min is not None and span.end_min > 2 * DAY_MIN for span in spans
    )


def _contradict(one: Rule, other: Rule) -> bool:
    """Whether two rules tell different times of the same day: the second may have been meant to replace the first."""
    if one.label and other.label and one.label != other.label:
        return False
    return one.may_meet(other) and any(a.meets(b) for a in one.spans for b in other.spans)


def _unique(values: Iterable[_Value]) -> list[_Value]:
    return list(dict.fromkeys(values))
