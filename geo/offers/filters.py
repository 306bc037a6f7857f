"""What a visitor has chosen, as one value: it selects offers, goes to and from a link, and says itself.

Values inside one facet widen the choice (OR), facets narrow it (AND); of topics all may be asked for. An offer that can
be used everywhere in the district (scope `district` or `online`) passes every city filter: it helps a person in each
city, so hiding it would be wrong. `is_everywhere` marks these offers, so that a page can say so.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.links import RAW_LIMIT, SHOWN_LIMIT, TEXT_LIMIT, Hint, choice, clean_text
from geo.model import FeeKind, Scope, Status, Taxonomy
from geo.offers.hours import DAY_CHOICES, NOW_CHOICES, TIME_CHOICES, Clock
from geo.offers.when import When

VALUES_LIMIT = 50  # values of one key in a link: more than any facet of one district offers
SHOWN_VALUES = 5  # refused values that a hint repeats

NOT_STATED = "not_stated"  # the choice "the offer does not say", for target groups, languages and hours
YES = "yes"  # the only value of the facets that are just on or off

TEXT = "text"
TOPICS = "topics"
TARGET_GROUPS = "target_groups"
CITIES = "cities"
LANGUAGES = "languages"
OPEN_NOW = "open_now"
DAYS = "days"
TIMES = "times"
FREE_ONLY = "free_only"
CONFIRMED_ONLY = "confirmed_only"
#: Whether an offer must have all topics or one of them: no facet, for it chooses nothing by itself. A link without it
#: means one of them, as links on paper always did.
ALL_TOPICS = "all_topics"
MATCH_KEY, MATCH_ALL, MATCH_ANY = "match", "all", "any"
#: What of the text is not to be read as more than words; no facet, for it chooses nothing by itself.
UNREAD = "unread"
UNREAD_KEY = "off"
UNREAD_LIMIT = 12  # meanings in a link: more than a question has
AS_TYPED = "all"  # every meaning
MEANING_PATTERN = re.compile(r"[a-z]{2,8}:[\w .()\-]{1,80}")

#: The filters of hours with what each may hold; days and times are asked together, for the same hours.
HOURS_CHOICES: Mapping[str, tuple[str, ...]] = {
    OPEN_NOW: (*NOW_CHOICES, NOT_STATED),
    DAYS: (*DAY_CHOICES, NOT_STATED),
    TIMES: (*TIME_CHOICES, NOT_STATED),
}
TOGETHER = (DAYS, TIMES)
LIST_FACETS = (TOPICS, TARGET_GROUPS, CITIES, LANGUAGES, *HOURS_CHOICES)
SWITCHES = (FREE_ONLY, CONFIRMED_ONLY)
FACETS = (TEXT, *LIST_FACETS, *SWITCHES)

#: The key of each facet in the address bar; short and lasting, because links on paper use them.
QUERY_KEYS: Mapping[str, str] = {
    TEXT: "q",
    TOPICS: "topic",
    TARGET_GROUPS: "group",
    CITIES: "city",
    LANGUAGES: "spoken",
    OPEN_NOW: "open",
    DAYS: "day",
    TIMES: "time",
    FREE_ONLY: "free",
    CONFIRMED_ONLY: "confirmed",
}

#: What the value of a switch in a link may be.
YES_WORDS = (YES, "1", "true")
NO_WORDS = ("no", "0", "false", "")


@dataclass(frozen=True)
class OfferFilter:
    """What is looked for; always tidy: the text is clean and bounded, no value stands twice.

    With `all_topics` an offer must have every one of several topics. `target_groups`, `languages` and the filters of
    hours (`HOURS_CHOICES`) may hold `NOT_STATED`, "the offer does not say"; `cities` holds names. `unread` are meanings
    that the visitor took off the reading of the text (`AS_TYPED` for all); without a text there are none.
    """

    text: str = ""
    topics: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    open_now: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    free_only: bool = False
    confirmed_only: bool = False
    unread: tuple[str, ...] = ()
    all_topics: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, TEXT, clean_text(self.text))
        object.__setattr__(self, UNREAD, tuple(dict.fromkeys(self.unread)) if self.text else ())
        for facet in LIST_FACETS:
            object.__setattr__(self, facet, tuple(dict.fromkeys(getattr(self, facet))))
        object.__setattr__(self, ALL_TOPICS, self.all_topics and len(self.topics) > 1)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is chosen at all."""
        return not active_facets(self)

    def without(self, *facets: str) -> "OfferFilter":
        """Return the filter with whole facets taken back."""
        defaults = {field.name: field.default for field in fields(self)}
        facets = (*facets, UNREAD) if TEXT in facets else facets
        return replace(self, **{facet: defaults[facet] for facet in facets})  # type: ignore[arg-type]  # names of fields


