"""What would settle a gap, in sentences: the page, slides and city sheets say the same."""

from geo.i18n import Texts
from geo.people.disclosure import LEAST_PEOPLE
from geo.planning.answer import Answer
from geo.planning.narrowing import Fix
from geo.planning.settling import Open, settle_gap, settle_open
from geo.planning.wording import who_words
from geo.reach.interval import OUT_CLASSES


def gap_settling_words(texts: Texts, answer: Answer, rank: int) -> list[str]:
    """Say of a gap how many offers of its city nobody can place, how sure its people are, whose address tells most."""
    return [
        *gap_doubt_words(texts, answer, rank),
        *address_words(texts, answer, settle_gap(answer, rank).addresses),
    ]


def gap_doubt_words(texts: Texts, answer: Answer, rank: int) -> list[str]:
    """Say of a gap how many offers of its city nobody can place, and between which numbers its people lie."""
    found, chance = settle_gap(answer, rank), float(answer.gaps.areas["chance"].loc[rank])
    lines = []
    if found.unknown:
        kind = "almost_surely" if chance >= OUT_CLASSES[-1] else "probably"
        number = texts.number(found.unknown)
        lines.append(texts(f"gap.unknown_{kind}", count=found.unknown, number=number, city=found.city))
    if found.people.high - found.people.low >= LEAST_PEOPLE:
        low, high = (texts.people_about(number) for number in found.people[1:])
        lines.append(texts("gap.range", low=low, high=high, whom=who_words(texts, answer.group)))
    return lines


def address_words(texts: Texts, answer: Answer, addresses: tuple[Fix, ...]) -> list[str]:
    """Say whose address would make a range narrower, and by how much."""
    whom = who_words(texts, answer.group)
    return [
        texts("gap.settle", who=_who(fix), people=texts.people_about(fix.people), whom=whom)
        for fix in addresses
        if fix.people >= LEAST_PEOPLE
    ]


def open_city_words(texts: Texts, answer: Answer) -> list[tuple[str, list[str]]]:
    """Say city by city for how many people nothing can be said, on what it depends, and what would settle it."""
    return [(one.city, _open_words(texts, answer, one)) for one in settle_open(answer)]


def _open_words(texts: Texts, answer: Answer, found: Open) -> list[str]:
    people, whom = texts.people_about(found.people), who_words(texts, answer.group)
    lines = [
        texts("gap.open", count=found.unknown, number=texts.number(found.unknown), people=people, whom=whom)
        if found.unknown
        else texts("gap.open_about", people=people, whom=whom)
    ]
    if found.unknown and found.probable >= LEAST_PEOPLE:
        more = texts.people_about(found.probable)
        lines.append(texts("gap.open_probable", count=found.unknown, people=more, whom=whom))
    return [*lines, *address_words(texts, answer, found.addresses)]


def _who(fix: Fix) -> str:
    title = fix.titles[0] if fix.titles else fix.organization
    more = f" (+{len(fix.titles) - 1})" if len(fix.titles) > 1 else ""
    who = f" ({fix.organization})" if fix.organization and fix.organization != title else ""
    return f"„{title}“{more}{who}"
