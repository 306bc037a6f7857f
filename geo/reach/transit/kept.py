"""Timetables kept under `var/transit/` as plain numpy arrays; nothing in a file is ever executed."""

import json
import os
import re
import zipfile
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from geo.errors import DataError, Problem, TransitError
from geo.files import owners_folder
from geo.reach.transit.timetable import About, Timetable

#: Counts up when the arrays or the rules of reading change; an older file then has to be built again.
VERSION = 1
ARRAYS: dict[str, Any] = {
    "stop_lon": np.float64, "stop_lat": np.float64,
    "call_stop": np.int32, "call_arr": np.int32, "call_dep": np.int32, "call_pick": np.uint8, "call_drop": np.uint8,
    "trip_start": np.int64, "trip_service": np.int32, "trip_route": np.int32, "trip_block": np.int32,
    "trip_is_about": np.bool_, "service_days": np.bool_,
    "change_from": np.int32, "change_to": np.int32, "change_s": np.int32,
}  # fmt: skip
_TEXTS = ("stop_ids", "stop_names", "route_names", "trip_heads")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
DEFAULT_NAME = "timetable"
#: What reading a file raises that is none of ours.
_BROKEN = (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile)


def folder(var: Path) -> Path:
    """Return where timetables are kept."""
    return var / "transit"


def timetable_path(var: Path, name: str) -> Path:
    """Return the file of a timetable.

    Raises
    ------
    DataError
        If the name cannot be one of a file.
    """
    if not _NAME.fullmatch(name):
        raise DataError([Problem("--name", 0, "", name, "small letters, digits, - and _, at most 40")])
    return folder(var) / f"{name}.npz"


def names(var: Path) -> list[str]:
    """Return the names of the timetables that are kept."""
    return sorted(path.stem for path in folder(var).glob("*.npz") if _NAME.fullmatch(path.stem))


def stamp(var: Path) -> tuple[tuple[str, int], ...]:
    """Return names and times of what is kept: another value as soon as a timetable is built, replaced or removed."""
    found = []
    for name in names(var):
        try:
            found.append((name, timetable_path(var, name).stat().st_mtime_ns))
        except OSError:  # removed between the two looks
            continue
    return tuple(found)


@dataclass(frozen=True)
class Kept:
    """What is known of a timetable without reading all of it; `about` is None where its file cannot be read."""

    name: str
    about: About | None = None
    first_day: date | None = None
    last_day: date | None = None

    def has_ended(self, today: date) -> bool:
        """Say whether its last day is over."""
        return self.last_day is not None and self.last_day < today


def kept_timetables(var: Path) -> list[Kept]:
    """Return what is known of all timetables that are kept."""
    return [_kept(var, name) for name in names(var)]


def _kept(var: Path, name: str) -> Kept:
    try:
        with timetable_path(var, name).open("rb") as file, np.load(file, allow_pickle=False) as kept:
            about = json.loads(kept["about"].tobytes())
        _check_version(about)
        days = [date.fromisoformat(about[key]) for key in ("first_day", "last_day")]
        return Kept(name, _about(about), *days)
    except _BROKEN:
        return Kept(name)


def save_timetable(timetable: Timetable, var: Path) -> Path:
    """Write a timetable; whoever reads meanwhile sees the old file or the new one, never half of it.

    Raises
    ------
    TransitError
        If the folder or the disk takes no writes.
    """
    path = timetable_path(var, timetable.about.name)
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        owners_folder(path.parent)
        try:
            with draft.open("wb") as file:
                np.savez(file, **_packed(timetable))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)  # there is one only when something went wrong
    except OSError as error:
        msg = f"{path}: the timetable cannot be stored ({error.strerror or error})"
        raise TransitError(msg) from error
    return path


def _packed(timetable: Timetable) -> dict[str, Any]:
    days = {"first_day": timetable.first_day.isoformat(), "last_day": timetable.last_day.isoformat()}
    about = {**asdict(timetable.about), **days, "feed_version": timetable.about.version}
    texts = {name: list(getattr(timetable, name)) for name in _TEXTS}
    arrays: dict[str, Any] = {name: getattr(timetable, name) for name in ARRAYS}
    return arrays | {"about": _bytes(about | {"version": VERSION}), "texts": _bytes(texts)}


