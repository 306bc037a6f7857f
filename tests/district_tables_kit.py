"""The tables of the district of `tests/district_kit.py`: its cities, people, addresses and offers, all made up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.district.cities import CITY_COLUMNS, CONTACT_COLUMNS
from geo.offers.columns import OFFER_COLUMNS
from geo.people.cells import COLUMNS as CELL_COLUMNS
from geo.people.grid import GRID_CRS
from geo.projection import to_degrees, to_metric

METRIC_CRS = 25833
NAME = "Landkreis Musterland"
SIDE_M, TOWN_M, CELL_M = 8_000.0, 3_000.0, 100.0


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
_PLAIN = {
    "organization": "Musterverein",
    "target_groups": "all_people",
    "fee_kind": "not_stated",
    "scope": "local",
    "is_protected": "no",
    "is_administration_address": "no",
    "status": "not_confirmed",
}


Table = tuple[Sequence[str], list[dict[str, Any]]]


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


TABLES = {
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
