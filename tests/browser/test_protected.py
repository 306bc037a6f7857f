"""The place of a protected offer is nowhere: not on the page, in its traffic, on paper, in the database, in an answer."""

import html
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from geo.maps.markers import spot_ids
from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter
from tests.browser.conftest import Visit
from tests.browser.kit import Visitor
from tests.browser.server_kit import Server
from ui.api.query import PATHS

PLACE_COLUMNS = (
    "street",
    "house_number",
    "postal_code",
    "location_id",
    "lon",
    "lat",
    "uncertainty_m",
    "distance_m",
)
#: A postcode, a street, or degrees with three decimals or more, in whatever text.
PLACE = re.compile(
    r"(?<![\w#])\d{5}(?!\w)"
    r"|\w*(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|ufer|damm|wall|hof)\s+\d+\w?(?!\w)"
    r"|(?<![\d.])(?:51|52|6|7)\.\d{3,}"
    r"|openstreetmap",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def protected(offers: OfferTable) -> pd.DataFrame:
    """Return the five shelters of the shipped data."""
    return offers.frame[offers.frame.is_protected]


def _places_in(text: str) -> list[str]:
    return PLACE.findall(text)


def _told_on_the_page(visitor: Visitor, offer_id: str) -> str:
    card = visitor.card(offer_id)
    expect(card.locator(".k-detail")).to_be_visible()
    return str(card.locator(".k-card").inner_html()) + str(card.locator(".k-detail").inner_html())


def _told_in_traffic(visitor: Visitor, organization: str) -> list[str]:
    """Return the cards of one organisation and the details, as they came through the WebSocket."""
    words = html.unescape(visitor.traffic.words())
    cards = re.findall(r'<div class="k-card">.*?</div>', words, re.DOTALL)
    details = re.findall(r'<div class="k-detail">.*?</div>', words, re.DOTALL)
    return [card for card in cards if organization in card] + details


def test_neither_page_nor_traffic_tell_the_place_of_a_shelter(
    visit: Visit, offers: OfferTable, protected: pd.DataFrame
) -> None:
    assert len(protected) == 5
    for offer_id, row in protected.iterrows():
        visitor = visit().open(q=row.title, city=row.city, offer=offer_id, near="Barkhausstraße 36, Marl")

        page = _told_on_the_page(visitor, str(offer_id))
        traffic = _told_in_traffic(visitor, row.organization)

        assert visitor.texts("place.protected", city=row.city) in page
        assert _places_in(page) == []
        assert len(traffic) >= 2
        assert [_places_in(text) for text in traffic] == [[]] * len(traffic)


def test_the_scan_finds_the_street_of_another_offer(visit: Visit, offers: OfferTable) -> None:
    frame = offers.frame
    other = str(frame.index[(frame.street != "") & (frame.house_number != "") & (frame.postal_code != "")][0])

    visitor = visit().open(q=frame.title[other], offer=other)

    assert len(_places_in(_told_on_the_page(visitor, other))) >= 2
    assert any(_places_in(text) for text in _told_in_traffic(visitor, frame.organization[other]))
    assert frame.street[other] in visitor.traffic.words()


def test_the_map_holds_no_marker_for_a_shelter(
    visit: Visit, offers: OfferTable, protected: pd.DataFrame
) -> None:
    ids = offers.ranked(OfferFilter(topics=("women",)))
    assert set(protected.index) < set(ids)
    visitor = visit().open(topic="women")
    expect(visitor.markers.first).to_be_visible()

    numbers = visitor.map.locator(".spot, .cluster, .badge").all_inner_texts()

    located = spot_ids(offers.frame.loc[ids])
    assert (located[protected.index] == "").all()
    assert sum(int(number or 1) for number in numbers) == int((located != "").sum())

    visitor.choose("target_groups", "people_in_crisis")
    left = offers.ranked(OfferFilter(topics=("women",), target_groups=("people_in_crisis",)))
    assert (spot_ids(offers.frame.loc[left]) == "").all()
    visitor.sees_offers(list(left))
    assert set(protected.index) < set(left)
    expect(visitor.markers).to_have_count(0)


def test_paper_does_not_tell_the_place_of_a_shelter(server: Server, protected: pd.DataFrame) -> None:
    _, _, body = server.get("/print?topic=women")
    articles = re.findall(r"<article>.*?</article>", body.decode(), re.DOTALL)

    told = [
        article for article in articles if any(html.escape(title) in article for title in protected.title)
    ]

    assert len(told) == 5
    assert [_places_in(text) for text in told] == [[]] * 5
    assert any(_places_in(article) for article in articles)


def test_scripts_and_pages_hold_no_offer_at_all(
    server: Server, visit: Visit, protected: pd.DataFrame
) -> None:
    visitor = visit().open()
    expect(visitor.markers.first).to_be_visible()
    script = next(url for url in visitor.traffic.requests if "/map/base-" in url)

    for path in (script.removeprefix(server.url), "/", "/about", "/healthz"):
        _, _, body = server.get(path)
        assert not [title for title in protected.title if title.encode() in body]


@pytest.mark.parametrize("path", PATHS)
def test_addresses_for_programs_do_not_tell_the_place_of_a_shelter(
    server: Server, protected: pd.DataFrame, path: str
) -> None:
    _, _, body = server.get(f"{path}?topic=women")
    text = _without_ids(html.unescape(body.decode()).replace(server.url, ""))
    parts = text.split("<entry>" if path.endswith("atom") else "\n")

    told = [part for part in parts if _is_about(part, protected)]

    assert len(told) == 5
    assert [_places_in(part) for part in told] == [[]] * 5
    assert path.endswith("atom") or any(_places_in(part) for part in parts)


def test_an_exported_file_does_not_tell_the_place_of_a_shelter(
    server: Server, protected: pd.DataFrame, tmp_path: Path
) -> None:
    server.command("export", "--format", "xlsx", "--topic", "women", "--out", str(tmp_path / "x.xlsx"))

    rows = [
        [str(cell) for cell in row if cell is not None]
        for sheet in load_workbook(tmp_path / "x.xlsx").worksheets
        for row in sheet.values
    ]
    told = [" | ".join(row) for row in rows if set(row) & set(protected.title)]

    assert len(told) == 10
    assert [_places_in(row) for row in told] == [[]] * 10


def _is_about(text: str, protected: pd.DataFrame) -> bool:
    return any(title in text for title in protected.title)


def _without_ids(text: str) -> str:
    """Take out what only looks like a place: UUIDs (postcodes), fractions of seconds in moments (degrees)."""
    text = re.sub(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", text)
    return re.sub(r"(?<=\d{4}-\d\d-\d\dT)\d\d:\d\d:\d\d\.\d+", "", text)


def test_the_command_line_does_not_tell_the_place_of_a_shelter(
    server: Server, protected: pd.DataFrame
) -> None:
    found = json.loads(server.command("find", "--topic", "women", "--near", "45768 Marl", "--json"))["offers"]

    records = [offer for offer in found if offer["offer_id"] in protected.index]

    assert len(records) == 5
    for record in records:
        assert [record.get(name) or None for name in PLACE_COLUMNS] == [None] * len(PLACE_COLUMNS)
        assert _places_in(json.dumps(record, ensure_ascii=False)) == []
    assert any(_places_in(json.dumps(offer, ensure_ascii=False)) for offer in found)


def test_the_database_does_not_know_the_place_of_a_shelter(server: Server, protected: pd.DataFrame) -> None:
    with closing(sqlite3.connect(server.var / "karte.sqlite3")) as database:
        database.row_factory = sqlite3.Row
        rows = {row["offer_id"]: dict(row) for row in database.execute("SELECT * FROM offer")}
        dump = list(database.iterdump())

    for offer_id in protected.index:
        assert [rows[offer_id].get(name) or None for name in PLACE_COLUMNS] == [None] * len(PLACE_COLUMNS)
        lines = [line for line in dump if f"'{offer_id}'" in line]
        assert lines
        assert [_places_in(line) for line in lines] == [[]] * len(lines)
    kept = [
        line for line in dump if line.startswith(('INSERT INTO "location"', 'INSERT INTO "geocode_cache"'))
    ]
    assert any(_places_in(line) for line in kept)
    assert not [line for line in kept if any(title in line for title in protected.title)]


def test_the_server_wrote_nothing_about_visitors_or_shelters(server: Server, protected: pd.DataFrame) -> None:
    said = server.said()

    assert "Barkhausstraße" not in said
    assert not [title for title in protected.title if title in said]
