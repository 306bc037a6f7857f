"""The signs of the lights: a shape and a word each, because colour alone says nothing to everybody."""

from geo.i18n import Texts
from geo.scorecard import Light

SIGNS = {Light.GOOD: "▲", Light.FAIR: "●", Light.POOR: "▼", Light.UNKNOWN: "–"}


def light_words(texts: Texts) -> dict[Light, str]:
    """Return the word for each light."""
    return {light: texts(f"scorecard.light_{light}") for light in Light}
