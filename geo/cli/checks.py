"""Check everything that ships and everything that is stored: against the schema, and against the map."""

import csv
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.cli.advice_checks import check_advice
from geo.cli.scenario_checks import check_scenarios
from geo.cli.word_checks import check_words
from geo.district.boundaries import load_boundaries, load_shapes, outside_city
from geo.district.cities import contacts_of, load_cities
from geo.district.city_names import city_names_of
from geo.district.kim_codes import codes_of
from geo.district.sources import load_data_sources, verify_checksums
from geo.errors import DataError, GeoError, Problem, UnexpectedCrs
from geo.exchange.sources import read_categories, read_wordings, read_words
from geo.i18n.catalogues import whole_languages
from geo.model import Taxonomy
from geo.offers.columns import OFFER_COLUMNS
from geo.offers.shipped import offer_check, read_offers
from geo.people.cells import load_cells
from geo.places.gazetteer import load_gazetteer
from geo.places.official_addresses import open_houses
from geo.planning.world import metric_crs_for
from geo.projection import require_metric
from geo.settings import REQUIRED_FILES, Settings
from geo.store import Store
from geo.tables import LIST_SEPARATOR
from geo.upkeep.opening import load_offers, taxonomy_of

#: Shipped tables with a point and the city it belongs to.
_POINT_TABLES = ("addresses", "places", "postcodes", "stations")
#: Tables that say what words of other people's files mean.
_WORD_TABLES: Mapping[str, Callable[[Path], object]] = {
    "import_words": read_words,
    "integreat_categories": read_categories,
    "target_group_wordings": read_wordings,
}
#: A database in memory: what would be stored is checked even where nothing is stored yet.
_IN_MEMORY = "sqlite://"


def check_all(settings: Settings) -> list[Problem]:
    """Return everything that is wrong with the shipped files and the stored offers."""
    problems = check_files(settings)
    if problems:
        return problems  # what is stored follows from the files: their faults come first
    with Store.open(settings, url=_IN_MEMORY) as fresh:
        problems += _said(lambda: _load_and_check(settings, fresh))
    problems += check_houses(settings)
    return problems + _said(lambda: _check_existing(settings))


def check_files(settings: Settings) -> list[Problem]:
    """Return what is wrong with the district file and the files it names: the cause first, checksums last."""
    problems = _check_district(settings)
    if problems:
        return problems
    problems = list(dict.fromkeys(problem for check in _checks(settings) for problem in _said(check)))
    told = {problem.file for problem in problems}
    changed = _said(lambda: verify_checksums(settings.district.file("sources")))
    problems += [problem for problem in changed if problem.file not in told]
    return problems or _check_crs(settings) + _check_words(settings) + _check_cities(
        settings
    ) + _check_points(settings)


def _check_district(settings: Settings) -> list[Problem]:
    """Return what is wrong with the district file by itself."""
    district, problems = settings.district, []
    try:
        require_metric(district.metric_crs)
    except UnexpectedCrs as error:
        problems.append(_of_district(settings, "district.metric_crs", str(district.metric_crs), str(error)))
    missing = [name for name in REQUIRED_FILES if name not in district.files]
    return problems + [
        _of_district(settings, f"files.{name}", "", f'the name of a file, as in {name} = "data/…"')
        for name in missing
    ]


def _check_crs(settings: Settings) -> list[Problem]:
    """Return a problem where the coordinate system is not made for where the cities lie."""
    used = settings.district.metric_crs
    cities = load_cities(settings.district.file("cities")).values()
    places = pd.DataFrame({"lon": [city.lon for city in cities], "lat": [city.lat for city in cities]})
    fitting = metric_crs_for(places, usual=used)
    if fitting == used:
        return []
    where = f"{places['lon'].median():.2f} {places['lat'].median():.2f}"
    expectation = f"a system made for where the cities lie ({where}), such as {fitting}"
    return [_of_district(settings, "district.metric_crs", str(used), expectation)]


def _check_words(settings: Settings) -> list[Problem]:
    """Return the topics and target groups that a table of words means and the district does not have."""
    taxonomy, files = taxonomy_of(settings), settings.district.files
    tables: list[tuple[str, str, Callable[[Path], dict[str, tuple[str, ...]]], Collection[str]]] = [
        ("target_group_wordings", "target_groups", read_wordings, taxonomy.target_groups),
        ("integreat_categories", "topics", read_categories, taxonomy.topics),
    ]
    return [
        Problem(files[name].name, 0, column, f"{word}: {one}", f"one of: {', '.join(sorted(known))}")
        for name, column, read, known in tables
        if name in files
        for word, ids in read(files[name]).items()
        for one in ids
        if one not in known
    ]


def _of_district(settings: Settings, key: str, value: str, expectation: str) -> Problem:
    return Problem(settings.district.path.name, 0, key, value, expectation)


def _checks(settings: Settings) -> list[Callable[[], object]]:
    """Return what reads each file; a file that the district does not have is not read."""
    languages, files = whole_languages(settings.district.languages), settings.district.files
    shapes = (name for name in ("district", "neighbours", "settlement") if name in files)
    words = (name for name in _WORD_TABLES if name in files)
    return [
        lambda: taxonomy_of(settings),
        lambda: read_offers(settings.district.file("offers"), taxonomy_of(settings)),
        lambda: load_boundaries(settings.district.file("boundaries")),
        *(partial(_load_shapes, settings, name) for name in shapes),
        lambda: load_cities(settings.district.file("cities")),
        lambda: contacts_of(settings.district),
        lambda: city_names_of(
            settings.district, set(load_boundaries(settings.district.file("boundaries"))["name"])
        ),
        lambda: codes_of(settings.district),
        lambda: load_cells(settings.district.file("population")),
        lambda: load_gazetteer(settings.district),
        *(partial(_WORD_TABLES[name], files[name]) for name in words),
        lambda: load_data_sources(settings.district.file("sources"), languages=languages),
    ]


