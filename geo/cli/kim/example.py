"""`kim example`: an invented quarter in a folder of its own, for trying and for tests."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from geo.errors import DataError, Problem
from geo.files import write_whole
from geo.kim.example import DATASET, example_counts, example_topics, handovers_csv, talks_csv
from geo.kim.quarters import before, quarter_of
from geo.kim.summary import known_of
from geo.kim.topics import save_topic
from geo.model import Role
from geo.settings import load_settings
from geo.upkeep.access import OPERATOR
from geo.upkeep.opening import prepare, taxonomy_of


def example(
    into: Annotated[Path, typer.Option(help="A folder that is new or empty; not the one of the app.")],
) -> None:
    """Write invented counts as tables, and a database with them: start the app with KARTE_VAR set to the folder."""
    settings = load_settings()
    if into.resolve() == settings.var.resolve() or (
        into.exists() and (not into.is_dir() or any(into.iterdir()))
    ):
        raise DataError([Problem("--into", 0, "folder", str(into), "a folder that is new or empty")])
    today = settings.district.today()
    known, quarter = known_of(settings, taxonomy_of(settings)), before(quarter_of(today))
    talks, handovers = example_counts(known, quarter)
    into.mkdir(parents=True, exist_ok=True)
    write_whole(into / "beispiel_gespraeche.csv", talks_csv(talks))
    write_whole(into / "beispiel_uebergaben.csv", handovers_csv(handovers))
    own = replace(
        settings, var=into, database_url=f"sqlite:///{(into / 'karte.sqlite3').resolve().as_posix()}"
    )
    with prepare(own) as store:
        store.mark_dataset(DATASET, rows=len(talks) + len(handovers))
        for thing, counts in (("tally", talks), ("handover", handovers)):
            store.advice.take_in(thing, counts, who=Role.OPERATOR, text="Beispiel")
        for topic in example_topics(known, quarter):
            save_topic(store, OPERATOR, known, topic)
    typer.echo(f"{into}: an invented quarter, {quarter}; KARTE_VAR={into} uses it")
