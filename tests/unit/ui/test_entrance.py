"""The doors: cookies nobody else reads, secrets that stay out of logs and addresses, forms of other sites refused."""

import logging
from datetime import timedelta

import pyotp
import pytest

from geo.i18n import load_texts
from geo.model import Role
from geo.store import Store
from geo.upkeep.access import VISITOR, Actor, actor_of_session, make_link, revoke_link
from geo.upkeep.access.accounts import AccountError
from geo.upkeep.access.second_factor import begin, enrol
from tests.access_kit import PASSWORD
from tests.door_kit import ORIGIN, OWN, Browser, now, opened, own_ids, store_of_the_app  # noqa: F401  # fixture
from ui.entrance import doors
from ui.shared import loading


def _actor(store: Store, browser: Browser) -> Actor:
    return actor_of_session(store, browser.cookies.get("karte", ""), now=now())


# --- signing in --------------------------------------------------------------------------------------------------


def test_an_editor_signs_in_and_is_sent_to_the_desk(store: Store) -> None:
    browser = Browser()

    answer = browser.post("/login", {"login": "redaktion", "password": PASSWORD})

    assert (answer.status, answer.headers["location"]) == (303, "maintain")
    assert _actor(store, browser) == Actor(Role.EDITOR, login="redaktion")


def test_the_cookie_is_closed_to_scripts_and_to_other_sites(store: Store) -> None:
    answer = Browser().post("/login", {"login": "redaktion", "password": PASSWORD})

    [cookie] = answer.cookies
    name, *attributes = (part.strip().lower() for part in cookie.split(";"))
    assert name.startswith("karte=")
    assert {"httponly", "samesite=strict", "path=/"} <= set(attributes)
    assert not [word for word in attributes if word.startswith(("max-age", "expires", "domain"))]


def test_behind_https_the_cookie_belongs_to_this_host_alone(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARTE_PUBLIC_URL", "https://karte.example")
    loading.settings.cache_clear()

    answer = Browser().post(
        "/login", {"login": "redaktion", "password": PASSWORD}, origin="https://karte.example"
    )

    [cookie] = answer.cookies
    assert cookie.startswith("__Host-karte=")
    assert "Secure" in cookie


def test_an_editor_with_a_second_factor_tells_its_code_in_the_same_form(store: Store) -> None:
    enrolment = begin(store, "redaktion", issuer="Karte")
    paper = enrol(store, enrolment, pyotp.TOTP(enrolment.secret).now(), now=now())
    browser, form = Browser(), {"login": "redaktion", "password": PASSWORD}

    page = browser.get("/login")
    without, wrong = browser.post("/login", form), browser.post("/login", {**form, "code": "12345"})
    taken = browser.post("/login", {**form, "code": paper[0]})

    assert 'autocomplete="one-time-code"' in page.text
    assert (without.status, without.cookies, without.body) == (403, [], wrong.body)
    assert taken.status == 303
    assert _actor(store, browser).role == Role.EDITOR


@pytest.mark.parametrize("form", [{"login": "redaktion", "password": "wrong"}, {"login": "nobody", "password": PASSWORD},
                                  {}, {"login": "redaktion"}, b"\xff\xfe%zz=&&==", {"login": ["redaktion"] * 600}])  # fmt: skip
def test_who_is_refused_gets_one_sentence_and_no_cookie(store: Store, form: object) -> None:
    answer = Browser().post("/login", form)

    assert (answer.status, answer.cookies) == (403, [])
    assert load_texts("de")("error.sign_in_refused") in answer.text
    assert PASSWORD not in answer.text


def test_the_page_never_repeats_what_was_typed(store: Store) -> None:
    answer = Browser().post("/login", {"login": "<script>alert(1)</script>", "password": "<img src=x>"})

    assert "alert(1)" not in answer.text
    assert "<img" not in answer.text


def test_a_megabyte_of_form_is_not_read(store: Store) -> None:
    form = {"login": "redaktion", "password": PASSWORD, "x": "y" * 1_000_000}

    assert Browser().post("/login", form).status == 403


def test_signing_in_again_ends_the_visit_before(store: Store) -> None:
    browser = Browser()
    browser.post("/login", {"login": "redaktion", "password": PASSWORD})
    before = browser.cookies["karte"]

    browser.post("/login", {"login": "redaktion", "password": PASSWORD})

    assert actor_of_session(store, before, now=now()) == VISITOR
    assert _actor(store, browser).role == Role.EDITOR


def test_a_cookie_that_was_planted_before_is_not_the_one_that_counts_afterwards(store: Store) -> None:
    browser = Browser(cookies={"karte": "A" * 43})

    browser.post("/login", {"login": "redaktion", "password": PASSWORD})

    assert browser.cookies["karte"] != "A" * 43


# --- forms of other sites ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example", "sec_fetch_site": "cross-site"},
        {"origin": "https://evil.example", "sec_fetch_site": ""},
        {"origin": "null", "sec_fetch_site": ""},
        {"origin": "", "sec_fetch_site": ""},
        {"origin": "http://[", "sec_fetch_site": ""},
        {"origin": ORIGIN, "sec_fetch_site": "same-site"},
        {"origin": ORIGIN + ".evil.example", "sec_fetch_site": ""},
        {"origin": "", "sec_fetch_site": "", "referer": ORIGIN},
    ],
)
@pytest.mark.parametrize("path", ["/login", "/session", "/reply"])
def test_a_form_of_another_site_is_refused(store: Store, path: str, headers: dict[str, str]) -> None:
    browser, _ = opened(store)
    before = dict(browser.cookies)
    link = make_link(store, OWN, now=now())
    sign = browser.get("/reply?answer=right").field("sign")
    form = {"login": "redaktion", "password": PASSWORD, "token": link.token, "sign": sign,
            "answer": "right", "offer": own_ids(store)}  # fmt: skip
    version = store.version()

    answer = browser.post(path, form, **headers)

    assert (answer.status, answer.cookies) == (403, [])
    assert (browser.cookies, store.version()) == (before, version)


