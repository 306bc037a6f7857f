"""All that may be told of what was counted, quarter by quarter; views add up what is told and never look behind it."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from geo.errors import DataError, Problem
from geo.kim.disclosure import (
    LEAST,
    NOTHING,
    Path,
    Release,
    Told,
    as_record,
    of_record,
    release,
    total,
)
from geo.store import HandoverKey, Store, TallyKey

#: What came of a need that was not met, and what came of it without anything that stood in the way.
UNMET, SMOOTH = ("not_found", "waiting"), ("placed", "declined")
#: What became of a handover that failed, and all that is known of one that ended.
FAILED, ENDED = ("rejected", "unanswered"), ("accepted", "rejected", "unanswered", "done")
_FAILED, _WENT = "failed", "went"
#: A talk names so many obstacles at most, and one group.
MOST_OBSTACLES = 3
_PAIR = "\x1f"

Beside = Mapping[tuple[str, str], Told]


@dataclass(frozen=True)
class QuarterFigures:
    """What may be told of one quarter.

    `needs` hangs on topic, city, outcome; `obstacles` is by topic and obstacle, `groups` by topic and group, both
    without what is too small to be told; `handovers` hangs on a pair of offices and how it ended; `pairs_by_city`
    has the pairs whose counts by city may all be told: city, pair, ended. `reasons` (why rejected) and `days` (bands
    until the answer) hang on a pair, as far as they may be told.
    """

    quarter: str
    needs: Release
    obstacles: Beside
    groups: Beside
    handovers: Release
    pairs_by_city: Mapping[Path, int] = field(default_factory=dict)
    reasons: Beside = field(default_factory=dict)
    days: Beside = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """What may be told of some quarters together."""

    quarters: tuple[QuarterFigures, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The quarters, oldest first."""
        return tuple(one.quarter for one in self.quarters)

    def of(self, *quarters: str) -> "Figures":
        """Return the figures of some of the quarters."""
        return Figures(tuple(one for one in self.quarters if one.quarter in quarters))

    def until(self, quarter: str) -> "Figures":
        """Return the figures up to a quarter."""
        return Figures(tuple(one for one in self.quarters if one.quarter <= quarter))

    def since(self, quarter: str) -> "Figures":
        """Return the figures after a quarter."""
        return Figures(tuple(one for one in self.quarters if one.quarter > quarter))

    @cached_property
    def needs(self) -> Mapping[Path, Told]:
        """What is told of each topic, city and outcome that was counted."""
        return _sum_by((path, told) for one in self.quarters for path, told in one.needs.leaves())

    @cached_property
    def needs_of_topics(self) -> Mapping[str, Told]:
        """What is told of all talks about a topic."""
        found = _sum_by(
            (path, told) for one in self.quarters for path, told in one.needs.told.items() if len(path) == 1
        )
        return {path[0]: told for path, told in found.items()}

    @property
    def talks(self) -> Told:
        """What is told of all talks."""
        return total(one.needs.at() for one in self.quarters)

    def needs_of(
        self,
        *,
        topic: str = "",
        city: str = "",
        topics: Collection[str] = (),
        cities: Collection[str] = (),
        outcomes: Collection[str] = (),
    ) -> Told:
        """Return what is told of the talks about a topic in a city, or of some of each."""
        wanted_topics, wanted_cities = {*topics, topic} - {""}, {*cities, city} - {""}
        if topic and city and not (topics or cities or outcomes):
            return total(one.needs.at(topic, city) for one in self.quarters)
        return total(
            told
            for (of_topic, of_city, outcome), told in self.needs.items()
            if (not wanted_topics or of_topic in wanted_topics)
            and (not wanted_cities or of_city in wanted_cities)
            and (not outcomes or outcome in outcomes)
        )

    @cached_property
    def obstacles(self) -> Beside:
        """What is told of obstacles by topic, where it is told in one of the quarters at least."""
        return self._beside({one.quarter: one.obstacles for one in self.quarters}, without=SMOOTH)

    @cached_property
    def groups(self) -> Beside:
        """What is told of target groups by topic, where it is told in one of the quarters at least."""
        return self._beside({one.quarter: one.groups for one in self.quarters})

    @cached_property
    def reasons(self) -> Mapping[tuple[str, str], tuple[tuple[str, Told], ...]]:
        """Why handovers between two offices were rejected, what is named most first; without what is not told."""
        return self._of_pairs({one.quarter: one.reasons for one in self.quarters}, without=(_WENT,))

    @cached_property
    def days(self) -> Mapping[tuple[str, str], tuple[tuple[str, Told], ...]]:
        """After how many days (bands) handovers between two offices were answered, in the same way."""
        return self._of_pairs({one.quarter: one.days for one in self.quarters})

    def _of_pairs(
        self, told: Mapping[str, Beside], *, without: Collection[str] = ()
    ) -> Mapping[tuple[str, str], tuple[tuple[str, Told], ...]]:
        found: dict[tuple[str, str], list[tuple[str, Told]]] = {}
        for (pair, mark), number in self._beside(told, without=without, of_talks=False).items():
            found.setdefault(_split(pair), []).append((mark, number))
        return {pair: tuple(sorted(marks, key=lambda one: -one[1].low)) for pair, marks in found.items()}

    def _beside(
        self, told: Mapping[str, Beside], *, without: Collection[str] = (), of_talks: bool = True
    ) -> Beside:
        """Add up marks over quarters; in a quarter that does not tell a mark, none or any of its talks may bear it."""
        keys = dict.fromkeys(key for found in told.values() for key in found)
        return {
            key: total(
                told[one.quarter].get(key)
                or Told(0, bearing(one.needs if of_talks else one.handovers, key[0], without=without).high)
                for one in self.quarters
            )
            for key in keys
        }

    @cached_property
    def pairs(self) -> Mapping[tuple[str, str], tuple[Told, Told]]:
        """What is told of the handovers between two offices: those that failed, those that did not."""
        found = _sum_by((path, told) for one in self.quarters for path, told in one.handovers.leaves())
        pairs = dict.fromkeys(path[0] for path in found)
        return {
            _split(pair): (found.get((pair, _FAILED), NOTHING), found.get((pair, _WENT), NOTHING))
            for pair in pairs
        }

    def pairs_in(self, city: str) -> Mapping[tuple[str, str], tuple[Told, Told]]:
        """Return the same for one city, for pairs whose counts by city may be told in every one of the quarters."""
        found: Counter[Path] = Counter()
        untold: set[str] = set()
        for one in self.quarters:
            told = {pair for _, pair, _ in one.pairs_by_city}
            untold |= {path[0] for path, _ in one.handovers.leaves()} - told
            for (of_city, pair, ended), number in one.pairs_by_city.items():
                if of_city == city:
                    found[pair, ended] += number
        pairs = dict.fromkeys(path[0] for path in found if path[0] not in untold)
        return {
            _split(pair): tuple(Told(found[pair, one], found[pair, one]) for one in (_FAILED, _WENT))  # type: ignore[misc]
            for pair in pairs
        }


