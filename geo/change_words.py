"""What changed, in words: a column's name, its value before and after, and the moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from geo.i18n import Texts
from geo.model import Taxonomy
from geo.offer_form import items_of
from geo.schema import BY_NAME, OFFER_COLUMNS
from geo.store import Change

SITES = "sites"
#: What a change of a point is told by; its other columns are for programs.
POINT = ("precision", "lon", "lat")
NAMES = (*(spec.name for spec in OFFER_COLUMNS), SITES)
_FLAGS = ("is_protected", "is_administration_address")
_DATES = ("assured_date", "page_date")


@dataclass(frozen=True)
class ChangeLine:
    """One thing that changed; an empty text means that there was, or is, nothing."""

    column: str
    heading: str
    before: str
    after: str
    is_source_text: bool = False


def change_lines(
    change: Change, *, texts: Texts, taxonomy: Taxonomy, with_internal: bool = False
) -> list[ChangeLine]:
    """Say what a change did, column by column in the order of the schema.

    A new or removed offer is told by what it holds, leaving out what is empty. Columns that visitors do not see are
    told `with_internal` alone.
    """
    before, after = change.before or {}, change.after or {}
    if change.location_id:
        return [ChangeLine("point", texts("column.point"), _point(before, texts), _point(after, texts))]
    found = lines(before, after, texts=texts, taxonomy=taxonomy)
    return [line for line in found if with_internal or line.column == SITES or BY_NAME[line.column].is_public]


def lines(
    before: Mapping[str, Any], after: Mapping[str, Any], *, texts: Texts, taxonomy: Taxonomy
) -> list[ChangeLine]:
    """Say what differs between two rows, or parts of rows."""
    names = [name for name in NAMES if (before.get(name) or "") != (after.get(name) or "")]
    return [
        ChangeLine(
            name,
            texts(f"column.{name}"),
            value_words(name, before.get(name), texts=texts, taxonomy=taxonomy),
            value_words(name, after.get(name), texts=texts, taxonomy=taxonomy),
            is_source_text=name == SITES or not (BY_NAME[name].is_list or BY_NAME[name].allowed),
        )
        for name in names
        if name != "offer_id"
    ]


def value_words(column: str, value: Any, *, texts: Texts, taxonomy: Taxonomy) -> str:
    """Say the value of a column as the page says it; "" where it is unknown."""
    if column == SITES:
        return sites_words(value or ())
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


def moment_words(moment: datetime, texts: Texts, *, timezone: str) -> str:
    """Write a moment (with its zone) in the district's time."""
    return format_datetime(moment.astimezone(ZoneInfo(timezone)), format="medium", locale=texts.locale)


def _is_date(text: str) -> bool:
    return all(part.isdigit() for part in text.split("-"))


def sites_words(sites: Iterable[Mapping[str, str]]) -> str:
    """Say further addresses one after the other, each with its opening hours."""
    return " · ".join(_site_words(site) for site in sites)


def _site_words(site: Mapping[str, str]) -> str:
    street = f"{site.get('street', '')} {site.get('house_number', '')}".strip()
    area = f"{site.get('postal_code', '')} {site.get('city', '')}".strip()
    return ", ".join(part for part in (street, area, site.get("schedule", "")) if part)


def _point(values: Mapping[str, Any], texts: Texts) -> str:
    """Say how exactly a place was known, and where that was."""
    words = [texts(f"point.{values['precision']}")] if values.get("precision") else []
    if values.get("lon") is not None and values.get("lat") is not None:
        words.append(f"{values['lat']:.5f}, {values['lon']:.5f}")
    return " · ".join(words)
