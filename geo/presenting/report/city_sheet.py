"""One city on sheets of A4, for residents or for planners.

Residents get the contact point and the offers by topic with how to reach them; planners the reach on the map, the gaps,
and how many offers there are on each topic.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import segno

from geo.errors import DataError, Problem
from geo.i18n import Texts
from geo.kim.wording import field_sentence, topic_name
from geo.model import Scope
from geo.offers.place_wording import place_words
from geo.offers.sites import at_all_sites
from geo.offers.wording import as_of_words, confirmed_words
from geo.planning.figures import place_name
from geo.planning.wording import gap_words, says_something, source_words, threshold_words, what_words
from geo.presenting.briefing import Briefing
from geo.presenting.charts import city_map_png
from geo.presenting.deck import PLANNERS, RESIDENTS
from geo.presenting.report.typeset import typeset
from geo.presenting.scorecard import topic_table
from geo.presenting.slides.words import drawn_from

_GAPS_TOLD = 3


def city_sheet(
    briefing: Briefing, city: str, texts: Texts, *, link: str = "", readers: str = RESIDENTS
) -> bytes:
    """Return the sheet of a city as PDF/UA.

    Parameters
    ----------
    city
        Its name.
    link
        Where the same stands on the web, for the QR code; "" leaves it out.
    readers
        One of `geo.presenting.deck.READERS`.

    Raises
    ------
    DataError
        If there is no such city.
    """
    if city not in briefing.cities:
        raise DataError([Problem("city", 0, "name", city, ", ".join(briefing.cities))])
    border = briefing.boundaries[briefing.boundaries["name"].eq(city)]
    drawn = city_map_png(
        briefing.answer,
        texts,
        city=border,
        settlement=briefing.settlement,
        gaps=_gaps_of(briefing, city) if readers == PLANNERS else None,
    )
    files = {"map.png": drawn} | ({"qr.svg": _qr(link)} if link else {})
    return typeset("city.typ", _data(briefing, city, texts, link=link, readers=readers), files=files)


def _data(briefing: Briefing, city: str, texts: Texts, *, link: str, readers: str) -> dict[str, Any]:
    places = at_all_sites(briefing.offers, briefing.world.table.sites)
    here = places[places["city"].eq(city) & places["scope"].eq(Scope.LOCAL.value)]
    offers = here[~here.index.duplicated()]
    for_planners = readers == PLANNERS
    return {
        "title": texts("sheet.title_planners", city=city)
        if for_planners
        else texts("sheet.title", city=city),
        "language": texts.language,
        "rtl": texts.direction == "rtl",
        "footer": texts("sheet.footer", district=briefing.district, date=texts.date(briefing.today)),
        "lead": texts("sheet.lead", count=len(offers)),
        "coverage": _coverage(briefing, city, texts) if for_planners else "",
        "qr": "qr.svg" if link else None,
        "qr_alt": link,
        "qr_words": texts("print.qr"),
        "map": "map.png",
        "map_alt": texts("sheet.map", city=city),
        "legend": _legend(briefing, texts, readers),
        "contact": _contact(briefing, city, texts),
        "gaps": {"heading": texts("sheet.gaps", city=city), "lines": list(_gaps(briefing, city, texts))}
        if for_planners
        else None,
        "counts": _counts(briefing, offers, city, texts) if for_planners else None,
        "fields": _fields(briefing, city, texts) if for_planners else None,
        "topics": [] if for_planners else list(_topics(briefing, offers, texts)),
        "source": _source(briefing, offers, texts, readers),
    }


def _legend(briefing: Briefing, texts: Texts, readers: str) -> str:
    if readers == RESIDENTS:
        return texts("sheet.legend_residents")
    return texts("sheet.legend", what=what_words(texts, briefing.taxonomy, briefing.answer.question))


def _source(briefing: Briefing, offers: pd.DataFrame, texts: Texts, readers: str) -> str:
    """Say what the numbers come from (where there are any), what was confirmed, and whose shapes are shown."""
    computed = source_words(texts, briefing.answer) if readers == PLANNERS else texts("coverage.no_entry")
    return " ".join(filter(None, (computed, confirmed_words(offers, texts), drawn_from(briefing))))


def _counts(briefing: Briefing, offers: pd.DataFrame, city: str, texts: Texts) -> dict[str, Any]:
    """Count the offers of the city by topic, and those of all cities; an offer counts for each of its topics."""
    topics = briefing.taxonomy.topics
    table = topic_table(briefing.offers, list(briefing.cities), list(topics))
    all_cities = dict(zip(table.index, table.to_numpy().sum(axis=1), strict=True))
    here = offers["topics"].explode().value_counts()
    rows = [
        [
            topic.labels.get(texts.language, name),
            texts.number(int(here.get(name, 0))),
            texts.number(int(all_cities[name])),
        ]
        for name, topic in topics.items()
    ]
    headings = [texts("filter.topics"), city, texts("sheet.all_cities")]
    return {"heading": texts("sheet.counts", city=city), "headings": headings, "rows": rows}


def _coverage(briefing: Briefing, city: str, texts: Texts) -> str:
    answer = briefing.answer
    row = answer.by_city[answer.by_city["name"].eq(city)]
    if row.empty or not says_something(answer):
        return ""
    share = row.iloc[0]
    return texts(
        "sheet.coverage",
        share=texts.percent(share["share"]),
        range=texts.share_range(share["share_low"], share["share_high"]),
        what=what_words(texts, briefing.taxonomy, answer.question),
        threshold=threshold_words(texts, answer.question),
        mode=texts(f"coverage.by_{answer.question.mode}"),
    )


def _contact(briefing: Briefing, city: str, texts: Texts) -> dict[str, Any]:
    contact = briefing.contacts.get(city)
    heading = texts("contact.heading", city=city)
    if contact is None or not contact.office:
        return {"heading": heading, "office": "", "lines": [texts("contact.unknown")], "as_of": ""}
    street = f"{contact.street} {contact.house_number}".strip()
    address = ", ".join(part for part in (street, f"{contact.postal_code} {city}".strip()) if part)
    lines = [part for part in (address, contact.phone, contact.email, contact.schedule) if part]
    day = texts.partial_date(contact.source_date)
    as_of = texts("as_of.not_confirmed", date=day) if day else texts("as_of.undated")
    return {"heading": heading, "office": contact.office, "lines": lines, "as_of": as_of}


def _gaps_of(briefing: Briefing, city: str) -> gpd.GeoDataFrame:
    """Return the largest gaps of a city, numbered from 1; the column `rank` tells their place in the district."""
    areas = briefing.answer.gaps.areas
    here = areas[areas["city"].eq(city)].head(_GAPS_TOLD)
    return here.assign(rank=here.index).set_axis(range(1, len(here) + 1))


def _gaps(briefing: Briefing, city: str, texts: Texts) -> Iterator[str]:
    if not says_something(briefing.answer):
        yield texts("coverage.gaps_unknown")
        yield from _advised(briefing, city, texts)
        return
    here = _gaps_of(briefing, city)
    if here.empty:
        yield texts("coverage.gaps_none")
    elif briefing.answer.weights:
        yield texts("coverage.gaps_by_needs")
    for number, row in enumerate(here.to_dict("records"), start=1):
        name = f"{texts.number(number)}. {place_name(row['name'], texts)}"
        rank = texts("sheet.gap_rank", rank=texts.number(row["rank"]))
        yield f"{name}: {'; '.join((*gap_words(texts, row), rank))}"
    yield from _advised(briefing, city, texts)


def _advised(briefing: Briefing, city: str, texts: Texts) -> Iterator[str]:
    """Say of which gaps advice tells in a city, and of what kind each is; only what was published."""
    fields = briefing.told.fields if briefing.told else ()
    told = [field for field in fields if field.city == city and field.is_advice_gap]
    for field in told[:_GAPS_TOLD]:
        yield field_sentence(field, texts, briefing.taxonomy)


def _fields(briefing: Briefing, city: str, texts: Texts) -> dict[str, Any] | None:
    """Place a city's topics in four fields: a gap from advice or none, one on the map or none; None unpublished."""
    fields = [field for field in briefing.told.fields if field.city == city] if briefing.told else []
    if not fields:
        return None
    rows = []
    for is_advised in (True, False):
        cells = [texts("kim.advice_yes" if is_advised else "kim.advice_no")]
        for is_mapped in (True, False):
            here = [
                topic_name(one.topic, texts, briefing.taxonomy)
                for one in fields
                if one.is_advice_gap is is_advised and one.supply.is_map_gap is is_mapped
            ]
            cells.append(texts.listing(here) if here else "–")
        rows.append(cells)
    heads = ["", texts("kim.map_yes"), texts("kim.map_no")]
    return {"heading": texts("kim.fields_title"), "heads": heads, "rows": rows}


