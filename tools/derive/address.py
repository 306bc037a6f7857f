"""Street and house number, as the facts write them."""

import re

_NUMBER = r"\d{1,4}\s?[a-zA-Z]?(?:\s?[-–/+]\s?\d{1,4}\s?[a-zA-Z]?)?"
_STREET_AND_NUMBER = re.compile(rf"(?P<street>.*\D)\s+(?P<number>{_NUMBER})")


def split_street(text: str) -> tuple[str, str]:
    """Split "Lippstraße 7-9" into street and house number; the number is "" where there is none."""
    found = _STREET_AND_NUMBER.fullmatch(text.strip())
    street, number = (found["street"], found["number"]) if found else (text, "")
    return spell_street(street.strip()), number.replace("–", "-").replace(" ", "")


def spell_street(street: str) -> str:
    """Spell out "Str." and "str." at the end; nothing else is changed."""
    return re.sub(r"([sS])tr\.?$", r"\1traße", street)
