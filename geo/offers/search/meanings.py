"""All that a phrase may mean, and the phrases of a district: those of its tables, of its vocabularies and of Babel."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from geo.model import TargetGroup, Taxonomy, Topic
from geo.offers.search.phrases import Phrasebook, Phrases, compile_phrases
from geo.settings import spoken_languages


def phrasebook_of(taxonomy: Taxonomy, cities: Iterable[str], spoken: Iterable[str]) -> Phrasebook:
    """Compile what people say for the topics, groups, cities and languages of a district, and for all else.

    The same asked again gives the same book: offers change, and what people say does not.

    Parameters
    ----------
    cities, spoken
        Names of cities, without others, and ISO codes of languages of advice, which Babel names.
    """
    return _book(_ByIdentity(taxonomy), tuple(sorted({*cities})), tuple(sorted({*spoken})))


class _ByIdentity:
    """A taxonomy as a key: it never changes, and comparing thousands of phrases would cost more than compiling."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.taxonomy is self.taxonomy

    def __hash__(self) -> int:
        return id(self.taxonomy)


@lru_cache(maxsize=8)
def _book(key: _ByIdentity, cities: tuple[str, ...], spoken: tuple[str, ...]) -> Phrasebook:
    taxonomy = key.taxonomy
    known = {f"topic:{one}" for one in taxonomy.topics} | {f"group:{one}" for one in taxonomy.target_groups}
    known |= {f"city:{one}" for one in cities}
    merged: dict[str, dict[str, list[str]]] = {}
    for source in (
        taxonomy.phrases,
        _synonyms("topic", taxonomy.topics),
        _synonyms("group", taxonomy.target_groups),
        {"de": {f"city:{city}": (city,) for city in cities}},
        _language_names(spoken),
    ):
        for language, by_meaning in source.items():
            for means, all_of in by_meaning.items():
                kept = ";".join(one for one in means.split(";") if _is_known(one, known))
                if kept:
                    merged.setdefault(language, {}).setdefault(kept, []).extend(all_of)
    return Phrasebook(compile_phrases(merged))


def _is_known(meaning: str, known: set[str]) -> bool:
    kind = meaning.partition(":")[0]
    return meaning in known or kind not in ("topic", "group", "city")


def _synonyms(kind: str, things: Mapping[str, Topic] | Mapping[str, TargetGroup]) -> Phrases:
    result: dict[str, dict[str, list[str]]] = {}
    for key, thing in things.items():
        for language, said in (
            *thing.synonyms.items(),
            *((code, (label,)) for code, label in thing.labels.items()),
        ):
            result.setdefault(language, {}).setdefault(f"{kind}:{key}", []).extend(said)
    return result


def _language_names(spoken: Iterable[str]) -> Phrases:
    """Name each language in itself and in those of the screens."""
    result: dict[str, dict[str, list[str]]] = {}
    for code in spoken:
        for language in {code, *spoken_languages()}:
            if name := language_name(code, language):
                result.setdefault(language, {}).setdefault(f"spoken:{code}", []).append(name)
    return result


def language_name(code: str, language: str) -> str:
    """Return the name of a language in another; "" where Babel knows none."""
    try:
        return str(Locale.parse(language).languages.get(code, ""))
    except (UnknownLocaleError, ValueError):
        return ""
