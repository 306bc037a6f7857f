"""Numbers that answer when it is urgent: a small table that whoever runs the app can change."""

from pathlib import Path

from geo.errors import DataError
from geo.model import URGENT_NEEDS, Helpline
from geo.settings import LOCALE_FOLDER, District
from geo.tables import ISO_PARTIAL_DATE, ColumnSpec, TableCheck, read_table, unique

_FIXED = (
    ColumnSpec("number", required=True, pattern=r"[0-9][0-9 -]{2,29}", expectation="digits, spaces, -"),
    ColumnSpec("name", required=True, max_length=120),
    ColumnSpec("needs", is_list=True, allowed=URGENT_NEEDS),
    ColumnSpec("languages", is_list=True, pattern=r"[a-z]{2,3}", expectation="codes like de"),
    ColumnSpec("hours", max_length=120),
    ColumnSpec("is_free", required=True, allowed=("yes", "no")),
    ColumnSpec("source_url", required=True, pattern=r"https?://\S+", expectation="a web address"),
    ColumnSpec("source_date", pattern=ISO_PARTIAL_DATE, expectation="a date like 2024 or 2024-05"),
)


def load_helplines(path: Path, languages: tuple[str, ...]) -> tuple[Helpline, ...]:
    """Read the helplines in the order of the file, which is the order in which they are shown.

    Parameters
    ----------
    path
        A table with the columns of `docs/DATA.md`; `what_de`, `what_en` and so on say whom a number is for. Where a
        language lacks, the default one is told. `hours_en` and so on say the hours in other languages than German.
    languages
        The languages of the screens, the default first.

    Raises
    ------
    DataError
        If the table does not fit its columns or a number stands twice.
    """
    spoken = sorted({file.stem for file in LOCALE_FOLDER.glob("*.po")}.union(languages))
    told = (
        ColumnSpec(
            f"what_{code}", required=code == languages[0], may_lack=code != languages[0], max_length=200
        )
        for code in spoken
    )
    hours = (ColumnSpec(f"hours_{code}", may_lack=True, max_length=120) for code in spoken)
    rows = read_table(path, TableCheck(path.name, (*_FIXED, *told, *hours)))
    if problems := unique(rows, "number", file=path.name):
        raise DataError(problems)
    return tuple(
        Helpline(
            number=row["number"],
            name=row["name"],
            needs=_items(row["needs"]),
            languages=_items(row["languages"]),
            hours=row["hours"],
            is_free=row["is_free"] == "yes",
            source_url=row["source_url"],
            source_date=row["source_date"],
            hours_told={code: row[f"hours_{code}"] for code in languages if row.get(f"hours_{code}")},
            what={code: row[f"what_{code}"] for code in languages if row.get(f"what_{code}")},
        )
        for row in rows
    )


def helplines_of(district: District) -> tuple[Helpline, ...]:
    """Return the helplines of a district as `load_helplines` does; none where it has no such file."""
    path = district.files.get("helplines")
    return load_helplines(path, district.languages) if path else ()


def _items(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()
