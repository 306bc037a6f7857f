"""Somebody else was faster: yours and theirs side by side, with a choice for each field."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace

import streamlit as st

from geo.errors import FieldConflict, OfferConflict
from geo.i18n import Texts
from geo.offers.value_wording import SITES, value_words
from geo.store import Done, Site
from geo.upkeep.desk import Desk
from ui.maintain import acts
from ui.maintain import draft as drafts
from ui.shared import widgets
from ui.shared.loading import Data
from ui.shared.offer_draft import KEY

_YOURS, _THEIRS = "yours", "theirs"


@dataclass(frozen=True)
class Edit:
    """Your change of an offer: what you filled in otherwise, and what stood there when you began."""

    offer_id: str
    version: int
    row: Mapping[str, str]
    sites: tuple[Site, ...] | None
    base_row: Mapping[str, str]
    base_sites: tuple[Site, ...]

    def wrote(self, field: FieldConflict) -> bool:
        """Whether somebody else gave a field another value than it had when you began."""
        base = [asdict(site) for site in self.base_sites] if field.column == SITES else None
        return field.theirs != (self.base_row.get(field.column, "") if base is None else base)


@dataclass(frozen=True)
class Conflict:
    """Fields that you and somebody else changed; `edit` is yours, made from their version."""

    edit: Edit
    fields: tuple[FieldConflict, ...]


def writer(edit: Edit) -> Callable[[Desk], Done]:
    """Return what makes an edit at a desk.

    Where somebody else was faster but touched other fields, both changes stay. Where both changed the same, the page
    compares.
    """

    def write(desk: Desk) -> Done:
        try:
            return desk.edit(edit.offer_id, edit.row, version=edit.version, sites=edit.sites)
        except OfferConflict as error:
            stored = desk.offer(edit.offer_id)
            fields = tuple(field for field in error.fields if edit.wrote(field))
            again = replace(edit, version=stored.version, base_row=stored.row, base_sites=stored.sites)
            if not fields:
                return desk.edit(again.offer_id, again.row, version=again.version, sites=again.sites)
            st.session_state[KEY + "conflict"] = Conflict(again, fields)
            raise

    return write


def show_conflict(texts: Texts, data: Data, conflict: Conflict) -> None:
    """Show both versions of each field, to choose one."""
    widgets.html("heading.html", text=texts("maintain.conflict"))
    st.markdown(widgets.plain(texts("maintain.conflict_lead")))
    for field in conflict.fields:
        _field(texts, data, field)
    with st.container(horizontal=True):
        st.button(
            texts("maintain.conflict_save"),
            key=KEY + "conflict_save",
            type="primary",
            on_click=_save,
            args=(conflict,),
        )
        st.button(texts("maintain.conflict_drop"), key=KEY + "conflict_drop", type="tertiary", on_click=_drop)


def _field(texts: Texts, data: Data, field: FieldConflict) -> None:
    values = {_YOURS: field.yours, _THEIRS: field.theirs}
    names = {
        side: value_words(field.column, value, texts=texts, taxonomy=data.taxonomy)
        for side, value in values.items()
    }
    with st.container(border=True, key=f"{KEY}conflict_{field.column}"):
        st.radio(
            texts(f"column.{field.column}"),
            (_YOURS, _THEIRS),
            key=_key(field),
            format_func=lambda side: (
                f"{texts(f'maintain.{side}')}: {widgets.plain(names[side] or texts('maintain.empty'))}"
            ),
        )


def _key(field: FieldConflict) -> str:
    return f"{KEY}choice_{field.column}"


def _save(conflict: Conflict) -> None:
    given_up = {f.column for f in conflict.fields if st.session_state.get(_key(f), _YOURS) == _THEIRS}
    edit = conflict.edit
    row = {name: text for name, text in edit.row.items() if name not in given_up}
    chosen = replace(edit, row=row, sites=None if SITES in given_up else edit.sites)
    if acts.act(acts.save(writer(chosen))):
        drafts.forget()


def _drop() -> None:
    drafts.forget()
    acts.put_aside()
