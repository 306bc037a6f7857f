"""What is wrong in a feed: every kind counted, the first places of each kept to be shown."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from geo.errors import Problem, shown

#: So many places of one kind are shown; the count tells how many there are.
EXAMPLES = 5


@dataclass
class Faults:
    """Collects problems while a feed is read; nothing here stops the reading."""

    counts: dict[str, int] = field(default_factory=dict)
    examples: list[Problem] = field(default_factory=list)

    def add(self, file: str, row: int, column: str, value: object, expectation: str) -> None:
        """Note one thing that cannot be used; rows count as in a spreadsheet."""
        self.add_many(file, column, [(row, value)], 1, expectation)

    def add_many(
        self, file: str, column: str, places: Iterable[tuple[int, object]], count: int, expectation: str
    ) -> None:
        """Note many of one kind; only the first places (row, value) are looked at."""
        if not count:
            return
        kind = f"{file}, {column}: {expectation}" if column else f"{file}: {expectation}"
        before = self.counts.get(kind, 0)
        self.counts[kind] = before + count
        room = max(EXAMPLES - before, 0)
        for (row, value), _ in zip(places, range(room), strict=False):
            self.examples.append(Problem(file, row, column, shown(value), expectation))
