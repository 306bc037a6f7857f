"""Texts of offers in other languages, as imports brought them: which may be told, and all of them for the search."""

from collections.abc import Hashable, Mapping
from itertools import chain
from typing import Any

import pandas as pd

from geo.offers.columns import TRANSLATED

#: Texts by offer, language and column, as `Store.translations` gives them.
Translations = Mapping[str, Mapping[str, Mapping[str, str]]]


def told_translations(offers: pd.DataFrame, translations: Translations) -> Translations:
    """Return the translations that visitors may see, without what says the same as the original or nothing.

    A text where the offer itself has none is left out, too: somebody took it away. Those of protected offers stay
    untold: nobody looked through them for an address. Languages come by their codes, whatever order they were read in.

    Parameters
    ----------
    offers
        As in `geo.offers.columns.OFFER_FRAME`; those of other offers are left out.
    """
    known = offers.index.intersection(list(translations))
    if known.empty:
        return {}
    found = {}
    columns = ["is_protected", *(name for name in TRANSLATED if name in offers)]
    for offer_id, original in offers.loc[known, columns].to_dict("index").items():
        if original["is_protected"]:
            continue
        told = {
            language: {name: text for name, text in texts.items() if _adds(name, text, original)}
            for language, texts in sorted(translations[str(offer_id)].items())
        }
        found[str(offer_id)] = {language: texts for language, texts in told.items() if texts}
    return {offer_id: told for offer_id, told in found.items() if told}


def with_all_texts(offers: pd.DataFrame, translations: Translations) -> pd.DataFrame:
    """Return the offers with each text followed by its translations, so that a search finds the words of all."""
    if not translations:
        return offers
    row_of = {str(offer_id): row for row, offer_id in enumerate(offers.index)}
    columns = {name: [str(text) for text in offers[name]] for name in TRANSLATED if name in offers}
    for offer_id, languages in translations.items():
        for name, text in chain.from_iterable(texts.items() for texts in languages.values()):
            columns[name][row_of[offer_id]] += f"\n{text}"
    return offers.assign(**columns)


def _adds(name: str, text: str, original: Mapping[Hashable, Any]) -> bool:
    return name in TRANSLATED and name in original and bool(text) and text != original[name] != ""
