"""How the mails leave: one connection, encrypted, each mail noted before it leaves so that none goes twice."""

import secrets
import smtplib
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address

from geo.errors import MailError, SettingsError
from geo.i18n import Texts
from geo.settings import Mail, Settings
from geo.store import ReminderRow, Store
from geo.upkeep.access import make_link, revoke_link
from geo.upkeep.access.links import REMINDER, REMINDER_LIFETIME
from geo.upkeep.reminders.due import AGAIN_AFTER_DAYS, Due
from geo.upkeep.reminders.letters import Letter, check_settings, compose

#: The server said no to this one mail, so it certainly did not leave.
_REFUSED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


@dataclass
class SendReport:
    """What was sent: organisations by id; `unclear` broke off after the text was on its way."""

    sent: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def send_all(
    store: Store,
    dues: Iterable[Due],
    *,
    settings: Settings,
    texts: Texts,
    now: datetime,
    again_after_days: int = AGAIN_AFTER_DAYS,
    progress: Callable[[int, int], None] | None = None,
) -> SendReport:
    """Send a mail to each organisation, over one connection.

    A mail is noted before it leaves: after a crash an organisation may have none, never two. Another process that
    sends at the same time finds the note and leaves the organisation out.

    Raises
    ------
    SettingsError
        If no mail server is set, or a setting cannot be.
    MailError
        If the server cannot be reached or does not let us in; no mail has left then.
    """
    check_settings(settings)
    waiting = list(dues)
    with _connected(settings.mail) as server:
        round_ = _Round(store, server, settings, texts, now, now - timedelta(days=again_after_days))
        for done, due in enumerate(waiting, start=1):
            if not round_.send(due):
                break
            if progress:
                progress(done, len(waiting))
    return round_.report


@dataclass
class _Round:
    """One connection, and what became of the mails that went over it."""

    store: Store
    server: smtplib.SMTP
    settings: Settings
    texts: Texts
    now: datetime
    not_since: datetime
    report: SendReport = field(default_factory=SendReport)

    def send(self, due: Due) -> bool:
        """Send one mail and note what became of it; False where the connection is gone."""
        link = make_link(
            self.store, due.organization_id, now=self.now, lifetime=REMINDER_LIFETIME, purpose=REMINDER
        )
        letter = compose(due, link, settings=self.settings, texts=self.texts, now=self.now)
        note = ReminderRow(
            secrets.token_hex(6), due.organization_id, link.link_id, tuple(due.offers), self.now
        )
        if not self.store.reminders.add(note, unless_since=self.not_since):
            revoke_link(self.store, link.link_id, now=self.now)
            self.report.already.append(due.organization_id)
            return True
        return self._hand_over(letter, note)

    def _hand_over(self, letter: Letter, note: ReminderRow) -> bool:
        sender, receiver = self.settings.mail.sender, letter.due.email
        try:
            self.server.send_message(letter.message, from_addr=sender, to_addrs=[receiver])
        except _REFUSED:
            self.store.reminders.take_back(note.reminder_id)
            revoke_link(self.store, note.link_id, now=self.now)
            self.report.refused.append(note.organization_id)
            return _is_alive(self.server)
        except (OSError, smtplib.SMTPException):
            self.report.unclear.append(note.organization_id)
            return False
        self.report.sent.append(note.organization_id)
        return True


@contextmanager
def _connected(mail: Mail) -> Iterator[smtplib.SMTP]:
    """Give a connection to the mail server, encrypted and signed in as the settings say.

    Raises
    ------
    SettingsError
        If there is no server, or it would get mails unencrypted over a network.
    MailError
        If it cannot be reached, its certificate is not right, or it does not let us in.
    """
    _check_server(mail)
    try:
        server = _connect(mail)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        msg = f"mail server {mail.host}:{mail.port}: {type(error).__name__}; no mail has left"
        raise MailError(msg) from error
    try:
        yield server
    finally:
        _close(server)


def _connect(mail: Mail) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if mail.security == "ssl":
        server: smtplib.SMTP = smtplib.SMTP_SSL(mail.host, mail.port, timeout=mail.timeout_s, context=context)
    else:
        server = smtplib.SMTP(mail.host, mail.port, timeout=mail.timeout_s)
    try:
        if mail.security == "starttls":
            server.starttls(context=context)
        if mail.user:
            server.login(mail.user, mail.password)
    except BaseException:
        server.close()  # no farewell: after a failed handshake it would be waited for in vain
        raise
    return server


def _close(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()  # it is gone already


def _check_server(mail: Mail) -> None:
    if not mail.host:
        msg = "KARTE_SMTP_HOST: no mail server is set, so no mail leaves"
        raise SettingsError(msg)
    if not mail.timeout_s:
        msg = "KARTE_SMTP_TIMEOUT: more than 0 seconds expected"
        raise SettingsError(msg)
    if mail.security == "none" and not _is_this_machine(mail.host):
        msg = "KARTE_SMTP_SECURITY none: only for a server on this machine; starttls or ssl expected"
        raise SettingsError(msg)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_alive(server: smtplib.SMTP) -> bool:
    try:
        return server.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False
