"""`python -m geo coverage --all`: topics × cities or own areas × ways of travel, in one table or file."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer

from geo.cli.figures_in_words import percent
from geo.cli.output import LANGUAGE, progress_bar, say, write_json, write_table
from geo.cli.planner import Planner
from geo.exchange import coverage_files
from geo.files import write_whole
from geo.i18n import load_texts
from geo.planning.by_timetable import when_by_timetable
from geo.planning.doubts import doubt_words
from geo.planning.figures import ages, people_note
from geo.planning.matrix import DISTRICT, Matrix, make_matrix, modes_there_are, whole_answer, worst_places
from geo.planning.own_areas import OwnAreas
from geo.planning.question import Question
from geo.reach.speeds import TRANSIT

SUFFIXES = (".xlsx", ".csv", ".json")


def require_suffix(out: Path | None) -> None:
    """End the command with 2 where the file is of no kind we write."""
    if out and out.suffix.lower() not in SUFFIXES:
        msg = f"--out {out.name!r}: a name that ends with one of {', '.join(SUFFIXES)}"
        raise typer.BadParameter(msg)


def tell_all(
    desk: Planner,
    question: Question,
    *,
    modes: tuple[str, ...] = (),
    areas: OwnAreas | None = None,
    out: Path | None = None,
    as_json: bool = False,
) -> None:
    """Compute the table and write it where it was asked for.

    Parameters
    ----------
    modes
        Ways of travel; () for all there are.
    """
    topics = question.topics or tuple(desk.taxonomy.topics)
    wanted = modes or modes_there_are(desk.world)
    if (question.day or question.window) and TRANSIT not in wanted:
        msg = f"--date, --window and --arrive are for {TRANSIT}, and no timetable is kept (python -m geo transit)"
        raise typer.BadParameter(msg)
    with progress_bar("answers") as progress:
        matrix = make_matrix(
            desk.world,
            question,
            topics=topics,
            modes=wanted,
            areas=areas,
            progress=progress,
        )
    if out:
        write_whole(out, _content(desk, matrix, out.suffix.lower()))
        say(f"{len(matrix.told)} rows in {out}")
    if as_json:
        write_json(_record(desk, matrix), indent=2)
    elif not out:
        _show(matrix)


def _record(desk: Planner, matrix: Matrix) -> dict[str, Any]:
    question, areas = matrix.question, matrix.areas
    return {
        "parameters": {
            "people": question.people,
            "threshold": question.threshold,
            "unit": question.unit,
            "target_groups": list(question.target_groups),
            "counted": question.counted,
            "modes": list(matrix.modes),
            "topics": list(matrix.topics),
            "areas": areas.name if areas else None,
            "counted_to": desk.today.isoformat(),
        }
        | _when(desk, matrix),
        "rows": list(matrix.told),
        "worst": worst_places(matrix),
        "data": desk.data_ages(ages(desk.sources)),
        "notes": [*doubt_words(desk.texts, whole_answer(desk.world, matrix)), people_note(desk.world)],
    }


def _when(desk: Planner, matrix: Matrix) -> dict[str, str | None]:
    """Return the day and hours that were counted by bus and train, told as for a single answer; nothing without."""
    if TRANSIT not in matrix.modes:
        return {}
    transit = desk.world.ground_of(replace(matrix.question, mode=TRANSIT)).transit
    return when_by_timetable(transit.window) if transit else {}


def _content(desk: Planner, matrix: Matrix, suffix: str) -> bytes:
    if suffix == ".json":
        return (
            json.dumps(_record(desk, matrix), ensure_ascii=False, allow_nan=False, indent=2) + "\n"
        ).encode()
    texts = load_texts(LANGUAGE)
    about = coverage_files.describe_matrix(
        matrix,
        whole_answer(desk.world, matrix),
        desk.sources.sources,
        texts,
        taxonomy=desk.taxonomy,
    )
    if suffix == ".csv":
        return coverage_files.matrix_csv(matrix, about)
    return coverage_files.matrix_xlsx(matrix, about, texts, taxonomy=desk.taxonomy)


def _show(matrix: Matrix) -> None:
    """Write one table a way of travel: each topic with the district, its worst place and what is without."""
    for mode in matrix.modes:
        rows = matrix.rows[matrix.rows["mode"].eq(mode)]
        whole = rows[rows["place"].eq(DISTRICT)].set_index("topic")
        worst = {row["topic"]: row for row in worst_places(matrix) if row["mode"] == mode}
        lines = [
            [
                topic,
                percent(row["share"]),
                f"{percent(row['share_low'])} – {percent(row['share_high'])}",
                f"{row['without']:,.0f}",
                f"{row['offers']:,.0f}",
                f"{worst[topic]['name']} {percent(worst[topic]['share'])}" if topic in worst else "–",
            ]
            for topic, row in zip(whole.index, whole.to_dict("records"), strict=True)
        ]
        headings = ["topic", "share", "low – high", "people without", "offers", "worst"]
        write_table(headings, lines, title=f"{mode}, {matrix.question.threshold:g} {matrix.question.unit}")
