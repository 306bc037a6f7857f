"""What changed since a kept state, and by what: closed offers, new ones, better known places, other entries, people.

The order is fixed, each step starts from the one before, and the steps add up to the whole difference: closed offers
go first, then new ones come, then places become what is known of them now, then all else of the entries (topics,
confirmations, age), at last the people. Another order would share what two changes do together in another way.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model import Status
from geo.offers.columns import PLACE_COLUMNS, SITE_COLUMNS
from geo.offers.facets import OfferTable
from geo.planning.answer import answer
from geo.planning.figures import people, share
from geo.planning.ground import World
from geo.planning.kept_states import POSTCODE, State
from geo.planning.question import Question
from geo.planning.runfile import checksum_of_offers
from geo.reach.imputed import spread

#: In this order.
KINDS = ("closed", "new", "places", "entries", "people")


@dataclass(frozen=True, eq=False)
class Stage:
    """People who reach an offer by draw, and all people, after a step."""

    kind: str
    by_draw: NDArray[np.float64]
    everybody: float

    @property
    def share(self) -> float:
        """The expected share, NaN where nobody lives."""
        return spread(self.by_draw).expected / self.everybody if self.everybody > 0 else float("nan")


def stages(world: World, question: Question, state: State) -> list[Stage]:
    """Return the answer then and after each step, the last as it is now.

    Streets and timetables are those of now at every step: they are not kept.
    """
    found: list[Stage] = []
    before: tuple[object, ...] = ()
    for kind, one in _worlds(world, state):
        told = (checksum_of_offers(one.table.places), one.today, id(one.demand))
        same = replace(found[-1], kind=kind) if told == before else None
        found.append(same or _stage(kind, one, question))
        before = told
    return found


def _stage(kind: str, world: World, question: Question) -> Stage:
    found = answer(world, question)
    return Stage(kind, found.people_by_draw.sum(axis=1), float(found.people.sum()))


def _worlds(world: World, state: State) -> Iterator[tuple[str, World]]:
    """Yield the world then, and as each step makes it."""
    now, then = world.table.frame, state.frame
    open_now = now.index[now["status"].ne(Status.CLOSED.value)]
    gone, new = then.index.difference(open_now), open_now.difference(then.index)
    both = then.index.intersection(open_now)
    left = then.loc[both]
    grown = _aligned(pd.concat([left, now.loc[new]]), now)
    placed = grown.copy()
    columns = [name for name in _place_columns() if name in placed]
    placed.loc[both, columns] = now.loc[both, columns]
    sites_then, sites_now = state.sites, world.table.known_sites
    cells = _same_cells(state.cells, world)
    yield "then", _world(world, _aligned(then, now), sites_then, state.day, cells)
    yield "closed", _world(world, _aligned(left, now), _without(sites_then, gone), state.day, cells)
    both_sites = _joined(_without(sites_then, gone), _only(sites_now, new))
    yield "new", _world(world, grown, both_sites, state.day, cells)
    yield "places", _world(world, placed.astype(now.dtypes), sites_now, state.day, cells)
    yield "entries", _world(world, now, sites_now, world.today or state.day, cells)
    yield "people", world


def _world(
    world: World, frame: pd.DataFrame, sites: pd.DataFrame | None, day: date, cells: pd.DataFrame | None
) -> World:
    table = OfferTable(frame, world.table.taxonomy, sites=sites)
    if cells is None:
        return replace(world, table=table, today=day)
    codes = cells[POSTCODE].to_numpy(dtype=object) if POSTCODE in cells else None
    bare = cells.drop(columns=POSTCODE, errors="ignore")
    return replace(world, table=table, today=day, demand=bare, postcodes=codes)


def _same_cells(cells: pd.DataFrame, world: World) -> pd.DataFrame | None:
    """Return the cells of then, None where they are those of now."""
    now = world.demand
    told = [name for name in cells if name in now]
    if len(cells) == len(now) and all(
        np.array_equal(cells[name].to_numpy(), now[name].to_numpy(), equal_nan=name not in ("ags",))
        for name in told
    ):
        return None
    return cells


def _place_columns() -> list[str]:
    return list(dict.fromkeys((*(spec.name for spec in PLACE_COLUMNS), *SITE_COLUMNS)))


def _aligned(frame: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with the columns of another one, in their kinds; what it lacks is empty."""
    found = frame.reindex(columns=like.columns)
    for name in like:
        if name not in frame:
            found[name] = like[name].iloc[0] if len(like) and not len(frame) else _nothing(like[name])
    return found.astype(like.dtypes)


def _nothing(column: "pd.Series[Any]") -> Any:
    if isinstance(column.dtype, pd.StringDtype):
        return ""
    return False if column.dtype == bool else float("nan")


def _without(sites: pd.DataFrame | None, gone: "pd.Index[Any]") -> pd.DataFrame | None:
    return None if sites is None else sites[~sites.index.isin(gone)]


def _only(sites: pd.DataFrame | None, some: "pd.Index[Any]") -> pd.DataFrame | None:
    return None if sites is None else sites[sites.index.isin(some)]


def _joined(one: pd.DataFrame | None, two: pd.DataFrame | None) -> pd.DataFrame | None:
    known = [sites for sites in (one, two) if sites is not None and len(sites)]
    return pd.concat(known) if known else one


# -- as plain numbers ------------------------------------------------------------------------------


def changes_figures(found: list[Stage], state: State) -> dict[str, Any]:
    """Return then, now and what each step changed, ready for JSON; the steps add up to the difference."""
    first, last = found[0], found[-1]
    steps = [
        {
            "by": stage.kind,
            "people": people(spread(stage.by_draw - before.by_draw).expected),
            "people_low": people(spread(stage.by_draw - before.by_draw).low),
            "people_high": people(spread(stage.by_draw - before.by_draw).high),
            "share": _points(stage.share - before.share),
        }
        for before, stage in pairwise(found)
    ]
    return {
        "name": state.name,
        "day": state.day.isoformat(),
        "then": {"people": people(spread(first.by_draw).expected), "share": share(first.share)},
        "now": {"people": people(spread(last.by_draw).expected), "share": share(last.share)},
        "difference": {
            "people": people(float((last.by_draw - first.by_draw).mean())),
            "share": _points(last.share - first.share),
        },
        "steps": steps,
        "note": "streets and timetable are those of now at every step",
    }


def _points(value: float) -> float | None:
    return round(value, 6) if np.isfinite(value) else None
