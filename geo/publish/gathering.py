"""Gathers from the district's files what the published page is made of."""

from collections.abc import Mapping

import pandas as pd

from geo.district.base_shapes import load_base_map
from geo.district.cities import contacts_of, load_cities
from geo.district.city_names import city_names_of
from geo.district.found_contacts import found_contacts_of
from geo.district.helplines import helplines_of
from geo.district.operator import operator_pages
from geo.i18n import load_texts
from geo.kim.capacity import Capacity
from geo.maps import markers, offer_map
from geo.model import CityContact, Taxonomy
from geo.offers.hours import Calendar
from geo.offers.sites import at_all_sites, further_sites
from geo.offers.translations import Translations
from geo.places.geocoding import Geocoder
from geo.publish.content import Material
from geo.publish.phrases import told_texts
from geo.publish.places import place_rows
from geo.reach.whereabouts import Whereabouts, whereabouts_of
from geo.settings import Settings
from geo.upkeep.opening import load_sources, taxonomy_of


def gather(
    settings: Settings,
    offers: pd.DataFrame,
    geocoder: Geocoder,
    *,
    sites: pd.DataFrame | None = None,
    translations: Translations | None = None,
    taxonomy: Taxonomy | None = None,
    whereabouts: Whereabouts | None = None,
    capacity: Mapping[str, Capacity] | None = None,
    is_served: bool = False,
    contacts: Mapping[str, CityContact] | None = None,
) -> Material:
    """Read everything but the offers.

    Parameters
    ----------
    offers
        As the store hands them out (`geo.offers.columns.OFFER_FRAME`).
    geocoder
        Gives the points of the list of places; asked offline.
    sites, translations
        As the store hands them out.
    taxonomy
        With what people say; without it as it ships.
    whereabouts
        Where offers known only to their city may be; made here where nobody has made them.
    capacity
        What was reported of whether offers take somebody and still holds.
    is_served
        Whether the app itself hands the page out: then it is at the same address, if no other is known.
    contacts
        The contact points with what editors entered of them; those of the district's file without it.

    Raises
    ------
    GeoError
        If a file is missing or does not fit.
    """
    base = load_base_map(settings.district)
    boundaries = base.boundaries
    sources = load_sources(settings).sources
    texts = tuple(load_texts(language) for language in settings.district.languages)
    cities = load_cities(settings.district.file("cities"))
    west, south, east, north = (float(value) for value in boundaries.total_bounds)
    return Material(
        district=settings.district.name,
        frame=offers,
        taxonomy=taxonomy or taxonomy_of(settings),
        cities=cities,
        city_names=city_names_of(settings.district, cities),
        contacts=contacts_of(settings.district) if contacts is None else contacts,
        sources=sources,
        texts=texts,
        places=place_rows(geocoder),
        area_points=markers.area_points(boundaries),
        bounds=(west, south, east, north),
        shapes=offer_map.base_script(
            boundaries=base.boundaries,
            neighbours=base.neighbours,
            settlement=base.settlement,
            outline=base.outline,
            stations=base.stations,
        ),
        calendar=Calendar.of(settings.district),
        told={t.language: told_texts(t, settings.district, sources) for t in texts},
        sites=sites,
        translations=translations or {},
        helplines=helplines_of(settings.district),
        app_url=f"{settings.public_url}/" if settings.public_url or is_served else "",
        page_url=f"{settings.public_url}/karte" if is_served else "",
        whereabouts=whereabouts
        or whereabouts_of(settings.district, at_all_sites(offers, further_sites(offers, sites)), cities),
        operator=operator_pages(settings.district),
        found_contacts=found_contacts_of(settings.district),
        capacity=capacity or {},
    )
