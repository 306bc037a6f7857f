"""Offers beyond the border, from a file or saved from a neighbour's `/api/offers.geojson`: supply, and nothing else.

People of the district may reach them; they are never listed, counted or handed on as ours. Only points that are known
to the house count, and only outside our cities: what lies inside is ours to know.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.errors import DataError, Problem
from geo.files import MOST_BYTES, checksum, read_text
from geo.model import Precision, Scope, Status, Taxonomy
from geo.offers.facets import OfferTable
from geo.people.grid import positions
from geo.planning.ground import World
from geo.planning.own_offers import feature_collection, is_geojson, offers_of_text
from geo.planning.question import Question
from geo.reach.network import snap_frame
from geo.reach.supply import is_exact, make_supply

Flags = NDArray[np.bool_]

#: Begins the id of a location beyond the border.
_BEYOND = "beyond-"
#: Why an address is left out, in the order in which it is asked.
LEFT_OUT = ("no_point", "office", "inside", "far", "not_exact")
#: What of an address says how well its point is known.
_HOW_EXACT = ("precision", "uncertainty_m")
#: Nobody goes further for an offer, and the district's map in metres is true so far.
_FAR_DEGREES = 3.0


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Offers beyond the border; `left_out` says how many addresses do not count, by the reasons of `LEFT_OUT`."""

    file: str
    sha256: str
    table: OfferTable
    left_out: Mapping[str, int]

    def supply(self, world: World, question: Question) -> pd.DataFrame:
        """Return the locations of those that a question is about, as `geo.reach.supply.make_supply` gives them."""
        chosen = self.table.frame[self.table.select(question.filter)]
        found = make_supply(chosen, counted=question.counted, today=world.today)
        return found.set_axis(pd.Index([f"{_BEYOND}{name}" for name in found.index], name=found.index.name))

    def joined(self, world: World, question: Question, supply: pd.DataFrame) -> pd.DataFrame:
        """Return our supply with theirs behind it."""
        theirs = self.supply(world, question)
        if theirs.empty or supply.empty:
            return supply if theirs.empty else theirs
        return pd.concat([supply, theirs.astype(supply.dtypes)])

    def figures(self, world: World, question: Question) -> dict[str, Any]:
        """Return what of them a question counts, and what is left out, ready for JSON."""
        counted = self.supply(world, question)
        return {
            "file": self.file,
            "sha256": self.sha256,
            "addresses": len(self.table.frame),
            "counted": int(counted["offers"].sum()),
            "off_street": _off_street(counted, world, question),
            "left_out": dict(self.left_out),
        }


def read_neighbours(path: Path, taxonomy: Taxonomy, world: World) -> Neighbours:
    """Read offers beyond the border.

    Parameters
    ----------
    path
        What `geo.planning.own_offers` reads, or what `/api/offers.geojson` of a neighbour gives: features without a
        point are left out, further addresses count.
    taxonomy
        Of this district: topics and target groups count by its ids.
    world
        Says where our cities lie; with cells that somebody brought along nobody knows, and every address counts.

    Raises
    ------
    DataError
        If the file does not load, something in it cannot be, or it holds no address that counts.
    """
    text = read_text(path, MOST_BYTES["own_offers"])
    left_out: Counter[str] = Counter(dict.fromkeys(LEFT_OUT, 0))
    numbers: list[int] = []
    if is_geojson(path):
        text, numbers = _told_apart(path.name, text, left_out)
    offers = offers_of_text(text, path, numbers=numbers, told=_HOW_EXACT)
    offers = offers[offers["status"].ne(Status.CLOSED.value)]
    why = np.select(
        [_inside(offers, world.areas), _far(offers, world.demand), ~is_exact(offers) | _vague(offers)],
        ["inside", "far", "not_exact"],
        default="",
    )
    left_out.update(str(name) for name in why if name)
    kept = offers[why == ""].drop(columns=[f"told_{name}" for name in _HOW_EXACT])
    if kept.empty:
        told = ", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in left_out.items())
        expectation = f"an open offer beyond the border, known to the house (left out: {told})"
        raise DataError([Problem(path.name, 0, "", "", expectation)])
    return Neighbours(path.name, checksum(path), OfferTable(kept, taxonomy), dict(left_out))


def _told_apart(file: str, text: str, left_out: Counter[str]) -> tuple[str, list[int]]:
    """Return a GeoJSON with a feature for each address that has a point and is that of the offer itself.

    With it goes the feature of the file that each comes from, counted from 1.
    """
    content = feature_collection(file, text)
    kept: list[Any] = []
    numbers: list[int] = []
    for number, feature in enumerate(content["features"], start=1):
        found = _addresses(feature, left_out)
        kept += found
        numbers += [number] * len(found)
    if not kept:
        expectation = f"at least one offer with a point; {len(content['features'])} without"
        raise DataError([Problem(file, 0, "features", "", expectation)])
    return json.dumps(content | {"features": kept}), numbers


def _addresses(feature: Any, left_out: Counter[str]) -> list[Any]:
    """Return a feature for each address of an offer; what is no feature is left for the reader to refuse."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return [feature]
    found: list[Any] = []
    if feature.get("geometry") is None:
        is_online = properties.get("scope") == Scope.ONLINE.value
        left_out["no_point"] += 0 if is_online else 1
    elif properties.get("is_administration_address") is True and properties.get("precision") != "house":
        left_out["office"] += 1
    else:
        found.append(feature)
    sites = properties.get("further_sites")
    for number, site in enumerate(sites if isinstance(sites, list) else [], start=1):
        if not isinstance(site, dict) or site.get("lon") is None or site.get("lat") is None:
            left_out["no_point"] += 1
            continue
        offer_id = properties.get("offer_id", feature.get("id"))
        more = {"offer_id": f"{offer_id} ({number})", "city": site.get("city")}
        point = {"type": "Point", "coordinates": [site["lon"], site["lat"]]}
        told = properties | more | {name: site.get(name) for name in _HOW_EXACT}
        found.append({"type": "Feature", "properties": told, "geometry": point})
    return found


def _off_street(supply: pd.DataFrame, world: World, question: Question) -> int:
    """Count the offers that no street of the network leads to: an extract may end at the border."""
    network = world.network_of(question)
    if network is None or supply.empty:
        return 0
    off = ~snap_frame(network, supply, metric_crs=world.metric_crs).is_snapped
    return int(supply["offers"].to_numpy()[off].sum())


def _inside(offers: pd.DataFrame, areas: gpd.GeoDataFrame | None) -> Flags:
    inside = np.zeros(len(offers), dtype=np.bool_)
    if areas is not None:
        points = np.asarray(shapely.points(offers["lon"], offers["lat"]), dtype=object)
        inside[shapely.STRtree(areas.geometry.to_numpy()).query(points, predicate="intersects")[0]] = True
    return inside


def _vague(offers: pd.DataFrame) -> Flags:
    """Say of each address whether its file calls it less than a house and does not say by how many metres."""
    is_less = ~offers["told_precision"].isin(["", Precision.HOUSE.value])
    return (is_less & offers["told_uncertainty_m"].eq("")).to_numpy(dtype=np.bool_)


def _far(offers: pd.DataFrame, demand: pd.DataFrame) -> Flags:
    off = np.zeros(len(offers))
    for name, cells in zip(("lon", "lat"), positions(demand), strict=True):
        there = offers[name].to_numpy(dtype=np.float64)
        off = np.maximum.reduce([off, cells.min() - there, there - cells.max()])
    return off > _FAR_DEGREES
