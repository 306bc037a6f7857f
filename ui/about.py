"""The page "About the data": where everything comes from, how old it is, what happens to visitors' data."""

from datetime import date

import streamlit as st

from geo.district.data_words import unconfirmed_words
from geo.i18n import Texts
from geo.planning.wording import operator_words
from geo.reach.speeds import BIKE_KMH, DETOUR_FACTOR, WALK_KMH
from geo.reach.transit import Kept, kept_timetables
from geo.settings import utc_now
from geo.upkeep.missed_words import LEAST_SHOWN, WEEKS_KEPT
from ui.shared import address_bar, loading, widgets

_SECTIONS = ("method", "api", "privacy", "accessibility")


def show(texts: Texts) -> None:
    """Show the page."""
    data = loading.load_data()
    st.session_state["page"] = "about"
    address_bar.arrive(address_bar.address_query())
    widgets.header(
        texts,
        texts("about.title"),
        texts("about.lead"),
        on_language=_choose,
        product=texts("find.title", district=data.settings.district.name),
    )
    frame = data.table.frame
    unconfirmed = int((frame["status"] == "not_confirmed").sum())
    told = unconfirmed_words(
        texts, frame["page_date"], number=unconfirmed, all_offers=texts.number(len(frame))
    )
    st.info(widgets.plain(told), icon=":material/info:")
    widgets.html(
        "sources.html",
        t=texts,
        sources=[(source, _age(source.date, texts)) for source in data.sources],
        located=_precision_counts(texts),
    )
    _timetables(texts)
    speeds = {
        name: texts.number(value, digits=1)
        for name, value in (("walk", WALK_KMH), ("bike", BIKE_KMH), ("detour", DETOUR_FACTOR))
    }
    counted = {"least": texts.number(LEAST_SHOWN), "weeks": texts.number(WEEKS_KEPT)}
    for section in _SECTIONS:
        widgets.html("heading.html", text=texts(f"about.{section}_title"))
        st.markdown(texts(f"about.{section}", **speeds, **counted))


def _timetables(texts: Texts) -> None:
    """Say from which timetables ways by bus and train come, and whether they still hold."""
    settings = loading.settings()
    kept = [one for one in kept_timetables(settings.var) if one.about is not None]
    if not kept:
        return
    widgets.html("heading.html", text=texts("about.timetables_title"))
    for one in kept:
        st.markdown(widgets.plain(_timetable(texts, one, settings.district.today())))


def _timetable(texts: Texts, kept: Kept, today: date) -> str:
    about, first, last = kept.about, kept.first_day, kept.last_day
    if about is None or first is None or last is None:
        return ""
    told = texts(
        "about.timetable",
        operators=operator_words(texts, about),
        file=about.file,
        built=texts.partial_date(about.built),
        first=texts.date(first),
        last=texts.date(last),
    )
    return f"{told} {texts('about.timetable_ended')}" if kept.has_ended(today) else told


def _choose(language: str) -> None:
    address_bar.go_to({**address_bar.address_query(), "lang": [language]})


def _precision_counts(texts: Texts) -> list[tuple[str, str]]:
    counts = loading.load_data().table.frame["precision"].value_counts()
    order = ("house", "street", "place", "postcode", "city", "none")
    return [(texts(f"about.precision_{name}"), texts.number(int(counts.get(name, 0)))) for name in order]


def _age(iso: str, texts: Texts) -> str:
    """Say how many years old a source is, "" where its date is not a year."""
    year = iso[:4]
    if not (year.isdigit() and len(year) == 4):
        return ""
    years = utc_now().year - int(year)
    return texts("about.age", count=years) if years > 0 else texts("about.age_new")
