"""Sign-in at an OpenID provider: only the right provider, only names it vouches for, everybody else is a visitor."""

import pytest

from geo.errors import SettingsError
from geo.model import Role
from geo.settings import OpenIdRules, load_settings
from geo.upkeep.access import VISITOR, actor_of_claims

RULES = OpenIdRules(
    issuer="https://id.example",
    editors=frozenset({"email:redaktion@kreis.example", "group:karte"}),
    admins=frozenset({"sub:4711"}),
)
CLAIMS = {"iss": "https://id.example", "sub": "1", "email": "x@kreis.example", "email_verified": True}


@pytest.mark.parametrize(
    ("changes", "role"),
    [
        ({}, Role.VISITOR),
        ({"sub": "4711"}, Role.ADMIN),
        ({"email": "Redaktion@Kreis.example"}, Role.EDITOR),
        ({"email": "redaktion@kreis.example", "email_verified": False}, Role.VISITOR),
        ({"email": "redaktion@kreis.example", "email_verified": "true"}, Role.VISITOR),
        ({"email": "redaktion@kreis.example", "email_verified": None}, Role.VISITOR),
        ({"groups": ["other", "karte"]}, Role.EDITOR),
        ({"groups": "karte"}, Role.VISITOR),
        ({"groups": [["karte"], {"karte": 1}, None]}, Role.VISITOR),
        ({"sub": "4711", "iss": "https://evil.example"}, Role.VISITOR),
        ({"sub": "4711", "iss": None}, Role.VISITOR),
        ({"sub": "", "groups": ["karte"]}, Role.VISITOR),
        ({"sub": ["4711"]}, Role.VISITOR),
        ({"sub": "4711", "groups": ["karte"]}, Role.ADMIN),
        ({"sub": "email:redaktion@kreis.example"}, Role.VISITOR),
    ],
)
def test_a_role_is_given_by_what_the_provider_vouches_for(changes: dict, role: Role) -> None:
    assert actor_of_claims({**CLAIMS, **changes}, RULES).role == role


def test_without_settings_everybody_is_a_visitor() -> None:
    assert actor_of_claims({**CLAIMS, "iss": "", "sub": "4711"}, OpenIdRules()) == VISITOR
    assert actor_of_claims({}, RULES) == VISITOR


def test_the_groups_may_stand_in_another_claim() -> None:
    rules = OpenIdRules("https://id.example", frozenset({"group:karte"}), group_claim="roles")

    assert actor_of_claims({**CLAIMS, "roles": ["karte"]}, rules).role == Role.EDITOR
    assert actor_of_claims({**CLAIMS, "groups": ["karte"]}, rules).role == Role.VISITOR


def test_the_settings_name_people_as_the_provider_does() -> None:
    rules = load_settings(
        {
            "KARTE_OIDC_ISSUER": "https://id.example",
            "KARTE_OIDC_EDITORS": "email:A@B.example, group:Karte",
            "KARTE_OIDC_ADMINS": "sub:X",
        }
    ).openid

    assert rules.editors == {"email:a@b.example", "group:Karte"}
    assert rules.admins == {"sub:X"}


@pytest.mark.parametrize("word", ["redaktion", "mail:x", "group:", ":x"])
def test_a_name_of_no_known_kind_is_refused(word: str) -> None:
    with pytest.raises(SettingsError, match="KARTE_OIDC_EDITORS"):
        load_settings({"KARTE_OIDC_EDITORS": word})
