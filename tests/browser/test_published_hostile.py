"""Whatever a text holds, the page shows it letter by letter; ten thousand offers at one place do not stop it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

from geo.offers.columns import PLAIN_FACTS
from geo.publish import Material
from tests.browser.page_kit import Reading, write_page
from tests.browser.test_hostile_texts import LONG, TEXTS
from tests.find_kit import frame_of
from tests.publish_kit import tiny_material

#: What turns a text round; the page takes it out.
TURNED = "\u202eliame\u202c \u2066x\u2069 \u2028 \u200f"
TEXT_COLUMNS = (
    "title", "organization", "description", "target_groups_stated", "schedule", "fees", "application",
    "languages_stated", "street", "house_number", "postal_code", "phone", "email", "source_host", "page_date",
    *PLAIN_FACTS,
)  # fmt: skip
POINT = {"precision": "house", "lon": 7.1, "lat": 51.66, "uncertainty_m": 30.0}


#: What a translation may replace, with a text of its own each.
TRANSLATED_TEXTS = ("title", "description", "schedule", "fees", "application")


def hostile_frame() -> pd.DataFrame:
    """Return one offer for each hostile text, with it in every field that can hold text."""
    rows = [
        {"offer_id": f"t-{n}", **POINT, "lon": 7.1 + n / 100, "city": "Marl", "topics": ("language",)}
        for n in range(len(TEXTS) + 1)
    ]
    texts = [*TEXTS, TURNED]
    frame = frame_of(*rows).assign(location_id=[f"l-{n}" for n in range(len(texts))])
    frame = frame.assign(**dict.fromkeys(TEXT_COLUMNS, texts))
    return frame.assign(
        page_date="2024",
        description=[f"{text} {LONG}" for text in texts],
        website=[
            "javascript:window.hacked=1",
            *["https://evil.example/?a=()[](javascript:1)&lt;b&gt;"] * len(TEXTS),
        ],
    )


def hostile_material() -> Material:
    """Return the hostile offers, each with a further address and an English translation made of its text."""
    frame = hostile_frame()
    texts = dict(zip(frame.index, [*TEXTS, TURNED], strict=True))
    sites = [
        {**POINT, "offer_id": offer_id, "site": 1, "location_id": f"s-{text}", "lon": 7.3, "lat": 51.7}
        | dict.fromkeys(("street", "house_number", "postal_code", "city", "schedule"), text)
        for offer_id, text in texts.items()
    ]
    said = {
        offer_id: {"en": {name: f"{name} {text}" for name in TRANSLATED_TEXTS}}
        for offer_id, text in texts.items()
    }
    return replace(tiny_material(frame), sites=pd.DataFrame(sites), translations=said)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of hostile offers."""
    return write_page(hostile_material(), tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_hostile_offers_are_shown_letter_by_letter(read_page: Reading, hostile: Path, device: str) -> None:
    reader = read_page(file=hostile, device=device).open(near="45768 Marl")
    reader.sees_count(len(TEXTS) + 1)

    for number, text in enumerate(TEXTS):
        card = reader.card(f"t-{number}")
        card.get_by_role("button").first.click()
        expect(card.locator(".detail")).to_be_visible()
        assert card.locator("h3").text_content() == text
        assert card.locator(".org").text_content() == text
        assert card.locator("dd").first.text_content() == f"{text} {LONG}"
        assert card.locator("img, script, style, iframe, b, ol, svg :not(path)").count() == 0
        for href in card.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
            assert href.startswith(("https://", "tel:", "mailto:"))
    assert reader.card(f"t-{len(TEXTS)}").locator("h3").inner_text().strip() == "liame x"
    assert reader.page.evaluate("window.hacked") is None
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_hostile_addresses_and_translations_are_shown_letter_by_letter(
    read_page: Reading, hostile: Path, device: str
) -> None:
    reader = read_page(file=hostile, device=device, language="en").open(near="45768 Marl")

    for number, text in enumerate(TEXTS):
        card = reader.card(f"t-{number}")
        card.get_by_role("button").first.click()
        assert card.locator("h3").text_content() == f"title {text}"
        assert card.locator("dd").first.text_content() == f"description {text}"
        card.locator("summary").click()
        assert card.locator(".original dd").first.text_content() == text
        site = card.locator(".detail > dl > div", has_text=reader.texts("detail.also_at")).locator("dd")
        assert site.locator(".line").first.text_content() == text
        assert site.locator("a").text_content() == f"{f'{text} {text}'.strip()}, {f'{text} {text}'.strip()}"
        assert card.locator("img, script, style, iframe, b, ol, svg :not(path), details details").count() == 0
        for href in card.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
            assert href.startswith(("https://", "tel:", "mailto:"))
    assert reader.card(f"t-{len(TEXTS)}").locator("h3").inner_text().strip() == "title liame x"
    assert reader.page.evaluate("window.hacked") is None
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hostile_labels_on_the_map_are_names_and_nothing_else(read_page: Reading, hostile: Path) -> None:
    reader = read_page(file=hostile).open()

    expect(reader.markers.first).to_be_visible()

    assert (
        reader.page.locator(
            ".leaflet-marker-pane :is(img, script, b), .leaflet-marker-pane svg :not(path)"
        ).count()
        == 0
    )
    assert reader.page.evaluate("window.hacked") is None


@pytest.mark.parametrize(
    "text", [TEXTS[1], TEXTS[2], TEXTS[9], TURNED], ids=["image", "end", "arabic", "turned"]
)
def test_hostile_words_of_a_visitor_are_only_words(read_page: Reading, hostile: Path, text: str) -> None:
    reader = read_page(file=hostile).open(
        q=text, near=text, topic=text, offer=text, spot=text, lang="de", n=text
    )

    expect(reader.chips).to_have_count(2)
    expect(reader.page.locator(".hints .note").first).to_be_visible()
    assert reader.page.locator("#page :is(img, script, iframe)").count() == 0
    assert reader.page.evaluate("window.hacked") is None


def test_ten_thousand_offers_at_one_place_are_one_marker_and_a_list_in_pages(
    read_page: Reading, tmp_path: Path
) -> None:
    count = 10_000
    row = {"title": "Kurs", "city": "Marl", "topics": ("language",), **POINT}
    frame = frame_of({"offer_id": "x", **row})
    frame = frame.loc[np.repeat("x", count)].set_axis([f"o-{n}" for n in range(count)], axis="index")
    file = write_page(tiny_material(frame.assign(location_id="here")), tmp_path)

    reader = read_page(file=file).open()

    reader.sees_count(count)
    expect(reader.cards).to_have_count(20)
    expect(reader.markers).to_have_count(1)
    expect(reader.markers).to_have_text("10.000")
    reader.markers.click()
    expect(reader.page.locator(".spot-bar")).to_be_visible()
    reader.page.locator(".more").click()
    expect(reader.cards).to_have_count(40)