def _topics(briefing: Briefing, offers: pd.DataFrame, texts: Texts) -> Iterator[dict[str, Any]]:
    """Group the offers by their first topic, in the order of the taxonomy; each offer stands once."""
    first = offers["topics"].map(lambda topics: topics[0])
    for topic in briefing.taxonomy.topics.values():
        rows = offers[first.eq(topic.id)]
        if not rows.empty:
            heading = topic.labels.get(texts.language, topic.id)
            yield {"heading": heading, "offers": [_offer(row, texts) for row in rows.to_dict("records")]}


def _offer(row: Mapping[Any, Any], texts: Texts) -> dict[str, Any]:
    reach = " · ".join(part for part in (row["phone"], row["email"], row["website"]) if part)
    lines = [row["organization"], _address(row, texts), row["schedule"], reach]
    return {
        "title": row["title"],
        "lines": [line for line in lines if line],
        "as_of": as_of_words(row, texts),
    }


def _address(row: Mapping[Any, Any], texts: Texts) -> str:
    if row["is_protected"]:
        return place_words(row, texts)
    street = f"{row['street']} {row['house_number']}".strip()
    return ", ".join(part for part in (street, f"{row['postal_code']} {row['city']}".strip()) if part)


def _qr(link: str) -> bytes:
    written = io.BytesIO()
    segno.make(link, error="m", micro=False).save(written, kind="svg", scale=4, border=1)
    return written.getvalue()
