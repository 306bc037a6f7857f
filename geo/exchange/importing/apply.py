"""Carry out a plan: all of it or nothing, as one batch of the history that can be undone."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from geo.exchange.importing.plan import ImportPlan, Known, Planned
from geo.exchange.sources.values import Candidate, StatedSite
from geo.model import POINT_PRECISIONS, PRECISIONS, Address, Match, Precision, Role, Scope
from geo.places.address import address_key
from geo.store import Batch, OfferEdit, Store, StoredOffer
from geo.store.offers.transactions import Allow

Geocode = Callable[[Address], Match]
#: A stated point that does not say how exact it is.
_UNSTATED_UNCERTAINTY_M = 100.0


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
    allow: Allow | None = None,
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
    allow
        Asked of each offer as it is, and as it would be; what it raises stops all.

    Raises
    ------
    OfferConflict
        If an offer was changed since the plan was made; nothing is written.
    StoreError
        If the database refuses; nothing is written.
    """
    planned = (*plan.new, *plan.changed)
    return store.take_in(
        _edits_of(plan, keep_gone=keep_gone),
        who=who,
        note=plan.source[:200],
        dataset=plan.source[:100],
        geocode=_with_stated_points(plan, geocode, today=today),
        translations={p.offer_id: p.translations for p in planned if p.translations},
        aliases={p.alias: p.offer_id for p in (*planned, *plan.unchanged) if p.alias},
        allow=allow,
    )


def _edits_of(plan: ImportPlan, *, keep_gone: bool = False) -> list[OfferEdit]:
    """Return the plan as edits of the store, made from the versions it was planned on."""
    added = [OfferEdit.add(planned.row, sites=planned.sites or ()) for planned in plan.new]
    changed = [OfferEdit.change(p.offer_id, p.row, version=p.version, sites=p.sites) for p in plan.changed]
    gone = [] if keep_gone else [OfferEdit.remove(o.offer_id, version=o.version) for o in plan.gone]
    return [*added, *changed, *gone]


def _with_stated_points(plan: ImportPlan, geocode: Geocode, *, today: date) -> Geocode:
    """Let points that the file states stand where the geocoder knows no better."""
    by = plan.stated_by or plan.name
    stated: dict[str, Match] = {}
    for planned in (*plan.new, *plan.changed):
        for address, match in _stated(planned, by, today):
            key = address_key(address)
            if key not in stated or _exactness(match) < _exactness(stated[key]):
                stated[key] = match

    def find(address: Address) -> Match:
        found, told = geocode(address), stated.get(address_key(address))
        return told if told is not None and _is_better(told, found) else found

    return find


def _known(
    stored: StoredOffer, point: tuple[float, float] | None, texts: Mapping[str, Mapping[str, str]]
) -> Known:
    lon, lat = point or (None, None)
    return Known(
        stored.offer_id,
        stored.row,
        stored.dataset,
        stored.version,
        lon=lon,
        lat=lat,
        translations=texts,
        sites=stored.sites,
    )


def _address(row: Mapping[str, str]) -> Address:
    return Address(row["street"], row["house_number"], row["postal_code"], row["city"])


def _stated(planned: Planned, by: str, today: date) -> Iterator[tuple[Address, Match]]:
    """Yield the points a row states for its addresses; a city alone has no point of its own."""
    candidate, row = planned.candidate, planned.row
    if row["scope"] != Scope.LOCAL or row["is_protected"] == "yes":
        return
    told: list[tuple[Address, Candidate | StatedSite, str]] = [
        (_address(row), candidate, candidate.match_source or by)
    ]
    told += [
        (site.address, point, by)
        for site, point in zip(planned.sites or (), candidate.sites or (), strict=False)
    ]
    for address, point, source in told:
        if address.street and point.lon is not None and point.lat is not None:
            yield address, _match(address, point, source, today)


def _match(address: Address, point: Candidate | StatedSite, source: str, today: date) -> Match:
    precision = point.precision or (Precision.HOUSE if address.house_number else Precision.STREET)
    uncertainty_m = point.uncertainty_m
    return Match(
        query="",
        lon=point.lon,
        lat=point.lat,
        precision=Precision(precision),
        uncertainty_m=_UNSTATED_UNCERTAINTY_M if uncertainty_m is None else uncertainty_m,
        source=source,
        date=today,
        city=address.city,
        inside_city=True,
    )


def _exactness(match: Match) -> tuple[float, int]:
    return match.uncertainty_m or 0.0, PRECISIONS.index(match.precision)


def _is_better(told: Match, found: Match) -> bool:
    """Whether a stated point beats the geocoder's: it does unless that is at least as exact."""
    if found.precision not in POINT_PRECISIONS or found.uncertainty_m is None:
        return True
    return (told.uncertainty_m or 0.0) < found.uncertainty_m
