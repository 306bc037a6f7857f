"""All that is told of an answer in JSON, run files and tables: figures, access in its unit, doubts about its data."""

from typing import Any

from geo.district.sources import DataSources
from geo.i18n import Texts
from geo.planning.access import access_figures, access_unit, city_ends, city_means, told
from geo.planning.answer import Answer
from geo.planning.doubts import OUTSIDE, doubt_figures, doubt_words
from geo.planning.figures import OUTSIDE as NO_CITY
from geo.planning.figures import cities, figures


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
        "access": access_figures(answer),
        "cities": told_cities(answer),
        "equity": found["equity"] | _ends(answer),
        "doubts": odd,
        "notes": [*doubt_words(texts, answer), *found["notes"]],
    }


def told_cities(answer: Answer) -> list[dict[str, Any]]:
    """Return one row a city as `geo.planning.figures.cities`, with the mean of the measure in its unit."""
    means = city_means(answer)
    return [row | {"access": told(means[row["ags"]])} for row in cities(answer)]


def _ends(answer: Answer) -> dict[str, Any]:
    """Return the best and the worst city, as every table of the page names them."""
    ends = city_ends(answer)
    if ends is None:
        return {"best_city": None, "worst_city": None}
    unit = access_unit(answer)
    return {
        f"{which}_city": {
            "ags": ags,
            "name": answer.world.city_names.get(ags, ags) or NO_CITY,
            "mean": told(value),
            "unit": unit,
        }
        for which, ags, value in (
            ("best", ends.best, ends.best_value),
            ("worst", ends.worst, ends.worst_value),
        )
    }
