"""One's own list on paper: an A4 sheet in the language of the person who gets it."""

from dataclasses import replace
from typing import Any

from geo.district.data_words import attribution_words
from geo.i18n import Texts
from geo.offers.filters import OfferFilter
from geo.offers.kept_text import cities_of, gone_words
from geo.offers.urgent import PROTECTED_NEEDS
from geo.offers.view import View, handed_on
from geo.offers.wording import confirmed_words
from ui.find import urgent
from ui.find.contacts import contact_values
from ui.find.qr import qr_code
from ui.shared import address_bar
from ui.shared.loading import Data
from ui.shared.result import find, listed_words
from ui.shared.templating import template


def sheet(texts: Texts, data: Data, view: View, origin: str) -> str:
    """Write the page.

    Parameters
    ----------
    origin
        The address of the app as visitors see it, without a slash at the end.
    """
    query = address_bar.query_string(handed_on(view, view.language))
    link = f"{origin}/?{query}"
    frame, district = data.table.frame, data.settings.district
    here = [one.offer_id for one in view.kept if one.offer_id in frame.index]
    cities = cities_of(view.kept, frame) or [district.name]
    return template(
        "find/sheet.html",
        t=texts,
        district=district.name,
        offers=_offers(texts, data, view),
        confirmed=confirmed_words(frame.loc[here], texts),
        helplines=urgent.lines(texts, data, PROTECTED_NEEDS if frame.loc[here, "is_protected"].any() else ()),
        contacts=[contact_values(texts, data, city) for city in cities],
        link=link,
        attribution=attribution_words(texts, district, data.sources),
        qr=qr_code(link),
        today=texts.date(district.today()),
    )


def _offers(texts: Texts, data: Data, view: View) -> list[dict[str, Any]]:
    """Return each offer with its number and note; `words` None, and what is said instead, where it has gone."""
    result = find(data, replace(view, filter=OfferFilter(), near="", spot=""), texts)
    return [
        {
            "number": texts.number(number),
            "note": one.note,
            "words": listed_words(data, result, one.offer_id, texts, detail=True)
            if one.offer_id in data.table.frame.index
            else None,
            "gone": gone_words(one.offer_id, data.offers.index, texts),
        }
        for number, one in enumerate(view.kept, start=1)
    ]
