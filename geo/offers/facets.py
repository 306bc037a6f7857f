"""What each further choice would leave, and the way out when nothing is left.

The count beside a choice is the number of offers that match this choice and all *other* facets: what one would see
with this choice alone in its facet, or beside all chosen topics where all are asked for. So
a choice never promises less than a click on it shows.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model import Taxonomy
from geo.offers import filters
from geo.offers.course_runs import CourseRun, Runs, to_come
from geo.offers.filters import Chip, Indicators, OfferFilter
from geo.offers.hours import Clock
from geo.offers.run_filter import NOTHING_ASKED, RunsAsked, offers_with
from geo.offers.search.completing import Completer
from geo.offers.search.index import Answer, SearchIndex
from geo.offers.sites import at_all_sites, further_sites
from geo.offers.translations import Translations, told_translations, with_all_texts

Mask = NDArray[np.bool_]
#: Which offers are left by some facets of a filter; days and times have a mask each, and one for both together.
Masks = Mapping[tuple[str, ...], Mask]

MAX_LOOSENINGS = 4  # ways out of an empty list that are shown at most


class OfferTable:
    """The offers with everything that is made once and used at every click; never changed afterwards.

    What only some need is made when it is first asked for: a command without a text searches nothing.
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        taxonomy: Taxonomy,
        *,
        cities: Sequence[str] = (),
        sites: pd.DataFrame | None = None,
        translations: Translations | None = None,
        shown: Translations | None = None,
        runs: Runs | None = None,
        clock: Callable[[], Clock] | None = None,
    ) -> None:
        """Make everything ready; `sites`, `translations` and `runs` as the store gives them.

        `shown` are the texts that a visitor reads in the place of the German ones where they are more than those that
        are searched and handed on, as `geo.upkeep.opening.translations_of` gives them. Without a `clock` nobody may
        choose what is open now.
        """
        self.frame = frame
        self.taxonomy = taxonomy
        self.known_sites = sites
        self.sites = further_sites(frame, sites)
        self.indicators = Indicators(frame, self.sites, clock)
        self.translations = told_translations(frame, translations or {})
        self.shown = self.translations if shown is None else told_translations(frame, shown)
        self.runs: Runs = {key: found for key, found in (runs or {}).items() if key in frame.index}
        self._whole: OfferTable = self
        self._courses = NOTHING_ASKED
        self._among: Mask | None = None
        self.choices = choices_of(self.indicators, taxonomy, cities)
        self._completers: dict[str, Completer] = {}
        self._stacks = {
            facet: self._stack(facet, values)
            for facet, values in self.choices.items()
            if facet not in filters.HOURS_CHOICES
        }

    @cached_property
    def search(self) -> SearchIndex:
        """The words of all offers with their translations, made ready for questions."""
        if self._whole is not self:
            return self._whole.search
        return SearchIndex(
            with_all_texts(self.frame, self.translations),
            self.taxonomy,
            sites=self.sites,
            hours=self.indicators.when.hours,
        )

    def completer(self, language: str) -> Completer:
        """Return what the question's field offers in a language, made ready when first needed."""
        if language not in self._completers:
            self._completers[language] = Completer(
                self.frame,
                self.taxonomy,
                self.search.book,
                language=language,
                cities=self.choices[filters.CITIES],
                translations=self.translations,
            )
        return self._completers[language]

    @cached_property
    def places(self) -> pd.DataFrame:
        """The offers at all their addresses (`geo.offers.sites.at_all_sites`)."""
        return at_all_sites(self.frame, self.sites)

    def translation(self, offer_id: str, language: str) -> Mapping[str, str]:
        """Return the texts of an offer in a language, by column; none where there are none."""
        return self.shown.get(offer_id, {}).get(language, {})

    def runs_of(self, offer_id: str, today: date) -> tuple[CourseRun, ...]:
        """Return the dated runs of an offer that are told on a day, those that are asked for first."""
        told = to_come(self.runs.get(offer_id, ()), today)
        return tuple(sorted(told, key=lambda run: not self._courses.fits(run, today)))

    def with_courses(self, asked: RunsAsked, today: date) -> "OfferTable":
        """Return the table that leaves only offers with a dated run that is asked for; all else is shared."""
        if asked.is_empty:
            return self._whole
        found = copy(self._whole)
        found._courses = asked
        found._among = self.frame.index.isin(offers_with(asked, self.runs, today))
        return found

    def _stack(self, facet: str, values: Sequence[str]) -> Mask:
        rows = [self.indicators.of(facet, value) for value in values]
        return np.array(rows, dtype=bool).reshape(len(values), len(self.frame))

    def answer(self, offer_filter: OfferFilter) -> Answer | None:
        """Return how the filter's text was read and what fits it, None without one."""
        return (
            self.search.answer(offer_filter.text, without=offer_filter.unread) if offer_filter.text else None
        )

    def scores(self, offer_filter: OfferFilter) -> "pd.Series[float] | None":
        """Return the scores of the filter's text, None without one."""
        return (
            self.search.scores(offer_filter.text, without=offer_filter.unread) if offer_filter.text else None
        )

    def select(self, offer_filter: OfferFilter) -> "pd.Series[bool]":
        """Return which offers the filter leaves, its text included."""
        left = filters.apply(
            offer_filter, self.frame, scores=self.scores(offer_filter), indicators=self.indicators
        )
        return left if self._among is None else left & self._among

    def ranked(self, offer_filter: OfferFilter) -> "pd.Index[str]":
        """Return the ids the filter leaves: best match first with a text, else in the order of the frame."""
        mask = self.select(offer_filter)
        left = self.frame.index[mask.to_numpy(dtype=bool)]
        scores = self.scores(offer_filter)
        if scores is None:
            return left
        return left[np.argsort(-scores.loc[left].to_numpy(), kind="stable")]

    def whole(self, offer_filter: OfferFilter) -> Mask:
        """Return which offers fit the filter's text wholly, in the order of the frame; all of them without a text."""
        answer = self.answer(offer_filter)
        return np.ones(len(self.frame), dtype=bool) if answer is None else answer.whole

    def count(self, offer_filter: OfferFilter) -> int:
        """Return how many offers the filter leaves."""
        return int(self.select(offer_filter).sum())

    def mask_of(self, offer_filter: OfferFilter, facet: str) -> Mask:
        """Return which offers one facet of the filter leaves."""
        return self.select(only(offer_filter, facet)).to_numpy(dtype=bool)

    def masks(self, offer_filter: OfferFilter) -> Masks:
        """Return which offers the facets in use leave."""
        active = filters.active_facets(offer_filter)
        masks: dict[tuple[str, ...], Mask] = {(facet,): self.mask_of(offer_filter, facet) for facet in active}
        if all(facet in active for facet in filters.TOGETHER):
            masks[filters.TOGETHER] = self.indicators.at_hours(only(offer_filter, *filters.TOGETHER))
        return masks if self._among is None else {(): self._among, **masks}  # no choice takes it back

    def counts(self, facet: str, mask: Mask, offer_filter: OfferFilter) -> dict[str, int]:
        """Count the offers of `mask` that have each choice of a facet beside what the filter asks together with it."""
        is_of_hours = facet in filters.HOURS_CHOICES
        rows = self._at_hours(facet, offer_filter) if is_of_hours else self._stacks[facet]
        if facet == filters.TOPICS and offer_filter.all_topics:
            mask = mask & self.indicators.all_of(facet, offer_filter.topics)
        found = np.count_nonzero(rows & mask, axis=1)
        return dict(zip(self.choices[facet], (int(number) for number in found), strict=True))

    def _at_hours(self, facet: str, offer_filter: OfferFilter) -> Mask:
        beside = only(offer_filter, *(filters.TOGETHER if facet in filters.TOGETHER else ()))
        rows = [
            self.indicators.at_hours(replace(beside, **{facet: (value,)}))  # type: ignore[arg-type]  # name of a field
            for value in self.choices[facet]
        ]
        return np.array(rows, dtype=bool).reshape(len(rows), len(self.frame))


