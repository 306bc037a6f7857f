"""Gathers from the district's files what the published page is made of."""

from pathlib import Path

import pandas as pd

from geo.district.boundaries import load_boundaries, load_shapes
from geo.district.cities import load_cities, load_city_contacts
from geo.district.taxonomy import load_taxonomy
from geo.errors import DataError, Problem
from geo.i18n import load_texts
from geo.maps import markers, offer_map
from geo.offers.translations import Translations
from geo.places.geocoding import Geocoder
from geo.publish.content import Material
from geo.publish.places import place_rows
from geo.settings import Settings, file_of
from geo.upkeep.opening import load_sources


def gather(
    settings: Settings,
    offers: pd.DataFrame,
    geocoder: Geocoder,
    *,
    sites: pd.DataFrame | None = None,
    translations: Translations | None = None,
) -> Material:
    """Read everything but the offers.

    Parameters
    ----------
    offers
        As the store hands them out (`schema.OFFER_FRAME`).
    geocoder
        Gives the points of the list of places; asked offline.
    sites, translations
        As the store hands them out.

    Raises
    ------
    GeoError
        If a file is missing or does not fit.
    """
    boundaries = load_boundaries(file_of(settings, "boundaries"))
    west, south, east, north = (float(value) for value in boundaries.total_bounds)
    return Material(
        district=settings.district.name,
        frame=offers,
        taxonomy=load_taxonomy(file_of(settings, "taxonomy"), languages=settings.district.languages),
        cities=load_cities(file_of(settings, "cities")),
        contacts=load_city_contacts(file_of(settings, "city_contacts")),
        sources=load_sources(settings).sources,
        texts=tuple(load_texts(language) for language in settings.district.languages),
        places=place_rows(geocoder),
        area_points=markers.area_points(boundaries),
        bounds=(west, south, east, north),
        shapes=offer_map.base_script(
            boundaries=boundaries,
            neighbours=load_shapes(file_of(settings, "neighbours")),
            settlement=load_shapes(file_of(settings, "settlement")),
            outline=load_shapes(file_of(settings, "district")),
            stations=_stations(file_of(settings, "stations")),
        ),
        sites=sites,
        translations=translations or {},
    )


def _stations(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise DataError([Problem(path.name, 0, "", "", f"a readable CSV file ({error})")]) from error
