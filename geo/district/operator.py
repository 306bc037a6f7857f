"""Pages of whoever runs the app, which every page links to: Impressum, data protection and the like."""

import re

from geo.errors import SettingsError
from geo.settings import District

#: The pages that can be named, in the order in which they are shown.
OPERATOR_PAGES = ("imprint", "privacy", "accessibility", "arbitration")
_ADDRESS = re.compile(r"https?://[^\s<>\"']{3,500}")


def operator_pages(district: District) -> dict[str, str]:
    """Return the address of each page that the district file names.

    Raises
    ------
    SettingsError
        If it names another page, or something that is no web address.
    """
    for name, link in district.operator.items():
        expectation = ""
        if name not in OPERATOR_PAGES:
            expectation = f"one of {', '.join(OPERATOR_PAGES)}"
        elif not isinstance(link, str) or not _ADDRESS.fullmatch(link):
            expectation = "an address that begins with https:// or http://"
        if expectation:
            msg = f"{district.path}: operator.{name} {str(link)[:80]!r}: {expectation} expected"
            raise SettingsError(msg)
    return {name: district.operator[name] for name in OPERATOR_PAGES if name in district.operator}
