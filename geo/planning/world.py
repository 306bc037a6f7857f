"""Gathers what coverage is computed from: offers, people, names, streets, and the age of each."""

from collections.abc import Mapping
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from geo.district.boundaries import load_boundaries
from geo.district.cities import load_cities
from geo.district.sources import load_data_sources
from geo.errors import DataError, Problem
from geo.offers.facets import OfferTable
from geo.people.cells import load_cells
from geo.places.gazetteer import Tables, postcodes_of, read_tables
from geo.places.naming import Namer
from geo.planning.ground import World
from geo.projection import GRID_CRS
from geo.reach.network import MODES, StreetNetwork, load_network
from geo.reach.transit import load_timetable
from geo.settings import District, Settings

Floats = NDArray[np.float64]

#: Further from its middle a map in metres (transverse Mercator) is no longer true.
_WIDEST_DEGREES = 40.0

_UTM_NORTH, _UTM_SOUTH = 32600, 32700  # EPSG codes of the zones, less their number


def load_world(
    settings: Settings,
    table: OfferTable,
    *,
    today: date,
    cells: pd.DataFrame | None = None,
    people_from: str = "",
) -> World:
    """Read people, names and street networks of the district.

    Parameters
    ----------
    table
        The offers, as the store hands them out.
    today
        The day ages are counted to.
    cells
        Stands for the shipped population cells; they may lie anywhere on earth. Names and streets are then
        used only where at least half of the cells lie among them.
    people_from
        The name of their file.

    Raises
    ------
    DataError
        If a file is broken, or cells and offers lie too far apart to be on one map.
    """
    cities = load_cities(settings.district.file("cities"))
    demand = load_cells(settings.district.file("population")) if cells is None else cells
    metric_crs = metric_crs_for(demand, usual=settings.district.metric_crs)
    _require_one_map(table.frame, demand)
    networks = _load_networks(settings.var)
    tables = read_tables(settings.district)
    city_names = {city.ags: name for name, city in cities.items()}
    return World(
        table=table,
        demand=demand,
        city_names=city_names,
        namer=_namer(tables, demand),
        networks=networks if cells is None else _networks_here(networks, demand),
        metric_crs=metric_crs,
        today=today,
        grid_crs=GRID_CRS if _is_made_for(GRID_CRS, demand) else metric_crs,
        people_from=people_from,
        people_source=_people_source(settings.district),
        areas=load_boundaries(settings.district.file("boundaries")) if cells is None else None,
        transit=cache(partial(load_timetable, settings.var)),
        centres={city.ags: (city.lon, city.lat) for city in cities.values()},
        postcodes=_postcodes(tables, demand, city_names),
    )


def _postcodes(tables: Tables, demand: pd.DataFrame, city_names: Mapping[str, str]) -> NDArray[np.object_]:
    """Return the postcode of each cell, "" where none is known."""
    lon, lat = (demand[name].to_numpy(dtype=np.float64) for name in ("lon", "lat"))
    return postcodes_of(tables, lon, lat, demand["ags"].map(city_names).fillna("").to_numpy(dtype=object))


def _people_source(district: District) -> str:
    """Name the source of the district's cells, "" where they are modelled and the pages say so in words of their own.

    Raises
    ------
    GeoError
        If the sources cannot be read, or none of them has the file of the cells.
    """
    if district.people_model:
        return ""
    path, file = district.file("sources"), district.file("population").name
    named = [source.title for source in load_data_sources(path).sources if file in source.files]
    if not named:
        raise DataError([Problem(path.name, 0, "files", file, "a source that has this file")])
    return named[0]


def _load_networks(var: Path) -> dict[str, StreetNetwork]:
    """Return the street networks that were built, by way of travel."""
    found = {mode: load_network(var, mode) for mode in MODES}
    return {mode: network for mode, network in found.items() if network is not None}


def metric_crs_for(places: pd.DataFrame, *, usual: int) -> int:
    """Return the usual metric system where it is made for these places, else that of their UTM zone (EPSG code)."""
    if places.empty or _is_made_for(usual, places):
        return usual
    lon, lat = _middle(places)
    zone = min(int((lon + 180) // 6) + 1, 60)
    return (_UTM_NORTH if lat >= 0 else _UTM_SOUTH) + zone


def _middle(places: pd.DataFrame) -> tuple[float, float]:
    """Return the middle of places in degrees; longitudes go round the earth, so 179.9 and -179.9 meet at 180."""
    lon = places["lon"].to_numpy(dtype=np.float64)
    mean = np.degrees(np.arctan2(np.sin(np.radians(lon)).mean(), np.cos(np.radians(lon)).mean()))
    return _turned(mean + np.median(_turned(lon - mean))), float(places["lat"].median())


def _turned(degrees: Any) -> Any:
    """Return degrees from -180 to 180."""
    return (degrees + 180) % 360 - 180


def _is_made_for(crs: int, places: pd.DataFrame) -> bool:
    """Say whether the middle of the places lies where a coordinate system is meant to be used."""
    area = CRS.from_epsg(crs).area_of_use
    if area is None or places.empty:
        return True
    lon, lat = _middle(places)
    return bool(area.west <= lon <= area.east and area.south <= lat <= area.north)


def _require_one_map(offers: pd.DataFrame, demand: pd.DataFrame) -> None:
    """Refuse places so far from the middle of the cells that one map in metres cannot hold them."""
    if demand.empty:
        return
    middle, lat = _middle(demand)
    for what, places in (("cells", demand), ("offers", offers)):
        far = places[_turned(places["lon"] - middle).abs() > _WIDEST_DEGREES]
        if len(far):
            where = f"{far['lon'].iloc[0]:g} {far['lat'].iloc[0]:g}"
            expectation = (
                f"within {_WIDEST_DEGREES:g} degrees of longitude from the middle of the cells "
                f"({middle:.2f} {lat:.2f}); are lon and lat swapped in one of the files?"
            )
            raise DataError([Problem(what, 0, "lon lat", where, expectation)])


def _namer(tables: Tables, demand: pd.DataFrame) -> Namer:
    points = [(p.lon, p.lat) for p in tables.places] + [(a.lon, a.lat) for a in tables.addresses]
    east, north = np.array(points, dtype=np.float64).reshape(-1, 2).T
    return Namer.of_tables(tables) if _half_among(demand, east, north) else Namer([])


def _networks_here(networks: Mapping[str, StreetNetwork], demand: pd.DataFrame) -> dict[str, StreetNetwork]:
    return {
        mode: network
        for mode, network in networks.items()
        if _half_among(demand, network.node_lon, network.node_lat)
    }


def _half_among(demand: pd.DataFrame, lon: Floats, lat: Floats) -> bool:
    """Say whether at least half of the cells lie in the box round some points."""
    if demand.empty or not len(lon):
        return False
    inside = demand["lon"].between(lon.min(), lon.max()) & demand["lat"].between(lat.min(), lat.max())
    return bool(inside.mean() >= 0.5)
