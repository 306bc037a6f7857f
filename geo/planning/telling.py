"""All that is told of an answer in JSON and run files: its figures, and what is odd about its data."""

from typing import Any

from geo.district.sources import DataSources
from geo.i18n import Texts
from geo.planning.answer import Answer
from geo.planning.doubts import OUTSIDE, doubt_figures, doubt_words
from geo.planning.figures import figures


def told_figures(answer: Answer, sources: DataSources, texts: Texts) -> dict[str, Any]:
    """Return the figures of an answer with its doubts (`doubts` as values, `notes` in words), ready for JSON.

    Parameters
    ----------
    sources
        Where the data comes from.
    texts
        For the names of places and the notes.
    """
    found = figures(answer, sources, texts)
    odd = doubt_figures(answer)
    outside = sum(int(doubt["count"]) for doubt in odd if doubt["kind"] in OUTSIDE)
    return found | {
        "offers": found["offers"] | {"outside": outside},
        "doubts": odd,
        "notes": [*doubt_words(texts, answer), *found["notes"]],
    }
