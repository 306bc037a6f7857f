"""`python -m bench.coverage_all`: seconds for all topics × cities × ways of travel, beside the questions one by one.

Each answer one by one starts from a world of its own, as a planner's commands do; the table draws the directories once
and shares the ways to them. Seconds are of the processor, so that others who work on the machine do not count.
"""

import time

from geo.offers.facets import OfferTable
from geo.planning.answer import answer
from geo.planning.ground import World
from geo.planning.matrix import make_matrix
from geo.planning.question import Question
from geo.planning.world import load_world
from geo.settings import load_settings
from geo.upkeep.opening import prepare, taxonomy_of

MOST_S = 20.0
_ALONE = 3


def main() -> None:
    """Print both and their ratio."""
    settings = load_settings()
    with prepare(settings) as store:
        offers, sites = store.offers(), store.sites(further_only=True)
    taxonomy = taxonomy_of(settings)
    day = settings.district.today()
    topics, modes = tuple(taxonomy.topics), ("walk", "bike")

    def world() -> World:
        return load_world(settings, OfferTable(offers, taxonomy, sites=sites), today=day)

    shared = world()
    began = time.process_time()
    make_matrix(shared, Question(topics=()), topics=topics, modes=modes)
    together = time.process_time() - began

    began = time.process_time()
    for topic in topics[:_ALONE]:
        found = answer(world(), Question(topics=(topic,)))
        _ = found.by_city
    alone = (time.process_time() - began) / _ALONE * len(topics) * len(modes)
    print(
        f"{len(topics)} topics x {len(modes)} ways: {together:.1f} s together (promised {MOST_S:g} at most)"
    )
    print(f"one by one about {alone:.0f} s: {alone / together:.0f} times as long")


if __name__ == "__main__":
    main()
