"""Who is at a page: the cookie first, then an OpenID sign-in, else a visitor; read anew each time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from geo.model import Role
from geo.settings import OpenIdRules, load_settings
from geo.store import Store
from geo.upkeep.access import Actor, exchange, make_link
from tests.access_kit import BRIDGE
from ui.entrance import who
from ui.shared import loading

RULES = OpenIdRules("https://id.example", editors=frozenset({"group:karte"}))


@pytest.fixture
def page(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """A page as Streamlit shows it: with cookies, an address and perhaps a sign-in at a provider."""
    here = SimpleNamespace(context=SimpleNamespace(cookies={}, ip_address=None), user={})
    settings = replace(load_settings({}), openid=RULES)
    monkeypatch.setattr(who, "st", here)
    monkeypatch.setattr(loading, "store", lambda: store)
    monkeypatch.setattr(loading, "settings", lambda: settings)
    return here


class _User(dict):
    """Claims that can be asked by name, as `st.user`."""

    def __getattr__(self, name: str) -> object:
        return self[name]


def _link(store: Store) -> str:
    now = datetime.now(UTC)
    return exchange(store, make_link(store, BRIDGE, now=now).token, now=now)


def test_without_cookie_and_sign_in_everybody_is_a_visitor(page: SimpleNamespace) -> None:
    assert who.actor() == Actor()
    assert who.address() == ""
    assert not who.has_provider()


def test_the_cookie_tells_the_organisation_until_signing_out(page: SimpleNamespace, store: Store) -> None:
    page.context.cookies["karte"] = _link(store)
    before = who.actor()

    who.sign_out()

    assert before == Actor(Role.ORGANIZATION, organization_id=BRIDGE)
    assert who.actor() == Actor()


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"is_logged_in": False}, Role.VISITOR),
        ({"is_logged_in": True, "iss": "https://id.example", "sub": "1", "groups": ["karte"]}, Role.EDITOR),
        ({"is_logged_in": True, "iss": "https://id.example", "sub": "1", "groups": ["other"]}, Role.VISITOR),
        (
            {"is_logged_in": True, "iss": "https://evil.example", "sub": "1", "groups": ["karte"]},
            Role.VISITOR,
        ),
    ],
)
def test_a_sign_in_at_the_provider_counts_as_the_settings_say(
    page: SimpleNamespace, claims: dict, role: Role
) -> None:
    page.user = _User(claims)

    assert who.has_provider()
    assert who.actor().role == role


def test_a_dead_cookie_does_not_hide_a_sign_in_at_the_provider(page: SimpleNamespace) -> None:
    page.context.cookies["karte"] = "A" * 43
    page.user = _User(is_logged_in=True, iss="https://id.example", sub="1", groups=["karte"])

    assert who.actor().role == Role.EDITOR
