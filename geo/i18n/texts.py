"""Texts by key and language; numbers, dates and distances in the reader's form.

The message id is a key such as `find.title`; the text of every language, German included, stands in its catalogue in
`locale/`. A catalogue made for residents lacks what only staff read: that is said in the language it names.
"""

import math
from datetime import date, time
from pathlib import Path

from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from geo.i18n.catalogues import Catalogue, locale_of, read_catalogue
from geo.settings import LOCALE_FOLDER

#: Numbers among which every plural category of every language occurs.
_PLURAL_SAMPLES = (*range(201), 1_000_000)
#: Decimals of people in files: more would pretend that modelled cells are exact.
PEOPLE_DECIMALS = 1
#: Shares are told in whole per cent; one nearer to none or all than half of it is said to be nearly so.
_LEAST_SHARE = 0.01
_NONE, _ALL = "none", "all"
#: So far from none or all may a sum of floating point numbers be that is none or all.
EXACT = 1e-9
#: From here on kilometres are told, and from there on whole ones: what rounds up to them counts.
METRES_BELOW_M, TENTHS_BELOW_M = 995, 9950
#: What browsers call a language beside its code in our catalogues: Kurmanji, Dari, Moldovan.
ALSO_CALLED = {"kmr": "ku", "prs": "fa", "mo": "ro"}
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "yi"})


class Texts:
    """The catalogue of one language together with its way to write numbers and dates."""

    def __init__(self, catalogue: Catalogue, fallback: "Texts | None" = None) -> None:
        self.language = catalogue.language
        self.locale = locale_of(catalogue.language)
        self.keys = catalogue.keys
        self.is_machine_made = catalogue.is_machine_made
        self._residents = catalogue.residents
        self._translations = catalogue.translations
        self._fallback = fallback

    @property
    def whole(self) -> "Texts":
        """The texts of a page that only staff read: these, or where they are made for residents those behind them."""
        return self._fallback or self

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return "rtl" if self.language in _RIGHT_TO_LEFT else "ltr"

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text of `key` with `{name}` fields filled in; `count` picks the plural form.

        Raises
        ------
        KeyError
            If the catalogue lacks the key: a missing text is a bug, never a silent English word.
        """
        if (other := self._instead(key)) is not None:
            return other(key, **values)
        if isinstance(values.get("count"), int):
            text = self._translations.ngettext(key, key, values["count"])  # type: ignore[arg-type]
            values = {**values, "count": self.number(values["count"])}  # type: ignore[arg-type]
            if text == key:
                text = self._translations.gettext(key)
        else:
            text = self._translations.gettext(key)
        return text.format(**values) if values else text

    def forms(self, key: str) -> dict[str, str]:
        """Return the text of `key` with its fields unfilled, by plural category as CLDR names them.

        A text without plural has the form `other` alone; a form that a language lacks is that of `other`.
        """
        if (other := self._instead(key)) is not None:
            return other.forms(key)
        if self._translations.ngettext(key, key, 1) == key:
            return {"other": self._translations.gettext(key)}
        samples = {self.locale.plural_form(n): n for n in reversed(_PLURAL_SAMPLES)}
        return {category: self._translations.ngettext(key, key, n) for category, n in samples.items()}

    def _instead(self, key: str) -> "Texts | None":
        """Return the texts that say a key which this catalogue may lack; None where it has it."""
        if key in self.keys:
            return None
        if self._fallback is None or not self._residents.may_lack(key):
            msg = f"locale/{self.language}.po lacks {key!r}"
            raise KeyError(msg)
        return self._fallback

    def number(self, value: float, *, digits: int = 0, is_fixed: bool = False) -> str:
        """Write a number with the reader's separators and at most `digits` decimals, exactly so many if `is_fixed`."""
        pattern = "#,##0" + ("." + ("0" if is_fixed else "#") * digits if digits else "")
        return format_decimal(value, format=pattern, locale=self.locale)

    def people(self, value: float) -> str:
        """Write a number of people as whole persons, the same wherever it is told."""
        return self.number(whole_people(value))

    def people_about(self, value: float) -> str:
        """Write an estimated number of people: two digits that count, the others are zeros."""
        whole = whole_people(value)
        step = 10 ** max(len(str(abs(whole))) - _DIGITS_OF_ESTIMATES, 0)
        return self.number(int(whole / step + 0.5) * step)

    def of_hundred(self, share: float) -> str:
        """Write a share of 0…1 as so many of 100; never 0 or 100 for what is only nearly none or all."""
        end = _nearly(share)
        if end == _NONE:
            return self("unit.under", value=self.number(1))
        return self("unit.over", value=self.number(99)) if end == _ALL else self.number(round(100 * share))

    def percent(self, share: float) -> str:
        """Write a share of 0…1 as per cent; never 0 or 100 for what is only nearly none or all."""
        end = _nearly(share)
        if end == _NONE:
            return self("unit.under", value=format_percent(_LEAST_SHARE, locale=self.locale))
        if end == _ALL:
            return self("unit.over", value=format_percent(1 - _LEAST_SHARE, locale=self.locale))
        return format_percent(share, locale=self.locale)

    def share_range(self, low: float, high: float) -> str:
        """Write two shares of 0…1 as one range: 41–100 %, 41 % – über 99 %."""
        if _nearly(low) or _nearly(high):
            ends = dict.fromkeys((self.percent(low), self.percent(high)))
            return " – ".join(ends)
        return self("unit.range", low=self.number(round(low * 100)), high=self.percent(high))

    def number_range(self, low: float, high: float) -> str:
        """Write two numbers as one range with one decimal each: 0,5–2,0."""
        return self(
            "unit.range",
            low=self.number(low, digits=1, is_fixed=True),
            high=self.number(high, digits=1, is_fixed=True),
        )

    def percent_precise(self, share: float) -> str:
        """Write a small share with up to two decimals."""
        return format_percent(share, format="#,##0.##\u00a0%", locale=self.locale)

    def day(self, value: date, *, is_short: bool = False) -> str:
        """Write a date without its year: 12. Januar, or shortly 3. Dez."""
        return format_skeleton("MMMd" if is_short else "MMMMd", value, locale=self.locale)

    def date(self, value: date) -> str:
        """Write a whole date: 7. Dezember 2021."""
        return format_date(value, format="long", locale=self.locale)

    def euros(self, value: float) -> str:
        """Write a price in euros: 120,50 €."""
        return format_currency(value, "EUR", locale=self.locale)

    def clock(self, value: time) -> str:
        """Write a time of day, whole hours shortly: 16, 9:30; 4 PM, 9:30 AM."""
        has_halves = bool(self.halves_of_day())
        hour, minute = ("h", "h:mm") if has_halves else ("H", "H:mm")
        pattern = (minute if value.minute else hour) + (" a" if has_halves else "")
        return format_time(value, pattern, locale=self.locale)

    def halves_of_day(self) -> list[str]:
        """Return what a clock calls the two halves of a day (AM, PM); nothing where it counts to 24."""
        names = self.locale.day_periods["format"]["abbreviated"]
        return [str(names["am"]), str(names["pm"])] if "a" in str(self.locale.time_formats["short"]) else []

    def partial_date(self, iso: str) -> str:
        """Write `2021`, `2021-12` or `2021-12-07` as precisely as it is known; empty stays empty."""
        parts = [int(part) for part in iso.split("-")] if iso else []
        if len(parts) == 3:
            return self.date(date(*parts))
        if len(parts) == 2:
            return format_skeleton("yMMMM", date(parts[0], parts[1], 1), locale=self.locale)
        return iso

    def distance(self, metres: float) -> str:
        """Write a distance: 300 m, 1,2 km."""
        if metres < METRES_BELOW_M:
            return self("unit.m", value=self.number(max(10, round(metres, -1))))
        return self("unit.km", value=self.number(metres / 1000, digits=1 if metres < TENTHS_BELOW_M else 0))

    def minutes(self, minutes: float) -> str:
        """Write a duration in whole minutes, at least one."""
        return self("unit.min", value=self.number(max(1, round(minutes))))

    def listing(self, items: list[str]) -> str:
        """Join words as the language does: a, b und c."""
        return str(format_list(items, locale=self.locale)) if items else ""

    def alternatives(self, items: list[str]) -> str:
        """Join words of which one is enough: a, b oder c."""
        return str(format_list(items, style="or", locale=self.locale)) if items else ""

    def weekday(self, number: int) -> str:
        """Name a day of the week, Monday is 0."""
        return str(self.locale.days["stand-alone"]["wide"][number])

    def language_name(self, code: str) -> str:
        """Name a language in the reader's language, else in the one fallen back to; unknown codes stay as they are."""
        name = self.locale.languages.get(code)
        if name is None and self._fallback is not None:
            return self._fallback.language_name(code)
        return str(name or code)


