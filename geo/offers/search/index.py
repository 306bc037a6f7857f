"""Free text to ranked offers: what a question asks for decides, its words in the offers' texts refine.

A question is read (`geo.offers.search.reading`) into parts: a topic, a group, a city, a level … An offer is worth what
it has of them, and more where the words of the question stand in its own texts: so a word in a title outranks the
topic that it also names. Nothing is cut off: what fits only partly comes after what fits wholly, and says what it
lacks. How a word may match those of the offers is told in `geo.offers.search.vocabulary`.
"""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model import Taxonomy
from geo.offers.filters import AS_TYPED
from geo.offers.hours import HoursTable
from geo.offers.search.meanings import phrasebook_of
from geo.offers.search.members import FIT, NOT_STATED, Members, said_in
from geo.offers.search.phrases import Compiled, Phrasebook
from geo.offers.search.reading import CORE_KINDS, MAIN_LANGUAGE, TEXT_LIMIT, Reader, Reading
from geo.offers.search.vocabulary import LONG_WORD, QUALITY_SPLIT, QUALITY_STEM, Vocabulary
from geo.offers.search.words import raw_words, words

Floats = NDArray[np.float64]

#: What a match is worth by where it is found.
FIELD_WEIGHTS: Mapping[str, float] = {
    "title": 16.0,
    "organization": 4.0,
    "description": 3.0,
    "target_groups_stated": 2.0,
    "languages_stated": 2.0,
    "schedule": 1.0,
    "fees": 1.0,
    "application": 1.0,
    "city": 1.0,
    "street": 0.5,
    "postal_code": 0.5,
}
FIELD_HALF = 4.0  # the weight of fields that is worth half of what a word can be worth
TITLE_SHARE = 0.7  # from this share on a word says as much of an offer as its topic does

#: What a part is worth by its kind, if an offer has it; a hint is worth `HINT_WORTH` of it.
PART_WORTH: Mapping[str, float] = {
    "topic": 10.0, "group": 5.0, "city": 12.0, "spoken": 4.0, "care": 3.0, "level": 3.0, "fee": 2.0, "time": 2.0,
    "day": 2.0, "way": 2.0,
}  # fmt: skip
TEXT_WORTH = 6.0  # a word of the question in the texts of an offer, at most
NAME_WORTH = 10.0  # the same for a word that is no phrase: a name
HINT_WORTH = 0.4
PARTLY_TOLD = 0.6  # of a part, at most, where its words stand in the texts but not in the title
OPEN_BONUS = 1.0  # an offer for everybody, where nobody is named
WHOLE_TITLE_BONUS = 8.0  # the question stands in the title as it is
WHOLE = 1000.0  # what an offer that fits wholly is ahead of one that fits partly
SUGGEST_MOST = 3
HAS, LACKS, NOT_TOLD = 0, 1, 2


@dataclass(frozen=True)
class Answer:
    """The answer to a question: how it was read, and how well each offer fits.

    `scores` is in the order of the frame, 0 for an offer that is not listed; `missing` has a row for each part, then
    one for each of `names` (places of words that no part uses and texts have), a column for each offer: `HAS`,
    `LACKS` or `NOT_TOLD`. `unknown` are the places of words that nobody knows.
    """

    reading: Reading
    scores: Floats
    missing: NDArray[np.int8]
    names: tuple[int, ...]
    unknown: tuple[int, ...]

    @property
    def whole(self) -> NDArray[np.bool_]:
        """Which offers fit wholly."""
        return self.scores >= WHOLE


class _Postings:
    """For each word the offers in whose texts it stands, with the summed weight of the fields."""

    def __init__(self, fields: Mapping[str, list[list[str]]], vocabulary: Vocabulary) -> None:
        entries = [
            (vocabulary.ids[word], offer, FIELD_WEIGHTS[name])
            for name, texts in fields.items()
            for offer, found in enumerate(texts)
            for word in set(found)
        ]
        table = np.array(entries, dtype=float).reshape(-1, 3)
        places, position = np.unique(table[:, :2].astype(np.int64), axis=0, return_inverse=True)
        self._offers = places[:, 1]
        self._weights: Floats = np.zeros(len(places))
        np.add.at(self._weights, position.ravel(), table[:, 2])
        self._starts = np.searchsorted(places[:, 0], np.arange(len(vocabulary.words) + 1))

    def of(self, token: int) -> tuple[NDArray[np.int64], Floats]:
        """Return the offers with a word and its weight in each."""
        part = slice(self._starts[token], self._starts[token + 1])
        return self._offers[part], self._weights[part]


