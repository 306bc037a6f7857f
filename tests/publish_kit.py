"""The published page made in a test: of the shipped offers, or of a few made-up ones."""

import base64
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from geo.i18n import load_texts
from geo.maps.offer_map import base_script
from geo.model import City, CityContact, Taxonomy
from geo.offers.columns import SITE_COLUMNS
from geo.offers.hours import Calendar
from geo.publish import Material, gather
from geo.publish.columns import TEXT_COLUMNS
from geo.settings import Settings, load_settings
from geo.upkeep.opening import make_geocoder, prepare, taxonomy_of
from tests.find_kit import NAN

DAY = date(2024, 5, 31)
LANGUAGES = ("de", "en", "ar")
BOUNDS = (7.0, 51.5, 7.4, 51.8)
CITIES = ("Herten", "Marl")
#: Texts that try to be something else.
HOSTILE = (
    "</script><script>window.hacked=1</script>",
    "<!-- <script>",
    "\u2028\u2029 & < > \" '",
    "\u202eliame\u202c \u2066x\u2069",
    "{{ content }} {% raw %}",
)


def shipped_settings(var: Path) -> Settings:
    """Return the shipped district with its database in a folder."""
    return load_settings({"KARTE_VAR": str(var)})


def shipped_material(var: Path) -> Material:
    """Gather the page of the shipped offers."""
    settings = shipped_settings(var)
    with prepare(settings) as store:
        return gather(
            settings,
            store.offers(),
            make_geocoder(settings, store),
            sites=store.sites(further_only=True),
            translations=store.translations(),
        )


def tiny_material(frame: pd.DataFrame, *, taxonomy: Taxonomy | None = None) -> Material:
    """Make the page of some offers in a district of two cities."""
    return Material(
        district="Testkreis",
        frame=complete(frame),
        taxonomy=taxonomy or shipped_taxonomy(),
        cities={name: City(name, name, 1000, 100, 10.0, 7.1, 51.6) for name in CITIES},
        contacts={name: CityContact(name, *("",) * 7, source_date="", is_kim=False) for name in CITIES},
        sources=(),
        texts=tuple(load_texts(language) for language in LANGUAGES),
        places=[["45768 Marl", 7.09, 51.66, 4000.0, 0], ["Weg 1, Marl", 7.1, 51.66, 30.0, 1]],
        area_points=dict.fromkeys(CITIES, (7.1, 51.6)),
        bounds=BOUNDS,
        shapes=_shapes(),
        calendar=Calendar(ZoneInfo("Europe/Berlin"), "05"),
    )


def sites_of(*offer_ids: str, **values: object) -> pd.DataFrame:
    """Return a further address of each offer as the store gives them, all at one door in Herten."""
    row = {
        "street": "Weg", "house_number": "1", "postal_code": "45699", "city": "Herten", "schedule": "Mo 9 Uhr",
        "location_id": "here", "lon": 7.14, "lat": 51.59, "precision": "house", "uncertainty_m": 30.0,
    } | values  # fmt: skip
    return pd.DataFrame([{"offer_id": i, "site": at, **row} for at, i in enumerate(offer_ids, start=1)])


def told_more(material: Material) -> Material:
    """Give some of the offers further addresses, translations and confirmations, and protected ones what none may tell.

    A further address is the first one of another offer, in its own city or not; each tenth was never looked up.
    """
    frame, ids = material.frame, list(material.frame.index)
    sites = [site for number in range(0, len(ids), 4) for site in _sites(frame, number)]
    texts = {ids[n]: _texts(n) for n in range(len(ids)) if n % 5 == 0 or frame["is_protected"].iloc[n]}
    confirmed = [n % 6 == 0 for n in range(len(ids))]
    dates = [f"2024-0{1 + n % 5}" if known else "" for n, known in enumerate(confirmed)]
    statuses = frame["status"].mask(np.asarray(confirmed), "confirmed")
    return replace(
        material,
        frame=frame.assign(status=statuses, assured_date=dates),
        sites=pd.DataFrame(sites),
        translations=texts,
    )


def _sites(frame: pd.DataFrame, number: int) -> Iterator[dict[str, object]]:
    offer = frame.iloc[number]
    has_place = frame["scope"].eq("local") & ~frame["is_protected"]
    others = frame[has_place].iloc[[(number * step) % int(has_place.sum()) for step in (7, 11)]]
    for at, (_, other) in enumerate(others.iterrows(), start=1):
        row = {name: other[name] for name in SITE_COLUMNS} | {"offer_id": offer.name, "site": at}
        if (number // 4) % 10 == 3:
            row |= {"location_id": "", "lon": NAN, "lat": NAN, "precision": "none", "uncertainty_m": NAN}
        yield row | {"schedule": f"Mo {at}–{at + 8} Uhr" if number % 3 else ""}


def _texts(number: int) -> dict[str, dict[str, str]]:
    """Return texts in one language of the page, in two, or in one that only the search knows."""
    english = {
        "title": f"Conversation café {number} for neighbours",
        "schedule": "every Monday",
        "fees": "ten euros",
    }
    arabic = {"title": f"مقهى الجيران {number}", "description": "لقاء أسبوعي", "application": "اتصل بنا"}
    ukrainian = {"title": "Зустріч сусідів", "description": "Щотижнева зустріч"}
    kinds = (
        {"uk": ukrainian, "en": english},
        {"ar": arabic, "en": english},
        {"uk": ukrainian},
        {"en": english},
    )
    return kinds[(number // 20) % 4]


def shipped_taxonomy() -> Taxonomy:
    """Return the shipped topics and target groups."""
    return taxonomy_of(load_settings({}))


def complete(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a frame of `find_kit` the columns that only whole offers have."""
    added = {name: "" for name in (*TEXT_COLUMNS, "location_id", "remark", "source_url") if name not in frame}
    flags = {name: False for name in ("is_protected", "is_administration_address") if name not in frame}
    return frame.assign(**added, **flags)


def _shapes() -> str:
    west, south, east, north = BOUNDS
    whole = gpd.GeoDataFrame({"name": ["Testkreis"]}, geometry=[box(west, south, east, north)], crs=4326)
    stations = pd.DataFrame({"name": ["Marl Mitte"], "lon": [7.1], "lat": [51.65]})
    return base_script(boundaries=whole, neighbours=whole, settlement=whole, outline=whole, stations=stations)


def json_in(html: str, element: str) -> dict[str, Any]:
    """Read the data that stands in the page."""
    found = re.search(rf'<script type="application/json" id="{element}">(.*?)</script>', html, re.DOTALL)
    assert found
    content: dict[str, Any] = json.loads(found.group(1))
    return content


def packed_in(html: str, language: str) -> dict[str, Any]:
    """Unpack the texts of a language that stand in the page, as the browser does."""
    found = re.search(rf'id="language-{language}">(.*?)</script>', html, re.DOTALL)
    assert found
    catalogue: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(found.group(1)), -zlib.MAX_WBITS))
    return catalogue


def column(content: dict[str, Any], name: str) -> Sequence[object]:
    """Unpack one column of the offers, as the browser does."""
    packed = content["offers"]["columns"][name]
    return [packed["values"][code] for code in packed["codes"]] if isinstance(packed, dict) else packed
