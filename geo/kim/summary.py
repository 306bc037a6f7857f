"""What the district sees in one value: needs, four fields, breaking points, as programs and pages read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geo.district.cities import load_cities
from geo.district.kim_codes import OBSTACLE_FULL, codes_of
from geo.kim.breaking_points import BreakingPoint, breaking_points
from geo.kim.capacity import capacity_of
from geo.kim.counting import Field as Known
from geo.kim.disclosure import Told, city_total
from geo.kim.figures import Figures
from geo.kim.four_fields import Field, Supply, four_fields, full_topics, supplies_of
from geo.model import Taxonomy
from geo.planning.ground import World
from geo.planning.reached_by_topic import shares_by_topic
from geo.settings import Settings
from geo.store import Store


@dataclass(frozen=True)
class Need:
    """What is told of one topic, city and outcome."""

    city: str
    topic: str
    outcome: str
    told: Told


@dataclass(frozen=True)
class Summary:
    """All that is told of some quarters, for the district or one city (`city`) and all topics or one ("" for all)."""

    figures: Figures
    needs: tuple[Need, ...]
    fields: tuple[Field, ...]
    points: tuple[BreakingPoint, ...]
    city: str = ""
    topic: str = ""

    @property
    def talks(self) -> Told | None:
        """What is told of all talks; None for a city with too few to tell a total."""
        if self.city:
            return city_total(self.figures.needs_of(city=self.city, topic=self.topic))
        return self.figures.needs_of_topics.get(self.topic) if self.topic else self.figures.talks


def known_of(settings: Settings, taxonomy: Taxonomy, offers: Iterable[str] = ()) -> Known:
    """Return what can be counted in a district; `offers` are the ids that a handover may go to."""
    cities = [*load_cities(settings.district.file("cities"))]
    return Known(codes_of(settings.district), taxonomy, cities, frozenset(offers))


def summarize(
    figures: Figures, supplies: Mapping[tuple[str, str], Supply], *, city: str = "", topic: str = ""
) -> Summary:
    """Return all that is told of figures.

    Parameters
    ----------
    supplies
        What directory and map say, by city and topic; may be empty.
    city
        Only what is told of this city.
    topic
        Only needs and fields of this topic; handovers have none.
    """
    needs = sorted(
        (path[1], path[0], path[2], told)
        for path, told in figures.needs.items()
        if city in ("", path[1]) and topic in ("", path[0])
    )
    fields = four_fields(figures, supplies, full_topics=full_topics(figures, obstacle=OBSTACLE_FULL))
    return Summary(
        figures,
        tuple(Need(*need) for need in needs),
        tuple(field for field in fields if city in ("", field.city) and topic in ("", field.topic)),
        tuple(breaking_points(figures, city=city)),
        city,
        topic,
    )


def supplies_for(world: World, known: Known, store: Store, *, today: date) -> dict[tuple[str, str], Supply]:
    """Return what directory and map say of every topic in every city."""
    capacity = {key: one.status for key, one in capacity_of(store, today=today).items()}
    topics = [*known.taxonomy.topics]
    reached = shares_by_topic(world, topics)
    return supplies_of(world.table, topics, known.cities, reached, capacity=capacity)


def as_record(found: Summary) -> dict[str, Any]:
    """Return a summary as the JSON that programs read; a count that is not told is null."""
    return {
        "needs": [
            {
                "city": need.city,
                "topic": need.topic,
                "outcome": need.outcome,
                "count": need.told.count,
                "suppressed": not need.told.is_exact,
            }
            for need in found.needs
        ],
        "four_fields": [
            {
                "city": field.city,
                "topic": field.topic,
                "advice_gap": field.is_advice_gap,
                "map_gap": field.supply.is_map_gap,
                "kind": str(field.kind),
                "needs": field.needs.count,
                "offers": field.supply.offers,
            }
            for field in found.fields
        ],
        "breaking_points": [
            {
                "from": point.start,
                "to": point.end,
                "count": point.count.count,
                "failed": point.failed.count,
                "share_low": round(point.share.low, 4),
                "share_high": round(point.share.high, 4),
            }
            for point in found.points
        ],
    }
