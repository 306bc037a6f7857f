"""Which counts may be told: none under five can be derived, from any view, file or difference of them.

Counts hang on a tree (topic, then city, then outcome). A count of at least `LEAST` on a leaf is told as it is; a
smaller one is hidden. Of what is hidden below a node only a range is told, in steps of `STEP`, and only such that each
step leaves at least two possible sums. METHODS.md proves that every hidden count then keeps at least two possible
values, even for somebody who knows this program. No other number leaves this module: every view sums these.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

#: Counts below this are hidden; nothing at all (zero) may be told.
LEAST = 5
#: In these steps is told how much is hidden below a node.
STEP = 5
#: A total of a city is told only from this number on.
LEAST_OF_CITY = 20

Path = tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """What is told of a number: it lies from `low` to `high`; they are equal where it is told as it is."""

    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        """Whether the number is told as it is."""
        return self.low == self.high

    @property
    def count(self) -> int | None:
        """The number, None where it is not told."""
        return self.low if self.is_exact else None

    def __add__(self, other: "Told") -> "Told":
        """Add two numbers of which both are told."""
        return Told(self.low + other.low, self.high + other.high)


NOTHING = Told(0, 0)
_HIDDEN = Told(1, LEAST - 1)


@dataclass(frozen=True)
class Release:
    """All that is told of some counts: of each leaf, and of each node above (`()` is the root).

    What is not in `told` was not counted: nothing at all.
    """

    told: Mapping[Path, Told]
    depth: int

    def at(self, *path: str) -> Told:
        """Return what is told at a place of the tree."""
        return self.told.get(path, NOTHING)

    def leaves(self) -> Iterator[tuple[Path, Told]]:
        """Give the leaves that were counted at least once, in their order."""
        return ((path, told) for path, told in self.told.items() if len(path) == self.depth)

    def across(self, wanted: Mapping[int, str]) -> Told:
        """Return what is told of all leaves with some values at some levels: never more than the leaves tell.

        Parameters
        ----------
        wanted
            By level of the tree (0 is the topmost) the value asked for.
        """
        return total(
            told for path, told in self.leaves() if all(path[level] == name for level, name in wanted.items())
        )


def release(counts: Mapping[Path, int]) -> Release:
    """Decide what is told of counts.

    Parameters
    ----------
    counts
        By path in the tree, all of the same length; at least 0.

    Returns
    -------
    Release
        Of every leaf and node that was counted, leaves last.
    """
    depth = max((len(path) for path in counts), default=0)
    exact: dict[Path, int] = defaultdict(int)
    hidden: dict[Path, int] = defaultdict(int)
    ranges: dict[Path, Told] = {}
    children: dict[Path, list[Path]] = defaultdict(list)
    for path, number in sorted(counts.items()):
        if not number:
            continue
        (hidden if number < LEAST else exact)[path] = number
        if number < LEAST:
            ranges[path] = _HIDDEN
    seen = {*exact, *hidden}
    for level in range(depth, 0, -1):
        for path in sorted(path for path in seen if len(path) == level):
            above = path[:-1]
            children[above].append(path)
            exact[above] += exact.get(path, 0)
            hidden[above] += hidden.get(path, 0)
            seen.add(above)
        for above in {path[:-1] for path in seen if len(path) == level}:
            below = [ranges[path] for path in children[above] if path in ranges]
            if below:
                ranges[above] = _step(total(below), hidden[above])
    told = {path: _told(exact.get(path, 0), ranges.get(path)) for path in sorted(seen)}
    return Release(dict(sorted(told.items(), key=lambda item: (len(item[0]), item[0]))), depth)


def total(parts: Iterable[Told]) -> Told:
    """Return the sum of what is told."""
    low = high = 0
    for part in parts:
        low, high = low + part.low, high + part.high
    return Told(low, high)


def city_total(told: Told) -> Told | None:
    """Return the total of a city, None where it is less than is told of one."""
    return told if told.low >= LEAST_OF_CITY else None


def _step(possible: Told, number: int) -> Told:
    """Return the step in which a hidden sum lies; the steps depend on the range alone, each has two sums at least."""
    first = -(-(possible.low + 2) // STEP) * STEP
    cuts = [cut for cut in range(first, possible.high, STEP) if possible.high - cut >= 1]
    low = max((cut for cut in cuts if cut <= number), default=possible.low)
    high = min((cut - 1 for cut in cuts if cut > number), default=possible.high)
    return Told(low, high)


def _told(exact: int, hidden: Told | None) -> Told:
    return Told(exact, exact) + (hidden or NOTHING)


def as_record(found: Release) -> dict[str, Any]:
    """Return a release as JSON holds it."""
    return {
        "depth": found.depth,
        "told": [[list(path), told.low, told.high] for path, told in found.told.items()],
    }


def of_record(record: Mapping[str, Any]) -> Release:
    """Return the release of a record."""
    told = {tuple(path): Told(int(low), int(high)) for path, low, high in record["told"]}
    return Release(told, int(record["depth"]))
