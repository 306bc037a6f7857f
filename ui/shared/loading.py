"""What the pages share: data loaded once for all visitors, texts, and the state in the address bar."""

import gc
import hashlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

import geopandas as gpd
import pandas as pd

from geo.district.base_shapes import load_base_map
from geo.district.boundaries import load_boundaries
from geo.district.cities import contacts_of, load_cities
from geo.district.city_names import CityNames, GermanNames, city_names_of
from geo.district.found_contacts import found_contacts_of
from geo.district.helplines import helplines_of
from geo.district.sources import DataSource
from geo.i18n import Texts, load_texts
from geo.kim.capacity import Capacity, capacity_of
from geo.kim.contacts import with_languages
from geo.maps import markers, offer_map
from geo.model import City, CityContact, FoundContact, Helpline, LastChange, Taxonomy
from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter, open_offers
from geo.offers.hours import Clock
from geo.offers.run_filter import RunsAsked
from geo.offers.whom_to_ask import Directory
from geo.places.examples import examples_of
from geo.places.gazetteer.kept import kept_stamp
from geo.places.geocoding import Geocoder
from geo.places.official_addresses import houses_stamp
from geo.reach.whereabouts import Whereabouts, whereabouts_of
from geo.settings import PROJECT_ROOT, Examples, Settings, load_settings
from geo.store import Store
from geo.upkeep.changes import Changes, changes_since_day
from geo.upkeep.missed_words import Tally
from geo.upkeep.opening import load_sources, make_geocoder, prepare, taxonomy_of, translations_of

LOG = logging.getLogger(__name__)
#: Filters whose markers are kept ready; each takes some 50 bytes an offer.
_MAP_ROWS_KEPT = 64
#: What is asked of courses that is kept ready.
_COURSES_KEPT = 8
_LOADING = threading.Lock()


@dataclass(frozen=True, eq=False)
class Data:
    """Everything the pages read; shared by all visitors, never changed."""

    settings: Settings
    taxonomy: Taxonomy
    cities: Mapping[str, City]
    city_names: CityNames
    contacts: Mapping[str, CityContact]
    found_contacts: Sequence[FoundContact]
    helplines: Sequence[Helpline]
    examples: Examples
    sources: Sequence[DataSource]
    boundaries: gpd.GeoDataFrame
    geocoder: Geocoder
    table: OfferTable
    offers: pd.DataFrame  # closed ones, too: for those who maintain them
    last_changes: Mapping[str, LastChange]
    reported: Mapping[str, Capacity]  # also what has expired meanwhile

    def capacity_at(self, today: date) -> dict[str, Capacity]:
        """Return what is known on a day of the capacity of offers, by offer."""
        return {key: one for key, one in self.reported.items() if not one.is_over(today)}

    @cached_property
    def german_names(self) -> GermanNames:
        """The cities' names in other scripts, as a place may be asked for."""
        return GermanNames(self.city_names)

    @cached_property
    def directory(self) -> Directory:
        """Who can be asked about offers that have no phone."""
        return Directory(
            self.table.frame,
            found=self.found_contacts,
            contacts=self.contacts,
            district=self.settings.district.name,
        )

    @cached_property
    def whereabouts(self) -> Whereabouts:
        """Where offers known only to their city may be."""
        return whereabouts_of(self.settings.district, self.table.places, self.cities)

    @cached_property
    def spot_of(self) -> pd.Series:
        """The id of the spot on the map for each address of `table.places`, "" without one."""
        return markers.spot_ids(self.table.places)

    def offers_at(self, spot_id: str) -> "pd.Index[str]":
        """Return the offers that have an address at a spot."""
        return self.spot_of.index[self.spot_of.eq(spot_id)]

    @cached_property
    def spots(self) -> Mapping[str, markers.Spot]:
        """All spots by id."""
        return {spot.id: spot for spot in self.spots_of(self.table.places)}

    @cached_property
    def _area_points(self) -> Mapping[str, tuple[float, float]]:
        return markers.area_points(self.boundaries)

    def spots_of(self, frame: pd.DataFrame) -> list[markers.Spot]:
        """Return the spots of some of the offers, with a row for each of their addresses."""
        return markers.spots(frame, self.taxonomy, area_points=self._area_points)

    def with_courses(self, asked: RunsAsked) -> "Data":
        """Return the data whose table leaves only offers with a dated course that is asked for."""
        return self if asked.is_empty else self._with_courses(asked, self.settings.district.today())

    @cached_property
    def _with_courses(self) -> Callable[[RunsAsked, date], "Data"]:
        return lru_cache(maxsize=_COURSES_KEPT)(
            lambda asked, today: replace(self, table=self.table.with_courses(asked, today))
        )

    def map_rows(self, offer_filter: OfferFilter) -> str:
        """Return the markers of the offers a filter leaves, written for the browser."""
        return self._map_rows(offer_filter, self.minute_of(offer_filter))

    def minute_of(self, offer_filter: OfferFilter) -> str:
        """Name the minute for which what a filter leaves holds; "" where it holds until the data change."""
        return self.table.indicators.when.minute() if offer_filter.open_now else ""

    @cached_property
    def _map_rows(self) -> Callable[[OfferFilter, str], str]:
        """Keep the last ones: many visitors share the view without a filter, and choose the same topics."""
        return lru_cache(maxsize=_MAP_ROWS_KEPT)(self._write_map_rows)

    def _write_map_rows(self, offer_filter: OfferFilter, _minute: str) -> str:
        columns = self.table.places[list(markers.SPOT_COLUMNS)]
        left = self.table.select(offer_filter)
        is_left = left if columns.index.is_unique else left.loc[columns.index]
        return markers.spot_rows(self.spots_of(columns[is_left.to_numpy(dtype=bool)]))

    @cached_property
    def spot_at(self) -> Mapping[tuple[float, float], str]:
        """The id of the spot at a point, as the browser tells it back: latitude, longitude, six decimals."""
        return {(s.lat, s.lon): s.id for s in self.spots.values()}

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the district in degrees."""
        west, south, east, north = self.boundaries.total_bounds
        return float(west), float(south), float(east), float(north)


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Read the settings once."""
    return load_settings()


