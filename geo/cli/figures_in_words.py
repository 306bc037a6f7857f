"""The figures of coverage for a person: a sentence with its interval, the cities, the largest gaps."""

from collections.abc import Mapping
from typing import Any

import typer

from geo.cli.output import LANGUAGE, harmless, write_table
from geo.i18n import load_texts, sentence
from geo.planning.wording import estimate_words
from geo.reach.speeds import WALK_SLOW_KMH
from geo.reach.transit import say_doubt

_SHOWN_GAPS = 10
_UNKNOWN = "–"
_LEFT_OUT = {
    "no_point": "without a point",
    "office": "of an office",
    "inside": "inside the district",
    "far": "too far",
    "not_exact": "not known to the house",
}
_LEAST_SHOWN = 0.001  # a smaller figure is written with as many decimals as it needs


def show(found: Mapping[str, Any]) -> None:
    """Write the figures on stdout."""
    typer.echo(harmless(headline(found)))
    for line in (*warnings(found), *departures_in_words(found)):
        typer.echo(harmless(line))
    if told := found.get("by_needs"):
        typer.echo(needs_in_words(told))
    if beyond := found.get("neighbours"):
        typer.echo(harmless(neighbours_in_words(beyond)))
    _show_cities(found)
    if "areas" in found:
        _show_areas(found)
    _show_gaps(found)
    if "deeper" in found:
        _show_deeper(found["deeper"], who_words(found))
    for note in found["notes"]:
        typer.echo(harmless(note))


def headline(found: Mapping[str, Any]) -> str:
    """Say in one sentence how many people reach an offer."""
    covered, parameters = found["covered"], found["parameters"]
    who = who_words(found)
    if covered["share"] is None:
        return f"Nobody to count: the cells hold no {who}."
    everybody = found["population"][parameters["people"]]
    texts, offers = load_texts(LANGUAGE), found["offers"]
    is_known = covered["share_low"] == covered["share_high"] and not offers["uncertain"]
    said = {name: texts.of_hundred(covered[name]) for name in ("share", "share_low", "share_high")}
    share = said["share"] if is_known else f"about {said['share']}"
    span = "" if is_known else f" ({said['share_low']} to {said['share_high']})"
    everybody = persons(found["population"][parameters["people"]])
    return sentence(
        f"{share} of 100 {who}{span} reach {_what(found)} within {way(parameters)}: about "
        f"{texts.people_about(covered['people'])} of {everybody}. {limits(covered, offers)}"
    )


def needs_in_words(told: Mapping[str, Any]) -> str:
    """Say which share of the needs that advice counted lies in reach."""
    texts = load_texts(LANGUAGE)
    low, high = (texts.of_hundred(told[name]) for name in ("share_low", "share_high"))
    return (
        f"Of at least {told['needs_at_least']} needs that advice counted ({', '.join(told['quarters'])}), "
        f"{texts.of_hundred(told['share'])} of 100 ({low} to {high}) lie where an offer is in reach."
    )


def neighbours_in_words(told: Mapping[str, Any]) -> str:
    """Say how many offers beyond the border count as well, and how many addresses of their file do not, and why."""
    left_out = {name: count for name, count in told["left_out"].items() if count}
    why = ", ".join(f"{_LEFT_OUT[name]}: {count}" for name, count in left_out.items())
    off = told["off_street"]
    return (
        f"Offers beyond the border that count as well, from {told['file']}: {told['counted']}"
        f"{f' (addresses left out: {why})' if why else ''}."
        f"{f' No street of the network leads to {off} of them: nobody reaches these.' if off else ''}"
    )


def _what(found: Mapping[str, Any]) -> str:
    return "an offer of each topic" if found.get("filter", {}).get("match") == "all" else "an offer"


def who_words(found: Mapping[str, Any]) -> str:
    """Say whom the figures count."""
    return "foreign nationals" if found["parameters"]["people"] == "foreign" else "people"


def departures_in_words(found: Mapping[str, Any]) -> list[str]:
    """Say for which departures a share by bus and train is told, and what it would be for the best, or on foot."""
    told = found.get("transit")
    if told is None:
        return []
    shares = {name: percent(told[f"share_{name}"]) for name in ("usual", "best", "reliable", "walk")}
    source = ", ".join(filter(None, (told["file"], told["version"], *told["operators"][:5])))
    doubts = [say_doubt(doubt["kind"], doubt) for doubt in told["doubts"]]
    said = (
        f"To be there on {told['date']} by {told['arrive']}, counted from leaving to then: {shares['usual']}; "
        f"{shares['walk']} on foot."
        if told["arrive"]
        else f"Departures of {told['date']}, {told['window']}, each minute: "
        f"{shares['usual']} with at least half of them, {shares['reliable']} with nine of ten, "
        f"{shares['best']} with the best; {shares['walk']} on foot."
    )
    return [
        said,
        *doubts,
        f"Timetable: {source}; {told['trips']} trips on that day. Delays and fares are not counted.",
    ]


