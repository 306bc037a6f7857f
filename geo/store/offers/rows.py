"""An offer as a row of texts: made complete, compared, and written into the history."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from geo.offers.columns import FLAG_COLUMNS, LIST_COLUMNS, OFFER_COLUMNS
from geo.offers.course_runs import RUNS, CourseRun
from geo.store.offers.records import Site, StoredOffer
from geo.store.offers.seed_plan import split_list
from geo.tables import LIST_SEPARATOR

COLUMNS = tuple(spec.name for spec in OFFER_COLUMNS)
SITES = "sites"


def full_row(row: Mapping[str, str]) -> dict[str, str]:
    """Return a row with every column, lists with each item once; what is not named is unknown."""
    return {name: _normal(name, row.get(name) or "") for name in COLUMNS}


def snapshot(row: Mapping[str, str], sites: tuple[Site, ...], runs: tuple[CourseRun, ...]) -> dict[str, Any]:
    """Return all that a person can change of an offer as one flat value for JSON."""
    return {**row, SITES: [asdict(site) for site in sites], RUNS: [asdict(run) for run in runs]}


def snapshot_of(offer: StoredOffer) -> dict[str, Any]:
    """Return the snapshot of a stored offer."""
    return snapshot(offer.row, offer.sites, offer.runs)


def sites_of(values: Mapping[str, Any]) -> tuple[Site, ...]:
    """Return the sites of a snapshot."""
    return tuple(Site(**site) for site in values[SITES])


def runs_of(values: Mapping[str, Any]) -> tuple[CourseRun, ...]:
    """Return the dated runs of a snapshot; those made before there were any have none."""
    return tuple(CourseRun(**run) for run in values.get(RUNS) or ())


def row_of(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the row of a snapshot."""
    return {name: values[name] for name in COLUMNS}


def difference(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return what two snapshots have different; of a new or removed one everything."""
    if before is None or after is None:
        return (None if before is None else dict(before), None if after is None else dict(after))
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def _normal(name: str, text: str) -> str:
    if name in LIST_COLUMNS:
        return LIST_SEPARATOR.join(split_list(text))
    return ("yes" if text == "yes" else "no") if name in FLAG_COLUMNS else text
