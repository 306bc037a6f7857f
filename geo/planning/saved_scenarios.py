"""Scenarios saved by name in the database: what of a scenario is saved, and what a saved one is again."""

from geo.errors import ScenarioRefused
from geo.links import clean_text
from geo.planning.scenario import Scenario, scenario_from_text, to_link
from geo.planning.scenario.steps import NAME_LIMIT
from geo.store import SavedRow, Store


def save_scenario(store: Store, scenario: Scenario, *, version: int = 0) -> SavedRow:
    """Save a scenario under its name.

    Parameters
    ----------
    version
        Of the saved scenario whose place it takes; 0 for a new name.

    Raises
    ------
    ScenarioRefused
        If it has no name or no step, its name is taken, or what has it was changed since `version`.
    """
    if not scenario.steps:
        raise ScenarioRefused("no_steps", scenario.name)
    return store.scenarios.save(_named(scenario.name), steps_of(scenario), version=version)


def rename_scenario(store: Store, row: SavedRow, name: str) -> SavedRow:
    """Give a saved scenario another name.

    Raises
    ------
    ScenarioRefused
        If the name is none or taken, or the scenario was changed since it was read.
    """
    return store.scenarios.rename(row.name, _named(clean_text(name, limit=NAME_LIMIT)), version=row.version)


def take_back(store: Store, before: SavedRow | None, after: SavedRow | None) -> SavedRow | None:
    """Undo one step: make what is `after` what it was `before` (None where there was, or is, none).

    Returns
    -------
    SavedRow or None
        What then stands there.

    Raises
    ------
    ScenarioRefused
        If somebody changed it since, or has taken the name.
    """
    if before is None:
        if after is not None:
            store.scenarios.remove(after.name, version=after.version)
        return None
    if after is None:
        return store.scenarios.save(before.name, before.steps)
    if before.name != after.name:
        return store.scenarios.rename(after.name, before.name, version=after.version)
    return store.scenarios.save(before.name, before.steps, version=after.version)


def steps_of(scenario: Scenario) -> str:
    """Return the steps as a link writes them, without the name."""
    return to_link(Scenario(steps=scenario.steps))


def scenario_of(row: SavedRow) -> Scenario | None:
    """Return the scenario that was saved; None where what is stored can be none (`python -m geo check` names it)."""
    try:
        read = scenario_from_text(row.steps)
    except ValueError:  # a piece that is no step, or too many
        return None
    found = Scenario(row.name, read.steps)
    return found if found.steps and found.name == row.name else None


def saved_like(rows: list[SavedRow], name: str) -> SavedRow | None:
    """Return the saved scenario that has a name, None for none; capitals alone make no other name."""
    wanted = clean_text(name, limit=NAME_LIMIT).casefold()
    return next((row for row in rows if wanted and row.name.casefold() == wanted), None)


def _named(name: str) -> str:
    if not name:
        raise ScenarioRefused("no_name", name)
    return name
