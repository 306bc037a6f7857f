"""Words that the search does not know: counted once a visit, when a visitor asks in the search field."""

import logging

import streamlit as st

from geo.errors import GeoError
from geo.offers.view import View
from geo.upkeep.access import VISITOR
from geo.upkeep.missed_words import MOST_A_VISIT, missed_words
from ui.entrance import who
from ui.shared import loading
from ui.shared.result import Result

LOG = logging.getLogger(__name__)
KEY = "find_"
_ASKED, _COUNTED = KEY + "asked", KEY + "counted"


def asked() -> None:
    """Remember, in the callback of the search field, that a question was asked; the page that runs next counts."""
    st.session_state[_ASKED] = True


def count(view: View, result: Result) -> None:
    """Count the words of a question just asked that nobody knows; links, chips and editors count nothing."""
    if not st.session_state.pop(_ASKED, False) or result.answer is None:
        return
    counted: set[str] = st.session_state.setdefault(_COUNTED, set())
    new = [word for word in missed_words(result.answer, view.filter.text) if word not in counted]
    new = new[: MOST_A_VISIT - len(counted)]
    if new and _is_visitor():
        counted.update(new)
        day = loading.settings().district.today()
        loading.tally().note(new, language=view.language, day=day)


def _is_visitor() -> bool:
    try:
        return who.actor() == VISITOR
    except GeoError as error:
        LOG.warning("words without a hit are not counted: %s", error)
        return False
