"""A deck of slides as one value that lives in a link: what it is about, which slides, in which order, own sentences."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from geo import links
from geo.links import SHOWN_LIMIT, Hint, Params, clean_text
from geo.model import Taxonomy
from geo.planning import question as questions
from geo.planning.question import Question

#: The slides in the order a meeting usually takes them.
KINDS = (
    "title", "map", "cities", "gaps", "sites", "advice", "breaking", "decisions", "changes", "quality", "method",
)  # fmt: skip
#: The kinds with one slide a topic.
BY_TOPIC = ("gaps", "sites")
#: The parts of the page where a deck is made; a link without one opens the first.
TABS = ("cities", "tables", "changes", "slides")
MOST_TOPICS = 3
_MOST_SLIDES = 24
#: Letters of a sentence of one's own, and of the deck's title.
SENTENCE_LIMIT = 240
NEW_SITES = 3
#: Whom the sheet of a city is for.
RESIDENTS, PLANNERS = READERS = ("residents", "planners")
#: Shapes of projectors; a link without one means the first.
WIDE, NARROW = ASPECTS = ("16:9", "4:3")

_BETWEEN = "."
_OWN = "own"  # each own sentence stands as `kind:sentence`


@dataclass(frozen=True)
class Deck:
    """What is shown at a meeting.

    `question` asks for reach and gaps; its topics (at most three) are shown one by one, too. `slides` are kinds in
    their order. `sentences` belong to kinds, or to single slides (`gaps-work`). `since` is an ISO date, "" for no
    comparison with the past. `tab` is the part of the page that is open, `aspect` the shape of the projector.
    """

    language: str
    question: Question = field(default_factory=Question)
    slides: tuple[str, ...] = KINDS
    title: str = ""
    sentences: Mapping[str, str] = field(default_factory=dict)
    since: str = ""
    tab: str = TABS[0]
    aspect: str = WIDE

    def sentence(self, kind: str) -> str:
        """Return the own sentence of a slide, "" without one."""
        return self.sentences.get(kind, "")

    def with_sentence(self, kind: str, text: str) -> "Deck":
        """Return the deck with another own sentence on a slide; "" takes it away."""
        others = {name: words for name, words in self.sentences.items() if name != kind}
        tidy = clean_text(text, limit=SENTENCE_LIMIT)
        return replace(self, sentences=others | ({kind: tidy} if tidy else {}))

    def without(self, kind: str) -> "Deck":
        """Return the deck without a slide; the last one stays."""
        left = tuple(name for name in self.slides if name != kind)
        return replace(self, slides=left or self.slides)

    def with_slide(self, kind: str) -> "Deck":
        """Return the deck with a slide where it usually stands."""
        if kind in self.slides or kind not in KINDS:
            return self
        before = [name for name in self.slides if KINDS.index(name) < KINDS.index(kind)]
        at = self.slides.index(before[-1]) + 1 if before else 0
        return replace(self, slides=(*self.slides[:at], kind, *self.slides[at:]))

    def moved(self, kind: str, by: int) -> "Deck":
        """Return the deck with a slide earlier (-1) or later (1)."""
        order = list(self.slides)
        at = order.index(kind)
        to = min(max(at + by, 0), len(order) - 1)
        order.insert(to, order.pop(at))
        return replace(self, slides=tuple(order))


def topic_questions(question: Question) -> tuple[Question, ...]:
    """Return the question for each topic alone, three at most; the question itself where it names none."""
    topics = question.topics[:MOST_TOPICS]
    return tuple(replace(question, topics=(topic,)) for topic in topics) or (question,)


def to_query(deck: Deck, *, default_language: str) -> dict[str, list[str]]:
    """Return the deck as keys and values of a link; what is as at the start is left out."""
    single = {
        "lang": deck.language if deck.language != default_language else "",
        "deck": _BETWEEN.join(deck.slides) if deck.slides != KINDS else "",
        "title": deck.title,
        "since": deck.since,
        "tab": deck.tab if deck.tab != TABS[0] else "",
        "aspect": deck.aspect if deck.aspect != WIDE else "",
    }
    own = [f"{kind}:{text}" for kind, text in sorted(deck.sentences.items()) if text]
    query = questions.to_query(deck.question) | {key: [text] for key, text in single.items() if text}
    return query | ({_OWN: own} if own else {})


def from_query(params: Params, *, taxonomy: Taxonomy, languages: Collection[str]) -> tuple[Deck, list[Hint]]:
    """Read a deck from a link; whatever is not valid is ignored and said in a hint."""
    question, hints = questions.from_query(params, taxonomy=taxonomy)
    if len(question.topics) > MOST_TOPICS:
        hints.append(Hint("topic", question.topics[MOST_TOPICS:], "too_many"))
        question = replace(question, topics=question.topics[:MOST_TOPICS])
    deck = Deck(
        language=links.choice(params, "lang", languages, hints, default=next(iter(languages))),
        question=question,
        slides=_slides(params, hints),
        title=links.last(params, "title", limit=SENTENCE_LIMIT),
        since=_since(params, hints),
        tab=links.choice(params, "tab", TABS, hints, default=TABS[0]),
        aspect=links.choice(params, "aspect", ASPECTS, hints, default=WIDE),
    )
    for text in list(params.get(_OWN, ()))[:_MOST_SLIDES]:
        kind, _, sentence = text.partition(":")
        if is_slide(kind, taxonomy.topics):
            deck = deck.with_sentence(kind, sentence)
        else:
            hints.append(Hint(_OWN, (clean_text(text, limit=SHOWN_LIMIT),)))
    return deck, hints


def is_slide(name: str, topics: Collection[str]) -> bool:
    """Whether own words may stand on a slide of this name: a kind, or a kind and one of the topics."""
    kind, _, topic = name.partition("-")
    return kind in KINDS and (not topic or (kind in BY_TOPIC and topic in topics))


def _slides(params: Params, hints: list[Hint]) -> tuple[str, ...]:
    names = [name for name in links.last(params, "deck", limit=400).split(_BETWEEN) if name]
    unknown = tuple(name for name in names if name not in KINDS)
    if unknown:
        hints.append(Hint("deck", unknown))
    known = tuple(dict.fromkeys(name for name in names if name in KINDS))[:_MOST_SLIDES]
    return known or KINDS


def _since(params: Params, hints: list[Hint]) -> str:
    text = links.last(params, "since")
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        hints.append(Hint("since", (text,)))
        return ""
