"""Hold out a fifth of the known addresses, ask the gazetteer for them, and measure how far off it is.

    python tools/calibrate_geocoder.py            print the figures
    python tools/calibrate_geocoder.py --write    and put them into docs/METHODS.md

Each repetition shuffles the addresses, cuts them into five parts and holds out each part once, so that every
address is asked for as often as there are repetitions. Every held-out address is asked in the ways a visitor
or a table may have it: whole, without postcode, without house number, by postcode and city only, by city
only.
"""

import argparse
import math
import random
import re
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from geo.model import Address, Match, Precision
from geo.places.address import normalize_street
from geo.places.gazetteer import Gazetteer, KnownAddress, Tables, read_tables
from geo.projection import great_circle_m
from geo.settings import PROJECT_ROOT, load_district

SEED = 20_170_612
FOLDS = 5
REPETITIONS = 8
METHODS = PROJECT_ROOT / "docs" / "METHODS.md"
MARKERS = ("<!-- calibration: begin -->", "<!-- calibration: end -->")

KINDS = (
    "house",
    "street, between two known numbers",
    "street, nearest known number",
    "street without a number",
    "postcode",
    "city",
)


@dataclass(frozen=True)
class Trial:
    """One question about a held-out address, and what came of it."""

    truth: KnownAddress
    match: Match

    @property
    def error_m(self) -> float:
        """Metres between answer and truth."""
        if self.match.lon is None or self.match.lat is None:
            return math.inf
        return float(great_circle_m(self.match.lon, self.match.lat, self.truth.lon, self.truth.lat))

    @property
    def kind(self) -> str:
        """The precision class, streets by how the point was found."""
        if self.match.precision is not Precision.STREET:
            return str(self.match.precision)
        if "between" in self.match.note:
            return KINDS[1]
        return KINDS[2] if "nearest" in self.match.note else KINDS[3]


def main() -> None:
    """Measure, print, and write if asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="put the table into docs/METHODS.md")
    parser.add_argument("--repetitions", type=int, default=REPETITIONS)
    arguments = parser.parse_args()
    tables = read_tables(load_district(PROJECT_ROOT / "district.toml"))
    text = report(tables, repetitions=arguments.repetitions)
    print(text)
    if arguments.write:
        write_between_markers(METHODS, text)


def report(tables: Tables, *, repetitions: int) -> str:
    """Return the figures as Markdown."""
    trials = list(run(tables, repetitions=repetitions))
    lines = [
        f"{len(tables.addresses)} addresses, {FOLDS} parts, {repetitions} repetitions, seed {SEED}.",
        "",
        "| Precision | questions | addresses | median error m | 90 % within m | promised m (median) "
        "| inside promise | wrong city |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
        *(_row(kind, [t for t in trials if t.kind == kind]) for kind in KINDS),
        _row("**all**", trials),
        "",
        _about_no_city(tables),
    ]
    return "\n".join(lines)


def run(tables: Tables, *, repetitions: int) -> Iterator[Trial]:
    """Ask for every address while it is held out."""
    for repetition in range(repetitions):
        addresses = list(tables.addresses)
        random.Random(SEED + repetition).shuffle(addresses)  # noqa: S311  # repeatable, not secret
        for fold in range(FOLDS):
            held_out = addresses[fold::FOLDS]
            kept = [address for index, address in enumerate(addresses) if index % FOLDS != fold]
            gazetteer = Gazetteer(replace(tables, addresses=tuple(kept)))
            for truth in held_out:
                yield from (Trial(truth, gazetteer.find(q, today=date.min)) for q in questions(truth))


def questions(truth: KnownAddress) -> list[Address]:
    """Return the ways to ask for an address, from whole to the city alone."""
    whole = Address(truth.street, truth.house_number, truth.postal_code, truth.city)
    asked = [
        whole,
        replace(whole, postal_code=""),
        replace(whole, house_number=""),
        replace(whole, street="", house_number=""),
        Address(city=truth.city),
    ]
    return list(dict.fromkeys(asked))


def _about_no_city(tables: Tables) -> str:
    cities: dict[str, set[str]] = defaultdict(set)
    for address in tables.addresses:
        cities[normalize_street(address.street)].add(address.city)
    several = sum(len(names) > 1 for names in cities.values())
    return f"{several} of {len(cities)} street names of the list stand in it for more than one city."


def _row(kind: str, trials: Sequence[Trial]) -> str:
    found = [trial for trial in trials if trial.match.is_found]
    if not found:
        return f"| {kind} | 0 | 0 | – | – | – | – | – |"
    errors = sorted(trial.error_m for trial in found)
    inside = sum(trial.error_m <= (trial.match.uncertainty_m or 0) for trial in found)
    cells = [
        kind,
        len(found),
        len({(t.truth.lon, t.truth.lat) for t in found}),
        round(statistics.median(errors)),
        round(errors[math.ceil(0.9 * len(errors)) - 1]),
        round(statistics.median(trial.match.uncertainty_m or 0 for trial in found)),
        f"{math.floor(1000 * inside / len(found)) / 10} %",
        sum(trial.match.city != trial.truth.city for trial in found),
    ]
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def write_between_markers(path: Path, text: str) -> None:
    """Replace what stands between the two markers of a file."""
    begin, end = MARKERS
    old = path.read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(old):
        msg = f"{path} lacks the lines {begin} and {end}"
        raise SystemExit(msg)
    path.write_text(pattern.sub(lambda _: f"{begin}\n\n{text}\n\n{end}", old), encoding="utf-8")


if __name__ == "__main__":
    main()
