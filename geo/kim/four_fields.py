"""Real gap or gap of knowledge: what advice did not find beside what map and directory say of the same question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from geo.kim.disclosure import LEAST, Told
from geo.kim.figures import UNMET, Figures
from geo.kim.intervals import Share, wilson_of_ranges
from geo.model import Scope
from geo.offers.facets import OfferTable

#: Advice tells of a gap where so many needs were not met for sure: the least number that may be told.
LEAST_UNMET = LEAST
#: The map shows a gap where fewer than this share of a city's people reach an offer on foot in 30 minutes.
LEAST_REACHED = 0.5


class Kind(StrEnum):
    """What kind of gap advice tells of."""

    SUPPLY = "supply"  # there is nothing
    KNOWLEDGE = "knowledge"  # there is something near, and nobody knew
    CAPACITY = "capacity"  # what there is, is full
    REACH = "reach"  # what there is, is too far
    NONE = "none"


@dataclass(frozen=True)
class Supply:
    """What directory and map say of a topic in a city.

    `offers` that can be used there; `full` of them as reported, `known` whose capacity is reported at all; `reached`
    is the share of the people who reach one, None where that is not known.
    """

    offers: int
    full: int = 0
    known: int = 0
    reached: float | None = None

    @property
    def is_map_gap(self) -> bool:
        """Whether the map shows a gap."""
        return self.offers == 0 or (self.reached is not None and self.reached < LEAST_REACHED)


@dataclass(frozen=True)
class Field:
    """One topic in one city: both gaps, what kind of gap it is, and what was counted."""

    city: str
    topic: str
    needs: Told
    unmet: Told
    share: Share
    supply: Supply
    kind: Kind

    @property
    def is_advice_gap(self) -> bool:
        """Whether advice tells of a gap."""
        return self.unmet.low >= LEAST_UNMET


def four_fields(
    figures: Figures, supplies: Mapping[tuple[str, str], Supply], *, full_topics: Iterable[str] = ()
) -> list[Field]:
    """Place each city and topic that is told of, or that the map shows a gap for: advice's gaps first.

    Parameters
    ----------
    supplies
        By city and topic.
    full_topics
        Topics for which "full" is the obstacle named most.
    """
    full = {*full_topics}
    counted = {(path[1], path[0]) for path in figures.needs}
    fields = [
        _field(figures, city, topic, supplies.get((city, topic), Supply(0)), is_full=topic in full)
        for city, topic in sorted(counted | supplies.keys())
    ]
    return sorted(fields, key=lambda one: (not one.is_advice_gap, -one.unmet.low, one.city, one.topic))


def _field(figures: Figures, city: str, topic: str, supply: Supply, *, is_full: bool) -> Field:
    needs = figures.needs_of(topic=topic, city=city)
    unmet = figures.needs_of(topic=topic, city=city, outcomes=UNMET)
    met = figures.needs_of(topic=topic, city=city, outcomes=("placed", "referred", "declined"))
    share = wilson_of_ranges((unmet.low, unmet.high), (met.low, met.high))
    kind = kind_of(supply, is_full=is_full) if unmet.low >= LEAST_UNMET else Kind.NONE
    return Field(city, topic, needs, unmet, share, supply, kind)


def kind_of(supply: Supply, *, is_full: bool) -> Kind:
    """Return what kind of gap it is that advice tells of.

    Parameters
    ----------
    is_full
        Whether advice names "full" most often as the obstacle.
    """
    if not supply.offers:
        return Kind.SUPPLY
    if is_full or (supply.known and supply.full == supply.known and 2 * supply.known >= supply.offers):
        return Kind.CAPACITY
    return Kind.REACH if supply.is_map_gap else Kind.KNOWLEDGE


def full_topics(figures: Figures, *, obstacle: str) -> set[str]:
    """Return the topics for which an obstacle is the one named most, as far as may be told."""
    best: dict[str, tuple[int, str]] = {}
    for (topic, name), told in figures.obstacles.items():
        if told.low >= LEAST:
            best[topic] = max(best.get(topic, (0, "")), (told.low, name))
    return {topic for topic, (_, name) in best.items() if name == obstacle}


# -- what map and directory say ------------------------------------------------------------------------


def supplies_of(
    table: OfferTable,
    topics: Iterable[str],
    cities: Iterable[str],
    reached: Mapping[str, Mapping[str, float]],
    *,
    capacity: Mapping[str, str] | None = None,
) -> dict[tuple[str, str], Supply]:
    """Return what directory and map say of topics in cities.

    Parameters
    ----------
    reached
        The share of a city's people who reach an offer, by topic and city, as `shares_by_topic` gives it.
    capacity
        The capacity of offers as reported and not expired, by offer.
    """
    reported, names = capacity or {}, [*cities]
    frame = table.frame
    rows = [*zip(frame.index, frame["topics"], frame["city"], frame["scope"].eq(Scope.LOCAL), strict=True)]
    found = {}
    for topic in topics:
        offers = [(key, city, is_local) for key, named, city, is_local in rows if topic in named]
        shares = reached.get(topic, {})
        for name in names:
            here = [key for key, city, is_local in offers if city == name or not is_local]
            known = [reported[key] for key in here if key in reported]
            full = sum(status in ("full", "waiting_list") for status in known)
            found[name, topic] = Supply(len(here), full, len(known), shares.get(name))
    return found