class Part(NamedTuple):
    """One facet in use, for the words of a page: its name and its values as they stand in the filter."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Chip:
    """One chosen value, to be shown and taken back."""

    facet: str
    value: str

    def without(self, offer_filter: OfferFilter) -> OfferFilter:
        """Return the filter without this value."""
        if self.facet not in LIST_FACETS:
            return offer_filter.without(self.facet)
        kept = tuple(value for value in getattr(offer_filter, self.facet) if value != self.value)
        return replace(offer_filter, **{self.facet: kept})  # type: ignore[arg-type]  # the name of a tuple field


def active_facets(offer_filter: OfferFilter) -> tuple[str, ...]:
    """Return the names of the facets in use, in the order of the page."""
    return tuple(facet for facet in FACETS if getattr(offer_filter, facet))


def _values_of(offer_filter: OfferFilter, facet: str) -> tuple[str, ...]:
    """Return the chosen values of a facet as texts; a switch that is on has the value `yes`."""
    value = getattr(offer_filter, facet)
    if facet in LIST_FACETS:
        return tuple(value)
    if facet in SWITCHES:
        return (YES,) if value else ()
    return (value,) if value else ()


def chips(offer_filter: OfferFilter) -> list[Chip]:
    """Return every chosen value as a chip, in the order of the page."""
    return [Chip(facet, value) for facet in FACETS for value in _values_of(offer_filter, facet)]


def describe(offer_filter: OfferFilter) -> list[Part]:
    """Say the filter as parts: one for each facet in use, with its values; a page puts words to them."""
    return [Part(facet, _values_of(offer_filter, facet)) for facet in active_facets(offer_filter)]


# -- links -----------------------------------------------------------------------------------------


def to_query(offer_filter: OfferFilter) -> dict[str, list[str]]:
    """Return the filter as keys and values of a link; what is not chosen is left out."""
    unread = {UNREAD_KEY: list(offer_filter.unread)} if offer_filter.unread else {}
    match = {MATCH_KEY: [MATCH_ALL]} if offer_filter.all_topics else {}
    return {QUERY_KEYS[part.key]: list(part.values) for part in describe(offer_filter)} | match | unread


def from_query(
    params: Mapping[str, Sequence[str]],
    *,
    taxonomy: Taxonomy,
    cities: Collection[str],
    languages: Collection[str],
) -> tuple[OfferFilter, list[Hint]]:
    """Read a filter from a link; whatever is not known is ignored and said in a hint, never an exception.

    Parameters
    ----------
    params
        Values by key; keys of other parts of the page are left alone.
    cities, languages
        The names and ISO codes that may be chosen.

    Returns
    -------
    filter, hints
        The filter of all that is valid, and one hint for each key with something else.
    """
    known: dict[str, Iterable[str]] = {
        TOPICS: taxonomy.topics,
        TARGET_GROUPS: (*taxonomy.target_groups, NOT_STATED),
        CITIES: cities,
        LANGUAGES: (*languages, NOT_STATED),
        **HOURS_CHOICES,
    }
    text, hints = _read_text(_values(params, TEXT))
    chosen: dict[str, tuple[str, ...]] = {}
    for facet in LIST_FACETS:
        chosen[facet], found = _read_list(facet, _values(params, facet), known[facet])
        hints += found
    switched: dict[str, bool] = {}
    for facet in SWITCHES:
        switched[facet], found = _read_switch(facet, _values(params, facet))
        hints += found
    unread, found = _read_meanings(params.get(UNREAD_KEY) or [])
    hints += found
    match = choice(params, MATCH_KEY, (MATCH_ALL, MATCH_ANY), hints)
    return OfferFilter(text=text, **chosen, **switched, unread=unread, all_topics=match == MATCH_ALL), hints  # type: ignore[arg-type]  # names of fields


def _read_meanings(values: Sequence[str]) -> tuple[tuple[str, ...], list[Hint]]:
    """Read which meanings the visitor took off; whether a text has them is seen when it is read."""
    listed = [
        clean_text(str(value)[:RAW_LIMIT]) for value in (values if not isinstance(values, str) else [values])
    ]
    known = [one for one in listed if one == AS_TYPED or MEANING_PATTERN.fullmatch(one)]
    strange = [one[:SHOWN_LIMIT] for one in listed if one and one not in known]
    hints = [Hint(UNREAD_KEY, tuple(strange[:SHOWN_VALUES]), "unknown")] if strange else []
    return tuple(known[:UNREAD_LIMIT]), hints


def _values(params: Mapping[str, Sequence[str]], facet: str) -> list[str]:
    values = params.get(QUERY_KEYS[facet]) or []
    listed = [values] if isinstance(values, str) else list(values[: VALUES_LIMIT + 1])
    return [str(value)[:RAW_LIMIT] for value in listed]


def _read_text(values: list[str]) -> tuple[str, list[Hint]]:
    if not values:
        return "", []
    text = clean_text(values[-1])
    if len(clean_text(values[-1], limit=RAW_LIMIT)) > TEXT_LIMIT:
        return text, [_hint(TEXT, values[-1:], "too_long")]
    return text, []


def _read_list(facet: str, values: list[str], known: Iterable[str]) -> tuple[tuple[str, ...], list[Hint]]:
    by_folded = {name.casefold(): name for name in known}
    tidy = [clean_text(value).casefold() for value in values[:VALUES_LIMIT]]
    unknown = [value for value, name in zip(values, tidy, strict=False) if name and name not in by_folded]
    hints = [_hint(facet, unknown)] if unknown else []
    if len(values) > VALUES_LIMIT:
        hints.append(_hint(facet, [], "too_many"))
    return tuple(by_folded[name] for name in tidy if name in by_folded), hints


def _read_switch(facet: str, values: list[str]) -> tuple[bool, list[Hint]]:
    if not values:
        return False, []
    word = clean_text(values[-1]).casefold()
    if word in YES_WORDS or word in NO_WORDS:
        return word in YES_WORDS, []
    return False, [_hint(facet, values[-1:], "not_a_switch")]


def _hint(facet: str, values: Iterable[str], reason: str = "unknown") -> Hint:
    shown = [clean_text(value, limit=SHOWN_LIMIT) for value in values]
    return Hint(QUERY_KEYS[facet], tuple(value for value in shown if value)[:SHOWN_VALUES], reason)


# -- selecting -------------------------------------------------------------------------------------


def is_everywhere(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Mark the offers that can be used in the whole district: district-wide or online."""
    return frame["scope"].isin([Scope.DISTRICT.value, Scope.ONLINE.value])


