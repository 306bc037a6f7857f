"""Words as the search compares them: without case, accents, umlauts and variants of letters, in every script.

Both sides, the offers and the question, go through the same folding, so a collision costs little and a
spelling that differs only on the surface costs nothing. Folding works letter by letter from the left: what
begins a word also begins the folded word, so "Frau" still finds "Frauen".
"""

import re
import unicodedata
from functools import lru_cache

#: Letters of Ethiopic that sound alike and are written for each other: the row of seven, and the row it becomes.
_ETHIOPIC_ROWS = ((0x1210, 0x1200), (0x1280, 0x1200), (0x1220, 0x1230), (0x12D0, 0x12A0), (0x1340, 0x1338))

#: Letters that Unicode does not take apart, and letters that are written for each other.
LETTERS = {
    "ß": "ss", "ς": "σ", "ı": "i", "ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th",
    "ة": "ه", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ۂ": "ه",
    "ٱ": "ا", "ں": "ن", "ʼ": "'", "ʻ": "'",
    **dict(zip("абвгґдеєёзиіїйјклмнопрстуўфхыэѓѕќ", "abvggdeeeziiiijklmnoprstuufhiegzk", strict=True)),
    "ъ": "", "ь": "", "ж": "z", "ц": "c", "ч": "c", "ш": "s", "щ": "sc", "ю": "ju", "я": "ja",
    "ђ": "d", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz",
    **{chr(0x0660 + digit): str(digit) for digit in range(10)},
    **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
    **{chr(0x0966 + digit): str(digit) for digit in range(10)},
    **{chr(row + n): chr(plain + n) for row, plain in _ETHIOPIC_ROWS for n in range(8)},
}  # fmt: skip
_LETTERS = str.maketrans(LETTERS)

#: Marks that stand inside a word without being letters: accents, vowel signs, the Arabic stretch, joiners, directions.
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u2060-\u2069\u202a-\u202e\u00ad]"
)
#: Signs of Indian scripts that stand beside a letter: they are part of the word.
_SPACING_SIGNS = "".join(
    chr(code) for code in range(0x0900, 0x0E00) if unicodedata.category(chr(code)) in ("Mc", "Mn")
)
#: A run of Chinese letters, or of others: in between nobody writes a space.
_WORD = re.compile(f"[\u4e00-\u9fff]+|[^\\W_\u4e00-\u9fff](?:[^\\W_\u4e00-\u9fff]|[{_SPACING_SIGNS}])*")
_UMLAUT_E = re.compile("(?<=[aou])e+")
#: The Arabic article, alone and joined with "and", "with", "for".
_ARTICLE = re.compile("^(?:و|ب|ف|ك)?ال(?=.{3})|^لل(?=.{3})")
#: Chinese is written without spaces: a run of its letters is read as its pairs.
_CHINESE = re.compile("[\u4e00-\u9fff]+")

#: Endings of German words, longest first, and what is left of a word at least.
ENDINGS = ("innen", "ern", "en", "er", "es", "in", "n", "e", "s")
SHORTEST_STEM = 4


def fold(text: str) -> str:
    """Return a text in the form in which texts are compared.

    Small letters without accents; ä, ae and a are one letter, as are ö, oe, o and ü, ue, u; ß is ss; Arabic
    without vowel signs, stretch and variants of alef, ya and ta marbuta; Ethiopic letters of one sound are one;
    Cyrillic is written in Latin letters, as many newcomers type it.
    """
    lowered = _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold().translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", lowered) if unicodedata.category(c) != "Mn")
    return _UMLAUT_E.sub("", plain)


@lru_cache(maxsize=65_536)
def _folded_words(word: str) -> tuple[str, ...]:
    folded = _ARTICLE.sub("", fold(word))
    if _CHINESE.fullmatch(folded):
        return tuple(folded[at : at + 2] for at in range(len(folded) - 1))
    return (folded,) if folded else ()


def raw_words(text: str) -> list[str]:
    """Return the words of a text as they are written, in order."""
    return _WORD.findall(_MARKS.sub("", unicodedata.normalize("NFKC", text)))


def written_words(text: str) -> list[tuple[str, str]]:
    """Return the folded words of a text in order, each behind the word as it is written."""
    return [(word, folded) for word in raw_words(text) for folded in _folded_words(word)]


def words(text: str) -> list[str]:
    """Return the folded words of a text in order; the Arabic article is taken off, Chinese is cut into pairs."""
    return [folded for word in raw_words(text) for folded in _folded_words(word)]


def stem(word: str) -> str:
    """Return a folded word without its German ending, the word itself where it has none."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word
