"""The answer weighted by what advice counted: shown where a planner chose it, from published quarters alone."""

from geo.errors import DataError
from geo.i18n import Texts
from geo.kim.weighing import weighted
from geo.planning.question import NEEDS
from geo.planning.wording import says_something
from ui.coverage.advice import published_advice
from ui.coverage.shown import Screen
from ui.shared import widgets


def by_needs(texts: Texts, screen: Screen) -> None:
    """Say which share of the published needs lies where an offer is in reach, or why that cannot be said."""
    if screen.before.question.weight != NEEDS:
        return
    advice = published_advice(screen.data)
    if advice is None or not says_something(screen.before):
        widgets.html("note.html", text=texts("coverage.needs_unknown"))
        return
    try:
        found = weighted(screen.before, advice.figures)
    except DataError:
        widgets.html("note.html", text=texts("coverage.needs_unknown"))
        return
    said = texts(
        "coverage.by_needs",
        number=texts.number(found.needs),
        share=texts.percent(found.share.value),
        range=texts.share_range(found.share.low, found.share.high),
    )
    untold = texts("coverage.needs_lacking", cities=texts.listing([*found.untold])) if found.untold else ""
    widgets.html("note.html", text=f"{said} {untold}".strip())
