"""The fixed vocabularies: topics in their groups, and target groups, read from one file."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from geo.errors import DataError, Problem
from geo.model import TargetGroup, Taxonomy, Topic, TopicGroup

T = TypeVar("T", TopicGroup, Topic, TargetGroup)
_ID = re.compile(r"[a-z][a-z0-9_]{1,40}")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_NO_LABEL = "a label in this language expected: the district file names it"
_FIELDS = {
    "groups": ("id", "color", "icon", "labels"),
    "topics": ("id", "group", "icon", "labels", "synonyms"),
    "target_groups": ("id", "icon", "labels", "synonyms"),
}


def load_taxonomy(path: Path, *, languages: Sequence[str] = ()) -> Taxonomy:
    """Read `taxonomy.toml`.

    Parameters
    ----------
    path
        The file with `[[groups]]`, `[[topics]]` and `[[target_groups]]`.
    languages
        Each entry needs a label in every one of them: those of the district, wherever labels are shown.

    Raises
    ------
    DataError
        If the file cannot be read, an entry is incomplete, an id stands twice, or a topic names an
        unknown group.
    """
    content = _read(path)
    problems = [
        problem
        for table in _FIELDS
        for number, entry in enumerate(_entries(content, table), start=1)
        for problem in _entry_problems(path.name, table, number, entry, languages)
    ]
    problems = problems or _cross_problems(path.name, content)
    if problems:
        raise DataError(problems)
    return Taxonomy(
        groups=_by_id(content["groups"], _group),
        topics=_by_id(content["topics"], _topic),
        target_groups=_by_id(content["target_groups"], _target_group),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError([Problem(path.name, 0, "", "", f"cannot be read: {error}")]) from error


def _entries(content: Mapping[str, Any], table: str) -> list[Any]:
    entries = content.get(table, [])
    return entries if isinstance(entries, list) else [entries]


def _entry_problems(
    file: str, table: str, number: int, entry: Any, languages: Sequence[str]
) -> list[Problem]:
    """Check one entry; its number counts within its table, from 1."""
    if not isinstance(entry, dict):
        return [Problem(file, number, table, str(entry), "a table of fields")]
    missing = [
        Problem(file, number, f"{table}.{field}", "", "must not be missing")
        for field in _FIELDS[table]
        if not isinstance(entry.get(field), dict if field in ("labels", "synonyms") else str)
    ]
    return missing or [
        *_label_problems(file, table, number, entry, languages),
        *_shape_problems(file, table, number, entry),
    ]


def _label_problems(
    file: str, table: str, number: int, entry: Mapping[str, Any], languages: Sequence[str]
) -> list[Problem]:
    return [
        Problem(file, number, f"{table}.labels.{language}", str(entry["id"]), _NO_LABEL)
        for language in languages
        if not str(entry["labels"].get(language, "")).strip()
    ]


def _shape_problems(file: str, table: str, number: int, entry: Mapping[str, Any]) -> list[Problem]:
    problems = []
    if not _ID.fullmatch(entry["id"]):
        problems.append(
            Problem(file, number, f"{table}.id", entry["id"], "small letters, digits, underscores")
        )
    if table == "groups" and not _COLOR.fullmatch(entry["color"]):
        problems.append(Problem(file, number, "groups.color", entry["color"], "a colour like #0072B2"))
    for language, words in entry.get("synonyms", {}).items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            problems.append(
                Problem(file, number, f"{table}.synonyms.{language}", str(words), "a list of words")
            )
    return problems


def _cross_problems(file: str, content: Mapping[str, Any]) -> list[Problem]:
    """Look for empty tables, ids that stand twice and topics of unknown groups."""
    problems = [
        Problem(file, 0, table, "", "at least one entry") for table in _FIELDS if not _entries(content, table)
    ]
    for table in _FIELDS:
        ids = [entry["id"] for entry in _entries(content, table)]
        problems += [
            Problem(file, 0, f"{table}.id", i, "stands twice")
            for i in sorted({i for i in ids if ids.count(i) > 1})
        ]
    groups = {entry["id"] for entry in _entries(content, "groups")}
    problems += [
        Problem(file, number, "topics.group", entry["group"], f"one of: {', '.join(sorted(groups))}")
        for number, entry in enumerate(_entries(content, "topics"), start=1)
        if entry["group"] not in groups
    ]
    return problems


def _by_id(entries: list[Any], make: Callable[[Any], T]) -> dict[str, T]:
    return {entry["id"]: make(entry) for entry in entries}


def _group(entry: Mapping[str, Any]) -> TopicGroup:
    return TopicGroup(entry["id"], dict(entry["labels"]), entry["color"], entry["icon"])


def _topic(entry: Mapping[str, Any]) -> Topic:
    return Topic(entry["id"], entry["group"], entry["icon"], dict(entry["labels"]), _synonyms(entry))


def _target_group(entry: Mapping[str, Any]) -> TargetGroup:
    return TargetGroup(entry["id"], entry["icon"], dict(entry["labels"]), _synonyms(entry))


def _synonyms(entry: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(words) for language, words in entry["synonyms"].items()}
