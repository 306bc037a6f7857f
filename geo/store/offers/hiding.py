"""What an offer loses when it becomes protected: its address in every text, found by the address's own words."""

from collections.abc import Iterable, Mapping

from geo.model import Address
from geo.offers.columns import ADDRESS_COLUMNS, BY_NAME, OFFER_COLUMNS
from geo.places.address_words import without_addresses
from geo.store.offers.records import Site

#: Columns with words of people; lists, choices, dates, contacts and the city tell no street.
TEXTS = tuple(
    spec.name
    for spec in OFFER_COLUMNS
    if not (spec.is_list or spec.allowed or spec.pattern or spec.is_date)
    and spec.name not in (*ADDRESS_COLUMNS, "city", "source_host", "source_url", "offer_id")
)


def addresses_of(row: Mapping[str, str], sites: Iterable[Site] = ()) -> list[Address]:
    """Return the addresses that a row and its further sites tell, each once."""
    own = Address(*(str(row.get(name) or "") for name in (*ADDRESS_COLUMNS, "city")))
    found = [own, *(site.address for site in sites)]
    return [one for one in dict.fromkeys(found) if one.street or one.postal_code]


def hidden_texts(values: Mapping[str, object], addresses: Iterable[Address]) -> dict[str, str]:
    """Return the texts that would tell one of the addresses, by column, without it."""
    known = list(addresses)
    cleaned = {
        name: without_addresses(text, known)
        for name, text in values.items()
        if name in TEXTS and isinstance(text, str) and text
    }
    return {name: text[: BY_NAME[name].max_length] for name, text in cleaned.items() if text != values[name]}
