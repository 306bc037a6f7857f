"""An answer as plain numbers: what the command line prints, a run file keeps and a table shows.

Shares are 0…1, people are persons, unknown is null. Every set carries its parameters and the age of its data.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.district.sources import DataSources
from geo.i18n import EXACT, PEOPLE_DECIMALS, Texts
from geo.places.naming import PlaceName, say
from geo.planning.access import access_figures, access_unit, city_ends, city_means, told
from geo.planning.answer import Answer
from geo.planning.by_timetable import departures, when_by_timetable
from geo.planning.doubts import OUTSIDE as OUT_OF_DISTRICT
from geo.planning.doubts import doubt_figures, doubt_words
from geo.planning.ground import World
from geo.planning.narrowing import Fix
from geo.planning.question import Question
from geo.planning.settling import SETTLED, settle_gap, settle_open, unknown_offers
from geo.reach.agreement import SEED
from geo.reach.equity import Estimate
from geo.reach.interval import PARTS, Interval
from geo.reach.measures import MEASURES
from geo.reach.speeds import DETOUR_FACTOR, TRANSIT, metres_per_minute
from geo.reach.supply import OfferCounts

#: Decimals of shares: more would pretend that modelled cells are exact.
_SHARE_DECIMALS = 4

#: In more than this share of the variations a cell must be in the worst fifth to be told as surely badly off.
_MOSTLY = 0.5

NO_ENTRY = "no entry is not the same as no offer"
_MODELLED = "modelled population: pattern of 2011, sums of 2022"
_PEOPLE_SOURCE = "population: {name}"
_OWN_PEOPLE = "population as the file {name} tells it"
#: The name of cells that lie in no city.
OUTSIDE = "outside the district"


def figures(answer: Answer, sources: DataSources, texts: Texts) -> dict[str, Any]:
    """Return all figures of an answer with its doubts (`doubts` as values, `notes` in words), ready for JSON.

    Parameters
    ----------
    sources
        Where the data comes from.
    texts
        For the names of places and the notes.
    """
    odd = doubt_figures(answer)
    outside = sum(int(doubt["count"]) for doubt in odd if doubt["kind"] in OUT_OF_DISTRICT)
    found = {
        "filter": filter_of(answer.question),
        "parameters": parameters(answer),
        "offers": offers(answer.offers) | {"outside": outside},
        "population": {name: people(value) for name, value in answer.population.items()},
        "covered": covered(answer.covered, answer.share),
        "estimate": estimate(answer),
        "access": access_figures(answer),
        "cities": cities(answer),
        "curve": curve(answer),
        "gaps": gaps(answer, texts),
        "undecided": undecided(answer),
        "equity": equity(answer),
        "data": ages(sources) | street_ages(answer) | timetable_age(answer),
        "doubts": odd,
        "notes": [*doubt_words(texts, answer), people_note(answer.world), NO_ENTRY],
    }
    timed = by_timetable(answer)
    return found if timed is None else found | {"transit": timed}


def filter_of(question: Question) -> dict[str, Any]:
    """Return which offers the question is about."""
    match = {"match": question.match} if question.needs_all else {}
    return {
        "topics": list(question.topics),
        "target_groups": list(question.target_groups),
        "counted": question.counted,
    } | match


def parameters(answer: Answer) -> dict[str, Any]:
    """Return how the figures were computed."""
    question = answer.question
    return {
        "people": question.people,
        "mode": question.mode,
        "threshold": question.threshold,
        "unit": question.unit,
        "limit_m": None if question.mode == TRANSIT else round(answer.limit_m, 1),
        "metres_per_minute": round(metres_per_minute(question.mode), 2),
        "detour_factor": DETOUR_FACTOR,
        "ways": _ways(answer),
        "measure": question.measure,
        "counted_to": answer.world.today.isoformat() if answer.world.today else None,
    }


def _ways(answer: Answer) -> str:
    if answer.question.mode == TRANSIT:
        return "timetable, walking to the stops"
    return (
        "street network" if answer.world.network_of(answer.question) else "straight line times detour factor"
    )


def by_timetable(answer: Answer) -> dict[str, Any] | None:
    """Return the departures of a question by bus and train and what they come from, None for any other."""
    timed = departures(answer)
    if timed is None:
        return None
    return {
        **when_by_timetable(timed.window),
        "departures": None if timed.window.arrive else timed.window.minutes,
        "trips": timed.trips,
        "share_best": share(timed.best),
        "share_usual": share(timed.usual),
        "share_reliable": share(timed.reliable),
        "share_walk": share(timed.walk),
        "timetable": timed.timetable.name,
        "file": timed.timetable.file,
        "version": timed.timetable.version or None,
        "operators": list(timed.timetable.operators),
        "doubts": [{"kind": kind, **values} for kind, values in timed.doubts],
    }


def offers(counts: OfferCounts) -> dict[str, int]:
    """Return how many offers there are and how well their places are known."""
    return {
        "count": counts.count,
        "located": counts.located,
        "uncertain": counts.uncertain,
        "unlocated": counts.unlocated,
        "online": counts.online,
        "capacity_known": counts.capacity_known,
    }


def estimate(answer: Answer) -> dict[str, Any]:
    """Return how unknown places were imputed: what was learned from the known ones, seed and number of draws."""
    found = answer.world.unknown.directory
    known = found.parameters
    return {
        "draws": found.draws,
        "seed": found.seed,
        "known_sites": known.sites,
        "log_rank": number(known.log_rank, 4),
        "mean_exponent": number(known.mean_exponent, 4),
        "same_organization": list(known.same_organization),
        "other_organization": list(known.other_organization),
    }


def covered(number: Interval, part: Interval) -> dict[str, float | None]:
    """Return people and shares: expected, the range that holds nine of ten cases, certain and possible."""
    return {f"people{end}": people(value) for end, value in zip(PARTS, number, strict=True)} | {
        f"share{end}": share(value) for end, value in zip(PARTS, part, strict=True)
    }


def cities(answer: Answer) -> list[dict[str, Any]]:
    """Return one row a city, in the order of the AGS; cells in no city come first."""
    means = city_means(answer)
    return [
        {
            "ags": str(ags),
            "name": row["name"] or OUTSIDE,
            "people": people(row["people"]),
            **{f"covered{end}": people(row[f"covered{end}"]) for end in PARTS},
            **{f"share{end}": share(row[f"share{end}"]) for end in PARTS},
            "above_district": share(row["above"]),
            "access": told(means[str(ags)]),
        }
        for ags, row in _rows(answer.by_city)
    ]


def curve(answer: Answer) -> list[dict[str, float | None]]:
    """Return shares by threshold, in the unit of the question."""
    return [
        {
            "threshold": number(row["threshold"], 1),
            **{f"share{end}": share(row[f"share{end}"]) for end in PARTS},
        }
        for _, row in _rows(answer.curve)
    ]


def gaps(answer: Answer, texts: Texts) -> list[dict[str, Any]]:
    """Return the areas that are probably gaps, most expected people (or needs) first, each with its chance."""
    return [
        {
            "rank": rank,
            "name": place_name(row["name"], texts),
            "city": row["city"],
            "people": people(row["people"]),
            "foreign": people(row["foreign_nationals"]),
            "chance": share(row["chance"]),
            "minutes_mean": number(row["mean_min"], 1),
            "minutes_worst": number(row["worst_min"], 1),
            "lon": number(row["lon"], 5),
            "lat": number(row["lat"], 5),
            "unknown_offers": unknown_offers(answer, row["city"]),
            **({"needs_share": share(row["weight_share"])} if answer.weights else {}),
            **_settling(answer, rank),
        }
        for rank, row in _rows(answer.gaps.areas.drop(columns="geometry"))
    ]


def _settling(answer: Answer, rank: int) -> dict[str, Any]:
    """Return the range of a gap's people and the addresses that would narrow it; null for all but the first gaps."""
    if rank > SETTLED:
        return {"people_low": None, "people_high": None, "settled_by": None}
    found = settle_gap(answer, rank)
    low, high = (people(value) for value in found.people[1:])
    return {"people_low": low, "people_high": high, "settled_by": _addresses(found.addresses)}


