"""Columns and their values in the visitor's words, for plans and comparisons."""

from geo.i18n import Texts
from geo.model import Taxonomy
from geo.schema import LIST_SEPARATOR, OFFER_COLUMNS
from geo.sources.values import KNOWN_COLUMNS

_CHOICES = frozenset(spec.name for spec in OFFER_COLUMNS if spec.allowed)


def column_name(texts: Texts, column: str) -> str:
    """Name a column; `title_en` is the title in another language, a heading of somebody else stays as it is."""
    if column in KNOWN_COLUMNS:
        return texts(f"column.{column}")
    base, _, language = column.rpartition("_")
    if base in KNOWN_COLUMNS:
        return texts(
            "column.in_language", column=texts(f"column.{base}"), language=texts.language_name(language)
        )
    return column


def value_words(texts: Texts, taxonomy: Taxonomy, column: str, value: str) -> str:
    """Say the value of a column; "–" for an empty one."""
    if not value:
        return "–"
    if column in _CHOICES:
        return texts(f"column.value_{value}")
    named = {"topics": taxonomy.topics, "target_groups": taxonomy.target_groups}.get(column)
    items = [item.strip() for item in value.split(LIST_SEPARATOR)]
    if named is not None:
        return texts.listing([named[i].labels[texts.language] if i in named else i for i in items])
    if column == "languages":
        return texts.listing([texts.language_name(item) for item in items])
    return value
