"""What links share: the values of a key made clean and short, choices, and hints at what was left out."""

import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from geo.tables import FORBIDDEN

TEXT_LIMIT = 200  # characters of a search text: longer than any title, short enough to answer at once
RAW_LIMIT = 4_000  # characters of one raw value that are looked at, before anything else is done with it
SHOWN_LIMIT = 40  # characters of a refused value that a hint repeats
_INVISIBLE = frozenset({"Cc", "Cs", "Co", "Cn"})  # control, surrogate, private use, unassigned
_ARABIC_LETTER_MARK = "\u061c"

#: Keys and values of a link; a key may stand there several times.
Params = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Hint:
    """Something in a link that was ignored: its key, the values (shortened, safe to show) and why.

    `reason` is `unknown`, `too_long`, `too_many` or `not_a_switch`.
    """

    key: str
    values: tuple[str, ...]
    reason: str = "unknown"

    @property
    def text_key(self) -> str:
        """The key of the text a visitor reads."""
        return f"filter.hint.{self.reason}"


def last_raw(params: Params, key: str) -> str:
    """Return the last value of a key as it stands in the link, "" where there is none."""
    values = params.get(key) or [""]
    return values if isinstance(values, str) else str(values[-1])


def last(params: Params, key: str, *, limit: int = SHOWN_LIMIT) -> str:
    """Return the last value of a key as clean text, "" where there is none."""
    return clean_text(last_raw(params, key), limit=limit)


def choice(params: Params, key: str, allowed: Container[str], hints: list[Hint], *, default: str = "") -> str:
    """Return the last value of a key if it is one of those allowed, else `default`.

    What is not allowed is said in a hint, which is added to `hints`; nothing at all is as good as the default.
    """
    text = last(params, key, limit=TEXT_LIMIT)
    if text and text in allowed:
        return text
    if text:
        hints.append(Hint(key, (clean_text(text, limit=SHOWN_LIMIT),)))
    return default


def clean_text(text: str, *, limit: int = TEXT_LIMIT) -> str:
    """Return one line of visible text: no control or direction characters, single spaces, bounded, NFC."""
    spaced = re.sub(r"\s", " ", text[:RAW_LIMIT])
    kept = "".join(c for c in FORBIDDEN.sub("", spaced) if _is_visible(c))
    return " ".join(unicodedata.normalize("NFC", kept).split())[:limit].strip()


def _is_visible(character: str) -> bool:
    return character != _ARABIC_LETTER_MARK and unicodedata.category(character) not in _INVISIBLE


def dial_link(phone: str) -> str:
    """Return the address that dials a number as somebody wrote it: its digits, and a plus before them."""
    return "tel:" + re.sub(r"[^\d+]", "", phone)
