"""New and changed offers as an Atom feed (RFC 4287), latest first."""

import uuid
from datetime import UTC, datetime
from xml.etree import ElementTree  # writes only; reads nothing from outside

from geo.exchange.coverage_files.sheets import FORBIDDEN_IN_XML
from geo.exchange.offer_files.hsds import NAMESPACE
from geo.exchange.offer_files.records import Record
from geo.exchange.offer_files.selection import Selection
from geo.model import LastChange
from geo.offers.filters import CITIES, TOPICS, to_query
from geo.offers.place_wording import place_words
from geo.offers.wording import as_of_words

_ATOM = "http://www.w3.org/2005/Atom"
#: So many changes are told; whoever asks more seldom compares whole files.
_MAX_ENTRIES = 100
#: Stands where no change is known: Atom wants a moment.
_NO_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


def offers_atom(selection: Selection, *, link: str = "") -> bytes:
    """Return the offers of a selection whose last change is known.

    Parameters
    ----------
    link
        The address of this very feed.
    """
    ElementTree.register_namespace("", _ATOM)
    known = [(record, selection.changes[record["offer_id"]]) for record in _changed(selection)]
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    _head(feed, selection, updated=known[0][1].updated if known else _NO_MOMENT, link=link)
    for record, change in known:
        _entry(feed, record, change, selection)
    ElementTree.indent(feed)
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _changed(selection: Selection) -> list[Record]:
    found = [record for record in selection.records if record["offer_id"] in selection.changes]
    return sorted(found, key=lambda record: _latest_first(record, selection))[:_MAX_ENTRIES]


def _latest_first(record: Record, selection: Selection) -> tuple[float, str]:
    return -selection.changes[record["offer_id"]].updated.timestamp(), record["offer_id"]


def _head(feed: ElementTree.Element, selection: Selection, *, updated: datetime, link: str) -> None:
    about = selection.about
    _put(feed, "id", _urn(selection, "feed", repr(sorted(to_query(selection.wanted).items()))))
    _put(feed, "title", selection.texts("feed.title", district=selection.district.name))
    _put(feed, "subtitle", " ".join((about.detail, *about.notes, f"({about.lines['parameters']})")))
    _put(feed, "updated", _moment(updated))
    _put(feed, "rights", about.lines["data"])
    _put(_put(feed, "author"), "name", f"Integrationskarte {selection.district.name}")
    if link:
        _put(feed, "link", rel="self", type="application/atom+xml", href=link)
    if selection.origin:
        _put(feed, "link", rel="alternate", type="text/html", href=f"{selection.origin}/")


def _entry(feed: ElementTree.Element, record: Record, change: LastChange, selection: Selection) -> None:
    texts, entry = selection.texts, _put(feed, "entry")
    title = record["title"]
    told = texts("feed.new", title=title) if change.is_new else texts("feed.changed", title=title)
    _put(entry, "id", _urn(selection, "service", record["offer_id"]))
    _put(entry, "title", told, type="text")
    _put(entry, "updated", _moment(change.updated))
    _put(entry, "summary", _summary(record, selection), type="text")
    if selection.origin:
        _put(entry, "link", rel="alternate", type="text/html", href=selection.link_to(record["offer_id"]))
    _put(entry, "category", term="new" if change.is_new else "changed", scheme="urn:integrationskarte:change")
    for name in record["topics"]:
        label = _clean(selection.label(TOPICS, name))
        _put(entry, "category", term=name, scheme=f"urn:integrationskarte:{TOPICS}", label=label)
    if record["city"]:
        _put(entry, "category", term=_clean(record["city"]), scheme=f"urn:integrationskarte:{CITIES}")


def _summary(record: Record, selection: Selection) -> str:
    texts = selection.texts
    parts = (
        record["organization"],
        place_words(record, texts),
        record["description"],
        as_of_words(record, texts),
    )
    return " · ".join(part for part in parts if part)


def _put(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    if text:
        element.text = _clean(text)
    return element


def _urn(selection: Selection, kind: str, key: str) -> str:
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, f'{selection.district.ags}:{kind}:{key}')}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _clean(text: str) -> str:
    return FORBIDDEN_IN_XML.sub("", text)
