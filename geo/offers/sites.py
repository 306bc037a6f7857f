"""The further addresses of offers: each is a place of its own, on the map as for the way to it.

The offers frame holds the first address of an offer. Here the others are set beside it, for whatever asks *where*
something is offered rather than *what*.
"""

import math
from typing import Any

import pandas as pd

from geo.model import POINT_PRECISIONS, Scope
from geo.offers.columns import POINT_COLUMNS, SITE_COLUMNS

#: About a decimetre; more would promise what nobody measured.
_POINT_DECIMALS = 6


def further_sites(offers: pd.DataFrame, sites: pd.DataFrame | None) -> pd.DataFrame:
    """Return the further addresses of offers that tell where they are: no protected one, none on the web.

    Parameters
    ----------
    offers
        As in `geo.offers.columns.OFFER_FRAME`.
    sites
        As `Store.sites` gives them, those of other offers too; None where nobody knows of any.

    Returns
    -------
    DataFrame
        Index `offer_id`, as often as the offer has further addresses; `site` (1 for the first) and `SITE_COLUMNS`.
    """
    if sites is None or sites.empty or "is_protected" not in offers:
        return _no_sites()
    telling = offers.index[offers["scope"].eq(Scope.LOCAL.value) & ~offers["is_protected"].astype(bool)]
    kept = sites[sites["site"].gt(0) & sites["offer_id"].isin(telling)]
    return kept.set_index("offer_id")[["site", *SITE_COLUMNS]]


def at_all_sites(offers: pd.DataFrame, further: pd.DataFrame) -> pd.DataFrame:
    """Return the offers with a row for each of their addresses, the first ones before all others.

    Parameters
    ----------
    offers
        As in `geo.offers.columns.OFFER_FRAME`.
    further
        As `further_sites` gives it; those of other offers are left out.

    Returns
    -------
    DataFrame
        The columns of `offers` and `site`, 0 for the first address. An offer stands once at each location.
    """
    first = offers.assign(site=0)
    rows = further[further.index.isin(offers.index)]
    if rows.empty:
        return first
    known = [name for name in SITE_COLUMNS if name in offers]
    others = offers.loc[rows.index].assign(**{name: rows[name].to_numpy() for name in (*known, "site")})
    if "is_administration_address" in others:
        others["is_administration_address"] = False  # said of the first address
    both = pd.concat([first, others]).astype({name: "float64" for name in POINT_COLUMNS if name in offers})
    return both[~_is_twice(both)]


def public_sites(further: pd.DataFrame | None) -> dict[str, list[dict[str, Any]]]:
    """Return the further addresses by offer; a point only where a house, street or place is known."""
    found: dict[str, list[dict[str, Any]]] = {}
    if further is not None:
        for offer_id, row in zip(further.index, further.to_dict("records"), strict=True):
            site = {name: plain_value(row[name]) for name in SITE_COLUMNS}
            site |= {name: point_value(row[name]) for name in POINT_COLUMNS}
            if site["precision"] not in POINT_PRECISIONS:
                site |= dict.fromkeys(POINT_COLUMNS)
            found.setdefault(str(offer_id), []).append(site)
    return found


def plain_value(value: Any) -> Any:
    """Return a value of a frame as programs read it: lists as lists of texts, numbers as those of Python."""
    if isinstance(value, tuple | list):
        return [str(item) for item in value]
    return value.item() if hasattr(value, "item") else value


def point_value(value: Any) -> float | None:
    """Return a number of a point with the decimals that are known, None where there is none."""
    if value is None or value == "" or not math.isfinite(value):
        return None
    return round(float(value), _POINT_DECIMALS)


def _is_twice(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Say for each row whether the offer stands at that location already, at other hours."""
    at = pd.MultiIndex.from_arrays([rows.index, rows["location_id"]])
    return pd.Series(at.duplicated(), index=rows.index) & rows["location_id"].ne("") & rows["site"].gt(0)


def _no_sites() -> pd.DataFrame:
    texts = {name: pd.Series(dtype="float64" if name in POINT_COLUMNS else "str") for name in SITE_COLUMNS}
    frame = pd.DataFrame({"site": pd.Series(dtype="int64"), **texts})
    return frame.set_axis(pd.Index([], name="offer_id", dtype="str"))
