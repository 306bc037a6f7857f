"""Publishing a quarter: what everybody sees then is what was told on that day, whatever is counted later."""

from datetime import date

from geo.errors import DataError, Problem
from geo.kim.figures import Figures, figures_of, read_published, written
from geo.kim.quarters import is_quarter, quarter_of
from geo.store import Batch, Store
from geo.upkeep.access import Action, Actor, may, require


def publish_quarter(store: Store, actor: Actor, quarter: str, *, today: date) -> Batch:
    """Publish what may be told of a quarter; undo takes it back.

    Raises
    ------
    AccessDenied
        If somebody may not.
    DataError
        If it is no quarter, is not over, or nothing was counted in it.
    UndoRefused
        If it is published already.
    """
    require(actor, Action.STEER)
    if not is_quarter(quarter) or quarter >= quarter_of(today):
        told = f"a quarter that is over: before {quarter_of(today)}"
        raise DataError([Problem("publish", 0, "quarter", quarter, told)])
    found = figures_of(store).of(quarter).quarters
    if not found:
        raise DataError(
            [Problem("publish", 0, "quarter", quarter, "a quarter in which something was counted")]
        )
    return store.advice.publish(quarter, written(found[0]), who=actor.role)


def forget_quarter(store: Store, actor: Actor, quarter: str) -> int:
    """Delete a quarter for good: counts, what was published of it, open codes, history. Nothing brings it back.

    Returns
    -------
    int
        So many rows are gone.

    Raises
    ------
    AccessDenied
        If somebody may not.
    DataError
        If it is no quarter, or nothing is kept of it.
    """
    require(actor, Action.STEER)
    kept = {key.quarter for key in store.advice.tallies()} | {*store.advice.published()}
    kept |= {key.quarter for key in store.advice.handovers()}
    if not is_quarter(quarter) or quarter not in kept:
        told = f"one of: {', '.join(sorted(kept))}" if kept else "a quarter; nothing is kept of any"
        raise DataError([Problem("forget", 0, "quarter", quarter, told)])
    return store.advice.forget_quarter(quarter)


def seen_by(store: Store, actor: Actor) -> Figures:
    """Return the figures that somebody may see: all for coordinators, published ones for everybody else."""
    if may(actor, Action.SEE_ADVICE):
        return figures_of(store)
    return read_published(store.advice.published())
