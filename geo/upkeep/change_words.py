"""What changed, in words: a column's name, its value before and after, and the moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from geo.i18n import Texts
from geo.model import Taxonomy
from geo.offers.columns import BY_NAME, OFFER_COLUMNS
from geo.offers.course_runs import RUNS
from geo.offers.value_wording import SITES, value_words
from geo.store import Change

#: What a change of a point is told by; its other columns are for programs.
POINT = ("precision", "lon", "lat")
_NAMES = (*(spec.name for spec in OFFER_COLUMNS), SITES, RUNS)
#: Those that no column of the schema holds.
_BESIDE = (SITES, RUNS)


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
    found = _lines(before, after, texts=texts, taxonomy=taxonomy)
    return [
        line for line in found if with_internal or line.column in _BESIDE or BY_NAME[line.column].is_public
    ]


def _lines(
    before: Mapping[str, Any], after: Mapping[str, Any], *, texts: Texts, taxonomy: Taxonomy
) -> list[ChangeLine]:
    """Say what differs between two rows, or parts of rows."""
    names = [name for name in _NAMES if (before.get(name) or "") != (after.get(name) or "")]
    return [
        ChangeLine(
            name,
            texts(f"column.{name}"),
            value_words(name, before.get(name), texts=texts, taxonomy=taxonomy),
            value_words(name, after.get(name), texts=texts, taxonomy=taxonomy),
            is_source_text=_is_source_text(name),
        )
        for name in names
        if name != "offer_id"
    ]


def _is_source_text(name: str) -> bool:
    """Whether a value is told in the source's own words."""
    return name != RUNS and (name == SITES or not (BY_NAME[name].is_list or BY_NAME[name].allowed))


def moment_words(moment: datetime, texts: Texts, *, timezone: str) -> str:
    """Write a moment (with its zone) in the district's time."""
    return format_datetime(moment.astimezone(ZoneInfo(timezone)), format="medium", locale=texts.locale)


def _point(values: Mapping[str, Any], texts: Texts) -> str:
    """Say how exactly a place was known, and where that was."""
    words = [texts(f"point.{values['precision']}")] if values.get("precision") else []
    if values.get("lon") is not None and values.get("lat") is not None:
        words.append(f"{values['lat']:.5f}, {values['lon']:.5f}")
    return " · ".join(words)
