"""An offer while somebody fills in its form: what it was when they began, and what they entered since."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from geo.store import Site, full_row
from geo.tables import cell_of
from geo.upkeep.desk import NEW_OFFER, Desk
from ui.shared.offer_draft import KEY, NEW, SITE_FIELDS, Draft, keep

#: So many forms with something typed into them are kept.
_MOST_LEFT = 10
#: What is true of one offer alone: a copy has no date, and no page that tells of it.
_NOT_COPIED = ("offer_id", "assured_date", "page_date", "source_host", "source_url", "remark")


def current(desk: Desk, offer_id: str, source: str) -> Draft:
    """Return the form that is open for an offer, or open one from the offer as it stands."""
    kept = st.session_state.get(KEY + "draft")
    if isinstance(kept, Draft) and kept.offer_id == offer_id:
        return kept
    leave()  # another form, straight from this one
    left = _left().pop(offer_id, None)
    if left and not source:
        for key, value in left.typed.items():
            st.session_state[key] = value
        keep(left.draft)
        return left.draft
    number = st.session_state.get(KEY + "draft_number", 0) + 1
    draft = replace(_opened(desk, offer_id, source), mark=str(number))
    st.session_state[KEY + "draft_number"] = number
    keep(draft)
    return draft


@dataclass(frozen=True)
class Left:
    """A form that somebody left with something typed into it: what its fields held, by their keys."""

    draft: Draft
    typed: Mapping[str, object]

    @property
    def title(self) -> str:
        """What the offer is called in the form."""
        return str(self.typed.get(self.draft.key("title")) or self.draft.row.get("title", ""))


def leave() -> None:
    """Go away from the form; what was typed is kept for this visit and offered again.

    Called while the fields still hold it: Streamlit forgets the fields of a page that is not shown.
    """
    draft = st.session_state.get(KEY + "draft")
    if not isinstance(draft, Draft):
        return
    state = st.session_state.to_dict()
    typed = {
        str(key): value
        for key, value in state.items()
        if str(key).startswith(draft.key("")) and isinstance(value, str | list)
    }
    forget()
    if _is_touched(draft, typed):
        kept = _left()
        kept[draft.offer_id] = Left(draft, typed)
        st.session_state[KEY + "left"] = dict(list(kept.items())[-_MOST_LEFT:])


def left_forms() -> list[Left]:
    """Return the forms that were left with something typed into them, the last one first."""
    return list(reversed(_left().values()))


def throw_away(offer_id: str) -> None:
    """Forget what was typed into a form that was left."""
    _left().pop(offer_id, None)


def _left() -> dict[str, Left]:
    kept = st.session_state.setdefault(KEY + "left", {})
    return kept if isinstance(kept, dict) else {}


def _is_touched(draft: Draft, typed: Mapping[str, object]) -> bool:
    def text(value: object) -> str:
        return cell_of(value) if isinstance(value, list) else str(value or "").strip()

    fields = {draft.key(name): was for name, was in draft.row.items()}
    for site_id in draft.site_ids:
        known = draft.sites[site_id] if site_id < len(draft.sites) else Site()
        fields |= {draft.site_key(site_id, name): getattr(known, name) for name in SITE_FIELDS}
    is_other = any(text(typed[key]) != was for key, was in fields.items() if key in typed)
    return is_other or draft.site_ids != tuple(range(len(draft.sites)))


def forget() -> None:
    """Drop the form, and what it met."""
    for name in ("draft", "conflict"):
        st.session_state.pop(KEY + name, None)


def _opened(desk: Desk, offer_id: str, source: str) -> Draft:
    if offer_id != NEW:
        stored = desk.offer(offer_id)
        return Draft(offer_id, stored.version, stored.row, stored.sites, tuple(range(len(stored.sites))))
    if not source:
        return Draft(NEW, 0, full_row(NEW_OFFER))
    stored = desk.offer(source)
    kept = {name: text for name, text in stored.row.items() if name not in _NOT_COPIED}
    row = full_row({**kept, "status": NEW_OFFER["status"]})
    return Draft(NEW, 0, row, stored.sites, tuple(range(len(stored.sites))))
