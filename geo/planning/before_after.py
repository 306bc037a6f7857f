"""Before, after and difference by city or own area, each with its range: the draws of both answers are the same."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from geo.planning.answer import Answer
from geo.planning.by_area import OUTSIDE, by_area, parts_of
from geo.planning.figures import OUTSIDE as NO_CITY
from geo.planning.figures import people, share
from geo.planning.own_areas import OwnAreas
from geo.reach.imputed import spread

_RANGE = ("", "_low", "_high")
Floats = NDArray[np.float64]


def before_after(before: Answer, after: Answer, *, areas: OwnAreas | None = None) -> list[dict[str, Any]]:
    """Return what changes, a row a city (or own area, those outside of all last) and one of the district, with id "".

    Parameters
    ----------
    before, after
        Answers to one question in one world, the second with a scenario.

    Returns
    -------
    list
        `id`, `name`, `people`, `before`, `after` and `difference` (persons who reach an offer) with `_low` and `_high`,
        `share_before`, `share_after`, `share_difference`; null where few people are withheld, or nobody lives.
    """
    rows = _by_area(before, after, areas) if areas else _by_city(before, after)
    one, two = (answer.people_by_draw.sum(axis=1) for answer in (before, after))
    return [*rows, _row("", "", float(before.people.sum()), one, two)]


def _by_city(before: Answer, after: Answer) -> list[dict[str, Any]]:
    table = before.by_city
    return [
        _row(
            str(ags),
            table.loc[ags, "name"] or NO_CITY,
            float(table.loc[ags, "people"]),
            before.people_by_draw[:, number],
            after.people_by_draw[:, number],
        )
        for number, ags in enumerate(table.index)
    ]


def _by_area(before: Answer, after: Answer, areas: OwnAreas) -> list[dict[str, Any]]:
    """Return a row an area; what the table by area withholds is withheld here."""
    parts = parts_of(before.world, areas)
    living = sparse.csr_array(parts.multiply(before.people[None, :]))
    one, two = (_draws(living, answer) for answer in (before, after))
    found = by_area(before, areas)
    table = pd.concat([found.table, found.outside.to_frame().T], ignore_index=True)
    ids = [*(str(name) for name in found.table.index), OUTSIDE]
    names = [*found.table["label"], "outside of all areas"]
    everybody = np.asarray(living.sum(axis=1), dtype=np.float64)
    rows = [
        _row(ids[n], names[n], float(everybody[n]), one[:, n], two[:, n]) | {"withheld": hidden}
        for n, hidden in enumerate(table["is_withheld"].astype(bool).tolist())
    ]
    return [_emptied(row) if row["withheld"] else row for row in rows]


def _draws(living: Any, answer: Answer) -> Floats:
    reached = answer.known.drawn.reached(answer.limit_m)
    return np.array([living @ row.astype(np.float64) for row in reached]).reshape(len(reached), -1)


def _row(key: str, name: str, everybody: float, one: Floats, two: Floats) -> dict[str, Any]:
    told: dict[str, Any] = {"id": key, "name": name, "people": people(everybody)}
    expected: dict[str, float] = {}
    for kind, draws in (("before", one), ("after", two), ("difference", two - one)):
        found = spread(draws)
        expected[kind] = found.expected
        told |= {f"{kind}{end}": people(value) for end, value in zip(_RANGE, found, strict=True)}
    shares = {kind: value / everybody if everybody > 0 else float("nan") for kind, value in expected.items()}
    return told | {f"share_{kind}": share(value) for kind, value in shares.items()} | {"withheld": False}


def _emptied(row: dict[str, Any]) -> dict[str, Any]:
    kept = ("id", "name", "withheld")
    return {name: value if name in kept else None for name, value in row.items()}
