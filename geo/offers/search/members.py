"""Which offers have what a question asks for, as shares from 0 to 1."""

from collections.abc import Mapping
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model import FeeKind, Scope
from geo.offers.hours import DAY_CHOICES, TIME_CHOICES, WEEKEND, HoursTable
from geo.offers.search.phrases import Phrasebook
from geo.offers.search.reading import MAIN_LANGUAGE, Part

Floats = NDArray[np.float64]

SECOND_MEANING = 0.9  # an offer that has another meaning of the part than the first
REFINED = 0.2  # a group that goes with a topic: not asked for, but meant
NOT_STATED = 0.4  # an offer that does not say whether it has the part
FIT = 0.75  # from this share of a part on an offer has it
EVERYBODY = "everyone"  # the group of an offer for all
#: Groups that hold another: who asks for one is welcome in the others.
WIDER_GROUPS: Mapping[str, float] = {EVERYBODY: 0.8, "migration_background": 0.5, "newcomers": 0.5}

#: Kinds of meanings that the texts of an offer tell: its columns say nothing of them.
SAID_KINDS = frozenset({"care", "level", "time", "day", "way"})
_SAYING = ("title", "description", "schedule")


class Members:
    """The offers by what they have.

    `said` tells by meaning which offers say it in their texts (`said_in`), `hours` when they are, for days and times.
    """

    def __init__(
        self, frame: pd.DataFrame, sites: pd.DataFrame | None, said: Mapping[str, Floats], hours: HoursTable
    ) -> None:
        self._frame = frame
        self._sites = sites
        self._size = len(frame)
        self._said = said
        self._hours = hours
        self._share = lru_cache(maxsize=512)(self._find_share)

    @cached_property
    def for_everybody(self) -> Floats:
        """Which offers (1, else 0) are for everybody, or name nobody."""
        return np.maximum(self._having("target_groups", EVERYBODY), self._without("target_groups"))

    def share(self, part: Part) -> Floats:
        """Return how much of a part each offer has; the first meaning counts most."""
        result, refined = np.zeros(self._size), np.zeros(self._size)
        for number, meaning in enumerate(part.meanings):
            if part.kind == "topic" and meaning.startswith("group:"):
                np.maximum(refined, self._share(meaning), out=refined)
            else:
                np.maximum(result, self._share(meaning) * (SECOND_MEANING if number else 1.0), out=result)
        return np.where(result > 0, result + REFINED * refined, 0.0)

    def _find_share(self, meaning: str) -> Floats:
        kind, _, value = meaning.partition(":")
        if kind == "topic":
            return self._having("topics", value)
        if kind == "group":
            return self._in_group(value)
        if kind == "spoken":
            return np.maximum(self._having("languages", value), self._without("languages") * NOT_STATED)
        if kind == "city":
            return self._in_city(value)
        if kind == "fee":
            unknown = self._is("fee_kind", "") + self._is("fee_kind", FeeKind.NOT_STATED.value)
            return np.maximum(self._is("fee_kind", FeeKind.FREE.value), unknown * NOT_STATED)
        return np.maximum(self._said.get(meaning, 0.0), self._at(kind, value))

    def _at(self, kind: str, value: str) -> Floats:
        """Return which offers are at a day or time: not those whose hours are read and are others."""
        if kind == "day":
            fits, unsaid = self._hours.fitting(days=[DAY_CHOICES.index(value)]), self._hours.days_not_stated
        elif kind == "time" and value in TIME_CHOICES:
            fits = self._hours.fitting(times=[value])
            unsaid = self._hours.days_not_stated if value == WEEKEND else self._hours.times_not_stated
        else:
            return np.full(self._size, NOT_STATED)
        return np.where(fits, 1.0, np.where(unsaid, NOT_STATED, 0.0))

    def _in_group(self, value: str) -> Floats:
        result = np.maximum(self._having("target_groups", value), self._without("target_groups") * NOT_STATED)
        for wider, share in WIDER_GROUPS.items():
            np.maximum(result, self._having("target_groups", wider) * share, out=result)
        return result

    def _in_city(self, value: str) -> Floats:
        here = self._is("city", value)
        if self._sites is not None:
            also = self._sites.index[self._sites["city"].eq(value)]
            here[self._frame.index.get_indexer(also.unique())] = 1.0
        return np.maximum(here, (1.0 - self._is("scope", Scope.LOCAL.value)) * FIT)

    def _is(self, column: str, value: str) -> Floats:
        return np.array([one == value for one in self._frame[column]], dtype=np.float64)

    def _having(self, column: str, value: str) -> Floats:
        return np.array([value in values for values in self._frame[column]], dtype=np.float64)

    def _without(self, column: str) -> Floats:
        return np.array([not len(values) for values in self._frame[column]], dtype=np.float64)


def said_in(texts: Mapping[str, list[list[str]]], book: Phrasebook) -> dict[str, Floats]:
    """Return by meaning which offers (1, else 0) say it in their texts, in the main language.

    Parameters
    ----------
    texts
        The folded words of each offer, by column.
    """
    columns = [texts[name] for name in _SAYING if name in texts]
    told = [{word for words in row for word in words} for row in zip(*columns, strict=True)]
    result: dict[str, Floats] = {}
    for phrase in book.phrases:
        meaning = phrase.meanings[0]
        if phrase.language == MAIN_LANGUAGE and meaning.partition(":")[0] in SAID_KINDS:
            wanted = {book.vocabulary.words[word] for word in phrase.words}
            hits = [offer for offer, found in enumerate(told) if wanted <= found]
            if hits:
                result.setdefault(meaning, np.zeros(len(told)))[hits] = 1.0
    return result
