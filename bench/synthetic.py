"""Made-up offers for measuring: drawn where people live, marked synthetic, never mixed with the shipped data.

Everything lands in a scratch folder with its own district file and database; `data/` and `var/` are only read.
"""

import csv
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from geo.district.cities import load_cities
from geo.district.taxonomy import load_taxonomy
from geo.model import Address, Match, Precision, Taxonomy
from geo.offers.columns import OFFER_COLUMNS
from geo.offers.shipped import read_offers
from geo.people.cells import load_cells
from geo.settings import Settings, load_settings
from geo.store import Store
from geo.tables import LIST_SEPARATOR
from geo.upkeep.opening import OFFERS, checksum_of

SEED = 5562
MARK = "synthetisch"
SOURCE = "synthetic"
#: Stated as the day of every made-up point, so that two runs make the same files.
DAY = date(2024, 1, 1)
NUMBERS_PER_STREET = 1000
#: Half a cell of 100 m less a margin, in degrees at the latitude of the district.
JITTER_LAT = 0.00040
JITTER_LON = 0.00064
UNCERTAINTY_M = 30.0


@dataclass(frozen=True)
class Made:
    """Made-up offers: rows as in `data/offers.csv`, and lon, lat in degrees of each, in the same order."""

    rows: list[dict[str, str]]
    points: list[tuple[float, float]]


@dataclass(frozen=True)
class Workspace:
    """A scratch folder from which the real app and the plain one show the same offers."""

    folder: Path
    environ: dict[str, str]
    offers: int


def make_offers(count: int, settings: Settings, *, seed: int = SEED) -> Made:
    """Draw offers at cells, each cell as likely as it has people; the same seed gives the same offers.

    Each offer has its own address, and two or three topics of eighteen, so that one topic leaves an eighth.
    """
    files = settings.district.files
    random = np.random.default_rng(seed)
    taxonomy = load_taxonomy(files["taxonomy"])
    cells = load_cells(files["population"])
    city_of = {city.ags: city.name for city in load_cities(files["cities"]).values()}
    chosen = cells.iloc[random.choice(len(cells), size=count, p=cells["people"] / cells["people"].sum())]
    lon = chosen.geometry.x.to_numpy() + random.uniform(-JITTER_LON, JITTER_LON, count)
    lat = chosen.geometry.y.to_numpy() + random.uniform(-JITTER_LAT, JITTER_LAT, count)
    rows = [_row(n, city_of[str(ags)], taxonomy, random) for n, ags in enumerate(chosen["ags"])]
    return Made(rows, [(round(float(x), 6), round(float(y), 6)) for x, y in zip(lon, lat, strict=True)])


def _row(number: int, city: str, taxonomy: Taxonomy, random: np.random.Generator) -> dict[str, str]:
    topics = _some(list(taxonomy.topics), int(random.choice([2, 2, 2, 3])), random)
    groups = _some(list(taxonomy.target_groups), int(random.choice([0, 1, 2])), random)
    spoken = _some(["ar", "de", "en", "tr", "uk"], int(random.choice([0, 1, 2])), random)
    values = {
        "offer_id": f"{SOURCE}-{number:05d}",
        "title": f"Angebot {number} ({MARK})",
        "organization": f"Träger {number % 97} ({MARK})",
        "description": f"Zum Messen erzeugt, {MARK}.",
        "topics": LIST_SEPARATOR.join(topics),
        "target_groups": LIST_SEPARATOR.join(groups),
        "languages": LIST_SEPARATOR.join(spoken),
        "fee_kind": str(random.choice(["free", "paid", "not_stated"])),
        "street": f"Synthetische Straße {chr(ord('A') + number // NUMBERS_PER_STREET)}",
        "house_number": str(number % NUMBERS_PER_STREET + 1),
        "city": city,
        "scope": "local",
        "is_protected": "no",
        "is_administration_address": "no",
        "status": "not_confirmed",
        "remark": MARK,
    }
    return {spec.name: values.get(spec.name, "") for spec in OFFER_COLUMNS}


def _some(values: list[str], count: int, random: np.random.Generator) -> list[str]:
    return [values[i] for i in sorted(random.choice(len(values), size=count, replace=False))]


def make_workspace(folder: Path, count: int) -> Workspace:
    """Write the offers, a district file that names them, the loaded database, and the plain app's table."""
    shipped = load_settings({})
    made = make_offers(count, shipped)
    folder.mkdir(parents=True, exist_ok=True)
    _write_offers(folder / "offers.csv", made)
    _write_plain(folder / "plain.csv", made)
    district = folder / "district.toml"
    district.write_text(_district_text(shipped, folder / "offers.csv"), encoding="utf-8")
    environ = {
        "KARTE_DISTRICT": str(district),
        "KARTE_VAR": str(folder / "var"),
        "BENCH_PLAIN_TABLE": str(folder / "plain.csv"),
    }
    _load(load_settings(environ), made)
    return Workspace(folder, environ, count)


def _write_offers(path: Path, made: Made) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [spec.name for spec in OFFER_COLUMNS], lineterminator="\n")
        writer.writeheader()
        writer.writerows(made.rows)


def _write_plain(path: Path, made: Made) -> None:
    """Write what an ordinary project has: a flat table with coordinates."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["title", "organization", "topics", "lon", "lat"])
        for row, (lon, lat) in zip(made.rows, made.points, strict=True):
            writer.writerow([row["title"], row["organization"], row["topics"], lon, lat])


def _district_text(shipped: Settings, offers: Path) -> str:
    """Describe the shipped district with other offers; the backgrounds stay away, no measurement needs them."""
    district = shipped.district
    values = {
        "name": district.name,
        "ags": district.ags,
        "country": district.country,
        "metric_crs": district.metric_crs,
        "languages": list(district.languages),
        "timezone": district.timezone,
    }
    files = {name: str(path) for name, path in district.files.items()} | {"offers": str(offers)}
    return "\n".join(["[district]", *_toml(values), "", "[files]", *_toml(files), ""])


def _toml(values: dict[str, object] | dict[str, str]) -> list[str]:
    """Write plain values; JSON writes texts, numbers and lists as TOML does."""
    return [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]


def _load(settings: Settings, made: Made) -> None:
    """Put the offers at their points through the store's own door: it asks a geocoder, this one knows them."""
    files = settings.district.files
    rows = read_offers(files["offers"], load_taxonomy(files["taxonomy"]))
    points = {
        (row["street"], row["house_number"], row["city"]): point
        for row, point in zip(made.rows, made.points, strict=True)
    }
    checksum = checksum_of(settings.district)
    with Store.open(settings) as store:
        store.seed(rows, lambda address: _match(address, points), source_name=OFFERS, sha256=checksum)


def _match(address: Address, points: dict[tuple[str, str, str], tuple[float, float]]) -> Match:
    lon, lat = points[address.street, address.house_number, address.city]
    query = f"{address.street} {address.house_number}, {address.city}"
    return Match(query, lon, lat, Precision.HOUSE, UNCERTAINTY_M, SOURCE, DAY, address.city, True)