def choices_of(
    indicators: Indicators, taxonomy: Taxonomy, cities: Sequence[str] = ()
) -> dict[str, tuple[str, ...]]:
    """Return the values of each facet in the order of the page; without `cities` those that occur.

    What is open now is among them where there is a clock.
    """
    of_hours = {
        facet: values
        for facet, values in filters.HOURS_CHOICES.items()
        if facet != filters.OPEN_NOW or indicators.when.has_clock
    }
    return {
        filters.TOPICS: tuple(taxonomy.topics),
        filters.TARGET_GROUPS: (*taxonomy.target_groups, filters.NOT_STATED),
        filters.CITIES: tuple(cities) or tuple(indicators.values(filters.CITIES)),
        filters.LANGUAGES: (*indicators.values(filters.LANGUAGES), filters.NOT_STATED),
        **of_hours,
        filters.FREE_ONLY: (filters.YES,),
        filters.CONFIRMED_ONLY: (filters.YES,),
    }


def only(offer_filter: OfferFilter, *facets: str) -> OfferFilter:
    """Return the filter with nothing but the named facets."""
    return offer_filter.without(*(facet for facet in filters.FACETS if facet not in facets))


def facet_counts(table: OfferTable, offer_filter: OfferFilter) -> dict[str, dict[str, int]]:
    """Return, for every choice of every facet, how many offers match it and all other facets of the filter.

    Returns
    -------
    dict
        By facet (`filters.LIST_FACETS`, `filters.SWITCHES`), then by value in the order of the page; where an
        offer may not say, `not_stated` is the last, and switches have the value `yes`.
    """
    masks = table.masks(offer_filter)
    result: dict[str, dict[str, int]] = {}
    for facet in table.choices:
        together = filters.TOGETHER if facet in filters.TOGETHER else (facet,)
        others = _all_of(masks, len(table.frame), without=together)
        result[facet] = table.counts(facet, others, offer_filter)
    return result


