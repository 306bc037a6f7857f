"""The offers of a view as files: the same for the buttons of the page and for programs."""

from collections.abc import Sequence

from geo.exchange.offer_files import Selection
from geo.i18n import Texts
from geo.kim.capacity import capacity_record
from geo.offers.view import View
from ui.shared.loading import Data


def selection_of(
    data: Data, view: View, ids: Sequence[str], texts: Texts, *, origin: str, whole: int | None = None
) -> Selection:
    """Gather what files tell about offers.

    Parameters
    ----------
    ids
        The offers in the order of the list.
    origin
        The address of the app as visitors see it, without a slash at the end.
    whole
        So many of the offers, the first, fit the text of the filter wholly; None without a text.
    """
    known = data.capacity_at(data.settings.district.today())
    return Selection(
        offers=data.table.frame.loc[list(ids)],
        wanted=view.filter,
        courses=view.courses,
        district=data.settings.district,
        taxonomy=data.taxonomy,
        sources=data.sources,
        texts=texts,
        changes=data.last_changes,
        origin=origin,
        sites=data.table.sites,
        translations=data.table.translations,
        whole=whole,
        capacity={key: record for key in ids if (record := capacity_record(known.get(key)))},
    )
