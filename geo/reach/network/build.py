"""Build the network of a district from an extract, and say what came of it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from geo.errors import GeoError
from geo.people.cells import load_cells
from geo.reach.network.files import save_network
from geo.reach.network.graph import Source, StreetNetwork
from geo.reach.network.reader import STEPS, Progress, read_osm
from geo.reach.network.snapping import Snapped, snap_frame
from geo.settings import Settings


@dataclass(frozen=True)
class SnapCounts:
    """How many points, and people there, have a place on the network; `island` is a part of `snapped`."""

    snapped: int
    unsnapped: int
    island: int
    people_unsnapped: float
    people_island: float


@dataclass(frozen=True)
class NetworkReport:
    """What a network holds.

    `components` counts its parts (inside one, every place is reached from every other), `islands` the small ones
    that nobody is put on while another street is near; `cut` the stretches left out because the file lacks
    their points. `cells` is about the district's people, None where they cannot be read.
    """

    mode: str
    source: Source
    nodes: int
    edges: int
    km: float
    components: int
    islands: int
    island_km: float
    cut: int
    cells: SnapCounts | None = None


def build_network(
    path: Path, settings: Settings, *, mode: str, progress: Progress | None = None
) -> NetworkReport:
    """Read an extract, store its network under the settings' `var`, and report.

    Parameters
    ----------
    mode
        `walk` or `bike`.
    progress
        Called with (steps done, steps in all); what it raises stops the work, and nothing is stored.

    Raises
    ------
    NetworkError
        If the extract cannot be read or the network not be stored.
    """
    network = read_osm(path, mode=mode, progress=progress)
    cells = _cells_on(network, settings)
    save_network(network, settings.var)
    if progress:
        progress(STEPS, STEPS)
    return describe(network, cells=cells)


def describe(network: StreetNetwork, *, cells: SnapCounts | None = None) -> NetworkReport:
    """Return the figures of a network."""
    has_street = network.part_m > 0
    return NetworkReport(
        mode=network.mode,
        source=network.source,
        nodes=network.nodes,
        edges=network.edges,
        km=float(network.edge_m.sum() / 1000),
        components=int(has_street.sum()),
        islands=int((has_street & network.is_small_part).sum()),
        island_km=float(network.edge_m[network.is_island].sum() / 1000),
        cut=network.cut,
        cells=cells,
    )


def snap_counts(snapped: Snapped, people: "pd.Series[float] | None" = None) -> SnapCounts:
    """Count how many points, and how many of `people` (one number a point), have a place on the network."""
    persons = np.zeros(len(snapped)) if people is None else people.to_numpy(dtype=np.float64)
    return SnapCounts(
        snapped=int(snapped.is_snapped.sum()),
        unsnapped=int((~snapped.is_snapped).sum()),
        island=int(snapped.is_island.sum()),
        people_unsnapped=float(persons[~snapped.is_snapped].sum()),
        people_island=float(persons[snapped.is_island].sum()),
    )


def _cells_on(network: StreetNetwork, settings: Settings) -> SnapCounts | None:
    """Count the district's cells; a district without a readable table of people still gets its network."""
    path = settings.district.files.get("population")
    if path is None:
        return None
    try:
        cells = load_cells(path)
    except GeoError:
        return None
    snapped = snap_frame(network, cells, metric_crs=settings.district.metric_crs)
    return snap_counts(snapped, cells["people"])
