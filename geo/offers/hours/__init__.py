"""When an offer is open: its written times read into rules, said as OSM `opening_hours`, asked for a moment.

The text stays what an offer states; everything here is derived from it. A text that is not wholly and surely
understood gives nothing.
"""

from geo.offers.hours.choices import (
    DAY_CHOICES,
    NOT_STATED,
    NOW_CHOICES,
    TIME_CHOICES,
    TIMES,
    WEEKEND,
    HoursTable,
)
from geo.offers.hours.lines import parts_of
from geo.offers.hours.opening import Calendar, Clock, Now, OpenState, Slot, next_opening, now_at, state_at
from geo.offers.hours.osm import osm_text
from geo.offers.hours.reading import read_hours
from geo.offers.hours.rules import Hours, Rule, Span
from geo.offers.hours.week import week_rows
from geo.offers.hours.words import now_words

__all__ = [
    "DAY_CHOICES",
    "NOT_STATED",
    "NOW_CHOICES",
    "TIMES",
    "TIME_CHOICES",
    "WEEKEND",
    "Calendar",
    "Clock",
    "Hours",
    "HoursTable",
    "Now",
    "OpenState",
    "Rule",
    "Slot",
    "Span",
    "next_opening",
    "now_at",
    "now_words",
    "osm_text",
    "parts_of",
    "read_hours",
    "state_at",
    "week_rows",
]
