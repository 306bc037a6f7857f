"""`python -m geo report`: slides as PPTX or PDF, a paper as DOCX, or one city on sheets of A4."""

from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import typer

from geo.cli.deck_options import chosen_slides, day_of, logo_of, pictures_of, sentences_of, templated
from geo.cli.output import say
from geo.cli.planner import Planner, ask, is_given, one_of, set_desk
from geo.files import write_whole
from geo.i18n import Texts, load_texts
from geo.kim.public import PublicAdvice, public_advice
from geo.planning.question import Question, first_topics
from geo.presenting.briefing import Briefing
from geo.presenting.deck import ASPECTS, KINDS, MOST_TOPICS, READERS, WIDE, Deck
from geo.presenting.report import FORMATS, PDF, PPTX, city_sheet, slides_file
from geo.presenting.slides import make_slides
from geo.settings import District
from geo.upkeep.changes import Changes, changes_since_day
from geo.upkeep.opening import prepare

#: Options that a sheet of a city has no place for.
_OF_SLIDES = (
    "order", "without", "title", "sentence", "sentences", "picture", "logo", "since", "aspect", "template",
)  # fmt: skip


def report(  # noqa: PLR0917  # options of the command line, given by name
    context: typer.Context,
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
    aspect: Annotated[
        str, typer.Option(help="16:9 or 4:3, of a PPTX file without a design of its own.")
    ] = WIDE,
    picture: Annotated[
        list[str] | None, typer.Option(help='Own picture (PNG, JPEG): "title=photo.jpg=what it shows".')
    ] = None,
    logo: Annotated[Path | None, typer.Option(help="PNG or JPEG for every slide, and above a paper.")] = None,
) -> None:
    """Write the slides of the network meeting, a paper for a council, or the sheet of a city."""
    kind = one_of("--format", file_format or out.suffix.lower().removeprefix("."), FORMATS)
    ending = out.suffix.lower().removeprefix(".")
    if ending in FORMATS and ending != kind:
        raise typer.BadParameter(f"--format {kind} goes without --out {out.name}: a {ending} file is none")
    _refuse_without_effect(context, kind)
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
        own = pictures_of(picture or (), topics=desk.taxonomy.topics)  # what is wrong is said before the work
        mark = logo_of(logo, desk.settings.district)
        design = _design(context, template, desk.settings.district) if kind == PPTX else None
        briefing = _briefing(desk, deck)
        slides = make_slides(deck, briefing, texts, pictures=own)
        written = slides_file(kind, slides, briefing, texts, aspect=deck.aspect, template=design, logo=mark)
    write_whole(out, written)
    say(f"{out}: {len(written):,} bytes")


def _refuse_without_effect(context: typer.Context, kind: str) -> None:
    """End the command with 2 where an option stands that the file could not follow: nobody shall think it did."""
    if context.params["city"]:
        if kind != PDF:
            msg = "--city is written as PDF: name the file with .pdf"
            raise typer.BadParameter(msg)
        for name in _OF_SLIDES:
            if is_given(context, name):
                msg = f"--{name} is for slides; leave it out beside --city"
                raise typer.BadParameter(msg)
    elif is_given(context, "readers"):
        msg = "--readers is for the sheet of a city: add --city"
        raise typer.BadParameter(msg)
    for name, words in (("template", "the design"), ("aspect", "the shape")):
        if is_given(context, name) and kind != PPTX:
            msg = f"--{name} is {words} of a PPTX file: name the file of --out with .pptx"
            raise typer.BadParameter(msg)


def _design(context: typer.Context, template: Path | None, district: District) -> Path | None:
    """Return the design of slides; it has a shape of its own, so nobody can ask for another one beside it."""
    design = templated(template, district)
    if design and is_given(context, "aspect"):
        msg = f"--aspect: the design {design.name} has its own; leave it out"
        raise typer.BadParameter(msg)
    return design


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
