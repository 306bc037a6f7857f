"""Read offers as rows with their version, and points as the history writes them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, literal, or_, select, true, union_all

from geo.model import Address
from geo.offers.columns import FLAG_COLUMNS
from geo.offers.course_runs import RUN_COLUMNS, CourseRun
from geo.store.offers.records import Site, StoredOffer
from geo.store.offers.rows import COLUMNS
from geo.store.offers.seed_plan import TEXT_COLUMNS
from geo.store.offers.tables import LIST_TABLES, location, offer, offer_site, organization, run
from geo.tables import LIST_SEPARATOR

#: What a point is made of: the columns of a location that change when somebody moves it.
_POINT_PARTS = (
    "lon",
    "lat",
    "precision",
    "uncertainty_m",
    "match_source",
    "match_date",
    "is_locked",
    "note",
    "placed_at",
)
SITE_COLUMNS = ("street", "house_number", "postal_code", "city", "schedule")
#: More ids than this are read with the whole table: databases bound the number of values in a statement.
_MANY_IDS = 500


def read_stored(connection: Connection, ids: Collection[str] | None = None) -> dict[str, StoredOffer]:
    """Return offers by id in their order, removed ones too; all of them where no ids are named."""
    wanted = None if ids is None or len(ids) > _MANY_IDS else frozenset(ids)
    query = select(offer, organization.c.name.label("organization")).join(organization)
    query = query.where(_is_one_of(offer, wanted)).order_by(offer.c.position, offer.c.offer_id)
    rows = connection.execute(query).mappings().all()
    lists = _read_lists(connection, wanted)
    sites, runs = _read_sites(connection, wanted), _read_runs(connection, wanted)
    return {
        row["offer_id"]: _stored(
            dict(row), lists, sites.get(row["offer_id"], ()), runs.get(row["offer_id"], ())
        )
        for row in rows
    }


def read_runs(connection: Connection) -> dict[str, tuple[CourseRun, ...]]:
    """Return the dated runs of all offers in sight, by offer."""
    in_sight = select(offer.c.offer_id).where(offer.c.deleted_at.is_(None))
    return _runs(connection, run.c.offer_id.in_(in_sight))


def in_sight(stored: StoredOffer | None) -> StoredOffer | None:
    """Return an offer, None where there is none or it was removed."""
    return None if stored is None or stored.is_deleted else stored


def read_points(connection: Connection, ids: Collection[str] | None = None) -> dict[str, Mapping[str, Any]]:
    """Return the points of locations by id, as the history writes them; all where no ids are named."""
    query = select(location.c.location_id, *(location.c[name] for name in _POINT_PARTS))
    if ids is not None and len(ids) <= _MANY_IDS:  # a few too many do no harm
        query = query.where(location.c.location_id.in_(ids))
    rows = connection.execute(query).mappings()
    return {row["location_id"]: point_of(dict(row)) for row in rows}


def read_addresses(connection: Connection, ids: Collection[str]) -> dict[str, Address]:
    """Return the addresses of locations by id."""
    query = select(location).where(location.c.location_id.in_(ids))
    return {
        row["location_id"]: Address(row["street"], row["house_number"], row["postal_code"], row["city"])
        for row in connection.execute(query).mappings()
    }


def point_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the point of a location's row as JSON knows it: dates and times are texts."""
    return {name: _as_json(values.get(name)) for name in _POINT_PARTS}


def is_in_use() -> ColumnElement[bool]:
    """Return the condition that a location matters: an offer in sight is there, or a person locked it."""
    main = select(offer.c.location_id).where(offer.c.deleted_at.is_(None))
    further = select(offer_site.c.location_id).join(offer).where(offer.c.deleted_at.is_(None))
    return or_(location.c.is_locked, location.c.location_id.in_(main), location.c.location_id.in_(further))


def utc(moment: datetime | None) -> datetime | None:
    """Return a stored time with its zone: SQLite forgets it."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _is_one_of(table: Table, ids: frozenset[str] | None) -> ColumnElement[bool]:
    return true() if ids is None else table.c.offer_id.in_(ids)


def _read_lists(connection: Connection, ids: frozenset[str] | None) -> dict[str, dict[str, list[str]]]:
    """Return the items by list column and offer; one statement for all tables, as each costs a round trip."""
    query = union_all(*(_items(name, table, ids) for name, table in LIST_TABLES.items()))
    found: dict[str, dict[str, list[str]]] = {name: defaultdict(list) for name in LIST_TABLES}
    for name, offer_id, item, _ in connection.execute(query.order_by("position")):
        found[name][offer_id].append(item)
    return found


def _items(name: str, table: Table, ids: frozenset[str] | None) -> Select[Any]:
    item = next(column for column in table.primary_key if column.name != "offer_id")
    columns = (literal(name).label("list_name"), table.c.offer_id, item.label("item"), table.c.position)
    return select(*columns).where(_is_one_of(table, ids))


def _read_sites(connection: Connection, ids: frozenset[str] | None) -> dict[str, tuple[Site, ...]]:
    query = select(offer_site).where(_is_one_of(offer_site, ids))
    found: defaultdict[str, list[Site]] = defaultdict(list)
    for row in connection.execute(query.order_by(offer_site.c.offer_id, offer_site.c.position)).mappings():
        found[row["offer_id"]].append(Site(**{name: row[name] for name in SITE_COLUMNS}))
    return {offer_id: tuple(sites) for offer_id, sites in found.items()}


def _read_runs(connection: Connection, ids: frozenset[str] | None) -> dict[str, tuple[CourseRun, ...]]:
    return _runs(connection, _is_one_of(run, ids))


def _runs(connection: Connection, which: ColumnElement[bool]) -> dict[str, tuple[CourseRun, ...]]:
    query = select(run).where(which).order_by(run.c.offer_id, run.c.position)
    found: defaultdict[str, list[CourseRun]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        found[row["offer_id"]].append(CourseRun(**{spec.name: row[spec.name] for spec in RUN_COLUMNS}))
    return {offer_id: tuple(runs) for offer_id, runs in found.items()}


def _stored(
    row: Mapping[str, Any],
    lists: Mapping[str, Mapping[str, list[str]]],
    sites: tuple[Site, ...],
    runs: tuple[CourseRun, ...],
) -> StoredOffer:
    offer_id = row["offer_id"]
    texts = {name: row[name] for name in (*TEXT_COLUMNS, "offer_id", "organization")}
    texts |= {name: "yes" if row[name] else "no" for name in FLAG_COLUMNS}
    texts |= {name: LIST_SEPARATOR.join(found.get(offer_id, ())) for name, found in lists.items()}
    return StoredOffer(
        offer_id,
        {name: texts[name] for name in COLUMNS},
        version=row["version"],
        sites=sites,
        dataset=row["dataset"],
        position=row["position"],
        location_id=row["location_id"] or "",
        edited_at=utc(row["edited_at"]),
        deleted_at=utc(row["deleted_at"]),
        runs=runs,
    )


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        return (utc(value) or value).isoformat()
    return value.isoformat() if isinstance(value, date) else value
