"""Shows the part of maintaining that the address names, in its language, for who is signed in."""

import streamlit as st

from geo.errors import GeoError
from ui import maintain_import, maintain_places, session, widgets

PARTS = {"import": maintain_import.show, "places": maintain_places.show}


def maintain() -> None:
    """Show one part below a heading, as the page of those who maintain does."""
    texts = session.texts_for(session.choose_language())
    widgets.document(texts)
    widgets.header(texts, "Parts", "", on_language=lambda _: None)
    try:
        PARTS[st.query_params.get("part", "places")](texts, session.load_data())
    except GeoError as error:
        st.error(texts(error.key))


st.set_page_config(page_title="Parts", layout="wide")
pages = [st.Page(lambda: None, url_path="find", default=True), st.Page(maintain, url_path="maintain")]
st.navigation(pages, position="hidden").run()
