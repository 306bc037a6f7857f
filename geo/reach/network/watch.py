"""Ways through the streets can take long: whoever waits for them may see how far they are, and end them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: Called before each piece of work with its number and how many there are; returns whether to go on.
GoOn = Callable[[int, int], bool]


class Stopped(Exception):
    """Somebody asked to stop before the end."""


_WATCH: ContextVar[GoOn | None] = ContextVar("watch", default=None)


@contextmanager
def watched(go_on: GoOn) -> Iterator[None]:
    """Let `go_on` watch all searches of this thread inside the block; they raise `Stopped` when it says no."""
    token = _WATCH.set(go_on)
    try:
        yield
    finally:
        _WATCH.reset(token)


def go_on_with(done: int, of: int) -> None:
    """Tell whoever watches how far the work is.

    Raises
    ------
    Stopped
        If the work shall end.
    """
    go_on = _WATCH.get()
    if go_on is not None and not go_on(done, of):
        raise Stopped