def _check_points(settings: Settings) -> list[Problem]:
    """Return the shipped points that do not lie in the city their row names."""
    boundaries = load_boundaries(settings.district.file("boundaries"))
    named = [name for name in _POINT_TABLES if name in settings.district.files]
    tables = {name: _read_points(settings.district.file(name)) for name in named}
    tables["population"] = _read_cells(settings.district.file("population"), boundaries)
    problems: list[Problem] = []
    for name, table in tables.items():
        problems += _outside_problems(settings, boundaries, table, file=settings.district.file(name).name)
    return problems


def _check_cities(settings: Settings) -> list[Problem]:
    """Return where the tables name a city that the map does not show, or leave one out."""
    shown = dict(load_boundaries(settings.district.file("boundaries"))["name"])
    cities = {city.ags: city.name for city in load_cities(settings.district.file("cities")).values()}
    problems = []
    if cities != shown:
        differing = ", ".join(sorted(name for _, name in cities.items() ^ shown.items()))
        file = settings.district.file("cities").name
        problems.append(Problem(file, 0, "name", differing, "the same cities as on the map"))
    offers = settings.district.file("offers")
    for number, row in enumerate(read_offers(offers, taxonomy_of(settings)), start=2):
        if row["city"] and row["city"] not in shown.values():
            problems.append(Problem(offers.name, number, "city", row["city"], "a city of the district"))
    return problems


def check_houses(settings: Settings) -> list[Problem]:
    """Return what is wrong with the official addresses, if there are any."""
    try:
        houses = open_houses(settings.var)
    except DataError as error:
        return error.problems
    if houses:
        houses.close()
    return []


def check_store(settings: Settings, store: Store) -> list[Problem]:
    """Return what is wrong with the offers in a database; rows count in the order of the table."""
    offers = store.offers()
    return _check_rows(offers, store.name, taxonomy_of(settings)) + _check_places(
        settings, offers, store.name
    )


def _check_tables(store: Store) -> list[Problem]:
    """Return what is broken in the tables of a database: its history, and rows that hang in the air."""
    return [Problem(store.name, 0, f"{f.table}.{f.column}", f.key, f.what) for f in store.faults()]


def _load_and_check(settings: Settings, store: Store) -> list[Problem]:
    load_offers(settings, store)
    return check_store(settings, store)


def _check_existing(settings: Settings) -> list[Problem]:
    """Check the database of the settings if there is one; checking makes none."""
    if not Store.exists(settings):
        return []
    with Store.open(settings) as store:
        # the others read through what the first checks
        return _check_tables(store) or (
            check_store(settings, store)
            + check_words(settings, store)
            + check_advice(settings, store)
            + check_scenarios(store)
        )


def _load_shapes(settings: Settings, name: str) -> None:
    load_shapes(settings.district.file(name))


def _said(check: Callable[[], object]) -> list[Problem]:
    """Run a check; what it returns as problems or raises as a fault of the data is what is wrong."""
    try:
        found = check()
    except DataError as error:
        return error.problems
    except GeoError as error:
        return [Problem("", 0, "", "", str(error))]
    return found if isinstance(found, list) and all(isinstance(item, Problem) for item in found) else []


def _check_rows(offers: pd.DataFrame, file: str, taxonomy: Taxonomy) -> list[Problem]:
    check = offer_check(file, taxonomy)
    rows = offers.reset_index().to_dict("records")
    return [p for number, row in enumerate(rows, start=2) for p in check.row(number, _as_texts(row))]


def _as_texts(row: Mapping[Any, Any]) -> dict[str, str]:
    """Return a stored offer as the shipped table would write it."""
    return {spec.name: _as_text(row[spec.name]) for spec in OFFER_COLUMNS}


def _as_text(value: object) -> str:
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _check_places(settings: Settings, offers: pd.DataFrame, file: str) -> list[Problem]:
    boundaries = load_boundaries(settings.district.file("boundaries"))
    problems = _outside_problems(settings, boundaries, offers, file=file)
    told = offers["is_protected"] & (offers["lon"].notna() | offers["location_id"].ne(""))
    return problems + [
        Problem(file, row + 2, "location_id", offers.index[row], "a protected offer must not have a place")
        for row in _numbers(told.to_numpy(dtype=bool))
    ]


def _numbers(mask: NDArray[np.bool_]) -> list[int]:
    return [int(number) for number in mask.nonzero()[0]]


def _outside_problems(
    settings: Settings, boundaries: gpd.GeoDataFrame, table: pd.DataFrame, *, file: str
) -> list[Problem]:
    crs = settings.district.metric_crs
    outside = outside_city(boundaries, table["city"], table["lon"], table["lat"], metric_crs=crs)
    return [_misplaced(file, row + 2, table.iloc[row]) for row in _numbers(outside)]


def _misplaced(file: str, row: int, values: "pd.Series[Any]") -> Problem:
    shown = f"{values['lon']:.5f} {values['lat']:.5f}"
    return Problem(file, row, "lon", shown, f"a point in {values['city'] or 'a city of the district'}")


def _read_points(path: Path) -> pd.DataFrame:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [{name: row[name] for name in ("city", "lon", "lat")} for row in csv.DictReader(file)]
    return pd.DataFrame(rows, columns=["city", "lon", "lat"]).astype({"lon": float, "lat": float})


def _read_cells(path: Path, boundaries: gpd.GeoDataFrame) -> pd.DataFrame:
    cells = load_cells(path)
    points = {"lon": cells.geometry.x, "lat": cells.geometry.y}
    return pd.DataFrame({"city": cells["ags"].map(boundaries["name"]), **points})
