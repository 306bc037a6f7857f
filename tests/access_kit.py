"""Three offers of two organisations, a quick password hasher, and a clock, for the tests of access."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from argon2 import PasswordHasher
from sqlalchemy import select

from geo.store import Store, organization_id
from geo.store.offers.tables import metadata
from tests.store_kit import offer_row, open_store, seed

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "vier blaue Tassen im Regal"
#: The real thing takes 50 ms and 64 MiB on purpose; the rules around it do not depend on that.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
BRIDGE = organization_id("Verein Brücke")
HARBOUR = organization_id("Treff Hafen")
ADDRESS = "192.0.2.7"


def later(**span: float) -> datetime:
    """Return a moment after NOW."""
    return NOW + timedelta(**span)


def everything_kept(store: Store) -> str:
    """Return every value of every table as one text, to look for what must not be kept."""
    with store.reading() as connection:
        rows = [row for table in metadata.sorted_tables for row in connection.execute(select(table))]
    return "\n".join(map(str, rows))


@lru_cache(maxsize=1)
def prepared_file() -> bytes:
    """Return the database, made once: to migrate it for each test would take most of the time."""
    with TemporaryDirectory() as folder:
        with open_store(Path(folder)) as opened:
            fill(opened)
        return (Path(folder) / "karte.sqlite3").read_bytes()


def fill(store: Store) -> None:
    """Write two offers of one organisation, of which one is protected, and one of another."""
    seed(
        store,
        offer_row("a-1", street="Weg", house_number="1", phone="02365 1234", email="info@bruecke.example"),
        offer_row("a-2", is_protected="yes", title="Zuflucht"),
        offer_row("h-1", organization="Treff Hafen", city="Herten", email="post@hafen.example"),
    )