def _addresses(found: Sequence[Fix]) -> list[dict[str, Any]]:
    return [{"offer_ids": list(fix.offer_ids), "people": people(fix.people)} for fix in found]


def undecided(answer: Answer) -> list[dict[str, Any]]:
    """Return the cities with people of whom it cannot be said whether they reach an offer, and what would settle it."""
    return [
        {
            "city": one.city,
            "people": people(one.people),
            "people_probable": people(one.probable),
            "unknown_offers": one.unknown,
            "settled_by": _addresses(one.addresses),
        }
        for one in settle_open(answer)
    ]


def with_agreement(
    found: Mapping[str, Any], answer: Answer, level: NDArray[np.float64], *, variations: int
) -> dict[str, Any]:
    """Return figures that also say how sure each gap is.

    Parameters
    ----------
    level
        As `Answer.agreement` gives it.
    """
    of_gap = agreement_by_gap(answer, level)
    gaps = [gap | {"agreement": share(float(of_gap.get(gap["rank"], math.nan)))} for gap in found["gaps"]]
    told = {
        "variations": variations,
        "seed": SEED,
        "measures": list(MEASURES),
        "people": people(mostly_worst(answer, level)),
    }
    return dict(found) | {"gaps": gaps, "agreement": told}


def mostly_worst(answer: Answer, level: NDArray[np.float64]) -> float:
    """Return the people who are among the worst off in most of the variations."""
    return float(answer.people[level > _MOSTLY].sum())


