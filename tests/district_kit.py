"""A second district made from nothing: three square cities in another zone, its own topics, offers and files.

Everything is made up. Only the district file and the files it names are written: what runs on them proves that another
district needs no code.
"""

import csv
import json
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.files import checksum
from geo.projection import to_degrees
from tests.district_tables_kit import CITIES, METRIC_CRS, NAME, SIDE_M, TABLES, TOWN_M

LANGUAGES = ("de", "en")

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
    columns, rows = TABLES[key]()
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


def _table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    lines: list[str] = []

    class Lines:
        def write(self, text: str) -> None:
            lines.append(text)

    writer = csv.DictWriter(Lines(), columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return "".join(lines)


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
