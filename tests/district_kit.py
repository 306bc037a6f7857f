"""A second district made from nothing: three square cities in another zone, its own topics, offers and files.

Everything is made up. Only the district file and the files it names are written: what runs on them proves that another
district needs no code.
"""

import csv
import json
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.district.cities import CITY_COLUMNS, CONTACT_COLUMNS
from geo.files import checksum
from geo.offers.columns import OFFER_COLUMNS
from geo.people.cells import COLUMNS as CELL_COLUMNS
from geo.people.grid import GRID_CRS
from geo.projection import to_degrees, to_metric

METRIC_CRS = 25833
NAME = "Landkreis Musterland"
SIDE_M, TOWN_M, CELL_M = 8_000.0, 3_000.0, 100.0
LANGUAGES = ("de", "en")


@dataclass(frozen=True)
class MadeCity:
    """A square city; `west_m`, `south_m` are its corner in the district's metres."""

    name: str
    ags: str
    postal_code: str
    west_m: float
    south_m: float = 5_700_000.0

    def at(self, east_m: float, north_m: float) -> tuple[float, float]:
        """Return a point so many metres from the middle, in degrees."""
        middle = SIDE_M / 2
        lon, lat = to_degrees(self.west_m + middle + east_m, self.south_m + middle + north_m, crs=METRIC_CRS)
        return round(float(lon), 6), round(float(lat), 6)


CITIES = (
    MadeCity("Musterstadt A", "12099001", "03991", 400_000),
    MadeCity("Musterstadt B", "12099002", "03992", 408_000),
    MadeCity("Musterstadt C", "12099003", "03993", 416_000),
)

_GROUPS = (
    ("learning", "#D55E00", "school", {"de": "Lernen", "en": "Learning", "ar": "التعلم"}),
    ("living", "#009E73", "home", {"de": "Leben", "en": "Living", "ar": "العيش"}),
)
_TOPICS = (
    (
        "courses",
        "learning",
        "translate",
        {"de": "Kurse", "en": "Courses", "ar": "دورات"},
        {"de": ["Deutschkurs", "Kurs"]},
    ),
    (
        "reading",
        "learning",
        "menu_book",
        {"de": "Lesen", "en": "Reading", "ar": "القراءة"},
        {"en": ["library"]},
    ),
    ("help", "living", "support_agent", {"de": "Hilfe", "en": "Help", "ar": "مساعدة"}, {"de": ["Beratung"]}),
    ("meet", "living", "groups", {"de": "Treffen", "en": "Meeting", "ar": "لقاء"}, {}),
)
_TARGET_GROUPS = (
    ("all_people", "public", {"de": "Alle", "en": "Everyone", "ar": "الجميع"}, {}),
    (
        "parents",
        "family_restroom",
        {"de": "Eltern", "en": "Parents", "ar": "الآباء"},
        {"de": ["Mütter", "Väter"]},
    ),
)
_PLAIN = {
    "organization": "Musterverein",
    "target_groups": "all_people",
    "fee_kind": "not_stated",
    "scope": "local",
    "is_protected": "no",
    "is_administration_address": "no",
    "status": "not_confirmed",
}


def make_district(
    folder: Path,
    *,
    languages: Sequence[str] = LANGUAGES,
    without: Iterable[str] = (),
    extra: str = "",
) -> Path:
    """Write the district into a folder and return its district file.

    Parameters
    ----------
    languages
        Of the screens; the labels of the topics and the limits of the sources are there in these alone.
    without
        Files that the district does not have, by their key.
    extra
        Further lines of the district file.
    """
    data = folder / "daten"
    data.mkdir(parents=True)
    left_out = set(without)
    names = {key: name for key, name in _FILES.items() if key not in left_out}
    for key, name in names.items():
        if key != "sources":
            (data / name).write_text(_content(key, languages), encoding="utf-8")
    write_sources(data, [name for key, name in names.items() if key != "sources"], languages)
    path = folder / "musterland.toml"
    path.write_text(_district_file(names, languages) + extra, encoding="utf-8")
    return path


