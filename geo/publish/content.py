"""All that the published page knows, as one value that becomes JSON."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geo import __version__
from geo.colors import MIXED
from geo.district.city_names import CityNames
from geo.district.sources import DataSource
from geo.i18n import Texts
from geo.kim.capacity import FULL, Capacity, capacity_words
from geo.maps import markers
from geo.model import City, CityContact, FoundContact, Helpline, Taxonomy
from geo.offers.facets import choices_of
from geo.offers.filters import HOURS_CHOICES, LANGUAGES, LIST_FACETS, NOT_STATED, Indicators
from geo.offers.hours import Calendar, HoursTable
from geo.offers.search.index import FIELD_WEIGHTS, SearchIndex
from geo.offers.sites import at_all_sites, further_sites
from geo.offers.translations import Translations, told_translations, with_all_texts
from geo.offers.whom_to_ask import Directory, whose_key
from geo.publish.asks import pack_asks
from geo.publish.columns import closed_ids, harmless, pack, pack_sites, pack_translations, public_offers
from geo.publish.hours import pack_hours
from geo.publish.icons import drawings
from geo.publish.packing import pack_texts
from geo.publish.phrases import catalogue
from geo.publish.places import Row
from geo.publish.rules import Rules, page_rules
from geo.reach.whereabouts import DECIMALS, NOTHING_KNOWN, Whereabouts

#: Languages that share letters and words, one beside the other.
KIN = (
    "de", "en", "fr", "es", "pt", "it", "ro", "sq", "tr", "ku", "so", "vi", "pl", "sr", "mk", "bg", "uk", "ru",
    "ar", "fa", "ps", "ur", "hi", "am", "ti", "zh",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Material:
    """What the page is made of.

    `frame` holds offers as in `geo.offers.columns.OFFER_FRAME`, `area_points` lon, lat in degrees where the badge
    of each city stands, `bounds` west, south, east, north, `shapes` the script of `maps.base_script`; the first of
    `texts` is the default language. `sites` and `translations` are as the store gives them; `capacity` is what was
    reported and holds on the day the page is made. `app_url` is where the app is for those who read the page, "" where
    it is not known, `page_url` where the page itself is, "" where it is a file.
    """

    district: str
    frame: pd.DataFrame
    taxonomy: Taxonomy
    cities: Mapping[str, City]
    contacts: Mapping[str, CityContact]
    sources: Sequence[DataSource]
    texts: Sequence[Texts]
    places: Sequence[Row]
    area_points: Mapping[str, tuple[float, float]]
    bounds: tuple[float, float, float, float]
    shapes: str
    calendar: Calendar
    told: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sites: pd.DataFrame | None = None
    translations: Translations = field(default_factory=dict)
    helplines: Sequence[Helpline] = ()
    found_contacts: Sequence[FoundContact] = ()
    whereabouts: Whereabouts = NOTHING_KNOWN
    operator: Mapping[str, str] = field(default_factory=dict)
    city_names: CityNames = field(default_factory=dict)
    app_url: str = ""
    page_url: str = ""
    capacity: Mapping[str, Capacity] = field(default_factory=dict)

    def directory(self, frame: pd.DataFrame) -> Directory:
        """Return who can be asked about some of the offers."""
        return Directory(frame, found=self.found_contacts, contacts=self.contacts, district=self.district)


def make_content(
    material: Material, *, today: date, is_installable: bool = False, rules: Rules | None = None
) -> dict[str, Any]:
    """Gather all into one value of texts, numbers, lists and dicts.

    Parameters
    ----------
    today
        The date that the file carries.
    is_installable
        Whether manifest and worker will lie beside the file.
    rules
        What the page decides by, as `page_rules` gives it; None for the app's own.
    """
    frame = public_offers(material.frame)
    taxonomy = material.taxonomy
    further = further_sites(frame, material.sites)
    told = told_translations(frame, material.translations)
    spots = markers.spots(at_all_sites(frame, further), taxonomy, area_points=material.area_points)
    choices = choices_of(Indicators(frame), taxonomy, sorted(material.cities))
    spoken = [code for code in choices[LANGUAGES] if code != NOT_STATED]
    index = SearchIndex(
        with_all_texts(frame, told), taxonomy, sites=further, hours=HoursTable.of(frame, further)
    )
    named = {
        *spoken,
        *_asked_languages(index),
        *(code for one in material.helplines for code in one.languages),
        *(code for one in material.contacts.values() for code in one.languages),
    }
    reported = {harmless(key): one for key, one in material.capacity.items() if key in frame.index}
    content: dict[str, Any] = {
        "catalogues": {
            t.language: catalogue(
                t,
                taxonomy,
                spoken=named,
                told=material.told.get(t.language, {}),
                helplines=material.helplines,
                city_names=material.city_names,
                reported={key: capacity_words(one, t, today=None) for key, one in reported.items()},
            )
            for t in material.texts
        },
        "offers": pack(material.frame, taxonomy, spots),
        "sites": pack_sites(frame, further, spots),
        "translations": pack_translations(frame, told),
        "hours": pack_hours(frame, further, material.calendar, today=today),
        "closed": closed_ids(material.frame),
        "choices": {facet: list(HOURS_CHOICES.get(facet) or choices[facet]) for facet in LIST_FACETS},
        "groups": [{"id": g.id, "color": g.color, "icon": g.icon} for g in taxonomy.groups.values()],
        "topic_colors": {key: taxonomy.group_of(key).color for key in taxonomy.topics},
        "topic_icons": {key: topic.icon for key, topic in taxonomy.topics.items()},
        "icons": drawings(taxonomy),
        "mixed_color": MIXED,
        "spots": [_spot(spot) for spot in spots],
        "places": list(material.places),
        "centres": {name: [city.lon, city.lat] for name, city in material.cities.items()},
        "city_names": _own_names(material.city_names),
        "contacts": {name: city_contact(one, material.cities) for name, one in material.contacts.items()},
        "areas": {
            city: [round(value * 10**DECIMALS) for value in at.ravel()]
            for city, at in material.whereabouts.points.items()
        },
        "asks": pack_asks(frame, material.directory(frame)),
        "reported": {key: [one.expires.isoformat(), one.status == FULL] for key, one in reported.items()},
        "helplines": [_helpline(one) for one in material.helplines],
        "sources": [_source(source) for source in material.sources],
        "bounds": list(material.bounds),
        "search": _search_rules(frame, index),
        "rules": page_rules() if rules is None else dict(rules),
    }
    meta = {
        "district": material.district,
        "version": f"{__version__}-{_digest(content)}",
        "date": today.isoformat(),
        "languages": [t.language for t in material.texts],
        "language_names": {t.language: t("app.own_language_name") for t in material.texts},
        "language_failed": {t.language: t("publish.language_failed") for t in material.texts},
        "app_url": material.app_url,
        "is_installable": is_installable,
        "operator": [[name, link] for name, link in material.operator.items()],
    }
    return {"meta": meta, **content}


def _digest(content: Mapping[str, Any]) -> str:
    """Name the state of the data: the same offers give the same name."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _own_names(names: CityNames) -> list[tuple[str, str]]:
    """Return each name in another script with the German one."""
    return sorted({(own, city) for by_city in names.values() for city, own in by_city.items()})


