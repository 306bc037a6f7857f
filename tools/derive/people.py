"""Cities with their figures, the contact point of each city, and the population cells."""

import re
from pathlib import Path

from derive.address import split_street
from derive.tables import Row, degrees, read_rows, write_rows
from geo.errors import DataError, Problem

DISTRICT = "Kreis Recklinghausen"
#: What the cells must add up to (Zensus 2022) and how far rounding may move it.
PEOPLE, PEOPLE_TOLERANCE = 618_350, 10

CITY_COLUMNS = ("ags", "name", "lon", "lat", "people", "foreign_nationals", "area_km2")
CONTACT_COLUMNS = (
    "city", "is_kim", "office", "street", "house_number", "postal_code", "phone", "email",
    "schedule", "source_date", "confidence",
)  # fmt: skip
#: Whose number stands there, as the facts say it.
_CONFIDENCE = {
    "office stated": "office",
    "office stated, phone of the parent": "parent",
    "office stated, phone of the house": "house",
    "fallback": "fallback",
}
#: What the name of a town hall says beside it; `confidence` says the same in every language.
_NO_OFFICE = re.compile(
    r"\s*\(keine Integrationsstelle gefunden\)|;\s*keine Integrationsstelle gefunden(?=\))"
)
CELL_COLUMNS = ("cell_id", "lon", "lat", "ags", "people", "foreign_nationals")


def write_people(facts: Path, data: Path) -> None:
    """Write cities.csv, city_contacts.csv and population_cells.csv."""
    write_rows(data / "cities.csv", CITY_COLUMNS, _cities(facts))
    write_rows(data / "city_contacts.csv", CONTACT_COLUMNS, _contacts(facts))
    write_rows(data / "population_cells.csv", CELL_COLUMNS, _cells(facts))


def _cities(facts: Path) -> list[Row]:
    centres = {r["city"]: r for r in read_rows(facts / "city_centres.csv", ["city", "lon", "lat"])}
    figures = read_rows(
        facts / "population_cities.csv",
        ["ags", "stadt", "area_km2", "einwohner_zensus_2022_05_15", "auslaender_zensus_2022_abgeleitet"],
    )
    return [
        {
            "ags": row["ags"],
            "name": row["stadt"],
            "lon": degrees(centres[row["stadt"]]["lon"]),
            "lat": degrees(centres[row["stadt"]]["lat"]),
            "people": row["einwohner_zensus_2022_05_15"],
            "foreign_nationals": row["auslaender_zensus_2022_abgeleitet"],
            "area_km2": row["area_km2"],
        }
        for row in sorted(figures, key=lambda r: r["ags"])
    ]


def _contacts(facts: Path) -> list[Row]:
    rows = read_rows(
        facts / "city_contacts_2.csv",
        ["city", "kim_stated", "office_name", "street", "source_date", "confidence"],
    )
    strange = [
        Problem("city_contacts_2.csv", number, "confidence", row["confidence"], ", ".join(_CONFIDENCE))
        for number, row in enumerate(rows, start=2)
        if row["confidence"] not in _CONFIDENCE
    ]
    if strange:
        raise DataError(strange)
    return [_contact(row) for row in sorted(rows, key=lambda r: (r["city"] == DISTRICT, r["city"]))]


def _contact(row: Row) -> Row:
    street, number = split_street(row["street"])
    return {
        "city": row["city"],
        "is_kim": "yes" if row["kim_stated"] == "ja" else "no",
        "office": _office(row["office_name"]),
        "street": street,
        "house_number": number,
        "postal_code": row["postcode"],
        "phone": row["phone"],
        "email": row["email"],
        "schedule": row["opening_hours"],
        "source_date": oldest_date(row["source_date"]),
        "confidence": _CONFIDENCE[row["confidence"]],
    }


def _office(name: str) -> str:
    """Return the name of an office without the remark that none was found.

    "Stadtverwaltung Waltrop (keine Integrationsstelle gefunden)" → "Stadtverwaltung Waltrop".
    """
    return _NO_OFFICE.sub("", name)


def oldest_date(text: str) -> str:
    """Return the oldest of several stated dates as partial ISO, "" if one of them is not dated.

    An office is as old as its weakest proof: "2019-12; 2022-03" → 2019-12, "undatiert; um 2026" → "".
    """
    parts = [part.strip().removeprefix("um ") for part in text.split(";")]
    dated = [part for part in parts if re.fullmatch(r"\d{4}(-\d{2}){0,2}", part)]
    return min(dated) if dated and len(dated) == len(parts) else ""


def _cells(facts: Path) -> list[Row]:
    path = facts / "population_grid_100m_modelled.csv"
    rows = read_rows(path, ["grid_id", "lon", "lat", "ags", "pop2022_mod", "auslaender2022_mod"])
    cells = [
        {
            "cell_id": row["grid_id"],
            "lon": degrees(row["lon"]),
            "lat": degrees(row["lat"]),
            "ags": row["ags"],
            "people": f"{float(row['pop2022_mod']):.2f}",
            "foreign_nationals": f"{float(row['auslaender2022_mod']):.2f}",
        }
        for row in sorted(rows, key=lambda r: r["grid_id"])
    ]
    total = sum(float(cell["people"]) for cell in cells)
    if abs(total - PEOPLE) > PEOPLE_TOLERANCE:
        expectation = f"{PEOPLE} people in all, within {PEOPLE_TOLERANCE}"
        raise DataError([Problem(path.name, 0, "pop2022_mod", f"{total:.2f}", expectation)])
    return cells
