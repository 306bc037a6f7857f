"""Where new offers would help most, topic by topic: the places on the map, who gains, and reach before and after."""

from collections.abc import Iterator
from typing import Any

from geo.i18n import Texts
from geo.planning.wording import who_words
from geo.presenting.briefing import Briefing, TopicBriefing
from geo.presenting.charts import Written, site_map, to_plain_png, to_plain_svg
from geo.presenting.slides.signs import place_words
from geo.presenting.slides.values import Bar, Bars, Cell, Picture, Slide, Table
from geo.presenting.slides.words import (
    credit,
    map_source,
    shorten,
    slide_name,
    topic_words,
    with_range,
)

#: Letters of the name of a place; some schools have names of four lines.
_LETTERS, _LETTERS_ON_PAPER = 40, 200


def sites(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    """Give one slide a topic."""
    for topic in briefing.topics:
        yield _slide(briefing, topic, texts)


def _slide(briefing: Briefing, topic: TopicBriefing, texts: Texts) -> Slide:
    named, who = topic_words(briefing, topic, texts), who_words(texts, topic.answer.group)
    name, source = slide_name("sites", topic), map_source(briefing, topic.answer, texts)
    found = topic.sites.sites
    gained = float(found["newly_covered"].sum())
    if found.empty or gained < 1:
        title = texts("slide.sites_none", topic=named, who=who)
        return Slide(name, "sites", title, source=source, credit=credit(briefing, texts))
    title = texts("slide.sites", count=len(found), people=texts.people_about(gained), topic=named, who=who)
    rows = found.to_dict("records")
    return Slide(
        name,
        "sites",
        title,
        (),
        _table(rows, who, texts, most=_LETTERS),
        _before_and_after(topic, texts),
        picture=_picture(briefing, topic, title, texts),
        source=source,
        credit=credit(briefing, texts, has_map=True),
        notes=(texts("siting.candidates"), texts("slide.sites_reason", who=who)),
        full=_table(rows, who, texts, most=_LETTERS_ON_PAPER),
    )


def _table(rows: list[dict[Any, Any]], who: str, texts: Texts, *, most: int) -> Table:
    cells = tuple(
        (
            Cell(
                f"+{number} {place_words(row['place'], row['city'], texts, own=shorten(row['name'], most))}"
            ),
            Cell(f"{texts.people_about(row['newly_covered'])} ({_span(row, texts)})"),
        )
        for number, row in enumerate(rows, start=1)
    )
    return Table((texts("slide.column_site"), texts("slide.newly", who=who)), cells, numbers=(1,))


def _span(row: Any, texts: Texts) -> str:
    low, high = (texts.people_about(row[name]) for name in ("newly_low", "newly_high"))
    return low if low == high else texts("unit.range", low=low, high=high)


def _before_and_after(topic: TopicBriefing, texts: Texts) -> Bars:
    """Tell the share that reaches an offer, as it is and with all new places, each with its range."""
    now, then = topic.answer.share, topic.share_with_sites
    told = ((texts("slide.before"), (now.value, now.low, now.high)), (texts("slide.after"), tuple(then)))
    bars = tuple(
        Bar(
            name,
            value,
            with_range(value, low, high, texts.percent, texts.share_range),
            (low, high),
        )
        for name, (value, low, high) in told
    )
    return Bars(texts("slide.share_of_all"), bars, most=1.0)


def _picture(briefing: Briefing, topic: TopicBriefing, title: str, texts: Texts) -> Picture:
    found = topic.sites.sites
    points = tuple(zip(found["lon"], found["lat"], strict=True))

    def draw(written: Written) -> bytes:
        return site_map(topic.answer, texts, boundaries=briefing.boundaries, sites=points, written=written)

    alt = f"{title}. {texts('slide.sites_map')}"
    return Picture(alt, lambda: draw(to_plain_png), lambda: draw(to_plain_svg))
