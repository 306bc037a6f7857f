"""A run file keeps a question, what it was answered from, and the figures, so that anybody can repeat them.

JSON: `version` of this program, `question` as in a link, `scenario` as in a link (may be empty), `counted_to` (the day
ages are counted to), `inputs` (name and SHA-256 of everything the figures come from) and `results` (the figures).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from geo import __version__
from geo.errors import DataError, Problem
from geo.files import MOST_BYTES, checksum, read_whole, write_whole
from geo.model import Taxonomy
from geo.planning.figures import differences
from geo.planning.ground import World
from geo.planning.question import KEYS, Question, from_query, to_query
from geo.settings import District

FORMAT = "integrationskarte run"
_MAX_TEXT = 20_000

#: What of an offer decides the figures.
OFFER_COLUMNS = (
    "topics", "target_groups", "scope", "status", "assured_date", "page_date",
    "location_id", "lon", "lat", "precision", "uncertainty_m", "city",
    "organization", "street", "house_number", "postal_code", "is_protected",
)  # fmt: skip
_CAPACITY = "capacity"  # only where somebody tells it
_GAZETTEER = ("cities", "addresses", "places", "stations", "postcodes")
_KEYS = frozenset({"topic", "group", *KEYS.values()})
_NO_STREETS = "straight line times detour factor"


@dataclass(frozen=True)
class Input:
    """Something the figures come from: its name and its SHA-256 ("" where there is nothing to sum up)."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Run:
    """What a run file holds."""

    version: str
    question: Mapping[str, Sequence[str]]
    scenario: str
    counted_to: str
    inputs: Mapping[str, Input]
    results: Mapping[str, Any]

    @property
    def day(self) -> date | None:
        """The day ages were counted to."""
        return date.fromisoformat(self.counted_to) if self.counted_to else None


