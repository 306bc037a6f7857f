"""What OGC API – Features gives: offers, cities, gaps and cells, as features with their shapes."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.exchange.coverage_files.shapes import cells_frame, features_of, gaps_frame
from geo.exchange.offer_files import offers_frame
from geo.i18n import Texts
from geo.links import Hint
from geo.offers.filters import MATCH_ALL, MATCH_ANY, MATCH_KEY, OPEN_NOW, QUERY_KEYS, UNREAD_KEY
from geo.planning.question import KEYS, PEOPLE, Question, from_query
from geo.reach.speeds import MODES, TRANSIT
from ui.api.query import BadQuery, Fault, allowed_values, shortened
from ui.shared import address_bar, answers, loading
from ui.shared.loading import Data
from ui.shared.offer_files import selection_of
from ui.shared.result import find

Query = Mapping[str, Sequence[str]]
Boxes = NDArray[np.float64]
Asked = tuple[tuple[str, tuple[str, ...]], ...]
#: Sets of features that are kept: cells of a district are some megabytes.
_KEPT = 8
_LANGUAGE = "lang"
_QUESTION_KEYS = (
    *(QUERY_KEYS[name] for name in ("topics", "target_groups")),
    *(KEYS[name] for name in ("people", "mode", "threshold")),
    _LANGUAGE,
)
#: What is open now is another answer each minute: `/api` gives it.
_OFFER_KEYS = (
    *(key for name, key in QUERY_KEYS.items() if name != OPEN_NOW),
    MATCH_KEY,
    UNREAD_KEY,
    _LANGUAGE,
)
#: What a planner's question may be here: the first answer by bus and train takes many seconds.
QUESTION_VALUES: Mapping[str, Sequence[str]] = {
    KEYS["people"]: PEOPLE,
    KEYS["mode"]: tuple(mode for mode in MODES if mode != TRANSIT),
    KEYS["threshold"]: ("1 to 120 minutes", "50 to 20000 metres"),
    MATCH_KEY: (MATCH_ALL, MATCH_ANY),
}


@dataclass(frozen=True)
class Features:
    """Features of a collection in their order.

    `texts` are GeoJSON features; `boxes` has shape (n, 4): west, south, east, north in degrees (EPSG:4326), NaN without
    a shape; `number_of` finds a feature by its id.
    """

    texts: tuple[str, ...]
    boxes: Boxes
    number_of: Mapping[str, int]


@dataclass(frozen=True)
class Collection:
    """A set of features: its title and description, what may be asked of it, and how it is made."""

    words: Callable[[Texts], tuple[str, str]]
    parameters: tuple[str, ...]
    make: Callable[[Data, Query, str], gpd.GeoDataFrame]


def features_for(data: Data, name: str, query: Query) -> Features:
    """Return the features of a collection for its own parameters.

    Raises
    ------
    BadQuery
        If a parameter has a value that cannot be.
    GeoError
        If the data cannot be read.
    """
    asked = tuple(sorted((key, tuple(values)) for key, values in query.items()))
    return _kept(data, data.settings.district.today().isoformat())(name, asked)


@lru_cache(maxsize=1)
def _kept(data: Data, _day: str) -> Callable[[str, Asked], Features]:
    """Keep what was asked for as long as the data stays as it is and the day is the same."""
    return lru_cache(maxsize=_KEPT)(partial(_features, data))


def _features(data: Data, name: str, asked: Asked) -> Features:
    query = dict(asked)
    language = query.get(_LANGUAGE, (loading.languages()[0],))[-1]
    if language not in loading.languages():
        raise BadQuery([Fault(_LANGUAGE, (shortened(language),), "unknown value", loading.languages())])
    frame = COLLECTIONS[name].make(data, query, language)
    ids = [str(one) for one in frame.index]
    texts = tuple(
        f'{{"id":{json.dumps(one)},{text[1:]}' for one, text in zip(ids, features_of(frame), strict=True)
    )
    boxes: Boxes = shapely.bounds(frame.geometry.to_numpy())
    return Features(texts, boxes, {one: number for number, one in enumerate(ids)})


def _offers(data: Data, query: Query, language: str) -> gpd.GeoDataFrame:
    view, hints = address_bar.view_of(query, data)
    _refuse(hints, data)
    texts = loading.texts_for(language)
    ids = list(find(data, view, texts).ids)
    return offers_frame(selection_of(data, view, ids, texts, origin=loading.settings().public_url))


def _cities(data: Data, _query: Query, _language: str) -> gpd.GeoDataFrame:
    frame = data.boundaries
    known = {name: float(city.people) for name, city in data.cities.items()}
    people = frame["name"].map(known)
    return gpd.GeoDataFrame(frame[["name"]].assign(people=people), geometry=frame.geometry, crs=frame.crs)


def _gaps(data: Data, query: Query, language: str) -> gpd.GeoDataFrame:
    return gaps_frame(
        answers.answer_to(answers.world_of(data), _question(data, query)), loading.texts_for(language)
    )


def _cells(data: Data, query: Query, _language: str) -> gpd.GeoDataFrame:
    return cells_frame(answers.answer_to(answers.world_of(data), _question(data, query)))


def _question(data: Data, query: Query) -> Question:
    question, hints = from_query(query, taxonomy=data.taxonomy)
    _refuse(hints, data)
    if question.mode == TRANSIT:
        mode = KEYS["mode"]
        raise BadQuery([Fault(mode, (TRANSIT,), "not given here", QUESTION_VALUES[mode])])
    return question


def _refuse(hints: Sequence[Hint], data: Data) -> None:
    if hints:
        allowed = {**allowed_values(data), **QUESTION_VALUES}
        raise BadQuery(
            [
                Fault(one.key, one.values, one.reason.replace("_", " "), allowed.get(one.key, ()))
                for one in hints
            ]
        )


#: By the name in the address.
COLLECTIONS: Mapping[str, Collection] = {
    "offers": Collection(
        lambda texts: (texts("ogc.offers_title"), texts("ogc.offers")), _OFFER_KEYS, _offers
    ),
    "cities": Collection(
        lambda texts: (texts("ogc.cities_title"), texts("ogc.cities")), (_LANGUAGE,), _cities
    ),
    "gaps": Collection(lambda texts: (texts("ogc.gaps_title"), texts("ogc.gaps")), _QUESTION_KEYS, _gaps),
    "cells": Collection(lambda texts: (texts("ogc.cells_title"), texts("ogc.cells")), _QUESTION_KEYS, _cells),
}


def described(data: Data, name: str, texts: Texts) -> dict[str, Any]:
    """Return the title, the description and the extent of a collection."""
    title, about = COLLECTIONS[name].words(texts)
    west, south, east, north = (round(float(value), 5) for value in data.boundaries.total_bounds)
    return {
        "id": name,
        "title": title,
        "description": about,
        "itemType": "feature",
        "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
        "extent": {
            "spatial": {
                "bbox": [[west, south, east, north]],
                "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            }
        },
    }
