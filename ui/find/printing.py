"""The list on paper: the offers of a link as one plain A4 page with the link as a QR code."""

from collections.abc import Mapping, Sequence

from geo.district.data_words import attribution_words
from geo.i18n import Texts
from geo.offers.filters import chips
from geo.offers.run_wording import asked_words
from geo.offers.urgent import PROTECTED_NEEDS
from geo.offers.view import MAX_PRINTED, View, without_list
from geo.offers.wording import confirmed_words
from ui.find import sheet, urgent
from ui.find.qr import qr_code
from ui.shared import address_bar, loading
from ui.shared.labels import chip_label
from ui.shared.loading import Data
from ui.shared.result import Result, find, listed_words
from ui.shared.templating import template


def page(query: Mapping[str, Sequence[str]], origin: str) -> str:
    """Write the page.

    Parameters
    ----------
    query
        Keys and values of the link, as in the address bar.
    origin
        The address of the app as visitors see it, without a slash at the end.
    """
    data = loading.load_data()
    view, _hints = address_bar.view_of(query, data)
    texts = loading.texts_for(view.language)
    if view.mine:
        return sheet.sheet(texts, data, view, origin)
    data = data.with_courses(view.courses)
    result = find(data, view, texts)
    is_one = view.offer in data.table.frame.index
    printed = [view.offer] if is_one else [str(one) for one in result.ids[:MAX_PRINTED]]
    link = f"{origin}/?{address_bar.query_string(without_list(view))}"
    offers = [listed_words(data, result, offer_id, texts, detail=True) for offer_id in printed]
    return template(
        "find/print.html",
        t=texts,
        district=data.settings.district.name,
        offers=offers,
        is_one=is_one,
        left_out=0 if is_one else max(0, len(result.ids) - MAX_PRINTED),
        filters=_chosen(texts, data, view),
        result=result,
        helplines=urgent.lines(texts, data, _needs(data, result, printed)),
        confirmed=confirmed_words(data.table.frame.loc[printed], texts),
        link=link,
        attribution=attribution_words(texts, data.settings.district, data.sources),
        qr=qr_code(link),
        today=texts.date(data.settings.district.today()),
    )


def _chosen(texts: Texts, data: Data, view: View) -> list[str]:
    """Name what was chosen, and whether all topics were asked for."""
    names = [chip_label(chip, texts, data) for chip in chips(view.filter)]
    names += [name for name, _ in asked_words(view.courses, texts)]
    if not view.filter.all_topics:
        return names
    return [
        *names,
        f"{texts('match.label')}: {texts('match.all', count=texts.number(data.table.count(view.filter)))}",
    ]


def _needs(data: Data, result: Result, offers: Sequence[str]) -> list[str]:
    """Return what the question needs at once, and what offers with a protected address are for."""
    printed = data.table.frame.loc[list(offers), "is_protected"]
    return [*urgent.needs_of(result.answer), *(PROTECTED_NEEDS if printed.any() else ())]
