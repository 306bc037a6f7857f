"""Words as the search compares them: without case, accents, umlauts and variants of Arabic letters.

Both sides, the offers and the question, go through the same folding, so a collision costs little and a
spelling that differs only on the surface costs nothing. Folding works letter by letter from the left: what
begins a word also begins the folded word, so "Frau" still finds "Frauen".
"""

import re
import unicodedata
from functools import lru_cache

#: Letters that Unicode does not take apart, and letters that are written for each other.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "ı": "i", "ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th",
        "ة": "ه", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ڪ": "ك", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ٱ": "ا",
        "ё": "е", "ґ": "г",
        **{chr(0x0660 + digit): str(digit) for digit in range(10)},
        **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
    }
)  # fmt: skip

#: Marks that stand inside a word without being letters: accents, vowel signs, the Arabic stretch, joiners.
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u2060\u00ad]"
)
_WORD = re.compile(r"[^\W_]+")
_UMLAUT_E = re.compile("(?<=[aou])e+")
#: The Arabic article, alone and joined with "and", "with", "for".
_ARTICLE = re.compile("^(?:و|ب|ف|ك)?ال(?=.{3})|^لل(?=.{3})")

#: Endings of German words, longest first, and what is left of a word at least.
ENDINGS = ("innen", "ern", "en", "er", "es", "in", "n", "e", "s")
SHORTEST_STEM = 4

#: Words that say nothing about an offer, folded. They are left out of a question, not out of the offers.
_STOP_TEXT = """
der die das den dem des ein eine einer eines einem einen und oder fuer für zu zum zur bei beim mit ohne von
vom im in am an auf aus ist sind ich wir suche suchen finden brauche moechte möchte will gibt es wo wie was
kann man mein meine meinen meiner mir nach als auch dem sich bitte einfach etwas the a an and or for to at
with without of on in is are i we my me need want looking search find where how what can there some please و
او أو في من الى إلى على عن مع هل أين اين كيف ما هو هي أنا انا أريد اريد أبحث ابحث لي هذا هذه أحتاج احتاج і й
та в у на для з із до як де я и в на для с из до как где я мне ve ile için bir de da et ou pour le la les un
une des du de dans en je
"""


def fold(text: str) -> str:
    """Return a text in the form in which texts are compared.

    Small letters without accents; ä, ae and a are one letter, as are ö, oe, o and ü, ue, u; ß is ss; Arabic
    without vowel signs, stretch and variants of alef, ya and ta marbuta.
    """
    lowered = _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold().translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return _UMLAUT_E.sub("", plain)


@lru_cache(maxsize=65_536)
def _folded_word(word: str) -> str:
    return _ARTICLE.sub("", fold(word))


def raw_words(text: str) -> list[str]:
    """Return the words of a text as they are written, in order."""
    return _WORD.findall(_MARKS.sub("", unicodedata.normalize("NFKC", text)))


def words(text: str) -> list[str]:
    """Return the folded words of a text in order; the Arabic article is taken off."""
    return [folded for word in raw_words(text) if (folded := _folded_word(word))]


STOP_WORDS = frozenset(words(_STOP_TEXT))


def without_stop_words(found: list[str]) -> list[str]:
    """Return the words that say something; all of them if none does."""
    return [word for word in found if word not in STOP_WORDS] or found


def stem(word: str) -> str:
    """Return a folded word without its German ending, the word itself where it has none."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word
