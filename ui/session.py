"""What the pages share: data loaded once for all visitors, texts, and the state in the address bar."""

import gc
import hashlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from urllib.parse import urlencode

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo import maps
from geo.boundaries import load_boundaries, load_shapes
from geo.changes import Changes, changes_since_day
from geo.cities import load_cities, load_city_contacts
from geo.data_sources import DataSource
from geo.facets import OfferTable
from geo.filters import Hint, OfferFilter, open_offers
from geo.geocoding import Geocoder
from geo.i18n import Texts, load_texts
from geo.model import City, CityContact, LastChange, Taxonomy
from geo.official_addresses import houses_stamp
from geo.settings import PROJECT_ROOT, Settings, load_settings
from geo.setup import load_sources, make_geocoder, prepare
from geo.store import Store
from geo.taxonomy import load_taxonomy
from geo.view import View, from_query, to_query

LOG = logging.getLogger(__name__)
#: Where a visit is in keys and values: where it last went, and where the next page has yet to arrive.
LATEST, WANTED = "latest_query", "wanted_query"
#: Filters whose markers are kept ready; each takes some 50 bytes an offer.
MAP_ROWS_KEPT = 64
_LOADING = threading.Lock()


@dataclass(frozen=True, eq=False)
class Data:
    """Everything the pages read; shared by all visitors, never changed."""

    settings: Settings
    taxonomy: Taxonomy
    cities: Mapping[str, City]
    contacts: Mapping[str, CityContact]
    sources: Sequence[DataSource]
    boundaries: gpd.GeoDataFrame
    geocoder: Geocoder
    table: OfferTable
    offers: pd.DataFrame  # closed ones, too: for those who maintain them
    last_changes: Mapping[str, LastChange]

    @cached_property
    def spot_of(self) -> pd.Series:
        """The id of the spot on the map for each address of `table.places`, "" without one."""
        return maps.spot_ids(self.table.places)

    def offers_at(self, spot_id: str) -> "pd.Index[str]":
        """Return the offers that have an address at a spot."""
        return self.spot_of.index[self.spot_of.eq(spot_id)]

    @cached_property
    def spots(self) -> Mapping[str, maps.Spot]:
        """All spots by id."""
        return {spot.id: spot for spot in self.spots_of(self.table.places)}

    @cached_property
    def _area_points(self) -> Mapping[str, tuple[float, float]]:
        return maps.area_points(self.boundaries)

    def spots_of(self, frame: pd.DataFrame) -> list[maps.Spot]:
        """Return the spots of some of the offers, with a row for each of their addresses."""
        return maps.spots(frame, self.taxonomy, area_points=self._area_points)

    def map_rows(self, offer_filter: OfferFilter) -> str:
        """Return the markers of the offers a filter leaves, written for the browser."""
        return self._map_rows(offer_filter)

    @cached_property
    def _map_rows(self) -> Callable[[OfferFilter], str]:
        """Keep the last ones: many visitors share the view without a filter, and choose the same topics."""
        return lru_cache(maxsize=MAP_ROWS_KEPT)(self._write_map_rows)

    def _write_map_rows(self, offer_filter: OfferFilter) -> str:
        columns = self.table.places[list(maps.SPOT_COLUMNS)]
        left = self.table.select(offer_filter)
        is_left = left if columns.index.is_unique else left.loc[columns.index]
        return maps.spot_rows(self.spots_of(columns[is_left.to_numpy(dtype=bool)]))

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


def load_data() -> Data:
    """Return the data, read anew when the database or the list of official addresses has changed.

    Raises
    ------
    GeoError
        If a file or the database cannot be read.
    """
    with _LOADING:
        return _load(f"{_store().version()} {houses_stamp(settings().var)}")


@lru_cache(maxsize=2)
def _load(_version: str) -> Data:
    files = settings().district.files
    taxonomy = load_taxonomy(files["taxonomy"])
    cities = load_cities(files["cities"])
    store = _store()
    offers = store.offers()
    data = Data(
        settings=settings(),
        taxonomy=taxonomy,
        cities=cities,
        contacts=load_city_contacts(files["city_contacts"]),
        sources=load_sources(settings()).sources,
        boundaries=load_boundaries(files["boundaries"]),
        geocoder=make_geocoder(settings(), store),
        table=OfferTable(
            open_offers(offers),
            taxonomy,
            cities=tuple(sorted(cities)),
            sites=store.sites(further_only=True),
            translations=store.translations(),
        ),
        offers=offers,
        last_changes=store.last_changes(),
    )
    _settle(data)
    return data


