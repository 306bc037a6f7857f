"""Who reaches an offer of each of several topics: the directories drawn are the same for all of them.

In every draw the way that counts is the longest of the ways to the next offer of each topic, so that shares, gaps and
sites follow as for one topic. An offer of two topics serves both from one place.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from geo.planning.ground import World
from geo.planning.question import ANY, Question
from geo.planning.scenario import is_new
from geo.planning.unknown_places import PLACE, Known
from geo.reach.imputed import Drawn
from geo.reach.interval import Bounds


def known_of_all(world: World, question: Question, supply: pd.DataFrame, *, limit_m: float) -> Known:
    """Return the ways that count in every draw, up to a limit at least.

    Parameters
    ----------
    supply
        The locations of offers of any of the topics, as a scenario may have made them; a place that it adds has an
        offer of each topic.

    Returns
    -------
    Known
        `placed` are the offers of any of the topics.
    """
    found = []
    for topic in question.topics:
        alone = replace(question, topics=(topic,), match=ANY)
        found.append(world.known(alone, part_of(supply, world.supply_of(alone)), limit_m=limit_m))
    longest = np.maximum.reduce([one.drawn.nearest_m for one in found])
    longest.flags.writeable = False
    bounds = Bounds(
        np.maximum.reduce([one.bounds.certain_m for one in found]),
        np.maximum.reduce([one.bounds.possible_m for one in found]),
    )
    return Known(world.placed(question, supply), Drawn(longest), bounds)


def part_of(supply: pd.DataFrame, alone: pd.DataFrame) -> pd.DataFrame:
    """Return what a scenario made of the locations of one topic.

    Parameters
    ----------
    supply
        The locations of all topics, as the scenario made them.
    alone
        Those of one topic as they are.
    """
    stays = alone.index.intersection(supply.index, sort=False)
    part = alone.loc[stays].copy()
    for column in (*PLACE, "city"):
        part[column] = supply.loc[stays, column]
    added = supply[is_new(supply)]
    if added.empty:
        return part
    return added.astype(part.dtypes) if part.empty else pd.concat([part, added.astype(part.dtypes)])
