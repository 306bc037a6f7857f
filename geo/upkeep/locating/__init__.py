"""Getting places right: which addresses to look at first, what each may mean, and pins set by hand."""

from geo.upkeep.locating.better import better_places, is_better, place_of_row, rows_of, trusted
from geo.upkeep.locating.pins import check_pin, choose, pin
from geo.upkeep.locating.queue import Entry, Reason, make_queue, reason_of
from geo.upkeep.locating.run import Round, look_up
from geo.upkeep.locating.suggestions import Candidate, CandidateReason, candidates

__all__ = [
    "Candidate",
    "CandidateReason",
    "Entry",
    "Reason",
    "Round",
    "better_places",
    "candidates",
    "check_pin",
    "choose",
    "is_better",
    "look_up",
    "make_queue",
    "pin",
    "place_of_row",
    "reason_of",
    "rows_of",
    "trusted",
]
