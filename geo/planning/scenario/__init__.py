"""What if: hypothetical changes to the offers, as a value that lives in a link, and what they would change.

A scenario never touches the offers themselves: `apply` gives another supply, and whatever is measured on the one can
be measured on the other.
"""

from geo.planning.scenario.compare import Comparison, compare, ranges
from geo.planning.scenario.effect import apply, is_new, missing
from geo.planning.scenario.link import from_link, scenario_from_text, to_link
from geo.planning.scenario.steps import Add, Change, Close, Move, Scenario, Step

__all__ = [
    "Add",
    "Change",
    "Close",
    "Comparison",
    "Move",
    "Scenario",
    "Step",
    "apply",
    "compare",
    "from_link",
    "is_new",
    "missing",
    "ranges",
    "scenario_from_text",
    "to_link",
]
