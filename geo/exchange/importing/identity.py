"""The id an offer from elsewhere gets: the same for ever, made of its source and the source's own id."""

import re
from hashlib import sha256

from geo.places.address import fold

#: An id of ours has at most so many letters.
_MAX_ID = 64
_WORDS = 24


def made_id(source: str, external_id: str) -> str:
    """Return the `offer_id` for what a source calls `external_id`.

    `integreat:cms.example.org/musterkreis` and `123` give `integreat-…-123-1f0c…`: readable, and different for
    different sources and ids.
    """
    digest = sha256(f"{source}\n{external_id}".encode("utf-8", "surrogatepass")).hexdigest()[:10]
    kind = _plain(source.split(":", 1)[0]) or "import"
    readable = _plain(external_id.split("\n", 1)[0])[:_WORDS].strip("-")
    return "-".join(part for part in (kind[:16], readable, digest) if part)[:_MAX_ID]


def _plain(text: str) -> str:
    words = (fold(word) for word in re.split(r"[^\w]+", text))
    return "-".join(re.sub(r"[^a-z0-9]", "", word) for word in words if re.sub(r"[^a-z0-9]", "", word))