class Indicators:
    """Which offer has which value, as boolean arrays in the order of the frame; made once, used often."""

    def __init__(
        self,
        frame: pd.DataFrame,
        further: pd.DataFrame | None = None,
        clock: Callable[[], Clock] | None = None,
    ) -> None:
        """Read the offers, and the cities of their further addresses (`geo.offers.sites.further_sites`).

        `clock` tells the moment, for what is open now (`geo.offers.when.When`).
        """
        self.size = len(frame)
        self.when = When(frame, further, clock)
        self._everywhere = is_everywhere(frame).to_numpy(dtype=bool)
        self._arrays: dict[str, dict[str, NDArray[np.bool_]]] = {
            TOPICS: self._listed(frame["topics"]),
            TARGET_GROUPS: self._listed(frame["target_groups"]),
            CITIES: self._cities(frame["city"], further),
            LANGUAGES: self._listed(frame["languages"]),
            FREE_ONLY: {YES: frame["fee_kind"].eq(FeeKind.FREE.value).to_numpy(dtype=bool)},
            CONFIRMED_ONLY: {YES: _is_confirmed(frame)},
        }

    def values(self, facet: str) -> list[str]:
        """Return the values of a facet that occur in the frame, sorted, `not_stated` left out."""
        return sorted(value for value in self._arrays[facet] if value != NOT_STATED)

    def of(self, facet: str, value: str) -> NDArray[np.bool_]:
        """Return which offers a value leaves: none if nobody has it, but those for every city."""
        found = self._arrays[facet].get(value)
        if found is not None:
            return found
        return self._everywhere if facet == CITIES else np.zeros(self.size, dtype=bool)

    def at_hours(self, offer_filter: OfferFilter) -> NDArray[np.bool_]:
        """Return which offers the filters of hours leave."""
        result = np.ones(self.size, dtype=bool)
        if offer_filter.open_now:
            result &= self.when.now(offer_filter.open_now)
        if offer_filter.days or offer_filter.times:
            result &= self.when.planned(offer_filter.days, offer_filter.times)
        return result

    def any_of(self, facet: str, values: Sequence[str]) -> NDArray[np.bool_]:
        """Return which offers at least one of the values leaves."""
        result = np.zeros(self.size, dtype=bool)
        for value in values:
            result |= self.of(facet, value)
        return result

    def all_of(self, facet: str, values: Sequence[str]) -> NDArray[np.bool_]:
        """Return which offers every one of some values leaves."""
        found: NDArray[np.bool_] = np.logical_and.reduce([self.of(facet, value) for value in values])
        return found

    def _listed(self, column: "pd.Series[Any]") -> dict[str, NDArray[np.bool_]]:
        positions: dict[str, list[int]] = {NOT_STATED: []}
        for position, values in enumerate(column):
            for value in values or (NOT_STATED,):
                positions.setdefault(value, []).append(position)
        return {value: self._array(found) for value, found in positions.items()}

    def _cities(self, column: "pd.Series[Any]", further: pd.DataFrame | None) -> dict[str, NDArray[np.bool_]]:
        names = column.to_numpy(dtype=object)
        found = {str(name): (names == name) | self._everywhere for name in set(names) if name}
        for name, rows in () if further is None else further.groupby("city"):
            if name:
                found[str(name)] = found.get(str(name), self._everywhere) | column.index.isin(rows.index)
        return found

    def _array(self, positions: list[int]) -> NDArray[np.bool_]:
        array = np.zeros(self.size, dtype=bool)
        array[positions] = True
        return array


