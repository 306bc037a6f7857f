"""Bring together what an import needs: words, categories, remembered columns, the stored offers."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from geo.district.boundaries import TOLERANCE_M, city_at, is_inside_city, load_boundaries
from geo.district.taxonomy import load_taxonomy
from geo.exchange.sources import (
    Categories,
    ColumnMapping,
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
    read_rows,
    read_wordings,
    read_words,
)
from geo.i18n import Texts, load_texts
from geo.model import Taxonomy
from geo.offers.columns import OFFER_COLUMNS
from geo.offers.value_wording import choice_words
from geo.places.address import fold
from geo.settings import PROJECT_ROOT, Settings

_MEMORY_FILE = "import_columns.json"
Ids = tuple[str, ...]


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
        return make_vocabulary(
            self.taxonomy,
            _with_headings(read_words(self._table("import_words")), self.settings.district.languages),
            cities=tuple(load_boundaries(self.settings.district.file("boundaries"))["name"]),
            wordings=_of_ours(
                read_wordings(self._table("target_group_wordings")), self.taxonomy.target_groups
            ),
            languages=self.settings.district.languages,
            choices=_choices(self.settings.district.languages),
        )

    @cached_property
    def aids(self) -> ReadingAids:
        """What readers need to know."""
        return ReadingAids(
            texts=self.texts,
            is_topic=lambda word: bool(self.vocabulary.topic(word)),
            is_group=lambda word: bool(self.vocabulary.groups(word)),
            categories=Categories(
                _of_ours(read_categories(self._table("integreat_categories")), self.taxonomy.topics)
            ),
            rules=FetchRules(
                allow_private=self.settings.allow_private_urls,
                user_agent=self.settings.provider.user_agent,
            ),
        )

    @cached_property
    def memory(self) -> MappingMemory:
        """The columns that were decided before."""
        return MappingMemory(self.settings.var / _MEMORY_FILE)

    def mapping(self, table: RawTable, given: Mapping[str, str] | None = None) -> ColumnMapping:
        """Return which heading means which column: as given, else as remembered, else as guessed."""
        words = self.vocabulary.words
        if table.has_own_columns:
            return ColumnMapping({name: name for name in table.headings}, {})
        return map_columns(table.headings, words, given=given or self.memory.find(table.headings))

    def read(self, table: RawTable, mapping: ColumnMapping) -> Reading:
        """Return the rows of a table in our own words."""
        return read_rows(table, mapping, self.vocabulary, is_place_of=self.is_place_of)

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
