"""Where an offer is and how far that is, in the words of the page.

Nothing is invented: what is only roughly known is said as roughly, and of a protected offer only its city.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from geo.i18n import Texts
from geo.model import Precision, Scope

DIRECTIONS_URL = "https://www.openstreetmap.org/directions"
SEARCH_URL = "https://www.openstreetmap.org/search"

#: Minutes of a way nobody knows exactly are told in such steps.
AREA_STEP_MIN = 5

#: Decimals of a point that a link leads to: about one metre.
LINK_DECIMALS = 5

#: A further address of an offer, and the way to it, None without a place.
SiteRow = tuple[Mapping[str, Any], Mapping[str, Any] | None]


def place_words(row: Mapping[str, Any], texts: Texts) -> str:
    """Say where an offer is, as precisely as it may be said."""
    if row["is_protected"]:
        return texts("place.protected", city=row["city"])
    if row["scope"] == Scope.ONLINE:
        return texts("place.online")
    if row["scope"] == Scope.DISTRICT:
        return texts("place.district")
    return str(row["city"])


def address_words(row: Mapping[str, Any], texts: Texts) -> str:
    """Say where to go in one line: the address, or what may be said instead of it."""
    is_local = row["scope"] == Scope.LOCAL and not row["is_protected"]
    return address_line(row) if is_local else place_words(row, texts)


def _way_words(row: Mapping[str, Any], way: Mapping[str, Any], texts: Texts) -> str:
    """Say how far it is: minutes on foot and by bike where the place is known, else that it is not known."""
    if row["is_protected"] or row["scope"] != Scope.LOCAL:
        return ""
    if pd.isna(way["distance_m"]):
        return _area_words(way, texts)
    walk, bike = texts.minutes(way["walk_min"]), texts.minutes(way["bike_min"])
    return texts("way.known", walk=walk, bike=bike, distance=texts.distance(way["distance_m"]))


def _area_words(way: Mapping[str, Any], texts: Texts) -> str:
    """Say between which minutes the way to an offer known only to its area lies, in steps of five."""
    if pd.isna(way["area_low_min"]):
        return texts("way.unknown")
    low = math.floor(way["area_low_min"] / AREA_STEP_MIN) * AREA_STEP_MIN
    high = max(math.ceil(way["area_high_min"] / AREA_STEP_MIN) * AREA_STEP_MIN, AREA_STEP_MIN)
    return texts("way.area", low=texts.number(low), high=texts.number(high))


def way_range_words(way: Mapping[str, Any], texts: Texts) -> str:
    """Say between which minutes the way on foot lies where the place is not exact, "" where it is."""
    if pd.isna(way["distance_m"]) or not way["is_about"]:
        return ""
    low, high = (texts.number(max(0, round(way[key]))) for key in ("walk_low_min", "walk_high_min"))
    return texts("way.range", low=low, high=high)


def address_line(row: Mapping[str, Any]) -> str:
    """Write an address in one line."""
    street = f"{row['street']} {row['house_number']}".strip()
    area = f"{row['postal_code']} {row['city']}".strip()
    return ", ".join(part for part in (street, area) if part)


def site_words(site: Mapping[str, Any]) -> str:
    """Say a further address with its opening hours in one line."""
    return ": ".join(part for part in (address_line(site), site["schedule"]) if part)


def with_further(place: str, count: int, texts: Texts) -> str:
    """Add how many further addresses there are."""
    return texts("place.and_further", place=place, count=count) if count else place


def way_to_nearest(
    row: Mapping[str, Any], way: Mapping[str, Any], sites: Sequence[SiteRow], texts: Texts
) -> str:
    """Say how far the nearest address is, and which it is where that is not the first."""
    nearest = next((site for site, _ in sites if site["site"] == way.get("site", 0)), None)
    told = _way_words(row, way, texts)
    return told if nearest is None else texts("way.to_site", way=told, address=address_line(nearest))


def whole_way(row: Mapping[str, Any], way: Mapping[str, Any], texts: Texts) -> str:
    """Say how far it is and how sure that is."""
    return " ".join(part for part in (_way_words(row, way, texts), way_range_words(way, texts)) if part)


def precision_words(row: Mapping[str, Any], texts: Texts) -> str:
    """Say how well the place on the map is known; nothing for an exact one."""
    if row["is_administration_address"]:
        return texts("precision.administration")
    if row["precision"] == Precision.HOUSE:
        return ""
    if pd.isna(row["uncertainty_m"]):
        return texts("precision.none")
    return texts(f"precision.{row['precision']}", radius=texts.distance(row["uncertainty_m"]))


def directions_link(row: Mapping[str, Any], address: str) -> str:
    """Return the address of a map: the way to an exact place, a search for any other."""
    if row["precision"] == Precision.HOUSE:
        point = f"{row['lat']:.{LINK_DECIMALS}f},{row['lon']:.{LINK_DECIMALS}f}"
        return f"{DIRECTIONS_URL}?{urlencode({'to': point})}"
    return f"{SEARCH_URL}?{urlencode({'query': address})}"
