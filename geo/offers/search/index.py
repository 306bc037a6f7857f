"""Free text to ranked offers: typos, beginnings of words, compounds, synonyms and several languages.

A question is cut into words. Every word must match something of an offer; what it matches decides the rank:
the title before the topic (through its synonyms in every language), then the organisation, the description,
the place. A word is compared once with each different word of all offers, not with each offer, so the time
hardly grows with them.

How a word may match is told in `geo.offers.search.vocabulary`. A compound whose parts stand apart in an offer finds it
too ("Schwangerschaftsberatung" and "Beratung für Schwangere"). Only if nothing of that finds anything, a
typo is allowed: so a word that is known is never taken for its neighbour.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

import numpy as np
import pandas as pd
from babel import Locale, UnknownLocaleError
from numpy.typing import NDArray

from geo.model import TargetGroup, Taxonomy, Topic
from geo.offers.search.vocabulary import (
    LONG_WORD,
    QUALITY_SPLIT,
    QUALITY_STEM,
    QUALITY_SURE,
    Vocabulary,
    is_same_word,
)
from geo.offers.search.words import raw_words, without_stop_words, words
from geo.settings import spoken_languages

Floats = NDArray[np.float64]

_Named = Mapping[int, Mapping[int, float]]  # word id → concept number → weight

TEXT_LIMIT = 200  # characters of a question that are read
WORD_LIMIT = 12  # different words of a question that are looked up

#: What a match is worth by where it is found; each outweighs all that come after it together.
FIELD_WEIGHTS: Mapping[str, float] = {
    "title": 16.0,
    "organization": 4.0,
    "description": 2.0,
    "target_groups_stated": 2.0,
    "languages_stated": 2.0,
    "schedule": 1.0,
    "fees": 1.0,
    "application": 1.0,
    "city": 1.0,
    "street": 0.5,
    "postal_code": 0.5,
}
CONCEPT_WEIGHT = 8.0  # a topic, target group or language whose name or synonym is asked for
CONCEPT_PART_WEIGHT = 1.0  # only one word of a synonym of several words
WHOLE_TITLE_BONUS = 8.0  # the question stands in the title as it is

SHORTEN_MOST = 6  # words of a question up to which leaving out one of them is tried
SUGGEST_MOST = 3  # other wordings offered when nothing is found

_MAIN_LANGUAGE = (
    "de"  # nearly every offer is in German: asking for "Deutsch" means a course, not the language of advice
)


@dataclass
class _Concept:
    """A topic, target group or language of advice: the offers that have it and the words that name it."""

    members: Floats  # 1 for an offer that has it, else 0
    terms: list[list[str]]


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

    def __init__(self, frame: pd.DataFrame, taxonomy: Taxonomy) -> None:
        self._ids = frame.index
        self._titles = [f" {' '.join(words(title))} " for title in frame["title"]]
        self._concepts = list(_concepts(frame, taxonomy))
        fields = {name: _tokens(frame[name]) for name in FIELD_WEIGHTS if name in frame}
        self._vocabulary = _vocabulary(frame, fields, self._concepts, taxonomy)
        self._postings = _Postings(fields, self._vocabulary)
        self._named = _named(self._concepts, self._vocabulary)
        self._named_in_part = _named(self._concepts, self._vocabulary, in_part=True)
        self._phrases = [
            (term, number) for number, c in enumerate(self._concepts) for term in c.terms if len(term) > 1
        ]
        self._answer = lru_cache(maxsize=128)(self._compute)
        self._word_scores = lru_cache(maxsize=64)(self._score_word)

    def scores(self, text: str) -> "pd.Series[float]":
        """Return how well each offer answers a question.

        Parameters
        ----------
        text
            What a visitor typed; only the first 200 characters are read.

        Returns
        -------
        Series
            Index `offer_id` in the order of the frame, only offers that match; higher is better.
        """
        return self._answer(text[:TEXT_LIMIT]).copy()

    def suggest(self, text: str) -> list[str]:
        """Return up to three other wordings that find something, for a question that finds nothing."""
        asked = _question(text)
        if not asked or len(self.scores(text)):
            return []
        options = [*self._corrected(asked), *_shortened(asked)]
        found = [option for option in dict.fromkeys(options) if len(self.scores(option))]
        own = {key: word for word in raw_words(text[:TEXT_LIMIT]) for key in words(word)}
        return [self._as_written(option, own) for option in found][:SUGGEST_MOST]

    def _compute(self, text: str) -> "pd.Series[float]":
        asked = _question(text)
        if not asked:
            return pd.Series([], index=self._ids[:0], dtype=float)
        by_word = self._by_word(asked)
        if not (by_word > 0).all(axis=0).any():
            parts = np.array([self._part_scores(word) for word in asked])
            np.maximum(by_word, parts, out=by_word)
        hits = np.flatnonzero((by_word > 0).all(axis=0))
        total = by_word.mean(axis=0)[hits] + self._title_bonus(asked, hits)
        return pd.Series(total, index=self._ids[hits], dtype=float)

    def _by_word(self, asked: list[str]) -> Floats:
        """Score all offers for each word; words that say something together gain from it."""
        result = np.array([self._word_scores(word) for word in asked])
        for places, gain in self._gains(asked):
            result[places] = np.maximum(result[places], gain)
        return result

    def _title_bonus(self, asked: list[str], hits: NDArray[np.int_]) -> Floats:
        whole = f" {' '.join(asked)} "
        return np.array([WHOLE_TITLE_BONUS * (whole in self._titles[hit]) for hit in hits], dtype=float)

    def _score_word(self, word: str) -> Floats:
        """Score all offers for one word; typos are only allowed where it is not known well enough."""
        direct = self._vocabulary.direct(word)
        found = self._text_scores(direct) + self._concept_scores(direct, self._named)
        if self._vocabulary.ids.get(word) not in self._named:  # else the taxonomy says what the word means
            np.maximum(found, self._split_scores(word), out=found)
        if not found.any() or _may_be_misspelt(word, direct):
            np.maximum(found, self._typo_scores(word), out=found)
        return found

    def _part_scores(self, word: str) -> Floats:
        """Score all offers for a word that stands in longer synonyms, for texts that find nothing else."""
        return self._concept_scores(self._vocabulary.direct(word), self._named_in_part)

    def _typo_scores(self, word: str) -> Floats:
        typos = self._vocabulary.typos(word)
        return self._text_scores(typos) + self._concept_scores(typos, self._named, least=0.0)

    def _text_scores(self, qualities: Mapping[int, float]) -> Floats:
        """Score offers by the best of the known words in their texts."""
        result = np.zeros(len(self._ids))
        for token, quality in qualities.items():
            offers, weights = self._postings.of(token)
            result[offers] = np.maximum(result[offers], weights * quality)
        return result

    def _concept_scores(
        self, qualities: Mapping[int, float], named: _Named, *, least: float = QUALITY_SURE
    ) -> Floats:
        """Score offers by the best of their topics, target groups and languages that the known words name."""
        gains: dict[int, float] = {}
        for token, quality in qualities.items():
            if quality >= least:
                for number, weight in named.get(token, {}).items():
                    gains[number] = max(gains.get(number, 0.0), weight * quality)
        result = np.zeros(len(self._ids))
        for number, gain in gains.items():
            np.maximum(result, self._concepts[number].members * gain, out=result)
        return result

    def _split_scores(self, word: str) -> Floats:
        """Score offers that hold both parts of a compound in any place."""
        best = np.zeros(len(self._ids))
        for parts in self._vocabulary.splits(word):
            scores = [self._text_scores(part) + self._concept_scores(part, self._named) for part in parts]
            np.maximum(best, np.minimum(*scores), out=best)
        return best * QUALITY_SPLIT

    def _gains(self, asked: list[str]) -> Iterator[tuple[list[int], Floats]]:
        """Find what several words say together: a synonym of several words, or a compound written apart."""
        for term, number in self._phrases:
            for start in range(len(asked) - len(term) + 1):
                places = list(range(start, start + len(term)))
                if all(is_same_word(asked[place], word) for place, word in zip(places, term, strict=True)):
                    yield places, self._concepts[number].members * CONCEPT_WEIGHT
        for first, second in permutations(range(len(asked)), 2):
            compounds = self._vocabulary.compounds(asked[first], asked[second])
            if compounds:
                both = self._text_scores(compounds) + self._concept_scores(compounds, self._named)
                yield [first, second], both

    def _corrected(self, asked: list[str]) -> Iterator[str]:
        """Give the question with each unknown word replaced by one of its neighbours."""
        for place, word in enumerate(asked):
            if not (self._word_scores(word).any() or self._part_scores(word).any()):
                for other in self._vocabulary.neighbours(word, most=SUGGEST_MOST):
                    yield " ".join([*asked[:place], other, *asked[place + 1 :]])

    def _as_written(self, folded: str, own: Mapping[str, str]) -> str:
        """Write folded words as the visitor did, the corrected ones as the offers do."""
        names = {**self._vocabulary.written, **own}
        return " ".join(names.get(word, word) for word in folded.split())


def _question(text: str) -> list[str]:
    return list(dict.fromkeys(without_stop_words(words(text[:TEXT_LIMIT]))))[:WORD_LIMIT]


def _may_be_misspelt(word: str, direct: Mapping[int, float]) -> bool:
    """Say whether a long word is only a part of others: then it may as well be a compound with a typo."""
    return len(word) >= LONG_WORD and max(direct.values(), default=0.0) < QUALITY_STEM


def _shortened(asked: list[str]) -> list[str]:
    """Give the question with one word left out, the last ones first: people begin with what matters."""
    if not 2 <= len(asked) <= SHORTEN_MOST:
        return []
    return [" ".join(asked[:place] + asked[place + 1 :]) for place in reversed(range(len(asked)))]


# -- building ---------------------------------------------------------------------------------------


def _tokens(column: "pd.Series[str]") -> list[list[str]]:
    return [words(text) for text in column]


def concept_names(frame: pd.DataFrame, taxonomy: Taxonomy) -> Iterator[tuple[str, str, list[str]]]:
    """Give what a word may stand for: column, value and the names of each topic, target group and language."""
    for column, things in (("topics", taxonomy.topics), ("target_groups", taxonomy.target_groups)):
        for key, thing in things.items():
            yield column, key, _names(thing)
    for code in sorted({code for codes in frame["languages"] for code in codes} - {_MAIN_LANGUAGE}):
        yield "languages", code, _language_names(code)


def _concepts(frame: pd.DataFrame, taxonomy: Taxonomy) -> Iterator[_Concept]:
    for column, key, names in concept_names(frame, taxonomy):
        yield _Concept(_has(frame, column, key), _terms(names))


def _has(frame: pd.DataFrame, column: str, key: str) -> Floats:
    return np.fromiter((key in values for values in frame[column]), dtype=np.float64, count=len(frame))


def _names(thing: Topic | TargetGroup) -> list[str]:
    return [*thing.labels.values(), *(name for names in thing.synonyms.values() for name in names)]


def _language_names(code: str) -> list[str]:
    own = [_language_name(code, code)]
    return [*own, *(_language_name(code, language) for language in spoken_languages())]


def _language_name(code: str, language: str) -> str:
    try:
        return str(Locale.parse(language).languages.get(code, ""))
    except (UnknownLocaleError, ValueError):
        return ""


def _terms(names: Iterable[str]) -> list[list[str]]:
    found = {tuple(without_stop_words(words(name))) for name in names}
    return [list(term) for term in sorted(found) if term]


def _vocabulary(
    frame: pd.DataFrame, fields: Mapping[str, list[list[str]]], concepts: list[_Concept], taxonomy: Taxonomy
) -> Vocabulary:
    known = {word for rows in fields.values() for row in rows for word in row}
    known |= {word for concept in concepts for term in concept.terms for word in term}
    return Vocabulary(known, _written(frame, fields, taxonomy))


def _written(
    frame: pd.DataFrame, fields: Mapping[str, list[list[str]]], taxonomy: Taxonomy
) -> dict[str, str]:
    """Return the most frequent writing of each folded word."""
    texts = [text for name in fields for text in frame[name]]
    things: list[Topic | TargetGroup] = [*taxonomy.topics.values(), *taxonomy.target_groups.values()]
    texts += [name for thing in things for name in _names(thing)]
    counted = Counter(word for text in texts for word in raw_words(text))
    return {key: word for word, _ in reversed(counted.most_common()) for key in words(word)}


def _named(concepts: list[_Concept], vocabulary: Vocabulary, *, in_part: bool = False) -> _Named:
    """Return for each word the concepts it names alone (or `in_part`, as a word of a longer term)."""
    weight = CONCEPT_PART_WEIGHT if in_part else CONCEPT_WEIGHT
    result: dict[int, dict[int, float]] = {}
    for number, concept in enumerate(concepts):
        for term in concept.terms:
            if (len(term) > 1) == in_part:
                for word in term:
                    result.setdefault(vocabulary.ids[word], {})[number] = weight
    return result