@lru_cache(maxsize=1)
def _store() -> Store:
    return prepare(settings())


def store() -> Store:
    """Return the open database, the same for all.

    Raises
    ------
    GeoError
        If it cannot be opened.
    """
    with _LOADING:
        return _store()


def tally() -> Tally:
    """Return what counts words without a hit, the same for all; the database is open by then."""
    return _tally(_store())


@lru_cache(maxsize=1)
def _tally(store: Store) -> Tally:
    return Tally(store)


def load_data() -> Data:
    """Return the data, read anew when the database or the list of official addresses has changed.

    Raises
    ------
    GeoError
        If a file or the database cannot be read.
    """
    with _LOADING:
        return _load(f"{_store().version()} {_points_stamp()}")


@lru_cache(maxsize=2)
def _load(_version: str) -> Data:
    district = settings().district
    store = _store()
    taxonomy = taxonomy_of(settings(), store.phrases.active())
    cities = load_cities(district.file("cities"))
    offers, stored = store.offers(), store.translations()
    data = Data(
        settings=settings(),
        taxonomy=taxonomy,
        cities=cities,
        city_names=city_names_of(district, cities),
        contacts=with_languages(contacts_of(district), store),
        found_contacts=found_contacts_of(district),
        helplines=helplines_of(district),
        examples=examples_of(district),
        sources=load_sources(settings()).sources,
        boundaries=load_boundaries(district.file("boundaries")),
        geocoder=_geocoder(store, _points_stamp()),
        table=OfferTable(
            open_offers(offers),
            taxonomy,
            cities=tuple(sorted(cities)),
            sites=store.sites(further_only=True),
            translations=stored,
            shown=translations_of(settings(), stored, offers),
            runs=store.runs(),
            clock=lambda: Clock.of(district),
        ),
        offers=offers,
        last_changes=store.last_changes(),
        reported=capacity_of(store, today=date.min),
    )
    _settle(data)
    return data


@lru_cache(maxsize=1)
def _geocoder(store: Store, _houses: str) -> Geocoder:
    """Keep the geocoder when only offers have changed: it asks the store for what people set by hand."""
    return make_geocoder(settings(), store)


def _settle(data: Data) -> None:
    """Make ready what every page needs, and take all that stays out of the garbage collector's sight.

    Streamlit collects all garbage after every run; looking through the offers each time would take longer than
    the run itself.
    """
    _ = data.spot_of, data.spot_at, data.bounds, data.table.search, data.map_rows(OfferFilter())
    if gc.get_freeze_count():  # not the first time: there is an older state to let go
        gc.unfreeze()
        gc.collect()
    gc.freeze()


def changes_since(day: str) -> Changes:
    """Return what changed since the beginning of a day (ISO)."""
    return changes_since_day(_store(), date.fromisoformat(day), timezone=settings().district.timezone)


@lru_cache(maxsize=1)
def base_script() -> str:
    """Return the shapes of the base map as one script."""
    base = load_base_map(settings().district)
    return offer_map.base_script(
        boundaries=base.boundaries,
        neighbours=base.neighbours,
        settlement=base.settlement,
        outline=base.outline,
        stations=base.stations,
    )


@lru_cache(maxsize=1)
def base_version() -> str:
    """Name the present state of the base script."""
    return hashlib.sha256(base_script().encode()).hexdigest()[:10]


@lru_cache(maxsize=1)
def web_version() -> str:
    """Name the present state of the own browser files."""
    files = sorted(file for file in (PROJECT_ROOT / "web").iterdir() if file.is_file())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:10]


def languages() -> tuple[str, ...]:
    """Return the languages of the screens, the default first."""
    return settings().district.languages


def texts_for(language: str) -> Texts:
    """Return the catalogue of a language, of the default one if it is unknown."""
    return load_texts(language if language in languages() else languages()[0])


def _points_stamp() -> str:
    """Return what changes when an operator brings along other addresses."""
    var = settings().var
    return f"{houses_stamp(var)} {kept_stamp(var)}".strip()
