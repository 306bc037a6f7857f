"""What the last click on the page did, with the way back; what was refused, in a sentence."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from geo.errors import DataError, GeoError
from geo.i18n import Texts
from ui.entrance import who
from ui.kim.state import KEY
from ui.shared import address_bar, widgets

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Done:
    """What was done, as keys of texts, and how to take it back."""

    key: str
    values: tuple[tuple[str, str], ...] = ()
    undo: Callable[[], object] | None = None


def text(key: str, /, *, undo: Callable[[], object] | None = None, **values: str) -> Done:
    """Return what was done as a text of the catalogue, to be said when the page is shown."""
    return Done(key, tuple(values.items()), undo)


def act(step: Callable[[], Done]) -> bool:
    """Do something in a callback and remember how it went; False where it was refused."""
    address_bar.catch_up()
    st.session_state.pop(KEY + "done", None)
    st.session_state.pop(KEY + "failed", None)
    try:
        done = step()
    except GeoError as error:
        LOG.warning("refused: %s", type(error).__name__)
        columns = tuple(sorted({p.column for p in error.problems})) if isinstance(error, DataError) else ()
        st.session_state[KEY + "failed"] = (error.key, columns)
        return False
    st.session_state[KEY + "done"] = done
    return True


def take_back(batch_id: int) -> None:
    """Take a batch of the page back, as whoever is here now.

    Raises
    ------
    AccessDenied
        If nobody who may is here any more.
    UndoRefused
        If that is not possible.
    """
    who.desk().undo_batch(batch_id)


def show(texts: Texts) -> None:
    """Tell what was done or refused last."""
    failed = st.session_state.get(KEY + "failed")
    if failed:
        key, columns = failed
        names = texts.listing([_field(texts, name) for name in columns])
        said = texts("kim.check", fields=names) if columns else texts(key)
        st.error(widgets.plain(said), icon=":material/error:")
    done = st.session_state.get(KEY + "done")
    if not isinstance(done, Done):
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=KEY + "done_box"):
        st.markdown(widgets.plain(texts(done.key, **dict(done.values))))
        if done.undo is not None:
            st.button(
                texts("kim.undo"), key=KEY + "undo", icon=":material/undo:", on_click=_take_back, args=(done,)
            )


def _field(texts: Texts, column: str) -> str:
    """Name a field of the page; languages have their name where offers have them."""
    return texts("detail.languages") if column == "languages" else texts(f"kim.field_{column}")


def _take_back(done: Done) -> None:
    undo = done.undo
    if undo is None:
        return

    def step() -> Done:
        undo()
        return text("kim.undone")

    act(step)
