"""Sign-in at a real OpenID provider on this machine: who is known gets a role, everybody else stays a visitor."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geo.settings import PROJECT_ROOT
from tests.browser.conftest import Visit
from tests.browser.server_kit import Server, running_server
from tests.oidc_kit import CLIENT_ID, Provider, openid_provider, secrets_toml

SCRIPT = "tests/browser/openid/app.py"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with openid_provider() as running:
        yield running


@pytest.fixture
def app(provider: Provider, tmp_path: Path) -> Iterator[Server]:
    """A small app whose secrets name the provider; its own address is known only once it runs."""
    secrets = tmp_path / "secrets.toml"
    environ = {
        "STREAMLIT_SECRETS_FILES": str(secrets),
        "KARTE_OIDC_ISSUER": provider.url,
        "KARTE_OIDC_EDITORS": "email:redaktion@kreis.example",
        "KARTE_OIDC_ADMINS": "sub:4711",
        "PYTHONPATH": str(PROJECT_ROOT),
    }
    with running_server(tmp_path, environ=environ, script=SCRIPT) as running:
        secrets.write_text(secrets_toml(provider, running.url), encoding="utf-8")
        yield running


def test_the_provider_says_who_somebody_is_and_the_settings_what_they_may(
    app: Server, provider: Provider, visit_at: Visit
) -> None:
    visitor = visit_at(app)
    visitor.traffic.allowed_hosts.add("127.0.0.1")  # the provider answers there, on another port
    page = visitor.page
    page.goto(app.url)
    expect(page.get_by_text("role: visitor")).to_be_visible()
    known = {"sub": "1", "email": "Redaktion@kreis.example"}

    for claims, role in (
        (known | {"email_verified": False}, "visitor"),
        (known | {"email_verified": True}, "editor"),
        ({"sub": "4711"}, "admin"),
    ):
        provider.claims = claims
        page.get_by_role("button", name="sign in").click()
        expect(page.get_by_role("button", name="sign out")).to_be_visible()
        expect(page.get_by_text(f"role: {role}")).to_be_visible()
        page.get_by_role("button", name="sign out").click()
        expect(page.get_by_text("role: visitor")).to_be_visible()

    asked = [values for name, values in provider.asked if name == "authorize"]
    assert len(asked) == 3
    assert {values["client_id"] for values in asked} == {CLIENT_ID}
    assert all(values["state"] and values["nonce"] for values in asked)
