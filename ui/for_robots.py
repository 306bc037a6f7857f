"""Pages for robots and for those who found a fault: `robots.txt`, `sitemap.xml`, `/.well-known/security.txt`."""

import logging
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from geo.district.operator import security_contact
from geo.errors import GeoError
from geo.settings import Settings, utc_now
from ui.entrance import doors
from ui.shared import loading

#: Where a robot finds something to read: the published page holds all offers without a script.
PAGES = ("", "karte", "coverage", "present", "about")
#: Doors, papers and what Streamlit asks for itself. A query is a filter: without end, and each costs an answer.
_CLOSED = (
    "login", "o$", "session", "reply", "oauth2callback", doors.HOME, doors.ADVICE, "print", "slides", "_stcore",
    "api/suggest", "*?",
)  # fmt: skip
#: How long a contact for security counts as true (RFC 9116 advises less than a year).
_CONTACT_HOLDS = timedelta(days=180)
LOG = logging.getLogger(__name__)
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def routes() -> list[BaseRoute]:
    """List the addresses."""
    return [
        Route("/robots.txt", _robots),
        Route("/sitemap.xml", _sitemap),
        Route("/.well-known/security.txt", _security),
    ]


def _robots(_request: Request) -> Response:
    return Response(robots(loading.settings().public_url), media_type="text/plain")


def _sitemap(_request: Request) -> Response:
    public_url = loading.settings().public_url
    return Response(sitemap(public_url), media_type="application/xml") if public_url else _nothing()


def _security(_request: Request) -> Response:
    try:
        text = security(loading.settings(), now=utc_now())
    except GeoError:
        LOG.exception("whom to tell of a weakness cannot be told")
        return Response(status_code=503)
    return Response(text, media_type="text/plain") if text else _nothing()


def _nothing() -> Response:
    return Response("not found", status_code=404, media_type="text/plain")


def robots(public_url: str) -> str:
    """Write what robots shall leave alone (RFC 9309); where the map is, if its address is known."""
    folder = urlsplit(public_url).path
    lines = ["User-agent: *", *(f"Disallow: {folder}/{path}" for path in _CLOSED)]
    return "\n".join([*lines, *([f"Sitemap: {public_url}/sitemap.xml"] if public_url else []), ""])


def sitemap(public_url: str) -> bytes:
    """Write the pages that are worth reading (sitemaps.org)."""
    root = ET.Element("urlset", xmlns=_NAMESPACE)
    for page in PAGES:
        ET.SubElement(ET.SubElement(root, "url"), "loc").text = f"{public_url}/{page}"
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def security(settings: Settings, *, now: datetime) -> str:
    """Write whom to tell of a weakness (RFC 9116); "" where the operator names nobody."""
    contact = security_contact(settings.district)
    if not contact:
        return ""
    last = (now.astimezone(UTC) + _CONTACT_HOLDS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [f"Contact: {contact}", f"Expires: {last:%Y-%m-%dT%H:%M:%SZ}"]
    if settings.public_url:
        lines.append(f"Canonical: {settings.public_url}/.well-known/security.txt")
    return "\n".join([*lines, ""])
