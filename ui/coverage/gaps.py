"""The gaps of the page "Coverage": ranked, and on demand where they are, how many, and what is nearest."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from geo.i18n import Texts
from geo.kim.wording import told_words
from geo.offers.view import View, to_query
from geo.planning import insight
from geo.planning.answer import Answer
from geo.planning.by_area import gap_areas_of
from geo.planning.figures import place_name
from geo.planning.nearby import offers_near
from geo.planning.scenario import Add
from geo.planning.settling_words import gap_settling_words, open_city_words
from geo.planning.view import GAPS_SHOWN, MAX_GAPS_SHOWN, CoverageView
from geo.planning.wording import gap_words, near_words, open_words, says_something, who_words
from ui.coverage.advice import published_advice
from ui.coverage.shown import Screen
from ui.shared import address_bar, widgets
from ui.shared.loading import Data
from ui.shared.rows import ranked_rows, row_of

KEY = "coverage_"
Change = Callable[..., None]


def gaps(texts: Texts, screen: Screen, *, change: Change) -> None:
    """List the gaps, most people first; the open one tells more."""
    widgets.html("heading.html", text=texts("coverage.gaps"))
    if not says_something(screen.after):
        st.markdown(texts("coverage.gaps_unknown"))
        return
    areas, view = screen.after.gaps.areas, screen.view
    if screen.after.weights and not areas.empty:
        widgets.html("note.html", text=texts("coverage.gaps_by_needs"))
    undecided = open_words(texts, screen.after)
    if areas.empty and not undecided:
        st.markdown(texts("coverage.gaps_none"))
    if undecided:
        st.markdown(widgets.plain(undecided))
        _open(texts, screen.after)
    for rank, row in ranked_rows(areas.head(view.shown)):
        _gap(texts, screen, rank, row, change)
    if view.shown < view.gap <= len(areas):
        _gap(texts, screen, view.gap, row_of(areas, view.gap), change)
    if len(areas) > view.shown and view.shown < MAX_GAPS_SHOWN:
        st.button(
            texts("coverage.more_gaps"),
            key=KEY + "more_gaps",
            width="stretch",
            on_click=lambda: change(shown=view.shown + GAPS_SHOWN),
        )


def _open(texts: Texts, answer: Answer) -> None:
    """Tell city by city on what it depends and what would settle it; computed when somebody wants to see it."""
    st.session_state.setdefault(KEY + "undecided", False)
    st.toggle(texts("gap.open_title"), key=KEY + "undecided")
    if st.session_state[KEY + "undecided"]:
        widgets.html("coverage/undecided.html", cities=open_city_words(texts, answer))


def _gap(texts: Texts, screen: Screen, rank: int, row: Mapping[str, Any], change: Change) -> None:
    name, is_open = place_name(row["name"], texts), rank == screen.view.gap
    with st.container(border=True, key=f"{KEY}gap_{rank}"):
        st.button(
            widgets.plain(f"{rank}. {name}, {_where(screen, rank) or row['city']}"),
            key=f"{KEY}open_gap_{rank}",
            type="tertiary",
            icon=":material/expand_less:" if is_open else ":material/expand_more:",
            on_click=lambda: change(gap=0 if is_open else rank),
        )
        widgets.html("lines.html", lines=[*gap_words(texts, row), *_advised(texts, screen, row["city"])])
        if is_open:
            _detail(texts, screen, rank, row)
            site = Add(lon=row["lon"], lat=row["lat"], name=name)
            st.button(
                texts("coverage.gap_what_if"),
                key=f"{KEY}what_if_{rank}",
                icon=":material/add_location:",
                type="primary",
                on_click=lambda: change(lambda view: view.with_step(site), gap=0),
            )


def _where(screen: Screen, rank: int) -> str:
    """Return the own area of a gap, "" where the page tells cities or most of its people live in none."""
    return str(gap_areas_of(screen.after, screen.areas).get(rank, "")) if screen.areas else ""


def _advised(texts: Texts, screen: Screen, city: str) -> list[str]:
    """Say that advice told of the same, where that was published."""
    advice = published_advice(screen.data)
    found = advice.unmet(city, screen.view.question.topics) if advice else None
    return [texts("gap.from_advice", number=told_words(found, texts))] if found else []


def _detail(texts: Texts, screen: Screen, rank: int, row: Mapping[str, Any]) -> None:
    """Say what is nearest to the middle of a gap, what would settle it, and what the border hides."""
    answer, city = screen.after, row["city"]
    near = offers_near(answer, row["lon"], row["lat"])
    offers = [
        {
            "title": offer.title or texts("scenario.new_place"),
            "where": ", ".join(part for part in (offer.organization, offer.city) if part),
            "way": near_words(texts, answer, offer),
            "link": find_link(screen.view, offer=offer.offer_id) if offer.offer_id else "",
        }
        for offer in near
    ]
    at_edge = insight.people_at_edge(answer, edges_of(answer, screen.data), rank=rank)
    widgets.html(
        "coverage/gap_detail.html",
        title=texts("gap.nearest"),
        offers=offers,
        settling=gap_settling_words(texts, answer, rank),
        edge=texts("gap.edge", people=texts.people(at_edge), who=who_words(texts, answer.group))
        if at_edge >= 1
        else "",
        link=find_link(screen.view, city=city),
        link_words=texts("gap.find", city=city),
    )


@lru_cache(maxsize=16)
def edges_of(answer: Answer, data: Data) -> insight.Flags:
    """Return which cells are nearer to the border than to an offer; looked at once for each answer."""
    return insight.edge_flags(answer, data.boundaries)


def find_link(view: CoverageView, *, city: str = "", offer: str = "") -> str:
    """Return the address of the page "Find" with the same choice of offers."""
    chosen = view.question.filter
    there = View(view.language, filter=replace(chosen, cities=(city,) if city else ()), offer=offer)
    return "./?" + urlencode(to_query(there, default_language=address_bar.home_language()), doseq=True)
