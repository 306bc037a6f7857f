"""A thief takes all views and files of all cities and quarters, and lets a solver work: no small count comes out."""

import csv
import io
import itertools
from collections.abc import Iterable

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from geo.exchange.advice_files import records_csv
from geo.kim.disclosure import Told
from geo.kim.figures import MOST_OBSTACLES, Figures, make_figures, read_published, written
from geo.kim.four_fields import UNMET
from geo.kim.summary import as_record, summarize
from geo.store import HandoverKey, TallyKey

QUARTERS, CITIES, TOPICS = ("2026-Q2", "2026-Q3"), ("Marl", "Herten", "Datteln"), ("work", "housing")
OUTCOMES, PAIRS = ("placed", "not_found"), (("a", "b"), ("b", "a"))
MARKS, GROUPS = ("full", "cost", "digital", "distance"), ("women", "families")
TALKS = [*itertools.product(QUARTERS, TOPICS, CITIES, OUTCOMES)]
NAMED = [*itertools.product(QUARTERS, TOPICS, MARKS)]
#: Talks by group; "" are those that state none: nothing tells them, and nothing may give them away.
GROUPED = [*itertools.product(QUARTERS, TOPICS, ("", *GROUPS))]
WAYS = [*itertools.product(QUARTERS, PAIRS, CITIES, (True, False))]
REASONS, BANDS = ("full", "cost"), ("week", "longer")
#: Handovers by reason (of those that were rejected) and by the days until the answer; "" are those that state none.
REASONED = [*itertools.product(("reason",), QUARTERS, PAIRS, ("", *REASONS))]
DAYED = [*itertools.product(("days",), QUARTERS, PAIRS, ("", *BANDS))]
#: What the thief wants to know: all that was counted.
CELLS = {cell: number for number, cell in enumerate([*TALKS, *NAMED, *GROUPED, *WAYS, *REASONED, *DAYED])}
SMALL = st.one_of(st.just(0), st.integers(1, 5), st.integers(0, 25))


def up_to(most: int) -> st.SearchStrategy[int]:
    """Draw a part of a number, often all of it: what goes to the rim is what could tell something."""
    return st.one_of(st.just(most), st.integers(0, most))


Rows = list[tuple[np.ndarray, float, float]]


@st.composite
def counted(draw: st.DrawFn) -> tuple[dict[TallyKey, int], dict[HandoverKey, int]]:
    """Draw counts as they could be: obstacles stand in the way of needs that were not met, a talk names three."""
    tallies: dict[TallyKey, int] = {}
    for quarter, topic, city, outcome in TALKS:
        key = TallyKey(quarter, city, topic, outcome)
        left = number = draw(SMALL)
        for group in GROUPS:
            tallies[key._replace(target_group=group)] = draw(up_to(left))
            left -= tallies[key._replace(target_group=group)]
        tallies[key] = left
        named = MOST_OBSTACLES * number if outcome == "not_found" else 0
        for mark in MARKS:
            tallies[key._replace(obstacle=mark)] = draw(up_to(min(number, named)))
            named -= tallies[key._replace(obstacle=mark)]
    ways: dict[HandoverKey, int] = {}
    for quarter, pair, city, is_failed in WAYS:
        number = draw(SMALL)
        reasons = draw(parts(number, REASONS)) if is_failed else [""] * number
        state = "rejected" if is_failed else "accepted"
        for reason, days in zip(reasons, draw(parts(number, BANDS)), strict=True):
            key = HandoverKey(quarter, city, *pair, state=state, reason=reason, days=days)
            ways[key] = ways.get(key, 0) + 1
    return {key: n for key, n in tallies.items() if n}, ways


@st.composite
def parts(draw: st.DrawFn, number: int, marks: tuple[str, ...]) -> list[str]:
    """Draw which mark each of so many bears, if any."""
    found: list[str] = []
    for mark in marks:
        found += [mark] * draw(up_to(number - len(found)))
    return found + [""] * (number - len(found))


def row(cells: Iterable[tuple[object, ...]]) -> np.ndarray:
    found = np.zeros(len(CELLS))
    for cell in cells:
        found[CELLS[cell]] = 1
    return found


def talks(
    quarters: Iterable[str], topic: str = "", city: str = "", outcomes: Iterable[str] = OUTCOMES
) -> np.ndarray:
    return row(
        cell
        for cell in TALKS
        if cell[0] in quarters and topic in ("", cell[1]) and city in ("", cell[2]) and cell[3] in outcomes
    )


def ways(quarters: Iterable[str], pair: tuple[str, str], city: str, ends: Iterable[bool]) -> np.ndarray:
    return row(
        cell
        for cell in WAYS
        if cell[0] in quarters and cell[1] == pair and city in ("", cell[2]) and cell[3] in ends
    )


