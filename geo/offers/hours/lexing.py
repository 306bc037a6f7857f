"""A text cut into words of the vocabulary; one that holds anything else cannot be read."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from geo.offers.hours.vocabulary import KIND_OF, LABEL, NO_LABEL, WORD

#: As long as the column may be.
_MOST_SIGNS = 500
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_SPACES = re.compile(r"[^\S\n]+")


class UnreadError(Exception):
    """A text, or a part of it, is not surely understood."""


@dataclass(frozen=True)
class Token:
    """A word: its kind of `vocabulary.KINDS`, or `label`; as written, and the parts that its pattern names."""

    kind: str
    text: str
    parts: dict[str, str]


def tokens_of(text: str) -> list[Token]:
    """Cut a text into words.

    Raises
    ------
    UnreadError
        If anything in it is no word of the vocabulary.
    """
    if len(text) > _MOST_SIGNS:
        raise UnreadError
    written = unicodedata.normalize("NFKC", text).translate(_DASHES).replace("\r\n", "\n")
    written = _SPACES.sub(" ", written).strip()
    small = written.lower()
    if len(small) != len(written):  # a few capitals have no single small letter
        raise UnreadError
    return list(_tokens(written, small))


def _tokens(written: str, small: str) -> Iterator[Token]:
    at, may_be_name = 0, True
    while at < len(written):
        if written[at] == " ":
            at += 1
            continue
        token, at = (_name(written, at) if may_be_name else None) or _word(written, small, at)
        may_be_name = token.kind == "strong"
        yield token


def _name(written: str, at: int) -> tuple[Token, int] | None:
    found = LABEL.match(written, at)
    if found is None or NO_LABEL.search(found[1].lower()):
        return None
    return Token("label", found[1], {}), found.end()


def _word(written: str, small: str, at: int) -> tuple[Token, int]:
    found = WORD.match(small, at)
    if found is None or found.lastgroup is None:
        raise UnreadError
    parts = {
        name: text for name, text in found.groupdict().items() if text is not None and name not in KIND_OF
    }
    return Token(KIND_OF[found.lastgroup], written[at : found.end()].strip(), parts), found.end()
