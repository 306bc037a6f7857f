"""`python -m geo report`: slides as PPTX or PDF, a paper as DOCX, or one city on sheets of A4."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

import typer

from geo.cli.deck_options import chosen_slides, day_of, logo_of, pictures_of, sentences_of, templated
from geo.cli.output import say
from geo.cli.planner import Planner, ask, one_of, set_desk
from geo.files import write_whole
from geo.i18n import Texts, load_texts
from geo.kim.public import PublicAdvice, public_advice
from geo.planning.question import Question, first_topics
from geo.presenting.briefing import Briefing
from geo.presenting.deck import ASPECTS, KINDS, MOST_TOPICS, READERS, WIDE, Deck
from geo.presenting.report import city_sheet, to_docx, to_pdf, to_pptx
from geo.presenting.slides import Picture, make_slides
from geo.presenting.slides.words import source_lines, topic_labels
from geo.upkeep.changes import Changes, changes_since_day
from geo.upkeep.opening import prepare

_FORMATS = ("pptx", "pdf", "docx")


def report(  # noqa: PLR0917  # options of the command line, given by name
    out: Annotated[Path, typer.Option(help="File to write: deck.pptx, report.pdf or paper.docx.")],
    city: Annotated[str | None, typer.Option(help="One city on A4 (PDF) instead of slides.")] = None,
    readers: Annotated[str, typer.Option(help="With --city: residents or planners.")] = READERS[0],
    topic: Annotated[
        list[str] | None, typer.Option(help="Topic id, three at most; none means language courses.")
    ] = None,
    since: Annotated[str, typer.Option(help="Date (YYYY-MM-DD) to tell changes since.")] = "",
    lang: Annotated[str, typer.Option("--lang", "--language", help="Language of the report.")] = "",
    people: Annotated[str, typer.Option(help="all or foreign (nationals).")] = "all",
    mode: Annotated[str, typer.Option(help="walk, walk_slow, bike, metres or transit.")] = "walk",
    threshold: Annotated[float | None, typer.Option(help="Minutes (default 30), or metres (1000).")] = None,
    template: Annotated[Path | None, typer.Option(help="PPTX file whose design is taken.")] = None,
    file_format: Annotated[
        str, typer.Option("--format", help="pptx, pdf or docx, if not as --out ends.")
    ] = "",
    order: Annotated[
        str, typer.Option(help=f"Slides in their order, with commas: {','.join(KINDS)}; others are left out.")
    ] = "",
    without: Annotated[list[str] | None, typer.Option(help="Slide to leave out.")] = None,
    title: Annotated[str, typer.Option(help="Title of the first slide.")] = "",
    sentence: Annotated[
        list[str] | None, typer.Option(help='Own sentence: "gaps=Here first." or "gaps-work=…".')
    ] = None,
    sentences: Annotated[
        Path | None, typer.Option(help="File with one such sentence a line (UTF-8).")
    ] = None,
    aspect: Annotated[str, typer.Option(help="16:9 or 4:3.")] = WIDE,
    picture: Annotated[
        list[str] | None, typer.Option(help='Own picture (PNG, JPEG): "title=photo.jpg=what it shows".')
    ] = None,
    logo: Annotated[Path | None, typer.Option(help="PNG or JPEG for every slide.")] = None,
) -> None:
    """Write the slides of the network meeting, a paper for a council, or the sheet of a city."""
    kind = one_of("--format", file_format or out.suffix.lower().removeprefix("."), _FORMATS)
    if city and kind != "pdf":
        msg = "--city is written as PDF: name the file with .pdf"
        raise typer.BadParameter(msg)
    if template and kind != "pptx":
        msg = "--template is the design of a PPTX file: name the file of --out with .pptx"
        raise typer.BadParameter(msg)
    desk = set_desk()
    chosen = one_of("--lang", lang, desk.settings.district.languages) if lang else _default(desk)
    texts = load_texts(chosen).whole
    deck = Deck(
        texts.language,
        question=_question(desk, topics=topic, people=people, mode=mode, threshold=threshold),
        slides=chosen_slides(order, without or ()),
        title=title,
        sentences=sentences_of(sentence or (), sentences, topics=desk.taxonomy.topics),
        since=day_of(since),
        aspect=one_of("--aspect", aspect, ASPECTS),
    )
    if city:
        written = _city(desk, deck, city, texts, readers=one_of("--readers", readers, READERS))
    else:
        design = templated(template, desk.settings.district) if kind == "pptx" else None
        marks = {"logo": logo_of(logo, desk.settings.district)}
        own = pictures_of(picture or (), topics=desk.taxonomy.topics)
        written = _slides(desk, deck, texts, kind=kind, template=design, own=own, **marks)
    write_whole(out, written)
    say(f"{out}: {len(written):,} bytes")


def _default(desk: Planner) -> str:
    return desk.settings.district.languages[0]


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
    day = day_of(since, most=desk.today)
    with prepare(desk.settings) as store:
        return changes_since_day(store, date.fromisoformat(day), timezone=desk.settings.district.timezone)


def _city(desk: Planner, deck: Deck, city: str, texts: Texts, *, readers: str) -> bytes:
    briefing = _briefing(desk, deck)
    one_of("--city", city, briefing.cities)
    return city_sheet(briefing, city, texts, link=_link(desk, city), readers=readers)


def _link(desk: Planner, city: str) -> str:
    """Return where the city's offers stand on the web, "" where the app has no public address."""
    base = desk.settings.public_url
    return f"{base}/?{urlencode({'city': city})}" if base else ""


def _slides(
    desk: Planner,
    deck: Deck,
    texts: Texts,
    *,
    kind: str,
    template: Path | None,
    own: dict[str, Picture],
    logo: Picture | None,
) -> bytes:
    briefing = _briefing(desk, deck)
    slides = make_slides(deck, briefing, texts, pictures=own)
    words: dict[str, Any] = {"direction": texts.direction, "language": texts.language}
    if kind == "pptx":
        return to_pptx(slides, **words, template=template, aspect=deck.aspect, logo=logo)
    footer = texts("sheet.footer", district=briefing.district, date=texts.date(briefing.today))
    if kind == "docx":
        labels, named = topic_labels(briefing, texts), source_lines(briefing.sources, texts)
        return to_docx(slides, texts, labels=labels, sources=named, footer=footer, logo=logo)
    return to_pdf(slides, **words, footer=footer)
