"""Everything in one table: topics × cities (or own areas) × ways of travel, with the draws that all of them share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.model import Scope
from geo.planning.answer import Answer, answer
from geo.planning.by_area import by_area
from geo.planning.figures import people, share
from geo.planning.ground import World
from geo.planning.own_areas import OwnAreas
from geo.planning.question import Question
from geo.reach.speeds import TRANSIT

#: Of so many persons a rate is told.
PER_PEOPLE = 1000
#: The place of a row that tells the whole district.
DISTRICT = ""
#: What beside walking and cycling is no other way but another speed or unit.
MODES = ("walk", "bike", TRANSIT)
_ENDS = ("", "_low", "_high", "_certain", "_possible")

OnProgress = Callable[[int, int], None]


def _no_progress(_done: int, _total: int) -> None:
    return


@dataclass(frozen=True, eq=False)
class Matrix:
    """The table and what it was asked of.

    `rows` has one row a topic, way of travel and place: `topic`, `mode`, `place` (AGS or id of an area, "" for the
    district), `name`, `people`, `covered` and `share` with their four ends, `without` (people who reach none:
    expected), `offers` (in own areas expected over the draws), `per_1000` (offers per 1,000 people), `is_worst` (the
    lowest share of its topic and way), `is_withheld`.
    """

    question: Question
    topics: tuple[str, ...]
    modes: tuple[str, ...]
    areas: OwnAreas | None
    rows: pd.DataFrame

    @property
    def asked(self) -> tuple[Question, ...]:
        """What was asked by each way of travel, of all topics together."""
        return tuple(replace(self.question, topics=self.topics, mode=mode) for mode in self.modes)

    @cached_property
    def told(self) -> tuple[Mapping[str, Any], ...]:
        """The rows as plain numbers, ready for JSON and CSV; what is withheld is null; made once."""
        return tuple(_told(row) for row in self.rows.to_dict("records"))


def modes_there_are(world: World) -> tuple[str, ...]:
    """Return walking, cycling, and bus and train where a timetable was built."""
    return MODES if world.transit() is not None else MODES[:-1]


def make_matrix(
    world: World,
    question: Question,
    *,
    topics: Sequence[str],
    modes: Sequence[str],
    areas: OwnAreas | None = None,
    progress: OnProgress = _no_progress,
) -> Matrix:
    """Answer a question for each topic alone and by each way of travel.

    Parameters
    ----------
    question
        People, target groups, threshold in minutes, which offers count; its topics and way of travel do not matter.
    areas
        Tell by these instead of by city.
    progress
        Called with (done, total) after each answer.
    """
    tables, total = [], len(topics) * len(modes)
    for topic in topics:
        for mode in modes:
            asked = replace(question, topics=(topic,), mode=mode)
            found = answer(world, asked)
            tables.append(_places(found, areas).assign(topic=topic, mode=mode))
            progress(len(tables), total)
    rows = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    return Matrix(question, tuple(topics), tuple(modes), areas, rows)


def _places(found: Answer, areas: OwnAreas | None) -> pd.DataFrame:
    """Return the rows of one answer: its places, the district last."""
    table = _by_area(found, areas) if areas else _by_city(found)
    whole = {f"covered{end}": value for end, value in zip(_ENDS, found.covered, strict=True)}
    whole |= {f"share{end}": value for end, value in zip(_ENDS, found.share, strict=True)}
    told = {"place": DISTRICT, "name": "", "people": float(found.people.sum()), "is_withheld": False, **whole}
    told["offers"] = float(found.offers.located + found.offers.uncertain)
    rows = pd.concat([table, pd.DataFrame([told])], ignore_index=True)
    living = rows["people"].where(rows["people"] > 0)
    worst = rows["share"].iloc[:-1].min()
    is_place = rows["place"].ne(DISTRICT)
    return rows.assign(
        without=(rows["people"] - rows["covered"]).clip(lower=0.0),
        per_1000=rows["offers"] / living * PER_PEOPLE,
        is_worst=is_place & rows["share"].eq(worst),
    )


def _by_city(found: Answer) -> pd.DataFrame:
    table = found.by_city.drop(columns="above")
    offers = found.world.selected(found.question).offers
    here = offers[offers["scope"].ne(Scope.ONLINE.value) & offers["lon"].notna()]
    counts = here.groupby("city")["location_id"].agg(lambda rows: rows.index.nunique())
    return table.assign(
        place=table.index.astype(str),
        offers=table["name"].map(counts).fillna(0.0).astype(float),
        is_withheld=False,
    ).reset_index(drop=True)


def _by_area(found: Answer, areas: OwnAreas) -> pd.DataFrame:
    table = by_area(found, areas).table.rename(columns={"label": "name"}).drop(columns=["above", "access"])
    offers = pd.Series(offers_by_area(found, areas), index=table.index)
    return table.assign(
        place=table.index.astype(str), offers=offers.where(~table["is_withheld"])
    ).reset_index(drop=True)


def offers_by_area(found: Answer, areas: OwnAreas) -> NDArray[np.float64]:
    """Return how many offers each area has, expected over the draws; an offer with two addresses counts at both.

    What leaves here are means over all draws: no drawn place of an offer does.
    """
    placed, count = found.known.placed, len(areas.frame)
    area = _area_of_places(found.world, areas)
    there = placed.place >= 0
    drawn = np.bincount(area[placed.place[there]] + 1, minlength=count + 1)[1:] / max(placed.draws, 1)
    exact = _which(placed.exact["lon"].to_numpy(float), placed.exact["lat"].to_numpy(float), areas)
    return np.asarray(drawn + np.bincount(exact + 1, minlength=count + 1)[1:], dtype=np.float64)


@lru_cache(maxsize=4)
def _area_of_places(world: World, areas: OwnAreas) -> NDArray[np.int64]:
    """Return for each place of the directory the number of its area, -1 for none."""
    directory = world.unknown.directory
    return _which(directory.lon, directory.lat, areas)


def _which(lon: NDArray[np.float64], lat: NDArray[np.float64], areas: OwnAreas) -> NDArray[np.int64]:
    point, area = shapely.STRtree(areas.frame.geometry.to_numpy()).query(
        shapely.points(lon, lat), predicate="intersects"
    )
    found = np.full(len(lon), -1, dtype=np.int64)
    found[point[::-1]] = area[::-1]  # a point on a border belongs to the first
    return found


def whole_answer(world: World, matrix: Matrix) -> Answer:
    """Return the answer about all topics of a table by its first way: what is odd about the data is told of it."""
    return answer(world, matrix.asked[0])


# -- as plain numbers ------------------------------------------------------------------------------


def _told(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "topic": row["topic"],
        "mode": row["mode"],
        "place": row["place"],
        "name": row["name"],
        "people": people(row["people"]),
        **{f"share{end}": share(row[f"share{end}"]) for end in _ENDS},
        **{f"covered{end}": people(row[f"covered{end}"]) for end in _ENDS},
        "without": people(row["without"]),
        "offers": people(row["offers"]),
        "per_1000": _rate(row["per_1000"]),
        "worst": bool(row["is_worst"]),
        "withheld": bool(row["is_withheld"]),
    }


def worst_places(matrix: Matrix) -> list[dict[str, Any]]:
    """Return the place with the lowest share by topic and way of travel, the first of several."""
    rows = matrix.rows[matrix.rows["is_worst"]].drop_duplicates(["topic", "mode"])
    names = ("topic", "mode", "place", "name", "share", "share_low", "share_high")
    return [{name: one[name] for name in names} for one in map(_told, rows.to_dict("records"))]


def _rate(value: float) -> float | None:
    return round(value, 3) if np.isfinite(value) else None
