"""The codes of what advice teaches: outcomes, obstacles, kinds of office and the like, read from one file."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from geo.errors import DataError, Problem
from geo.i18n.catalogues import whole_languages
from geo.settings import PROJECT_ROOT, District

#: The codes of the project, for a district that names none of its own.
SHIPPED_CODES = PROJECT_ROOT / "data" / "kim_codes.toml"
KINDS = ("outcomes", "obstacles", "offices", "states", "days", "fields", "laws", "breaks", "levels", "roles")
#: What the program itself asks for; no district drops or adds one.
FIXED: Mapping[str, tuple[str, ...]] = {
    "outcomes": ("placed", "referred", "waiting", "not_found", "declined"),
    "states": ("started", "accepted", "rejected", "unanswered", "done"),
    "days": ("week", "two_weeks", "month", "longer"),
}
#: Obstacles the program understands; a district may lack them.
OBSTACLE_FULL = "full"
_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True)
class Codes:
    """The codes of each kind in the order they are shown, with their labels by language."""

    labels: Mapping[str, Mapping[str, Mapping[str, str]]]

    def ids(self, kind: str) -> tuple[str, ...]:
        """Return the codes of a kind, such as `obstacles`."""
        return tuple(self.labels[kind])

    def label(self, kind: str, code: str, language: str) -> str:
        """Return the words for a code, in English where its file lacks the language; an unknown one as it is."""
        labels = self.labels[kind].get(code, {})
        return labels.get(language) or labels.get("en") or code

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What came of a need."""
        return self.ids("outcomes")

    @property
    def obstacles(self) -> tuple[str, ...]:
        """What stood in the way."""
        return self.ids("obstacles")

    @property
    def offices(self) -> tuple[str, ...]:
        """Kinds of office."""
        return self.ids("offices")


def codes_of(district: District) -> Codes:
    """Return the codes of a district: those of the project where it names no file.

    Raises
    ------
    DataError
        If the file cannot be read, or an entry is incomplete, twice there, or missing.
    """
    own = district.files.get("kim_codes")
    path = own or SHIPPED_CODES
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise DataError([Problem(path.name, 0, "", "", f"cannot be read: {error}")]) from error
    return load_codes(path, whole_languages(district.languages) if own else (), _changed=changed)


@lru_cache(maxsize=4)
def load_codes(path: Path, languages: tuple[str, ...] = (), *, _changed: int = 0) -> Codes:
    """Read a file of codes; each needs a label in every one of `languages`.

    Raises
    ------
    DataError
        As `codes_of` says.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError([Problem(path.name, 0, "", "", f"cannot be read: {error}")]) from error
    problems = [
        *(
            Problem(path.name, 0, kind, "", f"one of: {', '.join(KINDS)}")
            for kind in content.keys() - set(KINDS)
        ),
        *(p for kind in KINDS for p in _problems(path.name, kind, content.get(kind), languages)),
    ]
    if problems:
        raise DataError(problems)
    return Codes({kind: {entry["id"]: dict(entry["labels"]) for entry in content[kind]} for kind in KINDS})


def _problems(file: str, kind: str, entries: Any, languages: Sequence[str]) -> list[Problem]:
    if not isinstance(entries, list) or not entries:
        return [Problem(file, 0, kind, "", "at least one entry")]
    problems = [
        p for number, one in enumerate(entries, 1) for p in _entry(file, kind, number, one, languages)
    ]
    if problems:
        return problems
    ids = [entry["id"] for entry in entries]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    problems = [Problem(file, 0, f"{kind}.id", one, "stands twice") for one in twice]
    if kind in FIXED and set(ids) != set(FIXED[kind]):
        differing = ", ".join(sorted(set(ids) ^ set(FIXED[kind])))
        problems.append(Problem(file, 0, f"{kind}.id", differing, f"exactly: {', '.join(FIXED[kind])}"))
    return problems


def _entry(file: str, kind: str, number: int, entry: Any, languages: Sequence[str]) -> list[Problem]:
    if not isinstance(entry, dict) or not _ID.fullmatch(str(entry.get("id", ""))):
        return [Problem(file, number, f"{kind}.id", str(entry)[:60], "small letters, digits, underscores")]
    labels = entry.get("labels")
    if not isinstance(labels, dict):
        return [Problem(file, number, f"{kind}.labels", entry["id"], "labels by language")]
    return [
        Problem(file, number, f"{kind}.labels.{language}", entry["id"], "a label in this language expected")
        for language in languages
        if not str(labels.get(language, "")).strip()
    ]
