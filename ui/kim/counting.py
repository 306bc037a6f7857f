"""Counting a talk in ten seconds: topic, what came of it, what stood in the way; big buttons, last choices first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from geo.i18n import Texts
from geo.kim.capacity import capacity_words
from geo.kim.counting import Field, Talk, count
from geo.kim.figures import MOST_OBSTACLES, SMOOTH
from geo.kim.quarters import quarter_of
from geo.kim.summary import known_of
from geo.kim.wording import topic_name
from geo.offers.filters import OfferFilter
from geo.reach.from_place import Place, nearest_first, nearest_sites
from geo.upkeep.access import Actor
from ui.entrance import who
from ui.kim import told
from ui.kim.state import KEY, Where, go
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data
from ui.shared.rows import row_of

#: So many offers are shown before "nothing fitting found" is counted.
KNOWN_OFFERS = 4
_RECENT = 6
_OBSTACLES, _GROUP = KEY + "obstacles", KEY + "group"


@dataclass(frozen=True)
class Draft:
    """What was tapped so far."""

    topic: str = ""
    outcome: str = ""


def show(texts: Texts, data: Data, actor: Actor, where: Where) -> None:
    """Show the buttons for the next step of a count."""
    told.show(texts)
    known, city = known_of(data.settings, data.taxonomy), city_of(texts, data, actor, where)
    if not city:
        return
    draft = _draft()
    if not draft.topic:
        _topics(texts, data, known)
        return
    _chosen(texts, data, known, draft)
    if not draft.outcome:
        _outcomes(texts, known)
        return
    _rest(texts, data, known, draft, city)


def city_of(texts: Texts, data: Data, actor: Actor, where: Where) -> str:
    """Return the city that is counted for: a case manager's own, else the one chosen."""
    if actor.city:
        return actor.city
    key = KEY + "count_city"
    address_bar.put(key, where.city or None)
    st.selectbox(
        texts("kim.for_city"),
        [*data.cities],
        key=key,
        index=None,
        placeholder=texts("kim.choose_city"),
        on_change=lambda: go(data, city=address_bar.value(key) or ""),
    )
    return where.city


def _draft() -> Draft:
    found = st.session_state.get(KEY + "draft")
    return found if isinstance(found, Draft) else Draft()


def _put(draft: Draft) -> None:
    address_bar.catch_up()
    st.session_state[KEY + "draft"] = draft


def _topics(texts: Texts, data: Data, known: Field) -> None:
    widgets.html("heading.html", text=texts("kim.ask_topic"))
    recent: list[str] = st.session_state.get(KEY + "recent", [])
    order = [*recent, *(topic for topic in known.taxonomy.topics if topic not in recent)]
    with st.container(horizontal=True, key=KEY + "big_topics"):
        for topic in order:
            st.button(
                topic_name(topic, texts, data.taxonomy),
                key=f"{KEY}topic_{topic}",
                icon=f":material/{data.taxonomy.topics[topic].icon}:",
                on_click=_put,
                args=(Draft(topic),),
            )


def _chosen(texts: Texts, data: Data, known: Field, draft: Draft) -> None:
    """Show what was tapped; a tap on it goes back there."""
    with st.container(horizontal=True, key=KEY + "chosen"):
        st.button(
            topic_name(draft.topic, texts, data.taxonomy),
            key=KEY + "back_topic",
            icon=":material/close:",
            on_click=_put,
            args=(Draft(),),
        )
        if draft.outcome:
            st.button(
                known.codes.label("outcomes", draft.outcome, texts.language),
                key=KEY + "back_outcome",
                icon=":material/close:",
                on_click=_put,
                args=(Draft(draft.topic),),
            )


def _outcomes(texts: Texts, known: Field) -> None:
    widgets.html("heading.html", text=texts("kim.ask_outcome"))
    with st.container(horizontal=True, key=KEY + "big_outcomes"):
        for outcome in known.codes.outcomes:
            st.button(
                known.codes.label("outcomes", outcome, texts.language),
                key=f"{KEY}outcome_{outcome}",
                on_click=_put,
                args=(replace(_draft(), outcome=outcome),),
            )


