"""Offers to take away: exactly those of a filter in the order of the list, in seven formats.

Each file has the public columns only, tells licence, age and that offers are not confirmed, gives no place of a
protected offer, and a point only where a house, street or place is known. The same offers give the same bytes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from geo.exchange.offer_files.atom import offers_atom
from geo.exchange.offer_files.hsds import Page, hsds_json
from geo.exchange.offer_files.jsonld import offers_jsonld
from geo.exchange.offer_files.selection import Selection
from geo.exchange.offer_files.shapes import offers_frame, offers_geojson, offers_geopackage
from geo.exchange.offer_files.tables import offers_csv, offers_xlsx
from geo.offers.columns import FURTHER_SITES


@dataclass(frozen=True)
class Format:
    """One way to write offers: the ending of its file, its media type, and what writes it."""

    suffix: str
    mime: str
    write: Callable[[Selection], bytes]


#: Every format by the name that commands and texts use.
FORMATS: Mapping[str, Format] = {
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", offers_xlsx),
    "csv": Format("csv", "text/csv; charset=utf-8; header=present", offers_csv),
    "geojson": Format("geojson", "application/geo+json", offers_geojson),
    "gpkg": Format("gpkg", "application/geopackage+sqlite3", offers_geopackage),
    "hsds": Format("hsds.json", "application/json", hsds_json),
    "jsonld": Format("jsonld", "application/ld+json", offers_jsonld),
    "atom": Format("atom", "application/atom+xml; charset=utf-8", offers_atom),
}

__all__ = [
    "FORMATS",
    "FURTHER_SITES",
    "Format",
    "Page",
    "Selection",
    "hsds_json",
    "offers_atom",
    "offers_frame",
]
