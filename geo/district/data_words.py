"""Sentences about the data of a district: of which years it is, where it comes from, what its numbers are worth."""

from collections.abc import Iterable, Sequence

from geo.district.sources import DataSource
from geo.i18n import Texts
from geo.settings import District

#: The files whose shapes and names every map shows.
_ON_THE_MAP = ("boundaries", "district", "neighbours", "settlement", "stations")


def unconfirmed_words(texts: Texts, page_dates: Iterable[str], *, number: object, all_offers: object) -> str:
    """Say how many offers nobody confirmed, and of which years their pages are, where that is known.

    Parameters
    ----------
    page_dates
        Partial ISO dates, "" for unknown.
    """
    years = sorted({day[:4] for day in page_dates if day})
    if not years:
        return texts("about.unconfirmed", number=number, all=all_offers)
    first, last = years[0], years[-1]
    return texts("about.unconfirmed_years", number=number, all=all_offers, first=first, last=last)


def people_source_words(texts: Texts, source: str) -> str:
    """Say what the numbers of people are worth: they are modelled, or ("" is not) of a source."""
    return texts("coverage.people_source", source=source) if source else texts("coverage.modelled")


def attribution_words(texts: Texts, district: District, sources: Sequence[DataSource]) -> str:
    """Return whose data the map shows: as the district file says it, else as the sources want to be named."""
    said = district.attribution.get(texts.language)
    return texts("map.attribution", sources=said or " · ".join(_named(district, sources)))


def base_words(texts: Texts, district: District, sources: Sequence[DataSource]) -> str:
    """Say what the base of the map shows, with the date of the stations where there are any."""
    stations = district.files.get("stations")
    if stations is None:
        return texts("legend.base_plain")
    dates = (source.date for source in sources if stations.name in source.files)
    return texts("legend.base", date=texts.partial_date(next(dates, "")) or texts("about.undated"))


def _named(district: District, sources: Sequence[DataSource]) -> list[str]:
    shown = {district.files[name].name for name in _ON_THE_MAP if name in district.files}
    named = [source.attribution or source.title for source in sources if shown & set(source.files)]
    return list(dict.fromkeys(named))
