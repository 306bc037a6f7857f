"""Accounts, links and reminders on the command line: passwords never as an argument, secrets printed once."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest

from geo.cli import main
from geo.cli.link import find_organization
from geo.cli.user import read_password
from geo.errors import AccountError, UnknownOrganization
from geo.settings import load_settings
from geo.store import Store
from geo.upkeep.access import actor_of_session, exchange, sign_in
from tests.access_kit import PASSWORD, prepared_file
from tests.smtp_kit import mail_server

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process with a first line on stdin; gives exit code, stdout, stderr."""
    (tmp_path / "karte.sqlite3").write_bytes(prepared_file())
    monkeypatch.setenv("KARTE_VAR", str(tmp_path))
    monkeypatch.setenv("KARTE_PUBLIC_URL", "https://karte.example")
    monkeypatch.setenv("KARTE_MAIL_FROM", "karte@kreis.example")

    def run_command(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return run_command


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def test_an_account_is_made_listed_changed_closed_and_opened(run: Run, now: datetime) -> None:
    assert run("user", "add", "redaktion", stdin=PASSWORD + "\n")[0] == 0
    assert run("user", "role", "redaktion", "admin")[0] == 0
    assert run("user", "disable", "redaktion")[0] == 0
    assert json.loads(run("user", "list", "--json")[1]) == [
        {
            "login": "redaktion",
            "role": "admin",
            "cities": [],
            "is_disabled": True,
            "has_second_factor": False,
            "recovery_codes": 0,
        }
    ]
    assert run("user", "enable", "redaktion")[0] == 0
    assert run("user", "password", "redaktion", stdin=PASSWORD + " neu\n")[0] == 0

    with Store.open(load_settings()) as store:
        token = sign_in(store, "redaktion", PASSWORD + " neu", address="", now=now)
        assert actor_of_session(store, token, now=now).role == "admin"


def test_a_second_factor_is_switched_on_with_the_code_of_its_app_shown_once_and_switched_off(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A program that reads the secret, and answers with its code, is what the editor's app is."""
    run("user", "add", "redaktion", stdin=PASSWORD + "\n")
    asked: list[str] = []

    class Answering(io.StringIO):
        def readline(self, size: int = -1) -> str:
            asked.append(capsys.readouterr().err)
            secret = asked[0].rpartition("secret: ")[2].strip()
            return pyotp.TOTP(secret).now() + "\n"

    monkeypatch.setattr("sys.stdin", Answering())
    code = main(["user", "totp", "redaktion"])
    out, err = capsys.readouterr()

    assert (code, len(out.split())) == (0, 10)
    assert "\N{FULL BLOCK}\N{FULL BLOCK}" in asked[0]  # the QR code, a line each
    assert max(map(len, asked[0].splitlines())) <= 80
    assert "visits ended" in err
    assert "on, 10 codes" in run("user", "list")[1]
    assert run("user", "totp", "redaktion", stdin="000000\n")[0] == 1
    assert run("user", "totp", "redaktion", "--off")[0] == 0
    assert run("user", "totp", "redaktion", "--off")[0] == 1


def test_an_account_is_bound_to_cities_of_the_district_alone(run: Run, now: datetime) -> None:
    code, _, told = run("user", "add", "redaktion-marl", "--city", "Marl-Hüls", stdin=PASSWORD + "\n")
    assert (code, "for the offers of Marl" in told) == (0, True)
    with Store.open(load_settings()) as store:
        token = sign_in(store, "redaktion-marl", PASSWORD, address="", now=now)
        assert actor_of_session(store, token, now=now).cities == ("Marl",)
    assert run("user", "cities", "redaktion-marl", "--city", "Herten", "--city", "Marl")[0] == 0
    assert json.loads(run("user", "list", "--json")[1])[0]["cities"] == ["Herten", "Marl"]
    for arguments in ([], ["--all", "--city", "Marl"]):
        code, _, told = run("user", "cities", "redaktion-marl", *arguments)
        assert (code, "--all for the whole district" in told) == (2, True)
    assert json.loads(run("user", "list", "--json")[1])[0]["cities"] == ["Herten", "Marl"]
    assert run("user", "cities", "redaktion-marl", "--all")[0] == 0
    assert json.loads(run("user", "list", "--json")[1])[0]["cities"] == []


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "said"),
    [
        (["user", "add", "redaktion"], "", 1, "no password on stdin"),
        (["user", "add", "redaktion"], "kurz\n", 1, "at least 12"),
        (["user", "add", "Max Muster"], PASSWORD, 1, "small letters"),
        (["user", "add", "redaktion", "--role", "visitor"], PASSWORD, 2, "editor, coordinator or admin"),
        (["user", "add", "redaktion", PASSWORD], "", 2, "unexpected"),
        (["user", "add", "redaktion", "--city", "Bochum"], PASSWORD, 2, "Castrop-Rauxel"),
        (["user", "add", "leitung", "--role", "admin", "--city", "Marl"], PASSWORD, 1, "only editors"),
        (["user", "password", "nobody"], PASSWORD, 1, "no such account"),
        (["user", "disable", "nobody"], "", 1, "no such account"),
        (["user", "totp", "nobody"], "", 1, "no such account"),
        (["link", "make", "Niemand"], "", 1, "no such organisation"),
        (["link", "make", "Brücke"], "", 1, "did you mean Verein Brücke"),
        (["link", "make", "Treff Hafen", "--days", "9999"], "", 2, "--days"),
        (["link", "revoke", "nonsense"], "", 1, "no such link"),
        (["remind", "--preview", "x", "--send"], "", 2, "either"),
        (["remind", "--send"], "", 1, "KARTE_SMTP_HOST"),
        (["remind", "--limit", "0"], "", 2, "--limit"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    run: Run, arguments: list[str], stdin: str, code: int, said: str
) -> None:
    found, _, err = run(*arguments, stdin=stdin)

    assert found == code
    assert said in err
    assert PASSWORD not in err or PASSWORD in arguments


def test_a_person_types_the_password_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)

    assert read_password(ask=lambda _: PASSWORD) == PASSWORD
    with pytest.raises(AccountError, match="differ"):
        read_password(ask=str.upper)  # answers each question with something else


def test_a_link_is_printed_once_and_opens_until_it_is_revoked(run: Run, now: datetime) -> None:
    code, out, _ = run("link", "make", "verein brücke", "--days", "30")
    secret = out.strip().removeprefix("https://karte.example/o#")
    [listed] = json.loads(run("link", "list", "--json")[1])

    assert code == 0
    assert len(secret) == 43
    assert secret not in str(listed)
    assert (listed["purpose"], listed["state"], listed["used"]) == ("personal", "open", "")
    with Store.open(load_settings()) as store:
        exchange(store, secret, now=now)
    assert run("link", "revoke", listed["link_id"])[0] == 0
    assert json.loads(run("link", "list", "--json")[1])[0]["state"] == "revoked"


def test_a_link_without_a_public_address_leads_nowhere(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KARTE_PUBLIC_URL")

    code, out, err = run("link", "make", "Treff Hafen")

    assert (code, out) == (1, "")
    assert "KARTE_PUBLIC_URL" in err


def test_an_ambiguous_name_is_not_guessed() -> None:
    names = {"a-1": "Treff", "a-2": "treff"}

    assert find_organization(names, "a-2") == "a-2"
    with pytest.raises(UnknownOrganization):
        find_organization(names, "TREFF")


def test_reminders_are_shown_written_to_files_and_sent(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = json.loads(run("remind", "--json")[1])
    files = json.loads(run("remind", "--preview", str(tmp_path / "mails"), "--limit", "1", "--json")[1])[
        "files"
    ]
    with mail_server() as box:
        for name, value in (("HOST", "127.0.0.1"), ("PORT", str(box.port)), ("SECURITY", "none")):
            monkeypatch.setenv(f"KARTE_SMTP_{name}", value)
        sent = json.loads(run("remind", "--send", "--limit", "1", "--json")[1])
        again = json.loads(run("remind", "--send", "--json")[1])

    assert {due["organization"] for due in shown["due"]} == {"Verein Brücke", "Treff Hafen"}
    assert [Path(file).suffix for file in files] == [".eml"]
    assert (len(sent["sent"]), len(again["sent"]), len(box.mails)) == (1, 1, 2)
    assert [skipped["reason"] for skipped in again["skipped"]] == ["written_lately"]


def test_a_mail_that_may_have_left_ends_with_a_fault(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as box:
        box.hang_up_after = 0
        for name, value in (("HOST", "127.0.0.1"), ("PORT", str(box.port)), ("SECURITY", "none")):
            monkeypatch.setenv(f"KARTE_SMTP_{name}", value)

        code, _, err = run("remind", "--send")

    assert code == 1
    assert "unclear: 1" in err
