"""Slides of what advice teaches: needs and gaps, breaking points, what became of decisions. Published figures alone."""

from collections.abc import Iterator

from geo.i18n import Texts
from geo.kim.breaking_points import circles
from geo.kim.public import PublicAdvice
from geo.kim.summary import Summary
from geo.kim.topics import effect
from geo.kim.wording import (
    effect_words,
    field_sentence,
    headlines,
    kind_words,
    office_name,
    quarter_words,
    share_words,
    told_words,
    topic_name,
)
from geo.presenting.briefing import Briefing
from geo.presenting.slides.values import Cell, Slide, Table

_ROWS = 6


def advice(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    """Say which gaps advice tells of, beside what the directory has."""
    if briefing.advice is None or briefing.told is None:
        return
    found, codes = briefing.told, briefing.advice.codes
    said = headlines(found, texts, briefing.taxonomy, codes)
    gaps = [field for field in found.fields if field.is_advice_gap][:_ROWS]
    title = field_sentence(gaps[0], texts, briefing.taxonomy) if gaps else texts("slide.advice_none")
    headings = ("filter.topics", "filter.cities", "kim.column_unmet", "kim.column_offers", "kim.column_kind")
    rows = tuple(
        tuple(
            Cell(text)
            for text in (
                topic_name(field.topic, texts, briefing.taxonomy),
                field.city,
                told_words(field.unmet, texts),
                texts.number(field.supply.offers),
                kind_words(field.kind, texts),
            )
        )
        for field in gaps
    )
    table = Table(tuple(texts(key) for key in headings), rows, numbers=(2, 3)) if rows else None
    yield Slide("advice", "advice", title, tuple(said[:1]), table=table, source=_source(found, texts))


def breaking(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    """Say where handovers fail, and which go in a circle."""
    if briefing.advice is None or briefing.told is None:
        return
    found, codes = briefing.told, briefing.advice.codes
    if not found.points:
        return
    first = found.points[0]
    title = texts(
        "kim.said_point",
        start=office_name(first.start, texts, codes),
        end=office_name(first.end, texts, codes),
        number=told_words(first.count, texts),
        share=share_words(first.share, texts),
    )
    headings = (
        "kim.field_from_office",
        "kim.field_to_office",
        "kim.column_ended",
        "kim.column_failed",
        "kim.column_share",
    )
    rows = tuple(
        tuple(
            Cell(text)
            for text in (
                office_name(point.start, texts, codes),
                office_name(point.end, texts, codes),
                told_words(point.count, texts),
                told_words(point.failed, texts),
                share_words(point.share, texts),
            )
        )
        for point in found.points[:_ROWS]
    )
    lines = tuple(
        f"{texts('kim.circle')} " + " › ".join(office_name(one, texts, codes) for one in (*circle, circle[0]))
        for circle in circles(found.points)[:1]
    )
    table = Table(tuple(texts(key) for key in headings), rows, numbers=(2, 3, 4))
    yield Slide("breaking", "breaking", title, lines, table=table, source=_source(found, texts))


def decisions(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    """Say what became of what was decided, also where nothing changed."""
    if briefing.advice is None or briefing.told is None or not briefing.advice.topics:
        return
    known = briefing.advice
    headings = (
        *(texts(f"kim.field_{name}") for name in ("title", "measure", "responsible")),
        texts("slide.column_effect"),
    )
    rows = tuple(_decision(known, number, texts) for number in range(len(known.topics[:_ROWS])))
    effects = [effect(topic, known.figures) for topic in known.topics]
    better = sum(found is not None and found.verdict == "better" for found in effects)
    title = texts("slide.decisions", count=len(known.topics), better=texts.number(better))
    table = Table(headings, rows)
    yield Slide("decisions", "decisions", title, (), table=table, source=_source(briefing.told, texts))


def _decision(known: PublicAdvice, number: int, texts: Texts) -> tuple[Cell, ...]:
    topic = known.topics[number]
    found = effect(topic, known.figures)
    return (
        Cell(topic.title),
        Cell(topic.measure),
        Cell(known.codes.label("roles", topic.responsible, texts.language)),
        Cell(effect_words(found, texts) if found else texts("kim.effect_unknown")),
    )


def _source(found: Summary, texts: Texts) -> str:
    quarters = texts.listing([quarter_words(name, texts) for name in found.figures.names])
    return texts("slide.advice_source", quarters=quarters)
