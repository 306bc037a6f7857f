"""What each further choice would leave, and the way out when nothing is left.

The count beside a choice is the number of offers that match this choice and all *other* facets: what one
would see with this choice alone in its facet. So a choice never promises less than a click on it shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model import Taxonomy
from geo.offers import filters
from geo.offers.filters import Chip, Indicators, OfferFilter
from geo.offers.search.completing import Completer
from geo.offers.search.index import Answer, SearchIndex
from geo.offers.sites import at_all_sites, further_sites
from geo.offers.translations import Translations, told_translations, with_all_texts

Mask = NDArray[np.bool_]

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
    ) -> None:
        """Make everything ready; `sites` and `translations` as the store gives them."""
        self.frame = frame
        self.taxonomy = taxonomy
        self.known_sites = sites
        self.sites = further_sites(frame, sites)
        self.indicators = Indicators(frame, self.sites)
        self.translations = told_translations(frame, translations or {})
        self.choices = choices_of(self.indicators, taxonomy, cities)
        self._completers: dict[str, Completer] = {}
        self._stacks = {facet: self._stack(facet, values) for facet, values in self.choices.items()}

    @cached_property
    def search(self) -> SearchIndex:
        """The words of all offers with their translations, made ready for questions."""
        return SearchIndex(with_all_texts(self.frame, self.translations), self.taxonomy, sites=self.sites)

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
        return self.translations.get(offer_id, {}).get(language, {})

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
        return filters.apply(
            offer_filter, self.frame, scores=self.scores(offer_filter), indicators=self.indicators
        )

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

    def counts(self, facet: str, mask: Mask) -> dict[str, int]:
        """Count the offers of `mask` that have each choice of a facet."""
        found = np.count_nonzero(self._stacks[facet] & mask, axis=1)
        return dict(zip(self.choices[facet], (int(number) for number in found), strict=True))


def choices_of(
    indicators: Indicators, taxonomy: Taxonomy, cities: Sequence[str] = ()
) -> dict[str, tuple[str, ...]]:
    """Return the values of each facet in the order of the page; without `cities` those that occur."""
    return {
        filters.TOPICS: tuple(taxonomy.topics),
        filters.TARGET_GROUPS: (*taxonomy.target_groups, filters.NOT_STATED),
        filters.CITIES: tuple(cities) or tuple(indicators.values(filters.CITIES)),
        filters.LANGUAGES: (*indicators.values(filters.LANGUAGES), filters.NOT_STATED),
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
        By facet (`topics`, `target_groups`, `cities`, `languages`, `free_only`, `confirmed_only`), then by
        value in the order of the page; target groups and languages end with `not_stated`, switches have the
        value `yes`.
    """
    masks = {facet: table.mask_of(offer_filter, facet) for facet in filters.active_facets(offer_filter)}
    result: dict[str, dict[str, int]] = {}
    for facet in table.choices:
        others = [mask for name, mask in masks.items() if name != facet]
        result[facet] = table.counts(facet, _all_of(others, len(table.frame)))
    return result


def _all_of(masks: Sequence[Mask], size: int) -> Mask:
    result = np.ones(size, dtype=bool)
    for mask in masks:
        result &= mask
    return result


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
    masks = {facet: table.mask_of(offer_filter, facet) for facet in facets}
    found = _helpful(offer_filter, masks, 1) or _helpful(offer_filter, masks, 2)[:1]
    everything = _loosening(offer_filter, masks, facets)
    if facets and everything.count and all(set(one.facets) != set(facets) for one in found):
        found.append(everything)
    return found


def _helpful(offer_filter: OfferFilter, masks: Mapping[str, Mask], size: int) -> list[Loosening]:
    options = [_loosening(offer_filter, masks, facets) for facets in combinations(masks, size)]
    return sorted((one for one in options if one.count), key=lambda one: -one.count)


def _loosening(offer_filter: OfferFilter, masks: Mapping[str, Mask], facets: Sequence[str]) -> Loosening:
    left = [mask for name, mask in masks.items() if name not in facets]
    size = len(next(iter(masks.values()))) if masks else 0
    dropped = tuple(chip for chip in filters.chips(offer_filter) if chip.facet in facets)
    return Loosening(dropped, offer_filter.without(*facets), int(_all_of(left, size).sum()))


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
