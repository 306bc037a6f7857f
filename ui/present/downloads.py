"""What can be taken away from the page "Present": slides as PPTX and PDF, the sheet of a city, the link."""

from functools import partial

import streamlit as st

from geo.i18n import Texts
from geo.presenting.deck import Deck
from ui.present.briefings import briefing_for, query_of, slides_of
from ui.shared import address_bar
from ui.shared.loading import Data

KEY = "present_file_"
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def files(texts: Texts, data: Data, deck: Deck) -> None:
    """Show a button for each file; each is made when somebody asks for it."""
    day = briefing_for(data, deck.question, deck.since).today.isoformat()
    for kind, mime, make in (("pptx", _PPTX, _pptx), ("pdf", "application/pdf", _pdf)):
        st.download_button(
            texts(f"present.{kind}"),
            data=partial(make, data, deck, texts),
            file_name=f"integration-{day}.{kind}",
            mime=mime,
            key=KEY + kind,
            icon=":material/download:",
            on_click="ignore",
            width="stretch",
        )
    with st.popover(texts("present.city_sheet"), icon=":material/description:", width="stretch"):
        for city in data.cities:
            st.download_button(
                city,
                data=partial(_sheet, data, deck, texts, city),
                file_name=f"{city.lower().replace(' ', '-')}-{day}.pdf",
                mime="application/pdf",
                key=f"{KEY}city_{city}",
                on_click="ignore",
                width="stretch",
            )
    with st.popover(texts("action.link"), icon=":material/link:", width="stretch"):
        st.code(
            address_bar.page_url(address_bar.written(query_of(deck)), page="present"),
            language=None,
            wrap_lines=True,
        )


def _pptx(data: Data, deck: Deck, texts: Texts) -> bytes:
    from geo.presenting.report import to_pptx  # its libraries load when somebody wants a file

    return to_pptx(slides_of(data, deck, texts), direction=texts.direction, language=texts.language)


def _pdf(data: Data, deck: Deck, texts: Texts) -> bytes:
    from geo.presenting.report import to_pdf

    briefing = briefing_for(data, deck.question, deck.since)
    footer = texts("sheet.footer", district=briefing.district, date=texts.date(briefing.today))
    slides = slides_of(data, deck, texts)
    return to_pdf(slides, direction=texts.direction, language=texts.language, footer=footer)


def _sheet(data: Data, deck: Deck, texts: Texts, city: str) -> bytes:
    link = address_bar.page_url(address_bar.written({"city": [city]}))
    return _written_sheet(data, deck, texts, city, link=link)


def _written_sheet(data: Data, deck: Deck, texts: Texts, city: str, *, link: str) -> bytes:
    from geo.presenting.report import city_sheet

    return city_sheet(briefing_for(data, deck.question, deck.since), city, texts, link=link)
