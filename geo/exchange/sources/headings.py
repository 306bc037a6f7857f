"""Which row of a table holds its headings: below titles, of two rows the lower one, groups above it kept."""

from collections.abc import Callable, Sequence
from itertools import islice

from geo.places.address import fold

#: So far down a heading is looked for.
WITHIN = 60
_AT_LEAST = 2
#: A name that says nothing without the group above it.
_GENERIC = frozenset({"name", "bezeichnung", "art"})

Cells = tuple[int, list[str]]
#: The column of ours that a heading means, "" for one that we do not know.
IsHeading = Callable[[str], str]


def nothing_known(_name: str) -> str:
    """Know no heading: the first row with two cells is the one, then."""
    return ""


def known_in(cells: Sequence[str], is_heading: IsHeading) -> int:
    """Return how many cells of a row are headings that we know."""
    return sum(bool(cell.strip() and is_heading(cell)) for cell in cells)


def find_heading(rows: Sequence[Cells], is_heading: IsHeading, *, given: int = 0) -> int:
    """Return which of the rows (its place among them) is the heading.

    The row with the most known headings is; of two such rows beside each other the lower one. Where none is known, the
    first row with two cells is, else the first.

    Parameters
    ----------
    given
        The number of the row that a person named, 0 for none.
    """
    if given:
        return next((place for place, (number, _) in enumerate(rows) if number >= given), 0)
    counts = [known_in(cells, is_heading) for _, cells in islice(rows, WITHIN)]
    best = max(counts, default=0)
    if best >= _AT_LEAST:
        place = counts.index(best)
        below = place + 1
        is_pair = below < len(counts) and rows[below][0] == rows[place][0] + 1
        if is_pair and counts[below] >= _AT_LEAST and _names_more(rows[place][1], rows[below][1], is_heading):
            return below
        return place
    wide = (place for place, (_, cells) in enumerate(rows[:WITHIN]) if _filled(cells) > 1)
    return next(wide, 0)


def named_by_group(upper: Sequence[str], lower: Sequence[str], is_heading: IsHeading) -> list[str]:
    """Return the headings of two rows: the lower name, with its group where that alone tells it from others.

    `Träger | | Angebot` above `Name | Telefon | Name` gives `Träger: Name | Telefon | Angebot: Name`; an empty lower
    cell is named by the upper one.
    """
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    group, groups = "", []
    for cell in above:
        group = cell.strip() or group
        groups.append(group)
    names = [" ".join(cell.split()) for cell in below]
    found = []
    for place, name in enumerate(names):
        needs_group = fold(name) in _GENERIC or names.count(name) > 1
        if not name:
            found.append(" ".join(above[place].split()))
        elif needs_group and groups[place] and groups[place] != name:
            found.append(f"{' '.join(groups[place].split())}: {name}")
        else:
            found.append(name)
    return found


def is_group_row(upper: Sequence[str], lower: Sequence[str], is_heading: IsHeading) -> bool:
    """Whether the row above a heading names groups of its columns, and is no title of the table."""
    filled = [cell for cell in upper if cell.strip()]
    names = [name for name in lower if name.strip()]
    lacks = any(
        cell.strip() and not (place < len(lower) and lower[place].strip()) for place, cell in enumerate(upper)
    )
    is_doubled = any(names.count(name) > 1 or fold(name) in _GENERIC for name in names)
    return len(filled) > 1 and (lacks or is_doubled or known_in(filled, is_heading) > 1)


def most_even(widths: Sequence[int]) -> tuple[float, int]:
    """Return the share of rows with the most frequent width, and that width; nothing for a single column."""
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0.0, 0
    width = max(dict.fromkeys(wide), key=lambda one: (wide.count(one), one))
    return wide.count(width) / len(widths), width


def _names_more(upper: Sequence[str], lower: Sequence[str], is_heading: IsHeading) -> bool:
    """Whether a row below headings names columns of its own: a row of values that only look like headings does not."""
    filled = [cell for cell in lower if cell.strip()]
    above = {is_heading(cell) for cell in upper if cell.strip()}
    own = {meaning for cell in filled if (meaning := is_heading(cell)) and meaning not in above}
    return len(own) >= _AT_LEAST and known_in(filled, is_heading) >= 0.6 * len(filled)


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def repeated(cells: Sequence[str], heading: Sequence[str]) -> bool:
    """Whether a row only says the headings again, as lists do on each printed page."""
    mine, theirs = ([" ".join(cell.split()) for cell in row] for row in (cells, heading))
    while mine and not mine[-1]:
        mine.pop()
    return bool(mine) and mine == theirs[: len(mine)] and len(mine) > 1
