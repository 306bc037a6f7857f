"""Several tables of one kind as one: the sheets of a workbook, the layers of a file, the lists of a folder.

Rows of a later table are counted on from a round number, so that each row of the whole has one of its own; the plan
tells where each table begins, and which were not read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from geo.errors import Problem, SourceError, refuse, shown
from geo.exchange.sources.headings import IsHeading
from geo.exchange.sources.values import MAX_COLUMNS, MAX_ROWS, RawRow, RawTable

#: A table beside the main one has at least so many known headings, and half of those of the main one.
_KNOWN_AT_LEAST = 3
_OFFER = {"title", "organization"}
_ROUND = 1000


@dataclass(frozen=True)
class Part:
    """One table of several: how it is called, what stands in it (None where nothing could be read), and why not."""

    title: str
    table: RawTable | None
    reason: str = ""
    fault: SourceError | None = None


def joined(
    parts: Sequence[Part],
    file: str,
    source: str,
    *,
    is_heading: IsHeading,
    city_of: Callable[[str], str],
    only: str = "",
) -> RawTable:
    """Return the rows of all tables that are lists of offers, and say of the others that they were not read.

    Parameters
    ----------
    city_of
        The city that a title such as `Marl` names, "" for none: rows without a city lie there.
    only
        The title of the one table that a person wants.

    Raises
    ------
    SourceError
        If nothing can be read, or there is no table of this title.
    """
    chosen = _chosen(parts, file, is_heading, only)
    left = [part for part in parts if part not in chosen and (part.table is None or part.table.rows)]
    kind = "sheet_not_read"
    problems = [Problem.at(0, shown(part.title), part.reason, kind, is_hint=True) for part in left]
    if len(chosen) == 1 and chosen[0].table:
        table = chosen[0].table
        rows = _at_home(table.rows, city_of(chosen[0].title)) if len(parts) > 1 else table.rows
        return replace(table, name=file, source=source, rows=rows, problems=(*table.problems, *problems))
    rows_of_all: list[RawRow] = []
    headings: dict[str, None] = {}
    for part in chosen:
        if part.table is None:
            continue
        last = rows_of_all[-1].number if rows_of_all else 0
        offset = -(-last // _ROUND) * _ROUND if rows_of_all else 0
        numbered = [_moved(row, offset) for row in part.table.rows]
        rows_of_all += _at_home(numbered, city_of(part.title))
        headings |= dict.fromkeys(part.table.headings)
        problems += [replace(p, row=p.row + offset) for p in part.table.problems]
        if offset:
            problems.append(
                Problem.at(0, shown(part.title), str(offset + 1), "rows_counted_on", is_hint=True)
            )
    if len(rows_of_all) > MAX_ROWS:
        raise refuse(file, "too_many_rows", row=MAX_ROWS, allowed=(str(MAX_ROWS),))
    if len(headings) > MAX_COLUMNS:
        raise refuse(file, "too_many_columns", value=len(headings), allowed=(str(MAX_COLUMNS),))
    main = next(part.table for part in chosen if part.table)
    return replace(
        main,
        name=file,
        source=source,
        headings=tuple(headings),
        rows=tuple(rows_of_all),
        problems=tuple(problems),
    )


def _chosen(parts: Sequence[Part], file: str, is_heading: IsHeading, only: str) -> list[Part]:
    if only:
        named = [part for part in parts if part.title.strip().casefold() == only.strip().casefold()]
        if named and named[0].fault:
            raise named[0].fault
        if not named or named[0].table is None:
            raise refuse(
                file, "no_such_sheet", value=only, allowed=tuple(shown(part.title) for part in parts)
            )
        return named[:1]
    meanings = [
        {is_heading(name) for name in part.table.headings} - {""} if part.table else set() for part in parts
    ]
    most = max(map(len, meanings), default=0)
    found = [
        part
        for part, known in zip(parts, meanings, strict=True)
        if part.table
        and part.table.headings
        and (len(known) == most or known >= _OFFER or len(known) >= max(_KNOWN_AT_LEAST, most / 2))
    ]
    found = found if most else found[:1]
    if not found:
        raise refuse(file, "no_heading", row=1)
    return found


def _moved(row: RawRow, offset: int) -> RawRow:
    if not offset:
        return row
    problems = tuple(replace(problem, row=problem.row + offset) for problem in row.problems)
    return replace(row, number=row.number + offset, problems=problems)


def _at_home(rows: Sequence[RawRow], city: str) -> tuple[RawRow, ...]:
    return tuple(replace(row, city=city) for row in rows) if city else tuple(rows)
