"""A plan as far as it stays in the cities of an editor."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from geo.errors import Problem
from geo.exchange.importing.plan import ImportPlan, Planned
from geo.offers.scope import city_alone


def within_cities(plan: ImportPlan, cities: Collection[str], known: Mapping[str, str]) -> ImportPlan:
    """Return a plan as far as it stays in some cities; each row that does not becomes a problem of its own.

    Parameters
    ----------
    cities
        The cities whose offers may be changed.
    known
        The city of each stored offer, removed ones too, by id; "" for one that is not for one city alone.
    """
    allowed = frozenset(cities)

    def is_own(planned: Planned) -> bool:
        city = city_alone(planned.row)
        return {city, known.get(planned.offer_id, city)} <= allowed

    rows = (*plan.new, *plan.changed)
    foreign = [
        Problem.at(planned.candidate.row, "city", planned.row["city"], "foreign_city", tuple(sorted(allowed)))
        for planned in rows
        if not is_own(planned)
    ]
    return replace(
        plan,
        new=tuple(filter(is_own, plan.new)),
        changed=tuple(filter(is_own, plan.changed)),
        unchanged=tuple(filter(is_own, plan.unchanged)),
        gone=tuple(offer for offer in plan.gone if known[offer.offer_id] in allowed),
        problems=tuple(sorted([*plan.problems, *foreign], key=lambda problem: problem.row)),
    )
