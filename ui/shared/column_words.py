"""Columns and their values in the visitor's words, for plans and comparisons."""

from geo.exchange.sources.values import KNOWN_COLUMNS
from geo.i18n import Texts
from geo.model import Taxonomy
from geo.offers import value_wording
from geo.offers.columns import BY_NAME


def column_name(texts: Texts, column: str) -> str:
    """Name a column; `title_en` is the title in another language, a heading of somebody else stays as it is."""
    if column in KNOWN_COLUMNS:
        return texts(f"column.{column}")
    base, _, language = column.rpartition("_")
    if base in KNOWN_COLUMNS:
        name = texts.language_name(language)
        return texts("column.in_language", column=texts(f"column.{base}"), language=name)
    return column


def value_words(texts: Texts, taxonomy: Taxonomy, column: str, value: str) -> str:
    """Say the value of a column; "–" for an empty one."""
    if column not in BY_NAME:
        return value or "–"
    return value_wording.value_words(column, value, texts=texts, taxonomy=taxonomy) or "–"
