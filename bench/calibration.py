"""`python -m bench.calibration`: how often the range of nine of ten holds the truth, found by hiding known places.

The offers whose place is known stand for a directory in which everything is known. Some of them are hidden (30, 60, 90
of 100, or all of a city): of these only the city is left, no street. Parameters are learned from what remains, the
hidden are imputed, and the shares are compared with those of the known places.
Once more with nobody share a site: the ranges then must hold the truth much more rarely, or the check checks nothing.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bench.document import keep_section
from geo.model import POINT_PRECISIONS, Precision
from geo.offers.facets import OfferTable
from geo.planning.ground import World
from geo.planning.world import load_world
from geo.reach.imputed import draw_directory, drawn_reach, learn, make_support, spread
from geo.reach.imputed.learning import imputable
from geo.reach.interval import OUT_CLASSES
from geo.reach.speeds import minutes_to_metres
from geo.reach.supply import is_office
from geo.reach.ways import Ways
from geo.settings import PROJECT_ROOT, load_settings
from geo.upkeep.opening import prepare, taxonomy_of

DOCUMENT = PROJECT_ROOT / "docs" / "METHODS.md"
HIDDEN = (0.3, 0.6, 0.9)
REPETITIONS = 12
#: On foot 15, 30, 45 minutes, by bike 15.
LIMITS_M = tuple(
    minutes_to_metres(minutes, mode)
    for minutes, mode in ((15, "walk"), (30, "walk"), (45, "walk"), (15, "bike"))
)
TOPICS = 8
LEAST_OFFERS = 4  # a topic with fewer known offers tells nothing
SEED = 20261130
CITY_RADIUS_M = 6000.0
#: How often the range must hold the truth (district, cities), and at most without shared sites.
PROMISED = ((0.84, 0.97), (0.83, 0.96))
APART_AT_MOST = 0.80

Floats = NDArray[np.float64]


class Base(NamedTuple):
    """What all trials have in common; `offers` are those whose place is known, `others` only teach what is shared."""

    offers: pd.DataFrame
    others: pd.DataFrame
    demand: pd.DataFrame
    ags_of: dict[str, str]
    centres: dict[str, tuple[float, float]]
    postcodes: NDArray[np.object_]
    metric_crs: int


@dataclass
class Tally:
    """What came out: whether each range held the truth, how far off the value was, how wide the range."""

    held: list[bool] = field(default_factory=list)
    off: list[float] = field(default_factory=list)
    width: list[float] = field(default_factory=list)

    def add(self, truth: float, by_draw: Floats) -> None:
        """Take in one share; ranges of no width are left out, nothing is open there."""
        told = spread(by_draw)
        if told.high > told.low:
            self.held.append(told.low - 1e-9 <= truth <= told.high + 1e-9)
            self.off.append(abs(told.expected - truth))
            self.width.append(told.high - told.low)

    @property
    def share(self) -> float:
        """How often the range held the truth."""
        return float(np.mean(self.held)) if self.held else float("nan")


@dataclass
class Found:
    """District, cities, and the people by class of p_out: all, and those who truly reach nothing."""

    district: Tally = field(default_factory=Tally)
    cities: Tally = field(default_factory=Tally)
    people: Floats = field(default_factory=lambda: np.zeros(len(OUT_CLASSES) + 1))
    out: Floats = field(default_factory=lambda: np.zeros(len(OUT_CLASSES) + 1))
    expected_out: Floats = field(default_factory=lambda: np.zeros(len(OUT_CLASSES) + 1))


def calibrate(
    base: Base,
    *,
    repetitions: int = REPETITIONS,
    draws: int = 200,
    limits_m: Sequence[float] = LIMITS_M,
    topics: int = TOPICS,
    is_shared: bool = True,
    with_cities: bool = True,
) -> Found:
    """Hide places again and again, and compare what is told with what is true."""
    trial = _Trial(base, draws=draws, limits_m=limits_m, topics=topics, is_shared=is_shared)
    found = Found()
    for number, hidden in enumerate(_hidings(base, repetitions, with_cities=with_cities)):
        trial.run(hidden, seed=SEED + number, found=found)
    return found


def base_of(world: World) -> Base:
    """Return the known offers of a world; their points are taken as true."""
    rows = imputable(world.table.places)
    is_known = rows["precision"].isin([precision.value for precision in POINT_PRECISIONS]) & ~is_office(rows)
    return Base(
        rows[is_known].assign(uncertainty_m=0.0),
        rows[~is_known],
        world.demand,
        {name: ags for ags, name in world.city_names.items()},
        dict(world.centres),
        np.full(len(world.demand), "", dtype=object) if world.postcodes is None else world.postcodes,
        world.metric_crs,
    )


def thinned(base: Base, every: int) -> Base:
    """Return one of so many cells with the people of all of them: enough for a quick look."""
    some = base.demand.iloc[::every]
    heads = some[["people", "foreign_nationals"]] * every
    return base._replace(
        demand=some.assign(**{name: heads[name] for name in heads}), postcodes=base.postcodes[::every]
    )


def _hidings(base: Base, repetitions: int, *, with_cities: bool) -> Iterator[NDArray[np.bool_]]:
    """Yield which offers are hidden."""
    rng = np.random.default_rng(SEED)
    count = len(base.offers)
    for _ in range(repetitions):
        for part in HIDDEN:
            hidden = np.zeros(count, dtype=np.bool_)
            hidden[rng.permutation(count)[: round(part * count)]] = True
            yield hidden
    if with_cities:
        for city in sorted(set(base.offers["city"])):
            yield base.offers["city"].eq(city).to_numpy(dtype=np.bool_)


class _Trial:
    """Imputes hidden offers and compares."""

    def __init__(
        self, base: Base, *, draws: int, limits_m: Sequence[float], topics: int, is_shared: bool
    ) -> None:
        self.base, self.draws, self.limits_m, self.is_shared = base, draws, limits_m, is_shared
        self.ground = Ways(base.demand, {}, base.metric_crs)
        self.support = make_support(
            base.demand, base.centres, postcodes=base.postcodes, metric_crs=base.metric_crs
        )
        self.people = base.demand["people"].to_numpy(dtype=np.float64)
        city, names = pd.factorize(base.demand["ags"], sort=True)
        self.by_city = np.zeros((len(self.people), len(names)))
        self.by_city[np.arange(len(self.people)), city] = self.people
        self.names = list(names)
        self.groups = self._groups(topics)

    def _groups(self, topics: int) -> list[NDArray[np.bool_]]:
        """Return the offers of the topics that have most known ones."""
        of = self.base.offers["topics"]
        counts = pd.Series([topic for several in of for topic in several]).value_counts()
        names = [str(name) for name, many in counts.items() if many >= LEAST_OFFERS][:topics]
        return [of.map(lambda several, name=name: name in several).to_numpy(dtype=np.bool_) for name in names]

    def run(self, hidden: NDArray[np.bool_], *, seed: int, found: Found) -> None:
        """Hide offers, impute them, and compare every topic and way."""
        offers = self._hide(hidden)
        base = self.base
        learned = learn(
            pd.concat([offers, base.others]),
            base.demand,
            base.ags_of,
            base.centres,
            metric_crs=base.metric_crs,
        )
        directory = draw_directory(
            offers, self.support, learned, base.ags_of, draws=self.draws, seed=seed, is_shared=self.is_shared
        )
        table = self.ground.place_ways("walk", directory.lon, directory.lat, limit_m=max(self.limits_m))
        row = directory.rows(offers)
        for group in self.groups:
            if not (group & hidden).any():
                continue
            is_drawn = group & hidden
            exact_m = self.ground.nearest_m("walk", base.offers[group & ~hidden])
            true_m = self.ground.nearest_m("walk", base.offers[group])
            drawn = drawn_reach(directory.place[row[is_drawn]], table, exact_m)
            touched = [base.ags_of[str(city)] in self.names for city in base.offers["city"][is_drawn]]
            if not all(touched):
                continue
            cities = {self.names.index(base.ags_of[str(city)]) for city in base.offers["city"][is_drawn]}
            for limit in self.limits_m:
                is_true = true_m.astype(np.float32) <= np.float32(limit)
                by_draw = drawn.reached(limit).astype(np.float64) @ self.by_city
                total, truth = self.by_city.sum(axis=0), is_true @ self.by_city
                found.district.add(truth.sum() / total.sum(), by_draw.sum(axis=1) / total.sum())
                for city in sorted(cities):
                    found.cities.add(truth[city] / total[city], by_draw[:, city] / total[city])
                self._classes(1 - drawn.chance(limit), ~is_true, found)

    def _classes(self, out: Floats, is_out: NDArray[np.bool_], found: Found) -> None:
        """Count people by class of p_out; cells that every draw reaches, or none does, tell nothing."""
        is_open = (out > 0) & (out < 1)
        number = np.digitize(out, OUT_CLASSES)[is_open]
        heads, count = self.people[is_open], len(OUT_CLASSES) + 1
        found.people += np.bincount(number, weights=heads, minlength=count)
        found.out += np.bincount(number, weights=heads * is_out[is_open], minlength=count)
        found.expected_out += np.bincount(number, weights=heads * out[is_open], minlength=count)

    def _hide(self, hidden: NDArray[np.bool_]) -> pd.DataFrame:
        """Return the offers; of the hidden only the city is known."""
        base, offers = self.base, self.base.offers.copy()
        for name in ("street", "house_number", "postal_code", "location_id"):
            offers[name] = offers[name].where(~hidden, "")
        at = [base.centres[base.ags_of[str(city)]] for city in offers["city"]]
        offers["lon"] = np.where(hidden, [point[0] for point in at], offers["lon"])
        offers["lat"] = np.where(hidden, [point[1] for point in at], offers["lat"])
        offers["precision"] = offers["precision"].where(~hidden, Precision.CITY.value)
        offers["uncertainty_m"] = np.where(hidden, CITY_RADIUS_M, 0.0)
        return offers


def main(arguments: Sequence[str] | None = None) -> int:
    """Calibrate on the shipped data; return 1 if a promise is broken."""
    options = _options(arguments)
    start = time.perf_counter()
    base = base_of(_world())
    if options.quick:
        base = thinned(base, 8)
    repetitions = 4 if options.quick else REPETITIONS
    found = calibrate(base, repetitions=repetitions)
    apart = calibrate(base, repetitions=repetitions, is_shared=False, with_cities=False)
    lines = _table(base, found, apart, repetitions)
    print("\n".join(lines))
    kept, promises = _promises(found, apart)
    print("\n".join(promises), f"\n{time.perf_counter() - start:.0f} s")
    if options.write:
        keep_section("calibration", "Unknown places, measured", lines, path=DOCUMENT)
    return 0 if kept else 1


def _table(base: Base, found: Found, apart: Found, repetitions: int) -> list[str]:
    rows = [
        f"| {name} | {len(tally.held)} | {100 * tally.share:.0f} % | {100 * np.mean(tally.off):.1f} | "
        f"{100 * np.mean(tally.width):.0f} | {100 * other.share:.0f} % |"
        for name, tally, other in (
            ("district", found.district, apart.district),
            ("cities", found.cities, apart.cities),
        )
    ]
    bounds = (0.0, *OUT_CLASSES, 1.0)
    classes = [
        f"| {low:g} to {high:g} | {expected / people:.2f} | {out / people:.2f} |"
        for low, high, people, out, expected in zip(
            bounds, bounds[1:], found.people, found.out, found.expected_out, strict=False
        )
        if people > 0
    ]
    parts = ", ".join(f"{100 * part:.0f}" for part in HIDDEN)
    return [
        f"{len(base.offers)} offers with a known place; {parts} % of them hidden, {repetitions} times each, and "
        f"each city once; {TOPICS} topics, {len(LIMITS_M)} ways; seed {SEED}.",
        "",
        "| Share of | cases | held the truth | value off by (points) | width (points) | held without shared sites |",
        "|---|--:|--:|--:|--:|--:|",
        *rows,
        "",
        "| p_out told | told on average | truly reached nothing |",
        "|---|--:|--:|",
        *classes,
    ]


def _promises(found: Found, apart: Found) -> tuple[bool, list[str]]:
    checks = []
    for name, tally, (low, high) in zip(
        ("district", "cities"), (found.district, found.cities), PROMISED, strict=True
    ):
        text = (
            f"range holds the truth, {name}: {100 * tally.share:.0f} % ({100 * low:.0f} to {100 * high:.0f})"
        )
        checks.append((text, low <= tally.share <= high))
    for name, tally in (("district", apart.district), ("cities", apart.cities)):
        text = f"without shared sites it does not, {name}: {100 * tally.share:.0f} % (below {100 * APART_AT_MOST:.0f})"
        checks.append((text, tally.share < APART_AT_MOST))
    return all(kept for _, kept in checks), [
        f"- {'PASS' if kept else 'FAIL'}  {text}" for text, kept in checks
    ]


def _world() -> World:
    settings = load_settings()
    with prepare(settings) as store:
        table = OfferTable(store.offers(), taxonomy_of(settings), sites=store.sites(further_only=True))
    return load_world(settings, table, today=settings.district.today())


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.calibration", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer cells and repetitions")
    parser.add_argument("--write", action="store_true", help=f"write the table into {DOCUMENT.name}")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