def figures_of(store: Store) -> Figures:
    """Return what may be told of all that is counted in a store."""
    return make_figures(store.advice.tallies(), store.advice.handovers())


def make_figures(tallies: Mapping[TallyKey, int], handovers: Mapping[HandoverKey, int]) -> Figures:
    """Return what may be told of counts."""
    quarters = sorted({key.quarter for key in tallies} | {key.quarter for key in handovers})
    return Figures(
        tuple(
            _quarter(
                quarter,
                {key: n for key, n in tallies.items() if key.quarter == quarter},
                {key: n for key, n in handovers.items() if key.quarter == quarter},
            )
            for quarter in quarters
        )
    )


def _quarter(
    quarter: str, tallies: Mapping[TallyKey, int], handovers: Mapping[HandoverKey, int]
) -> QuarterFigures:
    talks: Counter[Path] = Counter()
    obstacles: Counter[tuple[str, str]] = Counter()
    groups: Counter[tuple[str, str]] = Counter()
    for key, number in tallies.items():
        if key.obstacle:
            if key.outcome not in SMOOTH:
                obstacles[key.topic, key.obstacle] += number
            continue
        talks[key.topic, key.city, key.outcome] += number
        if key.target_group:
            groups[key.topic, key.target_group] += number
    needs = release(talks)
    ended: Counter[Path] = Counter()
    by_city: Counter[Path] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    days: Counter[tuple[str, str]] = Counter()
    for way, number in handovers.items():
        if way.state in ENDED:
            pair, how = pair_of(way), _FAILED if way.state in FAILED else _WENT
            ended[pair, how] += number
            by_city[way.city, pair, how] += number
            for mark, counter in ((way.reason, reasons), (way.days, days)):
                if mark:
                    counter[pair, mark] += number
    small = {pair for (_, pair, _), number in by_city.items() if number < LEAST}
    handed = release(ended)
    return QuarterFigures(
        quarter,
        needs,
        beside(obstacles, needs, per_talk=MOST_OBSTACLES, without=SMOOTH),
        beside(groups, needs, per_talk=1),
        handed,
        {path: number for path, number in by_city.items() if path[1] not in small},
        beside(reasons, handed, per_talk=1, without=(_WENT,)),
        beside(days, handed, per_talk=1),
    )


