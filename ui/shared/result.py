"""What the page "Find" shows for a view: gathered once, then drawn by list and map."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo.i18n import Texts
from geo.kim.capacity import capacity_words, full_last
from geo.model import AREA_PRECISIONS, POINT_PRECISIONS, Precision, Scope
from geo.offers.facets import OfferTable, with_unsaid_hours
from geo.offers.hours import Clock
from geo.offers.place_wording import SiteRow
from geo.offers.search.index import Answer
from geo.offers.search.telling import Lacking, lacking
from geo.offers.view import View
from geo.offers.wording import KNOWLEDGE, OfferWords, offer_words
from geo.reach.from_place import (
    MAX_SUGGESTIONS,
    POSITION_UNCERTAINTY_M,
    VAGUE_M,
    Place,
    distances,
    nearest_first,
    nearest_sites,
)
from ui.shared.loading import Data
from ui.shared.rows import row_of, rows_of


@dataclass(frozen=True)
class Result:
    """The offers of a view in their order, with the way to each, and the words that sum them up.

    `all_ids` are those of the filter, `ids` those listed: fewer while one spot is chosen. `ways` is the table
    of `geo.reach.from_place.nearest_sites`, None without a place. `answer` says how the text was read, None without
    one; the first `whole` of `all_ids` fit it wholly, which `fits` says where not all do. `unsaid` offers would fit,
    but do not say their hours, where the filter asks for hours.
    """

    all_ids: "pd.Index[str]"
    ids: "pd.Index[str]"
    ways: pd.DataFrame | None
    place: Place | None
    place_words: str
    place_problem: str
    place_suggestions: tuple[str, ...]
    headline: str
    fits: tuple[str, ...]
    parts: tuple[str, ...]
    answer: Answer | None
    whole: int
    unsaid: int


def find(data: Data, view: View, texts: Texts) -> Result:
    """Select, order and sum up the offers of a view."""
    place, words, problem = _place(data, view, texts)
    suggestions = (
        _suggestions(data, view, place) if problem or (place and place.uncertainty_m > VAGUE_M) else ()
    )
    ids = data.table.ranked(view.filter)
    ways = nearest_sites(data.table.places, place, whereabouts=data.whereabouts) if place else None
    answer = data.table.answer(view.filter)
    fits = data.table.whole(view.filter)[data.table.frame.index.get_indexer(ids)]
    if ways is not None:
        whole, partly = (nearest_first(data.table.frame.loc[some], ways) for some in (ids[fits], ids[~fits]))
        ids = whole.append(partly)
    ids = _full_last(data, ids[: int(fits.sum())]).append(_full_last(data, ids[int(fits.sum()) :]))
    listed = ids[ids.isin(data.offers_at(view.spot))] if view.spot else ids
    headline, parts = _summary(data.table, ids, texts)
    fitting = int(fits.sum())
    counts = _fit_counts(fitting, len(ids), texts) if answer is not None else ()
    unsaid = data.table.count(with_unsaid_hours(view.filter)) - len(ids)
    if unsaid:
        counts = (*counts, texts("summary.unsaid", count=unsaid))
    return Result(
        all_ids=ids,
        ids=listed,
        ways=ways,
        place=place,
        place_words=words,
        place_problem=problem,
        place_suggestions=suggestions,
        headline=headline,
        fits=counts,
        parts=parts,
        answer=answer,
        whole=fitting,
        unsaid=unsaid,
    )


def _full_last(data: Data, ids: "pd.Index[str]") -> "pd.Index[str]":
    """Return offers in their order, but those that are known to be full behind the others."""
    known = data.capacity_at(data.settings.district.today())
    return ids[:0].append(pd.Index(full_last(known, [str(one) for one in ids]))) if known else ids


def capacity_line(data: Data, offer_id: str, texts: Texts) -> str:
    """Say what is known of an offer's capacity with its age, "" where nothing is."""
    today = data.settings.district.today()
    found = data.capacity_at(today).get(offer_id)
    return capacity_words(found, texts, today=today) if found else ""


def _fit_counts(whole: int, every: int, texts: Texts) -> tuple[str, ...]:
    """Say how many offers fit a question wholly and partly; nothing where all fit."""
    if whole == every:
        return ()
    return (texts("search.whole", count=whole), texts("search.partly", count=every - whole))


def whole_among(result: Result) -> int | None:
    """Return how many of the listed offers fit the question wholly; they come first. None without a question."""
    if result.answer is None:
        return None
    return int(result.ids.isin(result.all_ids[: result.whole]).sum())


def lacking_words(data: Data, result: Result, offer_id: str, texts: Texts) -> Lacking:
    """Say what an offer lacks of the question."""
    if result.answer is None or offer_id in result.all_ids[: result.whole]:
        return Lacking()
    place = data.table.frame.index.get_indexer(pd.Index([offer_id]))[0]
    return lacking(result.answer, int(place), texts, data.taxonomy)