def _all_of(masks: Masks, size: int, *, without: Sequence[str]) -> Mask:
    """Return which offers all facets leave but some, which then count nowhere."""
    result = np.ones(size, dtype=bool)
    for facets, mask in masks.items():
        if not set(facets) & set(without):
            result &= mask
    return result


def with_unsaid_hours(offer_filter: OfferFilter) -> OfferFilter:
    """Return the filter that also leaves the offers which do not say their hours, where it asks for hours."""
    asked = (facet for facet in filters.HOURS_CHOICES if getattr(offer_filter, facet))
    return replace(
        offer_filter,
        **{facet: (*getattr(offer_filter, facet), filters.NOT_STATED) for facet in asked},  # type: ignore[arg-type]  # names of fields
    )


@dataclass(frozen=True)
class Loosening:
    """One way to get more results: the chips to take back, the filter that is left, and what it finds."""

    chips: tuple[Chip, ...]
    filter: OfferFilter
    count: int

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets that are taken back, in the order of the page."""
        return tuple(dict.fromkeys(chip.facet for chip in self.chips))


def loosen(table: OfferTable, offer_filter: OfferFilter) -> list[Loosening]:
    """Return which facets to take back for results, best first.

    A facet goes as a whole: values inside it are alternatives, so taking back one of several never adds an
    offer. If no facet alone helps, the best pair is given. Last comes taking back everything, unless it is
    there already.
    """
    facets = filters.active_facets(offer_filter)
    masks = table.masks(offer_filter)
    found = _helpful(offer_filter, masks, 1) or _helpful(offer_filter, masks, 2)[:1]
    everything = _loosening(offer_filter, masks, facets)
    if facets and everything.count and all(set(one.facets) != set(facets) for one in found):
        found.append(everything)
    return found


def _helpful(offer_filter: OfferFilter, masks: Masks, size: int) -> list[Loosening]:
    facets = filters.active_facets(offer_filter)
    options = [_loosening(offer_filter, masks, some) for some in combinations(facets, size)]
    return sorted((one for one in options if one.count), key=lambda one: -one.count)


def _loosening(offer_filter: OfferFilter, masks: Masks, facets: Sequence[str]) -> Loosening:
    size = len(next(iter(masks.values()))) if masks else 0
    dropped = tuple(chip for chip in filters.chips(offer_filter) if chip.facet in facets)
    left = _all_of(masks, size, without=facets)
    return Loosening(dropped, offer_filter.without(*facets), int(left.sum()))


@dataclass(frozen=True)
class Beyond:
    """The nearest offer outside a filter: its id, the way there, and what was taken back to find it.

    `distance_m` is None for an offer known only to its postcode or city: then say the city, not a number.
    """

    offer_id: str
    distance_m: float | None
    loosening: Loosening


def nearest_beyond(table: OfferTable, offer_filter: OfferFilter, distances: pd.DataFrame) -> Beyond | None:
    """Return the nearest offer that matches everything but one part of the filter.

    The cities go first: who filters by city and finds nothing wants the next city. Without a city filter, or
    where that finds no located offer, the nearest of all other loosenings counts; taking back everything is
    the last resort.

    Parameters
    ----------
    distances
        As made by `geo.reach.from_place.distances` from the frame of the table.

    Returns
    -------
    Beyond or None
        None when no located offer is left even then.
    """
    options = loosen(table, offer_filter)
    by_city = [one for one in options if one.facets == (filters.CITIES,)]
    partly = [one for one in options if one.filter != OfferFilter()]
    for group in (by_city, partly, options):
        found = [beyond for one in group if (beyond := _nearest(table, offer_filter, one, distances))]
        if found:
            return min(found, key=lambda one: float(distances["sort_m"][one.offer_id]))
    return None


def _nearest(
    table: OfferTable, offer_filter: OfferFilter, loosening: Loosening, distances: pd.DataFrame
) -> Beyond | None:
    beyond = table.select(loosening.filter) & ~table.select(offer_filter)
    candidates = distances.loc[beyond.index[beyond.to_numpy(dtype=bool)], ["distance_m", "sort_m"]]
    candidates = candidates.dropna(subset=["sort_m"])
    if candidates.empty:
        return None
    exact = candidates[candidates["distance_m"].notna()]
    nearest = str((exact if len(exact) else candidates)["sort_m"].idxmin())
    metres = float(candidates["distance_m"][nearest])
    return Beyond(nearest, None if np.isnan(metres) else metres, loosening)
