"""An offer while somebody fills in its form: what it was when they began, and what they entered since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import streamlit as st

from geo.offers.columns import ADDRESS_COLUMNS
from geo.store import Site
from geo.tables import cell_of, items_of
from geo.upkeep.offer_form import Field, Kind

KEY = "maintain_"
#: In place of an offer's id: one that is to be added.
NEW = "new"

SITE_FIELDS = (*ADDRESS_COLUMNS, "city", "schedule")
_PREFIX = KEY + "field_"


@dataclass(frozen=True)
class Draft:
    """The offer as it was when the form was opened; `site_ids` are the further addresses in the form now."""

    offer_id: str
    version: int
    row: Mapping[str, str]
    sites: tuple[Site, ...] = ()
    site_ids: tuple[int, ...] = ()
    mark: str = ""

    @property
    def is_new(self) -> bool:
        """Whether the offer is to be added."""
        return self.offer_id == NEW

    def key(self, name: str) -> str:
        """Return the key of a widget: another form never shows what was typed into this one."""
        return f"{_PREFIX}{self.mark}_{name}"

    def site_key(self, site_id: int, name: str) -> str:
        """Return the key of a widget of a further address."""
        return self.key(f"site_{site_id}_{name}")


def keep(draft: Draft) -> None:
    """Remember a form until it is saved or left."""
    st.session_state[KEY + "draft"] = draft


def entered(draft: Draft, fields: Iterable[Field]) -> dict[str, str]:
    """Return what stands in the form: the offer's row with what was filled in."""
    row = dict(draft.row)
    for field in fields:
        key = draft.key(field.name)
        if key in st.session_state:
            row[field.name] = _text(field.kind, st.session_state[key])
    return row


def entered_sites(draft: Draft) -> tuple[Site, ...]:
    """Return the further addresses of the form; one without any text is none."""
    sites = []
    for site_id in draft.site_ids:
        known = draft.sites[site_id] if site_id < len(draft.sites) else Site()
        values = {
            name: str(st.session_state.get(draft.site_key(site_id, name), getattr(known, name)) or "").strip()
            for name in SITE_FIELDS
        }
        sites.append(Site(**values))
    return tuple(site for site in sites if site != Site())


def changed(draft: Draft, row: Mapping[str, str]) -> dict[str, str]:
    """Return the columns that were filled in otherwise than they stood there."""
    return {name: text for name, text in row.items() if text != draft.row.get(name, "")}


def first_value(field: Field, text: str) -> object:
    """Return what a widget shows of a value at first."""
    return items_of(text) if field.kind == Kind.LIST else text


def _text(kind: Kind, value: object) -> str:
    if kind == Kind.LIST:
        return cell_of(value if isinstance(value, list) else [])
    return str(value or "").strip()
