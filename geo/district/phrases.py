"""What people say when they look for an offer, by language: read where the search needs it."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from geo.model import URGENT_NEEDS
from geo.settings import PROJECT_ROOT, District
from geo.tables import LIST_SEPARATOR, ColumnSpec, TableCheck, read_table

#: The phrases of the project, for a district that names none of its own.
SHIPPED_PHRASES = PROJECT_ROOT / "data" / "phrases.csv"
#: What a phrase may mean besides a topic, a target group, a city and a language of advice, which the district knows.
OTHER_MEANINGS = frozenset({
    "ask", "near", "urgent", "fee:free", "care:yes",
    *(f"urgent:{need}" for need in URGENT_NEEDS),
    *(f"level:{one}" for one in ("A1", "A2", "B1", "B2", "C1", "beginner", "advanced", "literacy")),
    *(f"time:{one}" for one in ("morning", "midday", "afternoon", "evening", "weekend", "now", "today")),
    *(f"day:{one}" for one in ("mo", "tu", "we", "th", "fr", "sa", "su")),
    *(f"way:{one}" for one in ("online", "phone", "home")),
})  # fmt: skip
_MEANING = r"(topic|group):[a-z][a-z0-9_]{1,40}|city:[^;]{1,80}|spoken:[a-z]{2,3}|" + "|".join(
    sorted(OTHER_MEANINGS)
)
LONGEST_PHRASE = 80  # characters
_COLUMNS = (
    ColumnSpec("language", required=True, pattern=r"[a-z]{2,3}", expectation="a code like de"),
    ColumnSpec(
        "means",
        required=True,
        is_list=True,
        pattern=_MEANING,
        expectation="a meaning as docs/DATA.md lists them",
    ),
    ColumnSpec("phrase", required=True, max_length=LONGEST_PHRASE),
)


class PhraseTable(Mapping[str, Mapping[str, tuple[str, ...]]]):
    """The phrases of a table by language, then by meaning; the file is read when the first is asked for.

    `added` are phrases beside those of the file: language, meaning and phrase of each. Reading raises `DataError` if
    the table does not fit its columns.
    """

    def __init__(self, path: Path, added: Sequence[tuple[str, str, str]] = ()) -> None:
        self._path = path
        self._added = added

    @cached_property
    def _phrases(self) -> dict[str, dict[str, tuple[str, ...]]]:
        found: dict[str, dict[str, list[str]]] = {}
        for language, means, phrase in (*self._rows(), *self._added):
            found.setdefault(language, {}).setdefault(means, []).append(phrase)
        return {code: {key: tuple(all_of) for key, all_of in said.items()} for code, said in found.items()}

    def _rows(self) -> list[tuple[str, str, str]]:
        """Read the table: in one go where it is plainly right, else row by row to say what is wrong."""
        check = TableCheck(self._path.name, _COLUMNS)
        try:
            rows = list(csv.reader(self._path.read_text(encoding="utf-8").splitlines(), strict=True))
        except (OSError, ValueError, csv.Error):
            rows = []
        if rows[:1] == [[spec.name for spec in _COLUMNS]] and all(len(row) == len(_COLUMNS) for row in rows):
            told = [(language, means, phrase) for language, means, phrase in rows[1:]]
            heads = {(language, means) for language, means, _ in told}
            are_right = not any(
                check.row(0, {"language": language, "means": means, "phrase": "x"})
                for language, means in heads
            )
            if are_right and all(phrase and len(phrase) <= LONGEST_PHRASE for _, _, phrase in told):
                return told
        return [(row["language"], row["means"], row["phrase"]) for row in read_table(self._path, check)]

    def __getitem__(self, language: str) -> Mapping[str, tuple[str, ...]]:
        """Return the phrases of a language by meaning."""
        return self._phrases[language]

    def __iter__(self) -> Iterator[str]:
        """Give the languages."""
        return iter(self._phrases)

    def __len__(self) -> int:
        """Count the languages."""
        return len(self._phrases)

    def meanings(self) -> set[str]:
        """Return all that is meant, each by itself."""
        return {one for said in self.values() for key in said for one in key.split(LIST_SEPARATOR)}


def phrase_file(district: District) -> Path:
    """Return where the phrases of a district stand: with the project where it names none."""
    return district.files.get("phrases", SHIPPED_PHRASES)