def all_that_is_told(figures: Figures) -> Rows:
    """Return every number of every view and file, as what it says of the cells."""
    told: Rows = []

    def says(cells: np.ndarray, what: Told | None) -> None:
        if what is not None:
            told.append((cells, what.low, what.high))

    for chosen in (QUARTERS, *((one,) for one in QUARTERS)):
        part = figures.of(*chosen)
        says(talks(chosen), part.talks)
        for topic in TOPICS:
            says(talks(chosen, topic), part.needs_of_topics.get(topic, Told(0, 0)))
            for mark in MARKS:
                says(
                    row((quarter, topic, mark) for quarter in chosen),
                    part.obstacles.get((topic, mark)),
                )
            for group in GROUPS:
                says(
                    row((quarter, topic, group) for quarter in chosen),
                    part.groups.get((topic, group)),
                )
        for what, marked in (("reason", part.reasons), ("days", part.days)):
            for pair, named in marked.items():
                for mark, number in named:
                    says(row((what, quarter, pair, mark) for quarter in chosen), number)
        for topic, city in itertools.product(("", *TOPICS), ("", *CITIES)):
            for outcomes in (OUTCOMES, UNMET):
                says(
                    talks(chosen, topic, city, outcomes),
                    part.needs_of(topic=topic, city=city, outcomes=outcomes),
                )
            says(talks(chosen, topic, city), part.needs_of(topic=topic, city=city))
        for city in ("", *CITIES):
            _from_file(told, part, chosen, city)
    return told


def _from_file(told: Rows, part: Figures, chosen: Iterable[str], city: str) -> None:
    """Read the CSV files of a view: a number says so much, an empty cell of breaking points nothing."""
    record = as_record(summarize(part, {}, city=city))
    files = {
        name: [*csv.DictReader(io.StringIO(records_csv([*rows[0]], rows).decode()))]
        for name, rows in record.items()
        if rows
    }
    for need in files.get("needs", []):
        cells = talks(chosen, need["topic"], need["city"], (need["outcome"],))
        if need["count"]:
            told.append((cells, int(need["count"]), int(need["count"])))
        assert (need["count"] == "") is (need["suppressed"] == "yes")
    for field in files.get("four_fields", []):
        if field["needs"]:
            told.append(
                (talks(chosen, field["topic"], field["city"]), int(field["needs"]), int(field["needs"]))
            )
    for point in files.get("breaking_points", []):
        pair = (point["from"], point["to"])
        for name, ends in (("count", (True, False)), ("failed", (True,))):
            if point[name]:
                told.append((ways(chosen, pair, city, ends), int(point[name]), int(point[name])))


@settings(max_examples=15, deadline=None)
@given(counted())
def test_all_views_and_files_together_give_no_small_count_away(
    counts: tuple[dict[TallyKey, int], dict[HandoverKey, int]],
) -> None:
    figures = make_figures(*counts)
    figures = read_published({one.quarter: written(one) for one in figures.quarters})
    truth = _truth(*counts)
    told = all_that_is_told(figures)
    for cells, low, high in told:
        assert low <= cells @ truth <= high
    above, bounds = _as_inequalities(told)
    for cell, number in CELLS.items():
        if 1 <= truth[number] < 5:
            least, most = _range_of(number, above, bounds)
            assert most - least > 0.99, cell


def _truth(tallies: dict[TallyKey, int], handovers: dict[HandoverKey, int]) -> np.ndarray:
    truth = np.zeros(len(CELLS))
    for key, n in tallies.items():
        if key.obstacle:
            truth[CELLS[key.quarter, key.topic, key.obstacle]] += n
        else:
            truth[CELLS[key.quarter, key.topic, key.city, key.outcome]] += n
            truth[CELLS[key.quarter, key.topic, key.target_group]] += n
    for way, n in handovers.items():
        pair = (way.from_office, way.to_office)
        truth[CELLS[way.quarter, pair, way.city, way.state == "rejected"]] += n
        truth[CELLS["days", way.quarter, pair, way.days]] += n
        if way.state == "rejected":
            truth[CELLS["reason", way.quarter, pair, way.reason]] += n
    return truth


def _as_inequalities(told: Rows) -> tuple[np.ndarray, np.ndarray]:
    """Add what everybody knows: obstacles stand in the way of needs that were not met, three a talk; a talk has a group or none.

    A handover that was rejected has a reason or none, one that was answered took some days.
    """
    rows = [(cells, high) for cells, _, high in told] + [(-cells, -low) for cells, low, _ in told]
    for quarter, topic in itertools.product(QUARTERS, TOPICS):
        unmet = talks((quarter,), topic, outcomes=UNMET)
        marks = [row([(quarter, topic, mark)]) for mark in MARKS]
        rows += [(mark - unmet, 0) for mark in marks]
        rows.append((sum(marks) - MOST_OBSTACLES * unmet, 0))
        every = row((quarter, topic, group) for group in ("", *GROUPS)) - talks((quarter,), topic)
        rows += [(every, 0), (-every, 0)]
    for quarter, pair in itertools.product(QUARTERS, PAIRS):
        for what, marks, ends in (("reason", REASONS, (True,)), ("days", BANDS, (True, False))):
            every = row((what, quarter, pair, mark) for mark in ("", *marks)) - ways(
                (quarter,), pair, "", ends
            )
            rows += [(every, 0), (-every, 0)]
    return np.array([cells for cells, _ in rows]), np.array([bound for _, bound in rows], dtype=float)


def _range_of(number: int, above: np.ndarray, bounds: np.ndarray) -> tuple[float, float]:
    aim = np.zeros(len(CELLS))
    aim[number] = 1
    found = [linprog(sign * aim, A_ub=above, b_ub=bounds, bounds=(0, None)) for sign in (1, -1)]
    if found[1].status == 3:  # unbounded: nothing is known
        return found[0].fun, np.inf
    return found[0].fun, -found[1].fun
