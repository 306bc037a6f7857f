"""What a choice of values means for the filter: whoever adds a second topic means both."""

from dataclasses import replace

from geo.offers.filters import OfferFilter


def with_values(offer_filter: OfferFilter, facet: str, values: object) -> OfferFilter:
    """Return the filter with other values of a facet; with the second topic it asks for both (decision 35)."""
    changed = replace(offer_filter, **{facet: values})  # type: ignore[arg-type]  # the name of a field
    adds_second = len(offer_filter.topics) == 1 and len(changed.topics) == 2
    return replace(changed, all_topics=True) if adds_second else changed