def ways_from_city(data: Data, view: View) -> pd.DataFrame | None:
    """Return the ways from the centre of the first chosen city, None without one."""
    chosen = [data.cities[name] for name in view.filter.cities]
    return (
        nearest_sites(
            data.table.places,
            Place(chosen[0].lon, chosen[0].lat, chosen[0].name),
            whereabouts=data.whereabouts,
        )
        if chosen
        else None
    )


def listed_words(
    data: Data, result: Result, offer_id: str, texts: Texts, *, detail: bool, clock: Clock | None = None
) -> OfferWords:
    """Say one of the offers found, with the way to it and to its further addresses; `clock` as in `offer_words`."""
    today = data.settings.district.today()
    return offer_words(
        offer_id,
        row_of(data.table.frame, offer_id),
        texts=texts,
        taxonomy=data.taxonomy,
        way=row_of(result.ways, offer_id) if result.ways is not None else None,
        sites=site_rows(data, result, offer_id),
        translation=data.table.translation(offer_id, texts.language),
        clock=clock,
        asked=data.directory.whom(offer_id, row_of(data.table.frame, offer_id)) if detail else (),
        runs=data.table.runs_of(offer_id, today),
        today=today,
        detail=detail,
    )


def site_rows(data: Data, result: Result, offer_id: str) -> list[SiteRow]:
    """Return the further addresses of an offer, each with the way to it."""
    rows = further_rows(data, offer_id)
    if not rows:
        return []
    if result.place is None:
        return [(row, None) for row in rows]
    ways = rows_of(distances(pd.DataFrame(rows), result.place, whereabouts=data.whereabouts))
    return list(zip(rows, ways, strict=True))


def further_rows(data: Data, offer_id: str) -> list[dict[str, Any]]:
    """Return the further addresses of an offer, each with all columns of the offer."""
    if offer_id not in data.table.sites.index:
        return []
    offer = row_of(data.table.frame, offer_id)
    return [
        offer | site | {"is_administration_address": False}
        for site in rows_of(data.table.sites.loc[[offer_id]])
    ]


def _place(data: Data, view: View, texts: Texts) -> tuple[Place | None, str, str]:
    """Return the visitor's place, the words for it, and what is wrong with it."""
    if not view.near:
        return None, "", ""
    if view.position:
        return Place(*view.position, uncertainty_m=POSITION_UNCERTAINTY_M), texts("near.from_position"), ""
    match = data.geocoder.geocode(data.german_names.put_into(view.near), offline=True)
    if match.lon is None or match.lat is None:
        return None, "", texts("near.not_found", place=view.near)
    uncertainty = float(match.uncertainty_m or 0.0)
    words = texts("near.from_place", place=view.near)
    if match.precision != Precision.HOUSE:
        words = texts("near.from_about", place=view.near, radius=texts.distance(uncertainty))
    return Place(match.lon, match.lat, view.near, uncertainty), words, ""


def _suggestions(data: Data, view: View, place: Place | None) -> tuple[str, ...]:
    """Return places that the typed text may mean and that are better known than how it was understood."""
    if view.position:
        return ()
    found = data.geocoder.suggest(data.german_names.put_into(view.near), limit=MAX_SUGGESTIONS)
    return tuple(name for name in found if place is None or _radius(data, name) < place.uncertainty_m)


def _radius(data: Data, name: str) -> float:
    found = data.geocoder.geocode(name, offline=True).uncertainty_m
    return math.inf if found is None else found


def _summary(table: OfferTable, ids: "pd.Index[str]", texts: Texts) -> tuple[str, tuple[str, ...]]:
    """Count the offers by how well the best known of their addresses is; every offer is in exactly one part."""
    frame, places = table.frame.loc[ids], table.places
    is_local = frame["scope"].eq(Scope.LOCAL.value) & ~frame["is_protected"].astype(bool)
    is_point = ids.isin(places.index[places["precision"].isin([p.value for p in POINT_PRECISIONS])])
    is_area = ids.isin(places.index[places["precision"].isin([p.value for p in AREA_PRECISIONS])])
    masks = {
        "on_map": is_local & is_point,
        "area": is_local & ~is_point & is_area,
        "unlocated": is_local & ~is_point & ~is_area,
        "district": frame["scope"].eq(Scope.DISTRICT.value),
        "online": frame["scope"].eq(Scope.ONLINE.value),
        "protected": frame["is_protected"].astype(bool),
    }
    counts = {key: int(np.sum(masks[key])) for key in KNOWLEDGE}
    parts = tuple(texts(f"summary.{key}", count=number) for key, number in counts.items() if number)
    return texts("summary.count", count=len(frame)), parts
