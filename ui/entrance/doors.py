"""The doors for those who maintain: sign in, open a personal link, answer a reminder. Plain pages without Streamlit.

Only an answer of the server can set a cookie that scripts cannot read, therefore these are routes of our own. The
secret of a link stands behind its `#`: the page `/o` hands it over in the body of a form, so that no log, no referrer
and no address line of another page ever holds it.
"""

import logging
from collections.abc import Awaitable, Callable
from functools import wraps
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from geo.errors import ForeignForm, GeoError, SignInRefused
from geo.i18n import Texts
from geo.model import Role
from geo.settings import utc_now
from geo.store import LinkRow
from geo.upkeep.access import actor_of_session, end_session, exchange, form_token, is_form_token, sign_in
from geo.upkeep.access.sessions import link_of_session
from geo.upkeep.desk import Desk
from geo.upkeep.reminders import ANSWERS, asked_offers, take_answer
from ui.entrance.guard import origin_of
from ui.shared import loading
from ui.shared.templating import template
from ui.shared.wanted_language import wanted_language

#: Pages whose texts not every language has.
_FOR_STAFF = ("entrance/reply.html",)
#: The page of those who maintain; its address under the app.
HOME = "maintain"
#: … and of those who count what advice teaches, or steer by it.
ADVICE = "kim"
_MAX_BODY_BYTES = 65_536
_REPLY_FORM = "reply"
_HEADERS = {"cache-control": "no-store", "vary": "cookie"}
LOG = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[Response]]


def cookie_name() -> str:
    """Return the name of the session's cookie: browsers take `__Host-` from this host over https alone."""
    return "__Host-karte" if loading.settings().public_url.startswith("https://") else "karte"


def routes() -> list[BaseRoute]:
    """List the doors."""
    return [
        Route("/login", _guarded(_show_login), methods=["GET"]),
        Route("/login", _guarded(_take_login), methods=["POST"]),
        Route("/o", _guarded(_show_opening), methods=["GET"]),
        Route("/session", _guarded(_open_link), methods=["POST"]),
        Route("/reply", _guarded(_show_reply), methods=["GET"]),
        Route("/reply", _guarded(_take_reply), methods=["POST"]),
    ]


def _guarded(handler: Handler) -> Handler:
    """Turn what a door refuses into a page with one sentence; a form of another site is refused before."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        try:
            if request.method == "POST":
                _check_origin(request)
            return await handler(request)
        except PermissionError as error:
            if not isinstance(error, GeoError):
                raise
            return _page(request, "entrance/refused.html", status=403, sentence=_texts(request)(error.key))
        except GeoError as error:
            LOG.exception("door failed")
            return _page(request, "entrance/refused.html", status=503, sentence=_texts(request)(error.key))

    return guarded


def _check_origin(request: Request) -> None:
    """Refuse a form that a page of another origin sent; browsers tell, and scripts cannot change what they tell.

    Raises
    ------
    ForeignForm
        If it comes from elsewhere, or nothing says where it comes from.
    """
    fetch_site = request.headers.get("sec-fetch-site", "")
    origin, public = (
        origin_of(url) for url in (request.headers.get("origin", ""), loading.settings().public_url)
    )
    host = request.headers.get("host", "")
    own = {public} if public else {origin_of(f"{scheme}://{host}") for scheme in ("http", "https")}
    if fetch_site not in ("", "same-origin") or not origin or origin not in own:
        msg = "a form of another site was refused"
        raise ForeignForm(msg)


async def _show_login(request: Request) -> Response:
    """Show the form for login and password."""
    return _page(request, "entrance/login.html", refused="")


async def _take_login(request: Request) -> Response:
    """Open a session for login, password and second factor, or show the form again with one sentence."""
    form = await _form(request)
    login, password, code = (_value(form, name) for name in ("login", "password", "code"))
    address = request.client.host if request.client else ""
    try:
        token = await run_in_threadpool(
            sign_in, loading.store(), login, password, code, address=address, now=utc_now()
        )
    except SignInRefused as error:
        return _page(request, "entrance/login.html", status=403, refused=_texts(request)(error.key))
    await _end_old(request)
    return _enter(request, token, await run_in_threadpool(_home_of, token))


async def _show_opening(request: Request) -> Response:
    """Show the page whose script hands the secret behind `#` over to `/session`."""
    return _page(request, "entrance/opening.html", answer=_answer(request.query_params.get("answer", "")))


async def _open_link(request: Request) -> Response:
    """Exchange a link's secret for a session."""
    form = await _form(request)
    answer = _answer(_value(form, "answer"))
    token = await run_in_threadpool(exchange, loading.store(), _value(form, "token"), now=utc_now())
    await _end_old(request)
    home = await run_in_threadpool(_home_of, token)
    return _enter(request, token, f"reply?answer={answer}" if answer in ("right", "closed") else home)


