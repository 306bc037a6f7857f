"""Whoever runs the app: pages that every page links to (Impressum and the like), and whom to tell of a weakness."""

import re
from dataclasses import dataclass

from geo.errors import SettingsError
from geo.settings import District
from geo.tables import FORBIDDEN

#: The pages that can be named, in the order in which they are shown.
OPERATOR_PAGES = ("imprint", "privacy", "accessibility", "arbitration")
_ADDRESS = re.compile(r"https?://[^\s<>\"']{3,500}")
#: Whom to tell of a weakness: a mailbox or a page, as RFC 9116 wants it.
SECURITY = "security"
_CONTACT = re.compile(r"mailto:[^\s<>\"'@]{1,100}@[^\s<>\"'@]{3,200}|https://[^\s<>\"']{3,500}")


#: Who publishes the data, and under which licence: an address of the list that DCAT-AP.de prescribes.
NAME, LICENCE = "name", "licence"
_LICENCE = re.compile(r"https?://dcat-ap\.de/def/licenses/[A-Za-z0-9./_-]{2,60}")


@dataclass(frozen=True)
class Publisher:
    """Who publishes the data, and under which licence (an address)."""

    name: str
    licence: str


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
        elif name in (NAME, LICENCE):
            publisher(district)
        elif name not in OPERATOR_PAGES:
            expectation = f"one of {', '.join((*OPERATOR_PAGES, SECURITY, NAME, LICENCE))}"
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


def publisher(district: District) -> Publisher | None:
    """Return who publishes the data under which licence; None unless the district file names both.

    Raises
    ------
    SettingsError
        If one of them is no name, or no licence of the list of DCAT-AP.de.
    """
    name, licence = district.operator.get(NAME), district.operator.get(LICENCE)
    for key, value, is_right, expectation in (
        (NAME, name, _is_name(name), "a name of at most 200 letters"),
        (LICENCE, licence, _is_licence(licence), "http://dcat-ap.de/def/licenses/…"),
    ):
        if value is not None and not is_right:
            msg = f"{district.path}: operator.{key} {str(value)[:80]!r}: {expectation} expected"
            raise SettingsError(msg)
    return Publisher(str(name), str(licence)) if name and licence else None


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= 200 and not FORBIDDEN.search(value)


def _is_licence(value: object) -> bool:
    return isinstance(value, str) and _LICENCE.fullmatch(value) is not None
