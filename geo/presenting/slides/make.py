"""From a briefing to its slides: every number comes from the same answers as the page "Coverage"."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from geo.district.data_words import people_source_words
from geo.i18n import Texts, sentence
from geo.model import PRECISIONS
from geo.planning.answer import Answer
from geo.planning.insight import edge_flags, people_at_edge
from geo.planning.settling_words import gap_settling_words
from geo.planning.wording import (
    headline,
    interval_words,
    open_words,
    says_something,
    source_words,
    threshold_words,
    what_words,
    who_words,
)
from geo.presenting.briefing import Briefing, TopicBriefing
from geo.presenting.charts import picture_texts, slide_map_png
from geo.presenting.deck import Deck
from geo.presenting.scorecard import FIGURES
from geo.presenting.slides import advice
from geo.presenting.slides.signs import counted_words, known, place_words
from geo.presenting.slides.values import Bar, Bars, Cell, Picture, Slide, Table
from geo.reach.measures import GROUPS
from geo.upkeep.changes import Changes

_GAPS_TOLD = 5
_CHANGES_TOLD = 2
_CHANGE_KINDS = ("new", "changed", "closed", "confirmed")

Make = Callable[[Briefing, Texts], Iterator[Slide]]


def make_slides(deck: Deck, briefing: Briefing, texts: Texts) -> list[Slide]:
    """Return the slides of a deck in its order; a kind that asks topic by topic gives one slide a topic."""
    found: list[Slide] = []
    for kind in deck.slides:
        own = deck.sentence(kind)
        for slide in _MAKERS[kind](briefing, texts):
            title = deck.title if kind == "title" and deck.title else slide.title
            found.append(replace(slide, title=title, own=own))
            own = ""  # said once, on the first slide of its kind
    return found


def _title(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    offers = briefing.offers
    title = texts("slide.title", district=briefing.district)
    lines = (
        texts.date(briefing.today),
        texts(
            "slide.title_offers",
            count=len(offers),
            cities=texts.number(len(briefing.cities)),
            confirmed=texts.number(_confirmed(briefing)),
        ),
        texts("coverage.no_entry"),
    )
    yield Slide("title", "title", title, lines, source=_offers_source(briefing, texts))


def _map(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    """Show the district; its gaps carry numbers only where they are those of the one slide of gaps."""
    answer = briefing.answer
    title = headline(texts, briefing.taxonomy, answer)
    detail = interval_words(texts, answer)
    drawn = picture_texts(texts)
    has_one = len(briefing.topics) == 1
    legend = texts("slide.map_legend") if has_one else texts("slide.map_legend_topics")
    picture = Picture(
        alt=" ".join((title, detail)),
        draw=lambda: slide_map_png(answer, drawn, boundaries=briefing.boundaries, has_numbers=has_one),
    )
    lines = tuple(line for line in (detail, legend) if line)
    source = " ".join(filter(None, (_source(answer, texts), _drawn_from(briefing))))
    yield Slide("map", "map", title, lines, picture=picture, source=source)


def _cities(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    card, answer = briefing.card, briefing.answer
    headings = ("city", "offers", *FIGURES)
    table = card.cities.join(card.lights.add_prefix("light_")).sort_values("name")
    rows = [_city_row(row, texts) for row in table.to_dict("records")]
    whole: dict[Any, Any] = dict(card.district) | {"name": texts("scorecard.district")}
    rows.append(_city_row(whole, texts))
    shown = Table(tuple(texts(f"scorecard.{name}") for name in headings), tuple(rows))
    notes = (counted_words(texts, card), texts("scorecard.rules"), _source(answer, texts))
    yield Slide("cities", "cities", _cities_title(briefing, texts), table=shown, source=" ".join(notes))


def _cities_title(briefing: Briefing, texts: Texts) -> str:
    shares = briefing.card.cities[["name", "share"]].dropna().sort_values("share")
    if shares.empty or not says_something(briefing.answer):
        return texts("slide.cities_unknown", cities=texts.number(len(briefing.cities)))
    told = shares["share"].map(texts.percent)
    lowest, highest = told.iloc[0], told.iloc[-1]
    return texts(
        "slide.cities",
        low_city=texts.listing(sorted(shares["name"][told.eq(lowest)])),
        low=lowest,
        high_city=texts.listing(sorted(shares["name"][told.eq(highest)])),
        high=highest,
    )


def _city_row(row: Mapping[Any, Any], texts: Texts) -> tuple[Cell, ...]:
    told = {
        "per_1000": _with_range(
            row["per_1000"], row["per_1000_low"], row["per_1000_high"], _rate(texts), texts.number_range
        ),
        "share": _with_range(
            row["share"], row["share_low"], row["share_high"], texts.percent, texts.share_range
        ),
        "exact_share": known(row["exact_share"], texts.percent),
        "confirmed_share": known(row["confirmed_share"], texts.percent),
    }
    cells = [Cell(told[name], row.get(f"light_{name}")) for name in FIGURES]
    return (Cell(str(row["name"])), Cell(texts.number(row["offers"])), *cells)


def _rate(texts: Texts) -> Callable[[float], str]:
    return lambda value: texts.number(value, digits=1, is_fixed=True)


def _with_range(
    value: float,
    low: float,
    high: float,
    say: Callable[[float], str],
    say_range: Callable[[float, float], str],
) -> str:
    return f"{say(value)} ({say_range(low, high)})" if math.isfinite(value) else "–"


def _gaps(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    for topic in briefing.topics:
        yield _gap_slide(briefing, topic, texts)


def _gap_slide(briefing: Briefing, topic: TopicBriefing, texts: Texts) -> Slide:
    answer = topic.answer
    topic_name = _topic(briefing, topic, texts)
    name, source = _name("gaps", topic), _source(answer, texts)
    areas = answer.gaps.areas.head(_GAPS_TOLD)
    if not says_something(answer) or areas.empty:
        undecided = open_words(texts, answer) if says_something(answer) else ""
        kind = "open" if undecided else "none" if says_something(answer) else "unknown"
        said = texts(f"slide.gaps_{kind}", topic=topic_name)
        return Slide(name, "gaps", said, (undecided,) if undecided else (), source=source)
    first = areas.iloc[0]
    headings = tuple(
        texts(f"slide.column_{key}") for key in ("gap", "people", "foreign", "chance", "minutes")
    )
    title = texts(
        f"slide.gaps_{answer.question.people}",
        topic=topic_name,
        place=place_words(first["name"], first["city"], texts),
        people=texts.people_about(first[GROUPS[answer.group]]),
    )
    rows = tuple(_gap_row(rank, row, texts) for rank, row in areas.iterrows())
    settling = gap_settling_words(texts, answer, 1)
    lines = (_reach_line(topic, texts), " ".join(settling), *_edge_line(briefing, topic, texts))
    lines = tuple(line for line in lines if line)
    return Slide(name, "gaps", title, lines, Table(headings, rows), source=source)


def _edge_line(briefing: Briefing, topic: TopicBriefing, texts: Texts) -> tuple[str, ...]:
    """Say of the largest gap for how many the border is nearer than any known offer: it may only seem to be one."""
    answer = topic.answer
    people = people_at_edge(answer, edge_flags(answer, briefing.boundaries), rank=1)
    if not people >= 1:
        return ()
    return (texts("slide.edge", people=texts.people_about(people), who=who_words(texts, answer.group)),)


def _gap_row(rank: Any, row: Any, texts: Texts) -> tuple[Cell, ...]:
    place = f"{texts.number(rank)}. {place_words(row['name'], row['city'], texts)}"
    return (
        Cell(place),
        Cell(texts.people_about(row["people"])),
        Cell(known(row["foreign_nationals"], texts.people_about)),
        Cell(texts.percent(row["chance"])),
        Cell(known(row["mean_min"], lambda value: texts.number(round(value)))),
    )


def _reach_line(topic: TopicBriefing, texts: Texts) -> str:
    share = topic.answer.share
    return sentence(
        texts(
            "slide.reached",
            share=texts.percent(share.value),
            low=texts.percent(share.low),
            high=texts.percent(share.high),
            threshold=threshold_words(texts, topic.answer.question),
            mode=texts(f"coverage.by_{topic.answer.question.mode}"),
        )
    )


def _sites(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    for topic in briefing.topics:
        yield _site_slide(briefing, topic, texts)


def _site_slide(briefing: Briefing, topic: TopicBriefing, texts: Texts) -> Slide:
    topic_name = _topic(briefing, topic, texts)
    name, source = _name("sites", topic), _source(topic.answer, texts)
    sites = topic.sites.sites
    gained, who = float(sites["newly_covered"].sum()), who_words(texts, topic.answer.group)
    if sites.empty or gained < 1:
        return Slide(name, "sites", texts("slide.sites_none", topic=topic_name, who=who), source=source)
    bars = tuple(
        Bar(
            f"{texts.number(rank)}. {place_words(row['place'], row['city'], texts, own=row['name'])}",
            float(row["newly_covered"]),
            texts.people_about(row["newly_covered"]),
        )
        for rank, row in enumerate(sites.to_dict("records"), start=1)
    )
    title = texts(
        "slide.sites", count=len(sites), people=texts.people_about(gained), topic=topic_name, who=who
    )
    lines = (texts("siting.candidates"), texts("slide.sites_reason", who=who))
    return Slide(name, "sites", title, lines, bars=Bars(texts("slide.newly", who=who), bars), source=source)


def _quality(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    counts = briefing.offers["precision"].value_counts()
    bars = tuple(
        Bar(
            texts(f"about.precision_{name}"),
            float(counts.get(name, 0)),
            texts.number(int(counts.get(name, 0))),
        )
        for name in PRECISIONS
    )
    title = texts("slide.quality", confirmed=texts.number(_confirmed(briefing)), count=len(briefing.offers))
    lines = (texts("slide.quality_why"),)
    yield Slide(
        "quality",
        "quality",
        title,
        lines,
        bars=Bars(texts("slide.offers"), bars),
        source=_offers_source(briefing, texts),
    )


def _method(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
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
        texts("scorecard.rules"),
        people_source_words(texts, briefing.world.people_source),
        texts("coverage.no_entry"),
    )
    sources = texts("picture.sources", list="; ".join(s.attribution or s.title for s in briefing.sources))
    yield Slide("method", "method", texts("slide.method"), lines, source=sources)


def _changes(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    """Say what changed; without a day to compare with there is nothing to say."""
    changes, then = briefing.changes, briefing.answer_then
    if changes is None or then is None:
        return
    told = {name: texts.number(len(getattr(changes, name))) for name in _CHANGE_KINDS}
    since = texts.date(changes.known_since)
    title = texts("slide.changes", date=since, **told)
    if changes.is_empty:
        title = texts("slide.changes_none", date=since)
    lines = (
        _before_and_after(briefing, then, texts),
        *_what_changed_it(briefing, then, texts),
        texts("slide.relocated", count=changes.relocated),
        *_history_begins(changes, texts),
    )
    table = changes_table(briefing, changes, texts, most=_CHANGES_TOLD)
    yield Slide(
        "changes",
        "changes",
        title,
        lines,
        table=table if table.rows else None,
        source=" ".join((_offers_source(briefing, texts), _source(briefing.answer, texts))),
    )


def _before_and_after(briefing: Briefing, then: Answer, texts: Texts) -> str:
    question = briefing.question
    return texts(
        "slide.before_after",
        before=_share_words(then, texts),
        after=_share_words(briefing.answer, texts),
        threshold=threshold_words(texts, question),
        mode=texts(f"coverage.by_{question.mode}"),
        what=what_words(texts, briefing.taxonomy, question),
    )


def _what_changed_it(briefing: Briefing, then: Answer, texts: Texts) -> tuple[str, ...]:
    """Tell apart what other places of the same offers do, and what other offers do: only these are progress."""
    here = briefing.answer_then_here
    if here is None or not all(map(says_something, (then, here, briefing.answer))):
        return ()
    steps = (then.share.value, here.share.value, briefing.answer.share.value)
    if len({texts.percent(share) for share in steps}) == 1:
        return ()
    before, between, after = (texts.percent(share) for share in steps)
    return (texts("slide.changes_apart", before=before, between=between, after=after),)


def _history_begins(changes: Changes, texts: Texts) -> tuple[str, ...]:
    if changes.begins is None:
        return ()
    days = {"asked": texts.date(changes.since), "date": texts.date(changes.begins)}
    return (texts("slide.history_begins", **days),)


def _share_words(answer: Answer, texts: Texts) -> str:
    share = answer.share
    return _with_range(share.value, share.low, share.high, texts.percent, texts.share_range)


def changes_table(briefing: Briefing, changes: Changes, texts: Texts, *, most: int) -> Table:
    """Name the offers that changed, so many at most of each kind, with their city."""
    headings = tuple(texts(f"slide.column_{name}") for name in ("offer", "city", "what"))
    now, then = briefing.world.table.frame, changes.then
    rows = []
    for kind in _CHANGE_KINDS:
        for offer_id in getattr(changes, kind)[:most]:
            row = (now if offer_id in now.index else then).loc[offer_id]
            words = (str(row["title"]), str(row["city"]), texts(f"slide.change_{kind}"))
            rows.append(tuple(Cell(text) for text in words))
    return Table(headings, tuple(rows))


def _name(kind: str, topic: TopicBriefing) -> str:
    return "-".join((kind, *topic.answer.question.topics))


def _topic(briefing: Briefing, topic: TopicBriefing, texts: Texts) -> str:
    names = [
        briefing.taxonomy.topics[name].labels.get(texts.language, name)
        for name in topic.answer.question.topics
    ]
    return texts.listing(names) or texts("coverage.what_any")


def _confirmed(briefing: Briefing) -> int:
    return int(briefing.offers["status"].eq("confirmed").sum())


def _source(answer: Answer, texts: Texts) -> str:
    return source_words(texts, answer)


def _drawn_from(briefing: Briefing) -> str:
    """Name whose shapes a map is drawn from; the licence asks for it wherever they are shown."""
    shapes = next((source for source in briefing.sources if source.id == "boundaries"), None)
    return shapes.attribution if shapes else ""


def _offers_source(briefing: Briefing, texts: Texts) -> str:
    offers = next((source for source in briefing.sources if source.id == "offers"), None)
    if offers is None:
        return ""
    day = texts.partial_date(offers.date) or texts("about.undated")
    return f"{offers.attribution or offers.title}, {day}"


_MAKERS: dict[str, Make] = {
    "advice": advice.advice,
    "breaking": advice.breaking,
    "decisions": advice.decisions,
    "title": _title,
    "map": _map,
    "cities": _cities,
    "gaps": _gaps,
    "sites": _sites,
    "changes": _changes,
    "quality": _quality,
    "method": _method,
}
