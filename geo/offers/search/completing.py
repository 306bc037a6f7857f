"""What the question's field offers while somebody types: topics, groups, cities, offers and organisations by name.

A name fits where each word typed begins one of its words, or stands in it; where nothing fits, with a typo or two.
Topics, groups and cities are also known by what people say for them. The last word of a longer question may become the
name of a topic, a group or a city for itself: what stands before it is kept. The published page has a twin of this in
`web/publish/completing.js`.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

import pandas as pd
from rapidfuzz.distance import OSA

from geo.model import Taxonomy
from geo.offers.search.phrases import Phrasebook
from geo.offers.search.reading import MAIN_LANGUAGE, TEXT_LIMIT, WORD_LIMIT
from geo.offers.search.vocabulary import SHORT_WORD, allowed_typos
from geo.offers.search.words import words
from geo.offers.translations import Translations

TOPIC, GROUP, CITY, OFFER, ORGANIZATION = "topic", "group", "city", "offer", "organization"
#: How many of each kind are offered at most, in the order in which the kinds stand.
MOST_OF: Mapping[str, int] = {TOPIC: 3, GROUP: 2, CITY: 2, OFFER: 4, ORGANIZATION: 2}
MOST = 8  # of all kinds together
COMPLETE_FROM = 2  # letters typed
SURE_FROM = 3  # letters of a last word that is completed for itself, and of the beginning of what people say

#: How a name fits, best first; what people say for it comes between.
_START, _WORD, _SAID, _INSIDE, _TYPO = range(5)
_AFTER = _WORD
_KINDS = tuple(MOST_OF)


@dataclass(frozen=True)
class Completion:
    """One suggestion: its kind, what stands in the field when it is chosen, and in which language that is.

    `offer_id` is "" for all but offers; `note` tells offers of one title apart: their city.
    """

    kind: str
    text: str
    language: str
    offer_id: str = ""
    note: str = ""


@dataclass(frozen=True)
class _Name:
    completion: Completion
    keys: tuple[str, ...]  # folded words, each behind a space: the name, and the original of a translated one
    said: tuple[str, ...] = ()  # the same for what people say


class _Keys:
    """The keys of all names as one text, so that a word is looked for in all of them at once."""

    def __init__(self, names: Sequence[_Name]) -> None:
        rows = [(at, key) for at, name in enumerate(names) for key in name.keys]
        self._text = "".join(f"{key}\n" for _, key in rows)
        self._starts = [0, *accumulate(len(key) + 1 for _, key in rows)]
        self._owners = [at for at, _ in rows]
        self._with_word: dict[str, set[int]] = {}
        for at, key in rows:
            for word in key[1:].split(" "):
                self._with_word.setdefault(word, set()).add(at)
        self._beginning: dict[str, list[str]] = {}
        for word in self._with_word:
            self._beginning.setdefault(word[:1], []).append(word)

    def holding(self, word: str) -> set[int]:
        """Return the names of which a word begins one, or stands in one where it is long enough."""
        asked, found = word if len(word) >= SHORT_WORD else f" {word}", set()
        place = self._text.find(asked)
        while place >= 0:
            row = bisect_right(self._starts, place) - 1
            found.add(self._owners[row])
            place = self._text.find(asked, self._starts[row + 1])
        return found

    def near(self, word: str) -> frozenset[str]:
        """Return the words of names that begin with a word but for a typo or two; the first letter must be right."""
        allowed = allowed_typos(word)
        known = self._beginning.get(word[0], ()) if allowed else ()
        ends = range(len(word) - allowed, len(word) + allowed + 1)
        return frozenset(
            one
            for one in known
            if any(OSA.distance(word, one[:end], score_cutoff=allowed) <= allowed for end in ends)
        )

    def with_any(self, found: Iterable[str]) -> set[int]:
        """Return the names that hold one of some words."""
        return set().union(*(self._with_word[word] for word in found))


class Completer:
    """The names of one state of the offers in one language, made ready once; answers many questions."""

    def __init__(
        self,
        frame: pd.DataFrame,
        taxonomy: Taxonomy,
        book: Phrasebook,
        *,
        language: str,
        cities: Sequence[str],
        translations: Translations | None = None,
    ) -> None:
        """Make all names ready.

        Parameters
        ----------
        frame
            The open offers as in `geo.offers.columns.OFFER_FRAME`; protected ones are never suggested, nor an
            organisation that has no others.
        translations
            Texts that visitors may see, as `geo.offers.translations.told_translations` gives them.
        """
        public = frame[~frame["is_protected"].astype(bool)]
        said = _said(book, language)
        self._names = [
            *_labelled(
                TOPIC, {key: one.labels[language] for key, one in taxonomy.topics.items()}, language, said
            ),
            *_labelled(
                GROUP,
                {key: one.labels[language] for key, one in taxonomy.target_groups.items()},
                language,
                said,
            ),
            *_labelled(CITY, {city: city for city in cities}, MAIN_LANGUAGE, said),
            *_offers(public, language, translations or {}),
            *_labelled(ORGANIZATION, {one: one for one in public["organization"] if one}, MAIN_LANGUAGE, {}),
        ]
        self._silent = {
            word
            for word, languages in book.silent.items()
            if not languages.isdisjoint({language, MAIN_LANGUAGE})
        }
        self._keys = _Keys(self._names)
        self._short = [
            at for at, name in enumerate(self._names) if name.completion.kind in (TOPIC, GROUP, CITY)
        ]
        self._answer = lru_cache(maxsize=512)(self._complete)

    def complete(self, text: str) -> tuple[Completion, ...]:
        """Return what is offered for a text: by kind, the best of each first, at most `MOST`."""
        return self._answer(text[:TEXT_LIMIT])

    def _complete(self, text: str) -> tuple[Completion, ...]:
        typed = words(text)[:WORD_LIMIT]
        if len("".join(typed)) < COMPLETE_FROM:
            return ()
        kept = text[: text.rfind(" ") + 1]
        found = dict(self._fitting(typed))
        after = dict(self._after(words(text[len(kept) :]))) if len(typed) > 1 else {}
        ranks = {**after, **found} or dict(self._fitting(typed, with_typos=True))
        best = self._within_limits(sorted((rank, at) for at, rank in ranks.items()))
        return tuple(self._filled(at, "" if at in found or at not in after else kept) for _, at in best)

    def _fitting(self, typed: Sequence[str], *, with_typos: bool = False) -> Iterator[tuple[int, int]]:
        """Give the names that fit, each with its rank; words that say nothing may be missing in a name."""
        telling = [word for word in typed if word not in self._silent] or typed
        start, said = _joined(typed), _joined(telling)
        near = [self._keys.near(word) if with_typos else frozenset[str]() for word in telling]
        longest, others = max(zip(telling, near, strict=True), key=lambda one: len(one[0]))
        for at in self._keys.holding(longest) | self._keys.with_any(others) | {*self._short}:
            name = self._names[at]
            ranks = [_rank(key, start, telling, near) for key in name.keys]
            ranks += [_said_rank(one, said, len(telling)) for one in name.said if one.startswith(said)]
            known = [rank for rank in ranks if rank is not None]
            if known:
                yield at, min(known)

    def _after(self, last: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Give the topics, groups and cities whose name begins with the last word of a longer question."""
        if len(last) != 1 or len(last[0]) < SURE_FROM or last[0] in self._silent:
            return
        for at in self._short:
            if self._names[at].keys[0].startswith(f" {last[0]}"):
                yield at, _AFTER

    def _within_limits(self, ranked: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Take the best, not too many of a kind, and put them in the order of kinds."""
        taken: Counter[str] = Counter()
        best: list[tuple[int, int]] = []
        for rank, at in ranked:
            kind = self._names[at].completion.kind
            if taken[kind] < MOST_OF[kind] and len(best) < MOST:
                taken[kind] += 1
                best.append((rank, at))
        return sorted(best, key=lambda one: _KINDS.index(self._names[one[1]].completion.kind))

    def _filled(self, at: int, kept: str) -> Completion:
        one = self._names[at].completion
        return replace(one, text=kept + one.text) if kept else one


def _joined(found: Iterable[str]) -> str:
    return "".join(f" {word}" for word in found)


def _labelled(
    kind: str, labels: Mapping[str, str], language: str, said: Mapping[str, list[str]]
) -> Iterator[_Name]:
    for key, label in labels.items():
        yield _Name(
            Completion(kind, label, language), (_joined(words(label)),), tuple(said.get(f"{kind}:{key}", ()))
        )


def _offers(frame: pd.DataFrame, language: str, translations: Translations) -> Iterator[_Name]:
    for offer_id, title, city in zip(frame.index, frame["title"], frame["city"], strict=True):
        told = translations.get(offer_id, {}).get(language, {}).get("title", "")
        keys = (_joined(words(told)), _joined(words(title))) if told else (_joined(words(title)),)
        shown, spoken = (told, language) if told else (title, MAIN_LANGUAGE)
        yield _Name(Completion(OFFER, shown, spoken, str(offer_id), "" if city in title else city), keys)


def _said(book: Phrasebook, language: str) -> dict[str, list[str]]:
    """Return what people say for each meaning: in this language and the main one; for cities in all of them."""
    found: dict[str, list[str]] = {}
    for phrase in book.phrases:
        meaning = phrase.meanings[0]
        if phrase.language in (language, MAIN_LANGUAGE) or meaning.startswith(f"{CITY}:"):
            key = _joined(book.vocabulary.words[word] for word in phrase.words)
            found.setdefault(meaning, []).append(key)
    return found


def _rank(key: str, start: str, telling: Iterable[str], near: Iterable[frozenset[str]]) -> int | None:
    """Return how a name fits what was typed, None where it does not; `near` are words that may stand for each."""
    if key.startswith(start):
        return _START
    worst = _WORD
    for word, others in zip(telling, near, strict=True):
        if f" {word}" in key:
            continue
        if len(word) >= SHORT_WORD and word in key:
            worst = max(worst, _INSIDE)
        elif others and not others.isdisjoint(key[1:].split(" ")):
            worst = _TYPO
        else:
            return None
    return worst


def _said_rank(one: str, typed: str, count: int) -> int | None:
    """Return how a phrase fits that begins with what was typed: whole, or as its beginning."""
    if one == typed:
        return _WORD
    return _SAID if len(typed) > SURE_FROM and one.count(" ") == count else None
