"""Districts of their own for tests: the shipped one with some files replaced."""

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from geo.offers.columns import OFFER_COLUMNS
from geo.settings import PROJECT_ROOT

PLAIN_OFFER = {
    "organization": "Testverein",
    "topics": "language",
    "fee_kind": "not_stated",
    "city": "Marl",
    "scope": "local",
    "is_protected": "no",
    "is_administration_address": "no",
    "status": "not_confirmed",
}


def scratch_district(folder: Path, **replaced: Path) -> dict[str, str]:
    """Write a district file like the shipped one and return the environment that names it."""
    text = (PROJECT_ROOT / "district.toml").read_text(encoding="utf-8")
    text = text.replace('"data/', f'"{PROJECT_ROOT.as_posix()}/data/')
    for name, path in replaced.items():
        text = re.sub(rf'(?m)^{name} = ".*"$', f'{name} = "{path.as_posix()}"', text)
    file = folder / "district.toml"
    file.write_text(text, encoding="utf-8")
    return {"KARTE_DISTRICT": str(file)}


def write_offers(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write offers as the shipped table; what a row leaves out is that of a plain offer, or empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [spec.name for spec in OFFER_COLUMNS], restval="")
        writer.writeheader()
        for number, row in enumerate(rows):
            writer.writerow({"offer_id": f"t-{number:03}", **PLAIN_OFFER, **row})
    return path