def _bytes(value: object) -> Any:
    return np.frombuffer(json.dumps(value, ensure_ascii=False).encode(), dtype=np.uint8)


def remove_timetable(var: Path, name: str) -> bool:
    """Remove a timetable; False where there was none.

    Raises
    ------
    TransitError
        If the folder takes no changes.
    """
    path = timetable_path(var, name)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        msg = f"{path}: cannot be removed ({error.strerror or error})"
        raise TransitError(msg) from error
    return True


def load_timetable(var: Path, name: str = "") -> Timetable | None:
    """Return a timetable, None where there is none; without a name the only one, or the one called `timetable`.

    Raises
    ------
    TransitError
        If the file is broken or of an older version, or there are several and none was named.
    """
    chosen = name or _only_name(var)
    if not chosen:
        return None
    path = timetable_path(var, chosen)
    if not path.exists():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            about, texts = (json.loads(kept[part].tobytes()) for part in ("about", "texts"))
            _check_version(about)
            arrays = {part: kept[part] for part in ARRAYS}
        timetable = _made(about, texts, arrays)
        _check(timetable)
    except _BROKEN as error:
        msg = f"{path}: {error}; build it again with: python -m geo transit build FEED --name {chosen}"
        raise TransitError(msg) from error
    return timetable


def _check_version(about: dict[str, Any]) -> None:
    if about["version"] != VERSION:
        msg = f"made by version {about['version']} of the format, {VERSION} expected"
        raise ValueError(msg)


def _only_name(var: Path) -> str:
    known = names(var)
    if not known:
        return ""
    if len(known) > 1 and DEFAULT_NAME not in known:
        msg = f"several timetables ({', '.join(known)}): one of them has to be named {DEFAULT_NAME}, or be asked for"
        raise TransitError(msg)
    return known[0] if len(known) == 1 else DEFAULT_NAME


def _made(about: dict[str, Any], texts: dict[str, Any], arrays: dict[str, Any]) -> Timetable:
    lists: dict[str, Any] = {name: tuple(str(text) for text in texts[name]) for name in _TEXTS}
    return Timetable(
        about=_about(about),
        first_day=date.fromisoformat(about["first_day"]),
        **arrays,
        **lists,
    )


def _about(about: dict[str, Any]) -> About:
    fields = {name: about[name] for name in About.__dataclass_fields__ if name != "version"}
    fields["operators"] = tuple(fields["operators"])
    return About(version=str(about["feed_version"]), **fields)


def _check(timetable: Timetable) -> None:
    """Refuse arrays that do not fit together; a wrong number in them would be a wrong way, not an error."""
    for name, kind in ARRAYS.items():
        array = getattr(timetable, name)
        if array.dtype != kind or array.ndim != (2 if name == "service_days" else 1):
            msg = f"{name} is no list of {np.dtype(kind).name}"
            raise ValueError(msg)
    calls, trips, stops = len(timetable.call_stop), timetable.trips, timetable.stops
    start = timetable.trip_start
    fits = (
        len(timetable.stop_lat) == len(timetable.stop_ids) == len(timetable.stop_names) == stops > 0
        and all(len(getattr(timetable, f"call_{part}")) == calls for part in ("arr", "dep", "pick", "drop"))
        and all(
            len(getattr(timetable, f"trip_{part}")) == trips
            for part in ("route", "block", "is_about", "heads")
        )
        and len(start) == trips + 1
        and int(start[0]) == 0
        and int(start[-1]) == calls
        and bool((np.diff(start) >= 2).all())
        and _within(timetable.call_stop, stops)
        and _within(timetable.trip_service, len(timetable.service_days))
        and _within(timetable.change_from, stops)
        and _within(timetable.change_to, stops)
        and len(timetable.change_from) == len(timetable.change_to) == len(timetable.change_s)
        and timetable.service_days.shape[1] > 0
    )
    if not fits:
        raise ValueError("the arrays of the timetable do not fit together")


def _within(numbers: Any, count: int) -> bool:
    return not len(numbers) or (int(numbers.min()) >= 0 and int(numbers.max()) < count)
