"""A quarter nobody lived: for trying and for tests, marked as an example in every text, never among real counts."""

import random
from collections import Counter
from collections.abc import Sequence

from geo.kim.counting import Field, Passing
from geo.kim.quarters import before
from geo.kim.tables import EXAMPLE, HANDOVERS, TALKS
from geo.kim.topics import StructuralTopic
from geo.store import HandoverKey, TallyKey

#: The data set that says of a database that its counts are an example.
DATASET = "kim_example"
_TALKS, _HANDOVERS = 1400, 420
_OUTCOMES = ("placed", "referred", "waiting", "not_found", "declined")
_WEIGHTS = (40, 22, 14, 18, 6)
#: Ways of a handover with how often of ten it fails; the first two make a circle.
_WAYS = (
    ("job_centre", "youth_office", 6), ("youth_office", "job_centre", 5), ("case_management", "language_school", 2),
    ("case_management", "health_service", 7), ("immigration_office", "recognition_office", 3),
    ("social_office", "job_centre", 4), ("school_office", "language_school", 2),
)  # fmt: skip


def example_counts(known: Field, quarter: str) -> tuple[dict[TallyKey, int], dict[HandoverKey, int]]:
    """Return invented counts of a quarter and the one before; the same each time."""
    chance = random.Random(f"{EXAMPLE} {quarter}")  # noqa: S311  # an example, no secret
    talks: Counter[TallyKey] = Counter()
    handovers: Counter[HandoverKey] = Counter()
    for one in (before(quarter), quarter):
        for _ in range(_TALKS):
            talks.update(_talk(chance, known, one))
        for _ in range(_HANDOVERS):
            handovers[_handover(chance, known, one)] += 1
    return dict(talks), dict(handovers)


def example_topics(known: Field, quarter: str) -> list[StructuralTopic]:
    """Return two invented structural topics."""
    offices = [one for one in ("job_centre", "youth_office") if one in known.codes.offices]
    year = int(quarter[:4])
    ends = (offices[0], offices[1]) if len(offices) == 2 else ("", "")
    return [
        StructuralTopic(
            "be15b1e1", f"{EXAMPLE}: Betreuung vor dem Kursbeginn", before(quarter), stage=4,
            from_office=ends[0], to_office=ends[1], measure=f"{EXAMPLE}: gemeinsame Sprechstunde",
            responsible=known.codes.ids("roles")[0], due=f"{year + 1}-03-31",
            met_on=_last_day(before(quarter)), decision=f"{EXAMPLE}: einmal im Monat", check_on=f"{year + 1}-06-30",
        ),
        StructuralTopic(
            "be15b1e2", f"{EXAMPLE}: Wartezeit auf die Einstufung", quarter, stage=1,
            topics=tuple([*known.taxonomy.topics][:1]),
        ),
    ]  # fmt: skip


def talks_csv(counts: dict[TallyKey, int], header: Sequence[str] = (*TALKS[0], *TALKS[1])) -> str:
    """Write invented talks as a table, each row marked: a talk with its obstacle, the rest without one."""
    left = {key: number for key, number in counts.items() if not key.obstacle}
    rows = []
    for key, number in counts.items():
        if key.obstacle:
            whole = key._replace(obstacle="")
            left[whole] -= number
            rows.append(
                (key.quarter, key.city, key.topic, key.outcome, number, key.obstacle, key.target_group)
            )
    rows += [(k.quarter, k.city, k.topic, k.outcome, n, "", k.target_group) for k, n in left.items() if n]
    return _csv(header, rows)


def handovers_csv(counts: dict[HandoverKey, int]) -> str:
    """Write invented handovers as a table, each row marked."""
    rows = [
        (k.quarter, k.city, k.from_office, k.state, n, k.to_office, k.offer_id, k.reason, k.days)
        for k, n in counts.items()
    ]
    return _csv((*HANDOVERS[0], *HANDOVERS[1]), rows)


def _csv(header: Sequence[str], rows: Sequence[tuple[object, ...]]) -> str:
    lines = [",".join(header)]
    lines += [",".join([*(str(cell) for cell in row), EXAMPLE]) for row in sorted(rows, key=str)]
    return "\n".join(lines) + "\n"


def _talk(chance: random.Random, known: Field, quarter: str) -> dict[TallyKey, int]:
    topics, cities = [*known.taxonomy.topics], [*known.cities]
    topic = topics[min(int(chance.expovariate(0.25)), len(topics) - 1)]
    city = cities[min(int(chance.expovariate(0.35)), len(cities) - 1)]
    outcome = chance.choices(_OUTCOMES, _WEIGHTS)[0]
    key = TallyKey(quarter, city, topic, outcome)
    if outcome not in ("not_found", "waiting"):
        return {key: 1}
    return {key: 1, key._replace(obstacle=chance.choice(known.codes.obstacles)): 1}


def _handover(chance: random.Random, known: Field, quarter: str) -> HandoverKey:
    ways = [way for way in _WAYS if way[0] in known.codes.offices and way[1] in known.codes.offices]
    start, end, fails = chance.choice(ways) if ways else (known.codes.offices[0], known.codes.offices[-1], 4)
    is_failed = chance.random() * 10 < fails
    state = chance.choice(("rejected", "unanswered") if is_failed else ("accepted", "done"))
    reason = chance.choice(known.codes.obstacles) if state == "rejected" else ""
    days = chance.choice(known.codes.ids("days"))
    city = chance.choice([*known.cities])
    return Passing(city, start, end, "", state, reason, days).key(quarter)


def _last_day(quarter: str) -> str:
    return f"{quarter[:4]}-{('03-31', '06-30', '09-30', '12-31')[int(quarter[-1]) - 1]}"