async def _show_reply(request: Request) -> Response:
    """Ask an organisation once more before anything changes: mail scanners open links, but send no forms."""
    answer = _answer(request.query_params.get("answer", ""))
    offers = await run_in_threadpool(lambda: asked_offers(_desk(request), _link(request)))
    return _page(
        request,
        "entrance/reply.html",
        answer=answer or "right",
        offers=[(offer.offer_id, offer.row["title"], offer.row["city"]) for offer in offers],
        sign=form_token(_token(request), _REPLY_FORM),
        done=None,
    )


async def _take_reply(request: Request) -> Response:
    """Confirm or close what an organisation ticked."""
    form = await _form(request)
    if not is_form_token(_token(request), _REPLY_FORM, _value(form, "sign")):
        msg = "a form without the sign of this session was refused"
        raise ForeignForm(msg)
    answer, offer_ids = _answer(_value(form, "answer")), form.get("offer", [])
    done = await run_in_threadpool(
        lambda: take_answer(_desk(request), _link(request), answer, offer_ids, now=utc_now())
    )
    return _page(request, "entrance/reply.html", answer=answer, offers=[], sign="", done=len(done))


def _home_of(token: str) -> str:
    """Return the page of whoever a session lets in: those of advice have one of their own."""
    actor = actor_of_session(loading.store(), token, now=utc_now())
    return ADVICE if actor.role in (Role.CASE_MANAGER, Role.COORDINATOR) else HOME


def _desk(request: Request) -> Desk:
    store, now = loading.store(), utc_now()
    actor = actor_of_session(store, _token(request), now=now)
    return Desk(store, actor, now, timezone=loading.settings().district.timezone)


def _link(request: Request) -> LinkRow | None:
    return link_of_session(loading.store(), _token(request), now=utc_now())


def _enter(request: Request, token: str, target: str) -> Response:
    """Send the browser on with the session's cookie: not readable for scripts, not sent by other sites' pages."""
    answer = RedirectResponse(_with_language(request, target), status_code=303, headers=_HEADERS)
    is_secure = request.url.scheme == "https" or cookie_name().startswith("__Host-")
    answer.set_cookie(cookie_name(), token, path="/", httponly=True, samesite="strict", secure=is_secure)
    return answer


async def _end_old(request: Request) -> None:
    """End the session that the browser had before: one browser is one person at a time."""
    await run_in_threadpool(end_session, loading.store(), _token(request))


def _token(request: Request) -> str:
    return request.cookies.get(cookie_name(), "")


async def _form(request: Request) -> dict[str, list[str]]:
    """Read a small form; a larger one is none."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY_BYTES:
            return {}
    return parse_qs(body.decode("utf-8", "replace"))


def _value(form: dict[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0]


def _answer(text: str) -> str:
    return text if text in ANSWERS else ""


def _with_language(request: Request, target: str) -> str:
    if "lang" not in request.query_params:
        return target
    return f"{target}{'&' if '?' in target else '?'}lang={_texts(request).language}"


def _texts(request: Request) -> Texts:
    asked = request.query_params.get("lang", "")
    return loading.texts_for(
        asked or wanted_language(request.headers.get("accept-language", ""), loading.languages())
    )


def _page(request: Request, name: str, *, status: int = 200, **values: object) -> Response:
    texts = _texts(request)
    texts = texts.whole if name in _FOR_STAFF else texts
    district = loading.settings().district.name
    body = template(name, t=texts, district=district, home=HOME, **values)
    return HTMLResponse(body, status_code=status, headers=_HEADERS)
