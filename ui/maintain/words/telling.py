"""What a phrase means, in the visitor's words."""

from collections.abc import Callable, Mapping

from geo.i18n import Texts
from geo.model import URGENT_NEEDS, Taxonomy
from geo.offers.search.telling import meaning_words
from geo.store import PhraseRow
from geo.tables import LIST_SEPARATOR

_KINDS: Mapping[str, Callable[[Texts], str]] = {
    "topic": lambda texts: texts("words.kind_topic"),
    "group": lambda texts: texts("words.kind_group"),
    "city": lambda texts: texts("words.kind_city"),
}
_ALONE: Mapping[str, Callable[[Texts], str]] = {
    "ask": lambda texts: texts("words.meaning_ask"),
    "near": lambda texts: texts("words.meaning_near"),
    "urgent": lambda texts: texts("words.meaning_urgent"),
}


def meaning_label(meaning: str, texts: Texts, taxonomy: Taxonomy) -> str:
    """Name a meaning with its kind; one that the district does not know any more stays as it is written."""
    kind, _, value = meaning.partition(":")
    known: Mapping[str, Mapping[str, object]] = {"topic": taxonomy.topics, "group": taxonomy.target_groups}
    if value not in known.get(kind, {value: None}):
        return meaning
    if kind == "urgent" and value in URGENT_NEEDS:
        return texts(f"words.need_{value}")
    if meaning in _ALONE:
        return _ALONE[meaning](texts)
    name = meaning_words(meaning, texts, taxonomy)
    return f"{_KINDS[kind](texts)}: {name}" if kind in _KINDS else name


def isolated(phrase: str) -> str:
    """Return a phrase that keeps its own direction inside a sentence of another."""
    return f"\u2068{phrase}\u2069"


def phrase_line(row: PhraseRow, texts: Texts, taxonomy: Taxonomy) -> str:
    """Say a phrase with its language and all that it means."""
    meanings = [meaning_label(one, texts, taxonomy) for one in row.means.split(LIST_SEPARATOR)]
    return " · ".join((isolated(row.phrase), texts.language_name(row.language), *meanings))
