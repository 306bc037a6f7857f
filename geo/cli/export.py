"""`python -m geo export`: exactly the offers that `find` gives, as a file."""

from pathlib import Path
from typing import Annotated

import typer

from geo.cli.choosing import (
    AskedHours,
    BeginsBy,
    Cities,
    CourseChildcare,
    Days,
    FreeOnly,
    Languages,
    Levels,
    Match,
    Near,
    OpenNow,
    TargetGroups,
    Text,
    Times,
    Topics,
    courses_asked,
    gather,
    known_values,
)
from geo.cli.output import say
from geo.exchange.importing.runs import runs_csv
from geo.exchange.offer_files import FORMATS, Selection
from geo.files import write_whole
from geo.i18n import load_texts
from geo.kim.capacity import capacity_record
from geo.offers.course_runs import RUNS
from geo.offers.filters import MATCH_ANY
from geo.upkeep.opening import load_sources

#: Beside the offers themselves: their dated runs, as `import --runs` reads them.
_FORMATS = (*FORMATS, RUNS)


def export(  # noqa: PLR0917  # options of the command line, given by name
    out: Annotated[Path, typer.Option(help="File to write; an old one is replaced as a whole.")],
    kind: Annotated[str, typer.Option("--format", help=f"How to write them: {', '.join(_FORMATS)}.")],
    text: Text = "",
    topic: Topics = None,
    match: Match = MATCH_ANY,
    target_group: TargetGroups = None,
    city: Cities = None,
    language: Languages = None,
    open_now: OpenNow = None,
    day: Days = None,
    time: Times = None,
    free: FreeOnly = False,
    level: Levels = None,
    begins_by: BeginsBy = "",
    with_childcare: CourseChildcare = False,
    confirmed: Annotated[bool, typer.Option("--confirmed", help="Only with a confirmed date.")] = False,
    closed: Annotated[bool, typer.Option("--closed", help="Closed offers, too.")] = False,
    near: Near = "",
    words: Annotated[str, typer.Option("--words", help="Language of headings and labels.")] = "",
) -> None:
    """Write offers into a file."""
    known_values("--format", [kind], _FORMATS)
    _require_place(out)
    chosen = gather(
        text=text,
        topics=topic,
        match=match,
        target_groups=target_group,
        cities=city,
        languages=language,
        hours=AskedHours(open_now, day, time),
        free_only=free,
        confirmed_only=confirmed,
        near=near,
        with_closed=closed,
        courses=courses_asked(level, begins_by, with_childcare=with_childcare),
    )
    if kind == RUNS:
        titles = zip(chosen.offers.index, chosen.offers["title"], strict=True)
        write_whole(out, runs_csv(titles, chosen.runs))
        say(f"{out}: {sum(len(chosen.runs.get(key, ())) for key in chosen.offers.index)} runs")
        return
    settings = chosen.settings
    selection = Selection(
        offers=chosen.offers,
        wanted=chosen.wanted,
        district=settings.district,
        taxonomy=chosen.taxonomy,
        sources=load_sources(settings).sources,
        texts=load_texts(_language(words, settings.district.languages)),
        changes=chosen.last_changes,
        sites=chosen.sites,
        translations=chosen.translations,
        origin=settings.public_url,
        whole=int(chosen.offers["fits_wholly"].sum()) if chosen.answer else None,
        capacity={key: record for key, one in chosen.capacity.items() if (record := capacity_record(one))},
    )
    write_whole(out, FORMATS[kind].write(selection))
    say(f"{out}: {len(chosen.offers)} offers")


def _require_place(out: Path) -> None:
    """Say at once that there is no place for the file, before anything is computed."""
    if not out.parent.is_dir():
        msg = f"--out {out}: there is no folder {out.parent}"
        raise typer.BadParameter(msg)
    if out.is_dir():
        msg = f"--out {out}: a file expected, this is a folder"
        raise typer.BadParameter(msg)


def _language(words: str, known: tuple[str, ...]) -> str:
    return known_values("--words", [words] if words else known[:1], known)[0]
