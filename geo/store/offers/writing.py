"""Write offers, their lists, sites and places; every function works inside the caller's transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from geo.model import Match, Precision
from geo.offers.columns import LIST_COLUMNS
from geo.settings import utc_now
from geo.store.offers.reading import SITE_COLUMNS, read_points
from geo.store.offers.records import Site
from geo.store.offers.seed_plan import SharedAddress, location_values, organization_id, place_of, record_of
from geo.store.offers.steps import Step, places_of, site_row
from geo.store.offers.tables import LIST_TABLES, location, offer, offer_site, organization, run

#: Location rows by id, as `locate` makes them.
Located = Mapping[str, Mapping[str, Any]]
_NOT_LOCATED_NOTE = "not located yet"


def write_steps(connection: Connection, steps: Sequence[Step], *, located: Located) -> None:
    """Make the tables say what the steps say.

    Parameters
    ----------
    located
        Points of places that may be new; one that is there already stays as it is.
    """
    kept = [step for step in steps if step.row is not None]
    _add_organizations(
        connection, {step.row["organization"] for step in kept if step.row and _changes_organization(step)}
    )
    places = {p.location_id: p for step in kept for p in places_of(step.row, step.sites)}
    known = {step.before.location_id for step in kept if step.before}
    _add_locations(connection, {key: p for key, p in places.items() if key not in known}, located)
    _insert([step for step in kept if step.before is None], connection)
    _update([step for step in kept if step.before is not None], connection)
    _remove([step for step in steps if step.row is None and step.before], connection)
    _write_lists(connection, kept)
    _write_sites(connection, kept)
    _write_runs(connection, kept)


def _add_organizations(connection: Connection, names: set[str]) -> None:
    """Write the organizations that are not there yet."""
    if not names:
        return
    query = select(organization.c.name)
    if len(names) == 1:
        query = query.where(organization.c.name.in_(names))
    stored = set(connection.scalars(query))
    new = [{"organization_id": organization_id(name), "name": name} for name in sorted(names - stored)]
    if new:
        connection.execute(insert(organization), new)


def _add_locations(connection: Connection, places: Mapping[str, SharedAddress], located: Located) -> None:
    """Write the places that are not there yet; one that nobody located has no point for now."""
    stored = read_points(connection, places) if places else {}
    new = [located.get(key) or _unlocated(place) for key, place in places.items() if key not in stored]
    if new:
        connection.execute(insert(location), [dict(values) for values in new])


def _unlocated(place: SharedAddress) -> dict[str, Any]:
    """Return the row of a place that waits for the work list of locating."""
    today = utc_now().date()
    return location_values(
        place, Match("", None, None, Precision.NONE, None, "", today, note=_NOT_LOCATED_NOTE)
    )


def move_points(connection: Connection, points: Mapping[str, Mapping[str, Any]]) -> None:
    """Give locations new points; `points` are as the history writes them."""
    if points:
        rows = [{"key": key, **_from_json(point)} for key, point in points.items()]
        connection.execute(update(location).where(location.c.location_id == bindparam("key")), rows)


def _changes_organization(step: Step) -> bool:
    return (
        step.before is None or step.row is None or step.before.row["organization"] != step.row["organization"]
    )


def _from_json(point: Mapping[str, Any]) -> dict[str, Any]:
    placed = point["placed_at"]
    return {
        **point,
        "match_date": datetime.fromisoformat(point["match_date"]).date(),
        "placed_at": datetime.fromisoformat(placed) if placed else None,
    }


def _values(step: Step) -> dict[str, Any]:
    values = record_of(step.row or {}, position=step.position).values
    return {**values, "edited_at": step.edited_at, "version": step.version, "deleted_at": None}


def _insert(steps: list[Step], connection: Connection) -> None:
    if steps:
        rows = [{"offer_id": s.offer_id, "dataset": s.dataset, **_values(s)} for s in steps]
        connection.execute(insert(offer), rows)


def _update(steps: list[Step], connection: Connection) -> None:
    if steps:
        rows = [{"key": step.offer_id, **_values(step)} for step in steps]
        connection.execute(update(offer).where(offer.c.offer_id == bindparam("key")), rows)


def _remove(steps: list[Step], connection: Connection) -> None:
    if steps:
        now = utc_now()
        rows = [
            {"key": s.offer_id, "deleted_at": now, "version": s.version, "edited_at": s.edited_at}
            for s in steps
        ]
        connection.execute(update(offer).where(offer.c.offer_id == bindparam("key")), rows)


def _write_lists(connection: Connection, steps: Sequence[Step]) -> None:
    for name in LIST_COLUMNS:
        table = LIST_TABLES[name]
        item = next(column.name for column in table.primary_key if column.name != "offer_id")
        differing = [
            step
            for step in steps
            if step.row and not (step.before and step.before.row[name] == step.row[name])
        ]
        records = [record_of(step.row or {}, position=0) for step in differing]
        old = [{"key": step.offer_id} for step in differing if step.before]
        if old:
            connection.execute(delete(table).where(table.c.offer_id == bindparam("key")), old)
        new = [
            {"offer_id": record.offer_id, item: value, "position": position}
            for record in records
            for position, value in enumerate(record.lists[name])
        ]
        if new:
            connection.execute(insert(table), new)


def _write_sites(connection: Connection, steps: Sequence[Step]) -> None:
    old = [{"key": step.offer_id} for step in steps if step.before and step.before.sites]
    if old:
        connection.execute(delete(offer_site).where(offer_site.c.offer_id == bindparam("key")), old)
    new = [
        _site_values(step, site, position)
        for step in steps
        for position, site in enumerate(step.sites, start=1)
    ]
    if new:
        connection.execute(insert(offer_site), new)


def _write_runs(connection: Connection, steps: Sequence[Step]) -> None:
    differing = [step for step in steps if step.runs != (step.before.runs if step.before else ())]
    old = [{"key": step.offer_id} for step in differing if step.before and step.before.runs]
    if old:
        connection.execute(delete(run).where(run.c.offer_id == bindparam("key")), old)
    new = [
        {"offer_id": step.offer_id, "position": position, **one.row()}
        for step in differing
        for position, one in enumerate(step.runs, start=1)
    ]
    if new:
        connection.execute(insert(run), new)


def _site_values(step: Step, site: Site, position: int) -> dict[str, Any]:
    place = place_of(site_row(step.row or {}, site))
    values = {name: getattr(site, name) for name in SITE_COLUMNS}
    place_id = place.location_id if place else None
    return {"offer_id": step.offer_id, "position": position, "location_id": place_id, **values}
