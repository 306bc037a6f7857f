"""Written times and what each gives: those of the shipped offers, and others of the same kinds."""

import csv
from pathlib import Path

_HERE = Path(__file__).parent / "unit" / "offers" / "hours"


def _table(name: str) -> list[tuple[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return [(row["schedule"], row["opening_hours"]) for row in csv.DictReader(file)]


SHIPPED = _table("shipped.csv")
KINDS = _table("kinds.csv")
