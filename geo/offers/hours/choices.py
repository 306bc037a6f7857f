"""Which offers are open now, on a weekday, at a time of day; those that do not say so are a group of their own."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.offers.hours.opening import Clock, OpenState, state_at
from geo.offers.hours.reading import read_hours
from geo.offers.hours.rules import DAY_MIN, SATURDAY, SUNDAY, WEEK, Hours
from geo.offers.hours.week import ABOUT, UNTOLD, Row, week_rows

#: Times of a day from minute to minute; one counts where it holds at least `_LEAST_MIN` of an offer's hours.
TIMES: Mapping[str, tuple[int, int]] = {
    "morning": (5 * 60, 12 * 60),
    "midday": (12 * 60, 14 * 60),
    "afternoon": (14 * 60, 18 * 60),
    "evening": (18 * 60, DAY_MIN),
}
#: Beside them among the choices: Saturday or Sunday at any time, told or not.
WEEKEND = "weekend"
TIME_CHOICES = (*TIMES, WEEKEND)
#: The days of the week, Monday first.
DAY_CHOICES = ("mo", "tu", "we", "th", "fr", "sa", "su")
#: Whether somebody is surely or perhaps there at this moment.
NOW, PERHAPS = "now", "perhaps"
NOW_CHOICES = (NOW, PERHAPS)
#: The choice "the offer does not say", as for other filters.
NOT_STATED = "not_stated"
_LEAST_MIN = 30
_WEEKEND = (SATURDAY, SUNDAY)
#: Where a row has its flags.
_FLAGS_AT = 4

_Mask = npt.NDArray[np.bool_]


class HoursTable:
    """The hours of many offers, read once for each text.

    Parameters
    ----------
    offers
        Index `offer_id`, column `schedule`; an offer may have several rows, one for each address, and fits where one of
        them does.
    """

    def __init__(self, offers: pd.DataFrame) -> None:
        codes, texts = pd.factorize(offers["schedule"])
        self._text_of_row = codes
        self._hours: list[Hours | None] = [read_hours(str(text)) for text in texts]
        self._offer_of_row, self.ids = pd.factorize(offers.index)

    @classmethod
    def of(cls, offers: pd.DataFrame, further: pd.DataFrame | None = None) -> Self:
        """Read offers with a column `schedule`, and their further addresses, whose hours are their own."""
        told = [frame["schedule"] for frame in (offers, further) if frame is not None and len(frame)]
        return cls(pd.concat(told or [offers["schedule"]]).to_frame())

    def open_now(self, clock: Clock) -> pd.Series:
        """Whether somebody is surely there now."""
        return self._series(self._in_state(clock, OpenState.OPEN))

    def perhaps_open_now(self, clock: Clock) -> pd.Series:
        """Whether somebody may be there now, and nobody surely is: asking first helps."""
        perhaps = self._of_offers(self._in_state(clock, OpenState.PERHAPS))
        return pd.Series(perhaps & ~self.open_now(clock).to_numpy(), self.ids)

    @cached_property
    def days_not_stated(self) -> pd.Series:
        """Whether an offer tells no weekday that can be read."""
        return ~self._series(np.any(self._cube[:, :WEEK], axis=(1, 2)))

    @cached_property
    def times_not_stated(self) -> pd.Series:
        """Whether an offer tells no time of day that can be read."""
        return ~self._series(np.any(self._cube[:, :, : len(TIMES)], axis=(1, 2)))

    def fitting(self, *, days: Sequence[int] = (), times: Sequence[str] = ()) -> pd.Series:
        """Whether an offer has hours on one of the days at one of the times: both hold for the same hours.

        Parameters
        ----------
        days
            Weekdays from Monday, 0; without any each one.
        times
            Of `TIME_CHOICES`; without any each one.
        """
        wanted = list(days) or range(WEEK + 1)
        mask = np.zeros(len(self._hours), dtype=bool)
        chosen = [number for number, name in enumerate(TIMES) if name in times]
        if chosen or not times:
            at = self._cube[:, list(wanted)]
            mask |= at[:, :, chosen].any((1, 2)) if times else at.any((1, 2))
        if WEEKEND in times:
            mask |= self._cube[:, [day for day in _WEEKEND if day in wanted]].any((1, 2))
        return self._series(mask)

    def chosen(self, *, days: Sequence[str] = (), times: Sequence[str] = ()) -> pd.Series:
        """Whether an offer is left by the choices of two filters; each may hold `NOT_STATED`.

        Parameters
        ----------
        days
            Of `DAY_CHOICES`.
        times
            Of `TIME_CHOICES`.
        """
        numbers = [DAY_CHOICES.index(day) for day in days if day != NOT_STATED]
        names = [name for name in times if name != NOT_STATED]
        mask = pd.Series(data=False, index=self.ids)
        if (numbers or not days) and (names or not times):
            mask |= self.fitting(days=numbers, times=names) if days or times else True
        if NOT_STATED in days and (names or not times):
            mask |= self.days_not_stated & (self.fitting(times=names) if names else True)
        if NOT_STATED in times and (numbers or not days):
            mask |= self.times_not_stated & (self.fitting(days=numbers) if numbers else True)
        if NOT_STATED in days and NOT_STATED in times:
            mask |= self.days_not_stated & self.times_not_stated
        return mask

    def chosen_now(self, values: Sequence[str], clock: Clock) -> pd.Series:
        """Whether an offer is left by the filter of this moment: `NOW_CHOICES` and `NOT_STATED`."""
        mask = pd.Series(data=False, index=self.ids)
        if NOW in values:
            mask |= self.open_now(clock)
        if PERHAPS in values:
            mask |= self.perhaps_open_now(clock)
        if NOT_STATED in values:
            mask |= self.days_not_stated
        return mask

    def weeks(self) -> pd.Series:
        """Return the rows of `week.week_rows` of each offer, of all its addresses."""
        rows = [week_rows(hours) if hours else () for hours in self._hours]
        found: list[set[Row]] = [set() for _ in self.ids]
        for offer, text in zip(self._offer_of_row, self._text_of_row, strict=True):
            found[offer].update(rows[text])
        return pd.Series([[list(row) for row in sorted(told)] for told in found], self.ids, dtype=object)

    @property
    def times_of_days(self) -> npt.NDArray[np.bool_]:
        """The times of day of each different text, by weekday; the last day and the last time are those not told."""
        return self._cube

    @cached_property
    def _cube(self) -> npt.NDArray[np.bool_]:
        """Text × weekday (the last: not told) × time of day (the last: not told)."""
        cube = np.zeros((len(self._hours), WEEK + 1, len(TIMES) + 1), dtype=bool)
        for number, hours in enumerate(self._hours):
            for row in week_rows(hours) if hours else ():  # an untold day, -1, is the last
                cube[number, row[0]] |= _times_of(row)
        return cube

    def _in_state(self, clock: Clock, state: OpenState) -> _Mask:
        found = (hours and state_at(hours, clock.moment, clock.calendar) for hours in self._hours)
        dated = (any(rule.days for rule in hours.rules) if hours else False for hours in self._hours)
        return np.array([one == state and has for one, has in zip(found, dated, strict=True)], dtype=bool)

    def _of_offers(self, of_texts: _Mask) -> _Mask:
        mask = np.zeros(len(self.ids), dtype=bool)
        np.logical_or.at(mask, self._offer_of_row, of_texts[self._text_of_row])
        return mask

    def _series(self, of_texts: _Mask) -> pd.Series:
        return pd.Series(self._of_offers(of_texts), self.ids)


def _times_of(row: Row) -> _Mask:
    start, end = row[1], row[2]
    if start == UNTOLD:
        return np.array([*[False] * len(TIMES), True])
    is_about = len(row) > _FLAGS_AT and bool(row[_FLAGS_AT] & ABOUT)
    return np.array([*(_meets(start, end, time, is_about=is_about) for time in TIMES.values()), False])


def _meets(start: int, end: int, time: tuple[int, int], *, is_about: bool) -> bool:
    """Whether hours lie in a time of day long enough to be of use; of a beginning alone whether it does."""
    first, last = time
    if end == UNTOLD:
        return first <= start < last
    if is_about:
        middle = (start + end) / 2
        return first <= middle < last or end - start >= DAY_MIN
    return min(end, last) - max(start, first) >= min(_LEAST_MIN, end - start)
