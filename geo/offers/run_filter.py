"""Which offers have a dated run that somebody asks for: one and the same run has to fit all that is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from geo.offers.course_runs import CourseRun, Runs, to_come


@dataclass(frozen=True)
class RunsAsked:
    """What somebody asks of a course; nothing asks nothing.

    `levels` are some of `geo.offers.course_runs.LEVELS`, of which one is enough; with `begins_by` it is still to begin,
    at the latest on that day; with `childcare` it states that there is some.
    """

    levels: tuple[str, ...] = ()
    begins_by: date | None = None
    childcare: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return self == NOTHING_ASKED

    def fits(self, run: CourseRun, today: date) -> bool:
        """Whether a run that is told today is what somebody asks for."""
        return (
            (not self.levels or not run.levels.isdisjoint(self.levels))
            and (self.begins_by is None or today <= run.first_day <= self.begins_by)
            and (not self.childcare or run.childcare == "yes")
        )

    def among(self, runs: Iterable[CourseRun], today: date) -> tuple[CourseRun, ...]:
        """Return the runs that fit, past ones never."""
        return tuple(run for run in to_come(runs, today) if self.fits(run, today))


NOTHING_ASKED = RunsAsked()


def offers_with(asked: RunsAsked, runs: Runs, today: date) -> frozenset[str]:
    """Return the ids of offers that have such a run on a day."""
    return frozenset(key for key, of_offer in runs.items() if asked.among(of_offer, today))
