"""Needs by topic and quarter beside the offers there are, what stood in the way, and which groups were stated."""

from geo.kim.disclosure import LEAST
from geo.kim.figures import Beside, Figures
from geo.kim.wording import quarter_words, told_words, topic_name
from ui.kim.seen import MOST_ROWS, Seen
from ui.shared import widgets


def show_needs(seen: Seen, figures: Figures) -> None:
    """Show needs by topic and quarter, beside the offers there are."""
    texts = seen.texts
    widgets.html("heading.html", text=texts("kim.needs_title"))
    rows, quarters = [], [figures.of(name) for name in figures.names]
    for topic in [seen.where.topic] if seen.where.topic else seen.known.taxonomy.topics:
        told_by_quarter = [
            one.needs_of(topic=topic, city=seen.where.city)
            if seen.where.city
            else one.needs_of_topics.get(topic)
            for one in quarters
        ]
        if any(one is not None and one.high for one in told_by_quarter):
            cells = [
                told_words(one, texts) if one is not None and one.high else "–" for one in told_by_quarter
            ]
            supply = [f.supply.offers for f in seen.found.fields if f.topic == topic]
            offers = texts.number(max(supply)) if supply and seen.where.city else ""
            rows.append(
                {"topic": topic_name(topic, texts, seen.data.taxonomy), "cells": cells, "offers": offers}
            )
    heads = [quarter_words(name, texts) for name in figures.names]
    widgets.html("kim/needs.html", t=texts, heads=heads, rows=rows, has_offers=bool(seen.where.city))


def show_obstacles(seen: Seen) -> None:
    """Show what stood in the way, as far as it may be told."""
    texts, codes = seen.texts, seen.known.codes
    widgets.html("heading.html", text=texts("kim.obstacles_title"))
    found = _marks(seen, seen.found.figures.obstacles)
    rows = [(topic, codes.label("obstacles", name, texts.language), told) for topic, name, told in found]
    widgets.html("kim/obstacles.html", t=texts, rows=rows, heading=texts("kim.column_obstacle"))


def show_groups(seen: Seen) -> None:
    """Show which groups were stated, as far as it may be told."""
    texts, groups = seen.texts, seen.known.taxonomy.target_groups
    widgets.html("heading.html", text=texts("kim.groups_title"))
    found = [row for row in _marks(seen, seen.found.figures.groups) if seen.where.group in ("", row[1])]
    named = {name: groups[name].labels[texts.language] for _, name, _ in found if name in groups}
    rows = [(topic, named.get(name, name), told) for topic, name, told in found]
    widgets.html("kim/obstacles.html", t=texts, rows=rows, heading=texts("filter.target_groups"))


def _marks(seen: Seen, beside: Beside) -> list[tuple[str, str, str]]:
    """Return topic, mark and count of what may be told, the most first."""
    told = [
        (topic, name, one)
        for (topic, name), one in beside.items()
        if one.low >= LEAST and seen.where.topic in ("", topic)
    ]
    told.sort(key=lambda row: (-row[2].low, row[0], row[1]))
    return [
        (topic_name(topic, seen.texts, seen.data.taxonomy), name, told_words(one, seen.texts))
        for topic, name, one in told[:MOST_ROWS]
    ]
