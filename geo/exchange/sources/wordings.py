"""What people write for our ids: labels and synonyms in every language, names of languages, yes and no."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.core import get_global
from rapidfuzz import fuzz, process

from geo.errors import DataError, Problem
from geo.exchange.sources.values import KNOWN_COLUMNS, TRANSLATION
from geo.i18n.catalogues import locale_of
from geo.model import TargetGroup, Taxonomy, Topic
from geo.places.address import fold

#: Below this likeness (0…100) a word is no suggestion but a guess.
_SUGGESTED_FROM = 62
#: Languages whose own name people write: those of the residents, and of the neighbours.
_OWN_NAMES = (
    "ar", "bg", "bs", "cs", "de", "el", "en", "es", "fa", "fr", "hr", "hu", "it", "ku", "mk", "nl", "pl", "ps", "pt",
    "ro", "ru", "sk", "sl", "so", "sq", "sr", "sv", "ta", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """Hand-made words: `headings` and `values` by folded word, `languages` likewise."""

    headings: Mapping[str, str]
    values: Mapping[str, str]
    languages: Mapping[str, str]

    def heading(self, name: str) -> str:
        """Return what a text means as a heading, "" for one that we do not know."""
        plain = name.strip().casefold()
        if plain in KNOWN_COLUMNS or TRANSLATION.fullmatch(plain):
            return plain
        return self.headings.get(fold(name), "")


@dataclass(frozen=True)
class Vocabulary:
    """Everything a row's words are looked up in, folded.

    `cities` are the names of the district's cities, `choices` the values of a column by column and word.
    """

    topics: Mapping[str, str]
    target_groups: Mapping[str, tuple[str, ...]]
    languages: Mapping[str, str]
    words: Words
    cities: tuple[str, ...]
    topic_ids: tuple[str, ...]
    target_group_ids: tuple[str, ...]
    default_language: str = "de"
    choices: Mapping[tuple[str, str], str] = field(default_factory=dict)
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    postcodes: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()  # folded names of cities around the district

    def topic(self, word: str) -> str:
        """Return the topic a word means, "" for an unknown one."""
        return next(iter(self.topics_of(word) or ()), "")

    def topics_of(self, word: str) -> tuple[str, ...] | None:
        """Return the topics a word means (perhaps none of ours), None for an unknown one.

        A word counts as a topic, as a category of others, and in its other number: `Sprachkurse`, `Integrationskurs`.
        """
        for spelling in _spellings(word):
            key = fold(spelling)
            for found in (self.chosen.get(("topics", key)), self._topic(key), self.categories.get(key)):
                if found is not None:
                    return found
        return None

    def _topic(self, key: str) -> tuple[str, ...] | None:
        return (self.topics[key],) if key in self.topics else None

    def groups(self, word: str) -> tuple[str, ...] | None:
        """Return the target groups a word means (perhaps none of ours), None for an unknown one."""
        chosen = self.chosen.get(("target_groups", fold(word)))
        return self.target_groups.get(fold(word)) if chosen is None else chosen

    def language(self, word: str) -> str:
        """Return the code of a language, "" for an unknown one."""
        return next(iter(self.languages_of(word) or ()), "")

    def languages_of(self, word: str) -> tuple[str, ...] | None:
        """Return the codes a word means (none where a person said to leave it out), None for an unknown one."""
        key = fold(word)
        if ("languages", key) in self.chosen:
            return self.chosen["languages", key]
        code = self.languages.get(key, "") or self.languages.get(fold(re.split(r"[(_-]", word)[0]), "")
        return (code,) if code else None

    def choice(self, column: str, word: str) -> str:
        """Return the value of a column that the page calls so, "" for an unknown word."""
        return self.choices.get((column, fold(word)), "")

    def value(self, word: str) -> str:
        """Return what a word such as `ja` or `kostenlos` means, "" for an unknown one."""
        return self.words.values.get(_key(word), "")


def make_vocabulary(
    taxonomy: Taxonomy,
    words: Words,
    *,
    cities: Iterable[str],
    wordings: Mapping[str, tuple[str, ...]] | None = None,
    languages: tuple[str, ...] = ("de", "en", "ar"),
    choices: Mapping[tuple[str, str], str] | None = None,
    categories: Mapping[str, tuple[str, ...]] | None = None,
    postcodes: Mapping[str, str] | None = None,
    elsewhere: Iterable[str] = (),
) -> Vocabulary:
    """Gather all words.

    Parameters
    ----------
    wordings
        What stated wordings of target groups mean (`data/target_group_wordings.csv`).
    languages
        In which languages names of languages are understood.
    choices
        What the page calls the values of a column: values by column and words.
    categories
        What categories of others mean: topics by folded name.
    postcodes
        The city of each postcode of the district.
    elsewhere
        Cities around the district, which are never a slip of the pen for one of it.
    """
    groups: dict[str, tuple[str, ...]] = {fold(word): ids for word, ids in (wordings or {}).items()}
    groups |= {word: (key,) for word, key in _by_word(taxonomy.target_groups.values()).items()}
    return Vocabulary(
        topics=_by_word(taxonomy.topics.values()),
        target_groups=groups,
        languages={**_language_names(languages), **words.languages},
        words=words,
        cities=tuple(cities),
        topic_ids=tuple(taxonomy.topics),
        target_group_ids=tuple(taxonomy.target_groups),
        default_language=languages[0],
        choices={(column, fold(word)): value for (column, word), value in (choices or {}).items()},
        categories=categories or {},
        postcodes=postcodes or {},
        elsewhere=frozenset(map(fold, elsewhere)),
    )


def read_postcodes(path: Path) -> dict[str, str]:
    """Read which city each postcode belongs to: columns `postal_code`, `city`.

    Raises
    ------
    DataError
        If the table cannot be read or lacks a column.
    """
    return {row["postal_code"]: row["city"] for row in _read(path, ("postal_code", "city"))}


def _spellings(word: str) -> Iterator[str]:
    """Yield a word, without what stands in brackets, and in the other number."""
    plain = re.sub(r"\s*[(\[][^()\[\]]*[)\]]\s*", " ", word).strip()
    for text in dict.fromkeys((word, plain)):
        yield text
        for ending in ("en", "e", "n", "s", "er"):
            is_ending = text.casefold().endswith("en" if ending == "n" else ending)
            if is_ending and len(text) > len(ending) + 4:
                yield text[: -len(ending)]
        yield from (f"{text}{ending}" for ending in ("e", "en", "n", "s") if len(text) > 4)


def nearest(word: str, known: Mapping[str, object]) -> str:
    """Return the known folded word that is most like one, "" if none is near."""
    found = process.extractOne(fold(word), known.keys(), scorer=fuzz.ratio, score_cutoff=_SUGGESTED_FROM)
    return str(found[0]) if found else ""


def read_words(path: Path) -> Words:
    """Read `data/import_words.csv`: `kind` (heading, value, language), `meaning`, `word`.

    Raises
    ------
    DataError
        If the table cannot be read or lacks a column.
    """
    rows = _read(path, ("kind", "meaning", "word"))
    kinds = {kind: {} for kind in ("heading", "value", "language")}  # type: dict[str, dict[str, str]]
    for number, row in enumerate(rows, start=2):
        if row["kind"] not in kinds:
            raise DataError([Problem(path.name, number, "kind", row["kind"], f"one of: {', '.join(kinds)}")])
        kinds[row["kind"]].setdefault(_key(row["word"]), row["meaning"])
    return Words(kinds["heading"], kinds["value"], kinds["language"])


def read_wordings(path: Path) -> dict[str, tuple[str, ...]]:
    """Read which target groups a stated wording means.

    Raises
    ------
    DataError
        If the table cannot be read or lacks a column.
    """
    rows = _read(path, ("wording", "target_groups"))
    return {row["wording"]: tuple(filter(None, row["target_groups"].split(";"))) for row in rows}


def read_categories(path: Path) -> dict[str, tuple[str, ...]]:
    """Read which topics a category of Integreat means, by folded name; none means: leave such places out.

    Raises
    ------
    DataError
        If the table cannot be read or lacks a column.
    """
    rows = _read(path, ("category", "topics"))
    return {fold(row["category"]): tuple(filter(None, row["topics"].split(";"))) for row in rows}


def _key(word: str) -> str:
    """Return a word for looking up; signs alone, such as a dash for "no", stand for themselves."""
    return fold(word) or word.strip()


def _by_word(entries: Iterable[Topic | TargetGroup]) -> dict[str, str]:
    """Map ids, then labels, then synonyms; where two entries share a word the stronger kind wins."""
    listed = list(entries)
    found: dict[str, str] = {}
    for words_of in (_ids, _labels, _synonyms):
        for entry in listed:
            for word in words_of(entry):
                found.setdefault(fold(word), entry.id)
    return found


def _ids(entry: Topic | TargetGroup) -> list[str]:
    return [entry.id]


def _labels(entry: Topic | TargetGroup) -> list[str]:
    return list(entry.labels.values())


def _synonyms(entry: Topic | TargetGroup) -> list[str]:
    return [word for words in entry.synonyms.values() for word in words]


@lru_cache(maxsize=4)
def _language_names(languages: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code in _OWN_NAMES:
        found[fold(str(Locale.parse(code).languages.get(code, code)))] = code
    for language in reversed(languages):
        names = locale_of(language).languages
        found |= {fold(str(name)): str(code) for code, name in names.items() if _is_code(str(code))}
    codes = {str(code) for code in Locale.parse("en").languages if _is_code(str(code))}
    longer = {
        str(long): str(short)
        for long, short in get_global("language_aliases").items()
        if _is_code(str(long)) and len(str(long)) == 3 and str(short) in codes
    }  # ISO 639-3 and 639-2 for codes of two letters
    return found | {code: code for code in codes} | longer


def _is_code(code: str) -> bool:
    return code.isascii() and code.isalpha() and 2 <= len(code) <= 3


def _read(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise DataError([Problem(path.name, 0, "", "", f"cannot be read: {error}")]) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise DataError([Problem(path.name, 1, name, "", "column is missing") for name in missing])
    return [{name: (row[name] or "").strip() for name in columns} for row in reader]
