"""Years: keep what the figures of today come from, and say what changed since a kept day, and by what."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from geo.cli.figures_in_words import decimal, percent, persons
from geo.cli.output import harmless, write_table
from geo.cli.planner import Planner
from geo.planning.kept_states import save_state, state_of

_WORDS = {
    "closed": "closed offers",
    "new": "new offers",
    "places": "better known or moved places",
    "entries": "other changes of entries",
    "people": "people",
}


def keep_state(desk: Planner, name: str) -> Path:
    """Keep offers and people as they are under a name."""
    return save_state(state_of(name, desk.today, desk.world), desk.settings.var)


def show_changes(found: Mapping[str, Any]) -> None:
    """Write what changed, for a person; the steps add up to the difference."""
    typer.echo(
        harmless(
            f"Since {found['name']} ({found['day']}): {percent(found['then']['share'])} then, "
            f"{percent(found['now']['share'])} now."
        )
    )
    rows = [
        [
            _WORDS[step["by"]],
            persons(step["people"]),
            f"{persons(step['people_low'])} – {persons(step['people_high'])}",
            "–" if step["share"] is None else decimal(100 * step["share"]),
        ]
        for step in found["steps"]
    ]
    whole = found["difference"]
    rows.append(
        [
            "all together",
            persons(whole["people"]),
            "",
            "–" if whole["share"] is None else decimal(100 * whole["share"]),
        ]
    )
    write_table(["changed by", "people", "low – high", "points"], rows, title="What changed")
    typer.echo(found["note"])
