"""Which offers have a dated run that somebody asks for: one and the same run has to fit all that is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from geo.links import SHOWN_LIMIT, Hint, Params, choice, clean_text, last
from geo.offers.course_runs import LEVELS, CourseRun, Runs, to_come

#: Keys of a link; lasting, because links on paper use them.
LEVEL_KEY, BEGINS_BY_KEY, CHILDCARE_KEY = "level", "begins_by", "childcare"
_YES = "yes"


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
            and (not self.childcare or run.childcare == _YES)
        )

    def among(self, runs: Iterable[CourseRun], today: date) -> tuple[CourseRun, ...]:
        """Return the runs that fit, past ones never."""
        return tuple(run for run in to_come(runs, today) if self.fits(run, today))


NOTHING_ASKED = RunsAsked()


def offers_with(asked: RunsAsked, runs: Runs, today: date) -> frozenset[str]:
    """Return the ids of offers that have such a run on a day."""
    return frozenset(key for key, of_offer in runs.items() if asked.among(of_offer, today))


def to_query(asked: RunsAsked) -> dict[str, list[str]]:
    """Return what is asked of a course as keys and values of a link; what is not asked is left out."""
    told = {
        LEVEL_KEY: list(asked.levels),
        BEGINS_BY_KEY: [asked.begins_by.isoformat()] if asked.begins_by else [],
        CHILDCARE_KEY: [_YES] if asked.childcare else [],
    }
    return {key: values for key, values in told.items() if values}


def from_query(params: Params, hints: list[Hint]) -> RunsAsked:
    """Read what a link asks of a course; what is not valid is ignored and said in a hint, added to `hints`."""
    listed = params.get(LEVEL_KEY) or []
    named = (
        [listed] if isinstance(listed, str) else [str(one)[:SHOWN_LIMIT] for one in listed[: 2 * len(LEVELS)]]
    )
    levels = tuple(level for level in LEVELS if level in {clean_text(one).upper() for one in named})
    strange = [one for one in map(clean_text, named) if one and one.upper() not in LEVELS]
    if strange:
        hints.append(Hint(LEVEL_KEY, tuple(strange[:5])))
    return RunsAsked(levels, _day(params, hints), choice(params, CHILDCARE_KEY, (_YES,), hints) == _YES)


def _day(params: Params, hints: list[Hint]) -> date | None:
    text = last(params, BEGINS_BY_KEY)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        hints.append(Hint(BEGINS_BY_KEY, (text,)))
        return None
