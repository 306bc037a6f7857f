"""What was understood of a question, and what an offer lacks of it, in the visitor's words."""

from collections.abc import Callable
from dataclasses import dataclass

from geo.i18n import Texts
from geo.model import Taxonomy
from geo.offers.hours import DAY_CHOICES
from geo.offers.search.index import LACKS, NOT_TOLD, Answer
from geo.offers.search.reading import Part

#: Meanings whose value is a level of the European framework.
LEVELS = ("A1", "A2", "B1", "B2", "C1")


@dataclass(frozen=True)
class Understood:
    """A part of a question as a chip: the meaning by which it is taken off, and its name."""

    meaning: str
    name: str


@dataclass(frozen=True)
class Lacking:
    """What an offer does not have of a question, and what it does not state, as lists of names."""

    lacks: str = ""
    not_told: str = ""


def understood(answer: Answer, texts: Texts, taxonomy: Taxonomy) -> list[Understood]:
    """Return the parts of a question in their order."""
    return [Understood(p.meanings[0], part_words(p, texts, taxonomy)) for p in answer.reading.parts]


def unknown_words(answer: Answer) -> list[str]:
    """Return the words that nobody knows, as they were typed."""
    return list(dict.fromkeys(answer.reading.written[place] for place in answer.unknown))


def lacking(answer: Answer, offer: int, texts: Texts, taxonomy: Taxonomy) -> Lacking:
    """Say what an offer lacks; `offer` is its place in the frame."""
    parts = [part_words(part, texts, taxonomy) for part in answer.reading.parts]
    names = [*parts, *(answer.reading.written[place] for place in answer.names)]
    found = {
        how: texts.listing(
            [name for name, row in zip(names, answer.missing, strict=True) if row[offer] == how]
        )
        for how in (LACKS, NOT_TOLD)
    }
    return Lacking(found[LACKS], found[NOT_TOLD])


def part_words(part: Part, texts: Texts, taxonomy: Taxonomy) -> str:
    """Say a part by its first meaning, and by the second where that is of the same kind."""
    same = [one for one in part.meanings if one.partition(":")[0] == part.kind][:2]
    names = [meaning_words(one, texts, taxonomy) for one in same]
    return names[0] if len(names) == 1 else texts("search.either", one=names[0], other=names[1])


def meaning_words(meaning: str, texts: Texts, taxonomy: Taxonomy) -> str:
    """Say one meaning."""
    kind, _, value = meaning.partition(":")
    said: dict[str, Callable[[], str]] = {
        "topic": lambda: taxonomy.topics[value].labels[texts.language],
        "group": lambda: taxonomy.target_groups[value].labels[texts.language],
        "city": lambda: value,
        "spoken": lambda: texts("meaning.spoken", language=texts.language_name(value)),
        "fee": lambda: texts("fee.free"),
        "day": lambda: texts.weekday(DAY_CHOICES.index(value)),
        "level": lambda: _level_words(value, texts),
    }
    return said.get(kind, lambda: texts(f"meaning.{kind}_{value}"))()


def _level_words(value: str, texts: Texts) -> str:
    return texts("meaning.level", level=value) if value in LEVELS else texts(f"meaning.level_{value}")