@dataclass(frozen=True)
class Replay:
    """How a run and its repetition compare; `changed` names inputs, `different` the paths of figures."""

    changed: tuple[str, ...]
    different: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether all figures are the same."""
        return not self.different


# -- making ----------------------------------------------------------------------------------------


def make_run(
    question: Question,
    world: World,
    results: Mapping[str, Any],
    inputs: Mapping[str, Input],
    *,
    scenario: str = "",
) -> Run:
    """Return the run of figures that were just computed.

    Parameters
    ----------
    results
        As `geo.planning.figures.figures` gives them.
    inputs
        As `inputs_of` gives them.
    scenario
        What a link holds of it.
    """
    return Run(
        version=__version__,
        question=to_query(question),
        scenario=scenario,
        counted_to=world.today.isoformat() if world.today else "",
        inputs=dict(inputs),
        results=dict(results),
    )


def inputs_of(
    district: District,
    world: World,
    question: Question,
    *,
    offers_file: Path | None = None,
    cells_file: Path | None = None,
) -> dict[str, Input]:
    """Return what the figures of a question come from.

    Parameters
    ----------
    offers_file, cells_file
        Where they stand for the district's own.
    """
    network = world.network_of(question)
    own_offers = Input(offers_file.name, checksum(offers_file)) if offers_file else None
    transit = world.ground_of(question).transit
    timed = {}
    if transit is not None:
        about = transit.timetable.about
        timed = {"timetable": Input(about.file, about.sha256)}
    return timed | {
        "offers": own_offers or Input("offers of the district", checksum_of_offers(world.table.places)),
        "population": _file(cells_file or district.file("population")),
        "boundaries": _file(district.file("boundaries")),
        "gazetteer": Input("gazetteer", _checksum_of_files(district, _GAZETTEER)),
        "streets": Input(network.source.name, network.source.sha256) if network else Input(_NO_STREETS, ""),
    }


def checksum_of_offers(offers: pd.DataFrame) -> str:
    """Return the SHA-256 of what decides the figures, whatever database the offers come from.

    With a row for each address (`geo.offers.sites.at_all_sites`) all of them count.
    """
    told = [*OFFER_COLUMNS, *(name for name in (_CAPACITY, "site") if name in offers)]
    rows = offers[told].sort_index(kind="stable")
    return hashlib.sha256(rows.to_csv(lineterminator="\n").encode()).hexdigest()


def _file(path: Path) -> Input:
    return Input(path.name, checksum(path))


def _checksum_of_files(district: District, names: Iterable[str]) -> str:
    sums = [checksum(district.files[name]) for name in names if name in district.files]
    return hashlib.sha256("".join(sums).encode()).hexdigest()


# -- writing and reading ---------------------------------------------------------------------------


def to_json(run: Run) -> str:
    """Return the text of a run file."""
    return json.dumps({"format": FORMAT, **asdict(run)}, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def save_run(run: Run, path: Path) -> None:
    """Write a run file; whoever reads meanwhile sees the old file or the new one, never half of it.

    Raises
    ------
    DataError
        If the folder or the disk takes no writes.
    """
    write_whole(path, to_json(run))


def read_run(path: Path) -> Run:
    """Read a run file.

    Raises
    ------
    DataError
        If it cannot be read, or is no run file.
    """
    return parse_run(read_whole(path, MOST_BYTES["run"]), file=path.name)


def parse_run(raw: bytes, *, file: str) -> Run:
    """Do what `read_run` does with the bytes at hand; `file` is their name in messages."""
    try:
        content = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise DataError([Problem(file, 0, "", "", "a run file (JSON) expected")]) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise DataError([Problem(file, 0, "format", _shown(content), f"{FORMAT!r}")])
    problems = [
        Problem(file, 0, name, _shown(content.get(name)), expectation)
        for name, (is_right, expectation) in _PARTS.items()
        if not is_right(content.get(name))
    ]
    if problems:
        raise DataError(problems)
    inputs = {name: Input(entry["name"], entry["sha256"]) for name, entry in content["inputs"].items()}
    values = {name: content[name] for name in _PARTS}
    return Run(**values | {"inputs": inputs})


def _refuse(constant: str) -> float:
    msg = f"{constant} is no number of JSON"
    raise ValueError(msg)


def _shown(value: Any) -> str:
    return value[:80] if isinstance(value, str) else type(value).__name__


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _MAX_TEXT


def _is_day(value: Any) -> bool:
    try:
        return value == "" or bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def _is_query(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(texts, list) and all(_is_text(text) for text in texts) for texts in value.values()
    )


def _is_inputs(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(entry, dict) and _is_text(entry.get("name")) and _is_text(entry.get("sha256"))
        for entry in value.values()
    )


_PARTS = {
    "version": (_is_text, "the version of the program, a text"),
    "question": (_is_query, "keys and lists of values, as in a link"),
    "scenario": (_is_text, "a text, as in a link"),
    "counted_to": (_is_day, "a day like 2026-05-31"),
    "inputs": (_is_inputs, "name and sha256 of each input"),
    "results": (lambda value: isinstance(value, dict), "the figures"),
}


# -- repeating -------------------------------------------------------------------------------------


def question_of(run: Run, taxonomy: Taxonomy, *, file: str) -> Question:
    """Return the question of a run.

    Raises
    ------
    DataError
        If something in it is not known here: ignoring it would answer another question.
    """
    unknown = [
        Problem(file, 0, f"question.{key}", "", "no such key") for key in run.question if key not in _KEYS
    ]
    if unknown:
        raise DataError(unknown)
    question, hints = from_query(run.question, taxonomy=taxonomy)
    if hints:
        raise DataError(
            [
                Problem(file, 0, f"question.{hint.key}", ", ".join(hint.values), "a value known here")
                for hint in hints
            ]
        )
    return question


def compare(run: Run, inputs: Mapping[str, Input], results: Mapping[str, Any]) -> Replay:
    """Compare a run with the figures that the same question gives now."""
    return Replay(
        changed=tuple(_changes(run, inputs)),
        different=tuple(differences(_figures_of(run.results), _figures_of(results))),
    )


def _changes(run: Run, inputs: Mapping[str, Input]) -> list[str]:
    """Say each input that is not the one of the run."""
    changed = [] if run.version == __version__ else [f"program: version {run.version}, now {__version__}"]
    for name in sorted({*run.inputs, *inputs}):
        before, now = run.inputs.get(name), inputs.get(name)
        if (before and before.sha256) != (now and now.sha256):
            changed.append(f"{name}: {_say(before)}, now {_say(now)}")
    return changed


def _say(one: Input | None) -> str:
    if one is None:
        return "none"
    return f"{one.name} ({one.sha256[:12]})" if one.sha256 else one.name


def _figures_of(results: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures without the ages of the data: those are inputs."""
    return {name: value for name, value in results.items() if name != "data"}
