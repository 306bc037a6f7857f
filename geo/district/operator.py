"""Whoever runs the app: pages that every page links to (Impressum and the like), and whom to tell of a weakness."""

import re

from geo.errors import SettingsError
from geo.settings import District

#: The pages that can be named, in the order in which they are shown.
OPERATOR_PAGES = ("imprint", "privacy", "accessibility", "arbitration")
_ADDRESS = re.compile(r"https?://[^\s<>\"']{3,500}")
#: Whom to tell of a weakness: a mailbox or a page, as RFC 9116 wants it.
SECURITY = "security"
_CONTACT = re.compile(r"mailto:[^\s<>\"'@]{1,100}@[^\s<>\"'@]{3,200}|https://[^\s<>\"']{3,500}")


def operator_pages(district: District) -> dict[str, str]:
    """Return the address of each page that the district file names.

    Raises
    ------
    SettingsError
        If it names another page, or something that is no web address.
    """
    for name, link in district.operator.items():
        expectation = ""
        if name == SECURITY:
            security_contact(district)
        elif name not in OPERATOR_PAGES:
            expectation = f"one of {', '.join((*OPERATOR_PAGES, SECURITY))}"
        elif not isinstance(link, str) or not _ADDRESS.fullmatch(link):
            expectation = "an address that begins with https:// or http://"
        if expectation:
            msg = f"{district.path}: operator.{name} {str(link)[:80]!r}: {expectation} expected"
            raise SettingsError(msg)
    return {name: district.operator[name] for name in OPERATOR_PAGES if name in district.operator}


def security_contact(district: District) -> str:
    """Return whom to tell of a weakness, "" where the district file names nobody.

    Raises
    ------
    SettingsError
        If it is neither a mailbox nor a page.
    """
    contact = district.operator.get(SECURITY)
    if contact is None:
        return ""
    if not isinstance(contact, str) or not _CONTACT.fullmatch(contact):
        msg = f"{district.path}: operator.{SECURITY} {str(contact)[:80]!r}: mailto:… or https://… expected"
        raise SettingsError(msg)
    return contact
