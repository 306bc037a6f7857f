"""What is odd about the data of an answer: a reader must know it before deciding anything by the figures.

Nothing here changes a figure. Each doubt is counted from the answer's own data and said wherever the figures are:
JSON, run file, page, slides, files. What can be no data at all is refused where it is read instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.district.boundaries import outside_all
from geo.i18n import PEOPLE_DECIMALS, Texts
from geo.model import Scope
from geo.planning.answer import Answer
from geo.projection import to_metric
from geo.reach.measures import KINDS, Unit
from geo.reach.network import SNAP_LIMIT_M, snap_frame
from geo.reach.supply import has_no_places, has_point

#: An offer farther than this from every cell with people, or than so many sides of a cell, is nobody's neighbour.
_FAR_M, _FAR_CELLS = 1000.0, 2.0
#: More than this share of the people off the streets, and the figures are not about the place any more.
_MOST = 0.5
#: The kinds that say an offer lies where nobody is counted.
OUTSIDE = ("outside_offers", "far_offers")
_KEPT = 16  # answers whose doubts are kept: several parts of a page say them
_NAMED = 20  # offers named of each doubt

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Doubt:
    """One oddity: its kind (a text `doubt.<kind>`), how many of how many, which offers, and what the text needs.

    `count` and `of` are persons where the kind is about people, else offers or cells.
    """

    kind: str
    count: float
    of: float
    offer_ids: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


@lru_cache(_KEPT)
def doubts(answer: Answer) -> tuple[Doubt, ...]:
    """Return what is odd about the data of an answer, what weighs most first."""
    return (
        *_off_street_people(answer),
        *_off_street_offers(answer),
        *_away(answer),
        *_secret(answer),
        *_without_places(answer),
        *_unknown_places(answer),
    )


def doubt_words(texts: Texts, answer: Answer) -> list[str]:
    """Say each doubt in a sentence."""
    return [_words(texts, doubt) for doubt in doubts(answer)]


def doubt_figures(answer: Answer) -> list[dict[str, Any]]:
    """Return the doubts as plain values, ready for JSON."""
    return [
        {
            "kind": doubt.kind,
            "count": round(doubt.count, PEOPLE_DECIMALS),
            "of": round(doubt.of, PEOPLE_DECIMALS),
            "offer_ids": list(doubt.offer_ids),
        }
        for doubt in doubts(answer)
    ]


def _words(texts: Texts, doubt: Doubt) -> str:
    say = texts.people if doubt.kind.endswith("people") else texts.number
    share = doubt.count / doubt.of if doubt.of > 0 else 0.0
    return texts(
        f"doubt.{doubt.kind}",
        number=say(doubt.count),
        of=say(doubt.of),
        share=texts.percent(share),
        rest=texts.percent(1 - share),
        metres=texts.distance(float(doubt.values.get("metres", SNAP_LIMIT_M))),
        file=doubt.values.get("file", ""),
    )


# -- streets ---------------------------------------------------------------------------------------


def _off_street_people(answer: Answer) -> tuple[Doubt, ...]:
    """People no street is near to: they count as reaching nothing, and have no way that could be averaged."""
    network = answer.world.network_of(answer.question)
    if network is None:
        return ()
    lost = float(answer.people[answer.world.off_street(answer.question)].sum())
    everybody = float(answer.people.sum())
    if not lost > 0:
        return ()
    kind = "mostly_off_street_people" if lost > _MOST * everybody else "off_street_people"
    return (Doubt(kind, lost, everybody, values={"file": network.source.name}),)


def _off_street_offers(answer: Answer) -> tuple[Doubt, ...]:
    network, offers = answer.world.network_of(answer.question), _placed(answer)
    offers = offers[has_point(offers)]  # one known to its city has no door that a street could lead to
    if network is None or offers.empty:
        return ()
    off = ~snap_frame(network, offers, metric_crs=answer.world.metric_crs).is_snapped
    return _of_offers("off_street_offers", offers, off, values={"file": network.source.name})


# -- places ----------------------------------------------------------------------------------------


def _away(answer: Answer) -> tuple[Doubt, ...]:
    """Offers outside the district; with cells of somebody else's, far from all of them."""
    offers, world = _placed(answer), answer.world
    if offers.empty:
        return ()
    if world.areas is not None:
        outside = outside_all(world.areas, offers["lon"], offers["lat"], metric_crs=world.metric_crs)
        return _of_offers("outside_offers", offers, outside)
    far_m = max(_FAR_M, _FAR_CELLS * world.cell_m)
    return _of_offers("far_offers", offers, _far(answer, offers, far_m), values={"metres": str(far_m)})


def _far(answer: Answer, offers: pd.DataFrame, far_m: float) -> Flags:
    lived = answer.demand[answer.demand["people"].to_numpy() > 0]
    if lived.empty:
        return np.zeros(len(offers), dtype=np.bool_)
    cells, places = (
        np.column_stack(to_metric(frame["lon"], frame["lat"], crs=answer.world.metric_crs))
        for frame in (lived, offers)
    )
    within = np.isfinite(places).all(axis=1)  # what no map of this place holds is surely far
    far: Flags = np.asarray(~within, dtype=np.bool_)
    far[within] = cKDTree(cells).query(places[within])[0] > far_m
    return far


# -- people ----------------------------------------------------------------------------------------


def _secret(answer: Answer) -> tuple[Doubt, ...]:
    """Cells whose people an office keeps secret: nobody is counted there."""
    demand = answer.demand
    if "is_secret" not in demand:
        return ()
    secret = int(demand["is_secret"].sum())
    return (Doubt("secret_cells", secret, len(demand)),) if secret else ()


# -- capacity --------------------------------------------------------------------------------------


def _without_places(answer: Answer) -> tuple[Doubt, ...]:
    table, question = answer.world.table, answer.question
    offers = table.frame[table.select(question.filter)]
    return _of_offers("no_places_offers", offers, has_no_places(offers).to_numpy(dtype=np.bool_))


def _unknown_places(answer: Answer) -> tuple[Doubt, ...]:
    """Where some offers state their places and others do not, a sum of both is of two kinds."""
    counts = answer.offers
    if KINDS[answer.question.measure].unit == Unit.WAY or not 0 < counts.capacity_known < counts.count:
        return ()
    return (Doubt("unknown_places_offers", counts.count - counts.capacity_known, counts.count),)


# -- workers ---------------------------------------------------------------------------------------


def _placed(answer: Answer) -> pd.DataFrame:
    """Return the offers that have a place, a row for each address."""
    offers = answer.world.selected(answer.question).offers
    on_map = offers["scope"].ne(Scope.ONLINE.value) & offers["lon"].notna() & offers["lat"].notna()
    return offers[on_map]


def _of_offers(
    kind: str, offers: pd.DataFrame, flags: Flags, *, values: Mapping[str, str] | None = None
) -> tuple[Doubt, ...]:
    ids = tuple(dict.fromkeys(str(one) for one in offers.index[flags]))
    if not ids:
        return ()
    return (Doubt(kind, len(ids), offers.index.nunique(), ids[:_NAMED], values or {}),)
