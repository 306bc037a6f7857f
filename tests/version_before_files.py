"""What the version before left in `tests/old`, laid out for a test as that version would find it."""

import csv
import gzip
from pathlib import Path

from geo.settings import PROJECT_ROOT
from tests.browser.scratch_kit import scratch_district, write_offers

OLD = PROJECT_ROOT / "tests" / "old"


def old_district(folder: Path) -> dict[str, str]:
    """Write a district with the offers that version had loaded, and return the environment that names it."""
    with (OLD / "offers.csv").open(encoding="utf-8", newline="") as file:
        offers = write_offers(folder / "offers.csv", csv.DictReader(file))
    return {**scratch_district(folder, offers=offers), "KARTE_VAR": str(folder / "var")}


def with_old_database(folder: Path) -> dict[str, str]:
    """Do the same with a copy of its database."""
    environment = old_district(folder)
    var = Path(environment["KARTE_VAR"])
    var.mkdir()
    packed = (OLD / "2026-11-26.sqlite3.gz").read_bytes()
    (var / "karte.sqlite3").write_bytes(gzip.decompress(packed))
    return environment
