"""Mobile numbers and mail addresses of persons, in every spelling: they are asked about and never published unseen."""

import re
import unicodedata
from collections.abc import Iterator

#: Between the digits of a number stands nearly anything.
_GAP = r"[\s()\[\]/.·‐-―−-]{0,3}"
_BEGIN = rf"(?:(?:\+|00){_GAP}4{_GAP}9{_GAP}(?:\({_GAP}0{_GAP}\))?|\(?{_GAP}0)"
_MOBILE = re.compile(
    rf"(?<![\d+]){_BEGIN}{_GAP}1{_GAP}[567](?:{_GAP}\d){{8,9}}(?!\d)"
    r"|(?<![\d+.,:])(?:49)?1[567]\d[ /-]?(?:\d[ -]?){6,7}\d(?![\d:])"
)
_FOREIGN = re.compile(r"(?<![\d+])(?:\+|00)[\s()/.-]*[1-9](?:[\s()/.-]{0,3}\d){7,14}(?!\d)")
_SPELT_AT = re.compile(
    r"\s*(?:\(\s*(?:at|ät|@)\s*\)|\[\s*(?:at|ät|@)\s*\]|\{\s*at\s*\}|<\s*at\s*>|＠)\s*"
    r"|(?<=\w)\s+at\s+(?=[\w-]+(?:\.|\s*[\[(](?:dot|punkt)))",
    re.IGNORECASE,
)
_SPELT_DOT = re.compile(r"\s*[\[({]\s*(?:dot|punkt|\.)\s*[\])}]\s*", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}", re.IGNORECASE)
#: Beginnings and parts of addresses of an office or a group, whoever reads them.
_OFFICE = re.compile(
    r"^(?:info|kontakt|contact|post|mail|service|office|team|hallo|anfrage|anmeldung|vorstand|hilfe|help|support|ev|ag)\b"
    r"|b(?:ue|ü)ro|berat|verwalt|sekretariat|verein|treff|caf[eé]|integration|fl(?:ue|ü)chtl|asyl|migra|sport|schul(?!t[ez]|z|ze)|kita"
    r"|kirch(?!ner|hoff?|mann|er\b)|gemeinde|mosche|club|haus(?!mann|er\b|en\b|ner\b)|zentrum|netzwerk|initiative|willkommen|sprach|jugend|famil|ehrenamt|stadt(?!ler|mann|m(?:ue|ü)ller)|amt\b"
    r"|buecher|bücher|museum|welcome|kinder|frauen|tafel|werkstatt|bildung|vhs|awo|caritas|diakonie|drk|redaktion|presse",
    re.IGNORECASE,
)
_NAMED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?[._][^\W\d_]+(?:-[^\W\d_]+)?\d{0,4}", re.IGNORECASE)
#: Where people have their own mailbox.
_FREE = re.compile(
    r"@(?:g(?:oogle)?mail|gmx|web|t-online|outlook|hotmail|live|yahoo|icloud|me|freenet|aol|posteo|mailbox|arcor|proton"
    r"(?:mail)?|ymail|msn|mail|yandex|online|1und1|kabelmail|unitybox|unity-mail)\.[a-z.]{2,6}$",
    re.IGNORECASE,
)


def plain_mail(text: str) -> str:
    """Return a text with its mail addresses in their usual form: `info (at) example.org` → `info@example.org`."""
    return _SPELT_DOT.sub(".", _SPELT_AT.sub("@", text))


def is_private_mail(address: str) -> bool:
    """Whether a mail address looks like that of a person: first name and surname, or a mailbox of one's own."""
    local = address.partition("@")[0]
    if _OFFICE.search(local):
        return False
    return bool(_NAMED.fullmatch(local) or _FREE.search(address))


def is_mobile(text: str) -> bool:
    """Whether a text holds a mobile number, in any spelling and of any country."""
    return any(True for _ in _mobile_spans(text))


def without_private(text: str) -> tuple[str, tuple[str, ...]]:
    """Take the contacts of persons out of a text.

    Returns
    -------
    tuple
        The text with `…` in their places, and which kinds were there: `mobile_number`, `personal_email`.
    """
    kinds: list[str] = []
    plain = text
    spelt = plain_mail(plain)
    if any(is_private_mail(found[0]) for found in _MAIL.finditer(spelt)):
        kinds.append("personal_email")
        plain = _MAIL.sub(lambda found: "…" if is_private_mail(found[0]) else found[0], spelt)
    spans = sorted(_mobile_spans(plain), reverse=True)
    if spans:
        kinds.append("mobile_number")
        for start, end in spans:
            plain = f"{plain[:start]}…{plain[end:]}"
    return plain, tuple(kinds)


def _mobile_spans(text: str) -> Iterator[tuple[int, int]]:
    digits = _with_plain_digits(text)
    if sum(map(str.isdigit, digits)) < 9:
        return
    taken: list[tuple[int, int]] = []
    for found in _MOBILE.finditer(digits):
        start = found.start() + len(found[0]) - len(found[0].lstrip(" \n\t,;./-–"))
        taken.append((start, found.end()))
    for found in _FOREIGN.finditer(digits):
        overlaps = any(start < found.end() and found.start() < end for start, end in taken)
        if not overlaps and _is_foreign_mobile(found[0]):
            taken.append(found.span())
    yield from taken


def _is_foreign_mobile(number: str) -> bool:
    from phonenumbers import (
        NumberParseException,
        PhoneNumberType,
        number_type,
        parse,
    )  # heavy, and seldom needed

    try:
        return (
            number_type(parse(re.sub(r"^00", "+", re.sub(r"[^\d+]", "", number)), "DE"))
            == PhoneNumberType.MOBILE
        )
    except NumberParseException:
        return False


def _with_plain_digits(text: str) -> str:
    """Return a text of the same length with the digits of every script as ours."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(letter))
        if letter.isdigit() and unicodedata.digit(letter, None) is not None
        else letter
        for letter in text
    )