def write_sources(data: Path, names: Sequence[str], languages: Sequence[str]) -> None:
    """Write the sources with the checksums of the files as they are now."""
    limits = "".join(f"limits.{language} = {_text('Alles ausgedacht.')}\n" for language in languages)
    shipped = [("offers", ["offers.csv"]), ("population", ["cells.csv"]), ("made", list(names))]
    entries = "".join(
        f'[[sources]]\nid = "{key}"\ntitle = "Ausgedacht: {key}"\npublisher = "Musterverein"\ndate = "2026-01"\n'
        f'licence = "frei"\nattribution = "Musterverein"\nfiles = {json.dumps(files)}\n{limits}\n'
        for key, files in shipped
    )
    sums = "".join(f'"{name}" = "{checksum(data / name)}"\n' for name in names)
    (data / _FILES["sources"]).write_text(f"{entries}[checksums]\n{sums}", encoding="utf-8")


def trust(folder: Path) -> None:
    """Write the checksums anew, so that only the content of a changed file is wrong."""
    data = folder / "daten"
    path = data / _FILES["sources"]
    names = tomllib.loads(path.read_text(encoding="utf-8"))["checksums"]
    lines = path.read_text(encoding="utf-8").split("[checksums]\n")[0]
    sums = "".join(f'"{name}" = "{checksum(data / name)}"\n' for name in names)
    path.write_text(f"{lines}[checksums]\n{sums}", encoding="utf-8")


def environment(path: Path, var: Path) -> dict[str, str]:
    """Return the variables that start the app with a district and a folder of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KARTE_")}
    return {**kept, "KARTE_DISTRICT": str(path), "KARTE_VAR": str(var)}


_FILES = {
    "boundaries": "cities.geojson",
    "district": "outline.geojson",
    "neighbours": "neighbours.geojson",
    "settlement": "settled.geojson",
    "cities": "cities.csv",
    "city_contacts": "contacts.csv",
    "population": "cells.csv",
    "addresses": "addresses.csv",
    "places": "places.csv",
    "postcodes": "postcodes.csv",
    "stations": "stations.csv",
    "offers": "offers.csv",
    "taxonomy": "taxonomy.toml",
    "target_group_wordings": "wordings.csv",
    "sources": "sources.toml",
}


def _district_file(names: Mapping[str, str], languages: Sequence[str]) -> str:
    files = "".join(f'{key} = "daten/{name}"\n' for key, name in names.items())
    return (
        f'[district]\nname = "{NAME}"\nags = "12099"\ncountry = "DE"\nmetric_crs = {METRIC_CRS}\n'
        f'languages = {json.dumps(list(languages))}\ntimezone = "Europe/Berlin"\n\n[files]\n{files}\n'
    )


def _content(key: str, languages: Sequence[str]) -> str:
    if key == "taxonomy":
        return _taxonomy(languages)
    if key in _SHAPES:
        return _SHAPES[key]()
    columns, rows = _TABLES[key]()
    return _table(columns, rows)


# --- shapes ------------------------------------------------------------------------------------------------------


def _square(west: float, south: float, side: float, *, high: float | None = None) -> dict[str, Any]:
    """Return a square of the district's metres in degrees."""
    box = shapely.segmentize(shapely.box(west, south, west + side, south + (high or side)), 1_000.0)

    def project(metres: np.ndarray) -> np.ndarray:
        return np.column_stack(to_degrees(metres[:, 0], metres[:, 1], crs=METRIC_CRS)).round(6)

    return shapely.geometry.mapping(shapely.transform(box, project))


def _collection(*features: tuple[dict[str, str], dict[str, Any]]) -> str:
    told = [{"type": "Feature", "properties": about, "geometry": shape} for about, shape in features]
    return json.dumps({"type": "FeatureCollection", "features": told})


def _city_shapes() -> str:
    return _collection(
        *(({"ags": c.ags, "name": c.name}, _square(c.west_m, c.south_m, SIDE_M)) for c in CITIES)
    )


