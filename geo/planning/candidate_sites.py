"""Where an offer could really be: places that are there already, or every populated cell."""

from collections.abc import Iterable

import pandas as pd

from geo.model import Precision
from geo.places.gazetteer.shipped import KnownAddress, KnownPlace, Tables

COLUMNS = ("lon", "lat", "name", "city", "kind")
#: Public houses with rooms, and stations: an offer there is found without a car.
_PLACE_KINDS = frozenset({"district_hall", "employment_agency", "hospital", "station", "town_hall"})
_ADDRESS_KINDS = frozenset({"school"})
_LOCATION = "location"  # the kind of a place where other offers are
_CELL = "cell"  # the kind of a populated cell
_DECIMALS = 5  # of degrees, about a metre: as many as a scenario keeps, so that both reach the same people


def candidates_from_places(tables: Tables, offers: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the places where an offer could really be.

    Parameters
    ----------
    tables
        Of the gazetteer: schools, stations, town halls, hospitals.
    offers
        Offers as in `geo.offers.columns.OFFER_FRAME`; the houses among their locations are candidates for others,
        named after the organization (or `location_name`, if there is such a column). Protected offers have no
        point, so that their houses are never among them.

    Returns
    -------
    DataFrame
        Index `candidate_id` (unique, lasting), columns `lon`, `lat`, `name`, `city`, `kind`. Each point once.
    """
    rows = [*_places(tables.places), *_schools(tables.addresses)]
    if offers is not None:
        rows = [*_locations(offers), *rows]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame = frame.round({"lon": _DECIMALS, "lat": _DECIMALS})
    frame = frame[~frame.duplicated(["lon", "lat"])]
    ids = [f"{row.kind}:{row.lon:.{_DECIMALS}f},{row.lat:.{_DECIMALS}f}" for row in frame.itertuples()]
    return frame.set_index(pd.Index(ids, name="candidate_id"))


def candidates_from_cells(demand: pd.DataFrame, city_names: "pd.Series[str] | None" = None) -> pd.DataFrame:
    """Return every cell with people as a candidate; `city_names` are the names by `ags`."""
    cells = demand[demand["people"] > 0]
    city = cells["ags"] if city_names is None else cells["ags"].map(city_names).fillna("")
    lon, lat = (cells[name].round(_DECIMALS) for name in ("lon", "lat"))
    columns = {"lon": lon, "lat": lat, "name": "", "city": city, "kind": _CELL}
    return pd.DataFrame(columns, index=pd.Index(cells.index, name="candidate_id"))


def _places(places: Iterable[KnownPlace]) -> list[tuple[float, float, str, str, str]]:
    return [(p.lon, p.lat, p.name, p.city, p.kind) for p in places if p.kind in _PLACE_KINDS]


def _schools(addresses: Iterable[KnownAddress]) -> list[tuple[float, float, str, str, str]]:
    return [(a.lon, a.lat, a.name, a.city, a.kind) for a in addresses if a.kind in _ADDRESS_KINDS]


def _locations(offers: pd.DataFrame) -> list[tuple[float, float, str, str, str]]:
    houses = offers[offers["precision"].eq(Precision.HOUSE.value) & offers["lon"].notna()]
    name = houses["organization"]
    if "location_name" in houses:
        name = houses["location_name"].where(houses["location_name"].ne(""), name)
    return list(
        zip(houses["lon"], houses["lat"], name, houses["city"], [_LOCATION] * len(houses), strict=True)
    )
