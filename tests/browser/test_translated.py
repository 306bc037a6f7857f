"""A visitor who reads Arabic or English finds an offer by its translation, reads it, and reaches the German text."""

import pytest
from playwright.sync_api import expect

from geo.model import Match, Precision, Role
from geo.settings import load_settings
from geo.store import Store
from tests.access_kit import NOW
from tests.browser.conftest import Serve, Visit
from tests.browser.server_kit import Server

SAID = {
    "en": {"title": "Parents at home", "description": "Support for parents from abroad."},
    "ar": {"title": "دعم الوالدين في المنزل", "description": "مرافقة الآباء والأمهات المهاجرين."},
}


@pytest.fixture
def server(serve: Serve) -> Server:
    """Run the app with translations of one offer."""
    running = serve({})
    with Store.open(load_settings({"KARTE_VAR": str(running.var)})) as store:
        store.take_in(
            [],
            who=Role.EDITOR,
            note="translations",
            dataset="test",
            geocode=lambda address: Match("", None, None, Precision.NONE, None, "", NOW.date()),
            translations={"re-143": SAID},
        )
    return running


@pytest.mark.parametrize(("language", "device"), [("ar", "phone"), ("en", "desktop")])
def test_an_offer_is_found_and_read_in_the_visitors_language_with_the_german_text_in_reach(
    server: Server, visit_at: Visit, language: str, device: str
) -> None:
    visitor = visit_at(server, language=language, device=device)
    said = SAID[language]

    visitor.open(q=said["title"], offer="re-143")

    title = visitor.title("re-143")
    expect(title).to_contain_text(said["title"])
    expect(title).to_have_attribute("lang", language)
    card = visitor.card("re-143")
    expect(card.locator("dd").first).to_have_text(said["description"])
    expect(card).to_contain_text(visitor.texts("translation.note"))
    original = card.locator("details dd").first
    expect(original).not_to_be_visible()
    card.get_by_text(visitor.texts("translation.original")).click()
    expect(original).to_have_text("Aufsuchende Elternarbeit im Haus der Kulturen")
    expect(original).to_have_attribute("lang", "de")
    assert visitor.violations(exclude=["iframe"]) == []