def _outline() -> str:
    west, south = CITIES[0].west_m, CITIES[0].south_m
    return _collection(({"name": NAME}, _square(west, south, 3 * SIDE_M, high=SIDE_M)))


def _neighbour() -> str:
    west, north = CITIES[0].west_m, CITIES[0].south_m + SIDE_M
    return _collection(({"name": "Nachbarstadt"}, _square(west, north, 3 * SIDE_M)))


def _settled() -> str:
    edge = (SIDE_M - TOWN_M) / 2
    towns = (_square(c.west_m + edge, c.south_m + edge, TOWN_M) for c in CITIES)
    return _collection(*(({"density": "settled"}, town) for town in towns))


_SHAPES = {
    "boundaries": _city_shapes,
    "district": _outline,
    "neighbours": _neighbour,
    "settlement": _settled,
}


# --- tables ------------------------------------------------------------------------------------------------------

Table = tuple[Sequence[str], list[dict[str, Any]]]


def _table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    lines: list[str] = []

    class Lines:
        def write(self, text: str) -> None:
            lines.append(text)

    writer = csv.DictWriter(Lines(), columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return "".join(lines)


def _city_rows() -> Table:
    rows = []
    for city in CITIES:
        lon, lat = city.at(0, 0)
        people = {"people": 9000, "foreign_nationals": 900, "area_km2": 64.0}
        rows.append({"ags": city.ags, "name": city.name, "lon": lon, "lat": lat, **people})
    return [spec.name for spec in CITY_COLUMNS], rows


def _contact_rows() -> Table:
    first = {"city": CITIES[0].name, "is_kim": "no", "office": "Amt für Muster", "phone": "00000 0000"}
    return [spec.name for spec in CONTACT_COLUMNS], [first, {"city": CITIES[1].name, "is_kim": "no"}]


def _cell_rows() -> Table:
    """Lay a town of 30 by 30 cells of the European grid round the middle of each city; ten people in each."""
    steps = (np.arange(int(TOWN_M / CELL_M)) - TOWN_M / CELL_M / 2) * CELL_M
    rows = []
    for city in CITIES:
        x, y = (float(v) // CELL_M * CELL_M for v in to_metric(*city.at(0, 0), crs=GRID_CRS))
        east, north = (grid.ravel() for grid in np.meshgrid(x + steps, y + steps))
        lon, lat = to_degrees(east + CELL_M / 2, north + CELL_M / 2, crs=GRID_CRS)
        for e, n, a, b in zip(east, north, lon.round(6), lat.round(6), strict=True):
            name = f"CRS3035RES100mN{n:.0f}E{e:.0f}"
            rows.append(dict(zip(CELL_COLUMNS, (name, a, b, city.ags, 10, 1), strict=True)))
    return CELL_COLUMNS, rows


def _address_rows() -> Table:
    columns = (
        "street", "house_number", "postal_code", "city", "lon", "lat", "kind", "name", "source", "licence", "date",
    )  # fmt: skip
    rows = []
    for city in CITIES:
        for street, north in (("Musterweg", 0), ("Beispielstraße", 600)):
            for number in (1, 2, 3, 4):
                lon, lat = city.at(150 * number, north)
                rows.append(
                    {
                        "street": street, "house_number": number, "postal_code": city.postal_code,
                        "city": city.name, "lon": lon, "lat": lat, "kind": "school" if number == 4 else "house",
                        "name": f"{street}-Schule" if number == 4 else "", "source": "Musterverein",
                        "licence": "frei", "date": "2026",
                    }
                )  # fmt: skip
    return columns, rows


def _place_rows() -> Table:
    columns = ("name", "kind", "postal_code", "city", "lon", "lat", "source", "licence", "date")
    city = CITIES[1]
    lon, lat = city.at(-300, -300)
    about = {"source": "Musterverein", "licence": "frei", "date": "2026"}
    return columns, [
        {"name": "Rathaus Musterstadt B", "kind": "town_hall", "city": city.name, "lon": lon, "lat": lat}
        | about
    ]


def _postcode_rows() -> Table:
    rows = []
    for city in CITIES:
        lon, lat = city.at(100, 100)
        rows.append(
            {
                "postal_code": city.postal_code,
                "city": city.name,
                "ags": city.ags,
                "lon": lon,
                "lat": lat,
            }
        )
    return ("postal_code", "city", "ags", "lon", "lat"), rows


def _station_rows() -> Table:
    lon, lat = CITIES[0].at(500, -500)
    row = {"station_id": "x:1", "name": "Musterbahnhof", "city": CITIES[0].name, "lon": lon, "lat": lat}
    return ("station_id", "name", "city", "lon", "lat"), [row]


def _wording_rows() -> Table:
    return ("wording", "target_groups"), [{"wording": "Mütter und Väter", "target_groups": "parents"}]


def _offer_rows() -> Table:
    a, b, c = ({"city": city.name, "postal_code": city.postal_code} for city in CITIES)
    house = {"street": "Musterweg", "house_number": "2"}
    rows = [
        {"title": "Deutschkurs am Abend", "topics": "courses", **a, **house, "fee_kind": "free"},
        {"title": "Deutschkurs am Morgen", "topics": "courses", **b, **house, "languages": "uk;en"},
        {"title": "Lesestube", "topics": "reading", **a, "street": "Beispielstraße"},
        {"title": "Beratung für Eltern", "topics": "help", **b, "target_groups": "parents"},
        {"title": "Beratung im Haus", "topics": "help;meet", **c, **house, "languages": "ar"},
        {"title": "Treffpunkt", "topics": "meet", **c, "postal_code": "", "street": "Musterweg"},
        {"title": "Kurs irgendwo in der Stadt", "topics": "courses", "city": CITIES[0].name},
        {"title": "Frauenhaus", "topics": "help", "city": CITIES[1].name, "is_protected": "yes"},
        {"title": "Hilfe im ganzen Landkreis", "topics": "help", "scope": "district"},
        {"title": "Kurs im Netz", "topics": "courses", "scope": "online", "website": "https://kurs.example/"},
    ]
    numbered = [_PLAIN | {"offer_id": f"ml-{n:03}"} | row for n, row in enumerate(rows, start=1)]
    return [spec.name for spec in OFFER_COLUMNS], numbered


_TABLES = {
    "cities": _city_rows,
    "city_contacts": _contact_rows,
    "population": _cell_rows,
    "addresses": _address_rows,
    "places": _place_rows,
    "postcodes": _postcode_rows,
    "stations": _station_rows,
    "offers": _offer_rows,
    "target_group_wordings": _wording_rows,
}


# --- words -------------------------------------------------------------------------------------------------------


def _taxonomy(languages: Sequence[str]) -> str:
    groups = (
        f'[[groups]]\nid = "{key}"\ncolor = "{color}"\nicon = "{icon}"\n{_labels(labels, languages)}'
        for key, color, icon, labels in _GROUPS
    )
    topics = (
        f'[[topics]]\nid = "{key}"\ngroup = "{group}"\nicon = "{icon}"\n{_labels(labels, languages)}{_synonyms(words)}'
        for key, group, icon, labels, words in _TOPICS
    )
    target_groups = (
        f'[[target_groups]]\nid = "{key}"\nicon = "{icon}"\n{_labels(labels, languages)}{_synonyms(words)}'
        for key, icon, labels, words in _TARGET_GROUPS
    )
    return "\n".join((*groups, *topics, *target_groups))


def _labels(labels: Mapping[str, str], languages: Sequence[str]) -> str:
    told = ", ".join(f"{language} = {_text(labels[language])}" for language in languages)
    return f"labels = {{ {told} }}\n"


def _synonyms(words: Mapping[str, Sequence[str]]) -> str:
    told = ", ".join(f"{language} = {json.dumps(list(w))}" for language, w in words.items())
    return f"synonyms = {{ {told} }}\n"


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