def pair_of(key: HandoverKey) -> str:
    """Name the two ends of a handover."""
    return f"{key.from_office}{_PAIR}{key.to_office or f'offer:{key.offer_id}'}"


def _split(pair: str) -> tuple[str, str]:
    start, _, end = pair.partition(_PAIR)
    return start, end


def bearing(needs: Release, topic: str, *, without: Collection[str] = ()) -> Told:
    """Return what is told of the talks about a topic that can bear a mark: all but those with some outcomes."""
    if not without:
        return needs.at(topic)
    return total(told for path, told in needs.leaves() if path[0] == topic and path[-1] not in without)


def beside(
    counts: Mapping[tuple[str, str], int], needs: Release, *, per_talk: int, without: Collection[str] = ()
) -> dict[tuple[str, str], Told]:
    """Decide what is told of marks that talks of a topic bear, so that it says nothing new about the talks.

    A mark cannot be borne by more talks than there are, nor all marks together by more than `per_talk` each. Told
    are therefore never more than the talks that are told of; what reaches that is told as "at least so many", as
    what goes beyond it is. Where a talk bears one mark, those that bear none of the told ones are none or `LEAST` at
    least. Of what is too small nothing is told, not even that it was counted: ten marks need four talks.

    Parameters
    ----------
    counts
        Talks by topic and mark.
    needs
        What is told of the talks.
    per_talk
        So many marks a talk bears at most.
    without
        Outcomes of talks that bear no mark.
    """
    found: dict[tuple[str, str], Told] = {}
    for topic in dict.fromkeys(topic for topic, _ in counts):
        talks = bearing(needs, topic, without=without)
        left, last = per_talk * talks.low, ""
        of_topic = sorted(((n, mark) for (of, mark), n in counts.items() if of == topic and n), reverse=True)
        for number, mark in of_topic:
            cap = min(talks.low, left)
            low = min(number, cap)
            if low < LEAST:
                continue
            left -= low
            is_exact = low == number and (number < cap or talks.is_exact)
            found[topic, mark] = Told(low, low if is_exact else talks.high)
            last = mark
        if per_talk == 1 and last and 0 < left < LEAST:
            del found[topic, last]  # those without a told mark would be told by subtraction
    return found


def _sum_by(parts: Iterable[tuple[Any, Told]]) -> dict[Any, Told]:
    found: dict[Any, Told] = {}
    for key, told in parts:
        found[key] = found.get(key, NOTHING) + told
    return found


# -- published quarters --------------------------------------------------------------------------------


def written(figures: QuarterFigures) -> str:
    """Write the figures of a quarter as they are published."""
    record = {
        "quarter": figures.quarter,
        "needs": as_record(figures.needs),
        "obstacles": _beside_record(figures.obstacles),
        "groups": _beside_record(figures.groups),
        "handovers": as_record(figures.handovers),
        "reasons": _beside_record(figures.reasons),
        "days": _beside_record(figures.days),
        "pairs_by_city": [[list(path), number] for path, number in figures.pairs_by_city.items()],
    }
    return json.dumps(record, ensure_ascii=True, sort_keys=True)


def read_published(published: Mapping[str, str]) -> Figures:
    """Return what was published, oldest quarter first.

    Raises
    ------
    DataError
        If what stands in the database is no figures of ours.
    """
    return Figures(tuple(_read(quarter, published[quarter]) for quarter in sorted(published)))


def _read(quarter: str, text: str) -> QuarterFigures:
    try:
        record = json.loads(text)
        return QuarterFigures(
            quarter,
            of_record(record["needs"]),
            _of_beside(record["obstacles"]),
            _of_beside(record["groups"]),
            of_record(record["handovers"]),
            {tuple(path): int(number) for path, number in record["pairs_by_city"]},
            *(_of_beside(record.get(name, ())) for name in ("reasons", "days")),  # older ones tell neither
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DataError([Problem("kim_publication", 0, "figures", quarter, "published figures")]) from error


def _beside_record(found: Beside) -> Sequence[Any]:
    return [[list(key), told.low, told.high] for key, told in found.items()]


def _of_beside(record: Iterable[Any]) -> Beside:
    return {(key[0], key[1]): Told(int(low), int(high)) for key, low, high in record if low >= LEAST}
