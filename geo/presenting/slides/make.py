"""From a briefing to its slides: every number comes from the same answers as the page "Coverage"."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from geo.i18n import Texts
from geo.presenting.briefing import Briefing
from geo.presenting.deck import NARROW, WIDE, Deck
from geo.presenting.slides import advice, changes, cities, closing, gaps, opening, sites
from geo.presenting.slides.values import Picture, Slide

#: A narrow slide has room for so many gaps beside their map.
_GAPS_ON_NARROW = 3

Make = Callable[[Briefing, Texts], Iterator[Slide]]


def make_slides(
    deck: Deck,
    briefing: Briefing,
    texts: Texts,
    *,
    pictures: Mapping[str, Picture] | None = None,
    made: Callable[[str], Iterable[Slide]] | None = None,
) -> list[Slide]:
    """Return the slides of a deck in its order; a kind that asks topic by topic gives one slide a topic.

    An own sentence of a kind stands on the first slide of it, one of a single slide (`gaps-work`) on that.

    Parameters
    ----------
    pictures
        Pictures of one's own by the kind or name of the slide; they stand instead of the one it has.
    made
        Returns the slides of a kind, for who keeps them; by default they are made (`slides_of_kind`).
    """
    found: list[Slide] = []
    for kind in deck.slides:
        of_kind = made(kind) if made else slides_of_kind(kind, briefing, texts, aspect=deck.aspect)
        for number, slide in enumerate(of_kind):
            names = (slide.name, kind) if number == 0 else (slide.name,)
            own = next(filter(None, map(deck.sentence, names)), "")
            picture = next((pictures[name] for name in names if name in pictures), None) if pictures else None
            found.append(
                replace(
                    slide,
                    title=deck.title if kind == "title" and deck.title else slide.title,
                    own=own,
                    picture=picture or slide.picture,
                    credit=slide.credit or slide.source,
                    notes=_notes(slide, texts),
                )
            )
    return found


def slides_of_kind(kind: str, briefing: Briefing, texts: Texts, *, aspect: str = WIDE) -> Iterator[Slide]:
    """Make the slides of a kind, without words of one's own."""
    if kind == "gaps" and aspect == NARROW:
        return gaps.gaps(briefing, texts, most=_GAPS_ON_NARROW)
    return _MAKERS[kind](briefing, texts)


def _notes(slide: Slide, texts: Texts) -> tuple[str, ...]:
    """Say in plain words how what is shown came about, and where from; who presents reads it."""
    return tuple(filter(None, (texts(f"slide.notes_{slide.kind}"), *slide.notes, slide.source)))


_MAKERS: dict[str, Make] = {
    "title": opening.title,
    "map": opening.on_the_map,
    "cities": cities.cities,
    "gaps": gaps.gaps,
    "sites": sites.sites,
    "advice": advice.advice,
    "breaking": advice.breaking,
    "decisions": advice.decisions,
    "changes": changes.changes,
    "quality": closing.quality,
    "method": closing.method,
}
