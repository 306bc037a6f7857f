"""How Office calls a language: spelling checkers and screen readers of PPTX and DOCX go by it."""

#: By the ISO code of a language, where Office asks for a country as well.
_LOCALES = {"de": "de-DE", "en": "en-GB", "ar": "ar-SA"}


def office_language(language: str) -> str:
    """Return Office's name of a language: `de-DE` for `de`; a language without one keeps its code."""
    return _LOCALES.get(language, language)
