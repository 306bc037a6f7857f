"""What of advice everybody may see: published quarters, and what was decided about topics noticed in one of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from geo.district.kim_codes import Codes, codes_of
from geo.kim.capacity import capacity_of
from geo.kim.disclosure import Told
from geo.kim.figures import UNMET, Figures, read_published
from geo.kim.four_fields import LEAST_UNMET, supplies_of
from geo.kim.summary import Summary, summarize
from geo.kim.topics import DECIDED, StructuralTopic, topics_of
from geo.planning.ground import World
from geo.planning.reached_by_topic import shares_by_topic
from geo.settings import District
from geo.store import Store


@dataclass(frozen=True)
class PublicAdvice:
    """Published figures, the topics that were decided, the codes, and capacities as reported by offer."""

    figures: Figures
    topics: tuple[StructuralTopic, ...]
    codes: Codes
    capacity: Mapping[str, str]

    def unmet(self, city: str, topics: Collection[str]) -> Told | None:
        """Return the needs of some topics (none means all) that were not met in a city, None where too few were."""
        found = self.figures.needs_of(city=city, topics=topics, outcomes=UNMET)
        return found if found.low >= LEAST_UNMET else None

    def summary(self, world: World) -> Summary:
        """Return what is told of the published quarters, beside what directory and map say."""
        counted = {path[0] for path in self.figures.needs} & {*world.table.taxonomy.topics}
        cities = [*world.city_names.values()]
        reached = shares_by_topic(world, counted)
        supplies = supplies_of(world.table, sorted(counted), cities, reached, capacity=self.capacity)
        return summarize(self.figures, supplies)


def public_advice(store: Store, district: District, *, today: date) -> PublicAdvice | None:
    """Return what everybody may see of advice, None where nothing is published."""
    figures = read_published(store.advice.published())
    if not figures.quarters:
        return None
    decided = tuple(one for one in topics_of(store) if one.stage >= DECIDED and one.since in figures.names)
    capacity = {key: one.status for key, one in capacity_of(store, today=today).items()}
    return PublicAdvice(figures, decided, codes_of(district), capacity)
