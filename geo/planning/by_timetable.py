"""What is told beside the share by bus and train: day and timetable, how sure a way is, what the bus adds."""

from dataclasses import dataclass

import numpy as np

from geo.errors import TransitError
from geo.planning.answer import Answer
from geo.reach.measures import coverage
from geo.reach.speeds import TRANSIT
from geo.reach.supply import has_point
from geo.reach.transit import BEST, RELIABLE, USUAL, About, Window, doubts
from geo.reach.transit.cost import nearest_transit


@dataclass(frozen=True)
class Departures:
    """Shares of the people (0 to 1, NaN without people) who reach an offer, and the departures they are told for.

    `best`: with at least one departure of the window, `usual`: with at least half of them, `reliable`: with nine of
    ten; all three are the same where the window is a time to be there by; `walk`: on foot. Offers with a point of
    their own, each as sure as any. `trips` run on the day, `doubts` are as `geo.reach.transit.doubts` gives them.
    """

    window: Window
    timetable: About
    trips: int
    best: float
    usual: float
    reliable: float
    walk: float
    doubts: tuple[tuple[str, dict[str, str]], ...]


def departures(answer: Answer) -> Departures | None:
    """Return what is told beside the share of a question by bus and train, None for any other.

    Nor for one about an offer of each of several topics: only for its own share the topics are looked at apart.
    """
    question, world = answer.question, answer.world
    if question.mode != TRANSIT or question.needs_all:
        return None
    ground = world.ground_of(question)
    by_bus = ground.transit
    if by_bus is None:
        raise TransitError("no timetable was built: python -m geo transit build FEED")
    places = answer.supply[has_point(answer.supply)]
    on_foot = ground.nearest_m("walk", places)
    ways = [
        nearest_transit(by_bus, answer.demand, places, on_foot, share=share)
        for share in (BEST, USUAL, RELIABLE)
    ]
    best, usual, reliable, walk = (
        coverage(answer.people, np.asarray(way <= answer.limit_m)) for way in (*ways, on_foot)
    )
    day = by_bus.window.day
    return Departures(
        window=by_bus.window,
        timetable=by_bus.timetable.about,
        trips=by_bus.timetable.trips_on(day),
        best=best,
        usual=usual,
        reliable=reliable,
        walk=walk,
        doubts=tuple(doubts(by_bus.timetable, day)),
    )


def when_by_timetable(window: Window) -> dict[str, str | None]:
    """Return the day, and either the departures or the time to be there by."""
    hours = (
        {"window": None, "arrive": window.text} if window.arrive else {"window": window.text, "arrive": None}
    )
    return {"date": window.day.isoformat(), **hours}
