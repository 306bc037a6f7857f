"""Breaking points: where handovers between kinds of office fail, ranked by how sure that is, and circles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.kim.disclosure import LEAST, Told
from geo.kim.figures import Figures
from geo.kim.intervals import Share, wilson_of_ranges

#: Circles of at most so many offices are looked for.
_LONGEST_CIRCLE = 4


@dataclass(frozen=True)
class BreakingPoint:
    """Handovers between two ends: how many ended, how many of them failed, the share that failed with its interval.

    `reasons` why they were rejected and `days` until the answer are told of the whole district alone.
    """

    start: str
    end: str
    count: Told
    failed: Told
    share: Share
    reasons: tuple[tuple[str, Told], ...] = ()
    days: tuple[tuple[str, Told], ...] = ()


def breaking_points(figures: Figures, *, city: str = "") -> list[BreakingPoint]:
    """Return where handovers fail, the surest first: by the low end of the share, then by how many failed.

    Parameters
    ----------
    city
        Only those of a city, as far as counts by city may be told.
    """
    pairs = figures.pairs_in(city) if city else figures.pairs
    points = (_point(ends, *told, None if city else figures) for ends, told in pairs.items())
    enough = [point for point in points if point.count.low >= LEAST]
    return sorted(enough, key=lambda one: (-one.share.low, -one.failed.low, one.start, one.end))


def _point(ends: tuple[str, str], failed: Told, went: Told, figures: Figures | None) -> BreakingPoint:
    """Make a point; reasons and days are told of the whole district alone, and stand beside no city's counts."""
    share = wilson_of_ranges((failed.low, failed.high), (went.low, went.high))
    beside = (figures.reasons.get(ends, ()), figures.days.get(ends, ())) if figures else ((), ())
    return BreakingPoint(*ends, failed + went, failed, share, *beside)


def circles(points: Sequence[BreakingPoint]) -> list[tuple[str, ...]]:
    """Return circles of handovers (A → B → A), shortest first; each once, beginning with its first name."""
    ways: dict[str, list[str]] = {}
    for point in points:
        if point.start != point.end:
            ways.setdefault(point.start, []).append(point.end)
    found = {circle for start in ways for circle in _from(start, (start,), ways)}
    return sorted(found, key=lambda one: (len(one), one))


def _from(start: str, path: tuple[str, ...], ways: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    circles = []
    for end in ways.get(path[-1], ()):
        if end == start and len(path) > 1:
            circles.append(path)
        elif end > start and end not in path and len(path) < _LONGEST_CIRCLE:
            circles += _from(start, (*path, end), ways)
    return circles