def agreement_by_gap(answer: Answer, level: NDArray[np.float64]) -> "pd.Series[float]":
    """Return by rank of the gap in which share of the variations its people are among the worst off, on average."""
    rank = answer.gaps.rank_of_cell.to_numpy()
    listed = rank > 0
    weights = pd.DataFrame({"rank": rank[listed], "people": answer.people[listed], "level": level[listed]})
    weights["held"] = weights["people"] * weights["level"]
    sums = weights.groupby("rank")[["held", "people"]].sum()
    return (sums["held"] / sums["people"].where(sums["people"] > 0)).rename("agreement")


def equity(answer: Answer) -> dict[str, Any]:
    """Return how evenly access is shared."""
    found = answer.equity
    return {
        "gini": _estimate(found.gini),
        "palma": _estimate(found.palma),
        "foreign_ratio": _estimate(found.foreign_ratio),
        "foreign_coverage_ratio": _estimate(found.foreign_coverage_ratio),
        **_ends(answer),
    }


def _ends(answer: Answer) -> dict[str, Any]:
    """Return the best and the worst city, as every table of the page names them; null where nobody has anything."""
    ends = city_ends(answer)
    if ends is None:
        return {"best_city": None, "worst_city": None}
    names, unit = answer.world.city_names, access_unit(answer)
    both = (("best_city", ends.best, ends.best_value), ("worst_city", ends.worst, ends.worst_value))
    return {
        key: {"ags": ags, "name": names.get(ags, ags) or OUTSIDE, "mean": told(value), "unit": unit}
        for key, ags, value in both
    }


def ages(sources: DataSources) -> dict[str, Any]:
    """Return date and checksum of every source."""
    return {
        source.id: {
            "date": source.date or None,
            "checksums": {
                name: sources.checksums[name] for name in source.files if name in sources.checksums
            },
        }
        for source in sources.sources
    }


def street_ages(answer: Answer) -> dict[str, Any]:
    """Return date and checksum of the streets, nothing where the straight line has to do."""
    network = answer.world.network_of(answer.question)
    if network is None:
        return {}
    source = network.source
    return {"streets": {"date": source.date or None, "checksums": {source.name: source.sha256}}}


def timetable_age(answer: Answer) -> dict[str, Any]:
    """Return date and checksum of the timetable, nothing for a way of travel without one."""
    transit = answer.world.ground_of(answer.question).transit
    if transit is None:
        return {}
    about = transit.timetable.about
    return {"timetable": {"date": about.built, "checksums": {about.file: about.sha256}}}


def people_note(world: World) -> str:
    """Say what the numbers of people are worth."""
    if world.people_from:
        return _OWN_PEOPLE.format(name=world.people_from)
    return _PEOPLE_SOURCE.format(name=world.people_source) if world.people_source else _MODELLED


def _rows(table: pd.DataFrame) -> list[tuple[Any, dict[str, Any]]]:
    """Return index and values of each row, as plain Python values."""
    records = [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
    return list(zip(table.index.tolist(), records, strict=True))


def place_name(name: PlaceName | None, texts: Texts) -> str:
    """Say the name of a place, "" for none."""
    return say(name, texts) if name is not None else ""


def _estimate(found: Estimate) -> dict[str, float | None]:
    """Return a figure with its interval."""
    return {"value": number(found.value), "low": number(found.low), "high": number(found.high)}


def people(value: float) -> float | None:
    """Return persons as they are told, null where unknown."""
    return number(value, PEOPLE_DECIMALS)


def share(value: float) -> float | None:
    """Return a share as it is told, null where unknown; what is only nearly none or all is not rounded to it."""
    least = 10.0**-_SHARE_DECIMALS
    if EXACT < value < 1 - EXACT:
        return number(min(max(value, least), 1 - least), _SHARE_DECIMALS)
    return number(value, _SHARE_DECIMALS)


def number(value: float, decimals: int = 3) -> float | None:
    """Return a number that JSON can hold: rounded, null for NaN and infinity."""
    return round(float(value), decimals) if math.isfinite(value) else None


def differences(before: Mapping[str, Any], after: Mapping[str, Any], *, path: str = "") -> Sequence[str]:
    """Name every figure that differs between two sets, by its path."""
    found: list[str] = []
    for key in sorted({*before, *after}):
        found += _differ(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    return found


def _differ(before: Any, after: Any, path: str) -> Sequence[str]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return differences(before, after, path=path)
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        rows = zip(before, after, strict=True)
        return [name for row, (one, two) in enumerate(rows) for name in _differ(one, two, f"{path}[{row}]")]
    return [] if before == after else [path]
