"""Which languages are spoken at the contact point of each city: entered here, read by residents."""

import streamlit as st

from geo.i18n import Texts
from geo.kim.contacts import MOST_LANGUAGES, is_language, set_languages
from geo.upkeep.access import Action, Actor, may
from ui.entrance import who
from ui.kim import told
from ui.kim.state import KEY
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data

_PLACE = KEY + "contact_place"


def show(texts: Texts, data: Data, actor: Actor) -> None:
    """Say what is known of each contact point, with a form for one; nothing for who may not enter it."""
    known = {name: one for name, one in data.contacts.items() if one.office}
    if not known or not may(actor, Action.SAY_LANGUAGES):
        return
    with st.expander(texts("kim.contacts_title"), key=KEY + "contacts"):
        st.markdown(widgets.plain(texts("kim.contacts_lead")))
        rows = [
            (name, one.office, _spoken(texts, one.languages, one.languages_date))
            for name, one in known.items()
        ]
        widgets.html("kim/contacts.html", t=texts, rows=rows)
        own = [name for name in known if not actor.is_of_cities or name in actor.cities]
        if not own:
            return
        place = st.selectbox(
            texts("kim.contacts_which"),
            own,
            index=None,
            key=_PLACE,
            placeholder=texts("maintain.choose"),
        )
        if place:
            _form(texts, data, place, known[place].languages)


def _spoken(texts: Texts, languages: tuple[str, ...], day: str) -> str:
    if not languages:
        return texts("kim.contacts_unknown")
    names = texts.listing([texts.language_name(code) for code in languages])
    return f"{names} ({texts.partial_date(day)})"


def _key(place: str) -> str:
    return f"{KEY}contact_languages_{place}"


def _form(texts: Texts, data: Data, place: str, spoken: tuple[str, ...]) -> None:
    told_of = {*data.table.choices["languages"], *loading.languages(), *spoken}
    codes = [code for code in told_of if is_language(code)]
    names = {code: texts.language_name(code) for code in codes}
    st.multiselect(
        texts("detail.languages"),
        sorted(codes, key=lambda code: (names[code], code)),
        default=list(spoken),
        key=_key(place),
        max_selections=MOST_LANGUAGES,
        format_func=lambda code: names.get(code, code),
    )
    st.button(
        texts("kim.save"),
        key=KEY + "contact_save",
        type="primary",
        icon=":material/save:",
        on_click=_save,
        args=(place,),
    )


def _save(place: str) -> None:
    chosen = [str(code) for code in address_bar.value(_key(place)) or []]

    def step() -> told.Done:
        actor = who.actor()
        settings, places = loading.settings(), [*loading.load_data().contacts]
        batch = set_languages(
            loading.store(), actor, place, chosen, places=places, today=settings.district.today()
        )
        return told.text("kim.contact_saved", city=place, undo=lambda: told.take_back(batch.batch_id))

    told.act(step)
