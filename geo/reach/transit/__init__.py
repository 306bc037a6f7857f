"""Timetables (GTFS): read, kept, and the ways by bus and train through them."""

from geo.reach.transit.build import Report, read_feed
from geo.reach.transit.changes import Changes, make_changes
from geo.reach.transit.journeys import BEST, RELIABLE, USUAL, Journeys, find_journeys, find_walks, kept_within
from geo.reach.transit.kept import (
    DEFAULT_NAME,
    Kept,
    kept_timetables,
    load_timetable,
    names,
    remove_timetable,
    save_timetable,
    stamp,
    timetable_path,
)
from geo.reach.transit.timetable import About, Timetable
from geo.reach.transit.trace import Leg
from geo.reach.transit.window import (
    DEFAULT_WINDOW,
    MOST_MINUTES,
    Window,
    clock_text,
    doubts,
    doubts_in_words,
    next_tuesday,
    parse_arrival,
    parse_date,
    parse_hours,
    parse_window,
    say_doubt,
    start_s,
)

__all__ = [
    "BEST",
    "DEFAULT_NAME",
    "DEFAULT_WINDOW",
    "MOST_MINUTES",
    "RELIABLE",
    "USUAL",
    "About",
    "Changes",
    "Journeys",
    "Kept",
    "Leg",
    "Report",
    "Timetable",
    "Window",
    "clock_text",
    "doubts",
    "doubts_in_words",
    "find_journeys",
    "find_walks",
    "kept_timetables",
    "kept_within",
    "load_timetable",
    "make_changes",
    "names",
    "next_tuesday",
    "parse_arrival",
    "parse_date",
    "parse_hours",
    "parse_window",
    "read_feed",
    "remove_timetable",
    "save_timetable",
    "say_doubt",
    "stamp",
    "start_s",
    "timetable_path",
]
