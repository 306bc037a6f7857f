"""The last slides: how good the data is, and how it was computed."""

from collections.abc import Iterator

from geo.district.data_words import people_source_words
from geo.i18n import Texts
from geo.model import PRECISIONS
from geo.planning.wording import threshold_words, what_words, who_words
from geo.presenting.briefing import Briefing
from geo.presenting.slides.values import Bar, Bars, Slide
from geo.presenting.slides.words import confirmed, credit, offers_source


def quality(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    """Say how exactly the places of offers are known."""
    counts = briefing.offers["precision"].value_counts()
    bars = tuple(
        Bar(
            texts(f"about.precision_{name}"),
            float(counts.get(name, 0)),
            texts.number(int(counts.get(name, 0))),
        )
        for name in PRECISIONS
    )
    title = texts("slide.quality", confirmed=texts.number(confirmed(briefing)), count=len(briefing.offers))
    source = offers_source(briefing, texts)
    yield Slide(
        "quality",
        "quality",
        title,
        (texts("slide.quality_why"),),
        bars=Bars(texts("slide.offers"), bars),
        source=source,
        credit=source,
    )


def method(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    """Say how it was computed; what does not fit under the eyes of a whole room stands in the notes and on paper."""
    question = briefing.answer.question
    lines = (
        texts(
            "slide.method_question",
            who=who_words(texts, question.people),
            what=what_words(texts, briefing.taxonomy, question),
            threshold=threshold_words(texts, question),
            mode=texts(f"coverage.by_{question.mode}"),
        ),
        texts("slide.method_interval"),
        people_source_words(texts, briefing.world.people_source),
        texts("coverage.no_entry"),
    )
    sources = texts("picture.sources", list="; ".join(s.attribution or s.title for s in briefing.sources))
    yield Slide(
        "method",
        "method",
        texts("slide.method"),
        lines,
        source=" ".join((texts("scorecard.rules"), sources)),
        credit=" ".join((offers_source(briefing, texts), credit(briefing, texts))),
    )
