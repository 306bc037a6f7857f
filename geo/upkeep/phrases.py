"""Phrases that editors add: what one may look like and mean, and how many offers it would find."""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from geo.district.phrases import LONGEST_PHRASE, OTHER_MEANINGS
from geo.errors import PhraseRefused
from geo.model import Taxonomy
from geo.offers.facets import OfferTable
from geo.offers.filters import CITIES, LANGUAGES, NOT_STATED
from geo.offers.search.index import SearchIndex
from geo.offers.search.phrases import ASKING, Compiled
from geo.offers.search.reading import MAIN_LANGUAGE
from geo.offers.search.words import words
from geo.offers.translations import with_all_texts
from geo.store import Batch, Store
from geo.tables import LIST_SEPARATOR
from geo.upkeep.access import Action, Actor, require

#: Meanings of one phrase, the most fitting first.
MOST_MEANINGS = 3
SHORTEST_PHRASE = 2  # letters
MOST_WORDS = 8
_BETWEEN_LETTERS = frozenset("-'’ʼ")


@dataclass(frozen=True)
class Wanted:
    """A phrase that somebody wants to add: its language, what it means, and what people say."""

    language: str
    meanings: tuple[str, ...]
    phrase: str

    @property
    def means(self) -> str:
        """All meanings as `data/phrases.csv` writes them."""
        return LIST_SEPARATOR.join(self.meanings)


@dataclass(frozen=True)
class Known:
    """What the search of a district knows: languages, meanings in the order of the page, and its phrases."""

    languages: tuple[str, ...]
    meanings: tuple[str, ...]
    compiled: Compiled


def known_of(table: OfferTable, languages: Sequence[str]) -> Known:
    """Return what the search knows; `languages` are those of the screens."""
    spoken = [one for one in table.choices[LANGUAGES] if one not in (NOT_STATED, MAIN_LANGUAGE)]
    meanings = meanings_of(table.taxonomy, table.choices[CITIES], spoken)
    return Known(languages_of(table.taxonomy, languages), meanings, table.search.book.compiled)


def languages_of(taxonomy: Taxonomy, languages: Iterable[str]) -> tuple[str, ...]:
    """Return the languages in which something may be said: those of the screens, and those of the phrases."""
    return tuple(sorted({*languages, *taxonomy.phrases}))


def meanings_of(taxonomy: Taxonomy, cities: Iterable[str], spoken: Iterable[str]) -> tuple[str, ...]:
    """Return all that a phrase may mean, in the order of the page."""
    return (
        *(f"topic:{one}" for one in taxonomy.topics),
        *(f"group:{one}" for one in taxonomy.target_groups),
        *(f"city:{one}" for one in cities),
        *(f"spoken:{one}" for one in spoken),
        *sorted(OTHER_MEANINGS),
    )


def tidied(phrase: str) -> str:
    """Return a phrase without signs that nobody sees, and with single blanks."""
    seen = "".join(one for one in unicodedata.normalize("NFC", phrase) if unicodedata.category(one) != "Cf")
    return " ".join(seen.split())


def complaint(wanted: Wanted, known: Known) -> str:
    """Say by a word for the catalogue (`words.refused_…`) why a phrase cannot be added, "" if it can."""
    return misfit(wanted, known.languages, known.meanings) or _about_known(wanted, known)


def misfit(wanted: Wanted, languages: Collection[str], meanings: Collection[str]) -> str:
    """Say in the same way what of a phrase has another form, or means nothing that there is."""
    return _about_form(wanted.phrase) or _about_meaning(wanted, languages, meanings)


def _about_form(phrase: str) -> str:
    if len(phrase) > LONGEST_PHRASE or len(phrase.split()) > MOST_WORDS:
        return "long"
    if len(phrase) < SHORTEST_PHRASE or not words(phrase):
        return "short"
    is_right = all(_is_word(word) for word in phrase.split(" ")) and phrase == tidied(phrase)
    return "" if is_right else "letters"


def _is_word(word: str) -> bool:
    """Whether a word begins with a letter and goes on with letters, digits (B1), hyphens and apostrophes."""
    return unicodedata.category(word[:1] or " ").startswith("L") and all(
        unicodedata.category(one)[0] in "LM" or one in _BETWEEN_LETTERS or (one.isascii() and one.isdigit())
        for one in word
    )


def _about_meaning(wanted: Wanted, languages: Collection[str], meanings: Collection[str]) -> str:
    if wanted.language not in languages:
        return "language"
    means = {*wanted.meanings}
    is_right = 0 < len(wanted.meanings) == len(means) <= MOST_MEANINGS and means <= {*meanings}
    return "" if is_right and (ASKING not in means or len(means) == 1) else "meaning"


def _about_known(wanted: Wanted, known: Known) -> str:
    """Look for the same words with all of these meanings, among shipped and added phrases."""
    compiled, asked = known.compiled, {*words(wanted.phrase)}
    silent = {*compiled.silent.get(wanted.language, ())}
    if wanted.meanings == (ASKING,):
        return "known" if asked <= silent else ""
    ways = (asked, asked - silent)
    is_known = any(
        {*wanted.meanings} <= {*key.split(LIST_SEPARATOR)} and any({*line.split()} in ways for line in lines)
        for key, lines in compiled.phrases.get(wanted.language, {}).items()
    )
    return "known" if is_known else ""


def add_phrase(store: Store, actor: Actor, wanted: Wanted, known: Known) -> Batch:
    """Add a phrase to what the search knows, at once and for all; undo takes it back.

    Raises
    ------
    AccessDenied
        If the actor may not do that.
    PhraseRefused
        If it has another form, means nothing that there is, or is known already.
    """
    require(actor, Action.ADD_PHRASE)
    if reason := complaint(wanted, known):
        raise PhraseRefused(reason, wanted.phrase)
    return store.phrases.add(wanted.language, wanted.means, wanted.phrase, who=actor.role)


@dataclass(frozen=True)
class Found:
    """How many offers a phrase finds, and how many of them fit wholly."""

    offers: int
    whole: int


def preview(table: OfferTable, wanted: Wanted) -> Found:
    """Return what a phrase would find once it is added; it takes about a second, as the search is made anew."""
    index = SearchIndex(
        with_all_texts(table.frame, table.translations), _with(table.taxonomy, wanted), sites=table.sites
    )
    answer = index.answer(wanted.phrase)
    return Found(int(np.count_nonzero(answer.scores)), int(np.count_nonzero(answer.whole)))


def _with(taxonomy: Taxonomy, wanted: Wanted) -> Taxonomy:
    of_language = taxonomy.phrases.get(wanted.language, {})
    said = {**of_language, wanted.means: (*of_language.get(wanted.means, ()), wanted.phrase)}
    return replace(taxonomy, phrases={**taxonomy.phrases, wanted.language: said})
