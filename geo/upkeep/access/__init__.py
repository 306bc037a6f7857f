"""Who may do what, and how they prove who they are: roles, accounts, personal links, sessions, OpenID claims.

`may` alone decides; whoever changes something asks it through `require` (`geo.upkeep.access.roles`).
"""

from geo.upkeep.access.accounts import (
    Account,
    add_account,
    change_password,
    set_cities,
    set_disabled,
    set_role,
    sign_in,
    unlock,
)
from geo.upkeep.access.claims import actor_of_claims
from geo.upkeep.access.links import Link, exchange, make_city_link, make_link, revoke_link
from geo.upkeep.access.roles import (
    OPERATOR,
    VISITOR,
    Action,
    Actor,
    OfferRef,
    Verdict,
    editable_columns,
    may,
    require,
    require_city,
    require_columns,
)
from geo.upkeep.access.sessions import actor_of_session, end_session, form_token, is_form_token

__all__ = [
    "OPERATOR",
    "VISITOR",
    "Account",
    "Action",
    "Actor",
    "Link",
    "OfferRef",
    "Verdict",
    "actor_of_claims",
    "actor_of_session",
    "add_account",
    "change_password",
    "editable_columns",
    "end_session",
    "exchange",
    "form_token",
    "is_form_token",
    "make_city_link",
    "make_link",
    "may",
    "require",
    "require_city",
    "require_columns",
    "revoke_link",
    "set_cities",
    "set_disabled",
    "set_role",
    "sign_in",
    "unlock",
]
