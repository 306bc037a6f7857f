"""The picture of handovers as plain values: two columns of names, bands between them as wide as their number."""

from collections.abc import Sequence
from dataclasses import dataclass

from geo.kim.breaking_points import BreakingPoint

#: The picture in its own units; the page scales it.
WIDTH, LINE, GAP = 1000.0, 34.0, 12.0
_MOST = 12
_LEFT, _RIGHT = 300.0, 700.0


@dataclass(frozen=True)
class Name:
    """An end of handovers, at its height."""

    code: str
    y: float


@dataclass(frozen=True)
class Band:
    """Handovers between two ends: where they begin and end, how wide, and how sure it is that they fail (0 to 3)."""

    start: str
    end: str
    y_start: float
    y_end: float
    width: float
    level: int
    count: int


@dataclass(frozen=True)
class Flow:
    """The picture: names left and right, bands between, and its height."""

    left: tuple[Name, ...]
    right: tuple[Name, ...]
    bands: tuple[Band, ...]
    height: float
    x_left: float = _LEFT
    x_right: float = _RIGHT
    width: float = WIDTH


def flow_of(points: Sequence[BreakingPoint]) -> Flow:
    """Return the picture of the first breaking points."""
    shown = points[:_MOST]
    left = _column(dict.fromkeys(point.start for point in shown))
    right = _column(dict.fromkeys(point.end for point in shown))
    most = max((point.count.low for point in shown), default=1)
    at = {("start", name.code): name.y for name in left} | {("end", name.code): name.y for name in right}
    bands = tuple(
        Band(
            point.start,
            point.end,
            at["start", point.start],
            at["end", point.end],
            max(2.0, LINE * 0.8 * point.count.low / most),
            level_of(point),
            point.count.low,
        )
        for point in shown
    )
    return Flow(left, right, bands, max(len(left), len(right)) * (LINE + GAP) + GAP)


def level_of(point: BreakingPoint) -> int:
    """Say how sure it is that handovers fail here: 3 where surely half of them do, 0 where surely under a fifth."""
    if point.share.low >= 0.5:
        return 3
    if point.share.low >= 0.25:
        return 2
    return 0 if point.share.high < 0.2 else 1


def _column(codes: dict[str, None]) -> tuple[Name, ...]:
    return tuple(Name(code, GAP + LINE / 2 + number * (LINE + GAP)) for number, code in enumerate(codes))
