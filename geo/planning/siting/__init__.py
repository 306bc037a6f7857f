"""Where one more site helps most: exact where time allows, and said so where not."""

from geo.planning.siting.mclp import TIME_LIMIT_S, mclp
from geo.planning.siting.p_median import PENALTY, p_median
from geo.planning.siting.reasons import Reason, reasons
from geo.planning.siting.set_cover import set_cover
from geo.planning.siting.values import CoverSiting, MedianSiting, OnProgress, Progress, ShouldStop, Siting

__all__ = [
    "PENALTY",
    "TIME_LIMIT_S",
    "CoverSiting",
    "MedianSiting",
    "OnProgress",
    "Progress",
    "Reason",
    "ShouldStop",
    "Siting",
    "mclp",
    "p_median",
    "reasons",
    "set_cover",
]
