"""What the commands about advice share: the open store, and what can be counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from geo.kim.counting import Field
from geo.kim.quarters import quarter_of
from geo.kim.summary import known_of
from geo.settings import Settings, load_settings
from geo.store import Store
from geo.upkeep.opening import prepare, taxonomy_of


@dataclass(frozen=True)
class Desk:
    """An open store, what can be counted, and which day it is."""

    settings: Settings
    store: Store
    known: Field
    today: date

    @property
    def quarter(self) -> str:
        """The quarter it is."""
        return quarter_of(self.today)


@contextmanager
def opened(*, with_offers: bool = False) -> Iterator[Desk]:
    """Open the store of the settings; where no offers are needed, none are loaded.

    Raises
    ------
    GeoError
        If a file or the database cannot be read.
    """
    settings = load_settings()
    with prepare(settings) if with_offers else Store.open(settings) as store:
        known = known_of(settings, taxonomy_of(settings), store.stored_offers())
        yield Desk(settings, store, known, settings.district.today())
