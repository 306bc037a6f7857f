"""What people say and what they mean by it: phrases of many languages, made ready for reading questions.

A phrase is kept as its folded words without those that say nothing. The compiled form is plain data: the published
page reads questions by the same phrases without knowing a language's grammar or stop words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from geo.model import URGENT_NEEDS
from geo.offers.search.vocabulary import Vocabulary
from geo.offers.search.words import words

#: The meaning of a phrase that only says that somebody asks.
ASKING = "ask"
#: Meanings that no offer has: nearness, and what is needed at once ("urgent" alone is danger).
FLAGS = frozenset({"near", "urgent", *(f"urgent:{need}" for need in URGENT_NEEDS)})

#: By language, then by meanings (joined with `;`, the most fitting first): the phrases as people write them.
Phrases = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True)
class Compiled:
    """Phrases as folded words; `silent` are the words of each language that say nothing about what is wanted."""

    phrases: Mapping[str, Mapping[str, Sequence[str]]]
    silent: Mapping[str, Sequence[str]]


class Phrase(NamedTuple):
    """One phrase: the ids of its words, its language and what it means, the most fitting first."""

    words: tuple[int, ...]
    language: str
    meanings: tuple[str, ...]


def compile_phrases(phrases: Phrases) -> Compiled:
    """Fold all phrases and leave out what says nothing: single words that mean `ask`, if they mean nothing else."""
    compiled: dict[str, dict[str, list[str]]] = {}
    silent: dict[str, list[str]] = {}
    for language, by_meaning in sorted(phrases.items()):
        said = {key: [words(phrase) for phrase in all_of] for key, all_of in sorted(by_meaning.items())}
        telling = {
            found[0] for key, all_of in said.items() if key != ASKING for found in all_of if len(found) == 1
        }
        nothing = {found[0] for found in said.get(ASKING, ()) if len(found) == 1} - telling
        silent[language] = sorted(nothing)
        compiled[language] = {
            key: sorted({" ".join(_kept(found, key, nothing, telling)) for found in all_of} - {""} - nothing)
            for key, all_of in said.items()
        }
    return Compiled(compiled, silent)


def _kept(found: list[str], key: str, nothing: set[str], telling: set[str]) -> list[str]:
    """Leave out what says nothing; an alarm that would shrink to one word stays whole: "child" is none."""
    told = _telling(found, nothing, telling)
    is_alarm = any(one.startswith("urgent") for one in key.split(";"))
    return list(dict.fromkeys(found)) if is_alarm and len(told) == 1 else told


def _telling(found: list[str], nothing: set[str], telling: set[str]) -> list[str]:
    """Leave out what says nothing, unless the phrase lives by it: "without a flat" is not "flat"."""
    every = list(dict.fromkeys(found))
    kept = [word for word in every if word not in nothing]
    lives_by_it = len(kept) < len(every) and (
        not kept or (len(kept) == 1 and (kept[0] in telling or len(kept[0]) <= 2 or kept[0].isdigit()))
    )
    return every if lives_by_it else kept


class Phrasebook:
    """The compiled phrases with the ways to look them up."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        lines = [
            (line.split(" "), language, tuple(key.split(";")))
            for language, by_meaning in compiled.phrases.items()
            for key, all_of in by_meaning.items()
            for line in all_of
        ]
        self.vocabulary = Vocabulary(word for found, _, _ in lines for word in found)
        ids = self.vocabulary.ids
        self.phrases = [
            Phrase(tuple(ids[w] for w in found), language, means) for found, language, means in lines
        ]
        self.silent: dict[str, set[str]] = {}
        for language, found in compiled.silent.items():
            for word in found:
                self.silent.setdefault(word, set()).add(language)

    @cached_property
    def with_word(self) -> list[list[int]]:
        """For each word the numbers of the phrases that hold it."""
        result: list[list[int]] = [[] for _ in self.vocabulary.words]
        for number, phrase in enumerate(self.phrases):
            for word in phrase.words:
                result[word].append(number)
        return result

    @cached_property
    def languages_of(self) -> list[frozenset[str]]:
        """For each word the languages whose phrases hold it."""
        return [frozenset(self.phrases[number].language for number in found) for found in self.with_word]

    @cached_property
    def of_cities(self) -> frozenset[int]:
        """The words of names of cities: they are the same in every language."""
        return frozenset(
            word for phrase in self.phrases if phrase.meanings[0].startswith("city:") for word in phrase.words
        )

    def knowing(self, word: str) -> frozenset[str]:
        """Return the languages in which a word is known, be it to say nothing."""
        found = self.vocabulary.ids.get(word)
        telling = self.languages_of[found] if found is not None else frozenset()
        return telling | frozenset(self.silent.get(word, ()))
