"""`python -m geo scenario`: scenarios saved by name, such as those that planners save on the page "Coverage"."""

from pathlib import Path
from typing import Annotated

import typer

from geo.cli.coverage_scenario import scenario_of_file
from geo.cli.output import say, write_json, write_table
from geo.errors import DataError, Problem, shown
from geo.planning.saved_scenarios import rename_scenario, save_scenario, saved_like, scenario_of
from geo.planning.scenario import Scenario
from geo.settings import load_settings
from geo.store import SavedRow, Store

scenario_app = typer.Typer(
    help="Scenarios saved by name: list, save, rename, remove them.", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(help="Name of a saved scenario.")]


@scenario_app.command("list")
def list_scenarios(
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
) -> None:
    """List the saved scenarios."""
    with Store.open(load_settings()) as store:
        rows = store.scenarios.all()
    if as_json:
        write_json([_record(row) for row in rows], indent=2)
        return
    told = [[row.name, _number_of_steps(row), f"{row.saved_at:%Y-%m-%d %H:%M} UTC"] for row in rows]
    write_table(["name", "steps", "saved"], told, title="Saved scenarios")


@scenario_app.command("save")
def save(
    name: Annotated[str, typer.Argument(help="Name to save it under.")],
    file: Annotated[Path, typer.Argument(help="CSV of places (lon, lat or address), or a run file.")],
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of one of that name.")] = False,
) -> None:
    """Save the scenario of a file under a name; those signed in see it on the page "Coverage"."""
    scenario = Scenario(name, scenario_of_file(file).steps)
    with Store.open(load_settings()) as store:
        found = saved_like(store.scenarios.all(), scenario.name) if replace else None
        row = save_scenario(store, scenario, version=found.version if found else 0)
    say(f"saved {row.name!r}: python -m geo coverage --scenario {row.name!r}")


@scenario_app.command("rename")
def rename(name: Name, new: Annotated[str, typer.Argument(help="Its new name.")]) -> None:
    """Give a saved scenario another name."""
    with Store.open(load_settings()) as store:
        row = rename_scenario(store, _require(store, name), new)
    say(f"{name!r} is now {row.name!r}")


@scenario_app.command("remove")
def remove(name: Name, yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False) -> None:
    """Remove a saved scenario, after a question; links that hold it stay."""
    with Store.open(load_settings()) as store:
        row = _require(store, name)
        if not yes:
            typer.confirm(f"Remove {row.name!r} ({_number_of_steps(row)} steps)?", abort=True, err=True)
        store.scenarios.remove(row.name, version=row.version)
    say(f"removed {row.name!r}")


def _require(store: Store, name: str) -> SavedRow:
    rows = store.scenarios.all()
    found = saved_like(rows, name)
    if found is None:
        known = ", ".join(shown(row.name) for row in rows) or "there are none"
        raise DataError([Problem("scenarios", 0, "name", shown(name), f"one of: {known}")])
    return found


def _number_of_steps(row: SavedRow) -> str:
    found = scenario_of(row)
    return str(len(found.steps)) if found else "unreadable"


def _record(row: SavedRow) -> dict[str, object]:
    found = scenario_of(row)
    return {
        "name": row.name,
        "steps": len(found.steps) if found else None,
        "link": row.steps,
        "saved_at": row.saved_at.isoformat(timespec="seconds"),
    }
