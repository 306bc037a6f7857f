"""Bring together what an import needs: words, categories, remembered columns, the stored offers."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from geo.district.boundaries import TOLERANCE_M, city_at, is_inside_city, load_boundaries, load_shapes
from geo.district.taxonomy import load_taxonomy
from geo.errors import refuse
from geo.exchange.importing.runs import is_of_runs
from geo.exchange.sources import (
    Categories,
    ColumnMapping,
    Defaults,
    FetchRules,
    MappingMemory,
    RawTable,
    Reading,
    ReadingAids,
    Vocabulary,
    Words,
    make_vocabulary,
    map_columns,
    read_categories,
    read_postcodes,
    read_rows,
    read_wordings,
    read_words,
    without_running_number,
)
from geo.exchange.sources.cells import read_cell
from geo.exchange.sources.value_memory import ValueMemory
from geo.i18n import Texts, load_texts
from geo.model import Taxonomy
from geo.offers.columns import BY_NAME, OFFER_COLUMNS
from geo.offers.value_wording import choice_words
from geo.places.address import find_city, fold
from geo.settings import PROJECT_ROOT, Settings

_MEMORY_FILE = "import_columns.json"
_VALUES_FILE = "import_values.json"
Ids = tuple[str, ...]
Chosen = Mapping[tuple[str, str], Ids]


@dataclass(frozen=True)
class Workbench:
    """Everything files are read with in one district."""

    settings: Settings

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """Topics and target groups."""
        return load_taxonomy(
            self.settings.district.file("taxonomy"), languages=self.settings.district.languages
        )

    @cached_property
    def texts(self) -> Texts:
        """The language offers are written in."""
        return load_texts(self.settings.district.default_language)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What people write for our ids."""
        files = self.settings.district.files
        return make_vocabulary(
            self.taxonomy,
            _with_headings(read_words(self._table("import_words")), self.settings.district.languages),
            cities=tuple(load_boundaries(self.settings.district.file("boundaries"))["name"]),
            wordings=_of_ours(
                read_wordings(self._table("target_group_wordings")), self.taxonomy.target_groups
            ),
            languages=self.settings.district.languages,
            choices=_choices(self.settings.district.languages),
            categories=self._categories,
            postcodes=read_postcodes(files["postcodes"]) if "postcodes" in files else {},
            elsewhere=load_shapes(files["neighbours"])["name"] if "neighbours" in files else (),
        )

    @cached_property
    def _categories(self) -> dict[str, Ids]:
        return _of_ours(read_categories(self._table("integreat_categories")), self.taxonomy.topics)

    @cached_property
    def aids(self) -> ReadingAids:
        """What readers need to know."""
        return ReadingAids(
            texts=self.texts,
            is_topic=lambda word: bool(self.vocabulary.topic(word)),
            is_group=lambda word: bool(self.vocabulary.groups(word)),
            categories=Categories(self._categories),
            is_heading=self.vocabulary.words.heading,
            city_of=lambda title: find_city(title, self.vocabulary.cities),
            rules=FetchRules(
                allow_private=self.settings.allow_private_urls,
                user_agent=self.settings.provider.user_agent,
            ),
        )

    @cached_property
    def memory(self) -> MappingMemory:
        """The columns that were decided before."""
        return MappingMemory(self.settings.var / _MEMORY_FILE)

    @cached_property
    def values_memory(self) -> ValueMemory:
        """What words of a source were said to mean before."""
        return ValueMemory(self.settings.var / _VALUES_FILE)

    def mapping(self, table: RawTable, given: Mapping[str, str] | None = None) -> ColumnMapping:
        """Return which heading means which column: as given, else as remembered, else as guessed.

        A column that only counts the rows is no id unless a person says so.

        Raises
        ------
        SourceError
            If it is a table of dated runs: read as offers it would overwrite what they say.
        """
        if is_of_runs(table.headings):
            raise refuse(table.source, "runs_table")
        words = self.vocabulary.words
        if table.has_own_columns:
            return ColumnMapping({name: name for name in table.headings}, {})
        decided = given or self.memory.find(table.headings)
        mapping = map_columns(table.headings, words, given=decided)
        return mapping if "external_id" in decided.values() else without_running_number(mapping, table)

    def read(
        self,
        table: RawTable,
        mapping: ColumnMapping,
        *,
        chosen: Chosen | None = None,
        defaults: Defaults | None = None,
    ) -> Reading:
        """Return the rows of a table in our own words.

        Parameters
        ----------
        chosen
            What a person said words mean, by column and folded word; what was said before of this source is known.
        defaults
            What is true of rows that do not say otherwise.
        """
        said = {**self.values_memory.find(table.source), **(chosen or {})}
        words = replace(self.vocabulary, chosen=said) if said else self.vocabulary
        return read_rows(table, mapping, words, is_place_of=self.is_place_of, defaults=defaults or Defaults())

    def meaning(self, column: str, text: str) -> Ids | None:
        """Return what a person's word for a value of a column is in ours: () for nothing, None for an unknown one."""
        words = [word.strip() for word in re.split(r"[;,]", text) if word.strip()]
        if not words:
            return ()
        read = {
            "topics": self.vocabulary.topics_of,
            "target_groups": self.vocabulary.groups,
            "languages": self.vocabulary.languages_of,
        }.get(column)
        if read:
            found = [read(word) for word in words]
            return None if any(not ids for ids in found) else tuple(i for ids in found for i in ids or ())
        cell = read_cell(text, column, 0, column, self.vocabulary) if column in BY_NAME else None
        return (cell.text,) if cell and cell.text else None

    @property
    def mappable(self) -> tuple[str, ...]:
        """The columns whose words a person may map; `category` is another word for the topics."""
        return ("category", *(spec.name for spec in OFFER_COLUMNS if spec.name != "offer_id"))

    def column_named(self, name: str) -> str:
        """Return our column that a name or heading means, "" for none of an offer."""
        found = name if name in BY_NAME else self.vocabulary.words.headings.get(fold(name), "")
        return found if found in self.mappable else ""

    def allowed(self, column: str) -> tuple[str, ...]:
        """Return the values that a column may have, () where it may have any."""
        lists = {
            "topics": self.vocabulary.topic_ids,
            "target_groups": self.vocabulary.target_group_ids,
            "city": self.vocabulary.cities,
        }
        return lists.get(column, tuple(filter(None, BY_NAME[column].allowed)) if column in BY_NAME else ())

    @cached_property
    def is_place_of(self) -> Callable[[float, float, str], bool]:
        """Whether a point (lon, lat in degrees) lies in a city, or in the district where the city is ""."""
        boundaries = load_boundaries(self.settings.district.file("boundaries"))
        crs = self.settings.district.metric_crs

        def is_place_of(lon: float, lat: float, city: str) -> bool:
            if not city:
                return bool(city_at(boundaries, lon, lat))
            return is_inside_city(boundaries, city, lon, lat, tolerance_m=TOLERANCE_M, metric_crs=crs)

        return is_place_of

    def _table(self, name: str) -> Path:
        """Return the district's own table, else the one that ships."""
        return self.settings.district.files.get(name, PROJECT_ROOT / "data" / f"{name}.csv")


def _with_headings(words: Words, languages: Iterable[str]) -> Words:
    """Add what the page calls the columns that nobody wrote down headings for."""
    lacking = [spec.name for spec in OFFER_COLUMNS if spec.name not in words.headings.values()]
    told = {fold(texts(f"column.{name}")): name for texts in map(load_texts, languages) for name in lacking}
    return replace(words, headings={**told, **words.headings})


def _of_ours(meanings: Mapping[str, Ids], known: Collection[str]) -> dict[str, Ids]:
    """Leave out what a table that ships means elsewhere: ids that this district does not have.

    A word that means none of our ids on purpose stays; one that means only foreign ones is unknown here.
    """
    left = {word: tuple(i for i in ids if i in known) for word, ids in meanings.items()}
    return {word: ids for word, ids in left.items() if ids or not meanings[word]}


def _choices(languages: Iterable[str]) -> dict[tuple[str, str], str]:
    """Return the values of choices by column and the words the page has for them in any language."""
    return {
        (spec.name, choice_words(spec.name, value, texts)): value
        for texts in map(load_texts, languages)
        for spec in OFFER_COLUMNS
        for value in spec.allowed
        if value
    }
