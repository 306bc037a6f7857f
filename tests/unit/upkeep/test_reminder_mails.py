"""Reminders as mails: that nothing breaks out of a header, that none goes twice, that none leaves unencrypted."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import LinkRefused, MailError, SettingsError
from geo.i18n import load_texts
from geo.settings import Mail, Settings
from geo.store import Store
from geo.upkeep.access import exchange
from geo.upkeep.access.links import Link
from geo.upkeep.reminders import Due, SendReport, compose, plan, preview, send_all
from geo.upkeep.reminders.letters import MAX_LISTED, NO_TOKEN
from tests.access_kit import BRIDGE, HARBOUR, NOW, later
from tests.smtp_kit import LOGIN, PASSWORD, Mailbox, mail_server, make_certificate
from tests.store_kit import settings_for

TEXTS = load_texts("de")
LINK = Link("0123456789", "T" * 43, later(days=60))


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


# --- the mail ----------------------------------------------------------------------------------------------------


def test_a_mail_names_the_offers_and_holds_three_links() -> None:
    due = Due(BRIDGE, "Verein Brücke", "info@bruecke.example", {"a-1": "Deutschkurs", "a-2": "Café"})

    message = compose(due, LINK, settings=_settings(), texts=TEXTS, now=NOW).message

    text = message.get_content()
    assert message["To"] == "info@bruecke.example"
    assert message["From"] == "karte@kreis.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "- Deutschkurs\n- Café\n" in text
    for answer in ("right", "change", "closed"):
        assert f"https://karte.example/o?answer={answer}#{LINK.token}\n" in text
    assert "1. Mai 2026" in text


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_language_has_its_mail(language: str) -> None:
    due = Due(BRIDGE, "Verein Brücke", "info@bruecke.example", {f"a-{n}": "Kurs" for n in range(50)})

    text = compose(due, LINK, settings=_settings(), texts=load_texts(language), now=NOW).message.get_content()

    assert text.count("- Kurs") == MAX_LISTED
    assert text.count("https://karte.example/o?answer=") == 3


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_no_name_and_no_title_breaks_out_of_its_line(name: str, title: str) -> None:
    hostile = f"{title}\r\nBcc: x@evil.example\r\n\r\n.\r\n"
    due = Due(BRIDGE, f"{name}\nBcc: y@evil.example", "info@bruecke.example", {"a-1": hostile})

    letter = compose(due, LINK, settings=_settings(), texts=TEXTS, now=NOW)

    lines = letter.message.get_content().splitlines()
    assert "Bcc" not in letter.message
    assert [line for line in lines if line.startswith(("Bcc", "."))] == []
    assert sorted(letter.message.keys()) == sorted(compose(
        replace(due, name="x", offers={"a-1": "y"}), LINK, settings=_settings(), texts=TEXTS, now=NOW
    ).message.keys())  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"public_url": ""}, "KARTE_PUBLIC_URL"),
        ({"public_url": "javascript:alert(1)"}, "KARTE_PUBLIC_URL"),
        ({"mail": Mail(host="127.0.0.1", sender="")}, "KARTE_MAIL_FROM"),
        ({"mail": Mail(host="127.0.0.1", sender="a@b.example\nBcc: x@y.example")}, "KARTE_MAIL_FROM"),
        ({"mail": Mail(host="127.0.0.1", sender="a@b.example", reply_to="x, y")}, "KARTE_MAIL_REPLY_TO"),
    ],
)
def test_a_setting_that_would_spoil_the_mail_is_named(changes: dict, said: str) -> None:
    due = Due(BRIDGE, "x", "info@bruecke.example", {"a-1": "y"})

    with pytest.raises(SettingsError, match=said):
        compose(due, LINK, settings=replace(_settings(), **changes), texts=TEXTS, now=NOW)


def test_a_preview_is_a_file_to_read_whose_links_open_nothing(store: Store, tmp_path: Path) -> None:
    due, _ = plan(store.offers(), [], now=NOW)

    paths = preview(due, tmp_path / "mails", settings=_settings(), texts=TEXTS, now=NOW)

    assert sorted(path.name for path in paths) == sorted(f"{d.organization_id}.eml" for d in due)
    assert all(NO_TOKEN.encode() in path.read_bytes() for path in paths)
    assert store.links.all() == []
    assert store.reminders.all() == []
    with pytest.raises(LinkRefused):
        exchange(store, NO_TOKEN, now=NOW)


# --- sending -----------------------------------------------------------------------------------------------------


def test_a_real_server_gets_one_mail_for_each_organisation(store: Store, box: Mailbox) -> None:
    report = _send(store, box)

    assert sorted(report.sent) == sorted([BRIDGE, HARBOUR])
    assert sorted((sender, *to) for sender, to, _ in box.mails) == [
        ("karte@kreis.example", "info@bruecke.example"),
        ("karte@kreis.example", "post@hafen.example"),
    ]
    assert {row.organization_id for row in store.reminders.all()} == {BRIDGE, HARBOUR}


def test_nobody_is_written_to_twice_within_three_months(store: Store, box: Mailbox) -> None:
    _send(store, box)
    _send(store, box, now=later(days=89))
    assert len(box.mails) == 2

    _send(store, box, now=later(days=91))

    assert len(box.mails) == 4


def test_two_processes_at_once_send_each_mail_once(store: Store, box: Mailbox) -> None:
    due, _ = plan(store.offers(), [], now=NOW)  # both planned before one of them sent
    options = {"settings": _settings(box.port), "texts": TEXTS, "now": NOW}

    first = send_all(store, due, **options)  # type: ignore[arg-type]
    second = send_all(store, due, **options)  # type: ignore[arg-type]

    assert (len(first.sent), second.sent, sorted(second.already)) == (2, [], sorted([BRIDGE, HARBOUR]))
    assert len(box.mails) == 2
    assert sum(link.revoked_at is None for link in store.links.all()) == 2


def test_a_refused_mailbox_is_told_forgotten_and_does_not_stop_the_others(store: Store, box: Mailbox) -> None:
    box.refused.add("info@bruecke.example")

    report = _send(store, box)

    assert (report.sent, report.refused) == ([HARBOUR], [BRIDGE])
    assert [row.organization_id for row in store.reminders.all()] == [HARBOUR]
    box.refused.clear()
    assert _send(store, box).sent == [BRIDGE]


def test_a_mail_whose_fate_is_unclear_is_not_sent_again(store: Store, box: Mailbox) -> None:
    box.hang_up_after = 0

    report = _send(store, box)

    assert (report.sent, len(report.unclear)) == ([], 1)
    box.hang_up_after = 10**9
    assert len(_send(store, box).sent) == 1
    assert len(box.mails) == 2


def test_without_a_server_no_mail_leaves_and_nothing_is_noted(store: Store) -> None:
    due, _ = plan(store.offers(), [], now=NOW)

    with pytest.raises(SettingsError, match="KARTE_SMTP_HOST"):
        send_all(store, due, settings=_settings(host=""), texts=TEXTS, now=NOW)

    assert store.reminders.all() == []


def test_a_server_that_does_not_answer_is_named_without_its_password(store: Store, box: Mailbox) -> None:
    due, _ = plan(store.offers(), [], now=NOW)
    gone = _settings(1, user=LOGIN, password=PASSWORD)

    with pytest.raises(MailError, match=r"127\.0\.0\.1:1") as caught:
        send_all(store, due, settings=gone, texts=TEXTS, now=NOW)

    assert PASSWORD not in str(caught.value) + repr(gone)
    assert store.reminders.all() == []


def test_mails_never_cross_a_network_unencrypted(store: Store) -> None:
    with pytest.raises(SettingsError, match="KARTE_SMTP_SECURITY"):
        send_all(store, [], settings=_settings(host="mail.kreis.example"), texts=TEXTS, now=NOW)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # over SSL it is inside TLS
@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_encrypted_and_signed_in_if_the_certificate_is_right(
    store: Store, certificate: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    with mail_server(security=security, certificate=certificate) as box:
        secured = {"security": security, "user": LOGIN, "password": PASSWORD}
        with pytest.raises(MailError, match="SSLCertVerificationError"):
            _send(store, box, **secured)
        assert store.reminders.all() == []

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with pytest.raises(MailError, match="SMTPAuthenticationError"):
            _send(store, box, **secured | {"password": "wrong"})
        report = _send(store, box, **secured)

    assert len(report.sent) == len(box.mails) == 2


def test_a_server_that_offers_no_encryption_gets_no_password(store: Store, box: Mailbox) -> None:
    with pytest.raises(MailError, match="SMTPNotSupportedError"):
        _send(store, box, security="starttls", user=LOGIN, password=PASSWORD)

    assert box.mails == []
