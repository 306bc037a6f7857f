"""The cities side by side: who reaches an offer with its range, then offers per head and how good the data is."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from geo.i18n import Texts
from geo.planning.wording import says_something
from geo.presenting.briefing import Briefing
from geo.presenting.scorecard import COVERAGE, EXACT, FIGURES, PER_HEAD
from geo.presenting.slides.signs import counted_words, known
from geo.presenting.slides.values import Bar, Bars, Cell, Slide, Table
from geo.presenting.slides.words import credit, rate, source, with_range

#: Figures beside reach: those a slide has room for, and all of them.
_OF_TABLE, _ON_PAPER = (PER_HEAD, EXACT), tuple(name for name in FIGURES if name != COVERAGE)


def cities(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    """Give two slides: reach as bars with their ranges, and the other figures as a table."""
    notes = (counted_words(texts, briefing.card), texts("scorecard.rules"), source(briefing.answer, texts))
    yield _reach(briefing, texts, " ".join(notes))
    yield _figures(briefing, texts, " ".join(notes))


def _reach(briefing: Briefing, texts: Texts, told: str) -> Slide:
    card = briefing.card
    table = card.cities.join(card.lights.add_prefix("light_"))
    rows = table[np.isfinite(table[COVERAGE])].sort_values([COVERAGE, "name"], ascending=[False, True])
    whole: dict[Any, Any] = dict(card.district) | {"name": texts("scorecard.district")}
    listed = [*rows.to_dict("records"), *([whole] if np.isfinite(whole[COVERAGE]) else [])]
    bars = Bars(texts("slide.share_by_city"), tuple(_bar(row, texts) for row in listed), most=1.0)
    return Slide(
        "cities",
        "cities",
        _title(briefing, texts),
        bars=bars if listed else None,
        source=told,
        credit=credit(briefing, texts),
    )


def _bar(row: Mapping[Any, Any], texts: Texts) -> Bar:
    span = (float(row["share_low"]), float(row["share_high"]))
    words = with_range(row[COVERAGE], *span, texts.percent, texts.share_range)
    return Bar(str(row["name"]), float(row[COVERAGE]), words, span, row.get(f"light_{COVERAGE}"))


def _title(briefing: Briefing, texts: Texts) -> str:
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


def _figures(briefing: Briefing, texts: Texts, told: str) -> Slide:
    rates = briefing.card.cities[["name", PER_HEAD]].dropna().sort_values([PER_HEAD, "name"])
    title = texts("slide.cities_figures_unknown")
    if not rates.empty:
        low, high = rates.iloc[0], rates.iloc[-1]
        say = rate(texts)
        title = texts(
            "slide.cities_figures",
            low_city=low["name"],
            low=say(low[PER_HEAD]),
            high_city=high["name"],
            high=say(high[PER_HEAD]),
        )
    table = _table(briefing, texts, _OF_TABLE)
    return Slide(
        "cities-figures",
        "cities",
        title,
        table=table,
        source=told,
        credit=credit(briefing, texts),
        full=_table(briefing, texts, _ON_PAPER),
    )


def _table(briefing: Briefing, texts: Texts, figures: tuple[str, ...]) -> Table:
    card = briefing.card
    named = card.cities.join(card.lights.add_prefix("light_")).sort_values("name")
    whole: dict[Any, Any] = dict(card.district) | {"name": texts("scorecard.district")}
    rows = [_row(row, figures, texts) for row in (*named.to_dict("records"), whole)]
    keys = ("scorecard.city", "scorecard.offers", *(_heading(name, figures) for name in figures))
    headings = tuple(texts(key) for key in keys)
    return Table(headings, tuple(rows), numbers=tuple(range(1, len(headings))))


def _heading(name: str, figures: tuple[str, ...]) -> str:
    """Return the key of a heading: long on paper, short on a slide whose title says the rest."""
    return f"scorecard.{name}" if figures == _ON_PAPER else f"slide.column_{name}"


def _row(row: Mapping[Any, Any], figures: tuple[str, ...], texts: Texts) -> tuple[Cell, ...]:
    told = {
        "per_1000": with_range(
            row["per_1000"], row["per_1000_low"], row["per_1000_high"], rate(texts), texts.number_range
        ),
        "share": with_range(
            row["share"], row["share_low"], row["share_high"], texts.percent, texts.share_range
        ),
        "exact_share": known(row["exact_share"], texts.percent),
        "confirmed_share": known(row["confirmed_share"], texts.percent),
    }
    cells = [Cell(told[name], row.get(f"light_{name}")) for name in figures]
    return (Cell(str(row["name"])), Cell(texts.number(row["offers"])), *cells)
