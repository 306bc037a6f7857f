"""Everything a deck tells, gathered once: answers for each topic, best new places, the cities side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Self

import geopandas as gpd
import pandas as pd

from geo.district.boundaries import load_boundaries, load_shapes
from geo.district.cities import contacts_of, load_cities
from geo.district.sources import DataSource
from geo.kim.public import PublicAdvice
from geo.kim.summary import Summary
from geo.kim.weighing import by_needs
from geo.model import City, CityContact, Taxonomy
from geo.offers.facets import OfferTable
from geo.offers.filters import open_offers
from geo.places.gazetteer import read_tables
from geo.places.gazetteer.shipped import Tables
from geo.planning.answer import Answer, answer
from geo.planning.best_sites import BestSites, best_sites, candidates
from geo.planning.ground import World
from geo.planning.question import Question
from geo.presenting.deck import NEW_SITES, topic_questions
from geo.presenting.scorecard import Scorecard, scorecard
from geo.reach.imputed import Spread, spread
from geo.settings import Settings
from geo.upkeep.changes import Changes

#: Seconds for the proof of each topic's best places; a good choice is there much earlier.
_SEARCH_SECONDS = 10.0


@dataclass(frozen=True, eq=False)
class TopicBriefing:
    """One topic: the answer to its question, and where new offers would help most."""

    answer: Answer
    tables: Tables

    @cached_property
    def sites(self) -> BestSites:
        """The best places for so many new offers."""
        options = candidates(self.answer, self.tables, "places")
        return best_sites(self.answer, options, p=NEW_SITES, time_limit_s=_SEARCH_SECONDS)

    @cached_property
    def share_with_sites(self) -> Spread:
        """The share (0 to 1) who would reach an offer with all these places: mean and range over the draws."""
        reached = self.answer.people_by_draw.sum(axis=1) + self.sites.newly_by_draw
        return spread(reached / self.answer.people.sum())


@dataclass(frozen=True, eq=False)
class Briefing:
    """What slides and reports are made from; each part is computed when first looked at."""

    question: Question
    world: World
    district: str
    cities: Mapping[str, City]
    contacts: Mapping[str, CityContact]
    boundaries: gpd.GeoDataFrame
    settlement: gpd.GeoDataFrame
    taxonomy: Taxonomy
    sources: Sequence[DataSource]
    tables: Tables
    today: date
    changes: Changes | None = None
    advice: PublicAdvice | None = None

    @cached_property
    def told(self) -> Summary | None:
        """What is told of the published quarters of advice, None where nothing is published."""
        return self.advice.summary(self.world) if self.advice else None

    @cached_property
    def answer_then(self) -> Answer | None:
        """The answer to the question with the offers as they were when the comparison begins; None without one.

        Their further addresses are those of today: a comparison shall not show as a change what was not compared.
        """
        if self.changes is None:
            return None
        return self._answer_with(self.changes.then)

    @cached_property
    def answer_then_here(self) -> Answer | None:
        """The same with each offer of then at the place it is known at today; None without a comparison."""
        if self.changes is None:
            return None
        return self._answer_with(self.changes.then_at(self.world.table.frame))

    def _answer_with(self, offers: pd.DataFrame) -> Answer:
        table = self.world.table
        cities = tuple(sorted(self.cities))
        then = OfferTable(offers, table.taxonomy, cities=cities, sites=table.known_sites)
        return answer(replace(self.world, table=then), self.question)

    @cached_property
    def answer(self) -> Answer:
        """The answer to the question, all its topics together."""
        return by_needs(answer(self.world, self.question), self.advice)

    @cached_property
    def topics(self) -> tuple[TopicBriefing, ...]:
        """One briefing for each topic alone."""
        return tuple(
            TopicBriefing(self._answer_to(question), self.tables)
            for question in topic_questions(self.question)
        )

    @cached_property
    def offers(self) -> pd.DataFrame:
        """All offers that are not closed."""
        return open_offers(self.world.table.frame)

    @cached_property
    def card(self) -> Scorecard:
        """The cities side by side: the offers the question asks for, and who reaches one of them."""
        share, table = self.answer.share, self.world.table
        return scorecard(
            table.frame[table.select(self.question.filter)],
            self.cities,
            today=self.today,
            coverage=self.answer.by_city,
            covered=(share.value, share.low, share.high),
        )

    @classmethod
    def gather(
        cls,
        question: Question,
        world: World,
        settings: Settings,
        taxonomy: Taxonomy,
        *,
        sources: Sequence[DataSource],
        today: date,
        changes: Changes | None = None,
        advice: PublicAdvice | None = None,
    ) -> Self:
        """Read what slides need besides people and offers.

        Raises
        ------
        DataError
            If a file of the district is broken.
        """
        district = settings.district
        return cls(
            question=question,
            world=world,
            district=district.name,
            cities=load_cities(district.file("cities")),
            contacts=contacts_of(district),
            boundaries=load_boundaries(district.file("boundaries")),
            settlement=load_shapes(district.file("settlement")),
            taxonomy=taxonomy,
            sources=sources,
            tables=read_tables(district),
            today=today,
            changes=changes,
            advice=advice,
        )

    def _answer_to(self, question: Question) -> Answer:
        return (
            self.answer if question == self.question else by_needs(answer(self.world, question), self.advice)
        )
