"""HSDS as tables: a datapackage of CSV files in a folder or a ZIP archive, joined to whole services."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from geo.errors import refuse
from geo.exchange.sources.csv_table import read_csv
from geo.exchange.sources.decoding import decode, parse_json
from geo.exchange.sources.zip_guard import BROKEN_PART, open_archive
from geo.files import MOST_BYTES, at_most

Row = dict[str, Any]
#: Tables and the list they fill, by the column that names their owner.
_OF_SERVICE = {
    "phone": "phones",
    "schedule": "schedules",
    "language": "languages",
    "cost_option": "cost_options",
    "service_area": "service_areas",
}
_OF_LOCATION = {"address": "addresses", "phone": "phones", "accessibility": "accessibility"}
_SINGULAR = {
    "addresses": "address",
    "accessibility_for_disabilities": "accessibility",
    "taxonomies": "taxonomy",
}
_MAX_FILES = 200
_MAX_BYTES = MOST_BYTES["import"]


def unpack(raw: bytes, file: str) -> dict[str, bytes]:
    """Return the files of an archive by name, without their folders.

    Raises
    ------
    SourceError
        If the archive is broken or unpacks to too much.
    """
    with open_archive(raw, file) as archive:
        parts = [part for part in archive.infolist() if not part.is_dir()]
        wanted = [
            part for part in parts if PurePosixPath(part.filename).suffix.casefold() in (".csv", ".json")
        ]
        if len(wanted) > _MAX_FILES:
            raise refuse(file, "too_many_files", value=len(wanted), allowed=(str(_MAX_FILES),))
        if any(part.file_size > _MAX_BYTES for part in wanted):
            raise refuse(file, "archive_too_large", allowed=(at_most(_MAX_BYTES),))
        try:
            return {PurePosixPath(part.filename).name: archive.read(part) for part in wanted}
        except BROKEN_PART as error:
            raise refuse(file, "broken_archive") from error


def is_package(files: Mapping[str, bytes]) -> bool:
    """Whether files are the tables of one package: it describes itself, or has a table of services."""
    names = {PurePosixPath(name).name.casefold() for name in files}
    return bool(names & {"datapackage.json", "service.csv", "services.csv"})


def services_of(files: Mapping[str, bytes], file: str) -> list[Row]:
    """Return the services of a package with everything that belongs to them.

    Parameters
    ----------
    files
        The CSV files by name, and perhaps `datapackage.json`, which says what they hold.

    Raises
    ------
    SourceError
        If a table cannot be read or there is none of services.
    """
    tables = _Tables(_read_tables(files, file))
    services = tables.rows("service")
    if not services:
        raise refuse(file, "no_services", column="services")
    organizations, locations = tables.by_id("organization"), _locations(tables)
    for service in services:
        key = service.get("id", "")
        service["organization"] = organizations.get(service.get("organization_id", ""), {})
        service["service_at_locations"] = [
            {
                "location": locations.get(place.get("location_id", ""), {}),
                "schedules": tables.of("schedule", "service_at_location_id", place.get("id", "")),
            }
            for place in tables.of("service_at_location", "service_id", key)
        ]
        service["attributes"] = tables.attributes(key)
        for kind, name in _OF_SERVICE.items():
            service[name] = tables.of(kind, "service_id", key)
    return services


class _Tables:
    """The tables of a package, and which rows belong to whom."""

    def __init__(self, tables: Mapping[str, list[Row]]) -> None:
        self._tables = tables
        self._indexes: dict[tuple[str, str], dict[str, list[Row]]] = {}
        self._terms = self.by_id("taxonomy_term")

    def rows(self, kind: str) -> list[Row]:
        return self._tables.get(kind, [])

    def by_id(self, kind: str) -> dict[str, Row]:
        return {row["id"]: row for row in self.rows(kind) if row.get("id")}

    def of(self, kind: str, column: str, owner: str) -> list[Row]:
        if (kind, column) not in self._indexes:
            index: defaultdict[str, list[Row]] = defaultdict(list)
            for row in self.rows(kind):
                index[row.get(column, "")].append(row)
            self._indexes[kind, column] = dict(index)
        return self._indexes[kind, column].get(owner, []) if owner else []

    def attributes(self, owner: str) -> list[Row]:
        return [
            {**row, "taxonomy_term": self._terms.get(row.get("taxonomy_term_id", ""), {})}
            for row in self.of("attribute", "link_id", owner)
        ]


def _locations(tables: _Tables) -> dict[str, Row]:
    for address in tables.rows("address"):
        address["attributes"] = tables.attributes(address.get("id", ""))
    found = tables.by_id("location")
    for key, location in found.items():
        location["attributes"] = tables.attributes(key)
        for kind, name in _OF_LOCATION.items():
            location[name] = tables.of(kind, "location_id", key)
    return found


def _read_tables(files: Mapping[str, bytes], file: str) -> dict[str, list[Row]]:
    names = _resource_names(files, file)
    tables: dict[str, list[Row]] = {}
    for name, raw in files.items():
        if name.casefold().endswith(".csv") and raw.strip():
            table = read_csv(raw, name, source="")
            kind = _singular(names.get(name, PurePosixPath(name).stem.casefold()))
            tables[kind] = [{key.casefold(): text for key, text in row.cells.items()} for row in table.rows]
    return tables


def _resource_names(files: Mapping[str, bytes], file: str) -> dict[str, str]:
    """Return which table each file holds, as `datapackage.json` says; only the file's own name is looked at."""
    if "datapackage.json" not in files:
        return {}
    content = parse_json(decode(files["datapackage.json"], file)[0], "datapackage.json")
    resources = content.get("resources") if isinstance(content, Mapping) else None
    return {
        PurePosixPath(str(entry.get("path"))).name: str(entry["name"]).casefold()
        for entry in (resources if isinstance(resources, list) else [])
        if isinstance(entry, Mapping) and entry.get("name")
    }


def _singular(name: str) -> str:
    if name in _SINGULAR:
        return _SINGULAR[name]
    return name.removesuffix("s") if name not in ("address", "accessibility") else name
