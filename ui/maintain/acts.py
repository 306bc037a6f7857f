"""What the buttons of "Maintain" do: each acts over a desk of this moment, and remembers what it did for undoing."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from geo.errors import DataError, GeoError
from geo.store import Done
from geo.upkeep import phrases
from geo.upkeep.desk import Desk
from geo.upkeep.offer_form import Complaint, complaints_of
from geo.upkeep.phrases import Known, Wanted
from ui.entrance import who
from ui.shared import address_bar
from ui.shared.offer_draft import KEY

LOG = logging.getLogger(__name__)
#: What was done when a phrase was added; `batch_id` tells which.
PHRASE_ADDED = "phrase_added"


@dataclass(frozen=True)
class Told:
    """What was just done, to be told; `what` names its text, `change_id` or `batch_id` is what undoing takes back."""

    what: str
    offer_id: str = ""
    title: str = ""
    change_id: int | None = None
    batch_id: int | None = None
    tells_place: bool = False
    language: str = "de"  # of the title


@dataclass(frozen=True)
class Failed:
    """What did not work: the key of its text, or what is wrong with the form, by column."""

    key: str
    complaints: tuple[Complaint, ...] = ()


def act(step: Callable[[Desk], Told]) -> bool:
    """Do something at the desk and remember how it went; False where it was refused."""
    address_bar.catch_up()
    st.session_state.pop(KEY + "failed", None)
    st.session_state.pop(KEY + "done", None)
    try:
        told = step(who.desk())
    except GeoError as error:
        LOG.warning("refused at the desk: %s", type(error).__name__)
        found = tuple(complaints_of(error.problems).values()) if isinstance(error, DataError) else ()
        st.session_state[KEY + "failed"] = Failed(error.key, found)
        return False
    st.session_state[KEY + "done"] = told
    return True


def confirm(offer_id: str, version: int | None = None) -> None:
    """Say that an offer is right today, as it was seen in a version."""
    act(confirming(offer_id, version))


def confirming(offer_id: str, version: int | None = None) -> Callable[[Desk], Told]:
    """Return the step that says an offer is right today."""
    seen = None if version is None else {offer_id: version}
    return save(lambda desk: desk.confirm([offer_id], versions=seen)[0], what="confirmed")


def close(offer_id: str, version: int | None = None) -> None:
    """Say that an offer is no more, as it was seen in a version."""
    seen = None if version is None else {offer_id: version}
    act(save(lambda desk: desk.close([offer_id], versions=seen)[0], what="closed"))


def remove(offer_id: str, version: int) -> bool:
    """Take an offer out of sight."""
    return act(save(lambda desk: desk.remove(offer_id, version=version), what="removed"))


def save(
    change: Callable[[Desk], Done], *, tells_place: bool = False, what: str = "saved"
) -> Callable[[Desk], Told]:
    """Return the step that changes an offer and tells how."""
    return lambda desk: _told(what, change(desk), tells_place=tells_place)


def undo(offer_id: str, change_id: int) -> None:
    """Take one change of an offer back."""

    def step(desk: Desk) -> Told:
        desk.undo(offer_id, change_id)
        return Told("undone", offer_id, _title(desk, offer_id))

    act(step)


def undo_batch(batch_id: int) -> None:
    """Take a whole batch back."""

    def step(desk: Desk) -> Told:
        made = desk.undo_batch(batch_id)
        return Told("undone_batch", batch_id=made.batch_id)

    act(step)


def add_phrase(wanted: Wanted, known: Known) -> bool:
    """Add what people say to what the search knows."""

    def step(desk: Desk) -> Told:
        batch = phrases.add_phrase(desk.store, desk.actor, wanted, known)
        return Told(PHRASE_ADDED, title=wanted.phrase, batch_id=batch.batch_id, language=wanted.language)

    return act(step)


def turn_phrase(batch_id: int) -> None:
    """Take an added phrase back, or put one that was taken back in force again."""

    def step(desk: Desk) -> Told:
        made = desk.undo_batch(batch_id)
        row = desk.store.phrases.by_batch()[made.batch_id]
        what = "phrase_put_back" if row.is_active else "phrase_taken_back"
        return Told(what, title=row.phrase, batch_id=made.batch_id, language=row.language)

    act(step)


def approve(proposal_id: str, version: int, columns: Sequence[str]) -> None:
    """Make what a visitor proposed an edit of the offer."""

    def change(desk: Desk) -> Done:
        return desk.approve(proposal_id, version=version, columns=frozenset(columns))

    act(save(change, what="approved"))


def note_wording(proposal_id: str) -> None:
    """Put better words for the texts of the pages down as noted."""

    def step(desk: Desk) -> Told:
        desk.note_wording(proposal_id)
        return Told("noted")

    act(step)


def reject(proposal_id: str, reason: str) -> None:
    """Put a proposal aside."""

    def step(desk: Desk) -> Told:
        desk.reject(proposal_id, reason=reason)
        return Told("rejected")

    act(step)


def refuse(complaints: tuple[Complaint, ...]) -> None:
    """Say that something was not even tried, and why."""
    st.session_state.pop(KEY + "done", None)
    st.session_state[KEY + "failed"] = Failed(DataError.key, complaints)


def put_aside() -> None:
    """Forget what was done or refused last."""
    for name in ("done", "failed"):
        st.session_state.pop(KEY + name, None)


def done() -> Told | None:
    """Return what was done last, as long as nobody put it aside."""
    found = st.session_state.get(KEY + "done")
    return found if isinstance(found, Told) else None


def failed() -> Failed | None:
    """Return what did not work last."""
    found = st.session_state.get(KEY + "failed")
    return found if isinstance(found, Failed) else None


def _told(what: str, done: Done, *, tells_place: bool) -> Told:
    """Say what was done to an offer; the entry of the history that undoing takes back comes with it."""
    offer_id, title = done.offer.offer_id, done.offer.row["title"]
    if done.change_id is None:
        return Told("noted" if what == "approved" else "nothing", offer_id, title)
    return Told(what, offer_id, title, change_id=done.change_id, tells_place=tells_place)


def _title(desk: Desk, offer_id: str) -> str:
    stored = desk.store.get(offer_id, removed=True)
    return stored.row["title"] if stored else ""
