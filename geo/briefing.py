"""Everything a deck tells, gathered once: answers for each topic, best new places, the cities side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import geopandas as gpd
import pandas as pd

from geo.best_sites import BestSites, best_sites, candidates
from geo.coverage import Answer, World, answer
from geo.data_sources import DataSource
from geo.deck import NEW_SITES, Deck
from geo.gazetteer.tables import Tables
from geo.model import City, Taxonomy
from geo.question import Question
from geo.scorecard import Scorecard, open_offers, scorecard

#: Seconds for the proof of each topic's best places; a good choice is there much earlier.
SEARCH_SECONDS = 10.0


@dataclass(frozen=True, eq=False)
class TopicBriefing:
    """One topic: the answer to its question, and where new offers would help most."""

    answer: Answer
    tables: Tables

    @cached_property
    def sites(self) -> BestSites:
        """The best places for so many new offers."""
        options = candidates(self.answer, self.tables, "places")
        return best_sites(self.answer, options, p=NEW_SITES, time_limit_s=SEARCH_SECONDS)


@dataclass(frozen=True, eq=False)
class Briefing:
    """What the slides of a deck are made from; each part is computed when first looked at."""

    deck: Deck
    world: World
    district: str
    cities: Mapping[str, City]
    boundaries: gpd.GeoDataFrame
    taxonomy: Taxonomy
    sources: Sequence[DataSource]
    tables: Tables
    today: date

    @cached_property
    def answer(self) -> Answer:
        """The answer to the deck's question, all its topics together."""
        return self._answer_to(self.deck.question)

    @cached_property
    def topics(self) -> tuple[TopicBriefing, ...]:
        """One briefing a topic."""
        return tuple(
            TopicBriefing(self._answer_to(question), self.tables) for question in self.deck.topic_questions
        )

    @cached_property
    def offers(self) -> pd.DataFrame:
        """All offers that are not closed."""
        return open_offers(self.world.table.frame)

    @cached_property
    def card(self) -> Scorecard:
        """The cities side by side: all their offers, and coverage for the deck's question."""
        share = self.answer.share
        return scorecard(
            self.world.table.frame,
            self.cities,
            today=self.today,
            coverage=self.answer.by_city,
            covered=(share.value, share.low, share.high),
        )

    def _answer_to(self, question: Question) -> Answer:
        if question == self.deck.question and "answer" in self.__dict__:
            return self.answer
        return answer(self.world, question)
