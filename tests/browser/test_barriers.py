"""axe finds nothing serious: both pages, the map in its frame, the sheet of paper, in every state."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.kit import Visitor, axe_findings

READERS = pytest.mark.parametrize(("language", "device"), [("de", "desktop"), ("ar", "phone")])


def _findings(visitor: Visitor, state: str) -> Iterator[str]:
    return (f"{state}: {found}" for found in axe_findings(visitor.page.main_frame))


@READERS
def test_find_has_no_serious_barrier_in_any_state(visit: Visit, language: str, device: str) -> None:
    visitor = visit(language=language, device=device).open(topic="language", near="45768")
    expect(visitor.cards.first).to_be_visible()
    findings = list(_findings(visitor, "list"))

    visitor.first_title.click()
    expect(visitor.page.locator(".k-detail")).to_be_visible()
    findings += _findings(visitor, "card open")

    visitor.open_choices("target_groups")
    expect(visitor.choice("target_groups", "women")).to_contain_text(" · ")
    findings += _findings(visitor, "choices open")
    visitor.page.keyboard.press("Escape")

    visitor.open_choices("link")
    findings += _findings(visitor, "link open")
    visitor.page.keyboard.press("Escape")

    visitor.open(tab="map", topic="language", city="Marl", near="45768", offer="re-206")
    findings += (f"map: {found}" for found in axe_findings(visitor.map_frame()))
    findings += _findings(visitor, "page with map")
    visitor.button("background.title").click()
    expect(visitor.page.get_by_test_id("stPopoverBody")).to_be_visible()
    findings += _findings(visitor, "backgrounds open")

    visitor.open(topic=["work", "nonsense"], city="Castrop-Rauxel", spoken="en", q="Schwimmkurz")
    expect(visitor.page.locator(".st-key-find_empty")).to_be_visible()
    findings += _findings(visitor, "nothing found")

    assert findings == []


@READERS
def test_about_and_paper_have_no_serious_barrier(visit: Visit, language: str, device: str) -> None:
    visitor = visit(language=language, device=device).open("/about")
    expect(visitor.page.locator("table").first).to_be_visible()
    findings = list(_findings(visitor, "about"))

    visitor.page.goto(f"{visitor.server.url}/print?lang={language}&topic=language&city=Gladbeck&near=45768")
    findings += _findings(visitor, "paper")

    assert findings == []


def test_axe_would_tell(visit: Visit) -> None:
    visitor = visit().open("/about")

    visitor.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<main><button></button><img src=x></main>')"
    )

    found = "\n".join(axe_findings(visitor.page.main_frame))
    assert "button-name" in found
    assert "image-alt" in found
