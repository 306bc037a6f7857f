"""The values of an offer's columns in words, as forms and histories show them."""

from collections.abc import Iterable, Mapping
from typing import Any

from geo.i18n import Texts
from geo.model import Taxonomy
from geo.offers.columns import BY_NAME
from geo.offers.course_runs import RUNS, CourseRun
from geo.offers.filters import DAYS, NOT_STATED, TIMES
from geo.offers.hours import DAY_CHOICES
from geo.offers.run_wording import run_words
from geo.tables import items_of

SITES = "sites"
_FLAGS = ("is_protected", "is_administration_address")
_DATES = ("assured_date", "page_date")


def value_words(column: str, value: Any, *, texts: Texts, taxonomy: Taxonomy) -> str:
    """Say the value of a column as the page says it; "" where it is unknown."""
    if column == SITES:
        return sites_words(value or ())
    if column == RUNS:
        return runs_words([CourseRun(**run) for run in value or ()], texts)
    if not value:
        return ""
    if BY_NAME[column].is_list:
        return texts.listing([item_words(column, item, texts, taxonomy) for item in items_of(value)])
    if BY_NAME[column].allowed:
        return choice_words(column, value, texts)
    return texts.partial_date(value) if column in _DATES and _is_date(value) else str(value)


def item_words(column: str, item: str, texts: Texts, taxonomy: Taxonomy) -> str:
    """Say one item of a list; what the taxonomy does not know stays as it is."""
    if column == "languages":
        return texts.language_name(item)
    known = taxonomy.topics if column == "topics" else taxonomy.target_groups
    return known[item].labels[texts.language] if item in known else item


def choice_words(column: str, value: str, texts: Texts) -> str:
    """Say one of the allowed values of a column."""
    if value not in BY_NAME[column].allowed:
        return value
    if column in _FLAGS:
        return texts(f"choice.{value}")
    return texts(f"choice.{column}_{value or 'unknown'}")


def hours_words(facet: str, value: str, texts: Texts) -> str:
    """Say a choice of the filters of hours (`geo.offers.filters.HOURS_CHOICES`)."""
    if value == NOT_STATED:
        return texts("filter.not_stated")
    if facet == DAYS:
        return texts.weekday(DAY_CHOICES.index(value))
    return texts(f"meaning.time_{value}") if facet == TIMES else texts(f"filter.{value}")


def _is_date(text: str) -> bool:
    return all(part.isdigit() for part in text.split("-"))


def sites_words(sites: Iterable[Mapping[str, str]]) -> str:
    """Say further addresses one after the other, each with its opening hours."""
    return " · ".join(_site_words(site) for site in sites)


def runs_words(runs: Iterable[CourseRun], texts: Texts) -> str:
    """Say dated runs one after the other, as they were written down."""
    told = (run_words(run, texts, today=None) for run in runs)
    return " | ".join("; ".join((words.what, *words.notes)) for words in told)


def _site_words(site: Mapping[str, str]) -> str:
    street = f"{site.get('street', '')} {site.get('house_number', '')}".strip()
    area = f"{site.get('postal_code', '')} {site.get('city', '')}".strip()
    return ", ".join(part for part in (street, area, site.get("schedule", "")) if part)
