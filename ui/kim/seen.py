"""What the overview shows: figures of some quarters in words, and which part of them was asked for."""

from dataclasses import dataclass

from geo.i18n import Texts
from geo.kim.counting import Field
from geo.kim.summary import Summary
from ui.kim.state import Where
from ui.shared.loading import Data

#: So many rows a table has at most.
MOST_ROWS = 40


@dataclass(frozen=True)
class Seen:
    """What is shown: the figures of some quarters, in words and with the names of codes."""

    texts: Texts
    data: Data
    known: Field
    found: Summary
    steers: bool
    where: Where
