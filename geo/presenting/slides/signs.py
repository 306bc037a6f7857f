"""The signs of the lights, a shape and a word each (colour alone says nothing to everybody), and what was counted."""

from geo.i18n import Texts
from geo.presenting.scorecard import Light, Scorecard

SIGNS = {Light.GOOD: "▲", Light.FAIR: "●", Light.POOR: "▼", Light.UNKNOWN: "–"}


def light_words(texts: Texts) -> dict[Light, str]:
    """Return the word for each light."""
    return {light: texts(f"scorecard.light_{light}") for light in Light}


def counted_words(texts: Texts, card: Scorecard) -> str:
    """Say which offers the cities are compared by, and how many of those belong to no city."""
    here = texts.number(card.district["offers"])
    return texts("scorecard.counted", count=card.elsewhere, here=here)
