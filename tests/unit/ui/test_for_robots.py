"""What robots leave alone, what they may read, and whom to tell of a weakness."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest

from geo.errors import SettingsError
from geo.settings import Settings, load_settings
from tests.asgi_kit import ask
from ui import for_robots
from ui.shared import loading

PUBLIC = "https://karte.example"
NOW = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)


def _settings(contact: object = None, **changes: object) -> Settings:
    settings = load_settings({})
    operator = {} if contact is None else {"security": contact}
    return replace(settings, district=replace(settings.district, operator=operator), **changes)


@pytest.mark.parametrize("folder", ["", "/app"])
def test_robots_leave_doors_and_filters_alone_and_read_the_pages(folder: str) -> None:
    rules = RobotFileParser()
    rules.parse(for_robots.robots(PUBLIC + folder).splitlines())

    closed = [
        "login",
        "session",
        "reply?answer=right",
        "maintain",
        "kim",
        "print",
        "slides",
        "_stcore/stream",
    ]
    assert [path for path in closed if rules.can_fetch("*", f"{PUBLIC}{folder}/{path}")] == []
    for page in (
        *for_robots.PAGES,
        "api/catalogue.jsonld",
        "ogc",
        "web/colors.css",
        ".well-known/security.txt",
    ):
        assert rules.can_fetch("*", f"{PUBLIC}{folder}/{page}"), page
    assert rules.site_maps() == [f"{PUBLIC}{folder}/sitemap.xml"]


def test_the_map_of_the_site_names_pages_under_the_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "settings", lambda: _settings(public_url="https://karte.example/a&b"))

    answer = ask("/sitemap.xml")

    found = [node.text for node in ET.fromstring(answer.body).iter() if (node.tag or "").endswith("}loc")]
    assert answer.status == 200
    assert found[:2] == ["https://karte.example/a&b/", "https://karte.example/a&b/karte"]


def test_without_address_and_contact_nothing_is_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "settings", _settings)

    assert ask("/sitemap.xml").status == 404
    assert ask("/.well-known/security.txt").status == 404
    assert b"Sitemap" not in ask("/robots.txt").body


def test_whom_to_tell_of_a_weakness_stands_where_the_standard_wants_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = _settings("mailto:sicherheit@kreis.example", public_url=PUBLIC)
    monkeypatch.setattr(loading, "settings", lambda: known)

    answer = ask("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in for_robots.security(known, now=NOW).splitlines())

    assert answer.status == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.body.startswith(b"Contact: mailto:sicherheit@kreis.example\n")
    assert fields == {
        "Contact": "mailto:sicherheit@kreis.example",
        "Expires": "2027-05-29T00:00:00Z",
        "Canonical": f"{PUBLIC}/.well-known/security.txt",
    }


@pytest.mark.parametrize(
    "contact",
    ["", "sicherheit@kreis.example", "http://a.example/x", "mailto:a@b.example\nPolicy: x", "mailto:", 7],
)
def test_a_contact_that_is_no_mailbox_and_no_page_is_refused(contact: object) -> None:
    with pytest.raises(SettingsError, match=r"operator\.security"):
        for_robots.security(_settings(contact), now=NOW)
