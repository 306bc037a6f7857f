"""The tables and pictures of the page "Present" to take away: XLSX, CSV, and an archive of PNG and SVG."""

import io
import math
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from geo.exchange.coverage_files import About, describe
from geo.exchange.coverage_files.sheets import Column, new_book, to_xlsx, write_about, write_table
from geo.exchange.coverage_files.tables import to_csv
from geo.exchange.steady import steady
from geo.i18n import Texts
from geo.planning.wording import headline, interval_words
from geo.presenting.briefing import Briefing
from geo.presenting.scorecard import COVERAGE, FIGURES, PER_HEAD, group_table, topic_table
from geo.presenting.slides import Slide

_SHARE, _RATE, _COUNT = "0.0%", "0.0", "#,##0"
#: Columns of a city: the figures, and the ends of the ranges of those that have one.
_CITY_FIELDS = (
    "name", "foreign_nationals", "offers", PER_HEAD, "per_1000_low", "per_1000_high",
    COVERAGE, "share_low", "share_high", *FIGURES[2:],
)  # fmt: skip
_FORMATS: dict[str, Column] = {
    "name": ("@", 26),
    "foreign_nationals": (_COUNT, 16),
    "offers": (_COUNT, 12),
    **{name: (_RATE, 16) for name in _CITY_FIELDS if name.startswith("per_1000")},
    **{name: (_SHARE, 16) for name in _CITY_FIELDS if "share" in name},
}
_CSV_FIELDS = ("table", "row", "column", "value")


def tables_xlsx(briefing: Briefing, texts: Texts) -> bytes:
    """Return cities, offers by topic and city, offers by topic and target group, each a sheet with what it is worth."""
    book = new_book()
    headings = {name: _heading(name, texts) for name in _CITY_FIELDS}
    write_table(book.create_sheet(texts("present.tab_cities")), headings, _cities(briefing, texts), _FORMATS)
    for name, columns, rows in _counted(briefing, texts):
        fields = {"name": texts("filter.topics")} | columns
        formats: dict[str, Column] = {"name": ("@", 30), **dict.fromkeys(columns, (_COUNT, 14))}
        write_table(book.create_sheet(texts(f"present.sheet_{name}")), fields, rows, formats)
    about = _about(briefing, texts)
    rules = ((texts("coverage.how"), texts("scorecard.rules")),)
    write_about(book.create_sheet(texts("export.sheet_about")), about, texts, method=rules)
    return to_xlsx(book, title=about.title, texts=texts)


def tables_csv(briefing: Briefing, texts: Texts) -> bytes:
    """Return the same as one long table for programs: table, row, column, value; unknown is an empty cell."""
    about = _about(briefing, texts).lines
    rows = [dict(zip(_CSV_FIELDS, row, strict=True)) | about for row in _long(briefing, texts)]
    return to_csv(rows, heading=(*_CSV_FIELDS, *about))


def pictures_zip(slides: Sequence[Slide]) -> bytes:
    """Return the pictures of slides as PNG and SVG, with a text that says what they show and whom to name."""
    written, told = io.BytesIO(), []
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for slide in slides:
            if slide.picture is None:
                continue
            archive.writestr(f"{slide.name}.png", slide.picture.png)
            if slide.picture.draw_svg:
                archive.writestr(f"{slide.name}.svg", slide.picture.draw_svg())
            told.append(f"{slide.name}\n{slide.picture.alt}\n{slide.source}\n")
        archive.writestr("about.txt", "\n".join(told))
    return steady(written.getvalue())


def _about(briefing: Briefing, texts: Texts) -> About:
    answer = briefing.answer
    return describe(
        answer,
        briefing.sources,
        texts,
        taxonomy=briefing.taxonomy,
        title=headline(texts, briefing.taxonomy, answer),
        detail=interval_words(texts, answer),
    )


def _heading(name: str, texts: Texts) -> str:
    if name == "name":
        return texts("scorecard.city")
    if name == "foreign_nationals":
        return texts("people.heading_foreign")
    for end in ("low", "high"):
        if name.endswith(f"_{end}"):
            of = texts(f"scorecard.{name.removesuffix(f'_{end}')}")
            return texts(f"present.range_{end}", figure=of)
    return texts(f"scorecard.{name}")


def _cities(briefing: Briefing, texts: Texts) -> list[dict[str, Any]]:
    card = briefing.card
    whole = dict(card.district) | {"name": texts("scorecard.district")}
    rows = [*card.cities.sort_values("name").to_dict("records"), whole]
    return [{name: _plain(row[name]) for name in _CITY_FIELDS} for row in rows]


def _plain(value: Any) -> Any:
    """Return a value as files write it: unknown is empty, a count is whole."""
    if isinstance(value, str):
        return value
    number = float(value)
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def _counted(briefing: Briefing, texts: Texts) -> Iterator[tuple[str, dict[str, str], list[dict[str, Any]]]]:
    """Hand out name, headings of the columns and rows of the two tables of counts."""
    taxonomy = briefing.taxonomy
    topics, groups = list(taxonomy.topics), taxonomy.target_groups
    by_city = topic_table(briefing.offers, list(briefing.cities), topics)
    by_group = group_table(briefing.offers, list(groups), topics)
    labels = {name: group.labels.get(texts.language, name) for name, group in groups.items()}
    for name, table, columns in (
        ("topic_city", by_city, {city: city for city in briefing.cities}),
        ("topic_group", by_group, labels),
    ):
        counts = table[list(columns)].to_numpy(dtype=np.int64)
        rows = [
            {"name": taxonomy.topics[topic].labels.get(texts.language, topic)}
            | dict(zip(columns, map(int, row), strict=True))
            for topic, row in zip(topics, counts, strict=True)
        ]
        yield name, columns, rows


def _long(briefing: Briefing, texts: Texts) -> Iterator[tuple[str, str, str, Any]]:
    for row in _cities(briefing, texts):
        for column in _CITY_FIELDS[1:]:
            yield "cities", row["name"], column, row[column]
    for name, columns, rows in _counted(briefing, texts):
        for row in rows:
            for column in columns:
                yield name, row["name"], column, row[column]
