"""Reads files of offers with plain libraries and gives the columns back, as the shipped table writes them."""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyogrio
from openpyxl import load_workbook

from geo.exchange.formulas import restored

Rows = list[dict[str, Any]]
ABOUT = ("about", "about_parameters", "about_data", "about_notes")


def read_csv(raw: bytes) -> Rows:
    rows = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    return [{name: restored(cell) for name, cell in row.items() if name not in ABOUT} for row in rows]


def read_xlsx(raw: bytes) -> Rows:
    heading, *rows = load_workbook(io.BytesIO(raw))["data"].values
    return [{name: _text(cell) for name, cell in zip(heading, row, strict=True)} for row in rows]


def read_geojson(raw: bytes) -> Rows:
    rows = []
    for feature in json.loads(raw)["features"]:
        lon, lat = feature["geometry"]["coordinates"] if feature["geometry"] else (None, None)
        told = feature["properties"] | {"lon": lon, "lat": lat}
        rows.append({name: _text(value) for name, value in told.items()})
    return rows


def read_gpkg(raw: bytes) -> Rows:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "offers.gpkg"
        path.write_bytes(raw)
        frame = pyogrio.read_dataframe(path, layer="offers")
    points = [(None, None) if point is None else (point.x, point.y) for point in frame.geometry]
    rows = frame.drop(columns="geometry").astype(object).to_dict("records")
    return [
        {name: _text(value) for name, value in (row | {"lon": lon, "lat": lat}).items()}
        for row, (lon, lat) in zip(rows, points, strict=True)
    ]


def read_hsds(raw: bytes) -> Rows:
    return [_of_service(service) for service in json.loads(raw)["contents"]]


def read_jsonld(raw: bytes) -> Rows:
    return [_of_thing(thing) for thing in json.loads(raw)["@graph"] if thing["@type"] != "Dataset"]


READERS: Mapping[str, Callable[[bytes], Rows]] = {
    "csv": read_csv,
    "xlsx": read_xlsx,
    "geojson": read_geojson,
    "gpkg": read_gpkg,
    "hsds": read_hsds,
    "jsonld": read_jsonld,
}


def _of_service(service: Mapping[str, Any]) -> dict[str, Any]:
    place = next((at["location"] for at in service.get("service_at_locations", [])), {})
    address = next(iter(place.get("addresses", [])), {})
    labels = _labels(place) | _labels(address) | _labels(service)
    areas = service.get("service_areas", []) if labels["scope"] == "local" else []
    area = next((area["name"] for area in areas), "")
    languages = service.get("languages", [])
    told = {
        "title": service["name"],
        "organization": service["organization"]["name"],
        "description": service.get("description", ""),
        "target_groups_stated": service.get("eligibility_description", ""),
        "schedule": next((one["description"] for one in service.get("schedules", [])), ""),
        "fees": service.get("fees_description", ""),
        "application": service.get("application_process", ""),
        "phone": next((one["number"] for one in service.get("phones", [])), ""),
        "email": service.get("email", ""),
        "website": service.get("url", ""),
        "assured_date": service.get("assured_date", ""),
        "languages": ";".join(one["code"] for one in languages if "code" in one),
        "languages_stated": next((one.get("note", "") for one in languages), ""),
        "topics": _codes(service, "topic"),
        "target_groups": _codes(service, "eligibility"),
        "city": address.get("city", area),
        "postal_code": address.get("postal_code", ""),
        "lon": _text(place.get("longitude")),
        "lat": _text(place.get("latitude")),
    }
    return told | labels


def _of_thing(thing: Mapping[str, Any]) -> dict[str, Any]:
    channel = thing.get("availableChannel", {})
    phone, place = channel.get("servicePhone", {}), channel.get("serviceLocation", {})
    address, point = place.get("address", {}), place.get("geo", {})
    own = [*thing["offers"]["additionalProperty"], *place.get("additionalProperty", [])]
    hours = thing.get("hoursAvailable", {})
    hours = hours[0] if isinstance(hours, list) else hours  # each tells the whole text
    told = {
        "title": thing.get("name", ""),
        "organization": thing["provider"]["name"],
        "description": thing.get("description", ""),
        "schedule": hours["description"] if hours else "",
        "fees": thing["offers"].get("description", ""),
        "phone": phone.get("telephone", ""),
        "email": phone.get("email", ""),
        "website": channel.get("serviceUrl", ""),
        "languages": ";".join(channel.get("availableLanguage", [])),
        "topics": ";".join(one["codeValue"] for one in thing.get("category", [])),
        "target_groups": ";".join(one["identifier"] for one in thing.get("audience", [])),
        "city": address.get("addressLocality", ""),
        "postal_code": address.get("postalCode", ""),
        "lon": _text(point.get("longitude")),
        "lat": _text(point.get("latitude")),
    }
    labels = {one["propertyID"].removeprefix("integrationskarte:"): one["value"] for one in own}
    return told | {name: _text(value) for name, value in labels.items()}


def _codes(service: Mapping[str, Any], link_type: str) -> str:
    return ";".join(one["value"] for one in service["attributes"] if one.get("link_type") == link_type)


def _labels(thing: Mapping[str, Any]) -> dict[str, str]:
    return {one["label"]: one["value"] for one in thing.get("attributes", []) if "label" in one}


def _text(value: Any) -> str:
    if value is None or value != value:  # not a number is unequal to itself
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, int | float) else str(value)
