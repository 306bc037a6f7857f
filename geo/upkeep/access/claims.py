"""Roles for those who sign in at an OpenID provider: settings say whom we know, everybody else is a visitor."""

from collections.abc import Mapping
from typing import Any

from geo.model import Role
from geo.settings import OpenIdRules
from geo.upkeep.access.roles import VISITOR, Actor


def actor_of_claims(claims: Mapping[str, Any], rules: OpenIdRules) -> Actor:
    """Return who somebody is by the claims of a verified ID token.

    Parameters
    ----------
    claims
        The claims as the provider signed them (`iss`, `sub`, `email`, `email_verified`, groups …). Their signature
        must have been checked before: Streamlit's `st.login` does it.
    rules
        Which provider counts, and which subjects, addresses or groups have which role. An address counts only if
        the provider says that it is verified.
    """
    if not rules.issuer or claims.get("iss") != rules.issuer or not _text(claims.get("sub")):
        return VISITOR
    names = _names(claims, rules.group_claim)
    for role, known in (
        (Role.ADMIN, rules.admins),
        (Role.EDITOR, rules.editors),
        (Role.COORDINATOR, rules.coordinators),
    ):
        if names & known:
            return Actor(role, login=f"openid:{_text(claims['sub'])[:40]}")
    return VISITOR


def _names(claims: Mapping[str, Any], group_claim: str) -> frozenset[str]:
    """Return all ways in which the settings may name somebody."""
    names = {f"sub:{_text(claims.get('sub'))}"}
    if claims.get("email_verified") is True and _text(claims.get("email")):
        names.add(f"email:{_text(claims['email']).casefold()}")
    groups = claims.get(group_claim)
    if isinstance(groups, list | tuple):
        names |= {f"group:{group}" for group in groups if isinstance(group, str) and group}
    return frozenset(names)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