def _rest(texts: Texts, data: Data, known: Field, draft: Draft, city: str) -> None:
    if draft.outcome == "not_found":
        _known_offers(texts, data, draft.topic, city)
    if draft.outcome not in SMOOTH:
        st.pills(
            texts("kim.ask_obstacles", most=texts.number(MOST_OBSTACLES)),
            known.codes.obstacles,
            selection_mode="multi",
            key=_OBSTACLES,
            format_func=lambda code: known.codes.label("obstacles", code, texts.language),
        )
    st.selectbox(
        texts("kim.ask_group"),
        ["", *known.taxonomy.target_groups],
        key=_GROUP,
        format_func=lambda code: (
            known.taxonomy.target_groups[code].labels[texts.language] if code else texts("kim.no_group")
        ),
    )
    named: Sequence[str] = st.session_state.get(_OBSTACLES) or ()
    if len(named) > MOST_OBSTACLES:
        st.warning(texts("kim.too_many_obstacles", most=texts.number(MOST_OBSTACLES)))
    st.button(
        texts("kim.count_anyway") if draft.outcome == "not_found" else texts("kim.count_now"),
        key=KEY + "count_now",
        type="primary",
        icon=":material/add:",
        width="stretch",
        disabled=len(named) > MOST_OBSTACLES,
        on_click=_count,
        args=(known, draft, city),
    )
    widgets.html("note.html", text=texts("kim.nobody_is_kept"))


def _known_offers(texts: Texts, data: Data, topic: str, city: str) -> None:
    """Show what the directory has nearby, before somebody says that there is nothing."""
    offers, number = nearby(data, topic, city)
    with st.container(border=True, key=KEY + "known_offers"):
        if not offers:
            st.markdown(widgets.plain(texts("kim.no_offer_known")))
            return
        widgets.html("heading.html", text=texts("kim.do_you_know", count=len(offers)))
        today = data.settings.district.today()
        capacity = data.capacity_at(today)
        for offer_id in offers:
            row = row_of(data.table.frame, offer_id)
            said = capacity_words(capacity[offer_id], texts, today=today) if offer_id in capacity else ""
            query = {"offer": [offer_id], "topic": [topic], "city": [city]}
            language = address_bar.choose_language()
            query |= {"lang": [language]} if language != address_bar.home_language() else {}
            widgets.html(
                "kim/known_offer.html",
                title=row["title"],
                organization=row["organization"],
                city=row["city"],
                phone="" if row["is_protected"] else row["phone"],
                capacity=said,
                link=address_bar.address("find", query),
            )
        if number > len(offers):
            widgets.html("note.html", text=texts("kim.more_offers", count=number - len(offers)))


def nearby(data: Data, topic: str, city: str) -> tuple[list[str], int]:
    """Return the offers of a topic, those of a city and then the nearest, and how many the city can use at all."""
    frame = data.table.frame[data.table.select(OfferFilter(topics=(topic,)))]
    if frame.empty:
        return [], 0
    place = data.cities[city]
    ways = nearest_sites(data.table.places, Place(place.lon, place.lat, city), whereabouts=data.whereabouts)
    own = frame["city"].eq(city)
    ids = [str(one) for part in (frame[own], frame[~own]) for one in nearest_first(part, ways)]
    here = frame["city"].eq(city) | frame["scope"].ne("local")
    return ids[:KNOWN_OFFERS], max(int(here.sum()), min(len(ids), KNOWN_OFFERS))


def _count(known: Field, draft: Draft, city: str) -> None:
    obstacles = tuple(address_bar.value(_OBSTACLES) or ()) if draft.outcome not in SMOOTH else ()
    talk = Talk(city, draft.topic, draft.outcome, obstacles, str(address_bar.value(_GROUP) or ""))
    today = loading.settings().district.today()
    quarter = quarter_of(today)

    def add(number: int) -> None:
        count(loading.store(), who.actor(), known, talk, quarter=quarter, today=today, number=number)

    def step() -> told.Done:
        add(1)
        return told.text("kim.counted", city=city, undo=lambda: add(-1))

    if told.act(step):
        recent = [
            draft.topic,
            *(one for one in st.session_state.get(KEY + "recent", []) if one != draft.topic),
        ]
        st.session_state[KEY + "recent"] = recent[:_RECENT]
        st.session_state[KEY + "draft"] = Draft()
        st.session_state[_OBSTACLES] = []
        st.session_state[_GROUP] = ""
