"""Carry out a plan: all of it or nothing, as one batch of the history that can be undone."""

from collections.abc import Callable, Mapping
from datetime import date

from geo.address import address_key
from geo.importing.plan import ImportPlan, Known, Planned
from geo.model import POINT_PRECISIONS, Address, Match, Precision, Role, Scope
from geo.store import Batch, OfferEdit, Store, StoredOffer

Geocode = Callable[[Address], Match]
#: A stated point that does not say how exact it is.
UNSTATED_UNCERTAINTY_M = 100.0


def known_offers(store: Store) -> list[Known]:
    """Return all stored offers as a plan compares them, with the points of their own."""
    frame = store.offers()
    has_point = frame["precision"].isin(list(POINT_PRECISIONS))
    points = {
        key: (float(lon), float(lat)) for key, lon, lat in frame.loc[has_point, ["lon", "lat"]].itertuples()
    }
    texts = store.translations()
    return [_known(o, points.get(key), texts.get(key, {})) for key, o in store.stored_offers().items()]


def apply_plan(
    plan: ImportPlan,
    store: Store,
    *,
    geocode: Geocode,
    who: Role,
    today: date,
    keep_gone: bool = False,
) -> Batch | None:
    """Write what a plan says and return its batch, None where there is nothing to do.

    Parameters
    ----------
    geocode
        Says where a new address lies.
    today
        The date of points that the file states.
    keep_gone
        Leave offers that the file lacks.

    Raises
    ------
    OfferConflict
        If an offer was changed since the plan was made; nothing is written.
    StoreError
        If the database refuses; nothing is written.
    """
    planned = (*plan.new, *plan.changed)
    return store.take_in(
        edits_of(plan, keep_gone=keep_gone),
        who=who,
        note=plan.source[:200],
        dataset=plan.source[:100],
        geocode=with_stated_points(plan, geocode, today=today),
        translations={p.offer_id: p.candidate.translations for p in planned if p.candidate.translations},
        aliases={p.alias: p.offer_id for p in (*planned, *plan.unchanged) if p.alias},
    )


def edits_of(plan: ImportPlan, *, keep_gone: bool = False) -> list[OfferEdit]:
    """Return the plan as edits of the store, made from the versions it was planned on."""
    added = [OfferEdit.add(planned.row) for planned in plan.new]
    changed = [OfferEdit.change(p.offer_id, p.row, version=p.version) for p in plan.changed]
    gone = [] if keep_gone else [OfferEdit.remove(o.offer_id, version=o.version) for o in plan.gone]
    return [*added, *changed, *gone]


def with_stated_points(plan: ImportPlan, geocode: Geocode, *, today: date) -> Geocode:
    """Let points that the file states stand where the geocoder knows no better."""
    stated = {
        address_key(_address(planned.row)): match
        for planned in (*plan.new, *plan.changed)
        if (match := _stated(planned, plan.stated_by or plan.name, today))
    }

    def find(address: Address) -> Match:
        found, told = geocode(address), stated.get(address_key(address))
        return told if told is not None and _is_better(told, found) else found

    return find


def _known(
    stored: StoredOffer, point: tuple[float, float] | None, texts: Mapping[str, Mapping[str, str]]
) -> Known:
    lon, lat = point or (None, None)
    return Known(stored.offer_id, stored.row, stored.dataset, stored.version, lon, lat, texts)


def _address(row: Mapping[str, str]) -> Address:
    return Address(row["street"], row["house_number"], row["postal_code"], row["city"])


def _stated(planned: Planned, by: str, today: date) -> Match | None:
    """Return the point a row states for its address; a city alone has no point of its own."""
    candidate, row = planned.candidate, planned.row
    is_told = row["street"] and row["scope"] == Scope.LOCAL and row["is_protected"] == "no"
    if not is_told or candidate.lon is None or candidate.lat is None:
        return None
    uncertainty_m = candidate.uncertainty_m
    return Match(
        query="",
        lon=candidate.lon,
        lat=candidate.lat,
        precision=Precision(
            candidate.precision or (Precision.HOUSE if row["house_number"] else Precision.STREET)
        ),
        uncertainty_m=UNSTATED_UNCERTAINTY_M if uncertainty_m is None else uncertainty_m,
        source=candidate.match_source or by,
        date=today,
        city=row["city"],
        inside_city=True,
    )


def _is_better(told: Match, found: Match) -> bool:
    """Whether a stated point beats the geocoder's: it does unless that is at least as exact."""
    if found.precision not in POINT_PRECISIONS or found.uncertainty_m is None:
        return True
    return (told.uncertainty_m or 0.0) < found.uncertainty_m
