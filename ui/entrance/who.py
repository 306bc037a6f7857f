"""Who is at this page: read from the cookie, or from a sign-in at an OpenID provider, anew at every click."""

import streamlit as st

from geo.settings import utc_now
from geo.upkeep.access import VISITOR, Action, Actor, actor_of_claims, actor_of_session, end_session, require
from geo.upkeep.desk import Desk
from ui.entrance.doors import cookie_name
from ui.shared import loading


def actor() -> Actor:
    """Return who is here. Never keep it: a session may end, and a role be taken away, between two clicks."""
    token = st.context.cookies.get(cookie_name(), "")
    found = actor_of_session(loading.store(), token, now=utc_now()) if token else VISITOR
    return found if found != VISITOR else _actor_of_provider()


def desk() -> Desk:
    """Return the desk of who is here: everything that changes an offer goes over it."""
    return Desk(
        loading.store(),
        actor(),
        utc_now(),
        geocode=loading.load_data().geocoder.geocode,
        timezone=loading.settings().district.timezone,
    )


def desk_for(action: Action) -> Desk:
    """Return the desk of who is here, if they may do that at all.

    Raises
    ------
    AccessDenied
        If they may not.
    """
    found = desk()
    require(found.actor, action)
    return found


def sign_out() -> None:
    """End the session; the cookie that stays in the browser opens nothing any more."""
    end_session(loading.store(), st.context.cookies.get(cookie_name(), ""))


def address() -> str:
    """Return the network address of the visitor, to bound proposals; "" on this machine."""
    return st.context.ip_address or ""


def has_provider() -> bool:
    """Whether `st.login()` leads somewhere: an operator set up an OpenID provider."""
    return "is_logged_in" in st.user and bool(loading.settings().openid.issuer)


def _actor_of_provider() -> Actor:
    if not has_provider() or not st.user.is_logged_in:
        return VISITOR
    return actor_of_claims(dict(st.user), loading.settings().openid)
