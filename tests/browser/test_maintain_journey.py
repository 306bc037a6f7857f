"""Keeping offers true in a real browser: an organisation with its link, a visitor who proposes, an editor who decides."""

import pytest
from playwright.sync_api import Page, expect

from geo.i18n import Texts
from geo.model import Role
from geo.settings import load_settings
from geo.store import Store, StoredOffer
from geo.upkeep.access import add_account
from tests.access_kit import NOW, PASSWORD
from tests.browser.conftest import Serve, Visit
from tests.browser.kit import Visitor
from tests.browser.server_kit import Server

ORGANIZATION = "Hertener Bürgerstiftung"
HOURS = "Mo bis Fr 9 bis 12 Uhr"


def _own_offer(server: Server) -> StoredOffer:
    """Return the one offer of the organisation as it stands."""
    with Store.open(load_settings({"KARTE_VAR": str(server.var)})) as store:
        return next(o for o in store.stored_offers().values() if o.row["organization"] == ORGANIZATION)


def _button(page: Page, texts: Texts, key: str):
    return page.get_by_role("button", name=texts(key), exact=True).first


def _told(page: Page, texts: Texts, key: str) -> None:
    """Expect the box that says what was just done."""
    expect(page.locator(".st-key-maintain_done [role='status']")).to_contain_text(texts(key))


def test_an_organisation_changes_its_hours_confirms_and_takes_it_back(
    serve: Serve, visit_at: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve({})
    monkeypatch.setenv("KARTE_PUBLIC_URL", server.url)
    link = server.command("link", "make", ORGANIZATION).strip()
    visitor = visit_at(server, device="phone")
    page, texts = visitor.page, visitor.texts

    page.goto(link)
    _button(page, texts, "maintain.changed").click()
    hours = page.get_by_role("textbox", name=texts("column.schedule")).first
    hours.fill(HOURS)
    _button(page, texts, "maintain.save").click()
    _told(page, texts, "maintain.done_saved")
    assert _own_offer(server).row["schedule"] == HOURS

    _button(page, texts, "maintain.right").click()
    _told(page, texts, "maintain.done_confirmed")
    assert _own_offer(server).row["status"] == "confirmed"
    visitor.settled()
    assert visitor.violations() == []

    _button(page, texts, "maintain.undo").click()
    _told(page, texts, "maintain.done_undone")
    offer = _own_offer(server)
    assert (offer.row["status"], offer.row["schedule"]) == ("not_confirmed", HOURS)


def test_a_visitor_proposes_an_editor_takes_it_over_and_the_history_tells(
    serve: Serve, visit_at: Visit
) -> None:
    server = serve({})
    offer = _own_offer(server)
    with Store.open(load_settings({"KARTE_VAR": str(server.var)})) as store:
        add_account(store, "redaktion", PASSWORD, Role.EDITOR, now=NOW)
    _propose(visit_at(server, language="ar"), offer.offer_id)

    editor = visit_at(server)
    page, texts = editor.page, editor.texts
    page.goto(f"{server.url}/login")
    page.get_by_label(texts("entrance.login")).fill("redaktion")
    page.get_by_label(texts("entrance.password")).fill(PASSWORD)
    _button(page, texts, "entrance.sign_in").click()
    page.wait_for_url("**/maintain")
    editor.open("/maintain", view="proposals")
    expect(page.get_by_text(HOURS)).to_be_visible()
    assert editor.violations() == []
    _button(page, texts, "maintain.approve").click()
    _told(page, texts, "maintain.done_approved")
    assert _own_offer(server).row["schedule"] == HOURS

    editor.open("/maintain", view="history", offer=offer.offer_id)
    entry = page.locator("[class*='st-key-maintain_change_']").first
    expect(entry).to_contain_text(texts("role.editor"))
    expect(entry).to_contain_text(texts("maintain.note_proposal"))
    expect(entry.locator("ins")).to_have_text(HOURS)
    assert editor.violations() == []


def _propose(visitor: Visitor, offer_id: str) -> None:
    """Say on the page "Find" that the hours of an offer are others, from right to left."""
    page, texts = visitor.page, visitor.texts
    visitor.open("/", offer=offer_id)
    _button(page, texts, "propose.open").click()
    _button(page, texts, "propose.part_schedule").click()
    page.get_by_role("textbox", name=texts("column.schedule")).fill(HOURS)
    expect(page.get_by_label(texts("propose.trap"))).to_be_hidden()
    _button(page, texts, "propose.send").click()
    expect(page.get_by_text(texts("propose.thanks"))).to_be_visible()
    assert visitor.violations() == []
