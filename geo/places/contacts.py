"""Telephone numbers, mail and web addresses beside an address: none of them is a postcode or a street."""

import re

_PHONE_WORD = (
    r"tel(?:efon|efax)?|fax|mobil(?:funk|telefon)?|handy|fon|phone|ruf(?:nummer)?|hotline|durchwahl|whats"
    r"app|sms"
)
_PHONE_NUMBER = r"[+(\d][\d \t()/+.–-]{4,}\d"
_CONTACT = re.compile(
    rf"(?:\b(?:{_PHONE_WORD})\b[\s.:-]*(?:nr\b[\s.:]*)?|[☎✆📞📱]\s*|(?<!\w)[TMF]\s?[.:]\s*){_PHONE_NUMBER}"
    r"|(?<![\w/])\+\d{2}[\d \t()/.–-]{5,}\d|(?<!\w)\(0\d{2,5}\)[ \t]*\d[\d \t/-]*"
    r"|(?<![\w/-])0\d{2,5}[ \t]*[/–-][ \t]*\d[\d \t/-]{2,}|(?<![\w/-])0\d{2,5}[ \t]\d{3}[\d \t-]*"
    r"|[\w.+-]{1,64}@[\w.-]{1,190}|https?://[^\s,;]+|\bwww\.[^\s,;]+",
    re.IGNORECASE,
)


def without_contacts(text: str) -> str:
    """Return a text without telephone numbers, mail and web addresses, which stand beside addresses."""
    return _CONTACT.sub(", ", text)
