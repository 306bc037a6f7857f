"""Texts that a spreadsheet would compute: keep them texts in a CSV file, and give them back as they were.

An apostrophe is put before what would be a formula, and before what begins with apostrophes and then like a formula.
So a reader that takes one apostrophe off such a text always gets the text that was written.
"""

#: What makes a spreadsheet compute a text instead of showing it; the last four are their full-width twins.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_GUARD = "'"


def without_formula(text: str) -> str:
    """Return a text that no spreadsheet computes."""
    return f"{_GUARD}{text}" if _would_compute(text) else text


def restored(text: str) -> str:
    """Return the text that `without_formula` was given; other texts stay as they are."""
    return text[1:] if text.startswith(_GUARD) and _would_compute(text) else text


def _would_compute(text: str) -> bool:
    return text.lstrip(_GUARD).startswith(FORMULA_STARTS)
