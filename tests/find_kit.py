"""Six offers and a small taxonomy for the tests of finding; every count can be done by hand."""

import pandas as pd

from geo.model import TargetGroup, Taxonomy, Topic

NAN = float("nan")

DEFAULTS = {
    "organization": "",
    "description": "",
    "topics": (),
    "target_groups": (),
    "target_groups_stated": "",
    "languages": (),
    "languages_stated": "",
    "schedule": "",
    "fee_kind": "not_stated",
    "fees": "",
    "application": "",
    "street": "",
    "postal_code": "",
    "city": "",
    "scope": "local",
    "status": "not_confirmed",
    "assured_date": "",
    "lon": NAN,
    "lat": NAN,
    "precision": "none",
    "uncertainty_m": NAN,
}


def topic(key: str, label: str, **synonyms: tuple[str, ...]) -> Topic:
    return Topic(key, "group", "", {"de": label}, dict(synonyms))


def target_group(key: str, label: str, **synonyms: tuple[str, ...]) -> TargetGroup:
    return TargetGroup(key, "", {"de": label}, dict(synonyms))


def tiny_taxonomy() -> Taxonomy:
    topics = [
        topic(
            "language",
            "Sprache",
            de=("Deutschkurs", "Sprachkurs"),
            en=("German course", "language class"),
            ar=("تعلم الألمانية", "دورة لغة"),
            uk=("курс німецької",),
        ),
        topic("advice", "Beratung", en=("advice",)),
        topic("meeting", "Begegnung", de=("Treffpunkt", "Sprachcafé")),
        topic("childcare", "Kinderbetreuung", en=("childcare",)),
    ]
    groups = [
        target_group("women", "Frauen", en=("women",), ar=("نساء",)),
        target_group("newcomers", "Neuzugewanderte"),
    ]
    phrases: dict[str, dict[str, tuple[str, ...]]] = {
        "de": {
            "ask": ("ich", "suche", "die", "für", "auf", "im", "und"),
            "spoken:ar": ("auf Arabisch", "arabisch"),
        },
        "en": {"ask": ("where", "is", "the", "a", "in")},
        "ar": {"ask": ("أين", "في"), "spoken:ar": ("العربية",)},
    }
    return Taxonomy({}, {one.id: one for one in topics}, {one.id: one for one in groups}, phrases)


def frame_of(*rows: dict[str, object]) -> pd.DataFrame:
    frame = pd.DataFrame([{**DEFAULTS, **row} for row in rows], columns=["offer_id", "title", *DEFAULTS])
    numbers = dict.fromkeys(("lon", "lat", "uncertainty_m"), "float64")
    return frame.astype(numbers).set_index("offer_id")


def tiny_frame() -> pd.DataFrame:
    """Return a course, a café, two kinds of advice, one offer for the district and one on the web."""
    return frame_of(
        {
            "offer_id": "course",
            "title": "Deutsch lernen am Abend",
            "organization": "VHS Herten",
            "topics": ("language",),
            "target_groups": ("newcomers",),
            "city": "Herten",
            "fee_kind": "free",
            "precision": "house",
            "lon": 7.13,
            "lat": 51.60,
            "uncertainty_m": 30.0,
        },
        {
            "offer_id": "cafe",
            "title": "Internationales Frauencafé",
            "organization": "Verein Brücke",
            "topics": ("meeting", "language"),
            "target_groups": ("women", "newcomers"),
            "languages": ("ar", "en"),
            "city": "Herten",
            "precision": "street",
            "lon": 7.14,
            "lat": 51.60,
            "uncertainty_m": 300.0,
        },
        {
            "offer_id": "pregnant",
            "title": "Beratung für Schwangere",
            "organization": "Beratungsstelle Lichtblick",
            "description": "Vertraulich und mit Kinderbetreuung.",
            "topics": ("advice",),
            "target_groups": ("women",),
            "languages": ("ar",),
            "city": "Marl",
            "fee_kind": "free",
            "status": "confirmed",
            "assured_date": "2024-05-31",
            "precision": "city",
            "lon": 7.09,
            "lat": 51.66,
            "uncertainty_m": 4000.0,
        },
        {
            "offer_id": "debts",
            "title": "Schuldnerberatung",
            "organization": "Diakonie Marl",
            "topics": ("advice",),
            "city": "Marl",
            "fee_kind": "partly_free",
        },
        {
            "offer_id": "volunteers",
            "title": "Koordination des Kreises",
            "topics": ("meeting",),
            "scope": "district",
            "precision": "house",
            "lon": 7.20,
            "lat": 51.61,
            "uncertainty_m": 30.0,
        },
        {
            "offer_id": "online",
            "title": "Beratung im Netz",
            "topics": ("advice",),
            "target_groups": ("newcomers",),
            "languages": ("uk",),
            "fee_kind": "free",
            "scope": "online",
        },
    )
