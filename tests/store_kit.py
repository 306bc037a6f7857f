"""Tiny hand-made offers and a geocoder that knows them, for the tests of the store and of the command line."""

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from geo.model import Address, Match, Precision
from geo.offers.columns import OFFER_COLUMNS
from geo.settings import District, Settings
from geo.store import SeedReport, Store

PROJECT = Path(__file__).resolve().parents[1]
DAY = date(2024, 5, 31)
REQUIRED = {
    "organization": "Verein Brücke",
    "topics": "language",
    "fee_kind": "not_stated",
    "scope": "local",
    "is_protected": "no",
    "is_administration_address": "no",
    "status": "not_confirmed",
    "city": "Marl",
}


def offer_row(offer_id: str, **values: str) -> dict[str, str]:
    """Return one row of the shipped table; everything unnamed is unknown."""
    empty = {spec.name: "" for spec in OFFER_COLUMNS}
    return {**empty, **REQUIRED, "offer_id": offer_id, "title": f"Kurs {offer_id}", **values}


class FakeGeocoder:
    """Puts every house at the same point, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Address] = []

    def geocode(self, address: Address) -> Match:
        """Answer as finely as the address is."""
        self.asked.append(address)
        if address.street == "Nirgendweg":
            return Match("x", None, None, Precision.NONE, None, "test", DAY, note="unknown street")
        if not address.street:
            return Match("x", 7.1, 51.6, Precision.CITY, 4000.0, "test", DAY, address.city, True)
        precision = Precision.HOUSE if address.house_number else Precision.STREET
        return Match("x", 7.2, 51.7, precision, 30.0, "test", DAY, address.city, True)


def settings_for(var: Path, *, files: dict[str, Path] | None = None) -> Settings:
    """Return settings that keep everything in one folder."""
    district = District("Testkreis", "00000", "DE", 25832, ("de", "en", "ar"), "Europe/Berlin", files or {})
    return Settings(district, var, f"sqlite:///{var.as_posix()}/karte.sqlite3")


def open_store(var: Path, **options: float) -> Store:
    """Open the database in a folder."""
    return Store.open(settings_for(var), **options)  # type: ignore[arg-type]  # only the busy timeout is used


@dataclass(frozen=True)
class Database:
    """An empty database for one test, on either kind."""

    url: str

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file."""
        return self.url.startswith("sqlite")

    def open(self, **options: float) -> Store:
        """Open it as the app would."""
        return Store.open(settings_for(Path("nowhere")), url=self.url, **options)


def start_python(code: str, *arguments: str) -> "subprocess.Popen[str]":
    """Run code in a process of its own; warnings are errors there, too."""
    return _start("-c", code, *arguments)


def start_module(name: str, *arguments: str) -> "subprocess.Popen[str]":
    """Run a module in a process of its own; warnings are errors there, too."""
    return _start("-m", name, *arguments)


def _start(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-W", "error", *arguments],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def open_memory() -> Store:
    """Open a database that lasts as long as this process."""
    return Store.open(settings_for(Path("memory")), url="sqlite://")


def seed(
    store: Store, *rows: dict[str, str], sha256: str = "1", geocoder: FakeGeocoder | None = None
) -> SeedReport:
    """Load rows as the shipped offers."""
    geocode = (geocoder or FakeGeocoder()).geocode
    return store.seed(rows, geocode, source_name="offers", sha256=sha256)


def moved(match: Match, **values: object) -> Match:
    """Return a match that differs in some values."""
    return replace(match, **values)  # type: ignore[arg-type]  # values are named after the fields