def _settle(data: Data) -> None:
    """Make ready what every page needs, and take all that stays out of the garbage collector's sight.

    Streamlit collects all garbage after every run; looking through the offers each time would take longer than
    the run itself.
    """
    _ = data.spot_of, data.spot_at, data.bounds, data.map_rows(OfferFilter())
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
    files = settings().district.files
    return maps.base_script(
        boundaries=load_boundaries(files["boundaries"]),
        neighbours=load_shapes(files["neighbours"]),
        settlement=load_shapes(files["settlement"]),
        outline=load_shapes(files["district"]),
        stations=pd.read_csv(files["stations"]),
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


def view_of(query: Mapping[str, Sequence[str]], data: Data) -> tuple[View, list[Hint]]:
    """Read a view from the keys and values of an address."""
    return from_query(
        query,
        taxonomy=data.taxonomy,
        cities=tuple(data.cities),
        languages=languages(),
        spoken=data.table.choices["languages"],
        backgrounds=[background.id for background in data.settings.district.backgrounds],
        offers=data.table.frame.index,
        spots=data.spots,
    )


def current_view(data: Data) -> View:
    """Read the view again, inside a callback: before the page runs."""
    catch_up()
    view, _ = view_of(address_query(), data)
    return replace(view, language=choose_language())


def address_query() -> dict[str, list[str]]:
    """Return the keys and values of where this visit is: where a callback went, else what the address bar tells."""
    wanted = st.session_state.get(WANTED)
    return _address_bar() if wanted is None else dict(wanted)


def go(view: View) -> None:
    """Go to a view, in a callback."""
    go_to(to_query(view, default_language=languages()[0]))


def go_to(query: Mapping[str, list[str]]) -> None:
    """Go to keys and values, in a callback: the page that runs next shows them, and writes them down.

    Nothing is written here: another click that comes meanwhile ends a callback as soon as it writes, and what it
    would have done afterwards were lost.
    """
    st.session_state[LATEST] = st.session_state[WANTED] = query


def arrive(query: Mapping[str, list[str]]) -> None:
    """Write into the address bar where the page has come to, tidied."""
    st.session_state[LATEST] = query
    if query != _address_bar():
        st.query_params.from_dict(query)
    st.session_state.pop(WANTED, None)


def catch_up() -> None:
    """Start a callback from where this visit is.

    A click tells the address that the browser shows. That is an old one while the answer to the click before is
    still on its way: two quick clicks would undo each other.
    """
    latest = st.session_state.get(LATEST)
    if latest is not None:
        st.session_state[WANTED] = latest


def turn_page(page: str) -> None:
    """Forget where a callback went if it was on another page."""
    if st.session_state.get("turned_to", page) != page:
        st.session_state.pop(WANTED, None)
    st.session_state["turned_to"] = page


def speak(language: str) -> None:
    """Remember the language a visitor chose: the default one stands in no address."""
    st.session_state["language_chosen"] = language


def _address_bar() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def put(key: str, value: object) -> None:
    """Give a widget its value, unless it has it.

    What is put is sent to the browser and replaces what a visitor may just have clicked there.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def query_string(view: View) -> str:
    """Write a view as the part of a link behind the question mark."""
    return urlencode(to_query(view, default_language=languages()[0]), doseq=True)


def address(page: str, query: Mapping[str, list[str]]) -> str:
    """Return the address of one of our pages, beside the one that is shown."""
    return f"{page}?{written(query)}" if query else page


def written(query: Mapping[str, Sequence[str]]) -> str:
    """Write keys and values as the part of a link behind the question mark."""
    return urlencode(query, doseq=True)


def page_url(query: str, *, page: str = "") -> str:
    """Return the whole link to a view, as visitors reach it from outside; `page` is "" for "Find"."""
    base = settings().public_url or _own_address()
    return f"{base}/{page}?{query}" if query else f"{base}/{page}"


def _own_address() -> str:
    """Return the address of "Find" as the visitor's browser asked for it, without a slash at the end."""
    shown = (st.context.url or "").split("?")[0].rstrip("/")
    return shown.removesuffix(f"/{st.session_state.get('page', '')}")


def choose_language() -> str:
    """Return the language of this visit: of the link, else as chosen before, else the default."""
    asked = next(iter(address_query().get("lang", [])[-1:]), "")
    known = asked if asked in languages() else ""
    if known:
        st.session_state["language_chosen"] = known
    return known or st.session_state.get("language_chosen", languages()[0])
