"""Handovers: what became of one, counted; those that wait, under a code that tells nobody."""

import streamlit as st

from geo.i18n import Texts
from geo.kim.counting import ASKED_AFTER, FORGOTTEN_AFTER, Field, Passing, answer, hand_over, start, waiting
from geo.kim.figures import ENDED
from geo.kim.quarters import quarter_of
from geo.kim.summary import known_of
from geo.kim.wording import office_name
from geo.upkeep.access import Actor
from ui.entrance import who
from ui.kim import told
from ui.kim.counting import city_of
from ui.kim.state import KEY, Where
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data

_FIELDS = {name: f"{KEY}way_{name}" for name in ("from", "to", "offer", "state", "reason", "code")}


def show(texts: Texts, data: Data, actor: Actor, where: Where) -> None:
    """Show the form that counts a handover, and those that wait."""
    told.show(texts)
    known = known_of(data.settings, data.taxonomy, data.table.frame.index)
    city = city_of(texts, data, actor, where)
    if not city:
        return
    _form(texts, data, known, city)
    _waiting(texts, data, known, actor, city)


def _form(texts: Texts, data: Data, known: Field, city: str) -> None:
    widgets.html("heading.html", text=texts("kim.handover_title"))
    for name in ("from", "to"):
        st.selectbox(
            texts("kim.field_from_office") if name == "from" else texts("kim.field_to_office"),
            known.codes.offices,
            key=_FIELDS[name],
            index=None,
            placeholder=texts("kim.choose_office"),
            format_func=lambda code: known.codes.label("offices", code, texts.language),
        )
    titles = (data.table.frame["title"] + " – " + data.table.frame["organization"]).to_dict()
    st.selectbox(
        texts("kim.field_offer_id"),
        [*titles],
        key=_FIELDS["offer"],
        index=None,
        placeholder=texts("kim.choose_offer"),
        help=texts("kim.office_or_offer"),
        format_func=lambda one: titles.get(one, one),
    )
    states = ("started", *ENDED)
    chosen = st.pills(
        texts("kim.field_state"),
        states,
        key=_FIELDS["state"],
        default="started",
        format_func=lambda code: known.codes.label("states", code, texts.language),
    )
    if chosen == "rejected":
        _reason(texts, known, _FIELDS["reason"])
    if chosen == "started":
        st.text_input(
            texts("kim.code"),
            key=_FIELDS["code"],
            max_chars=12,
            help=texts(
                "kim.code_help",
                days=texts.number(ASKED_AFTER.days),
                forgotten=texts.number(FORGOTTEN_AFTER.days),
            ),
        )
    st.button(
        texts("kim.count_now"),
        key=KEY + "count_way",
        type="primary",
        icon=":material/add:",
        width="stretch",
        on_click=_count,
        args=(known, city),
    )


def _reason(texts: Texts, known: Field, key: str) -> None:
    st.selectbox(
        texts("kim.field_reason"),
        ["", *known.codes.obstacles],
        key=key,
        format_func=lambda code: (
            known.codes.label("obstacles", code, texts.language) if code else texts("kim.no_reason")
        ),
    )


def _count(known: Field, city: str) -> None:
    values = {name: str(address_bar.value(key) or "") for name, key in _FIELDS.items()}
    state = values["state"] or "started"
    reason = values["reason"] if state == "rejected" else ""
    passing = Passing(city, values["from"], values["to"], values["offer"], state, reason)
    today = loading.settings().district.today()
    quarter = quarter_of(today)

    def add(number: int) -> None:
        hand_over(loading.store(), who.actor(), known, passing, quarter=quarter, today=today, number=number)

    def step() -> told.Done:
        if state == "started" and values["code"]:
            start(loading.store(), who.actor(), known, passing, values["code"].strip(), today=today)
            return told.text("kim.way_waits", code=values["code"].strip())
        add(1)
        return told.text("kim.counted", city=city, undo=lambda: add(-1))

    if told.act(step):
        st.session_state[_FIELDS["code"]] = ""


def _waiting(texts: Texts, data: Data, known: Field, actor: Actor, city: str) -> None:
    found = waiting(loading.store(), actor, city, today=data.settings.district.today())
    widgets.html("heading.html", text=texts("kim.waiting_title"))
    if not found:
        st.markdown(widgets.plain(texts("kim.waiting_none")))
    for one, is_due in found:
        with st.container(border=True, key=f"{KEY}wait_{one.code}"):
            widgets.html(
                "kim/waiting.html",
                code=one.code,
                start=office_name(one.from_office, texts, known.codes),
                end=office_name(one.to_office or f"offer:{one.offer_id}", texts, known.codes),
                since=texts.date(one.started_on),
                due=texts("kim.ask_now") if is_due else "",
            )
            key = f"{KEY}reason_{one.code}"
            _reason(texts, known, key)
            with st.container(horizontal=True, key=f"{KEY}answers_{one.code}"):
                for state in ENDED:
                    st.button(
                        known.codes.label("states", state, texts.language),
                        key=f"{KEY}answer_{one.code}_{state}",
                        on_click=_answer,
                        args=(known, city, one.code, state, key),
                    )


def _answer(known: Field, city: str, code: str, state: str, key: str) -> None:
    reason = str(address_bar.value(key) or "") if state == "rejected" else ""
    today = loading.settings().district.today()

    def step() -> told.Done:
        answer(loading.store(), who.actor(), known, city, code, state=state, reason=reason, today=today)
        return told.text("kim.way_answered", code=code)

    told.act(step)
