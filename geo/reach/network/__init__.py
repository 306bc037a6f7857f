"""A walking or cycling network made from an OpenStreetMap extract, and the ways through it."""

from geo.reach.network.build import NetworkReport, SnapCounts, build_network, describe, snap_counts
from geo.reach.network.files import load_network, network_path, save_network
from geo.reach.network.graph import Source, StreetNetwork
from geo.reach.network.lines import LINES, Lines, lines_path, load_lines, read_lines, save_lines
from geo.reach.network.reach import nearest_cost, network_cost, snapped_cost, snapped_nearest
from geo.reach.network.reader import read_osm
from geo.reach.network.snapping import SNAP_LIMIT_M, Snapped, snap, snap_frame
from geo.reach.network.tags import MODES
from geo.reach.network.watch import GoOn, Stopped, watched

__all__ = [
    "LINES",
    "MODES",
    "SNAP_LIMIT_M",
    "GoOn",
    "Lines",
    "NetworkReport",
    "SnapCounts",
    "Snapped",
    "Source",
    "Stopped",
    "StreetNetwork",
    "build_network",
    "describe",
    "lines_path",
    "load_lines",
    "load_network",
    "nearest_cost",
    "network_cost",
    "network_path",
    "read_lines",
    "read_osm",
    "save_lines",
    "save_network",
    "snap",
    "snap_counts",
    "snap_frame",
    "snapped_cost",
    "snapped_nearest",
    "watched",
]
