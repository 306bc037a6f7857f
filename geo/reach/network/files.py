"""Keep a network under `var/network/` as plain numpy arrays; nothing in the file is ever executed."""

import json
import os
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np

from geo.errors import NetworkError
from geo.files import owners_folder
from geo.reach.network.graph import Source, StreetNetwork
from geo.reach.network.tags import MODES

#: Counts up when the arrays or the rules of the streets change; an older file then has to be built again.
VERSION = 1
ARRAYS = {
    "node_lon": np.float64,
    "node_lat": np.float64,
    "edge_from": np.int32,
    "edge_to": np.int32,
    "edge_m": np.float64,
    "edge_way": np.uint8,
    "shape_lon": np.float64,
    "shape_lat": np.float64,
    "shape_start": np.int64,
}


def network_path(var: Path, mode: str) -> Path:
    """Return where the network of a way of travel is kept."""
    return var / "network" / f"{mode}.npz"


def save_network(network: StreetNetwork, var: Path) -> Path:
    """Write the network; whoever reads meanwhile sees the old file or the new one, never half of it.

    Raises
    ------
    NetworkError
        If the folder or the disk takes no writes.
    """
    path = network_path(var, network.mode)
    try:
        owners_folder(path.parent)
        _write_whole(path, network)
    except OSError as error:
        msg = f"{path}: the network cannot be stored ({error.strerror or error})"
        raise NetworkError(msg) from error
    return path


def _write_whole(path: Path, network: StreetNetwork) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            _write(file, network)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)  # there is one only when something went wrong


def _write(file: IO[bytes], network: StreetNetwork) -> None:
    about = {"version": VERSION, "mode": network.mode, "cut": network.cut, **vars(network.source)}
    arrays: dict[str, Any] = {name: getattr(network, name) for name in ARRAYS}
    np.savez_compressed(file, about=np.array(json.dumps(about)), **arrays)


def load_network(var: Path, mode: str) -> StreetNetwork | None:
    """Return the network of a way of travel, None where none was built.

    Raises
    ------
    NetworkError
        If the file is broken or of an older version; the message says how to build it again.
    """
    path = network_path(var, mode)
    if mode not in MODES or not path.exists():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            about = _about(kept, mode)
            arrays = {name: kept[name] for name in ARRAYS}
        _check(arrays)
        source = Source(str(about["name"]), str(about["date"]), str(about["sha256"]))
        return StreetNetwork(mode=mode, source=source, cut=int(about["cut"]), **arrays)
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        msg = f"{path}: {error}; build it again with: python -m geo network build FILE --mode {mode}"
        raise NetworkError(msg) from error


def _about(kept: Any, mode: str) -> dict[str, Any]:
    about: dict[str, Any] = json.loads(str(kept["about"]))
    if about["version"] != VERSION:
        msg = f"made by version {about['version']} of the network format, {VERSION} expected"
        raise ValueError(msg)
    if about["mode"] != mode:
        msg = f"holds the network of {about['mode']!r}"
        raise ValueError(msg)
    return about


def _check(arrays: dict[str, Any]) -> None:
    """Refuse arrays that do not fit together; a wrong number in them would be a wrong way, not an error."""
    for name, kind in ARRAYS.items():
        if arrays[name].ndim != 1 or arrays[name].dtype != kind:
            msg = f"{name} is no list of {np.dtype(kind).name}"
            raise ValueError(msg)
    nodes, edges, points = (len(arrays[name]) for name in ("node_lon", "edge_m", "shape_lon"))
    starts, metres = arrays["shape_start"], arrays["edge_m"]
    ends = np.concatenate((arrays["edge_from"], arrays["edge_to"]))
    fits = (
        len(arrays["node_lat"]) == nodes
        and len(arrays["edge_from"]) == len(arrays["edge_to"]) == len(arrays["edge_way"]) == edges > 0
        and len(arrays["shape_lat"]) == points
        and len(starts) == edges + 1
        and int(ends.min()) >= 0
        and int(ends.max()) < nodes
        and int(starts[0]) == 0
        and int(starts[-1]) == points
        and bool((np.diff(starts) >= 2).all())
        and bool((np.isfinite(metres) & (metres >= 0)).all())
        and all(
            np.isfinite(arrays[name]).all() for name in ("node_lon", "node_lat", "shape_lon", "shape_lat")
        )
    )
    if not fits:
        raise ValueError("the arrays of the network do not fit together")
