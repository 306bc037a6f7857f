"""What a visitor or program asked for: offers in the order of the list, and all that files tell about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import quote

import pandas as pd

from geo import __version__
from geo.district.sources import DataSource
from geo.exchange.coverage_files.about import About, Rows
from geo.exchange.coverage_files.names import offers_file_name
from geo.exchange.offer_files.records import Record, public_records
from geo.i18n import Texts
from geo.model import LastChange, Status, TargetGroup, Taxonomy, Topic
from geo.offers import filters
from geo.offers.filters import CITIES, LANGUAGES, LIST_FACETS, NOT_STATED, TARGET_GROUPS, TOPICS, OfferFilter
from geo.offers.run_filter import NOTHING_ASKED, RunsAsked
from geo.offers.run_wording import asked_words
from geo.offers.translations import Translations
from geo.offers.value_wording import hours_words
from geo.settings import District

#: Sources behind the offers themselves and, by the file they went into, behind their points.
_OFFERS_FILE = "offers.csv"
_POINT_FILES = ("gazetteer_addresses.csv", "gazetteer_places.csv", "postcodes.csv")


@dataclass(frozen=True, eq=False)
class Selection:
    """Offers to write.

    `offers` are rows of the offers frame in the order of the list, `wanted` the filter that left them, `changes` when
    each was last changed, as far as known, `origin` the address of the app ("" where nobody serves it), `sites` their
    further addresses (`geo.offers.sites.further_sites`), `translations` their texts in other languages. `whole` of the
    offers, the first, fit the text of the filter wholly; None without one. `capacity` is what was reported of whether
    an offer takes somebody, as `geo.kim.capacity.capacity_record` writes it. `courses` is what was asked of dated runs.
    """

    offers: pd.DataFrame
    wanted: OfferFilter
    district: District
    taxonomy: Taxonomy
    sources: Sequence[DataSource]
    texts: Texts
    changes: Mapping[str, LastChange] = field(default_factory=dict)
    origin: str = ""
    sites: pd.DataFrame | None = None
    translations: Translations = field(default_factory=dict)
    whole: int | None = None
    capacity: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    courses: RunsAsked = NOTHING_ASKED

    @cached_property
    def records(self) -> list[Record]:
        """The offers as everybody may see them."""
        return public_records(self.offers, self.sites, self.translations)

    @cached_property
    def about(self) -> About:
        """What every file says about itself."""
        texts, count = self.texts, len(self.records)
        open_ones = sum(record["status"] != Status.CONFIRMED for record in self.records)
        return About(
            title=" · ".join((texts("summary.count", count=count), *self._fits(), self.district.name)),
            detail=texts("about.unconfirmed", number=texts.number(open_ones), all=texts.number(count)),
            parameters=(*self._filter_rows(), (texts("export.program"), f"Integrationskarte {__version__}")),
            data=self._source_rows(),
            notes=(texts("export.points"), texts("export.protected")),
        )

    def _fits(self) -> tuple[str, ...]:
        """Say how many fit the text wholly and partly, where not all do."""
        count = len(self.records)
        if self.whole is None or self.whole >= count:
            return ()
        return self.texts("search.whole", count=self.whole), self.texts(
            "search.partly", count=count - self.whole
        )

    @property
    def licence(self) -> str:
        """The licence of the offers as their source tells it."""
        return "; ".join(source.licence for source in self.sources if _OFFERS_FILE in source.files)

    def link_to(self, offer_id: str) -> str:
        """Return the address of an offer's page, "" where nobody serves it."""
        return f"{self.origin}/?offer={quote(offer_id)}" if self.origin else ""

    def file_name(self, suffix: str, *, day: date | None = None) -> str:
        """Return a name that tells topics, groups and cities."""
        return offers_file_name(self.wanted, day=day, suffix=suffix)

    def _filter_rows(self) -> Rows:
        chosen = tuple(
            (self.texts(f"filter.{part.key}"), self._values(part.key, part.values))
            for part in filters.describe(self.wanted)
        )
        asked = [name for name, _ in asked_words(self.courses, self.texts)]
        of_courses = ((self.texts("filter.courses"), ", ".join(asked)),) if asked else ()
        return (*chosen, *of_courses) or ((self.texts("export.selection"), self.texts("export.any")),)

    def _values(self, facet: str, values: Sequence[str]) -> str:
        if facet in filters.SWITCHES:
            return "✓"
        if facet not in LIST_FACETS:
            return ", ".join(values)
        return self.texts.alternatives([self._label(facet, value) for value in values])

    def _label(self, facet: str, value: str) -> str:
        if facet in filters.HOURS_CHOICES:
            return hours_words(facet, value, self.texts)
        if value == NOT_STATED:
            return self.texts("filter.not_stated")
        if facet == CITIES:
            return value
        return self.texts.language_name(value) if facet == LANGUAGES else self.label(facet, value)

    def label(self, facet: str, value: str) -> str:
        """Name a topic or target group in the language of the file; an unknown id stays as it is."""
        known: Mapping[str, Mapping[str, Topic | TargetGroup]] = {
            TOPICS: self.taxonomy.topics,
            TARGET_GROUPS: self.taxonomy.target_groups,
        }
        term = known[facet].get(value)
        return term.labels.get(self.texts.language, value) if term else value

    def _source_rows(self) -> Rows:
        wanted = {_OFFERS_FILE, *_POINT_FILES}
        return tuple(
            (source.title, self._source_words(source))
            for source in self.sources
            if wanted.intersection(source.files)
        )

    def _source_words(self, source: DataSource) -> str:
        age = self.texts.partial_date(source.date) or self.texts("about.undated")
        return " · ".join(part for part in (age, source.licence, source.attribution) if part)
