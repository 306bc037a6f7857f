"""`python -m geo geocode`: where an address lies, for single addresses or a whole table."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from geo.cli.geocode_table import geocode_table
from geo.cli.output import progress_bar, say, write_json, write_table
from geo.errors import StoreError
from geo.exchange.importing import Workbench
from geo.model import Address, Match
from geo.settings import PROVIDERS, Provider, Settings, load_settings
from geo.store import Store
from geo.upkeep.opening import make_geocoder

Geocode = Callable[[str | Address], Match]


def geocode(  # noqa: PLR0917  # options of the command line, given by name
    addresses: Annotated[list[str] | None, typer.Argument(help="Addresses to look for.")] = None,
    table: Annotated[
        Path | None, typer.Option("--input", help="CSV with addresses, in one column or several.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="CSV to write; an unfinished one is continued.")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask no service, only the local list.")] = False,
    provider: Annotated[str, typer.Option(help=f"Service to ask, one of: {', '.join(PROVIDERS)}.")] = "",
    url: Annotated[str, typer.Option(help="Base URL of the service.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object a line.")] = False,
) -> None:
    """Find coordinates, and how far they can be trusted."""
    _check_usage(addresses, table, output)
    settings = load_settings()
    service = None if offline else chosen_service(settings, provider, url)
    with ExitStack() as stack:
        geocoder = make_geocoder(settings, _memory(settings, stack), provider=service)

        def locate(query: str | Address) -> Match:
            return geocoder.geocode(query, offline=offline)

        if table and output:
            with progress_bar("locating addresses") as progress:
                words = Workbench(settings).vocabulary.words
                report = geocode_table(table, output, locate, words=words, progress=progress)
            report.tell(say)
            raise typer.Exit(report.exit_code)
        # Programs ask it line by line: in a pipe it has always been JSON.
        _answer(addresses or [], locate, as_json=as_json or not sys.stdout.isatty())


def _check_usage(addresses: list[str] | None, table: Path | None, output: Path | None) -> None:
    if bool(table) != bool(output):
        msg = "--input and --output belong together"
        raise typer.BadParameter(msg)
    if bool(addresses) == bool(table):
        msg = "addresses, or --input and --output, expected"
        raise typer.BadParameter(msg)
    if table and output and table.resolve() == output.resolve():
        msg = "--output must be another file than --input"
        raise typer.BadParameter(msg)


def chosen_service(settings: Settings, kind: str, url: str) -> Provider | None:
    """Return the service to ask: that of the options, else that of the settings, else none."""
    if kind and kind not in PROVIDERS:
        msg = f"--provider {kind!r} is not one of: {', '.join(PROVIDERS)}"
        raise typer.BadParameter(msg)
    if url and not (kind or settings.provider.kind != "none"):
        msg = "--url needs --provider"
        raise typer.BadParameter(msg)
    chosen = replace(settings.provider, kind=kind or settings.provider.kind, url=url or settings.provider.url)
    return None if chosen.kind == "none" else chosen


def _memory(settings: Settings, stack: ExitStack) -> Store | None:
    """Open the database for its answers and locked points; without it geocoding goes on."""
    try:
        return stack.enter_context(Store.open(settings))
    except StoreError as error:
        say(f"warning: going on without remembered answers: {error}")
        return None


def _answer(addresses: list[str], locate: Geocode, *, as_json: bool) -> None:
    rows = []
    for query in addresses:
        match = locate(query)
        if as_json:
            write_json(_as_record(query, match))
        rows.append([str(value) for value in (*_as_record(query, match).values(), match.note)])
        if as_json and not match.is_found:
            say(f"no answer for {query!r}: {match.note}")
    if not as_json:
        headings = [
            "query",
            "lon",
            "lat",
            "precision",
            "uncertainty_m",
            "source",
            "city",
            "inside_city",
            "note",
        ]
        write_table(headings, rows, title="")


def _as_record(query: str, match: Match) -> dict[str, Any]:
    """Return an answer as the line of JSON that a program reads."""
    return {
        "query": query,
        "lon": None if match.lon is None else round(match.lon, 6),
        "lat": None if match.lat is None else round(match.lat, 6),
        "precision": str(match.precision),
        "uncertainty_m": None if match.uncertainty_m is None else round(match.uncertainty_m, 1),
        "source": match.source,
        "city": match.city,
        "inside_city": match.inside_city,
    }
