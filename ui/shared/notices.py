"""What the last click did, told above a page until the next one, with the way back where there is one."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import streamlit as st

from geo.errors import GeoError
from geo.i18n import Texts
from geo.upkeep.desk import Desk
from ui.shared import widgets

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """A text of the catalogue with its values."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, texts: Texts) -> str:
        """Return it in one language."""
        return texts(self.key, **self.values)


def text(key: str, /, **values: object) -> Line:
    """Return the line with a text of the catalogue, to be said when it is shown."""
    return Line(key, values)


@dataclass(frozen=True)
class Notice:
    """What happened; `batch_id` is what can be taken back, 0 for nothing; `more` draws what else there is to see."""

    lines: tuple[Line, ...]
    batch_id: int = 0
    is_fault: bool = False
    more: Callable[[Texts], None] | None = None


def tell(
    room: str,
    *lines: Line,
    batch_id: int = 0,
    is_fault: bool = False,
    more: Callable[[Texts], None] | None = None,
) -> None:
    """Keep what happened for the next run of the page."""
    st.session_state[room + "notice"] = Notice(lines, batch_id, is_fault, more)


def forget(room: str) -> None:
    """Tell no more what happened before."""
    st.session_state.pop(room + "notice", None)


@contextmanager
def told(room: str) -> Iterator[None]:
    """Tell what stops an action instead of losing the page."""
    try:
        yield
    except GeoError as error:
        LOG.warning("refused: %s", error)
        tell(room, text(error.key), is_fault=True)


def show(texts: Texts, room: str, desk: Desk) -> None:
    """Show what happened, and take it back if that is wanted."""
    notice: Notice | None = st.session_state.get(room + "notice")
    if notice is None:
        return
    said = "  \n".join(widgets.plain(line.said(texts)) for line in notice.lines)
    with st.container(key=room + "notice_box"):
        (st.error if notice.is_fault else st.success)(said)
        if notice.more:
            notice.more(texts)
        if notice.batch_id and st.button(texts("notice.undo"), key=room + "undo", icon=":material/undo:"):
            with told(room):
                desk.undo_batch(notice.batch_id)
                tell(room, text("notice.undone"))
            st.rerun()
