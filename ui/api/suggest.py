"""Names for a field while somebody types: the answer of the index, made once for each state of the offers."""

import threading
from collections.abc import Mapping, Sequence

from geo.links import TEXT_LIMIT
from ui.api.files import Busy, File, dumped
from ui.api.query import BadQuery, Fault, shortened
from ui.shared import loading

_KEYS = ("q", "lang")
#: So many may be answered at once; each takes some milliseconds.
_ANSWERING = threading.BoundedSemaphore(12)


def suggested(query: Mapping[str, Sequence[str]]) -> File:
    """Answer with what a field offers for a text, best first within each kind.

    Raises
    ------
    BadQuery
        If it names a parameter or value that does not exist, or a longer text than the field takes.
    Busy
        If too many others ask.
    GeoError
        If the data cannot be read.
    """
    text, language = _asked(query)
    if not _ANSWERING.acquire(blocking=False):
        raise Busy
    try:
        found = loading.load_data().table.completer(language).complete(text)
    finally:
        _ANSWERING.release()
    return File(dumped({"suggestions": [vars(one) for one in found]}), "application/json")


def _asked(query: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    faults = [
        Fault(shortened(key), tuple(map(shortened, values[:5])), "unknown parameter", _KEYS)
        for key, values in query.items()
        if key not in _KEYS
    ]
    text = query.get("q", [""])[-1]
    language = query.get("lang", [loading.languages()[0]])[-1]
    if len(text) > TEXT_LIMIT:
        faults.append(Fault("q", (shortened(text),), "too long", (f"at most {TEXT_LIMIT} characters",)))
    if language not in loading.languages():
        faults.append(Fault("lang", (shortened(language),), "unknown", loading.languages()))
    if faults:
        raise BadQuery(faults)
    return text, language
