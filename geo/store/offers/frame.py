"""The offers frame that travels between rooms, read with a few bulk queries."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, literal, select

from geo.model import Precision
from geo.offers.columns import FLAG_COLUMNS, OFFER_FRAME
from geo.store.offers.tables import LIST_TABLES, location, offer, offer_site, organization

_NUMBERS = ("lon", "lat", "uncertainty_m")
_SITE_TEXTS = ("street", "house_number", "postal_code", "city", "schedule")
_SITE_FRAME = {
    "offer_id": "str",
    "site": "int64",
    **dict.fromkeys((*_SITE_TEXTS, "location_id"), "str"),
    "lon": "float64",
    "lat": "float64",
    "precision": "str",
    "uncertainty_m": "float64",
}


def read_offers_frame(connection: Connection) -> pd.DataFrame:
    """Return all offers in their order, shaped as `geo.offers.columns.OFFER_FRAME` says."""
    rows = connection.execute(_query()).mappings().all()
    lists = {name: _read_lists(connection, table) for name, table in LIST_TABLES.items()}
    ids = [row["offer_id"] for row in rows]
    columns = {
        spec.name: _column(spec.name, rows, ids, lists) for spec in OFFER_FRAME if spec.name != "offer_id"
    }
    return pd.DataFrame(columns, index=pd.Index(ids, name="offer_id", dtype="str"))


def read_sites_frame(connection: Connection, *, further_only: bool = False) -> pd.DataFrame:
    """Return one row for every address of every offer, shaped as `Store.sites` says."""
    main = _site_query(offer, offer.c.position, literal(0).label("site"))
    further = _site_query(offer_site, offer.c.position, offer_site.c.position.label("site"))
    further = further.join(offer, offer.c.offer_id == offer_site.c.offer_id)
    rows = [
        dict(row)
        for query in ((further,) if further_only else (main, further))
        for row in connection.execute(query.where(offer.c.deleted_at.is_(None))).mappings()
    ]
    rows.sort(key=lambda row: (row["order"], row["offer_id"], row["site"]))
    frame = pd.DataFrame(rows, columns=[*_SITE_FRAME]).fillna(
        {"location_id": "", "precision": Precision.NONE.value}
    )
    return frame.astype(_SITE_FRAME)


def _read_lists(connection: Connection, table: Table) -> dict[str, tuple[str, ...]]:
    """Return the ordered items of one list table by offer."""
    item = next(column for column in table.primary_key if column.name != "offer_id")
    found: defaultdict[str, list[str]] = defaultdict(list)
    query = select(table.c.offer_id, item).order_by(table.c.offer_id, table.c.position)
    for offer_id, value in connection.execute(query):
        found[offer_id].append(value)
    return {offer_id: tuple(values) for offer_id, values in found.items()}


def _query() -> Any:
    places = [location.c[name] for name in ("lon", "lat", "precision", "uncertainty_m", "match_source")]
    return (
        select(offer, organization.c.name.label("organization"), *places)
        .join(organization)
        .outerjoin(location)
        .where(offer.c.deleted_at.is_(None))
        .order_by(offer.c.position, offer.c.offer_id)
    )


def _site_query(table: Table, order: Any, site: Any) -> Any:
    own = [table.c[name] for name in ("offer_id", *_SITE_TEXTS, "location_id")]
    places = [location.c[name] for name in (*_NUMBERS, "precision")]
    query = select(*own, site, order.label("order"), *places)
    return query.select_from(table).outerjoin(location, table.c.location_id == location.c.location_id)


def _column(
    name: str, rows: Any, ids: list[str], lists: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> "pd.Series[Any]":
    index = pd.Index(ids, name="offer_id", dtype="str")
    if name in lists:
        return pd.Series([lists[name].get(offer_id, ()) for offer_id in ids], index=index, dtype="object")
    values = [row[name] for row in rows]
    if name in _NUMBERS:
        return pd.Series(values, index=index, dtype="float64")
    if name in FLAG_COLUMNS:
        return pd.Series(values, index=index, dtype="bool")
    unknown = Precision.NONE.value if name == "precision" else ""
    return pd.Series([unknown if value is None else value for value in values], index=index, dtype="str")
