"""Offers whose place is not known, imputed: many complete directories are drawn, and every share told as their mean.

No drawn place ever leaves this room as a point: what comes out are ways, shares and chances (decision 3).
"""

from geo.reach.imputed.drawing import NOWHERE, Directory, draw_directory, keys_of
from geo.reach.imputed.learning import learn
from geo.reach.imputed.reaching import Drawn, PlaceWays, StraightTable, WaysByTree, WaysTable, drawn_reach
from geo.reach.imputed.shares import Spread, spread, spread_of_each
from geo.reach.imputed.support import Support, make_support
from geo.reach.imputed.values import DRAWS, SEED, Parameters

__all__ = [
    "DRAWS",
    "NOWHERE",
    "SEED",
    "Directory",
    "Drawn",
    "Parameters",
    "PlaceWays",
    "Spread",
    "StraightTable",
    "Support",
    "WaysByTree",
    "WaysTable",
    "draw_directory",
    "drawn_reach",
    "keys_of",
    "learn",
    "make_support",
    "spread",
    "spread_of_each",
]
