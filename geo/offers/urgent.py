"""What somebody needs at once, and the numbers that answer: shown above any list, and with a protected offer."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from geo.i18n import Texts
from geo.links import dial_link
from geo.model import URGENT_NEEDS, Helpline

#: What is shown with an offer whose address is protected: those are shelters from violence.
PROTECTED_NEEDS = ("violence",)
#: Needs in which somebody may have to leave the page at once, and where to: a page nobody asks about.
LEAVE_NEEDS = frozenset({"violence", "children", "danger"})
LEAVE_TO = "https://www.wetter.com/"
#: Numbers of at most so many digits are emergency numbers: they stay in front whatever language somebody speaks.
EMERGENCY_DIGITS = 3
#: So many languages are named one by one.
MOST_NAMED = 4


@dataclass(frozen=True)
class HelplineWords:
    """A helpline in the visitor's words: `href` dials it, `name` is German, as it answers; blank where not stated.

    `hours` are German where `hours_language` is; `what_language` is that of `what`.
    """

    number: str
    href: str
    name: str
    what: str
    what_language: str
    facts: str
    hours: str
    hours_language: str


def urgent_needs(flags: Iterable[str]) -> tuple[str, ...]:
    """Return what a question needs at once, by the flags of its reading, in the order of `URGENT_NEEDS`."""
    found = {flag.partition(":")[2] or "danger" for flag in flags if flag.partition(":")[0] == "urgent"}
    return tuple(need for need in URGENT_NEEDS if need in found)


def helplines_for(
    helplines: Iterable[Helpline], needs: Sequence[str], *, language: str = ""
) -> list[Helpline]:
    """Return the helplines for some needs: emergency numbers, then those that speak the language, then the others."""
    wanted = set(needs)
    found = [one for one in helplines if not wanted.isdisjoint(one.needs)]
    return sorted(found, key=lambda one: 0 if _is_emergency(one) else 1 if language in one.languages else 2)


def helpline_words(helpline: Helpline, texts: Texts) -> HelplineWords:
    """Say a helpline: whom it is for, when, what it costs, in which languages, and how old the page is."""
    told = helpline.languages
    what, what_language = helpline.what_in(texts.language)
    facts = (
        texts("helpline.always") if helpline.is_always else "",
        texts("fee.free") if helpline.is_free else texts("helpline.not_free"),
        _languages(told, texts) if told else "",
        ""
        if _is_emergency(helpline)
        else texts("as_of.not_confirmed", date=texts.partial_date(helpline.source_date))
        if helpline.source_date
        else texts("as_of.undated"),
    )
    return HelplineWords(
        number=helpline.number,
        href=dial_link(helpline.number),
        name=helpline.name,
        what=what,
        what_language=what_language,
        facts=" · ".join(fact for fact in facts if fact),
        hours=hours_words(helpline, texts),
        hours_language=texts.language if helpline.hours_told.get(texts.language) else "de",
    )


def hours_words(helpline: Helpline, texts: Texts) -> str:
    """Say when a number answers, in German where nobody translated it; "" for always and for unknown."""
    return "" if helpline.is_always else helpline.hours_told.get(texts.language) or helpline.hours


def _languages(told: Sequence[str], texts: Texts) -> str:
    """Name the languages; of many only their number and the visitor's own."""
    if len(told) <= MOST_NAMED:
        return texts(
            "helpline.languages", languages=texts.listing([texts.language_name(one) for one in told])
        )
    if texts.language in told:
        return texts("helpline.many_with", count=len(told), language=texts.language_name(texts.language))
    return texts("helpline.many", count=len(told))


def helpline_record(one: Helpline) -> dict[str, Any]:
    """Return a helpline as JSON tells it to programs."""
    told = asdict(one)
    del told["hours_told"]  # the German hours are told; who translates them anew reads `hours`
    return {**told, "needs": list(one.needs), "languages": list(one.languages)}


def _is_emergency(helpline: Helpline) -> bool:
    return len(helpline.number) <= EMERGENCY_DIGITS and bool(helpline.needs)
