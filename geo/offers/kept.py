"""The offers somebody keeps: in an order of their own, with a word to each, held by the link and by nothing else.

A link names each as `keep=<id>`, or `keep=<id>.<note>`: no id has a dot. Ids that nobody knows (any more) stay in the
list, so that a page can say that the offer has gone. Whatever a link holds is bounded before it is looked at.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.links import SHOWN_LIMIT, Hint, Params, clean_text
from geo.offers.columns import BY_NAME
from geo.offers.filters import SHOWN_VALUES

KEY = "keep"
#: More offers than this are no list to hand to anybody.
MOST_KEPT = 30
NOTE_LIMIT = 200  # characters of one note
NOTE_RAW_LIMIT = 1_000  # characters of a note in a link that are looked at
#: Bytes (UTF-8) of all notes together: servers and messengers cut longer links.
NOTES_BYTES = 3_000
ID_PATTERN = BY_NAME["offer_id"].pattern
_ID = re.compile(ID_PATTERN)
_SEPARATOR = "."


@dataclass(frozen=True)
class Kept:
    """One offer on the list and the word to it, "" for none."""

    offer_id: str
    note: str = ""


#: The list, in its order; always tidy: see `tidy`.
KeptList = tuple[Kept, ...]


def tidy(kept: Sequence[Kept]) -> KeptList:
    """Return the list within its bounds: no offer twice, notes clean and short enough for a link."""
    first = {one.offer_id: one for one in reversed(kept)}
    listed = [first[key] for key in dict.fromkeys(one.offer_id for one in kept)][:MOST_KEPT]
    room, bounded = NOTES_BYTES, []
    for one in listed:
        note = _fitting(clean_note(one.note), room)
        room -= len(note.encode())
        bounded.append(replace(one, note=note))
    return tuple(bounded)


def clean_note(text: str) -> str:
    """Return a note as one line of visible text."""
    return clean_text(text[:NOTE_RAW_LIMIT], limit=NOTE_LIMIT)


def _fitting(note: str, room: int) -> str:
    """Return as much of a note as fits into so many bytes."""
    return note.encode()[:room].decode(errors="ignore").strip()


def is_kept(kept: KeptList, offer_id: str) -> bool:
    """Tell whether an offer is on the list."""
    return any(one.offer_id == offer_id for one in kept)


def toggled(kept: KeptList, offer_id: str) -> KeptList:
    """Return the list with an offer put at its end, or taken off with its note; as it is where it is full."""
    if is_kept(kept, offer_id):
        return tuple(one for one in kept if one.offer_id != offer_id)
    return tidy((*kept, Kept(offer_id)))


def moved(kept: KeptList, offer_id: str, step: int) -> KeptList:
    """Return the list with an offer so many places further down, up where negative, at most to its end."""
    others = [one for one in kept if one.offer_id != offer_id]
    for place, one in enumerate(kept):
        if one.offer_id == offer_id:
            others.insert(max(0, place + step), one)
    return tuple(others)


def noted(kept: KeptList, offer_id: str, note: str) -> KeptList:
    """Return the list with another word to an offer; what is too much for a link is cut."""
    return tidy([replace(one, note=note) if one.offer_id == offer_id else one for one in kept])


def to_values(kept: KeptList) -> list[str]:
    """Return the values of `KEY` in a link."""
    return [f"{one.offer_id}{_SEPARATOR}{one.note}" if one.note else one.offer_id for one in kept]


def from_query(params: Params, hints: list[Hint]) -> KeptList:
    """Read the list from a link; what is left out or cut is said in hints, which are added to `hints`."""
    found = params.get(KEY) or ()
    values = [found] if isinstance(found, str) else list(found)
    read = [_read(value) for value in values[:MOST_KEPT]]
    strange = [one.offer_id for one in read if not _ID.fullmatch(one.offer_id)]
    if strange:
        shown = (clean_text(value, limit=SHOWN_LIMIT) for value in strange)
        hints.append(Hint(KEY, tuple(value for value in shown if value)[:SHOWN_VALUES]))
    if len(values) > MOST_KEPT:
        hints.append(Hint(KEY, (), "too_many"))
    return tidy([one for one in read if _ID.fullmatch(one.offer_id)])


def _read(value: str) -> Kept:
    offer_id, _, note = value.partition(_SEPARATOR)
    return Kept(offer_id, note)
