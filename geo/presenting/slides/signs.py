"""The signs of the lights, a shape and a word each (colour alone says nothing to everybody), and what was counted."""

import math
from collections.abc import Callable

from geo.i18n import Texts
from geo.places.naming import PlaceName
from geo.planning.figures import place_name
from geo.presenting.scorecard import Light, Scorecard

SIGNS = {Light.GOOD: "▲", Light.FAIR: "●", Light.POOR: "▼", Light.UNKNOWN: "–"}


def light_words(texts: Texts) -> dict[Light, str]:
    """Return the word for each light."""
    return {light: texts(f"scorecard.light_{light}") for light in Light}


def counted_words(texts: Texts, card: Scorecard) -> str:
    """Say which offers the cities are compared by, and how many of those belong to no city."""
    here = texts.number(card.district["offers"])
    return texts("scorecard.counted", count=card.elsewhere, here=here)


def known(value: float, say: Callable[[float], str]) -> str:
    """Say a figure, "–" where it is not known."""
    return say(value) if math.isfinite(value) else "–"


def place_words(name: PlaceName | None, city: str, texts: Texts, *, own: str = "") -> str:
    """Say a place and its city, the city once."""
    said = own or place_name(name, texts)
    return said if city in said else texts("slide.place", name=said, city=city)
