"""Which offers the filters of hours leave: open now, days of the week, times of day.

Days and times are asked together, for the same hours: who wants Monday and the evening wants Monday evening.
"""

from collections.abc import Callable
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.offers.hours import Clock, HoursTable

Mask = NDArray[np.bool_]

_KEPT = 256  # answers: more than there are choices, many times


class When:
    """The hours of the offers of a frame, read when first asked for; what is open now is kept for its minute.

    Parameters
    ----------
    frame
        The offers.
    further
        Their further addresses (`geo.offers.sites.further_sites`).
    clock
        Tells the moment and the calendar of the district; without it nobody may ask what is open now.
    """

    def __init__(
        self, frame: pd.DataFrame, further: pd.DataFrame | None, clock: Callable[[], Clock] | None = None
    ) -> None:
        self._frame = frame
        self._further = further
        self._clock = clock
        self.planned = lru_cache(maxsize=_KEPT)(self._planned)
        self._at_minute = lru_cache(maxsize=_KEPT)(self._now)

    @property
    def has_clock(self) -> bool:
        """Whether it can be asked what is open now."""
        return self._clock is not None

    @cached_property
    def hours(self) -> HoursTable:
        """The hours themselves."""
        return HoursTable.of(self._frame, self._further)

    def minute(self) -> str:
        """Name the minute that it is: answers about now hold no longer."""
        return f"{self._asked().moment:%Y-%m-%dT%H:%M%z}"

    def now(self, values: tuple[str, ...]) -> Mask:
        """Return which offers are left by the filter of what is open now, in the order of the frame.

        Raises
        ------
        ValueError
            If there is no clock: ignoring the filter would show what nobody asked for.
        """
        return self._at_minute(values, self.minute())

    def _now(self, values: tuple[str, ...], _minute: str) -> Mask:
        return self._in_order(self.hours.chosen_now(values, self._asked()))

    def _planned(self, days: tuple[str, ...], times: tuple[str, ...]) -> Mask:
        """Return which offers are left by the filters of days and times together."""
        return self._in_order(self.hours.chosen(days=days, times=times))

    def _in_order(self, mask: "pd.Series[bool]") -> Mask:
        return mask.reindex(self._frame.index).to_numpy(dtype=bool)

    def _asked(self) -> Clock:
        if self._clock is None:
            msg = "what is open now needs a clock"
            raise ValueError(msg)
        return self._clock()
