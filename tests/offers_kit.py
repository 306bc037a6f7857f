"""Offers to write into files: made by hand, one of each kind, with texts that try to be something else."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pandas as pd

from geo.district.sources import DataSource
from geo.exchange.offer_files import FORMATS, Selection
from geo.i18n import load_texts
from geo.model import LastChange, TargetGroup, Taxonomy, Topic
from geo.offers.columns import OFFER_FRAME, SITE_COLUMNS
from geo.offers.filters import OfferFilter
from geo.settings import District

NAN = float("nan")
DISTRICT = District("Testkreis", "05562", "DE", 25832, ("de", "en", "ar"), "Europe/Berlin", {})
OFFERS = DataSource("offers", "Offers", "Own", "2026-08", "facts only", "Own collection", {}, ("offers.csv",))
POINTS = DataSource(
    "schools", "Schools", "Office", "2016", "CC BY 4.0", "© Office", {}, ("gazetteer_addresses.csv",)
)
CELLS = DataSource("population", "Cells", "Office", "2022", "free", "© Cells", {}, ("population_cells.csv",))
TAXONOMY = Taxonomy(
    {},
    {"language": Topic("language", "", "", {"de": "Sprache", "en": "Language"}, {})},
    {"women": TargetGroup("women", "", {"de": "Frauen", "en": "Women"}, {})},
)
CHANGES = {
    "house": LastChange(datetime(2026, 11, 2, 9, 30, tzinfo=UTC), is_new=False),
    "shelter": LastChange(datetime(2026, 11, 3, tzinfo=UTC), is_new=True),
}
TEXT_COLUMNS = tuple(
    spec.name
    for spec in OFFER_FRAME
    if spec.name not in ("lon", "lat", "uncertainty_m", "topics", "target_groups", "languages")
    and not spec.name.startswith("is_")
)
BLANK = {
    **dict.fromkeys(TEXT_COLUMNS, ""),
    "topics": (),
    "target_groups": (),
    "languages": (),
    "fee_kind": "not_stated",
    "scope": "local",
    "is_protected": False,
    "is_administration_address": False,
    "status": "not_confirmed",
    "precision": "none",
    "lon": NAN,
    "lat": NAN,
    "uncertainty_m": NAN,
    "source_url": "https://secret.example/page",
    "remark": "for editors only",
}
HOUSE = {
    "offer_id": "house",
    "title": "Deutschkurs",
    "organization": "Stadt Marl",
    "description": "Kurs am Abend.",
    "topics": ("language",),
    "target_groups": ("women",),
    "target_groups_stated": "Frauen",
    "languages": ("ar", "en"),
    "languages_stated": "Arabisch, Englisch",
    "schedule": "Mo 10 Uhr",
    "fee_kind": "free",
    "fees": "kostenlos",
    "application": "vorher anrufen",
    "barrier_free": "partly",
    "phone": "+49 2365 1234",
    "email": "kurs@marl.example",
    "website": "https://marl.example/kurs",
    "street": "Creiler Platz",
    "house_number": "1",
    "postal_code": "45768",
    "city": "Marl",
    "status": "confirmed",
    "assured_date": "2026-05-31",
    "page_date": "2024-05",
    "source_host": "marl.example",
    "location_id": "loc-1",
    "lon": 7.0912344,
    "lat": 51.6561231,
    "precision": "house",
    "uncertainty_m": 30.0,
    "match_source": "gazetteer",
}
STREET = {
    "offer_id": "street",
    "title": "Café",
    "organization": "Verein",
    "street": "Langer Weg",
    "city": "Herten",
    "precision": "street",
    "lon": 7.13,
    "lat": 51.6,
    "uncertainty_m": 250.5,
    "location_id": "loc-2",
}
CITY = {
    "offer_id": "city",
    "title": "Beratung",
    "organization": "Verein",
    "city": "Herten",
    "precision": "city",
    "lon": 7.14,
    "lat": 51.59,
    "uncertainty_m": 4000.0,
    "location_id": "loc-3",
    "page_date": "2019",
    "fee_kind": "paid",
}
#: As no store would hand it out: the exports must not rely on it.
SHELTER = {
    "offer_id": "shelter",
    "title": "Frauenhaus",
    "organization": "Verein",
    "is_protected": True,
    "street": "Geheimweg",
    "house_number": "77",
    "postal_code": "45771",
    "city": "Marl",
    "precision": "house",
    "lon": 7.123987,
    "lat": 51.654987,
    "uncertainty_m": 30.0,
    "location_id": "loc-secret",
    "match_source": "secret list",
}
DISTRICT_WIDE = {
    "offer_id": "district",
    "title": "Koordination",
    "organization": "Testkreis",
    "scope": "district",
}
ONLINE = {
    "offer_id": "online",
    "title": "Beratung im Netz",
    "organization": "Verein",
    "scope": "online",
    "website": "https://netz.example/ümlaut",
    "assured_date": "2026-05",
    "status": "closed",
    "languages_stated": "viele",
}
HOSTILE = {
    "offer_id": "hostile",
    "title": '=HYPERLINK("http://evil.example","x")',
    "organization": "'=1+1",
    "description": "</script><script>alert(1)</script> ]]> & \"quoted\", 'single'; line\nbreak \ufffe",
    "schedule": "@SUM(1)",
    "fees": "-2+3",
    "application": "＝1",
    "city": "Marl",
    "street": "''+Weg",
    "precision": "none",
    "source_host": "evil.example",
}
#: As no store would hand it out either: a shelter with a further address and texts that tell it.
FURTHER = (
    {
        "offer_id": "house",
        "street": "Am Markt",
        "house_number": "3",
        "postal_code": "45699",
        "city": "Herten",
        "schedule": "Di 9–12 Uhr",
        "location_id": "loc-4",
        "lon": 7.1356789,
        "lat": 51.5961231,
        "precision": "house",
        "uncertainty_m": 30.0,
    },
    {"offer_id": "house", "city": "Herten", "schedule": "=1+1", "location_id": "loc-3", "precision": "city"},
    {"offer_id": "shelter", "street": "Geheimweg", "house_number": "77", "location_id": "loc-secret"},
)
TEXTS = {
    "house": {
        "en": {"title": "German course", "description": "Course in the\nevening."},
        "ar": {"title": "دورة لغة ألمانية"},
    },
    "hostile": {"en": {"title": "</script><script>alert(1)</script>"}},
    "shelter": {"en": {"description": "Geheimweg 77"}},
}
ROWS = (HOUSE, STREET, CITY, SHELTER, DISTRICT_WIDE, ONLINE, HOSTILE)
#: What no file may hold, in whatever form.
SECRETS = (
    "Geheimweg",
    "45771",
    "7.1239",
    "51.6549",
    "loc-secret",
    "secret list",
    "secret.example",
    "editors only",
)
DAY = date(2026, 11, 26)


def frame_of(*rows: Mapping[str, object]) -> pd.DataFrame:
    """Return rows as the store hands them out."""
    names = [spec.name for spec in OFFER_FRAME]
    frame = pd.DataFrame([{**BLANK, **row} for row in rows], columns=names)
    numbers = dict.fromkeys(("lon", "lat", "uncertainty_m"), "float64")
    return frame.astype(numbers).set_index("offer_id")


def further_of(*rows: Mapping[str, object]) -> pd.DataFrame:
    """Return further addresses as `geo.offers.sites.further_sites` does, with those of protected offers."""
    blank = {**dict.fromkeys(SITE_COLUMNS, ""), "lon": NAN, "lat": NAN, "uncertainty_m": NAN}
    frame = pd.DataFrame([{**blank, "precision": "none", **row} for row in rows])
    return frame.assign(site=1).set_index("offer_id")


def selection(*rows: Mapping[str, object], language: str = "en", **options: object) -> Selection:
    """Return a selection of rows, of all there are without one."""
    told: dict[str, object] = {
        "offers": frame_of(*(rows or ROWS)),
        "wanted": OfferFilter(),
        "district": DISTRICT,
        "taxonomy": TAXONOMY,
        "sources": (OFFERS, POINTS, CELLS),
        "texts": load_texts(language),
        "changes": CHANGES,
        "origin": "https://karte.example",
    }
    return Selection(**told | options)  # type: ignore[arg-type]  # values are named after the fields


#: What stands beside the columns of offers.
BESIDE = {"sites": further_of(*FURTHER), "translations": TEXTS}


def written(kind: str, *rows: Mapping[str, object], **options: object) -> bytes:
    """Return a selection of rows as a file of one kind."""
    return FORMATS[kind].write(selection(*rows, **options))  # type: ignore[arg-type]  # as above
