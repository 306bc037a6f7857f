"""A question as a visitor types it, read: what is asked for, what says nothing, what nobody knows.

No language is asked for: the words themselves vote. A phrase counts where all its words stand near each other, in any
order and form; the longest wins. A word that only stands in longer phrases is a hint, used where nothing better is
known. What is read is told to the visitor, who can take each part off.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from geo.offers.search.phrases import ASKING, FLAGS, Phrase, Phrasebook
from geo.offers.search.words import written_words

TEXT_LIMIT = 300  # characters of a question that are read
WORD_LIMIT = 24  # words of a question that are read

FORM_FROM = 4  # letters that two forms of a word share at least
FORM_SHARE = 0.6  # of the longer word that both share at least
FORM_ENDING = 3  # letters in which they may differ at their end
TYPO_FROM = 5  # shorter words may hold no typo
QUALITY_EXACT, QUALITY_FORM, QUALITY_TYPO = 1.0, 0.8, 0.6
QUALITY_PIECE = 0.9  # what a word is cut into, or two words make together
SPREAD = 3  # words that may stand between those of a phrase
PRIOR_MAIN = 0.2  # votes that the district's language has before any word
PIECE_FROM = 4  # letters of the shortest part of a compound
SPLIT_FROM = 8  # letters of the shortest compound that is cut
PIECE_LINKS = ("", "s", "n", "en", "er", "es", "ungs")  # what German puts between the parts
LIKELY = 0.5  # a language with this share of the most votes may be that of the question
MOST_WEIGHT = 1.5  # of a phrase of several words; one of one word has 1
HINT_VOTE = 0.1  # what a phrase of any language says of a word, besides the votes of its language
SURE_FROM = 3  # phrases that must say it for a hint beside something told
SURE_HINT = 0.8  # the same where the question tells something else it wants
HINT_SHARE = 0.5  # of the phrases with a word that must mean the same, for a hint
MAIN_LANGUAGE = "de"
#: Languages whose words stand in questions of every other.
LENDING = frozenset({"de", "en"})
#: Kinds of parts that say what is wanted; the others say of which sort, where and when.
CORE_KINDS = frozenset({"topic", "group"})
#: Letters written together with the next word: and, with, for, so, like in Arabic; of, for, in, from in Ethiopic.
JOINED_LETTERS = "وبلفكየለበከንብ"


@dataclass(frozen=True)
class Part:
    """Something asked for: its meanings, the most fitting first, and the halves of the words that say it.

    A word has two halves, so that both parts of a compound can be asked for.
    """

    meanings: tuple[str, ...]
    halves: frozenset[int]
    language: str
    is_hint: bool = False
    weight: float = 1.0

    @property
    def places(self) -> tuple[int, ...]:
        """The places of the words that say it."""
        return tuple(sorted(_places(self.halves)))

    @property
    def kind(self) -> str:
        """What the first meaning is about, such as a topic or a city."""
        return self.meanings[0].partition(":")[0]


@dataclass(frozen=True)
class Reading:
    """A question read: its words as typed and folded, the parts, and the places of words that say nothing."""

    written: tuple[str, ...]
    words: tuple[str, ...]
    parts: tuple[Part, ...]
    silent: frozenset[int]
    language: str
    flags: frozenset[str] = frozenset()

    @property
    def telling(self) -> tuple[int, ...]:
        """The places of all words that say something, known or not."""
        return tuple(place for place in range(len(self.words)) if place not in self.silent)


@dataclass(frozen=True)
class _Piece:
    """A word of the question, a part of a compound or two words as one, and how it stands in the phrasebook."""

    text: str
    halves: frozenset[int]
    forms: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class _Hit:
    phrase: Phrase
    halves: frozenset[int]
    quality: float


class Reader:
    """Reads questions by a phrasebook; `is_told` says whether a word stands in the offers themselves."""

    def __init__(self, book: Phrasebook, told: Collection[str] = ()) -> None:
        self._book = book
        self._told = told
        self.read = lru_cache(maxsize=256)(self._read)
        self._forms = lru_cache(maxsize=4096)(self._find_forms)

    def _read(self, text: str) -> Reading:
        pairs = written_words(text[:TEXT_LIMIT])[:WORD_LIMIT]
        written, asked = tuple(word for word, _ in pairs), tuple(folded for _, folded in pairs)
        votes = self._votes(asked)
        pieces = list(self._pieces(asked, votes))
        hits = self._accepted(self._hits(pieces, votes), votes)
        used = {place for hit in hits for place in _places(hit.halves)}
        silent = {
            place for place, word in enumerate(asked) if place not in used and self._is_silent(word, votes)
        } | {place for hit in hits if not _told(hit) for place in _places(hit.halves)}
        flags = frozenset(m for hit in hits for m in hit.phrase.meanings if m in FLAGS)
        parts = _merged([_part(hit) for hit in hits if _told(hit)])
        also = _more([part for hit in hits for part in _also(hit)], parts)
        parts = [*_merged(parts + self._hints(pieces, used | silent, votes, parts + also)), *also]
        language = max(votes, key=lambda one: (votes[one], one))
        silent -= {place for part in parts for place in part.places}
        return Reading(written, asked, tuple(parts), frozenset(silent), language, flags)

    def _votes(self, asked: Sequence[str]) -> dict[str, float]:
        votes = {MAIN_LANGUAGE: PRIOR_MAIN}
        for word in asked:
            knowing = self._book.knowing(word)
            for language in sorted(knowing):
                votes[language] = votes.get(language, 0.0) + 1 / len(knowing)
        return votes

    def _is_silent(self, word: str, votes: dict[str, float]) -> bool:
        """Say whether a word says nothing in the language that it most likely is of."""
        where = self._book.silent.get(word)
        if not where:
            return False
        best = max(votes.get(language, 0.0) for language in self._book.knowing(word))
        return any(votes.get(language, 0.0) >= best for language in where)

    # -- words and their forms ---------------------------------------------------------------------

    def _pieces(self, asked: Sequence[str], votes: dict[str, float]) -> Iterator[_Piece]:
        likely = _likely(votes) if any(self._book.knowing(word) for word in asked) else None
        for place, word in enumerate(asked):
            forms = self._of_languages(self._forms(word), likely)
            yield _Piece(word, _halves(place), forms)
            if not forms or forms[0][1] < QUALITY_EXACT:
                cut = self._split(word)
                is_sure = all(part in self._book.vocabulary.ids for part in cut)
                for half, part in zip(sorted(_halves(place)), cut, strict=False):
                    own = tuple((i, q * QUALITY_PIECE) for i, q in self._forms(part))
                    yield _Piece(part, frozenset({half}) if is_sure else _halves(place), own)
            if place + 1 < len(asked) and min(len(word), len(asked[place + 1])) >= PIECE_FROM:
                both = self._book.vocabulary.ids.get(word + asked[place + 1])
                if both is not None:
                    halves = _halves(place) | _halves(place + 1)
                    yield _Piece(word + asked[place + 1], halves, ((both, QUALITY_PIECE * 2),))

    def _of_languages(
        self, forms: tuple[tuple[int, float], ...], likely: frozenset[str] | None
    ) -> tuple[tuple[int, float], ...]:
        """Leave out words that are only like one of a language that the question is not of."""
        if likely is None:
            return forms
        return tuple(
            (word, quality)
            for word, quality in forms
            if quality == QUALITY_EXACT
            or likely & self._book.languages_of[word]
            or word in self._book.of_cities
        )

    def _find_forms(self, word: str) -> tuple[tuple[int, float], ...]:
        """Return the known words that a word may be, best first, with how surely."""
        known = self._book.vocabulary
        if word in known.ids:
            return ((known.ids[word], QUALITY_EXACT),)
        if word in self._book.silent:
            return ()
        found = self._same_beginning(word)
        if not found and word[0] in JOINED_LETTERS and len(word) >= FORM_FROM:
            rest = word[1:]
            found = ([known.ids[rest]] if rest in known.ids else []) or self._same_beginning(rest)
        if found:
            return tuple((i, QUALITY_FORM) for i in found)
        if word in self._told or len(word) < TYPO_FROM:
            return ()
        typos = known.typos(word, begin_alike=True)
        best = max(typos.values(), default=0.0)
        return tuple((i, QUALITY_TYPO) for i, q in sorted(typos.items()) if q == best)

    def _same_beginning(self, word: str) -> list[int]:
        known = self._book.vocabulary
        for kept in range(len(word), max(FORM_FROM, len(word) - FORM_ENDING) - 1, -1):
            longest = min(kept + FORM_ENDING, int(kept / FORM_SHARE))
            found = known.beginning_with(word[:kept], longest=longest)
            if found:
                return found if kept >= FORM_SHARE * len(word) else []
        return []

    def _split(self, word: str) -> tuple[str, ...]:
        """Cut a compound into two words that are known; nothing where there is no such cut."""
        if len(word) < SPLIT_FROM or (word in self._told and word in self._book.silent):
            return ()
        known = self._book.vocabulary
        for cut in range(len(word) - PIECE_FROM, PIECE_FROM - 1, -1):
            head, tail = word[:cut], word[cut:]
            if not (tail in known.ids or self._same_beginning(tail)):
                continue
            for link in PIECE_LINKS:
                root = head.removesuffix(link)
                if head.endswith(link) and (root in known.ids or (not link and self._same_beginning(root))):
                    return (root, tail)
        return ()

    # -- phrases ------------------------------------------------------------------------------------

    def _hits(self, pieces: Sequence[_Piece], votes: dict[str, float]) -> Iterator[_Hit]:
        by_word: dict[int, tuple[float, frozenset[int]]] = {}
        for piece in pieces:
            for word, quality in piece.forms:
                if quality > by_word.get(word, (0.0, frozenset()))[0]:
                    by_word[word] = (quality, piece.halves)
        numbers = {number for word in by_word for number in self._book.with_word[word]}
        for number in sorted(numbers):
            phrase = self._book.phrases[number]
            found = [by_word[word] for word in phrase.words if word in by_word]
            if len(found) < len(phrase.words):
                continue
            halves = frozenset(half for _, all_of in found for half in all_of)
            places = _places(halves)
            if max(places) - min(places) >= len(places) + SPREAD:
                continue
            if self._is_hidden(phrase, pieces, halves, votes):
                continue
            yield _Hit(phrase, halves, sum(quality for quality, _ in found))

    def _is_hidden(
        self, phrase: Phrase, pieces: Sequence[_Piece], halves: frozenset[int], votes: dict[str, float]
    ) -> bool:
        """Say whether a single word is of a foreign language, or says nothing in one that the question rather is of."""
        if len(phrase.words) > 1:
            return False
        own = votes.get(phrase.language, 0.0)
        is_strange = own < LIKELY * max(votes.values()) and phrase.language not in LENDING
        return (is_strange and phrase.words[0] not in self._book.of_cities) or any(
            votes.get(language, 0.0) > own
            for piece in pieces
            if piece.halves == halves
            for language in self._book.silent.get(piece.text, ())
        )

    def _accepted(self, hits: Iterator[_Hit], votes: dict[str, float]) -> list[_Hit]:
        most = max(votes.values())

        def worth(hit: _Hit) -> tuple[float, float]:
            share = votes.get(hit.phrase.language, 0.0) / most
            return (round(hit.quality * (0.5 + 0.5 * share), 6), share)

        accepted: list[_Hit] = []
        used: set[int] = set()
        for hit in sorted(hits, key=lambda one: tuple(-part for part in worth(one))):
            same = [one for one in accepted if one.halves == hit.halves]
            if same:
                if worth(same[0]) == worth(hit):
                    accepted.append(hit)
            elif not hit.halves <= used or _names_group(hit, accepted):
                accepted.append(hit)
                used |= hit.halves
        return sorted(accepted, key=lambda one: min(one.halves))

    def _hints(
        self, pieces: Sequence[_Piece], used: set[int], votes: dict[str, float], parts: Sequence[Part]
    ) -> list[Part]:
        """Say what words most likely mean that stand only in longer phrases; beside other parts only what is sure."""
        told = {part.meanings[0] for part in parts}
        is_told = any(part.kind in CORE_KINDS for part in parts)
        result = []
        for piece in pieces:
            if used & _places(piece.halves):
                continue
            counted: dict[str, float] = {}
            numbers: Counter[str] = Counter()
            for word, quality in piece.forms:
                for number in self._book.with_word[word]:
                    phrase = self._book.phrases[number]
                    weight = quality * (HINT_VOTE + votes.get(phrase.language, 0.0))
                    first = next((m for m in phrase.meanings if m not in FLAGS), ASKING)
                    counted[first] = counted.get(first, 0.0) + weight
                    numbers[first] += 1
            counted.pop(ASKING, None)
            if not counted:
                continue
            best = min(counted, key=lambda one: (-round(counted[one], 6), one))
            must_be_sure = is_told and best not in told
            share = SURE_HINT if must_be_sure else HINT_SHARE
            if counted[best] >= share * sum(counted.values()) and not (
                must_be_sure and numbers[best] < SURE_FROM
            ):
                result.append(Part((best,), piece.halves, "", is_hint=True))
        return result


def _names_group(hit: _Hit, accepted: Sequence[_Hit]) -> bool:
    """Say whether a phrase names the group of a longer one around it, which has a topic of another name first."""
    first = hit.phrase.meanings[0]
    return first.startswith("group:") and any(
        hit.halves < one.halves
        and one.phrase.meanings[0].startswith("topic:")
        and first in one.phrase.meanings[1:]
        and f"topic:{first.removeprefix('group:')}" not in one.phrase.meanings
        for one in accepted
    )


def _told(hit: _Hit) -> tuple[str, ...]:
    """Return the meanings of a phrase that an offer can have."""
    return tuple(m for m in hit.phrase.meanings if m != ASKING and m not in FLAGS)


def _sort(meaning: str) -> str:
    kind = meaning.partition(":")[0]
    return "core" if kind in CORE_KINDS else kind


def _part(hit: _Hit) -> Part:
    """Return what a phrase asks for: its first meaning, or another of the same sort."""
    told = _told(hit)
    weight = round(min(MOST_WEIGHT, (1 + hit.quality) / 2), 6)
    same = tuple(one for one in told if _sort(one) == _sort(told[0]))
    return Part(same, hit.halves, hit.phrase.language, weight=weight)


def _also(hit: _Hit) -> Iterator[Part]:
    """Give what a phrase asks for besides: the level of a course, the day of a time."""
    told = _told(hit)
    for one in told:
        if _sort(one) != _sort(told[0]):
            yield Part((one,), hit.halves, hit.phrase.language)


def _more(more: Iterable[Part], parts: Sequence[Part]) -> list[Part]:
    """Return the parts that ask for something that no part before them does."""
    known, result = {one for part in parts for one in part.meanings}, []
    for part in more:
        if part.meanings[0] not in known:
            known.update(part.meanings)
            result.append(part)
    return result


def _halves(place: int) -> frozenset[int]:
    return frozenset({2 * place, 2 * place + 1})


def _places(halves: Iterable[int]) -> set[int]:
    return {half // 2 for half in halves}


def _likely(votes: dict[str, float]) -> frozenset[str]:
    most = max(votes.values())
    return frozenset(language for language, number in votes.items() if number >= LIKELY * most)


def _merged(parts: Sequence[Part]) -> list[Part]:
    """Join parts said by the same words, and parts that mean the same."""
    result: list[Part] = []
    for part in parts:
        same = next(
            (
                n
                for n, one in enumerate(result)
                if one.halves == part.halves or one.meanings[0] == part.meanings[0]
            ),
            None,
        )
        if same is None:
            result.append(part)
        else:
            one = result[same]
            meanings = tuple(dict.fromkeys((*one.meanings, *part.meanings)))
            halves, weight = one.halves | part.halves, max(one.weight, part.weight)
            result[same] = Part(meanings, halves, one.language, one.is_hint and part.is_hint, weight)
    return result
