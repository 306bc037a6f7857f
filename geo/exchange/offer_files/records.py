"""Offers as everybody may see them: public columns only, no place of a protected offer, no false point."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from geo.model import POINT_PRECISIONS, Precision
from geo.offers.columns import (
    ADDRESS_COLUMNS,
    FURTHER_SITES,
    OFFER_FRAME,
    PLACE_COLUMNS,
    POINT_COLUMNS,
    TRANSLATED,
    TRANSLATIONS,
)
from geo.offers.sites import plain_value, point_value, public_sites
from geo.offers.translations import Translations, told_translations
from geo.tables import LIST_SEPARATOR

Record = dict[str, Any]

#: The columns of every export, in the order of the schema.
PUBLIC_COLUMNS = tuple(spec.name for spec in OFFER_FRAME if spec.is_public)


def public_records(
    offers: pd.DataFrame,
    further: pd.DataFrame | None = None,
    translations: Translations | None = None,
) -> list[Record]:
    """Return the offers in their order as plain values.

    Parameters
    ----------
    offers
        Rows of the offers frame (`geo.offers.columns.OFFER_FRAME`); columns that it lacks count as unknown.
    further
        Their further addresses (`geo.offers.sites.further_sites`).
    translations
        Their texts in other languages, as the store gives them; only those that visitors may see are told.

    Returns
    -------
    list
        One dictionary an offer with `PUBLIC_COLUMNS`: texts, lists of ids, bool, and floats or None. `lon`, `lat`
        (degrees, EPSG:4326) and `uncertainty_m` (metres) are None unless a house, street or place is known.
        `further_sites` is a list of dictionaries with the columns of `geo.offers.columns.SITE_COLUMNS`;
        `translations` has texts by language and column.
    """
    rows = offers.reset_index().to_dict("records")
    records = [_public({str(name): value for name, value in row.items()}) for row in rows]
    sites = public_sites(further)
    texts = told_translations(offers, translations or {})
    return [record | _beside(record, sites, texts) for record in records]


def _beside(record: Record, sites: Mapping[str, list[Record]], texts: Translations) -> Record:
    """Return what stands beside the columns of an offer, in an order that never changes."""
    offer_id = record["offer_id"]
    told = {
        language: {name: said[name] for name in TRANSLATED if name in said}
        for language, said in sorted(texts.get(offer_id, {}).items())
    }
    return {
        FURTHER_SITES: [] if record["is_protected"] else sites.get(offer_id, []),
        TRANSLATIONS: told,
    }


def as_cells(record: Record) -> dict[str, Any]:
    """Return a record as cells of a table, written as in the shipped one: lists joined, yes and no as words."""
    write: Mapping[str, Callable[[Any], Any]] = {FURTHER_SITES: _sites_cell, TRANSLATIONS: _json_cell}
    return {name: write.get(name, _cell)(value) for name, value in record.items()}


def has_point(record: Mapping[str, Any]) -> bool:
    """Whether a record has a point of its own."""
    return record["lon"] is not None and record["lat"] is not None


def is_exact(record: Mapping[str, Any]) -> bool:
    """Whether the point is that of the house."""
    return has_point(record) and record["precision"] == Precision.HOUSE


def _public(row: Mapping[str, Any]) -> Record:
    record = {name: plain_value(row.get(name, "")) for name in PUBLIC_COLUMNS}
    record |= {name: point_value(row.get(name)) for name in POINT_COLUMNS}
    if record["is_protected"]:
        return record | _WITHOUT_PLACE
    if record["precision"] not in POINT_PRECISIONS:
        record |= dict.fromkeys(POINT_COLUMNS)
    return record


_WITHOUT_PLACE: Record = {
    **dict.fromkeys((*ADDRESS_COLUMNS, *(spec.name for spec in PLACE_COLUMNS)), ""),
    **dict.fromkeys(POINT_COLUMNS),
    "precision": Precision.NONE.value,
}


def _sites_cell(sites: list[Record]) -> str:
    """Write further addresses as JSON without what is unknown, "" for none."""
    known = [{name: value for name, value in site.items() if value not in ("", None)} for site in sites]
    return _json_cell(known)


def _json_cell(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return LIST_SEPARATOR.join(value) if isinstance(value, list) else value
