"""The offers as columns for the browser: public ones only, and no place of a protected offer whatever a frame says.

Further addresses and translations are tables of their own, which name their offer by its number.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from geo.maps import markers
from geo.model import Status, Taxonomy
from geo.offers.columns import (
    ADDRESS_COLUMNS,
    BY_NAME,
    FLAG_COLUMNS,
    LIST_COLUMNS,
    PLAIN_FACTS,
    POINT_COLUMNS,
    PUBLISHED,
    TRANSLATED,
)
from geo.offers.translations import Translations
from geo.tables import FORBIDDEN

_SITE_TEXTS = ("street", "house_number", "postal_code", "city", "schedule", "precision")
TEXT_COLUMNS = tuple(
    name for name in PUBLISHED if name not in ("offer_id", *LIST_COLUMNS, *FLAG_COLUMNS, *POINT_COLUMNS)
)
_POINT_DECIMALS = {"lon": markers.DECIMALS, "lat": markers.DECIMALS, "uncertainty_m": 1}
#: The keys of headings: of texts that may be translated, and of what is told without a sentence of its own.
_HEADINGS = {"translated": {name: BY_NAME[name].label for name in TRANSLATED}, "plain": PLAIN_FACTS}
#: A column is written as its different values and their numbers where they repeat at least so often on average.
_REPEATS = 2

Packed = list[Any] | dict[str, list[Any]]


def pack(frame: pd.DataFrame, taxonomy: Taxonomy, spots: Sequence[markers.Spot]) -> dict[str, Any]:
    """Write the offers as columns.

    Parameters
    ----------
    frame
        Offers as in `geo.offers.columns.OFFER_FRAME`.
    spots
        All markers and badges; an offer's `spot` is a place in this list, -1 without one.
    """
    known = public_offers(frame)
    columns: dict[str, Packed] = {"offer_id": [harmless(str(i)) for i in known.index]}
    columns |= {name: packed([harmless(str(text)) for text in known[name]]) for name in TEXT_COLUMNS}
    columns |= {name: packed([list(values) for values in known[name]]) for name in LIST_COLUMNS}
    columns |= {name: packed([bool(value) for value in known[name]]) for name in FLAG_COLUMNS}
    columns |= {name: packed(_numbers(known[name], _POINT_DECIMALS[name])) for name in POINT_COLUMNS}
    columns["spot"] = packed(_spot_numbers(known, spots))
    columns["group"] = packed(_groups(known["topics"], taxonomy))
    return {"size": len(known), "columns": columns, "headings": _HEADINGS}


def pack_sites(
    frame: pd.DataFrame, further: pd.DataFrame, spots: Sequence[markers.Spot]
) -> dict[str, Packed]:
    """Write the further addresses of offers as columns, none where there are none.

    Parameters
    ----------
    frame
        Offers as `public_offers` gives them.
    further
        As `geo.offers.sites.further_sites` gives them; `precision` is written as "" where nobody looked an address up.
    spots
        As in `pack`.
    """
    if further.empty:
        return {}
    told = further.assign(
        is_protected=False, precision=further["precision"].where(further["location_id"].ne(""), "")
    )
    columns: dict[str, Packed] = {"offer": [int(number) for number in frame.index.get_indexer(told.index)]}
    columns |= {name: packed([harmless(str(text)) for text in told[name]]) for name in _SITE_TEXTS}
    columns |= {name: packed(_numbers(told[name], _POINT_DECIMALS[name])) for name in POINT_COLUMNS}
    return columns | {"spot": packed(_spot_numbers(told, spots))}


def pack_translations(frame: pd.DataFrame, told: Translations) -> dict[str, dict[str, Packed]]:
    """Write texts in other languages as columns by language, "" where an offer has none.

    Parameters
    ----------
    frame
        Offers as `public_offers` gives them.
    told
        As `geo.offers.translations.told_translations` gives them.
    """
    languages = sorted({language for texts in told.values() for language in texts})
    return {language: _in_language(frame, told, language) for language in languages}


def _in_language(frame: pd.DataFrame, told: Translations, language: str) -> dict[str, Packed]:
    found = {number: told.get(offer_id, {}).get(language, {}) for number, offer_id in enumerate(frame.index)}
    said = {number: texts for number, texts in found.items() if texts}
    columns = {name: [harmless(texts.get(name, "")) for texts in said.values()] for name in TRANSLATED}
    return {"offer": list(said)} | {name: packed(column) for name, column in columns.items() if any(column)}


def public_offers(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the offers that residents may read: no closed one, no place of a protected one, no editors' columns."""
    public = [name for name in frame.columns if name in BY_NAME and BY_NAME[name].is_public]
    kept = frame.loc[frame["status"].ne(Status.CLOSED.value), public].copy()
    protected = kept["is_protected"].astype(bool).to_numpy()
    kept.loc[protected, [*ADDRESS_COLUMNS, "location_id"]] = ""
    kept.loc[protected, list(POINT_COLUMNS)] = np.nan
    kept.loc[protected, "precision"] = "none"
    return kept


def closed_ids(frame: pd.DataFrame) -> list[str]:
    """Return the ids of closed offers, nothing else of them: so that a list which holds one can say why it has gone."""
    return [harmless(str(offer_id)) for offer_id in frame.index[frame["status"].eq(Status.CLOSED.value)]]


def harmless(text: str) -> str:
    """Return a text without signs that turn it round or hide in it, and without halves of letters."""
    return FORBIDDEN.sub("", text).replace("\u061c", "").encode("utf-8", "ignore").decode()


def packed(values: list[Any]) -> Packed:
    """Write a column, short where its values repeat; lists count as values."""
    keys = [tuple(value) if isinstance(value, list) else value for value in values]
    different = list(dict.fromkeys(keys))
    if len(different) * _REPEATS > len(values):
        return values
    numbers = {key: number for number, key in enumerate(different)}
    shown = [list(key) if isinstance(key, tuple) else key for key in different]
    return {"values": shown, "codes": [numbers[key] for key in keys]}


def _spot_numbers(rows: pd.DataFrame, spots: Sequence[markers.Spot]) -> list[int]:
    numbers = {spot.id: number for number, spot in enumerate(spots)}
    return [numbers.get(spot_id, -1) for spot_id in markers.spot_ids(rows)]


def _numbers(column: "pd.Series[float]", decimals: int) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), decimals) for value in column]


def _groups(topics: Iterable[Sequence[str]], taxonomy: Taxonomy) -> list[int]:
    """Return the number of the topic group that gives each offer its colour, -1 where none is known."""
    numbers = {group: number for number, group in enumerate(taxonomy.groups)}
    group_of: Mapping[str, int] = {key: numbers[topic.group] for key, topic in taxonomy.topics.items()}
    return [group_of.get(ids[0], -1) if ids else -1 for ids in topics]
