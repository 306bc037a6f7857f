"""`python -m geo report`: slides as PPTX or PDF, or one city on sheets of A4."""

from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import typer

from geo.cli.output import say
from geo.cli.planner import Planner, ask, one_of, set_desk
from geo.files import write_whole
from geo.i18n import Texts, load_texts
from geo.kim.public import PublicAdvice, public_advice
from geo.planning.question import Question, first_topics
from geo.presenting.briefing import Briefing
from geo.presenting.deck import MOST_TOPICS, Deck
from geo.presenting.report import city_sheet, to_pdf, to_pptx
from geo.presenting.slides import make_slides
from geo.upkeep.changes import Changes, changes_since_day
from geo.upkeep.opening import prepare

_PPTX, _PDF = ".pptx", ".pdf"


def report(  # noqa: PLR0917  # options of the command line, given by name
    out: Annotated[Path, typer.Option(help="File to write: deck.pptx or report.pdf.")],
    city: Annotated[str | None, typer.Option(help="One city on A4 (PDF) instead of slides.")] = None,
    topic: Annotated[
        list[str] | None, typer.Option(help="Topic id, three at most; none means language courses.")
    ] = None,
    since: Annotated[str, typer.Option(help="Date (YYYY-MM-DD) to tell changes since.")] = "",
    lang: Annotated[str, typer.Option(help="Language of the report.")] = "",
    people: Annotated[str, typer.Option(help="all or foreign (nationals).")] = "all",
    mode: Annotated[str, typer.Option(help="walk, walk_slow, bike, metres or transit.")] = "walk",
    threshold: Annotated[float | None, typer.Option(help="Minutes (default 30), or metres (1000).")] = None,
    template: Annotated[Path | None, typer.Option(help="PPTX file whose design is taken.")] = None,
) -> None:
    """Write the slides of the network meeting, or the sheet of a city."""
    kind = one_of("--out", out.suffix.lower(), (_PPTX, _PDF))
    if city and kind != _PDF:
        msg = "--city is written as PDF: name the file with .pdf"
        raise typer.BadParameter(msg)
    if template and kind != _PPTX:
        msg = "--template is the design of a PPTX file: name the file of --out with .pptx"
        raise typer.BadParameter(msg)
    desk = set_desk()
    chosen = one_of("--lang", lang, desk.settings.district.languages) if lang else _default(desk)
    texts = load_texts(chosen).whole
    question = _question(desk, topics=topic, people=people, mode=mode, threshold=threshold)
    deck = Deck(texts.language, question=question, since=_day(since))
    written = (
        _city(desk, deck, city, texts) if city else _slides(desk, deck, texts, kind=kind, template=template)
    )
    write_whole(out, written)
    say(f"{out}: {len(written):,} bytes")


def _default(desk: Planner) -> str:
    return desk.settings.district.languages[0]


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        msg = f"--since {text!r}: a date like 2026-05-31 expected"
        raise typer.BadParameter(msg) from error


def _question(
    desk: Planner, *, topics: list[str] | None, people: str, mode: str, threshold: float | None
) -> Question:
    wanted = topics or list(first_topics(desk.taxonomy))
    if len(wanted) > MOST_TOPICS:
        msg = f"--topic: {MOST_TOPICS} at most, or slides become too many to be read"
        raise typer.BadParameter(msg)
    return ask(
        desk.taxonomy, topics=wanted, target_groups=None, people=people, mode=mode, threshold=threshold
    )


def _briefing(desk: Planner, deck: Deck) -> Briefing:
    return Briefing.gather(
        deck.question,
        desk.world,
        desk.settings,
        desk.taxonomy,
        sources=desk.sources.sources,
        today=desk.today,
        changes=_changes(desk, deck.since),
        advice=_advice(desk),
    )


def _advice(desk: Planner) -> PublicAdvice | None:
    """Return the published quarters of what advice teaches, None where there is none."""
    with prepare(desk.settings) as store:
        return public_advice(store, desk.settings.district, today=desk.today)


def _changes(desk: Planner, since: str) -> Changes | None:
    """Return what changed since the beginning of a day of the district, None without one."""
    if not since:
        return None
    day = date.fromisoformat(since)
    if day > desk.today:
        msg = f"--since {since}: a day up to today ({desk.today.isoformat()}) expected"
        raise typer.BadParameter(msg)
    with prepare(desk.settings) as store:
        return changes_since_day(store, day, timezone=desk.settings.district.timezone)


def _city(desk: Planner, deck: Deck, city: str, texts: Texts) -> bytes:
    briefing = _briefing(desk, deck)
    one_of("--city", city, briefing.cities)
    return city_sheet(briefing, city, texts, link=_link(desk, city))


def _link(desk: Planner, city: str) -> str:
    """Return where the city's offers stand on the web, "" where the app has no public address."""
    base = desk.settings.public_url
    return f"{base}/?{urlencode({'city': city})}" if base else ""


def _slides(desk: Planner, deck: Deck, texts: Texts, *, kind: str, template: Path | None) -> bytes:
    briefing = _briefing(desk, deck)
    slides = make_slides(deck, briefing, texts)
    if kind == _PPTX:
        return to_pptx(slides, direction=texts.direction, language=texts.language, template=template)
    footer = texts("sheet.footer", district=briefing.district, date=texts.date(briefing.today))
    return to_pdf(slides, direction=texts.direction, language=texts.language, footer=footer)