def sentence(text: str) -> str:
    """Return a text with a large letter at its beginning, as a sentence has one."""
    return text[:1].upper() + text[1:]


#: More digits would say that an estimate is counted.
_DIGITS_OF_ESTIMATES = 2


def _nearly(share: float) -> str:
    """Return the end, none or all, that a share would be rounded to without being it; "" for other shares."""
    if EXACT < share <= _LEAST_SHARE / 2 + EXACT:
        return _NONE
    return _ALL if 1 - _LEAST_SHARE / 2 - EXACT <= share < 1 - EXACT else ""


def whole_people(value: float) -> int:
    """Return whole persons, half upwards.

    Files tell people with one decimal; a reader of a file and one of the page shall come to the same number, so the
    decimal is rounded first everywhere.
    """
    told = round(value, PEOPLE_DECIMALS)
    return int(math.copysign(math.floor(abs(told) + 0.5), told))


def load_texts(language: str, *, folder: Path = LOCALE_FOLDER) -> Texts:
    """Read the catalogue of a language.

    Raises
    ------
    SettingsError
        If there is no catalogue for the language or for the one it falls back to, or one does not parse.
    """
    catalogue = read_catalogue(language, folder)
    fallback = load_texts(catalogue.falls_back, folder=folder) if catalogue.falls_back else None
    return Texts(catalogue, fallback)
