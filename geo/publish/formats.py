"""How a language writes dates and lists, for the languages that browsers do not write themselves."""

from datetime import date
from typing import Any

from babel.dates import format_date, format_skeleton

from geo.i18n import Texts

#: Languages of ours without data in the browsers' `Intl` (Chromium 156, Firefox 150), and one that writes its numbers.
_UNKNOWN_TO_BROWSERS = {"ku": "tr"}
_YEAR, _DAY = 2001, 28


def formats_of(texts: Texts) -> dict[str, Any] | None:
    """Return what `web/publish/texts.js` writes a language with; None where the browser knows it.

    `numbers` names a language whose numbers look the same; `days` and `months` hold a pattern for each month with
    `{day}` and `{year}`, `weekdays` the short names from Monday, `coming` a pattern for each month with `{weekday}` and
    `{day}`, `pair`, `start`, `middle` and `end` those of a list as CLDR has them.
    """
    like = _UNKNOWN_TO_BROWSERS.get(texts.language)
    if like is None:
        return None
    days = [date(_YEAR, month, _DAY) for month in range(1, 13)]
    lists = texts.locale.list_patterns["standard"]
    return {
        "numbers": like,
        "days": [_pattern(format_date(day, format="long", locale=texts.locale)) for day in days],
        "months": [_pattern(format_skeleton("yMMMM", day, locale=texts.locale)) for day in days],
        "weekdays": [_short(date(_YEAR, 1, day), texts) for day in range(1, 8)],  # 2001 began on a Monday
        "coming": [_coming(day, texts) for day in days],
        "pair": lists["2"],
        **{name: lists[name] for name in ("start", "middle", "end")},
    }


def _short(day: date, texts: Texts) -> str:
    return str(format_date(day, "EEE", locale=texts.locale))


def _coming(day: date, texts: Texts) -> str:
    """Write a day as `geo.offers.hours.words` does, with fields for its name and number."""
    told: str = format_skeleton("MMMEd", day, locale=texts.locale)
    return told.replace(_short(day, texts), "{weekday}").replace(str(_DAY), "{day}")


def _pattern(text: str) -> str:
    return text.replace(str(_YEAR), "{year}").replace(str(_DAY), "{day}")