def _spot(spot: markers.Spot) -> dict[str, Any]:
    return {
        "id": harmless(spot.id),
        "lon": spot.lon,
        "lat": spot.lat,
        "kind": spot.kind,
        "label": harmless(spot.label),
        "radius_m": round(spot.uncertainty_m, 1),
    }


def city_contact(contact: CityContact, cities: Collection[str]) -> dict[str, Any]:
    """Write a contact point; that of the district has no city in its address, for no page states one."""
    street = f"{contact.street} {contact.house_number}".strip()
    area = f"{contact.postal_code} {contact.city if contact.city in cities else ''}".strip()
    return {
        "office": contact.office,
        "address": ", ".join(part for part in (street, area) if part) if street else "",
        "schedule": contact.schedule,
        "phone": contact.phone,
        "email": contact.email,
        "source_date": contact.source_date,
        "whose": whose_key(contact.confidence),
        "languages": [*contact.languages],
        "languages_date": contact.languages_date,
    }


def _helpline(one: Helpline) -> list[Any]:
    """Write a helpline as `web/publish/urgent.js` reads it; whom it is for stands in each catalogue."""
    facts = (one.hours, one.is_free, one.source_date)
    return [one.number, one.name, list(one.needs), list(one.languages), *facts]


def _source(source: DataSource) -> dict[str, str]:
    return {
        "title": source.title,
        "publisher": source.publisher,
        "date": source.date,
        "licence": source.attribution or source.licence,
    }


def _asked_languages(index: SearchIndex) -> set[str]:
    """Return the languages in which a question may ask for advice."""
    meanings = {meaning for phrase in index.book.phrases for meaning in phrase.meanings}
    return {one.removeprefix("spoken:") for one in meanings if one.startswith("spoken:")}


def _beside_its_kin(language: str) -> tuple[int, str]:
    """Order languages so that those with common words stand near each other: together they compress better."""
    return (KIN.index(language) if language in KIN else len(KIN), language)


def _search_rules(frame: pd.DataFrame, index: SearchIndex) -> dict[str, Any]:
    """Hand the browser what the search decides by, so that page and app find the same."""
    compiled = index.book.compiled
    meanings = sorted({key for said in compiled.phrases.values() for key, all_of in said.items() if all_of})
    return {
        "weights": {name: weight for name, weight in FIELD_WEIGHTS.items() if name in frame},
        "meanings": meanings,
        "phrases": {
            language: "|".join(pack_texts(compiled.phrases[language].get(key, ())) for key in meanings)
            for language in sorted(compiled.phrases, key=_beside_its_kin)
        },
        "silent": {language: pack_texts(found) for language, found in compiled.silent.items() if found},
        "said": {meaning: [int(at) for at in np.flatnonzero(has)] for meaning, has in index.said.items()},
    }
