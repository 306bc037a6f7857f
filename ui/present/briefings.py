"""What slides, reports and the page "Present" share: the figures of a deck, gathered once and kept for a while."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from geo.i18n import Texts
from geo.kim.public import public_advice
from geo.links import Hint
from geo.planning.ground import World
from geo.planning.question import Question
from geo.presenting.briefing import Briefing
from geo.presenting.deck import Deck, from_query, to_query
from geo.presenting.slides import Slide, make_slides, slides_of_kind
from ui.shared import address_bar, answers, loading
from ui.shared.answers import without_missing_timetable
from ui.shared.loading import Data

_BRIEFINGS_KEPT = 8
#: Slides with their maps, a quarter of a megabyte each.
_KINDS_KEPT = 64


def deck_of(query: Mapping[str, Sequence[str]], data: Data) -> tuple[Deck, list[Hint]]:
    """Read a deck from the keys and values of an address."""
    known, hints = without_missing_timetable(query, data)
    deck, more = from_query(known, taxonomy=data.taxonomy, languages=loading.languages())
    hints = [*hints, *more]
    if deck.since > data.settings.district.today().isoformat():
        hints.append(Hint("since", (deck.since,)))
        deck = replace(deck, since="")  # of what is to come nothing can be told
    return deck, hints


def query_of(deck: Deck) -> dict[str, list[str]]:
    """Write a deck as the keys and values of an address."""
    return to_query(deck, default_language=address_bar.home_language())


def link_of(deck: Deck) -> dict[str, list[str]]:
    """Write a deck as an address that opens in its own language, whatever the browser of the reader speaks."""
    return to_query(deck, default_language="")


def briefing_for(data: Data, question: Question, since: str = "") -> Briefing:
    """Gather the figures for a question, or hand out those gathered before.

    Parameters
    ----------
    since
        ISO date to tell changes since, "" for none.
    """
    return _briefing(data, question, since, answers.world_of(data))


@lru_cache(maxsize=_BRIEFINGS_KEPT)
def _briefing(data: Data, question: Question, since: str, world: World) -> Briefing:
    return Briefing.gather(
        question,
        world,
        data.settings,
        data.taxonomy,
        sources=data.sources,
        today=data.settings.district.today(),
        changes=loading.changes_since(since) if since else None,
        advice=public_advice(loading.store(), data.settings.district, today=data.settings.district.today()),
    )


def slides_of(data: Data, deck: Deck, texts: Texts) -> list[Slide]:
    """Return the slides of a deck; thumbnails, projector and files share what was drawn, whatever words are changed."""
    briefing = briefing_for(data, deck.question, deck.since)
    return make_slides(
        deck, briefing, texts, made=lambda kind: _of_kind(briefing, kind, deck.aspect, deck.language)
    )


@lru_cache(maxsize=_KINDS_KEPT)
def _of_kind(briefing: Briefing, kind: str, aspect: str, language: str) -> tuple[Slide, ...]:
    return tuple(slides_of_kind(kind, briefing, loading.texts_for(language).whole, aspect=aspect))