def limits(covered: Mapping[str, Any], offers: Mapping[str, int]) -> str:
    """Say that it is an estimate and why, as the page does."""
    texts = load_texts(LANGUAGE)
    if covered["share_low"] == covered["share_high"] and not offers["uncertain"]:
        return texts("coverage.interval_known")
    counts = {name: offers[name] for name in ("located", "uncertain", "unlocated")}
    return estimate_words(
        texts, **counts, certain=covered["share_certain"], possible=covered["share_possible"]
    )


def warnings(found: Mapping[str, Any]) -> list[str]:
    """Say what a reader must know before the figures."""
    offers = found["offers"]
    if not offers["count"]:
        return ["No offer matches: every share is 0."]
    if not offers["located"]:
        return ["No offer has a place of its own: all of them are only where they might be."]
    return []


def way(parameters: Mapping[str, Any]) -> str:
    """Say the threshold: 30 minutes on foot."""
    threshold = f"{parameters['threshold']:g}"
    words = {
        "walk": "minutes on foot",
        "walk_slow": f"minutes on foot at {WALK_SLOW_KMH:g} km/h",
        "bike": "minutes by bike",
        "metres": "metres of way",
        "transit": "minutes by bus and train",
    }
    return f"{threshold} {words[parameters['mode']]}"


def _show_cities(found: Mapping[str, Any]) -> None:
    rows = [_place_row(city["name"], city) for city in found["cities"]]
    write_table(["city", *_place_headings(found)], rows, title="Cities")


def _show_areas(found: Mapping[str, Any]) -> None:
    """Write the table by own areas; what is withheld is a dash, and said."""
    told = found["areas"]
    rows = [_place_row(row["label"], row) for row in told["rows"]]
    if told["outside"]["people"] != 0:
        rows.append(_place_row("outside of all areas", told["outside"]))
    write_table(["area", *_place_headings(found)], rows, title=told["name"])
    hidden = sum(row["withheld"] for row in (*told["rows"], told["outside"]))
    if hidden:
        typer.echo(f"{hidden} rows are not shown: too few people, or a total would tell them.")


def _place_row(name: str, row: Mapping[str, Any]) -> list[str]:
    return [
        name,
        persons(row["people"]),
        persons(row["covered"]),
        percent(row["share"]),
        f"{percent(row['share_low'])} – {percent(row['share_high'])}",
        f"{percent(row['share_certain'])} – {percent(row['share_possible'])}",
        decimal(row["access"]),
    ]


def _place_headings(found: Mapping[str, Any]) -> list[str]:
    return [who_words(found), "covered", "share", "low – high", "certain – possible", found["access"]["unit"]]


def _show_gaps(found: Mapping[str, Any]) -> None:
    gaps, varied, weighed = found["gaps"], "agreement" in found, "by_needs" in found
    rows = [
        [
            str(gap["rank"]),
            gap["name"] or f"{gap['lon']} {gap['lat']}",
            gap.get("area") or gap["city"],
            persons(gap["people"]),
            persons(gap["foreign"]),
            percent(gap["chance"]),
            decimal(gap["minutes_mean"]),
            decimal(gap["minutes_worst"]),
            *([percent(gap["agreement"])] if varied else []),
            *([percent(gap["needs_share"])] if weighed else []),
        ]
        for gap in gaps[:_SHOWN_GAPS]
    ]
    where = "area" if "areas" in found else "city"
    headings = ["", "gap", where, "people", "foreign", "chance", "mean min", "worst min"]
    headings += ["worst fifth in"] if varied else []
    headings += ["of all needs"] if weighed else []
    write_table(headings, rows, title=f"{len(rows)} of {len(gaps)} probable gaps")


def _show_deeper(found: Mapping[str, Any], who: str) -> None:
    rows = [
        [
            row["measure"],
            row["unit"],
            decimal(row["mean"]),
            *(f"{c['name']} {decimal(c['mean'])}" for c in (row["best"], row["worst"])),
        ]
        for row in found["measures"]
    ]
    write_table(["measure", "unit", "mean", "best city", "worst city"], rows, title="Measures")
    missing = [[row["name"], persons(row["people"])] for row in found["missing"]]
    write_table(["city", f"as many {who} without anything"], missing, title="Missing")
    if "edge" in found:
        typer.echo(
            f"{persons(found['edge']['people'])} {who} live nearer to the border than to the next known offer."
        )
    fixes = [
        [", ".join(row["offer_ids"]), row["city"], row["precision"], persons(row["people"])]
        for row in found["addresses_to_fix"]
    ]
    write_table(["offers", "city", "known to the", f"narrower by {who}"], fixes, title="Addresses to fix")


def persons(value: float | None) -> str:
    """Write a number of people."""
    return _UNKNOWN if value is None else load_texts(LANGUAGE).people(value)


def percent(share: float | None) -> str:
    """Write a share as per cent; never 0 or 100 for what is only nearly so."""
    return _UNKNOWN if share is None else load_texts(LANGUAGE).percent(share)


def decimal(value: float | None) -> str:
    """Write a figure with as many decimals as it bears."""
    if value is None:
        return _UNKNOWN
    if value and abs(value) < _LEAST_SHOWN:
        return f"{value:.2g}"
    return f"{value:.1f}" if abs(value) >= 1 or value == 0 else f"{value:.3f}"
