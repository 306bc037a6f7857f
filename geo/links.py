"""What links share: texts from an address made clean and short, and hints at what was left out."""

import re
import unicodedata
from dataclasses import dataclass

from geo.tables import FORBIDDEN

TEXT_LIMIT = 200  # characters of a search text: longer than any title, short enough to answer at once
RAW_LIMIT = 4_000  # characters of one raw value that are looked at, before anything else is done with it
SHOWN_LIMIT = 40  # characters of a refused value that a hint repeats
_INVISIBLE = frozenset({"Cc", "Cs", "Co", "Cn"})  # control, surrogate, private use, unassigned
_ARABIC_LETTER_MARK = "\u061c"


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


def clean_text(text: str, *, limit: int = TEXT_LIMIT) -> str:
    """Return one line of visible text: no control or direction characters, single spaces, bounded, NFC."""
    spaced = re.sub(r"\s", " ", text[:RAW_LIMIT])
    kept = "".join(c for c in FORBIDDEN.sub("", spaced) if _is_visible(c))
    return " ".join(unicodedata.normalize("NFC", kept).split())[:limit].strip()


def _is_visible(character: str) -> bool:
    return character != _ARABIC_LETTER_MARK and unicodedata.category(character) not in _INVISIBLE
