"""The mail itself: plain text from the catalogue, headers that nothing from outside can break out of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path

from geo.errors import SettingsError
from geo.files import owners_alone, owners_folder
from geo.i18n import Texts
from geo.settings import Settings
from geo.tables import FORBIDDEN
from geo.upkeep.access import Link
from geo.upkeep.access.links import REMINDER_LIFETIME
from geo.upkeep.reminders.due import Due, is_mailbox

MAX_LISTED = 40
_MAX_TITLE = 120
#: Stands where the secret would be in a preview: it opens nothing.
NO_TOKEN = "PREVIEW-THIS-LINK-OPENS-NOTHING"  # noqa: S105  # the opposite of a secret


@dataclass(frozen=True)
class Letter:
    """A mail ready to leave, and whom it is for."""

    due: Due
    message: EmailMessage


def compose(due: Due, link: Link, *, settings: Settings, texts: Texts, now: datetime) -> Letter:
    """Write the mail to one organisation.

    Raises
    ------
    SettingsError
        If the settings lack the public address, or a sender that is a plain mailbox.
    """
    check_settings(settings)
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.mail.sender
    message["To"] = due.email
    if settings.mail.reply_to:
        message["Reply-To"] = settings.mail.reply_to
    message["Subject"] = texts("remind.subject", district=_one_line(settings.district.name, _MAX_TITLE))
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=settings.mail.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday note answers it
    message.set_content(_body(due, link, settings, texts), charset="utf-8", cte="quoted-printable")
    return Letter(due, message)


def preview(
    dues: Iterable[Due], folder: Path, *, settings: Settings, texts: Texts, now: datetime
) -> list[Path]:
    """Write the mails as `.eml` files to read; their links open nothing and nothing is remembered.

    Raises
    ------
    SettingsError
        As `compose`.
    OSError
        If the folder takes no files.
    """
    owners_folder(folder)
    link = Link("preview", NO_TOKEN, now + REMINDER_LIFETIME)
    written = []
    for due in dues:
        path = folder / f"{due.organization_id}.eml"  # an id of ours: small letters, digits, hyphens
        path.touch(mode=0o600)
        owners_alone(path)
        path.write_bytes(compose(due, link, settings=settings, texts=texts, now=now).message.as_bytes())
        written.append(path)
    return written


def check_settings(settings: Settings) -> None:
    """Refuse to write mails whose links lead nowhere or whose sender is none.

    Raises
    ------
    SettingsError
        With the setting that is missing or wrong.
    """
    if not settings.public_url.startswith(("https://", "http://")):
        msg = "KARTE_PUBLIC_URL: the address of the app expected, links in mails lead there"
        raise SettingsError(msg)
    for name, value in (
        ("KARTE_MAIL_FROM", settings.mail.sender),
        ("KARTE_MAIL_REPLY_TO", settings.mail.reply_to or settings.mail.sender),
    ):
        if not is_mailbox(value):
            msg = f"{name} {value!r}: one plain mail address expected"
            raise SettingsError(msg)


def _one_line(text: str, longest: int) -> str:
    """Return a text on one line, without signs that hide or turn round, cut where it is too long."""
    plain = re.sub(r"\s+", " ", FORBIDDEN.sub("", text)).strip()
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def _body(due: Due, link: Link, settings: Settings, texts: Texts) -> str:
    titles = [f"- {_one_line(title, _MAX_TITLE)}" for title in list(due.offers.values())[:MAX_LISTED]]
    left_out = len(due.offers) - len(titles)
    if left_out:
        titles.append(texts("remind.more", count=left_out))
    return texts(
        "remind.body",
        organization=_one_line(due.name, _MAX_TITLE),
        district=_one_line(settings.district.name, _MAX_TITLE),
        offers="\n".join(titles),
        right=link.answer_address(settings.public_url, "right"),
        change=link.answer_address(settings.public_url, "change"),
        closed=link.answer_address(settings.public_url, "closed"),
        until=texts.date(link.expires_at.date()),
    )
