"""Answering a reminder: one page with what is ticked, from one visit alone."""

import pytest

from geo.i18n import load_texts
from geo.model import Role
from geo.store import Store
from geo.upkeep.access import revoke_link
from tests.access_kit import PASSWORD
from tests.door_kit import ORGANIZATION, Browser, now, opened, own_ids, store_of_the_app  # noqa: F401  # fixture


def test_opening_every_page_of_a_mail_changes_nothing(store: Store) -> None:
    version = store.version()

    for answer in ("right", "closed", "change"):
        browser, _ = opened(store, answer)
        browser.get(f"/o?answer={answer}")
        browser.get(f"/reply?answer={answer}")

    assert store.version() == version


def test_the_button_confirms_what_is_ticked(store: Store) -> None:
    browser, _ = opened(store)
    page = browser.get("/reply?answer=right")
    [first, *_] = own_ids(store)

    done = browser.post("/reply", {"answer": "right", "sign": page.field("sign"), "offer": [first]})

    stored = store.get(first)
    assert stored is not None
    assert stored.row["assured_date"] == now().date().isoformat()
    assert load_texts("de")("reply.done_right", count=1) in done.text
    assert store.offers().title[first] in page.text


def test_closing_ticks_nothing_beforehand(store: Store) -> None:
    browser, _ = opened(store)

    assert " checked>" in browser.get("/reply?answer=right").text
    assert " checked>" not in browser.get("/reply?answer=closed").text


def test_the_form_of_one_visit_does_not_count_in_another(store: Store) -> None:
    browser, _ = opened(store)
    other, _ = opened(store)
    sign = other.get("/reply").field("sign")
    version = store.version()

    for wrong in (sign, "", "x"):
        answer = browser.post("/reply", {"answer": "right", "sign": wrong, "offer": own_ids(store)})
        assert answer.status == 403

    assert store.version() == version


def test_an_offer_of_another_organisation_is_refused(store: Store) -> None:
    browser, _ = opened(store)
    sign = browser.get("/reply").field("sign")
    frame = store.offers()
    foreign = frame.index[frame.organization != ORGANIZATION][0]
    version = store.version()

    for guessed in (foreign, "no-such-offer", "' OR 1=1 --", "\x00"):
        answer = browser.post(
            "/reply", {"answer": "closed", "sign": sign, "offer": [*own_ids(store), guessed]}
        )
        assert answer.status == 403

    assert store.version() == version


def test_a_page_sent_again_after_the_link_was_revoked_changes_nothing(store: Store) -> None:
    browser, link_id = opened(store)
    form = {"answer": "closed", "sign": browser.get("/reply").field("sign"), "offer": own_ids(store)}
    revoke_link(store, link_id, now=now())
    version = store.version()

    assert browser.post("/reply", form).status == 403
    assert store.version() == version


@pytest.mark.parametrize("method", ["get", "post"])
def test_visitors_and_editors_answer_for_nobody(store: Store, method: str) -> None:
    editor = Browser()
    editor.post("/login", {"login": "redaktion", "password": PASSWORD})
    version = store.version()

    for browser in (Browser(), editor, Browser(cookies={"karte": "A" * 43})):
        page = (
            browser.get("/reply?answer=right")
            if method == "get"
            else browser.post("/reply", {"answer": "right"})
        )
        assert page.status == 403

    assert store.version() == version


def test_titles_are_text_and_no_markup(store: Store) -> None:
    [first, *_] = own_ids(store)
    store.save(first, {"title": "<script>alert(1)</script>"}, version=None, who=Role.EDITOR)
    browser, _ = opened(store)

    page = browser.get("/reply")

    assert b"<script>alert" not in page.body
    assert "<script>alert(1)</script>" in page.text
