"""The page "Find": what do you look for, where, and here it is – list and map side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.i18n import Texts
from geo.links import Hint
from geo.offers import kept
from geo.offers.choosing import with_values
from geo.offers.facets import facet_counts
from geo.offers.filters import (
    CITIES,
    HOURS_CHOICES,
    LANGUAGES,
    LIST_FACETS,
    SWITCHES,
    TARGET_GROUPS,
    TEXT,
    TOPICS,
    YES,
    chips,
)
from geo.offers.hours import Clock
from geo.offers.view import PAGE_SIZE, View, to_query, without_list
from ui.find import (
    asking,
    by_bus,
    calendar,
    contacts,
    courses,
    kept_list,
    matching,
    missed,
    propose,
    question,
    star,
    unsaid,
    urgent,
    wording,
)
from ui.find.dead_end import dead_end
from ui.find.downloads import downloads
from ui.find.map_column import map_column, short_spot
from ui.shared import address_bar, loading, widgets
from ui.shared.labels import chip_label, choice_labels
from ui.shared.loading import Data
from ui.shared.result import Result, capacity_line, find, lacking_words, listed_words
from ui.shared.rows import row_of
from ui.shared.templating import escape

KEY = "find_"
#: Cards of the list that a visitor surely sees without scrolling.
_SEEN_AT_ONCE = 1


def show(texts: Texts) -> None:
    """Show the page for the view in the address bar."""
    data = loading.load_data()
    view, hints = _view(data)
    widgets.header(
        texts,
        texts("find.title", district=data.settings.district.name),
        texts("find.lead"),
        on_language=lambda language: address_bar.go(
            replace(address_bar.current_view(data), language=language)
        ),
    )
    with st.container(
        key=KEY + "front"
    ):  # always there: what stands below keeps its place, and a quick click its box
        _front(texts, view)
    if view.mine:
        kept_list.show(texts, data, view, hints)
        wording.translated(texts)
        return
    data = data.with_courses(view.courses)
    asking.show(texts, data, view, change=lambda **values: _change(data, **values))
    result = find(data, view, texts)
    missed.count(view, result)
    # Always there, if empty: the map below keeps its place on the page, hence its view.
    filter_row = st.container(horizontal=True, key=KEY + "filters")
    chip_row = st.container(horizontal=True, key=KEY + "chips")
    read_rows = st.container(key=KEY + "question")
    hint_rows, summary_row = st.container(key=KEY + "hints"), st.container(key=KEY + "summary")
    # The map first: while the browser draws it, the server writes the rest.
    list_column = _map(texts, data, view, result)
    with filter_row:
        _filters(texts, data, view)
    with chip_row:
        _chips(texts, data, view)
        matching.show(texts, data, view)
    with read_rows:
        urgent.show(texts, data, result.answer)
        question.show(texts, data, view, result)
    with hint_rows:
        _hints(texts, data, hints, result)
    with summary_row:
        _summary(texts, data, view, result)
    with list_column:
        _list(texts, data, view, result)
    wording.translated(texts)


def _view(data: Data) -> tuple[View, list[Hint]]:
    """Read the view; coming back from another page without a query restores the last one."""
    query = address_bar.address_query()
    came_back = st.session_state.get("page") != "find" and "find_query" in st.session_state
    if came_back and not query.keys() - {"lang"}:
        query = {**st.session_state["find_query"], **query}
    view, hints = address_bar.view_of(query, data)
    view = replace(view, language=address_bar.choose_language())
    st.session_state["page"] = "find"
    st.session_state["find_query"] = to_query(view, default_language=address_bar.home_language())
    address_bar.arrive(st.session_state["find_query"])
    return view, hints


def _change(data: Data, **values: object) -> None:
    address_bar.go(replace(address_bar.current_view(data), **values))  # type: ignore[arg-type]  # names of fields


def _front(texts: Texts, view: View) -> None:
    """Offer the page that a phone shows faster and keeps for when there is no network, before anything is chosen."""
    if view.filter.is_empty and not view.near and not view.offer and not view.mine:
        told = {"text": texts("find.front"), "label": texts("find.front_open"), "lang": texts.language}
        widgets.html("find/front.html", **told)


# -- filters ---------------------------------------------------------------------------------------


def _filters(texts: Texts, data: Data, view: View) -> None:
    counts = facet_counts(data.table, view.filter)
    labels = choice_labels(texts, data)
    for facet in (TOPICS, TARGET_GROUPS, CITIES, LANGUAGES):
        choices = [Choice(facet, v, name, counts[facet][v]) for v, name in labels[facet].items()]
        _facet(texts, data, view, choices)
    _hours(texts, data, view, counts, labels)
    courses.filters(texts, data, view)
    with st.popover(texts("filter.more"), icon=":material/tune:", key=KEY + "pop_more"):
        for facet in SWITCHES:
            choice = Choice(facet, YES, texts(f"filter.{facet}"), counts[facet][YES])
            _check(texts, data, choice, is_chosen=getattr(view.filter, facet))


@dataclass(frozen=True)
class Choice:
    """One box to tick: facet, value, name, and how many offers it would leave."""

    facet: str
    value: str
    name: str
    count: int


def _facet(texts: Texts, data: Data, view: View, choices: Sequence[Choice]) -> None:
    facet = choices[0].facet
    chosen = getattr(view.filter, facet)
    label = texts(f"filter.{facet}")
    with st.popover(f"{label} ({texts.number(len(chosen))})" if chosen else label, key=f"{KEY}pop_{facet}"):
        for choice in choices:
            _check(texts, data, choice, is_chosen=choice.value in chosen)


def _hours(
    texts: Texts,
    data: Data,
    view: View,
    counts: Mapping[str, Mapping[str, int]],
    labels: Mapping[str, Mapping[str, str]],
) -> None:
    """Ask in one place whether it is open now, on which day and at which time of day."""
    chosen = sum(len(getattr(view.filter, facet)) for facet in HOURS_CHOICES)
    label = texts("filter.hours")
    with st.popover(f"{label} ({texts.number(chosen)})" if chosen else label, key=KEY + "pop_hours"):
        for facet in HOURS_CHOICES:
            st.markdown(f"**{widgets.plain(texts(f'filter.{facet}'))}**")
            for value, name in labels[facet].items():
                choice = Choice(facet, value, name, counts[facet][value])
                _check(texts, data, choice, is_chosen=value in getattr(view.filter, facet))


def _check(texts: Texts, data: Data, choice: Choice, *, is_chosen: bool) -> None:
    key = f"{KEY}{choice.facet}_{choice.value}"
    address_bar.put(key, is_chosen)
    st.checkbox(
        f"{widgets.plain(choice.name)} · {texts.number(choice.count)}",
        key=key,
        disabled=not choice.count and not is_chosen,
        on_change=_toggle,
        args=(data, choice.facet, choice.value, key),
    )


def _toggle(data: Data, facet: str, value: str, key: str) -> None:
    view, is_chosen = address_bar.current_view(data), bool(address_bar.value(key))
    values: object = is_chosen  # of a switch
    if facet in LIST_FACETS:
        others = tuple(v for v in getattr(view.filter, facet) if v != value)
        values = (*others, value) if is_chosen else others
    address_bar.go(view.with_filter(with_values(view.filter, facet, values)))


def _chips(texts: Texts, data: Data, view: View) -> None:
    chosen = chips(view.filter)
    if not chosen and not view.near and view.courses.is_empty:
        return
    for number, chip in enumerate(chosen):
        name = chip_label(chip, texts, data)
        st.button(
            widgets.plain(name),
            key=KEY + ("chip_text" if chip.facet == TEXT else f"chip_{number}"),
            icon=":material/close:",
            help=texts("filter.remove", name=name),
            on_click=lambda c=chip: address_bar.go(
                address_bar.current_view(data).with_filter(c.without(address_bar.current_view(data).filter))
            ),
        )
    courses.chips(texts, data, view)
    if view.near:
        name = texts("near.position_label") if view.position else view.near
        st.button(
            widgets.plain(texts("near.chip", place=name)),
            key=KEY + "chip_near",
            icon=":material/close:",
            on_click=lambda: _change(data, near=""),
        )
    st.button(
        texts("filter.reset"),
        key=KEY + "reset",
        type="tertiary",
        on_click=lambda: address_bar.go(
            View(language=address_bar.choose_language(), kept=address_bar.current_view(data).kept)
        ),
    )


def _hints(texts: Texts, data: Data, hints: Sequence[Hint], result: Result) -> None:
    widgets.link_hints(texts, _lasting(hints))
    if st.session_state.pop(KEY + "locate_failed", False):
        st.warning(texts("near.position_failed"), icon=":material/location_off:")
    if result.place_problem:
        st.warning(widgets.plain(result.place_problem), icon=":material/wrong_location:")
    if result.place_suggestions:
        _suggested_places(texts, data, result.place_suggestions)


def _suggested_places(texts: Texts, data: Data, names: Sequence[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=KEY + "places"):
        st.html(f"<p>{escape(texts('near.did_you_mean'))}</p>", width="content")
        for number, name in enumerate(names):
            st.button(
                widgets.plain(name),
                key=f"{KEY}place_{number}",
                on_click=_change,
                args=(data,),
                kwargs={"near": name},
            )


def _lasting(hints: Sequence[Hint]) -> Sequence[Hint]:
    """Keep the hints of a link as long as its view stays; the address bar itself was tidied at once."""
    if hints:
        st.session_state[KEY + "hints"] = (st.session_state["find_query"], hints)
    query, kept = st.session_state.get(KEY + "hints", (None, ()))
    return kept if query == st.session_state["find_query"] else ()


# -- results ---------------------------------------------------------------------------------------


def _summary(texts: Texts, data: Data, view: View, result: Result) -> None:
    line, actions = st.columns([7, 5] if view.kept else [8, 4], vertical_alignment="center")
    with line:
        said = {"main": result.headline, "fits": result.fits, "parts": result.parts}
        widgets.html("find/summary.html", **said, near=result.place_words)
    with actions, st.container(horizontal=True, horizontal_alignment="right", key=KEY + "actions"):
        star.way_to_list(texts, data, view)
        query = address_bar.query_string(without_list(view))
        with st.popover(texts("action.link"), icon=":material/link:", key=KEY + "pop_link"):
            st.caption(texts("action.link_help"))
            st.code(address_bar.page_url(query), language=None, wrap_lines=True)
            if view.position:
                st.caption(texts("action.link_position"))
        st.link_button(texts("action.print"), f"print?{query}", icon=":material/print:")
        downloads(texts, data, view, result)


def _map(texts: Texts, data: Data, view: View, result: Result) -> DeltaGenerator:
    """Show the map and return the column beside it, for the list."""
    with st.container(key=KEY + "body"):
        left, right = st.columns([5, 8], gap="medium")
        with right, st.container(key=KEY + "map_column"):
            map_column(texts, data, view, result, change=lambda **values: _change(data, **values))
        return left.container(key=KEY + "list_column")


def _list(texts: Texts, data: Data, view: View, result: Result) -> None:
    if view.spot:
        _spot_bar(texts, data, view)
    if not len(result.ids):
        dead_end(texts, data, view, result)
    listed = [str(offer_id) for offer_id in result.ids[: view.shown]]
    above = _above(view, listed)
    asked = [*listed, *([above] if above not in listed else [])]
    buses = by_bus.ways(
        texts, data, result, asked, view.arrive, change=lambda **values: _change(data, **values)
    )
    if above:
        st.html(f"<p class='k-spot-name'>{escape(texts('list.chosen'))}</p>")
        _card(texts, data, view, result, above, bus=buses.get(above))
    whole = set(result.all_ids[: result.whole])
    first_partly = next((one for one in listed if one not in whole), "")
    with st.container(key=KEY + "cards"):
        for offer_id in listed:
            if offer_id == first_partly:
                st.html(f"<p class='k-spot-name'>{escape(texts('search.partly_title'))}</p>")
            if offer_id != above:
                _card(texts, data, view, result, offer_id, bus=buses.get(offer_id))
    if len(result.ids) > view.shown:
        more = min(PAGE_SIZE, len(result.ids) - view.shown)
        st.button(
            texts("list.more", count=more),
            key=KEY + "more",
            width="stretch",
            on_click=lambda: _change(data, shown=view.shown + PAGE_SIZE),
        )
    unsaid.button(texts, data, result)
    contacts.contacts(texts, data, view.filter.cities)


def _above(view: View, listed: Sequence[str]) -> str:
    """Return the offer to show above the list: one that is not in it, or that a link led to and that is far down.

    Where somebody clicks, the card stays where it is.
    """
    by_link = st.session_state.setdefault(KEY + "by_link", view.offer)
    if view.offer != by_link:
        by_link = st.session_state[KEY + "by_link"] = ""
    is_far_down = view.offer not in listed[:_SEEN_AT_ONCE]
    return view.offer if view.offer not in listed or (view.offer == by_link and is_far_down) else ""


def _spot_bar(texts: Texts, data: Data, view: View) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=KEY + "spot_bar"):
        st.html(
            f"<p class='k-spot-name'>{escape(texts('list.at_spot', place=short_spot(data, view.spot)))}</p>"
        )
        st.button(
            texts("list.all_places"),
            key=KEY + "spot_close",
            icon=":material/close:",
            on_click=lambda: _change(data, spot="", shown=PAGE_SIZE),
        )


def _card(
    texts: Texts, data: Data, view: View, result: Result, offer_id: str, *, bus: by_bus.BusWords | None
) -> None:
    is_open = offer_id == view.offer
    row = row_of(data.table.frame, offer_id)
    clock = Clock.of(data.settings.district)
    words = listed_words(data, result, offer_id, texts, detail=is_open, clock=clock)
    with st.container(border=True, key=f"{KEY}card_{offer_id}"):
        with star.beside(offer_id):
            st.button(
                widgets.plain(words.title),
                key=f"{KEY}open_{offer_id}",
                type="tertiary",
                icon=":material/expand_less:" if is_open else ":material/expand_more:",
                width="stretch",
                on_click=lambda: _change(data, offer="" if is_open else offer_id),
            )
            star.star(texts, data, offer_id)
        if is_open:
            widgets.html("actions.html", words=words, t=texts)
        is_kept = kept.is_kept(view.kept, offer_id)
        lacking = lacking_words(data, result, offer_id, texts)
        widgets.html(
            "card.html",
            words=words,
            topics_label=texts("filter.topics"),
            is_kept=is_kept,
            lacking=question.lines(texts, lacking),
            bus=bus,
            bus_label=texts("way.bus_label"),
            is_open=is_open,
            capacity=capacity_line(data, offer_id, texts),
        )
        if is_open:
            if row["is_protected"]:
                urgent.for_protected(texts, data)
            widgets.html("detail.html", words=words, t=texts)
            calendar.button(texts, data, offer_id, words.title, clock)
            if row["city"] in data.contacts:
                contacts.contact(texts, data, row["city"])
            propose.propose_form(texts, data, offer_id)
