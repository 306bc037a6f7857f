"""The local list of addresses, places, postcodes and stations."""

from collections import Counter
from pathlib import Path
from typing import Any

from derive.tables import Row, degrees, read_rows, write_rows
from geo.district.boundaries import city_at, load_boundaries
from geo.errors import DataError, Problem

ADDRESS_COLUMNS = (
    "street", "house_number", "postal_code", "city", "lon", "lat",
    "kind", "name", "source", "licence", "date",
)  # fmt: skip
PLACE_COLUMNS = (
    "name",
    "kind",
    "postal_code",
    "city",
    "lon",
    "lat",
    "source",
    "licence",
    "date",
    "addresses",
)
POSTCODE_COLUMNS = ("postal_code", "city", "ags", "lon", "lat")
STATION_COLUMNS = ("station_id", "name", "city", "lon", "lat")
KINDS = {"Tankstelle": "fuel", "Ladestation": "charging"}
_SCHOOL, _OFFICE = "school", "office"
#: Both collections of address points, the older first.
ADDRESS_FILES = ("address_points.csv", "address_points_2.csv")
LIST_SEPARATOR = ";"

Report = Counter[str]


def write_gazetteer(facts: Path, data: Path, decisions: dict[str, Any]) -> Report:
    """Write the four lists; return how many rows were changed or left out, by reason."""
    report: Report = Counter()
    postcodes = read_rows(facts / "postcodes.csv", ["postcode", "city", "ags", "lon", "lat"])
    write_rows(data / "postcodes.csv", POSTCODE_COLUMNS, [_postcode(row) for row in postcodes])
    write_rows(data / "stations.csv", STATION_COLUMNS, _stations(facts))
    write_rows(data / "gazetteer_addresses.csv", ADDRESS_COLUMNS, _addresses(facts, decisions, report))
    known = {row["postcode"] for row in postcodes}
    write_rows(data / "gazetteer_places.csv", PLACE_COLUMNS, _places(facts, data, decisions, known, report))
    return report


def _postcode(row: Row) -> Row:
    return {
        "postal_code": row["postcode"],
        "city": row["city"],
        "ags": row["ags"],
        "lon": degrees(row["lon"]),
        "lat": degrees(row["lat"]),
    }


def _stations(facts: Path) -> list[Row]:
    rows = read_rows(facts / "rail_stations_2017.csv", ["ifopt", "name", "city", "lon", "lat"])
    return [
        {
            "station_id": row["ifopt"],
            "name": row["name"].replace("(", " (").replace("  ", " "),
            "city": row["city"],
            "lon": degrees(row["lon"]),
            "lat": degrees(row["lat"]),
        }
        for row in sorted(rows, key=lambda r: r["ifopt"])
    ]


def _addresses(facts: Path, decisions: dict[str, Any], report: Report) -> list[Row]:
    needed = ["street", "house_number", "postcode", "city", "kind", "lon", "lat", "origin"]
    rows = [row for name in ADDRESS_FILES for row in read_rows(facts / name, needed)]
    dropped = {(d["city"], d["street"]): d["reason"] for d in decisions["dropped_addresses"]}
    respelled = {(d["city"], d["street"]): d["spelled"] for d in decisions["respelled_streets"]}
    there = {(r["city"], r["street"]) for r in rows}
    _all_used(facts / ADDRESS_FILES[0], [*dropped, *respelled], there)
    kept = []
    for row in rows:
        key = (row["city"], row["street"])
        if key in dropped:
            report[f"address dropped: {dropped[key]}"] += 1
            continue
        if key in respelled:
            report["street respelled"] += 1
        kept.append(_address(row, respelled.get(key, row["street"])))
    return sorted(
        kept, key=lambda r: tuple(r[n] for n in ("city", "street", "house_number", "kind", "lon", "lat"))
    )


def _all_used(path: Path, keys: list[tuple[str, str]], there: set[tuple[str, str]]) -> None:
    """Stop when a decision names a street that the facts no longer have."""
    gone = [
        Problem(path.name, 0, "street", ", ".join(key), "named in decisions.toml")
        for key in keys
        if key not in there
    ]
    if gone:
        raise DataError(gone)


def _address(row: Row, street: str) -> Row:
    """Names are kept for schools alone: those of petrol stations often are the name of their tenant."""
    kind = KINDS.get(row["kind"]) or (_OFFICE if row["kind"].startswith("Behörde") else _SCHOOL)
    return {
        "street": street,
        "house_number": row["house_number"],
        "postal_code": row["postcode"],
        "city": row["city"],
        "lon": degrees(row["lon"]),
        "lat": degrees(row["lat"]),
        "kind": kind,
        "name": row["name"] if kind == _SCHOOL else "",
        "source": row["origin"],
        "licence": row["licence"],
        "date": row["date"],
    }


def _places(facts: Path, data: Path, decisions: dict[str, Any], known: set[str], report: Report) -> list[Row]:
    """Keep the sites that decisions.toml names; postcodes not in postcodes.csv are PO boxes."""
    path = facts / "named_sites_geonames.csv"
    rows = read_rows(path, ["zipcode", "place", "latitude", "longitude"])
    wanted: dict[tuple[str, str], list[dict[str, str]]] = {}
    for decision in decisions["places"]:
        wanted.setdefault((decision["zipcode"], decision["place"]), []).append(decision)
    _all_used(path, list(wanted), {(r["zipcode"], r["place"]) for r in rows})
    boundaries = load_boundaries(data / "boundaries.geojson")
    addresses = _site_addresses(facts, {d["name"] for d in decisions["places"]})
    places = []
    for row in rows:
        decided = wanted.get((row["zipcode"], row["place"]), [])
        report["site kept" if decided else "site left out"] += 1
        for decision in decided:
            city = city_at(boundaries, float(row["longitude"]), float(row["latitude"]))
            code = row["zipcode"] if row["zipcode"] in known else ""
            linked = LIST_SEPARATOR.join(addresses.get(decision["name"], ()))
            places.append(_place(row, decision, city=city, postal_code=code) | {"addresses": linked})
    return sorted(places, key=lambda r: (r["city"], r["kind"], r["name"]))


def _site_addresses(facts: Path, names: set[str]) -> dict[str, list[str]]:
    """Return the addresses that belong to a named site; a second name of the same point has none of its own."""
    path = facts / "site_addresses_2.csv"
    found: dict[str, list[str]] = {}
    for number, row in enumerate(read_rows(path, ["street", "house_number", "city", "site"]), start=2):
        if row["site"] not in names:
            raise DataError([Problem(path.name, number, "site", row["site"], "a site of decisions.toml")])
        found.setdefault(row["site"], []).append(f"{row['street']} {row['house_number']}")
    return found


def _place(row: Row, decision: dict[str, str], *, city: str, postal_code: str) -> Row:
    return {
        "name": decision["name"],
        "kind": decision["kind"],
        "postal_code": postal_code,
        "city": city,
        "lon": degrees(row["longitude"]),
        "lat": degrees(row["latitude"]),
        "source": "GeoNames",
        "licence": "CC BY 4.0",
        "date": "2026",
    }