class SearchIndex:
    """The words of all offers, made ready once; answers many questions."""

    def __init__(
        self,
        frame: pd.DataFrame,
        taxonomy: Taxonomy,
        *,
        sites: pd.DataFrame | None = None,
        compiled: Compiled | None = None,
        hours: HoursTable | None = None,
    ) -> None:
        """Make everything ready.

        Parameters
        ----------
        sites
            Further addresses.
        compiled
            Other phrases than the taxonomy's.
        hours
            When the offers are, in the order of the frame; without it as the frame and `sites` state it.
        """
        self.ids = frame.index
        titles = [f" {' '.join(words(title))} \n" for title in frame["title"]]
        self._titles = "".join(titles)
        self._title_starts = [0, *accumulate(map(len, titles))]
        fields = {name: [words(text) for text in frame[name]] for name in FIELD_WEIGHTS if name in frame}
        known = {word for rows in fields.values() for row in rows for word in row}
        self._vocabulary = Vocabulary(known, _written(frame, fields))
        self._postings = _Postings(fields, self._vocabulary)
        self.book = Phrasebook(compiled) if compiled else _book(frame, taxonomy)
        self._reader = Reader(self.book, self._vocabulary.ids)
        self.said = said_in(fields, self.book)
        self._members = Members(frame, sites, self.said, hours or HoursTable.of(frame, sites))
        self._answer = lru_cache(maxsize=128)(self._compute)
        self._word_scores = lru_cache(maxsize=256)(self._score_word)

    def answer(self, text: str, *, without: Collection[str] = ()) -> Answer:
        """Read a question and weigh all offers by it.

        Parameters
        ----------
        text
            What a visitor typed; only the first 300 characters are read.
        without
            First meanings that the visitor took off, `AS_TYPED` for all: their words count as words only.
        """
        return self._answer(text[:TEXT_LIMIT], frozenset(without))

    def scores(self, text: str, *, without: Collection[str] = ()) -> "pd.Series[float]":
        """Return how well each listed offer answers a question.

        Returns
        -------
        Series
            Index `offer_id` in the order of the frame, only offers that fit at least partly; higher is better, and
            from `WHOLE` on an offer fits wholly.
        """
        found = self.answer(text, without=without).scores
        return pd.Series(found[found > 0], index=self.ids[found > 0], dtype=float)

    def suggest(self, text: str) -> list[str]:
        """Return up to three other wordings, for a question whose words nobody knows."""
        asked = self.answer(text)
        raw = {key: word for word in raw_words(text[:TEXT_LIMIT]) for key in words(word)}
        names = {**self._vocabulary.written, **raw}
        found = []
        for place in asked.unknown:
            for other in self._vocabulary.neighbours(asked.reading.words[place], most=SUGGEST_MOST):
                changed = [*asked.reading.words[:place], other, *asked.reading.words[place + 1 :]]
                found.append(" ".join(names.get(word, word) for word in changed))
        return list(dict.fromkeys(found))[:SUGGEST_MOST]

    def knows(self, word: str) -> bool:
        """Whether a folded word stands in a phrase or in the texts of an offer as it is."""
        return word in self._vocabulary.ids or bool(self.book.knowing(word))

    def _compute(self, text: str, without: frozenset[str]) -> Answer:
        reading = self._reader.read(text)
        if without:
            kept = tuple(p for p in reading.parts if p.meanings[0] not in without and AS_TYPED not in without)
            reading = replace(reading, parts=kept)
        texts = {place: self._text_of(reading.words[place]) for place in reading.telling}
        rarity = {place: _rarity(found) for place, found in texts.items()}
        used = {place for part in reading.parts for place in part.places}
        free = [place for place in texts if place not in used]
        names = [place for place in free if texts[place].any()]
        size = len(self.ids)
        score, core = np.zeros(size), np.zeros(size, dtype=bool)
        missing = np.zeros((len(reading.parts) + len(names), size), dtype=np.int8)
        has_core = bool(names) or any(part.kind in CORE_KINDS for part in reading.parts)
        for row, part in enumerate(reading.parts):
            share = self._members.share(part)
            if part.kind in CORE_KINDS:
                own = [place for place in part.places if reading.words[place] not in self.book.silent]
                told = np.max([texts[place] for place in own or part.places], axis=0)
                share = np.maximum(share, np.where(told >= TITLE_SHARE, 1.0, np.minimum(told, PARTLY_TOLD)))
                for place in own or part.places:
                    score += TEXT_WORTH * rarity[place] * texts[place]
            score += PART_WORTH[part.kind] * (HINT_WORTH if part.is_hint else part.weight) * share
            missing[row] = np.where(share >= FIT, HAS, np.where(share >= NOT_STATED, NOT_TOLD, LACKS))
            if part.kind in CORE_KINDS:
                core |= share >= NOT_STATED
            elif not has_core:
                core |= share >= FIT
        for row, place in enumerate(names, start=len(reading.parts)):
            score += NAME_WORTH * rarity[place] * texts[place]
            core |= texts[place] > 0
            if texts[place].max() >= TITLE_SHARE:
                missing[row] = np.where(texts[place] > 0, HAS, LACKS)
        if reading.telling:
            score[self._titled([reading.words[place] for place in reading.telling])] += WHOLE_TITLE_BONUS
        if not any(one.startswith("group:") for part in reading.parts for one in part.meanings):
            score += OPEN_BONUS * self._members.for_everybody
        listed = core & (score > 0)
        score = np.where(listed, score + np.where((missing == HAS).all(axis=0), WHOLE, 0.0), 0.0)
        unknown = tuple(place for place in free if place not in names)
        return Answer(reading, np.round(score, 6), missing, tuple(names), unknown)

    def _text_of(self, word: str) -> Floats:
        """Score all offers by one word of the question in their texts, from 0 to 1."""
        languages = self.book.knowing(word)
        return self._word_scores(word) if not languages or MAIN_LANGUAGE in languages else self._exact(word)

    def _exact(self, word: str) -> Floats:
        found = self._vocabulary.ids.get(word)
        return self._of_words({} if found is None else {found: 1.0})

    def _score_word(self, word: str) -> Floats:
        """Score all offers by a word, whole or cut in two; as a typo only where it is not known well enough."""
        direct = self._vocabulary.direct(word)
        found = self._of_words(direct)
        for head, tail in self._vocabulary.splits(word):
            np.maximum(
                found, np.minimum(self._of_words(head), self._of_words(tail)) * QUALITY_SPLIT, out=found
            )
        is_doubtful = len(word) >= LONG_WORD and max(direct.values(), default=0.0) < QUALITY_STEM
        if (is_doubtful or not found.any()) and not self.book.knowing(word):
            np.maximum(found, self._of_words(self._vocabulary.typos(word)), out=found)
        return found

    def _of_words(self, qualities: Mapping[int, float]) -> Floats:
        """Score offers by the best of the known words in their texts, from 0 to 1."""
        result = np.zeros(len(self.ids))
        for token, quality in qualities.items():
            offers, weights = self._postings.of(token)
            result[offers] = np.maximum(result[offers], quality * weights / (weights + FIELD_HALF))
        return result

    def _titled(self, asked: Sequence[str]) -> list[int]:
        """Return the offers in whose title the words stand as they are asked."""
        whole, found = f" {' '.join(asked)} ", []
        place = self._titles.find(whole)
        while place >= 0:
            offer = bisect_right(self._title_starts, place) - 1
            found.append(offer)
            place = self._titles.find(whole, self._title_starts[offer + 1])
        return found


def _rarity(scores: Floats) -> float:
    """Return what a word is worth that so many offers have: one that few have is worth more."""
    number = int(np.count_nonzero(scores))
    return math.log1p(len(scores) / number) / math.log1p(len(scores)) if number else 0.0


def _book(frame: pd.DataFrame, taxonomy: Taxonomy) -> Phrasebook:
    spoken = {code for codes in frame["languages"] for code in codes} - {MAIN_LANGUAGE}
    return phrasebook_of(taxonomy, {city for city in frame["city"] if city}, spoken)


def _written(frame: pd.DataFrame, fields: Iterable[str]) -> dict[str, str]:
    """Return the most frequent writing of each folded word."""
    counted = Counter(word for name in fields for text in frame[name] for word in raw_words(text))
    return {key: word for word, _ in reversed(counted.most_common()) for key in words(word)}
