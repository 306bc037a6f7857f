"""What the buttons of "Maintain" do: each acts over a desk of this moment, and remembers what it did for undoing."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from geo.errors import DataError, GeoError
from geo.upkeep.desk import Desk
from geo.upkeep.offer_form import Complaint, complaints_of
from ui.entrance import who
from ui.shared import address_bar
from ui.shared.offer_draft import KEY

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Done:
    """What was just done; `what` names its text, `change_id` or `batch_id` is what undoing takes back."""

    what: str
    offer_id: str = ""
    title: str = ""
    change_id: int | None = None
    batch_id: int | None = None
    tells_place: bool = False


@dataclass(frozen=True)
class Failed:
    """What did not work: the key of its text, or what is wrong with the form, by column."""

    key: str
    complaints: tuple[Complaint, ...] = ()


def act(step: Callable[[Desk], Done | None]) -> bool:
    """Do something at the desk and remember how it went; False where it was refused."""
    address_bar.catch_up()
    st.session_state.pop(KEY + "failed", None)
    st.session_state.pop(KEY + "done", None)
    try:
        done = step(who.desk())
    except GeoError as error:
        LOG.warning("refused at the desk: %s", type(error).__name__)
        told = tuple(complaints_of(error.problems).values()) if isinstance(error, DataError) else ()
        st.session_state[KEY + "failed"] = Failed(error.key, told)
        return False
    st.session_state[KEY + "done"] = done
    return True


def confirm(offer_id: str) -> None:
    """Say that an offer is right today."""
    act(lambda desk: _told(desk, "confirmed", offer_id, lambda: desk.confirm([offer_id])))


def close(offer_id: str) -> None:
    """Say that an offer is no more."""
    act(lambda desk: _told(desk, "closed", offer_id, lambda: desk.close([offer_id])))


def remove(offer_id: str, version: int) -> bool:
    """Take an offer out of sight."""
    return act(lambda desk: _told(desk, "removed", offer_id, lambda: desk.remove(offer_id, version=version)))


def save(
    offer_id: str, change: Callable[[Desk], object], *, tells_place: bool, what: str = "saved"
) -> Callable[[Desk], Done]:
    """Return the step that changes an offer and tells how."""
    return lambda desk: _told(desk, what, offer_id, lambda: change(desk), tells_place=tells_place)


def undo(offer_id: str, change_id: int) -> None:
    """Take one change of an offer back."""

    def step(desk: Desk) -> Done:
        desk.undo(offer_id, change_id)
        return Done("undone", offer_id, _title(desk, offer_id))

    act(step)


def undo_batch(batch_id: int) -> None:
    """Take a whole batch back."""

    def step(desk: Desk) -> Done:
        made = desk.undo_batch(batch_id)
        return Done("undone_batch", batch_id=made.batch_id)

    act(step)


def approve(proposal_id: str, offer_id: str, version: int, columns: Sequence[str]) -> None:
    """Make what a visitor proposed an edit of the offer."""

    def change(desk: Desk) -> object:
        return desk.approve(proposal_id, version=version, columns=frozenset(columns))

    act(save(offer_id, change, tells_place=False, what="approved"))


def reject(proposal_id: str, reason: str) -> None:
    """Put a proposal aside."""

    def step(desk: Desk) -> Done:
        desk.reject(proposal_id, reason=reason)
        return Done("rejected")

    act(step)


def refuse(complaints: tuple[Complaint, ...]) -> None:
    """Say that something was not even tried, and why."""
    st.session_state.pop(KEY + "done", None)
    st.session_state[KEY + "failed"] = Failed(DataError.key, complaints)


def put_aside() -> None:
    """Forget what was done or refused last."""
    for name in ("done", "failed"):
        st.session_state.pop(KEY + name, None)


def done() -> Done | None:
    """Return what was done last, as long as nobody put it aside."""
    found = st.session_state.get(KEY + "done")
    return found if isinstance(found, Done) else None


def failed() -> Failed | None:
    """Return what did not work last."""
    found = st.session_state.get(KEY + "failed")
    return found if isinstance(found, Failed) else None


def _told(
    desk: Desk, what: str, offer_id: str, change: Callable[[], object], *, tells_place: bool = False
) -> Done:
    """Change an offer, and find the entry of the history that undoing takes back."""
    latest = _latest(desk, offer_id)
    title = _title(desk, offer_id)
    change()
    made = _latest(desk, offer_id)
    if made == latest:
        return Done("noted" if what == "approved" else "nothing", offer_id, title)
    return Done(what, offer_id, title, change_id=made, tells_place=tells_place)


def _latest(desk: Desk, offer_id: str) -> int | None:
    """Return the last entry of an offer's own history; its places have theirs."""
    own = (change.change_id for change in desk.store.history(offer_id) if change.offer_id)
    return max(own, default=None)


def _title(desk: Desk, offer_id: str) -> str:
    stored = desk.store.get(offer_id, removed=True)
    return stored.row["title"] if stored else ""
