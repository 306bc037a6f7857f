"""All different words of the offers, and how a word of a question may match them.

Best first: it is the word; it is the word with another ending; it begins a compound or is a part of it; both
its own parts are known words; it differs by a typo (one in four to seven letters, two in longer words). Words
of three letters match whole or as a beginning only, shorter ones whole.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from geo.offers.search.words import stem

QUALITY_EXACT = 1.0
QUALITY_INFLECTED = 0.85  # the known word has an ending more
QUALITY_STEM = 0.75  # the endings differ
QUALITY_LONG_START = 0.5  # a compound begins with it, and it is long enough to be meant
QUALITY_PART = 0.4  # a compound begins with it or holds it
QUALITY_SPLIT = 0.5  # both parts of it are known
QUALITY_TYPO = 0.4  # one typo; half of it for two

BEGINNING_FROM = 3  # shorter words match whole only
SHORT_WORD = 4  # shorter words match whole or as a beginning only
LONG_START = 7  # letters of a beginning that leave little doubt
SPLIT_FROM = 8  # shorter words are no compounds of two parts
PART_FROM = 4  # letters of the shortest part of a compound
LATER_FROM = 3  # letters before a later part of a compound, and after it
LONG_WORD = 8  # from here on two typos are allowed, also in the first letter

#: What German puts between the parts of a compound, and endings that make nouns of the first part.
LINKS = ("schafts", "ungs", "heits", "keits", "schaft", "ung", "es", "en", "er", "s", "n", "e", "")
ENDING = 3  # letters a part may have more than its stem
HEAD_ENDING = 4  # the same for the first part


class Vocabulary:
    """Folded words by the alphabet; an id is a place in it. `written` says how each is mostly written."""

    def __init__(self, known: Iterable[str], written: Mapping[str, str] | None = None) -> None:
        self.words = sorted(set(known))
        self.ids = {word: i for i, word in enumerate(self.words)}
        self.written = dict(written or {})
        self._joined = "\n" + "".join(f"{word}\n" for word in self.words)
        self._by_length: dict[int, list[str]] = {}
        for word in self.words:
            self._by_length.setdefault(len(word), []).append(word)
        self._starts = np.cumsum([1, *(len(word) + 1 for word in self.words)])

    def beginning_with(self, start: str, *, longest: int | None = None) -> list[int]:
        """Return the ids of the words that begin so and have at most `longest` letters."""
        found = range(bisect_left(self.words, start), bisect_left(self.words, start + "\U0010ffff"))
        return [i for i in found if longest is None or len(self.words[i]) <= longest]

    def direct(self, word: str) -> dict[int, float]:
        """Return how well each known word matches without a typo; a better reason overwrites a weaker one."""
        if len(word) < BEGINNING_FROM:
            return {self.ids[word]: QUALITY_EXACT} if word in self.ids else {}
        found: dict[int, float] = {}
        root = stem(word)
        if len(word) >= SHORT_WORD:
            found |= dict.fromkeys(self._with_later_part(word), QUALITY_PART)
            found |= dict.fromkeys(self.beginning_with(root), QUALITY_PART)
        start = QUALITY_LONG_START if len(word) >= LONG_START else QUALITY_PART
        found |= dict.fromkeys(self.beginning_with(word), start)
        if len(word) >= SHORT_WORD:
            found |= dict.fromkeys(self.beginning_with(root, longest=len(root) + ENDING), QUALITY_STEM)
        found |= dict.fromkeys(self.beginning_with(word, longest=len(word) + ENDING), QUALITY_INFLECTED)
        if word in self.ids:
            found[self.ids[word]] = QUALITY_EXACT
        return found

    def _with_later_part(self, word: str) -> Iterator[int]:
        """Give the ids of compounds that hold a word after their beginning; one look through all words at once."""
        place = self._joined.find(word)
        while place >= 0:
            i = int(np.searchsorted(self._starts, place, side="right")) - 1
            if _is_later_part(word, self.words[i]):
                yield i
            place = self._joined.find(word, int(self._starts[i + 1]))

    def splits(self, word: str) -> Iterator[tuple[dict[int, float], dict[int, float]]]:
        """Give the known words that fit the two parts of a compound, for each way to cut it."""
        if len(word) < SPLIT_FROM:
            return
        for cut in range(PART_FROM, len(word) - PART_FROM + 1):
            tail = self._tail(word[cut:])
            head = self._head(word[:cut]) if tail else []
            if head and tail:
                yield dict.fromkeys(head, QUALITY_EXACT), dict.fromkeys(tail, QUALITY_EXACT)

    def typos(self, word: str, *, begin_alike: bool = False) -> dict[int, float]:
        """Return the known words that differ by a typo or two; all but long words must begin alike."""
        allowed = allowed_typos(word)
        if not allowed or not self.words:
            return {}
        start = word[0] if begin_alike or len(word) < LONG_WORD else ""
        found = self._within(word, allowed, start)
        return {self.ids[known]: QUALITY_TYPO / distance for distance, known in found if distance}

    def neighbours(self, word: str, *, most: int) -> list[str]:
        """Return the known words most alike, for a suggestion: another first letter, or one typo more."""
        if not self.words or len(word) < SHORT_WORD:
            return []
        allowed = allowed_typos(word) + (len(word) >= LONG_WORD)
        return [known for _, known in sorted(self._within(word, allowed))[:most]]

    def _tail(self, part: str) -> list[int]:
        root = stem(part)
        return self.beginning_with(root, longest=len(root) + ENDING)

    def _head(self, part: str) -> list[int]:
        for link in LINKS:
            root = part.removesuffix(link)
            if part.endswith(link) and len(root) >= PART_FROM:
                found = self.beginning_with(root, longest=len(root) + HEAD_ENDING)
                if found:
                    return found
        return []

    def _within(self, word: str, most: int, start: str = "") -> Iterator[tuple[int, str]]:
        """Give the words at most so many insertions, deletions, replacements and swaps of neighbours away."""
        for length in range(len(word) - most, len(word) + most + 1):
            known = self._by_length.get(length, [])
            if start:
                known = known[bisect_left(known, start) : bisect_left(known, start + "\U0010ffff")]
            if known:
                distances = cdist([word], known, scorer=OSA.distance, score_cutoff=most, dtype=np.int32)[0]
                for place in np.flatnonzero(distances <= most):
                    yield int(distances[place]), known[place]


def allowed_typos(word: str) -> int:
    """Say how many typos a word may have."""
    if len(word) < SHORT_WORD:
        return 0
    return 1 if len(word) < LONG_WORD else 2


def _is_later_part(word: str, known: str) -> bool:
    """Say whether a word stands in a compound after at least three letters, up to a break that can be one."""
    place = known.find(word, LATER_FROM)
    if place < 0:
        return False
    rest = len(known) - place - len(word)
    return rest == 0 or rest >= LATER_FROM or known.endswith(("n", "s", "e"))
