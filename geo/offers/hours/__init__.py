"""When an offer is open: its written times read into rules, said as OSM `opening_hours`, asked for a moment.

The text stays what an offer states; everything here is derived from it. A text that is not wholly and surely
understood gives nothing.
"""

from geo.offers.hours.opening import Calendar, Now, OpenState, Slot, now_at, state_at
from geo.offers.hours.osm import osm_text
from geo.offers.hours.reading import read_hours
from geo.offers.hours.rules import Hours, Rule, Span

__all__ = [
    "Calendar",
    "Hours",
    "Now",
    "OpenState",
    "Rule",
    "Slot",
    "Span",
    "now_at",
    "osm_text",
    "read_hours",
    "state_at",
]
