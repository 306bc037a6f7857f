"""What written times say, as values: rules of days and spans, and what makes one unsure."""

from collections.abc import Iterator
from dataclasses import dataclass

DAY_MIN = 24 * 60
WEEK = 7
MONDAY, SATURDAY, SUNDAY = 0, 5, 6
MONTHS = 12

#: Weeks of a rule: every one, or those whose ISO number is odd or even.
EVERY, ODD, EVEN = "", "odd", "even"
#: Days on which no rule holds: public holidays, school holidays.
PUBLIC, SCHOOL = "PH", "SH"
#: The last of its weekday in a month.
LAST = -1
#: Parts of a day that a text may name without a time, with the minutes in which a time beside it has to begin.
PARTS = {
    "morning": (5 * 60, 12 * 60),
    "midday": (11 * 60, 15 * 60),
    "afternoon": (12 * 60, 18 * 60),
    "evening": (16 * 60, DAY_MIN),
    "day": (0, DAY_MIN),
}


@dataclass(frozen=True)
class Span:
    """From minute to minute of a day; an end behind midnight is above 1440, one that is not stated is None."""

    start_min: int
    end_min: int | None

    def meets(self, other: "Span") -> bool:
        """Whether both share a minute; what has no stated end may last until midnight."""
        return self.start_min < _end(other) and other.start_min < _end(self)


@dataclass(frozen=True)
class Rule:
    """On which days something is open, and when.

    Parameters
    ----------
    days
        From Monday, 0; without any the text names none.
    spans
        Without any the text names no time.
    parts
        Names of `PARTS` said in the place of a time, and in `part_words` as written.
    nth
        Which of its weekday in a month, -1 for the last; without any each one.
    weeks
        `EVERY`, `ODD` or `EVEN`.
    months
        From 1; without any each one.
    label
        Of which part of the offer it speaks, as written ("Café").
    doubt
        The words that leave open on which of these days, or whether ("14-tägig", "nach Vereinbarung").
    is_appointment
        Whether those words say that a time has to be agreed.
    """

    days: tuple[int, ...] = ()
    spans: tuple[Span, ...] = ()
    parts: tuple[str, ...] = ()
    part_words: str = ""
    nth: tuple[int, ...] = ()
    weeks: str = EVERY
    months: tuple[int, ...] = ()
    label: str = ""
    doubt: str = ""
    is_appointment: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether somebody is surely there on these days at these times."""
        return bool(self.days and self.spans and not self.doubt)

    @property
    def is_any_time(self) -> bool:
        """Whether it only says that times are agreed."""
        return self.is_appointment and not (self.days or self.spans or self.parts)

    def may_meet(self, other: "Rule") -> bool:
        """Whether both may hold on the same day: the same weekday, and no week, month or number apart."""
        is_last = LAST in self.nth + other.nth
        pairs = (
            (set(self.nth), set(other.nth) if not is_last else set()),
            ({self.weeks} - {EVERY}, {other.weeks} - {EVERY}),
            (set(self.months), set(other.months)),
        )
        are_apart = any(one and two and not one & two for one, two in pairs)
        return bool(set(self.days) & set(other.days)) and not are_apart


@dataclass(frozen=True)
class Hours:
    """All rules of a text, and on which days (`PUBLIC`, `SCHOOL`) none of them holds."""

    rules: tuple[Rule, ...]
    off: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[int, ...]:
        """The weekdays it names, from Monday."""
        return tuple(sorted({day for rule in self.rules for day in rule.days}))

    @property
    def is_always(self) -> bool:
        """Whether it is open day and night, hence on holidays, too."""
        return any(
            rule.is_sure and len(rule.days) == WEEK and Span(0, DAY_MIN) in rule.spans for rule in self.rules
        )

    def spans(self) -> Iterator[tuple[Rule, Span]]:
        """Give every span with its rule."""
        return ((rule, span) for rule in self.rules for span in rule.spans)


def _end(span: Span) -> int:
    return DAY_MIN if span.end_min is None else span.end_min
