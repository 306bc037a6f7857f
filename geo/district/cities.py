"""The cities of the district: their figures, their centre, and whom to ask about integration there."""

from pathlib import Path
from typing import Any

from geo.errors import DataError, Problem
from geo.model import OF_OTHERS, City, CityContact
from geo.offers.columns import BY_NAME
from geo.settings import District
from geo.tables import ISO_PARTIAL_DATE, ColumnSpec, TableCheck, read_table, unique

_NUMBER = r"-?\d+(\.\d+)?"

CITY_COLUMNS = (
    ColumnSpec("ags", required=True, pattern=r"\d{8}", expectation="eight digits"),
    ColumnSpec("name", required=True, max_length=80),
    ColumnSpec("lon", required=True, pattern=_NUMBER, expectation="degrees"),
    ColumnSpec("lat", required=True, pattern=_NUMBER, expectation="degrees"),
    ColumnSpec("people", required=True, pattern=r"\d+", expectation="a whole number"),
    ColumnSpec("foreign_nationals", required=True, pattern=r"\d+", expectation="a whole number"),
    ColumnSpec("area_km2", required=True, pattern=_NUMBER, expectation="square kilometres"),
)
CONTACT_COLUMNS = (
    ColumnSpec("city", required=True, max_length=80),
    ColumnSpec("is_kim", required=True, allowed=("yes", "no")),
    ColumnSpec("office", max_length=200),
    *(BY_NAME[name] for name in ("street", "house_number", "postal_code", "phone", "email", "schedule")),
    ColumnSpec(
        "source_date", pattern=ISO_PARTIAL_DATE, expectation="a date like 2024, 2024-05 or 2024-05-31"
    ),
    ColumnSpec("confidence", allowed=("", "office", *OF_OTHERS), may_lack=True),
)


def load_cities(path: Path) -> dict[str, City]:
    """Read the cities, keyed by name, in the order of the file.

    Raises
    ------
    DataError
        If the table does not fit its columns or a city stands twice.
    """
    rows = _rows(path, CITY_COLUMNS, key="name")
    return {row["name"]: _city(row) for row in rows}


def load_city_contacts(path: Path) -> dict[str, CityContact]:
    """Read the contact point of each city and of the district, keyed by its name; blank texts mean unknown.

    Raises
    ------
    DataError
        If the table does not fit its columns or a city stands twice.
    """
    rows = _rows(path, CONTACT_COLUMNS, key="city")
    return {row["city"]: _contact(row) for row in rows}


def contacts_of(district: District) -> dict[str, CityContact]:
    """Return the contact points of a district as `load_city_contacts` does; none where it has no such file."""
    path = district.files.get("city_contacts")
    return load_city_contacts(path) if path else {}


def _rows(path: Path, columns: tuple[ColumnSpec, ...], *, key: str) -> list[dict[str, str]]:
    rows = read_table(path, TableCheck(path.name, columns))
    problems = unique(rows, key, file=path.name) or (
        [] if rows else [Problem(path.name, 0, "", "", "at least one row")]
    )
    if problems:
        raise DataError(problems)
    return rows


def _city(row: dict[str, str]) -> City:
    return City(
        ags=row["ags"],
        name=row["name"],
        people=int(row["people"]),
        foreign_nationals=int(row["foreign_nationals"]),
        area_km2=float(row["area_km2"]),
        lon=float(row["lon"]),
        lat=float(row["lat"]),
    )


def _contact(row: dict[str, str]) -> CityContact:
    told: dict[str, Any] = {**row, "is_kim": row["is_kim"] == "yes"}
    return CityContact(**told)
