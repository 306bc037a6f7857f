"""What a planner asks, as one value: which offers, which people, which way, how far; it lives in the link.

The same value drives the page, the command line and the run file, so that all three give the same numbers.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date

from geo import links
from geo.errors import DataError
from geo.links import Hint, Params
from geo.model import Taxonomy
from geo.offers import filters
from geo.offers.filters import OfferFilter
from geo.reach.measures import MEASURES
from geo.reach.speeds import METRES, MODES, TRANSIT, minutes_to_metres
from geo.reach.supply import Counted
from geo.reach.transit import parse_date, parse_hours

PEOPLE = ("all", "foreign")
#: What a cell counts: its people, or what advice counted in its city, where its people live.
WEIGHTS = ("people", NEEDS := "needs")
#: An offer of one of the topics is enough, or there has to be one of each.
ANY, ALL = "any", "all"
MATCHES = (ANY, ALL)
COUNTED = tuple(kind.value for kind in Counted)

#: Bounds of the threshold: below a minute nobody is helped, above two hours nobody goes.
_MINUTES = (1.0, 120.0)
_METRES_BOUNDS = (50.0, 20_000.0)
DEFAULT_MINUTES = 30.0
DEFAULT_METRES = 1000.0  # the BBSR's way on foot to what is needed daily

#: The start of the page: language courses (where a district has this topic), all people, on foot, 30 minutes.
_DEFAULT_TOPICS = ("language",)

#: Stands in a link for "offers of any topic", because a link without a topic is the start of the page.
_ANY = "any"

#: The key of each part in the address bar; topic and group are those of `geo.offers.filters`.
KEYS = {
    "people": "people", "mode": "mode", "measure": "measure", "counted": "counted", "threshold": "t",
    "day": "date", "window": "window", "weight": "weight", "match": "match",
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """Which offers (`topics`, `target_groups`, `counted`), for whom, how, how far.

    `threshold` is in minutes, in mode `metres` in metres; `limit_m` gives it in metres of way. `day` (YYYY-MM-DD) and
    `window` (HH:MM-HH:MM of the departures, HH:MM to be there by) are for bus and train; "" for the next usual Tuesday,
    departures from 8 to 10. With the `weight` needs it is told besides which share of the published needs lies in reach
    (`geo.kim.weighing`).
    `match` says whether an offer of one of the topics is enough (`any`) or one of each has to be reached (`all`, by the
    way to it only: other measures count offers of any of them).
    """

    topics: tuple[str, ...] = _DEFAULT_TOPICS
    target_groups: tuple[str, ...] = ()
    people: str = "all"
    mode: str = "walk"
    threshold: float = DEFAULT_MINUTES
    measure: str = "nearest"
    counted: str = "all"
    day: str = ""
    window: str = ""
    weight: str = "people"
    match: str = ANY

    @property
    def needs_all(self) -> bool:
        """Whether people have to reach an offer of each of several topics."""
        return self.match == ALL and len(self.topics) > 1

    @property
    def filter(self) -> OfferFilter:
        """The filter that selects the offers."""
        return OfferFilter(topics=self.topics, target_groups=self.target_groups)

    @property
    def limit_m(self) -> float:
        """The threshold in metres of way."""
        return minutes_to_metres(self.threshold, self.mode)

    @property
    def unit(self) -> str:
        """`min` or `m`."""
        return "m" if self.mode == METRES else "min"

    def with_mode(self, mode: str) -> "Question":
        """Return the question for another way of travel; between minutes and metres the threshold starts anew."""
        changes_unit = (mode == METRES) != (self.mode == METRES)
        threshold = default_threshold(mode) if changes_unit else self.threshold
        return replace(self, mode=mode, threshold=threshold)


def default_threshold(mode: str) -> float:
    """Return the threshold a mode starts with."""
    return DEFAULT_METRES if mode == METRES else DEFAULT_MINUTES


def first_topics(taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the topics the page starts with: language courses, or all where a district has no such topic."""
    return tuple(topic for topic in _DEFAULT_TOPICS if topic in taxonomy.topics)


def bounds(mode: str) -> tuple[float, float]:
    """Return the least and largest threshold of a mode, in its unit."""
    return _METRES_BOUNDS if mode == METRES else _MINUTES


def to_query(question: Question) -> dict[str, list[str]]:
    """Return the question as keys and values of a link; what is as by default is left out."""
    query = filters.to_query(question.filter)
    plain = Question()
    if question.topics == plain.topics:
        query.pop("topic")
    elif not question.topics:
        query["topic"] = [_ANY]
    for name in ("people", "mode", "measure", "counted", "weight", "match"):
        if getattr(question, name) != getattr(plain, name):
            query[KEYS[name]] = [getattr(question, name)]
    if question.mode == TRANSIT:
        query |= {KEYS[name]: [text] for name in ("day", "window") if (text := getattr(question, name))}
    if question.threshold != default_threshold(question.mode):
        query[KEYS["threshold"]] = [f"{question.threshold:g}"]
    return query


def from_query(params: Params, *, taxonomy: Taxonomy) -> tuple[Question, list[Hint]]:
    """Read a question from a link; whatever is not valid is ignored and said in a hint."""
    is_any = links.last(params, "topic") == _ANY
    asked = {
        key: params[key] for key in ("topic", "group") if key in params and not (key == "topic" and is_any)
    }
    offer_filter, hints = filters.from_query(asked, taxonomy=taxonomy, cities=(), languages=())
    mode = _choice(params, "mode", MODES, hints)
    day, window = _departures(params, hints) if mode == TRANSIT else ("", "")
    match, measure = _choice(params, "match", MATCHES, hints), _choice(params, "measure", MEASURES, hints)
    if match == ALL and measure != Question().measure:
        hints.append(Hint(KEYS["measure"], (measure,)))
        measure = Question().measure
    return (
        Question(
            topics=() if is_any else offer_filter.topics or first_topics(taxonomy),
            target_groups=offer_filter.target_groups,
            people=_choice(params, "people", PEOPLE, hints),
            mode=mode,
            threshold=_threshold(params, mode, hints),
            measure=measure,
            counted=_choice(params, "counted", COUNTED, hints),
            day=day,
            window=window,
            weight=_choice(params, "weight", WEIGHTS, hints),
            match=match,
        ),
        hints,
    )


def _choice(params: Params, name: str, allowed: Collection[str], hints: list[Hint]) -> str:
    return links.choice(params, KEYS[name], allowed, hints, default=getattr(Question(), name))


def _departures(params: Params, hints: list[Hint]) -> tuple[str, str]:
    """Return day and window of the departures; what cannot be is said in a hint."""
    day, window = links.last(params, KEYS["day"]), links.last(params, KEYS["window"])
    if day and not _is_fine(lambda: parse_date(day)):
        hints.append(Hint(KEYS["day"], (day,)))
        day = ""
    if window and not _is_fine(lambda: parse_hours(date.min, window)):
        hints.append(Hint(KEYS["window"], (window,)))
        window = ""
    return day, window


def _is_fine(read: Callable[[], object]) -> bool:
    try:
        read()
    except DataError:
        return False
    return True


def _threshold(params: Params, mode: str, hints: list[Hint]) -> float:
    text = links.last(params, KEYS["threshold"])
    if not text:
        return default_threshold(mode)
    least, largest = bounds(mode)
    try:
        value = round(float(text), 1)
    except ValueError:
        value = float("nan")
    if not least <= value <= largest:
        hints.append(Hint(KEYS["threshold"], (text,)))
        return default_threshold(mode)
    return value
