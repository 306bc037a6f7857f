"""The id an offer from elsewhere gets: the same for ever, made of its source and the source's own id."""

import re
from collections.abc import Mapping
from hashlib import sha256

from rapidfuzz import fuzz

from geo.exchange.sources import Candidate
from geo.places.address import fold

#: An id of ours has at most so many letters.
_MAX_ID = 64
_WORDS = 24
#: From this likeness (0…100) on two titles may be one title that was changed.
_ALIKE_TITLE = 60
_PLACE = ("street", "house_number", "postal_code", "city")


def made_id(source: str, external_id: str) -> str:
    """Return the `offer_id` for what a source calls `external_id`.

    `integreat:cms.example.org/musterkreis` and `123` give `integreat-…-123-1f0c…`: readable, and different for
    different sources and ids.
    """
    digest = sha256(f"{source}\n{external_id}".encode("utf-8", "surrogatepass")).hexdigest()[:10]
    kind = _plain(source.split(":", 1)[0]) or "import"
    readable = _plain(external_id.split("\n", 1)[0])[:_WORDS].strip("-")
    return "-".join(part for part in (kind[:16], readable, digest) if part)[:_MAX_ID]


def is_another(candidate: Candidate, before: Mapping[str, str]) -> bool:
    """Whether title, organization and address of a row all differ from those its number stood for.

    Parameters
    ----------
    before
        The stored offer that has the id made of the row's number.
    """
    values = candidate.values
    if not candidate.external_id or not values.get("title"):
        return False
    likeness = fuzz.token_sort_ratio(fold(values["title"]), fold(before.get("title", "")))
    return (
        likeness < _ALIKE_TITLE
        and fold(values.get("organization", "")) != fold(before.get("organization", ""))
        and any(fold(values.get(name, "")) != fold(before.get(name, "")) for name in _PLACE)
    )


def _plain(text: str) -> str:
    words = (fold(word) for word in re.split(r"[^\w]+", text))
    return "-".join(re.sub(r"[^a-z0-9]", "", word) for word in words if re.sub(r"[^a-z0-9]", "", word))
