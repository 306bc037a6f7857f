"""What a file is called: the question and the day, so that two files in one folder can be told apart."""

import re
from datetime import date

from geo.offers.filters import CITIES, NOT_STATED, TARGET_GROUPS, TOPICS, OfferFilter
from geo.planning.question import Question

#: So many topics and groups are named; a longer name breaks in mail programs.
_NAMED = 3


def file_name(
    kind: str, question: Question, *, day: date | None, suffix: str, is_scenario: bool = False
) -> str:
    """Return a name of plain letters such as `versorgung-language-walk-30min-2026-11-22.csv`.

    Parameters
    ----------
    kind
        What is inside, "" for the table of cities.
    day
        The day ages were counted to.
    suffix
        The ending, without the dot.
    """
    parts = [
        "versorgung",
        kind,
        *_named(question.topics, "any"),
        *_named(question.target_groups, ""),
        "foreign" if question.people == "foreign" else "",
        question.mode if question.unit == "min" else "way",
        f"{question.threshold:g}{question.unit}",
        "scenario" if is_scenario else "",
        day.isoformat() if day else "",
    ]
    return f"{'-'.join(plain_name(part) for part in parts if part)}.{suffix}"


def offers_file_name(wanted: OfferFilter, *, day: date | None, suffix: str) -> str:
    """Return a name of plain letters such as `angebote-language-Herten-2026-11-26.csv`.

    Parameters
    ----------
    wanted
        The filter; a search text and languages are only hinted at.
    day
        The day of the file.
    suffix
        The ending, without the dot.
    """
    parts = [
        "angebote",
        *(
            name
            for facet in (wanted.topics, wanted.target_groups, wanted.cities)
            for name in _named(facet, "")
        ),
        "filter" if not wanted.without(TOPICS, TARGET_GROUPS, CITIES).is_empty else "",
        day.isoformat() if day else "",
    ]
    return f"{'-'.join(plain_name(part) for part in parts if part)}.{suffix}"


def _named(ids: tuple[str, ...], none: str) -> tuple[str, ...]:
    more = ("etc",) if len(ids) > _NAMED else ()
    return (*(name for name in ids[:_NAMED] if name != NOT_STATED), *more) or (none,)


def plain_name(text: str) -> str:
    """Return a text as a part of the name of a file: plain letters, digits, dots and dashes."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", text)
