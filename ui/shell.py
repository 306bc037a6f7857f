"""The frame around every page: language, direction, navigation, and one sentence when something broke."""

import logging
from collections.abc import Callable

import streamlit as st

from geo.errors import GeoError
from geo.i18n import Texts
from geo.settings import PROJECT_ROOT
from ui import about
from ui.coverage import page as coverage
from ui.entrance import doors
from ui.find import page as find
from ui.kim import page as kim
from ui.maintain import page as maintain
from ui.present import page as present
from ui.shared import address_bar, loading, widgets

#: Pages in every language, by their addresses; "" is where the first one stands.
_FOR_EVERYBODY = ("", "find", "about")
LOG = logging.getLogger(__name__)


def _guarded(show: Callable[[Texts], None], texts: Texts) -> Callable[[], None]:
    def page() -> None:
        try:
            show(texts)
        except GeoError as error:
            LOG.exception("page failed")
            st.error(texts(error.key), icon=":material/error:")

    return page


def _main() -> None:
    """Show the page the address names."""
    texts = loading.texts_for(address_bar.choose_language())
    st.set_page_config(
        page_title=texts("app.title", district=loading.settings().district.name),
        page_icon=str(PROJECT_ROOT / "static" / "logo.svg"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    whole = texts.whole  # pages for staff are not in every language
    pages = [
        st.Page(
            _guarded(find.show, texts),
            title=texts("nav.find"),
            icon=":material/search:",
            url_path="find",
            default=True,
        ),
        st.Page(
            _guarded(coverage.show, whole),
            title=texts("nav.coverage"),
            icon=":material/share_location:",
            url_path="coverage",
        ),
        st.Page(
            _guarded(present.show, whole),
            title=texts("nav.present"),
            icon=":material/slideshow:",
            url_path="present",
        ),
        st.Page(
            _guarded(kim.show, whole),
            title=texts("nav.kim"),
            icon=":material/diversity_3:",
            url_path=doors.ADVICE,
        ),
        st.Page(
            _guarded(maintain.show, whole),
            title=texts("nav.maintain"),
            icon=":material/edit_note:",
            url_path=doors.HOME,
        ),
        st.Page(
            _guarded(about.show, texts), title=texts("nav.about"), icon=":material/info:", url_path="about"
        ),
    ]
    page = st.navigation(pages, position="top")
    address_bar.turn_page(page.url_path)
    widgets.document(texts if page.url_path in _FOR_EVERYBODY else whole)
    page.run()
    widgets.operator_links(texts)


_main()