def test_where_a_public_address_is_set_no_other_name_of_the_server_counts(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARTE_PUBLIC_URL", "https://Karte.Kreis.example:443/app")
    loading.settings.cache_clear()
    browser, form = Browser(), {"login": "redaktion", "password": PASSWORD}

    refused = [browser.post("/login", form, origin=one) for one in (ORIGIN, "http://karte.kreis.example")]
    taken = browser.post("/login", form, origin="https://karte.kreis.example")

    assert [answer.status for answer in (*refused, taken)] == [403, 403, 303]


# --- personal links ----------------------------------------------------------------------------------------------


def test_a_link_opens_the_desk_of_its_organisation(store: Store) -> None:
    browser, link = Browser(), make_link(store, OWN, now=now())

    page = browser.get("/o")
    answer = browser.post("/session", {"token": link.token, "answer": page.field("answer")})

    assert (answer.status, answer.headers["location"]) == (303, "maintain")
    assert _actor(store, browser) == Actor(Role.ORGANIZATION, organization_id=OWN)


@pytest.mark.parametrize(
    ("answer", "target"),
    [
        ("right", "reply?answer=right"),
        ("closed", "reply?answer=closed"),
        ("change", "maintain"),
        ("//evil", "maintain"),
    ],
)
def test_each_answer_of_a_mail_has_its_page_and_no_other_site(store: Store, answer: str, target: str) -> None:
    link = make_link(store, OWN, now=now())

    found = Browser().post("/session", {"token": link.token, "answer": answer})

    assert found.headers["location"] == target


def test_the_language_goes_along(store: Store) -> None:
    link = make_link(store, OWN, now=now())

    page = Browser().get("/o?answer=right&lang=ar")
    found = Browser().post("/session?lang=ar", {"token": link.token, "answer": "right"})

    assert '<html lang="ar" dir="rtl">' in page.text
    assert found.headers["location"] == "reply?answer=right&lang=ar"


def test_the_secret_is_in_no_log_no_header_and_no_page(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    browser, link = Browser(), make_link(store, OWN, now=now())

    with caplog.at_level(logging.DEBUG):
        pages = [
            browser.get("/o?answer=right"),
            browser.post("/session", {"token": link.token, "answer": "right"}),
            browser.get("/reply?answer=right"),
            browser.post("/session", {"token": link.token + "x"}),
            browser.post("/session", {"token": link.token}, origin="https://evil.example"),
        ]

    told = caplog.text + "".join(page.text + str(page.headers) for page in pages)
    assert link.token not in told
    assert browser.cookies["karte"] not in caplog.text + "".join(page.text for page in pages)


def test_no_door_is_kept_by_a_cache_or_told_to_other_sites(store: Store) -> None:
    browser, _ = opened(store)

    for page in (browser.get("/login"), browser.get("/o"), browser.get("/reply"), browser.post("/login", {})):
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'self'" in page.headers["content-security-policy"]


def test_a_revoked_link_opens_nothing_and_says_so(store: Store) -> None:
    link = make_link(store, OWN, now=now())
    revoke_link(store, link.link_id, now=now())

    answer = Browser().post("/session", {"token": link.token})

    assert (answer.status, answer.cookies) == (403, [])
    assert load_texts("de")("error.link_refused") in answer.text


@pytest.mark.parametrize("path", ["/o", "/login", "/reply"])
def test_a_secret_in_the_query_opens_nothing(store: Store, path: str) -> None:
    link = make_link(store, OWN, now=now())

    answer = Browser().get(f"{path}?token={link.token}&answer=right")

    assert answer.cookies == []
    assert link.token not in answer.text


def test_the_database_gone_is_said_in_a_sentence(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "sign_in", lambda *_a, **_k: (_ for _ in ()).throw(AccountError("x")))

    answer = Browser().post("/login", {"login": "redaktion", "password": PASSWORD})

    assert answer.status == 503
    assert load_texts("de")("error.account") in answer.text


def test_a_visit_opened_by_a_link_that_is_over_is_over(store: Store) -> None:
    link = make_link(store, OWN, now=now() - timedelta(days=2), lifetime=timedelta(days=1))

    assert Browser().post("/session", {"token": link.token}).status == 403
