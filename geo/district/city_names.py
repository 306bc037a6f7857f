"""What the cities are called in other scripts: shown beside the German name, and understood where a place is asked for.

The German name stays: it stands on signs and in timetables.
"""

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from geo.errors import DataError, Problem
from geo.settings import District
from geo.tables import ColumnSpec, TableCheck, read_table

_COLUMNS = (
    ColumnSpec("city", required=True, max_length=80),
    ColumnSpec("language", required=True, pattern=r"[a-z]{2,3}(-[a-z]+)?", expectation="a code like uk"),
    ColumnSpec("name", required=True, max_length=80),
)
#: Names of cities by language, then by the German name.
CityNames = Mapping[str, Mapping[str, str]]


def load_city_names(path: Path, cities: Collection[str]) -> dict[str, dict[str, str]]:
    """Read the names of cities.

    Parameters
    ----------
    cities
        The German names that there are.

    Raises
    ------
    DataError
        If the table does not fit its columns, names no city of ours, or a city twice in a language.
    """
    rows = read_table(path, TableCheck(path.name, _COLUMNS))
    found: dict[str, dict[str, str]] = {}
    problems = []
    for number, row in enumerate(rows, start=2):
        if row["city"] not in cities:
            allowed = f"one of: {', '.join(sorted(cities))}"
            problems.append(Problem(path.name, number, "city", row["city"], allowed))
        elif row["city"] in found.setdefault(row["language"], {}):
            problems.append(Problem(path.name, number, "city", row["city"], "once for a language"))
        found.setdefault(row["language"], {})[row["city"]] = row["name"]
    if problems:
        raise DataError(problems)
    return found


def city_names_of(district: District, cities: Collection[str]) -> dict[str, dict[str, str]]:
    """Return the names of cities of a district as `load_city_names` does; none where it has no such file."""
    path = district.files.get("city_names")
    return load_city_names(path, cities) if path else {}


def city_label(city: str, names: CityNames, language: str) -> str:
    """Return a city as a choice shows it: by its name in the language, with the German one in brackets."""
    own = names.get(language, {}).get(city)
    return f"{own} ({city})" if own else city


class GermanNames:
    """Names of cities in other scripts, ready to be found in what visitors type."""

    def __init__(self, names: CityNames) -> None:
        pairs = {(own, city) for by_city in names.values() for city, own in by_city.items()}
        told = sorted(pairs, key=lambda pair: (-len(pair[0]), pair))  # of two that begin alike the longer
        self._cities = tuple(city for _, city in told)
        found = "|".join(f"({re.escape(own)})" for own, _ in told)
        self._pattern = re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE) if told else None

    def put_into(self, text: str) -> str:
        """Return the text of a place with the cities by their German names, as the lists of places know them."""
        return self._pattern.sub(self._german, text) if self._pattern else text

    def _german(self, found: re.Match[str]) -> str:
        return self._cities[(found.lastindex or 1) - 1]
