"""Telephone, mail and web cells as lists have them: labels, brackets, several in one, a zero that was eaten."""

import re

from geo.offers.private_contact import is_mobile, is_private_mail, plain_mail

_LABEL = re.compile(
    r"\b(?:tel(?:efon)?|fon|phone|ruf|zentrale|büro)\b\s*(?:nr\b)?[\s.:]*|^tel:|☎\s*", re.IGNORECASE
)
_BETWEEN = re.compile(
    r"[;|\n,]+|\s+(?:oder|und|bzw\.?|or|and)\s+|\s/\s(?=\(?(?:0|\+)\d)|(?=\b(?:fax|telefax|mobil|handy)\b)",
    re.IGNORECASE,
)
_FAX = re.compile(r"\b(?:tele)?fax\b", re.IGNORECASE)
_NUMBER = re.compile(r"[+(]?\d[\d\s()/-]{1,28}\d")
_MAIL = re.compile(r"[^\s@<>()\[\],;:\"']{1,64}@[^\s@<>()\[\],;:\"'/]{1,190}\.[a-z]{2,}", re.IGNORECASE)
_WEB = re.compile(
    r"(?:(?P<scheme>https?)[:/\\]{1,4})?(?P<host>(?:[\w-]{1,63}\.){1,6}[a-z]{2,24})(?P<path>(?::\d{1,5})?(?:[/?#][^\s<>\"']*)?)",
    re.IGNORECASE,
)
#: Digits of a number with its area code, and of one whose leading zero a spreadsheet ate.
_EATEN = range(9, 12)
_COUNTRY_EATEN = re.compile(r"49[1-9]\d{8,11}")

_MOBILE_BEGIN = re.compile(r"(?:\+49|0049|0)[\s/()-]*(?:\(0\)\s*)?1[567]\d")

#: A number that a spreadsheet wrote with an exponent: which digits it had nobody knows.
_EXPONENT = re.compile(r"\s*\d(?:[.,]\d+)?\s*[eE]\+?\d{1,3}\s*")

Found = tuple[str, str]


def phone_of(text: str) -> Found:
    """Return the first number of an office and what has to be said of it ("" for nothing).

    `(02361) 111111 (AB)` gives `02361 111111`; `2361111111` gives `02361111111` with `phone_zero_added`.
    `2.36112E+09` gives nothing: a wrong number is worse than none.
    """
    if _EXPONENT.fullmatch(text):
        return "", "form_phone"
    plain = re.sub(r"[‐-―−]", "-", text).replace("\xa0", " ").replace(".", " ")
    pieces = [piece for piece in _BETWEEN.split(plain) if piece and piece.strip()]
    numbers = [
        (piece, found[0]) for piece in pieces for found in [_NUMBER.search(_LABEL.sub(" ", piece))] if found
    ]
    offices = [(piece, number) for piece, number in numbers if not _FAX.search(piece)]
    public = [(piece, number) for piece, number in offices if not _is_mobile(number)]
    if not public:
        return "", "mobile_number" if offices else "form_phone"
    piece, number = public[0]
    written, is_mended = _written(number)
    if is_mended:
        return written, "phone_zero_added"
    rest = _LABEL.sub("", piece).replace(number, "", 1) + "".join(other for other in pieces if other != piece)
    if len(offices) > len(public):
        return written, "mobile_number"
    return written, "phone_rest" if any(map(str.isalnum, rest)) else ""


def _is_mobile(number: str) -> bool:
    """Whether a number begins as a mobile one, even where digits are missing, or is one in another spelling."""
    return is_mobile(number) or bool(_MOBILE_BEGIN.match(number))


def _written(number: str) -> tuple[str, bool]:
    """Return a number in one form, and whether its leading zero was missing."""
    plain = re.sub(r"^\((\d+)\)", r"\1", number.strip())
    plain = re.sub(r"(?<!\()\)", "", plain) if plain.count(")") > plain.count("(") else plain
    plain = re.sub(r" {2,}", " ", plain.strip(" /-"))
    plain = plain.replace("(", "").replace(")", "") if plain.count("(") != plain.count(")") else plain
    digits = re.sub(r"\D", "", plain)
    if plain.startswith(("0", "+")):
        return plain, False
    if _COUNTRY_EATEN.fullmatch(digits):
        return f"+{plain}", True
    return (f"0{plain}", True) if len(digits) in _EATEN else (plain, False)


def email_of(text: str) -> Found:
    """Return the first mail address that is no person's, and what has to be said."""
    found = [
        address.strip(".")
        for address in _MAIL.findall(re.sub(r"mailto:", " ", plain_mail(text), flags=re.IGNORECASE))
    ]
    public = [address for address in found if not is_private_mail(address)]
    if not public:
        return "", "personal_email" if found else "form_email"
    local, _, host = public[0].rpartition("@")
    kind = "personal_email" if len(found) > len(public) else "email_rest" if len(set(found)) > 1 else ""
    return f"{local}@{host.casefold()}", kind


def website_of(text: str) -> Found:
    """Return the first web address in its usual form, and what has to be said."""
    words = [word.strip("<>()[]\"',;") for word in re.split(r"[\s;|]+|,(?=\s|www|http)", text)]
    found = [match for word in words if "@" not in word and (match := _WEB.fullmatch(word.rstrip(".")))]
    if not found:
        return "", "form_website"
    first = found[0]
    scheme, host = (first["scheme"] or "https").casefold(), first["host"].casefold()
    return f"{scheme}://{host}{first['path']}", "website_rest" if len(found) > 1 else ""
