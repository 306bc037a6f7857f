"""Who answers now: helplines above the list where a question is urgent, and with offers whose address is protected."""

from collections.abc import Iterable, Sequence

from geo.i18n import Texts
from geo.offers.search.index import Answer
from geo.offers.urgent import (
    LEAVE_NEEDS,
    LEAVE_TO,
    PROTECTED_NEEDS,
    HelplineWords,
    helpline_words,
    helplines_for,
    urgent_needs,
)
from ui.shared import widgets
from ui.shared.loading import Data


def show(texts: Texts, data: Data, answer: Answer | None) -> None:
    """Show the helplines that a question asks for, if any."""
    needs = needs_of(answer)
    _box(texts, data, needs, title=texts("helpline.title"), heading="h2")


def for_protected(texts: Texts, data: Data) -> None:
    """Show who answers where an offer keeps its address to itself."""
    _box(texts, data, PROTECTED_NEEDS, title=texts("helpline.protected"), heading="h3")


def needs_of(answer: Answer | None) -> tuple[str, ...]:
    """Return what a question needs at once."""
    return urgent_needs(answer.reading.flags) if answer is not None else ()


def lines(texts: Texts, data: Data, needs: Iterable[str]) -> list[HelplineWords]:
    """Return the helplines for some needs in the visitor's words."""
    found = helplines_for(data.helplines, tuple(needs), language=texts.language)
    return [helpline_words(one, texts) for one in found]


def _box(texts: Texts, data: Data, needs: Sequence[str], *, title: str, heading: str) -> None:
    told = lines(texts, data, needs)
    if told:
        leave = LEAVE_TO if not LEAVE_NEEDS.isdisjoint(needs) else ""
        widgets.html("find/helplines.html", title=title, heading=heading, lines=told, leave=leave, t=texts)
