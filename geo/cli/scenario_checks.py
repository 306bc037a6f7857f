"""Check the scenarios that are saved in a database."""

from geo.errors import Problem, shown
from geo.planning.saved_scenarios import scenario_of
from geo.store import Store

_EXPECTED = "a clean name, and steps as links write them"


def check_scenarios(store: Store) -> list[Problem]:
    """Return the saved scenarios whose name or steps cannot be."""
    return [
        Problem(store.name, 0, "saved_scenario.steps", shown(row.name), _EXPECTED)
        for row in store.scenarios.all()
        if scenario_of(row) is None
    ]
