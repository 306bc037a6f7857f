"""The tables of the page "Present" as plain rows of words, ready for their templates."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from geo.i18n import Texts
from geo.presenting.briefing import Briefing
from geo.presenting.scorecard import (
    CONFIRMED,
    COVERAGE,
    EXACT,
    FIGURES,
    PER_HEAD,
    group_table,
    overlaps,
    topic_table,
)
from ui.shared.rows import rows_of

#: Orders of the cities: by name, and by each figure with the weakest first.
_ORDERS = ("name", "offers", *FIGURES)


def city_order(texts: Texts) -> dict[str, str]:
    """Return the orders a visitor can choose, with their names."""
    named = {"name": texts("present.by_name")}
    return named | {name: texts("present.weakest", figure=texts(f"scorecard.{name}")) for name in _ORDERS[1:]}


def scorecard_rows(briefing: Briefing, texts: Texts) -> list[dict[str, Any]]:
    """Return one row a city and one for the district: words, lights, and a key for each order."""
    card = briefing.card
    table = card.cities.join(card.lights.add_prefix("light_")).sort_values("name")
    rows = [_row(row, texts) for row in table.to_dict("records")]
    district = dict(card.district) | {"name": texts("scorecard.district")}
    return [
        *rows,
        _row(district, texts) | {"is_district": True, "order": dict.fromkeys(_ORDERS, (2, 0.0, ""))},
    ]


def _row(row: Mapping[Any, Any], texts: Texts) -> dict[str, Any]:
    def rate(value: float) -> str:
        return texts.number(value, digits=1, is_fixed=True)

    figures = {
        PER_HEAD: (
            _known(row[PER_HEAD], rate),
            texts.number_range(row["per_1000_low"], row["per_1000_high"]),
        ),
        COVERAGE: (
            _known(row[COVERAGE], texts.percent),
            texts.share_range(row["share_low"], row["share_high"]),
        )
        if math.isfinite(row[COVERAGE])
        else ("–", ""),
        EXACT: (_known(row[EXACT], texts.percent), ""),
        CONFIRMED: (_known(row[CONFIRMED], texts.percent), ""),
    }
    return {
        "name": row["name"],
        "offers": texts.number(row["offers"]),
        "is_district": False,
        "figures": [
            {"name": name, "value": value, "range": span, "light": row.get(f"light_{name}")}
            for name, (value, span) in figures.items()
        ],
        "order": {name: _order(row, name) for name in _ORDERS},
    }


def _order(row: Mapping[Any, Any], name: str) -> tuple[int, float, str]:
    """Return a key that puts unknown values behind known ones, equals by name."""
    if name == "name":
        return (0, 0.0, str(row["name"]))
    value = float(row[name])
    return (0, value, str(row["name"])) if math.isfinite(value) else (1, 0.0, str(row["name"]))


def _known(value: float, say: Any) -> str:
    return say(value) if math.isfinite(value) else "–"


def compared(rows: Sequence[Mapping[str, Any]], first: str, second: str, texts: Texts) -> dict[str, Any]:
    """Return two cities and the district beside each other, one line a figure."""
    chosen = [next(row for row in rows if row["name"] == name) for name in (first, second)]
    chosen += [row for row in rows if row["is_district"]]
    lines = [
        (texts("scorecard.offers"), [{"value": row["offers"], "range": "", "light": None} for row in chosen])
    ]
    for number, name in enumerate(FIGURES):
        lines.append((texts(f"scorecard.{name}"), [row["figures"][number] for row in chosen]))
    return {"cities": [row["name"] for row in chosen], "lines": lines}


def topic_rows(briefing: Briefing, texts: Texts) -> dict[str, Any]:
    """Return offers by topic and city."""
    taxonomy = briefing.taxonomy
    counts = topic_table(briefing.offers, list(briefing.cities), list(taxonomy.topics))
    return _counts(counts, {name: name for name in briefing.cities}, briefing, texts)


def group_rows(briefing: Briefing, texts: Texts) -> dict[str, Any]:
    """Return offers by topic and target group."""
    groups = briefing.taxonomy.target_groups
    counts = group_table(briefing.offers, list(groups), list(briefing.taxonomy.topics))
    return _counts(counts, {g: group.labels[texts.language] for g, group in groups.items()}, briefing, texts)


def _counts(
    counts: pd.DataFrame, columns: Mapping[str, str], briefing: Briefing, texts: Texts
) -> dict[str, Any]:
    many = overlaps(counts)
    topics = briefing.taxonomy.topics
    rows = [
        {
            "name": topics[str(topic)].labels[texts.language],
            "cells": [
                {
                    "text": texts.number(int(counted[c])),
                    "is_gap": counted[c] == 0,
                    "is_many": is_many[c],
                }
                for c in columns
            ],
        }
        for topic, counted, is_many in zip(counts.index, rows_of(counts), rows_of(many), strict=True)
    ]
    return {"columns": list(columns.values()), "rows": rows}
