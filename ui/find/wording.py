"""What is said of texts that a program translated, and the small form with which readers propose better words."""

import streamlit as st

from geo.errors import DataError, GeoError
from geo.i18n import Texts
from geo.settings import utc_now
from geo.upkeep.wordings import LONGEST, Wording, propose_wording
from ui.entrance import who
from ui.shared import address_bar, loading, widgets

KEY = "wording_"
_LACKING = "lacking"


@st.fragment
def translated(texts: Texts) -> None:
    """Say that nobody has read the translation yet; nothing where somebody has."""
    if not texts.is_machine_made:
        return
    with st.container(key=KEY + "foot"):
        widgets.html("note.html", text=texts("app.machine_translated"))
        if st.session_state.get(KEY + "sent"):
            st.success(texts("propose.thanks"), icon=":material/favorite:")
            return
        is_open = bool(st.session_state.get(KEY + "is_open"))
        st.button(
            texts("wording.open"),
            key=KEY + "open",
            type="tertiary",
            icon=":material/translate:",
            on_click=lambda: st.session_state.update({KEY + "is_open": not is_open}),
        )
        if is_open:
            with st.container(border=True, key=KEY + "form"):
                _form(texts)


def _form(texts: Texts) -> None:
    st.text_area(texts("wording.now"), key=KEY + "shown", max_chars=LONGEST, height=96)
    st.text_area(texts("wording.better"), key=KEY + "better", max_chars=LONGEST, height=96)
    with st.container(key=KEY + "trap_row"):  # people do not see it (a style rule), robots fill it in
        st.text_input(texts("propose.trap"), key=KEY + "trap", max_chars=100)
    failed = st.session_state.get(KEY + "failed")
    if failed:
        said = texts("wording.both") if failed == _LACKING else texts(failed)
        st.error(said, icon=":material/error:")
    widgets.html("note.html", text=texts("propose.privacy"))
    st.button(
        texts("propose.send"),
        key=KEY + "send",
        type="primary",
        icon=":material/send:",
        on_click=_send,
        args=(texts.language,),
    )


def _send(language: str) -> None:
    """Hand the words over; what is wrong with them is said in the form."""
    told = {name: address_bar.value(KEY + name) or "" for name in ("shown", "better", "trap")}
    st.session_state[KEY + "failed"] = None
    try:
        propose_wording(
            loading.store(),
            Wording(language, **told),
            languages=loading.languages(),
            address=who.address(),
            now=utc_now(),
        )
    except DataError as error:
        st.session_state[KEY + "failed"] = _reason(error)
        return
    except GeoError as error:
        st.session_state[KEY + "failed"] = error.key
        return
    st.session_state[KEY + "sent"] = True


def _reason(error: DataError) -> str:
    """Name the text that says what is wrong."""
    told = {
        "required": _LACKING,
        "personal_email": "form.problem_personal_email",
        "mobile": "form.problem_mobile",
    }
    return told.get(error.problems[0].kind, "form.check")
