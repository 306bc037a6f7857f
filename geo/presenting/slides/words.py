"""What several slides say in the same words: names of topics and places, ranges, sources, credits."""

import math
import textwrap
from collections.abc import Callable, Iterable

from geo.district.data_words import people_source_words
from geo.district.sources import DataSource
from geo.i18n import Texts, sentence
from geo.planning.answer import Answer
from geo.planning.wording import source_words, threshold_words
from geo.presenting.briefing import Briefing, TopicBriefing

Say = Callable[[float], str]


def slide_name(kind: str, topic: TopicBriefing) -> str:
    """Return a name that no other slide of a deck has."""
    return "-".join((kind, *topic.answer.question.topics))


def topic_words(briefing: Briefing, topic: TopicBriefing, texts: Texts) -> str:
    """Name the topics a slide is about."""
    names = [
        briefing.taxonomy.topics[name].labels.get(texts.language, name)
        for name in topic.answer.question.topics
    ]
    return texts.listing(names) or texts("coverage.what_any")


def shorten(name: str, most: int) -> str:
    """Return a name of so many letters at most, cut between its words."""
    return textwrap.shorten(name, most, placeholder=" …")


def rate(texts: Texts) -> Say:
    """Return how rates are written: always one decimal."""
    return lambda value: texts.number(value, digits=1, is_fixed=True)


def with_range(
    value: float, low: float, high: float, say: Say, say_range: Callable[[float, float], str]
) -> str:
    """Say a value and in brackets its range."""
    return f"{say(value)} ({say_range(low, high)})" if math.isfinite(value) else "–"


def share_words(answer: Answer, texts: Texts) -> str:
    """Say the share of the people who reach an offer, and its range."""
    share = answer.share
    return with_range(share.value, share.low, share.high, texts.percent, texts.share_range)


def reach_line(topic: TopicBriefing, texts: Texts) -> str:
    """Say how many reach an offer on a topic, and how sure that is."""
    share, question = topic.answer.share, topic.answer.question
    return sentence(
        texts(
            "slide.reached",
            share=texts.percent(share.value),
            low=texts.percent(share.low),
            high=texts.percent(share.high),
            threshold=threshold_words(texts, question),
            mode=texts(f"coverage.by_{question.mode}"),
        )
    )


def source(answer: Answer, texts: Texts) -> str:
    """Say what an answer was computed from."""
    return source_words(texts, answer)


def drawn_from(briefing: Briefing) -> str:
    """Name whose shapes a map is drawn from; the licence asks for it wherever they are shown."""
    shapes = next((source for source in briefing.sources if source.id == "boundaries"), None)
    return shapes.attribution if shapes else ""


def map_source(briefing: Briefing, answer: Answer, texts: Texts) -> str:
    """Say what an answer was computed from, and whose shapes its map shows."""
    return " ".join(filter(None, (source(answer, texts), drawn_from(briefing))))


def credit(briefing: Briefing, texts: Texts, *, has_map: bool = False) -> str:
    """Say in one line, to be read from afar, whose people were counted and whose shapes are shown."""
    people = people_source_words(texts, briefing.world.people_source)
    return " ".join(filter(None, (people, drawn_from(briefing) if has_map else "")))


def offers_source(briefing: Briefing, texts: Texts) -> str:
    """Say where the offers are from, and of when."""
    offers = next((source for source in briefing.sources if source.id == "offers"), None)
    if offers is None:
        return ""
    day = texts.partial_date(offers.date) or texts("about.undated")
    return f"{offers.attribution or offers.title}, {day}"


def source_lines(sources: Iterable[DataSource], texts: Texts) -> list[str]:
    """Return a line for each source: what it is, of when, by which licence, whom to name."""
    lines = []
    for one in sources:
        day = texts.partial_date(one.date) or texts("about.undated")
        named = one.attribution if one.attribution not in ("", one.title) else ""
        lines.append(". ".join(filter(None, (f"{one.title}, {day}", one.licence, named))))
    return lines


def topic_labels(briefing: Briefing, texts: Texts) -> dict[str, str]:
    """Return the names of all topics by their ids."""
    topics = briefing.taxonomy.topics
    return {name: topic.labels.get(texts.language, name) for name, topic in topics.items()}


def confirmed(briefing: Briefing) -> int:
    """Count the offers that were confirmed."""
    return int(briefing.offers["status"].eq("confirmed").sum())
