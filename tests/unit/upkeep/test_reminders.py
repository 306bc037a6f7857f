"""Reminders: whom they go to, and what an answer does."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from geo.errors import AccessDenied, SettingsError
from geo.i18n import load_texts
from geo.model import ChangeKind, Role
from geo.settings import Mail, Settings, load_settings
from geo.store import ReminderRow, Store
from geo.upkeep.access import VISITOR, Actor, actor_of_session, exchange
from geo.upkeep.access.links import REMINDER
from geo.upkeep.access.sessions import link_of_session
from geo.upkeep.desk import Desk
from geo.upkeep.reminders import SendReport, asked_offers, plan, send_all, take_answer
from geo.upkeep.reminders.due import is_mailbox, mailbox_of
from tests.access_kit import BRIDGE, HARBOUR, NOW, later
from tests.smtp_kit import Mailbox, mail_server, make_certificate
from tests.store_kit import offer_row, settings_for

TEXTS = load_texts("de")


def _settings(port: int = 25, **mail: object) -> Settings:
    values = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "karte@kreis.example",
        "timeout_s": 5.0,
        **mail,
    }
    base = settings_for(Path("nowhere"))
    return replace(base, public_url="https://karte.example", mail=Mail(**values))  # type: ignore[arg-type]


def _frame(*rows: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows).set_index("offer_id")


def _send(store: Store, box: Mailbox, *, now=NOW, **mail: object) -> SendReport:
    due, _ = plan(store.offers(), store.reminders.all(), now=now)
    return send_all(store, due, settings=_settings(box.port, **mail), texts=TEXTS, now=now)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as running:
        yield running


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("openssl"):
        pytest.skip("needs openssl to make a certificate")
    return make_certificate(tmp_path_factory.mktemp("certificate"))


# --- who is due --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "is_due"),
    [
        ({}, True),  # nobody knows since when
        ({"page_date": "2021"}, True),
        ({"assured_date": "2025-03-01"}, True),
        ({"assured_date": "2025-03-02"}, False),  # 365 days ago
        ({"page_date": "2025"}, False),  # the last of December, for all we know
        ({"page_date": "2021", "assured_date": "2026-01-01"}, False),
        ({"status": "closed"}, False),
    ],
)
def test_asked_is_about_what_nobody_looked_at_for_a_year(values: dict[str, str], is_due: bool) -> None:
    frame = _frame(offer_row("a-1", email="info@bruecke.example", **values))

    due, _ = plan(frame, [], now=NOW)

    assert bool(due) is is_due


def test_an_organisation_gets_one_mail_about_all_its_old_offers_oldest_first() -> None:
    frame = _frame(
        offer_row("b", email="info@x.example", page_date="2022"),
        offer_row("a", email="info@x.example", page_date="2020"),
        offer_row("new", email="info@x.example", assured_date="2026-02-01"),
        offer_row("c", organization="Treff Hafen", email="post@hafen.example", page_date="2019"),
    )

    due, skipped = plan(frame, [], now=NOW)

    assert [(d.organization_id, d.email, list(d.offers)) for d in due] == [
        (HARBOUR, "post@hafen.example", ["c"]),
        (BRIDGE, "info@x.example", ["a", "b"]),
    ]
    assert skipped == []


def test_who_was_written_to_lately_or_has_no_mailbox_is_left_out_with_the_reason() -> None:
    frame = _frame(offer_row("a", email="info@x.example"), offer_row("h", organization="Treff Hafen"))
    sent = [ReminderRow("r", BRIDGE, "l", ("a",), NOW - timedelta(days=89))]

    due, skipped = plan(frame, sent, now=NOW)
    again, _ = plan(frame, sent, now=NOW + timedelta(days=1))

    assert due == []
    assert {s.organization_id: s.reason for s in skipped} == {BRIDGE: "written_lately", HARBOUR: "no_address"}
    assert [d.organization_id for d in again] == [BRIDGE]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("info@verein.example", True),
        ("a.b+c@sub.verein-x.example", True),
        ("info@verein", False),
        ("info@verein.example,boss@evil.example", False),
        ("info@verein.example\nBcc: x@evil.example", False),
        ("info@verein.example\r\n.\r\nMAIL FROM:<x@evil.example>", False),
        ("<info@verein.example>", False),
        ("Verein <info@verein.example>", False),
        ("info@verein.example (x)", False),
        ("info@[127.0.0.1]", False),
        ("@verein.example", False),
        ("-@-.example", False),
        ("x" * 65 + "@verein.example", False),
        ("ä@verein.example", False),
        ("", False),
    ],
)
def test_only_one_plain_mailbox_is_written_to(text: str, expected: bool) -> None:
    assert is_mailbox(text) is expected


def test_the_mailbox_that_most_offers_name_is_taken() -> None:
    rows = [{"email": email} for email in ("b@x.example", "a@x.example", "b@x.example", "broken@", "")]

    assert mailbox_of(rows) == "b@x.example"
    assert mailbox_of(reversed(rows[:2])) == "a@x.example"
    assert mailbox_of([]) == ""


# --- the answer --------------------------------------------------------------------------------------------------


def _visit(store: Store, box: Mailbox, mailbox: str = "info@bruecke.example"):
    """Open the link of the mail to one mailbox, as a person does."""
    [message] = [message for _, to, message in box.mails if to == [mailbox]]
    secret = message.get_content().split("#")[1][:43]
    token = exchange(store, secret, now=NOW)
    desk = Desk(store, actor_of_session(store, token, now=NOW), NOW)
    return desk, link_of_session(store, token, now=NOW)


def test_opening_the_link_changes_nothing_a_click_on_our_page_does(store: Store, box: Mailbox) -> None:
    _send(store, box)
    version = store.version()
    desk, link = _visit(store, box)
    asked = [offer.offer_id for offer in asked_offers(desk, link)]
    assert (asked, store.version()) == (["a-1", "a-2"], version)

    done = take_answer(desk, link, "right", ["a-1"], now=NOW)

    assert [one.offer.row["assured_date"] for one in done] == ["2026-03-02"]
    assert store.get("a-2").row["status"] == "not_confirmed"  # type: ignore[union-attr]
    assert store.history("a-1")[0].batch.kind == ChangeKind.CONFIRM
    assert store.history("a-1")[0].batch.who == Role.ORGANIZATION
    assert {row.organization_id: row.answer for row in store.reminders.all()} == {
        BRIDGE: "right",
        HARBOUR: "",
    }


def test_closed_offers_are_closed_with_history(store: Store, box: Mailbox) -> None:
    _send(store, box)
    desk, link = _visit(store, box)

    take_answer(desk, link, "closed", ["a-1"], now=NOW)

    assert store.get("a-1").row["status"] == "closed"  # type: ignore[union-attr]
    assert store.history("a-1")[0].batch.kind == ChangeKind.CLOSE
    assert [offer.offer_id for offer in asked_offers(desk, link)] == ["a-2"]


def test_to_change_something_changes_nothing_yet_but_is_noted(store: Store, box: Mailbox) -> None:
    _send(store, box)
    desk, link = _visit(store, box)
    version = store.version()

    assert take_answer(desk, link, "change", ["a-1"], now=NOW) == []

    assert store.version() == version
    assert {row.answer for row in store.reminders.all()} == {"change", ""}


@pytest.mark.parametrize("answer", ["right", "closed"])
def test_the_link_of_one_organisation_answers_for_no_other(store: Store, box: Mailbox, answer: str) -> None:
    _send(store, box)
    desk, link = _visit(store, box)
    version = store.version()

    with pytest.raises(AccessDenied):
        take_answer(desk, link, answer, ["a-1", "h-1"], now=NOW)

    assert store.version() == version


def test_a_visitor_and_an_unknown_answer_get_nowhere(store: Store) -> None:
    with pytest.raises(AccessDenied):
        asked_offers(Desk(store, VISITOR, NOW), None)
    with pytest.raises(AccessDenied):
        take_answer(Desk(store, VISITOR, NOW), None, "right", ["a-1"], now=NOW)
    with pytest.raises(AccessDenied):
        take_answer(
            Desk(store, Actor(Role.ORGANIZATION, organization_id=BRIDGE), NOW), None, "yes", ["a-1"], now=NOW
        )


def test_the_link_of_a_mail_ends_after_two_months(store: Store, box: Mailbox) -> None:
    _send(store, box)

    assert {(link.purpose, link.expires_at) for link in store.links.all()} == {(REMINDER, later(days=60))}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KARTE_SMTP_SECURITY", "tls"),
        ("KARTE_SMTP_PORT", "x"),
        ("KARTE_SMTP_PORT", "0"),
        ("KARTE_SMTP_TIMEOUT", "-1"),
    ],
)
def test_a_mail_setting_that_cannot_be_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({name: value})


def test_the_mail_settings_are_off_by_default() -> None:
    assert load_settings({}).mail.host == ""
    assert load_settings({"KARTE_SMTP_SECURITY": "ssl"}).mail.port == 465
