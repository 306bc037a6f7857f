"""Where offers are probably missing, topic by topic, on a map with the numbers of its list."""

from collections.abc import Iterator
from typing import Any

import geopandas as gpd

from geo.i18n import Texts
from geo.planning.answer import Answer
from geo.planning.insight import edge_flags, people_at_edge
from geo.planning.question import NEEDS
from geo.planning.settling import settle_gap
from geo.planning.settling_words import address_words, gap_doubt_words
from geo.planning.wording import open_words, says_something, who_words
from geo.presenting.briefing import Briefing, TopicBriefing
from geo.presenting.charts import Written, gap_map, to_plain_png, to_plain_svg
from geo.presenting.slides.signs import known, place_words
from geo.presenting.slides.values import Cell, Picture, Slide, Table
from geo.presenting.slides.words import (
    credit,
    map_source,
    reach_line,
    slide_name,
    topic_words,
)
from geo.reach.measures import GROUPS


def gaps(briefing: Briefing, texts: Texts, *, most: int = 5) -> Iterator[Slide]:
    """Give one slide a topic, with so many gaps at most."""
    for topic in briefing.topics:
        yield _slide(briefing, topic, texts, most=most)


def _slide(briefing: Briefing, topic: TopicBriefing, texts: Texts, *, most: int) -> Slide:
    answer, named = topic.answer, topic_words(briefing, topic, texts)
    name, source = slide_name("gaps", topic), map_source(briefing, topic.answer, texts)
    areas = answer.gaps.areas.head(most)
    if not says_something(answer) or areas.empty:
        undecided = open_words(texts, answer) if says_something(answer) else ""
        kind = "open" if undecided else "none" if says_something(answer) else "unknown"
        title, lines = texts(f"slide.gaps_{kind}", topic=named), (undecided,) if undecided else ()
        return Slide(name, "gaps", title, lines, source=source, credit=credit(briefing, texts))
    first, group = areas.iloc[0], GROUPS[answer.group]
    title = texts(
        f"slide.gaps_{answer.question.people}",
        topic=named,
        place=place_words(first["name"], first["city"], texts),
        people=texts.people_about(first[group]),
    )
    by_needs = _needs_line(answer, texts)
    edge = _edge_line(briefing, topic, texts)
    settles = address_words(
        texts, answer, settle_gap(answer, 1).addresses
    )  # for who is asked: too long for a slide
    return Slide(
        name,
        "gaps",
        title,
        tuple(
            filter(
                None, (reach_line(topic, texts), by_needs, " ".join(gap_doubt_words(texts, answer, 1)), *edge)
            )
        ),
        _table(areas, ("gap", group, "chance"), texts),
        picture=_picture(briefing, topic, areas, title, texts),
        source=source,
        credit=credit(briefing, texts, has_map=True),
        notes=(*settles, *((texts("slide.notes_edge"),) if edge else ())),
        full=_table(areas, ("gap", "people", "foreign_nationals", "chance", "mean_min"), texts),
    )


def _picture(
    briefing: Briefing, topic: TopicBriefing, areas: gpd.GeoDataFrame, title: str, texts: Texts
) -> Picture:
    def draw(written: Written) -> bytes:
        return gap_map(topic.answer, texts, boundaries=briefing.boundaries, gaps=areas, written=written)

    alt = f"{title}. {texts('slide.gaps_map')}"
    return Picture(alt, lambda: draw(to_plain_png), lambda: draw(to_plain_svg))


def _needs_line(answer: Answer, texts: Texts) -> str:
    """Say by what gaps stand where that is asked for: published needs, or people where none are published."""
    if answer.question.weight != NEEDS:
        return ""
    return texts("coverage.gaps_by_needs") if answer.weights else texts("coverage.needs_unknown")


def _edge_line(briefing: Briefing, topic: TopicBriefing, texts: Texts) -> tuple[str, ...]:
    """Say of the largest gap for how many the border is nearer than any known offer: it may only seem to be one."""
    answer = topic.answer
    people = people_at_edge(answer, edge_flags(answer, briefing.boundaries), rank=1)
    if not people >= 1:
        return ()
    return (texts("slide.edge", people=texts.people_about(people), who=who_words(texts, answer.group)),)


#: How the columns of gaps are called.
_HEADINGS = {
    "gap": "slide.column_gap",
    "people": "slide.column_people",
    "foreign_nationals": "slide.column_foreign",
    "chance": "slide.column_chance",
    "mean_min": "slide.column_minutes",
}


def _table(areas: gpd.GeoDataFrame, columns: tuple[str, ...], texts: Texts) -> Table:
    rows = [
        {name: _said(name, rank, row, texts) for name in columns}
        for rank, row in zip(areas.index, areas.to_dict("records"), strict=True)
    ]
    cells = tuple(tuple(Cell(text) for text in row.values()) for row in rows)
    headings = tuple(texts(_HEADINGS[name]) for name in columns)
    return Table(headings, cells, numbers=tuple(range(1, len(columns))))


def _said(name: str, rank: Any, row: Any, texts: Texts) -> str:
    if name == "gap":
        return f"{texts.number(rank)}. {place_words(row['name'], row['city'], texts)}"
    if name == "chance":
        return texts.percent(row["chance"])
    if name == "mean_min":
        return known(row["mean_min"], lambda value: texts.number(round(value)))
    return known(row[name], texts.people_about)
