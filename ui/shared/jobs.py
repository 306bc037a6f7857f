"""Slow work beside the page: it tells how far it is and ends when a visitor says so."""

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

import streamlit as st

from geo.i18n import Texts

T = TypeVar("T")

#: So much slow work runs at once, whoever asked for it; the rest waits its turn.
AT_ONCE = 2
#: Seconds a page waits for work that is soon done, before it shows that it waits.
_PATIENCE_S = 0.8
#: Seconds between two looks at work that goes on.
_LOOK_AGAIN_S = 1.0

_TURNS = threading.BoundedSemaphore(AT_ONCE)


class Job(Generic[T]):
    """One piece of work in a thread of its own; `part` says how much of it is done, from 0 to 1."""

    def __init__(self, work: Callable[["Job[T]"], T]) -> None:
        self.part = 0.0
        self._work = work
        self._stop, self._done = threading.Event(), threading.Event()
        self._found: list[T] = []
        self._error: Exception | None = None
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """Ask the work to end; it ends at its next step."""
        self._stop.set()

    @property
    def is_stopped(self) -> bool:
        """Whether somebody asked it to end."""
        return self._stop.is_set()

    def is_done(self, *, within_s: float = 0.0) -> bool:
        """Say whether the work has ended, waiting for it for a while."""
        return self._done.wait(within_s)

    def result(self) -> T:
        """Return what was found; an error of the work is raised here, where somebody sees it."""
        self._done.wait()
        if self._error is not None:
            raise self._error
        return self._found[0]

    def _run(self) -> None:
        try:
            with _TURNS:
                self._found.append(self._work(self))
        except Exception as error:
            self._error = error
        finally:
            self._done.set()


def job_for(kind: str, asked: Hashable, work: Callable[[Job[T]], T]) -> Job[T]:
    """Return the visitor's work of a kind; another question ends the work on the one before."""
    name = f"job_{kind}"
    known = st.session_state.get(name)
    if known is not None and known[0] == asked:
        return known[1]  # type: ignore[no-any-return]  # what was put there below
    forget(kind)
    job = Job(work)
    st.session_state[name] = (asked, job)
    job.is_done(within_s=_PATIENCE_S)
    return job


def forget(kind: str) -> None:
    """End the visitor's work of a kind and forget what it found."""
    known = st.session_state.pop(f"job_{kind}", None)
    if known is not None:
        known[1].stop()


def waiting(texts: Texts, job: Job[T], words: str, *, key: str) -> None:
    """Show how far the work is and a button to stop it; the page runs anew when it has ended."""

    @st.fragment(run_every=_LOOK_AGAIN_S)
    def look() -> None:
        if job.is_done():
            st.rerun()
        st.progress(min(max(job.part, 0.0), 1.0), text=words)
        st.button(texts("job.stop"), key=key, icon=":material/stop_circle:", on_click=job.stop)

    look()
