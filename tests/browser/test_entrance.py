"""The doors in a real browser: the secret of a link leaves no trace, and one click with one button confirms."""

import pytest
from playwright.sync_api import Request, expect

from geo.model import Role
from geo.settings import load_settings
from geo.store import Store
from geo.upkeep.access import add_account
from tests.access_kit import NOW, PASSWORD
from tests.browser.conftest import Serve, Visit

ORGANIZATION = "Hertener Bürgerstiftung"


def _told(request: Request) -> str:
    """Return all of a request that a log, a proxy or another page may see: everything but its body."""
    return f"{request.url} {request.all_headers()}"


def test_a_mails_link_confirms_offers_and_its_secret_leaves_no_trace(
    serve: Serve, visit_at: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve({})
    monkeypatch.setenv("KARTE_PUBLIC_URL", server.url)
    link = server.command("link", "make", ORGANIZATION).strip()
    secret = link.split("#")[1]
    visitor = visit_at(server, device="phone")
    page, texts = visitor.page, visitor.texts
    requests: list[Request] = []

    def remember(request: Request) -> None:
        requests.append(request)

    page.on("request", remember)

    page.goto(link.replace("/o#", "/o?answer=right#"))
    expect(page.get_by_role("heading", name=texts("reply.title_right"))).to_be_visible()
    assert visitor.violations() == []
    page.get_by_role("button", name=texts("reply.send_right")).click()
    expect(page.get_by_role("status")).to_have_text(texts("reply.done_right", count=1))
    page.go_back()

    with Store.open(load_settings({"KARTE_VAR": str(server.var)})) as store:
        frame = store.offers()
        own = frame[frame.organization == ORGANIZATION]
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert list(own.status) == ["confirmed"]
    assert [request.url for request in requests if secret in _told(request)] == []
    assert sum(secret in (request.post_data or "") for request in requests) == 1
    assert secret not in server.said() + page.content() + page.url
    assert (cookies["karte"]["httpOnly"], cookies["karte"]["sameSite"]) == (True, "Strict")
    assert page.evaluate("document.cookie.includes('karte=')") is False


def test_an_editor_signs_in_after_a_slip(serve: Serve, visit_at: Visit) -> None:
    server = serve({})
    with Store.open(load_settings({"KARTE_VAR": str(server.var)})) as store:
        add_account(store, "redaktion", PASSWORD, Role.EDITOR, now=NOW)
    visitor = visit_at(server, language="ar")
    page, texts = visitor.page, visitor.texts
    page.goto(f"{server.url}/login?lang=ar")
    assert visitor.violations() == []

    for password in ("daneben", PASSWORD):
        page.get_by_label(texts("entrance.login")).fill("redaktion")
        page.get_by_label(texts("entrance.password")).fill(password)
        page.get_by_role("button", name=texts("entrance.sign_in")).click()
        if password != PASSWORD:
            expect(page.get_by_role("alert")).to_have_text(texts("error.sign_in_refused"))

    page.wait_for_url("**/maintain?lang=ar")
    assert PASSWORD not in server.said()
