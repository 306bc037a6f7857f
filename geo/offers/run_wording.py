"""What can be said about the dated runs of a course: one line for a card, all of it for a detail."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from geo.i18n import Texts
from geo.offers.course_runs import CourseRun
from geo.offers.hours.choices import TIMES
from geo.offers.run_filter import RunsAsked

#: A date so near needs no year.
_NEAR_DAYS = 300
_BETWEEN = " · "


@dataclass(frozen=True)
class RunWords:
    """A run in words: what and when, and what else is known of it, each a line of its own."""

    what: str
    notes: tuple[str, ...]


def runs_line(runs: Sequence[CourseRun], texts: Texts, *, today: date) -> str:
    """Say the first of an offer's runs in one line, and how many more there are; "" without any.

    Parameters
    ----------
    runs
        Those that are told today, as `geo.offers.course_runs.to_come` orders them.
    """
    if not runs:
        return ""
    first, *others = runs
    parts = [
        levels_words(first) or (kind_words(first, texts) if first.kind else ""),
        _start(_near(first.first_day, texts, today), texts, has_begun=first.has_begun(today)),
        _time_of_day(first, texts),
        state_words(first, texts, today=today, is_short=True),
        texts("run.more", number=texts.number(len(others))) if others else "",
    ]
    return _BETWEEN.join(part for part in parts if part)


def run_words(run: CourseRun, texts: Texts, *, today: date | None) -> RunWords:
    """Say all that is known of a run; without a day as it was written down, whatever has passed since."""
    name = " ".join(part for part in (kind_words(run, texts) if run.kind else "", levels_words(run)) if part)
    fixed = (_places(run, texts), _price(run, texts), _childcare(run, texts))
    notes = (
        _weekly(run, texts),
        texts("run.register_by", date=texts.partial_date(run.register_by)) if run.register_by else "",
        _BETWEEN.join(part for part in fixed if part),
        state_words(run, texts, today=today),
    )
    what = _BETWEEN.join(part for part in (name, period_words(run, texts, today=today)) if part)
    return RunWords(what, tuple(note for note in notes if note))


def kind_words(run: CourseRun, texts: Texts) -> str:
    """Say what kind of course it is."""
    return texts(f"run.kind_{run.kind}")


def levels_words(run: CourseRun) -> str:
    """Say the levels it leads through, "" where nobody says."""
    ends = dict.fromkeys(level for level in (run.level_from, run.level_to) if level)
    return "–".join(ends)


def period_words(run: CourseRun, texts: Texts, *, today: date | None) -> str:
    """Say from when to when it goes on."""
    first = texts.date(run.first_day)
    if run.end:
        return texts("run.from_to", first=first, last=texts.date(run.last_day))
    return _start(first, texts, has_begun=today is not None and run.has_begun(today))


def state_words(run: CourseRun, texts: Texts, *, today: date | None, is_short: bool = False) -> str:
    """Say whether it takes somebody and how old that is, "" where that is not known, or not any more."""
    state = run.state_on(today) if today else run.state
    if not state:
        return ""
    as_of = date.fromisoformat(run.as_of)
    said = _near(as_of, texts, today, is_short=True) if is_short and today else texts.date(as_of)
    return texts("run.as_of", state=texts(f"capacity.status_{state}"), date=said)


def asked_words(asked: RunsAsked, texts: Texts) -> list[tuple[str, RunsAsked]]:
    """Name everything that is asked of courses, each with what is asked without it."""
    named = [
        (
            f"{texts('filter.level')}: {level}",
            replace(asked, levels=tuple(one for one in asked.levels if one != level)),
        )
        for level in asked.levels
    ]
    if asked.begins_by:
        name = texts("filter.begins_by_chip", date=texts.date(asked.begins_by))
        named.append((name, replace(asked, begins_by=None)))
    if asked.childcare:
        named.append((texts("run.childcare_yes"), replace(asked, childcare=False)))
    return named


def time_of_day(run: CourseRun) -> str:
    """Return the time of the day most of it lies in (`geo.offers.hours.choices.TIMES`), "" where nobody says."""
    begins, ends = run.clock("begins"), run.clock("ends")
    if begins is None:
        return ""
    middle = _minute(begins) if ends is None else (_minute(begins) + _minute(ends)) // 2
    return next((name for name, (first, last) in TIMES.items() if first <= middle < last), "")


def _start(day: str, texts: Texts, *, has_begun: bool) -> str:
    return texts("run.since", date=day) if has_begun else texts("run.from", date=day)


def _time_of_day(run: CourseRun, texts: Texts) -> str:
    name = time_of_day(run)
    return texts(f"meaning.time_{name}") if name else ""


def _weekly(run: CourseRun, texts: Texts) -> str:
    """Say its days and times of a week."""
    days = texts.listing([texts.weekday(number) for number in run.weekdays])
    begins, ends = run.clock("begins"), run.clock("ends")
    if begins is None:
        return days
    hours = texts.clock(begins)
    if ends is not None:
        hours = texts("unit.range", low=hours, high=texts.clock(ends))
    return ", ".join(part for part in (days, texts("hours.clock", time=hours)) if part)


def _places(run: CourseRun, texts: Texts) -> str:
    return texts("run.places", number=texts.number(int(run.places))) if run.places else ""


def _price(run: CourseRun, texts: Texts) -> str:
    if not run.price:
        return ""
    euros = float(run.price)
    return texts("run.price", price=texts.euros(euros)) if euros else texts("fee.free")


def _childcare(run: CourseRun, texts: Texts) -> str:
    return texts(f"run.childcare_{run.childcare}") if run.childcare else ""


def _near(day: date, texts: Texts, today: date, *, is_short: bool = False) -> str:
    """Write a date without its year where that is plain."""
    if abs((day - today).days) > _NEAR_DAYS:
        return texts.date(day)
    return texts.day(day, is_short=is_short)


def _minute(clock: time) -> int:
    return 60 * clock.hour + clock.minute
