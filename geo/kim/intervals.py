"""How sure a share is that was counted of few: Wilson's interval, also where only ranges of the counts are known."""

import math
from dataclasses import dataclass

#: The normal quantile of 95 of 100.
_Z = 1.959963984540054


@dataclass(frozen=True)
class Share:
    """A share with its interval; `low` and `high` from 0 to 1."""

    low: float
    high: float


def wilson(part: float, whole: float) -> Share:
    """Return the 95 % interval of a share by Wilson (1927).

    Parameters
    ----------
    part, whole
        So many of so many; `whole` may be 0: then nothing is known.

    Returns
    -------
    Share
        `(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)`.
    """
    if whole <= 0:
        return Share(0.0, 1.0)
    share, square = part / whole, _Z * _Z
    middle = share + square / (2 * whole)
    half = _Z * math.sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    scale = 1 + square / whole
    return Share(max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale))


def wilson_of_ranges(part: tuple[int, int], others: tuple[int, int]) -> Share:
    """Return the interval that holds Wilson's for every pair of counts within their ranges.

    Parameters
    ----------
    part, others
        The least and most that were counted of what is asked for, and of all else.
    """
    return Share(wilson(part[0], part[0] + others[1]).low, wilson(part[1], part[1] + others[0]).high)


def differs(one: Share, other: Share) -> bool:
    """Whether two intervals have nothing in common: a difference that chance hardly makes."""
    return one.high < other.low or other.high < one.low
