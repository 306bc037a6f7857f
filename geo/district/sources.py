"""Where the shipped data comes from: source, licence, date, limits, and a checksum of every file."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import DataError, Problem
from geo.files import checksum
from geo.tables import ISO_PARTIAL_DATE

if TYPE_CHECKING:
    from geo.i18n import Texts


@dataclass(frozen=True)
class DataSource:
    """One source; `date` is partial ISO ("" = not known), `limits` a sentence by language."""

    id: str
    title: str
    publisher: str
    date: str
    licence: str
    attribution: str
    limits: Mapping[str, str]
    files: tuple[str, ...]

    def limit(self, texts: "Texts") -> str:
        """Return the limits as a page says them: in its language, else in the one it falls back to."""
        return self.limits.get(texts.language) or self.limits[texts.whole.language]


@dataclass(frozen=True)
class DataSources:
    """All sources in their order, and the SHA-256 of every shipped file by its name."""

    sources: tuple[DataSource, ...]
    checksums: Mapping[str, str]


_TEXTS = ("id", "title", "publisher", "date", "licence", "attribution")


def load_data_sources(path: Path, *, languages: Sequence[str] = ()) -> DataSources:
    """Read `sources.toml`.

    Parameters
    ----------
    languages
        The limits of each source are needed in every one of them: those of the district, wherever they are shown,
        without those whose catalogue says them in another (`geo.i18n.catalogues.whole_languages`).

    Raises
    ------
    DataError
        If the file cannot be read, an entry is incomplete, or there are no checksums.
    """
    content = _read(path)
    entries, checksums = content.get("sources"), content.get("checksums")
    if not isinstance(entries, list) or not entries:
        raise DataError([Problem(path.name, 0, "sources", "", "at least one source")])
    if not isinstance(checksums, dict) or not checksums:
        raise DataError([Problem(path.name, 0, "checksums", "", "a table of file names and SHA-256")])
    problems = [
        p
        for number, entry in enumerate(entries, start=1)
        for p in _problems(path.name, number, entry, languages)
    ]
    if problems:
        raise DataError(problems)
    sums = {str(name): str(value) for name, value in checksums.items()}
    return DataSources(tuple(_source(entry) for entry in entries), sums)


def verify_checksums(path: Path) -> list[Problem]:
    """Compare the files beside the sources file with their checksums; return what differs or is missing."""
    problems = []
    for name, wanted in load_data_sources(path).checksums.items():
        found = checksum(path.parent / name)
        if found != wanted:
            expectation = "file is missing" if not found else f"SHA-256 {wanted[:12]}… expected"
            problems.append(Problem(name, 0, "", found[:12], expectation))
    return problems


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError([Problem(path.name, 0, "", "", f"cannot be read: {error}")]) from error


def _source(entry: Mapping[str, Any]) -> DataSource:
    texts = {name: entry[name] for name in _TEXTS}
    return DataSource(**texts, limits=dict(entry["limits"]), files=tuple(entry["files"]))


def _problems(file: str, number: int, entry: Any, languages: Sequence[str]) -> list[Problem]:
    if not isinstance(entry, Mapping):
        return [Problem(file, number, "sources", str(entry), "a table of fields")]
    problems = [
        Problem(file, number, name, "", "a text") for name in _TEXTS if not isinstance(entry.get(name), str)
    ]
    if not isinstance(entry.get("limits"), dict):
        problems.append(Problem(file, number, "limits", "", "a sentence by language"))
    else:
        problems += [
            Problem(file, number, f"limits.{name}", str(entry.get("id", "")), "a sentence in this language")
            for name in languages
            if not str(entry["limits"].get(name, "")).strip()
        ]
    if not isinstance(entry.get("files"), list):
        problems.append(Problem(file, number, "files", "", "a list of file names"))
    if entry.get("date") and not re.fullmatch(ISO_PARTIAL_DATE, str(entry["date"])):
        problems.append(
            Problem(file, number, "date", str(entry["date"]), "a date like 2024, 2024-05 or 2024-05-31")
        )
    return problems