def _is_confirmed(frame: pd.DataFrame) -> NDArray[np.bool_]:
    confirmed = frame["status"].eq(Status.CONFIRMED.value) & frame["assured_date"].ne("")
    return confirmed.to_numpy(dtype=bool)


def open_offers(offers: pd.DataFrame) -> pd.DataFrame:
    """Return the offers that are not closed: what visitors see."""
    return offers[offers["status"].ne(Status.CLOSED.value)]


def apply(
    offer_filter: OfferFilter,
    frame: pd.DataFrame,
    *,
    scores: "pd.Series[float] | None" = None,
    indicators: Indicators | None = None,
) -> "pd.Series[bool]":
    """Return which offers the filter leaves.

    Parameters
    ----------
    scores
        The answer of `SearchIndex.scores` to the filter's text; only offers in it pass. Needed with a text.
    indicators
        Made beforehand from the same frame, to save the time.

    Raises
    ------
    ValueError
        If the filter has a text and no scores are given: ignoring the text would show what nobody asked for.
    """
    table = indicators or Indicators(frame)
    mask = table.at_hours(offer_filter)
    for facet in (*LIST_FACETS, *SWITCHES):
        if facet not in HOURS_CHOICES and getattr(offer_filter, facet):
            has_all = facet == TOPICS and offer_filter.all_topics
            leaves = table.all_of if has_all else table.any_of
            mask &= leaves(facet, _values_of(offer_filter, facet))
    if offer_filter.text:
        if scores is None:
            msg = "the filter has a text: scores of the search are needed"
            raise ValueError(msg)
        mask &= frame.index.isin(scores.index)
    return pd.Series(mask, index=frame.index, dtype=bool)
