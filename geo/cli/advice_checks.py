"""Check what advice taught in a database: codes and cities that the district has, obstacles, topics, publications."""

from collections import Counter
from collections.abc import Iterator, Mapping

from geo.errors import DataError, Problem
from geo.kim.counting import OFFER_EXPECTED, Field
from geo.kim.figures import SMOOTH, read_published
from geo.kim.quarters import is_quarter
from geo.kim.summary import known_of
from geo.kim.topics import problems_of, topics_of
from geo.settings import Settings
from geo.store import Store, TallyKey
from geo.upkeep.opening import taxonomy_of


def check_advice(settings: Settings, store: Store) -> list[Problem]:
    """Return what of the counts, topics, capacities and publications cannot be; no number of a count is repeated."""
    known = known_of(settings, taxonomy_of(settings), store.stored_offers(removed=True))
    return [*_codes(known, store), *_obstacles(store), *_topics(known, store), *_others(known, store)]


def _codes(known: Field, store: Store) -> Iterator[Problem]:
    tables: dict[str, list[dict[str, str]]] = {
        "tally": [key._asdict() for key in store.advice.tallies()],
        "handover": [key._asdict() for key in store.advice.handovers()],
    }
    for table, keys in tables.items():
        seen = {(name, value) for key in keys for name, value in key.items() if value}
        for name, value in sorted(seen):
            if name == "quarter" and not is_quarter(value):
                yield Problem(store.name, 0, f"{table}.{name}", value, "a quarter such as 2026-Q4")
            if name in known.allowed and value not in known.allowed[name]:
                yield Problem(store.name, 0, f"{table}.{name}", value, known.expected[name])
            if name == "offer_id" and value not in known.offers:
                yield Problem(store.name, 0, f"{table}.{name}", value[:80], OFFER_EXPECTED)
    for key in tables["handover"]:
        if bool(key["to_office"]) is bool(key["offer_id"]):
            where = " ".join(part for part in key.values() if part)
            yield Problem(
                store.name, 0, "handover.to_office", where, "a kind of office or an offer, one of both"
            )


def _obstacles(store: Store) -> Iterator[Problem]:
    """Find obstacles that were named in more talks than there are, or where nothing stood in the way."""
    tallies = store.advice.tallies()
    talks: Mapping[TallyKey, int] = Counter({key: n for key, n in tallies.items() if not key.obstacle})
    for key, number in tallies.items():
        if key.obstacle and number > talks[key._replace(obstacle="")]:
            where = " ".join(part for part in key if part)
            yield Problem(store.name, 0, "tally.obstacle", where, "named in no more talks than there are")
        if key.obstacle and key.outcome in SMOOTH:
            where = " ".join(part for part in key if part)
            told = f"none where the outcome is {key.outcome}"
            yield Problem(store.name, 0, "tally.obstacle", where, told)


def _topics(known: Field, store: Store) -> Iterator[Problem]:
    for topic in topics_of(store):
        for found in problems_of(topic, known):
            column = f"structural_topic.{found.column}"
            yield Problem(store.name, 0, column, topic.topic_id, found.expectation)


def _others(known: Field, store: Store) -> Iterator[Problem]:
    for offer_id in store.advice.capacity():
        if offer_id not in known.offers:
            yield Problem(store.name, 0, "capacity_report.offer_id", offer_id, OFFER_EXPECTED)
    try:
        read_published(store.advice.published())
    except DataError as error:
        yield from error.problems
