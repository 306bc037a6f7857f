"""The Excel file: cities, gaps, and a sheet that says how the numbers came about; in the reader's language.

Numbers stay numbers with formats of their own; every text is a text, whatever it begins with.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from geo.exchange.coverage_files.about import About
from geo.exchange.coverage_files.shapes import NEEDS_SHARE
from geo.exchange.coverage_files.sheets import Column, new_book, to_xlsx, write_about, write_table
from geo.i18n import Texts
from geo.planning.answer import Answer
from geo.planning.before_after import before_after
from geo.planning.by_area import area_figures, by_area, gap_areas_of
from geo.planning.figures import cities, gaps
from geo.planning.own_areas import OwnAreas
from geo.planning.wording import how_words, supplied_words, who_words
from geo.reach.measures import KINDS, Unit

if TYPE_CHECKING:
    from openpyxl import Workbook

_PEOPLE, _SHARE, _MINUTES, _DEGREES = "#,##0", "0.0%", "0.0", "0.00000"
#: Format and width (characters) of each column; those not named are texts of 14.
_COLUMNS: Mapping[str, Column] = {
    "name": ("@", 34),
    "city": ("@", 22),
    "people": (_PEOPLE, 14),
    "foreign": (_PEOPLE, 14),
    "covered": (_PEOPLE, 14),
    "covered_low": (_PEOPLE, 14),
    "covered_high": (_PEOPLE, 14),
    "covered_certain": (_PEOPLE, 14),
    "covered_possible": (_PEOPLE, 14),
    "share": (_SHARE, 12),
    "share_low": (_SHARE, 12),
    "share_high": (_SHARE, 12),
    "share_certain": (_SHARE, 12),
    "share_possible": (_SHARE, 12),
    "chance": ("0%", 12),
    NEEDS_SHARE: (_SHARE, 14),
    "access": ("0.00", 20),
    "rank": ("0", 8),
    "minutes_mean": (_MINUTES, 14),
    "minutes_worst": (_MINUTES, 14),
    "lon": (_DEGREES, 12),
    "lat": (_DEGREES, 12),
}
_CITY_FIELDS = (
    "name", "ags", "people", "covered", "covered_low", "covered_high", "covered_certain", "covered_possible",
    "share", "share_low", "share_high", "share_certain", "share_possible",
)  # fmt: skip
_GAP_FIELDS = (
    "rank", "name", "city", "people", "foreign", "chance", "minutes_mean", "minutes_worst", "lon", "lat",
)  # fmt: skip


def coverage_xlsx(
    answer: Answer,
    about: About,
    texts: Texts,
    *,
    areas: OwnAreas | None = None,
    before: Answer | None = None,
) -> bytes:
    """Return the three sheets, and before them one by own areas and one of what a scenario changes.

    Parameters
    ----------
    areas
        The own areas that are told, too.
    before
        The answer without the scenario of `answer`.
    """
    book = new_book()
    of_cities = {name: texts(f"export.column_{name}") for name in _CITY_FIELDS}
    of_cities["people"] = texts(f"people.heading_{answer.group}")
    of_cities["access"] = _access_words(answer, texts)
    if areas:
        _write_areas(book, answer, areas, texts)
    if before is not None and before is not answer:
        _write_changes(book, before, answer, areas, texts)
    of_gaps = {name: texts(f"export.column_{name}") for name in _GAP_FIELDS}
    if answer.weights:
        of_gaps[NEEDS_SHARE] = texts("export.column_needs_share")
    rows = gaps(answer, texts)
    if areas:
        of_gaps["area"] = texts("export.column_area")
        of_gap = gap_areas_of(answer, areas)
        rows = [row | {"area": of_gap.get(row["rank"], "")} for row in rows]
    write_table(book.create_sheet(texts("export.sheet_cities")), of_cities, cities(answer), _COLUMNS)
    write_table(book.create_sheet(texts("export.sheet_gaps")), of_gaps, rows, _COLUMNS)
    method = ((texts("coverage.how"), how_words(texts, answer)),)
    write_about(book.create_sheet(texts("export.sheet_about")), about, texts, method=method)
    return to_xlsx(book, title=about.title, texts=texts)


def _write_areas(book: "Workbook", answer: Answer, areas: OwnAreas, texts: Texts) -> None:
    """Write the table by area; a row that is withheld says so in place of its figures."""
    found = area_figures(by_area(answer, areas))
    headings = {"label": texts("export.column_area"), "id": texts("export.column_id")}
    headings |= {name: texts(f"export.column_{name}") for name in _CITY_FIELDS[2:]}
    headings["people"] = texts(f"people.heading_{answer.group}")
    headings |= {"access": _access_words(answer, texts), "note": texts("export.note")}
    outside = {"label": texts("export.outside"), "id": "", **found["outside"]}
    rows = [
        row | {"note": texts("export.withheld") if row["withheld"] else ""}
        for row in (*found["rows"], outside)
    ]
    columns = {**_COLUMNS, "label": ("@", 34), "note": ("@", 40)}
    write_table(book.create_sheet(texts("export.areas")), headings, rows, columns)


def _write_changes(
    book: "Workbook", before: Answer, after: Answer, areas: OwnAreas | None, texts: Texts
) -> None:
    """Write before, after and difference of each city or area, the district last."""
    kinds = ("before", "after", "difference")
    place = texts("export.column_area" if areas else "export.column_city")
    headings = {
        "name": place,
        "id": texts("export.column_id"),
        "people": texts(f"people.heading_{after.group}"),
    }
    headings |= {
        f"{kind}{end}": f"{texts(f'export.column_{kind}')}{', ' + texts(f'export.column_share{end}') if end else ''}"
        for kind in kinds
        for end in ("", "_low", "_high")
    }
    headings |= {
        f"share_{kind}": f"{texts('export.column_share')}, {texts(f'export.column_{kind}')}" for kind in kinds
    }
    columns: dict[str, Column] = {
        **_COLUMNS,
        **{name: (_PEOPLE, 16) for name in headings if name not in ("name", "id")},
    }
    columns |= {f"share_{kind}": (_SHARE, 16) for kind in kinds}
    rows = before_after(before, after, areas=areas)
    rows[-1] |= {"name": texts("export.district")}
    if areas:
        rows[-2] |= {"name": texts("export.outside")}
        rows = [row | {"note": texts("export.withheld") if row.get("withheld") else ""} for row in rows]
        headings, columns = headings | {"note": texts("export.note")}, columns | {"note": ("@", 40)}
    write_table(book.create_sheet(texts("export.sheet_changes")), headings, rows, columns)


def _access_words(answer: Answer, texts: Texts) -> str:
    """Say what the mean of the chosen measure counts."""
    question = answer.question
    unit = KINDS[question.measure].unit
    if unit == Unit.WAY:
        return texts("export.access_nearest", unit=texts(f"coverage.unit_{question.unit}"))
    if unit == Unit.RELATIVE:
        return texts("export.access_relative")
    what = supplied_words(texts, answer)
    if unit == Unit.OFFERS:
        return texts("export.access_cumulative", what=what)
    return texts("export.access_per_person", what=what, who=who_words(texts, answer.group))
