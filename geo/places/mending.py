"""Broken letters made whole: text that was decoded wrongly, entities of HTML, letters that only look alike."""

import html
import re

#: Two letters beyond ASCII beside each other: what UTF-8 read as something else always shows.
_SUSPICIOUS = re.compile(r"[^\x00-\x7f]{2}")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,10});")
#: A Greek beta between Latin letters is meant as sharp s, a ligature as its letters.
_BETA = re.compile(r"(?<=[A-Za-zÄÖÜäöü])β(?![\u0370-\u03ff])")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
#: What stands where a letter was lost for good: the mark of a decoder, or a question mark inside a word.
_LOST = re.compile("\ufffd|(?<=[A-Za-zÄÖÜäöüß])\\?(?=[a-zäöüß])")


def mended(text: str) -> str:
    """Return a text with its letters whole again: `StraÃŸe`, `Stra&szlig;e` and `Straβe` become `Straße`."""
    if text.isascii() and "&" not in text:
        return text
    if _SUSPICIOUS.search(text):
        from ftfy import fix_encoding  # loaded only where something looks broken

        text = fix_encoding(text)
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return _BETA.sub("ß", text.translate(_LIGATURES))


def has_lost_letters(text: str) -> bool:
    """Whether letters of a text were lost before it came here, so that nobody can bring them back."""
    return bool(_LOST.search(text))
