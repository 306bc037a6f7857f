"""What a scenario, from a file or saved by name, changes: before, after and difference; answers as Excel files."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo.cli.figures_in_words import decimal, neighbours_in_words, persons
from geo.cli.output import LANGUAGE, write_table
from geo.cli.planner import Planner
from geo.errors import DataError, Problem, shown
from geo.exchange import coverage_files
from geo.i18n import load_texts
from geo.planning.answer import Answer
from geo.planning.own_areas import OwnAreas
from geo.planning.saved_scenarios import saved_like, scenario_of
from geo.planning.scenario import Scenario, to_link
from geo.planning.scenario_file import read_scenario
from geo.planning.wording import headline, interval_words
from geo.settings import load_settings
from geo.store import SavedRow, Store
from geo.upkeep.opening import make_geocoder


def scenario_link(told: str) -> str:
    """Return the scenario of a file, or else the one saved under a name, as a link holds it.

    Raises
    ------
    DataError
        If there is neither, or it cannot be one; names what is saved.
    """
    is_file = os.path.isfile(told)  # noqa: PTH113  # Path.is_file raises for a name that is too long
    return to_link(scenario_of_file(Path(told)) if is_file else _saved(told))


def scenario_of_file(path: Path) -> Scenario:
    """Read the scenario of a file; addresses are looked up in the local list alone.

    Raises
    ------
    DataError
        If it is none; names row, column, value and what is expected.
    """
    geocoder = make_geocoder(load_settings())
    return read_scenario(path, lambda address: geocoder.geocode(address, offline=True))


def _saved(name: str) -> Scenario:
    settings = load_settings()
    rows: list[SavedRow] = []
    if Store.exists(settings):
        with Store.open(settings) as store:
            rows = store.scenarios.all()
    row = saved_like(rows, name)
    if row is None:
        known = ", ".join(shown(one.name) for one in rows) or "none is saved"
        expectation = f"a file, or the name of a saved scenario ({known})"
        raise DataError([Problem("--scenario", 0, "", shown(name), expectation)])
    found = scenario_of(row)
    if found is None:
        raise DataError([Problem("--scenario", 0, "steps", shown(row.name), "steps that can be read")])
    return found


def workbook(
    desk: Planner,
    answer: Answer,
    scenario: Scenario,
    *,
    areas: OwnAreas | None = None,
    before: Answer | None = None,
) -> bytes:
    """Return an answer as the Excel file of the page, in English."""
    texts = load_texts(LANGUAGE)
    about = coverage_files.describe(
        answer,
        desk.sources.sources,
        texts,
        taxonomy=desk.taxonomy,
        title=headline(texts, desk.taxonomy, answer),
        detail=" ".join([interval_words(texts, answer), *_beyond(desk, answer)]),
        scenario=scenario,
        areas=areas,
    )
    return coverage_files.coverage_xlsx(answer, about, texts, areas=areas, before=before)


def _beyond(desk: Planner, answer: Answer) -> list[str]:
    if desk.neighbours is None:
        return []
    return [neighbours_in_words(desk.neighbours.figures(answer.world, answer.question))]


def show_difference(found: Mapping[str, Any]) -> None:
    """Write what a scenario changes, for a person."""
    rows = [
        [
            row["name"] or "district",
            persons(row["before"]),
            persons(row["after"]),
            persons(row["difference"]),
            f"{persons(row['difference_low'])} – {persons(row['difference_high'])}",
            "–" if row["share_difference"] is None else f"{decimal(100 * row['share_difference'])} points",
        ]
        for row in found["before_after"]
    ]
    headings = ["", "before", "after", "difference", "low – high", "share"]
    write_table(headings, rows, title="What the scenario would change")
