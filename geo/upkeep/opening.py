"""From shipped files to a database ready for use: gathers the district's files."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from geo import __version__
from geo.district.phrases import PhraseTable, phrase_file
from geo.district.sources import DataSource, DataSources, load_data_sources
from geo.district.taxonomy import load_taxonomy
from geo.errors import DataError, Problem, SettingsError, StoreReadOnly, UnexpectedCrs
from geo.files import checksum
from geo.model import Role, Taxonomy
from geo.offers.shipped import read_offers
from geo.offers.shipped_translations import over, shipped_translations
from geo.offers.translations import Translations
from geo.projection import require_metric
from geo.settings import District, Provider, Settings
from geo.store import SeedReport, Store

if TYPE_CHECKING:
    import pandas as pd

    from geo.places.gazetteer import KnownAddress
    from geo.places.geocoding import Geocoder
    from geo.places.official_addresses import OfficialHouses

LOG = logging.getLogger(__name__)
_OFFICIAL_PUBLISHER = "Geobasis NRW"
#: The name of the shipped offers among the loaded data sets.
OFFERS = "offers"
#: The files that decide what an offer is and where it lies; a change in one of them loads the offers again.
_DECISIVE_FILES = (
    "offers",
    "taxonomy",
    "boundaries",
    "cities",
    "addresses",
    "places",
    "postcodes",
    "stations",
    "population",
)

Progress = Callable[[int, int], None]


def prepare(settings: Settings, *, progress: Progress | None = None) -> Store:
    """Open the database, with the shipped offers loaded and located.

    The first start takes some seconds, later ones only compare checksums. Two processes may do this at once.

    Parameters
    ----------
    progress
        Called with (addresses located, all addresses).

    Raises
    ------
    SettingsError
        If the district cannot be measured in metres.
    DataError
        If a shipped table does not fit the schema.
    StoreError
        If the database cannot be made, read or written.
    """
    _require_metres(settings)
    store = Store.open(settings)
    try:
        load_offers(settings, store, progress=progress)
    except BaseException:
        store.close()
        raise
    return store


def load_offers(settings: Settings, store: Store, *, progress: Progress | None = None) -> SeedReport | None:
    """Load the shipped offers into an open store; None where there is nothing to do."""
    checksum = checksum_of(settings.district)
    if store.has_dataset(OFFERS, checksum):
        return None
    if store.is_read_only:
        _keep_what_is_there(store)
        return None
    rows = read_offers(settings.district.file("offers"), taxonomy_of(settings))
    geocoder = make_geocoder(settings, store)
    report = store.seed(rows, geocoder.geocode, progress=progress, source_name=OFFERS, sha256=checksum)
    LOG.info("loaded %s", report)
    return report


def translations_of(settings: Settings, stored: Translations, offers: "pd.DataFrame") -> Translations:
    """Return the texts of offers in other languages: those that imports brought before those that ship.

    Parameters
    ----------
    stored
        As the store gives them.
    offers
        As in `geo.offers.columns.OFFER_FRAME`.

    Raises
    ------
    DataError
        If the shipped table does not fit its columns.
    """
    path = settings.district.files.get("offer_translations")
    return over(stored, shipped_translations(path, offers) if path else {})


def taxonomy_of(settings: Settings, added: Sequence[tuple[str, str, str]] = ()) -> Taxonomy:
    """Return topics and target groups with their labels in every language of the district, and what people say.

    Files that hold the same as before give the same taxonomy: what is worked out from it (the phrases, compiled for
    the search) serves again when offers change.

    Parameters
    ----------
    added
        What people say besides, as `store.phrases.active()` gives it: where something is searched for.

    Raises
    ------
    DataError
        If the file is broken, or lacks a label in one of the languages.
    """
    district = settings.district
    table = phrase_file(district)
    return _taxonomy(
        (district.file("taxonomy"), checksum(district.file("taxonomy"))),
        (table, checksum(table)),
        tuple(added),
        languages=district.languages,
    )


@lru_cache(maxsize=4)
def _taxonomy(
    file: tuple[Path, str],
    phrases: tuple[Path, str],
    added: tuple[tuple[str, str, str], ...],
    *,
    languages: tuple[str, ...],
) -> Taxonomy:
    taxonomy = load_taxonomy(file[0], languages=languages)
    return replace(taxonomy, phrases=PhraseTable(phrases[0], added))


def _require_metres(settings: Settings) -> None:
    """Make sure that the district is measured in metres.

    Raises
    ------
    SettingsError
        If its coordinate system is unknown, or counts in something else.
    """
    district = settings.district
    try:
        require_metric(district.metric_crs)
    except UnexpectedCrs as error:
        msg = f"{district.path}: district.metric_crs = {district.metric_crs}: {error}"
        raise SettingsError(msg) from error


def make_geocoder(
    settings: Settings, store: Store | None = None, *, provider: Provider | None = None
) -> "Geocoder":
    """Return the geocoder of the district.

    Parameters
    ----------
    store
        Lends its locked points, and its memory of answers.
    provider
        A service to ask besides the local gazetteer; by default none is asked.
    """
    from geo.district.boundaries import load_boundaries  # heavy, and most starts look up no address
    from geo.places.gazetteer import load_gazetteer
    from geo.places.geocoding import Geocoder, make_provider

    boundaries = load_boundaries(settings.district.file("boundaries"))
    return Geocoder(
        load_gazetteer(settings.district, _official_houses(settings), more=_kept_addresses(settings)),
        boundaries,
        provider=make_provider(provider, country=settings.district.country) if provider else None,
        cache=store.geocode_cache if store else None,
        locked=store.locked_points if store else None,
        metric_crs=settings.district.metric_crs,
    )


def load_sources(settings: Settings) -> DataSources:
    """Return the sources of all data: of the shipped files, and of the official addresses if there are any.

    Raises
    ------
    DataError
        If the file of sources is missing or broken.
    """
    from geo.i18n import load_texts
    from geo.i18n.catalogues import whole_languages  # heavy, and most starts tell no source

    languages = whole_languages(settings.district.languages)
    known = load_data_sources(settings.district.file("sources"), languages=languages)
    houses = _official_houses(settings)
    if houses is None:
        return known
    with closing(houses):
        about = houses.about
    limits = {name: load_texts(name)("official.limits") for name in languages}
    source = DataSource(
        id="official_addresses",
        title=about.source,
        publisher=_OFFICIAL_PUBLISHER,
        date=about.date,
        licence=about.licence,
        attribution=f"{_OFFICIAL_PUBLISHER}, {about.licence}",
        limits=limits,
        files=(about.file,),
    )
    return DataSources((*known.sources, source), {**known.checksums, about.file: about.sha256})


def _kept_addresses(settings: Settings) -> "tuple[KnownAddress, ...]":
    """Read the addresses an operator brought along; a damaged file must not keep the app from starting."""
    from geo.places.gazetteer.kept import load_kept  # most starts look up no address

    try:
        return load_kept(settings.var)
    except DataError as error:
        LOG.warning("going on without the addresses brought along: %s", error)
        return ()


def _official_houses(settings: Settings) -> "OfficialHouses | None":
    """Open the official addresses; a damaged list must not keep the app from starting."""
    from geo.places.official_addresses import open_houses  # heavy, and most starts look up no address

    try:
        return open_houses(settings.var)
    except DataError as error:
        LOG.warning("going on without the official addresses: %s", error)
        return None


def relocate(settings: Settings, store: Store, *, note: str, progress: Progress | None = None) -> int:
    """Look all stored addresses up again and keep what is better, as one change; return how many moved.

    Locked points stay, and so does every point that is finer than what is found now.

    Parameters
    ----------
    note
        What the history says of it.
    progress
        Called with (addresses looked up, all addresses).

    Raises
    ------
    StoreError
        If the database takes no writes.
    """
    from geo.upkeep.locating import better_places  # heavy, and most starts look up no address

    geocoder = make_geocoder(settings, store)
    better = better_places(store.locations(), geocoder.geocode, progress=progress)
    if better:
        store.locate(better, who=Role.PROGRAM, note=note)
    return len(better)


def checksum_of(district: District) -> str:
    """Return one checksum over this program's version and all files that decide where offers are.

    Raises
    ------
    DataError
        If a file is missing.
    """
    total = hashlib.sha256(__version__.encode())
    for path in (district.files[name] for name in _DECISIVE_FILES if name in district.files):
        total.update(_checksum(path))
    return total.hexdigest()


def _checksum(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise DataError(
            [Problem(str(path), 0, "", "", f"the file cannot be read ({error.strerror})")]
        ) from error


def _keep_what_is_there(store: Store) -> None:
    """Go on with older offers when the database takes no writes."""
    if not store.counts()["offer"]:
        msg = f"{store.name}: holds no offers and takes no writes; allow writing once, or set KARTE_VAR"
        raise StoreReadOnly(msg)
    LOG.warning("%s takes no writes: the offers in it are older than the shipped ones", store.name)
