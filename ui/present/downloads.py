"""What can be taken away from the page "Present": slides, paper, tables, pictures, the sheets of a city, the link."""

from functools import partial

import streamlit as st

from geo.exchange.coverage_files.names import plain_name
from geo.i18n import Texts
from geo.presenting.briefing import Briefing
from geo.presenting.deck import READERS, RESIDENTS, Deck
from ui.present.briefings import briefing_for, link_of, slides_of
from ui.shared import address_bar
from ui.shared.loading import Data

KEY = "present_file_"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def files(texts: Texts, data: Data, deck: Deck) -> None:
    """Show a button for each file; each is made when somebody asks for it."""
    day = briefing_for(data, deck.question, deck.since).today.isoformat()
    for kind, mime, make in (
        ("pptx", _PPTX, partial(_slides, "pptx")),
        ("pdf", "application/pdf", partial(_slides, "pdf")),
        ("docx", _DOCX, partial(_slides, "docx")),
        ("zip", "application/zip", _pictures),
    ):
        st.download_button(
            texts(f"present.{kind}"),
            data=partial(make, data, deck, texts),
            file_name=f"{_named(data, deck)}-{day}.{kind}",
            mime=mime,
            key=KEY + kind,
            icon=":material/download:",
            on_click="ignore",
            width="stretch",
        )
    for readers in READERS:
        with st.popover(texts(f"present.sheet_{readers}"), icon=":material/description:", width="stretch"):
            for city in data.cities:
                st.download_button(
                    city,
                    data=partial(_sheet, data, deck, texts, city, readers),
                    file_name=f"{city.lower().replace(' ', '-')}-{readers}-{day}.pdf",
                    mime="application/pdf",
                    key=f"{KEY}{readers}_{city}",
                    on_click="ignore",
                    width="stretch",
                )
    with st.popover(texts("action.link"), icon=":material/link:", width="stretch"):
        st.code(
            address_bar.page_url(address_bar.written(link_of(deck)), page="present"),
            language=None,
            wrap_lines=True,
        )


def table_files(texts: Texts, data: Data, deck: Deck) -> None:
    """Show a button for the tables of the page as Excel file and as CSV."""
    briefing = briefing_for(data, deck.question, deck.since)
    with st.container(horizontal=True, key=KEY + "tables"):
        for kind, mime, make in (("xlsx", _XLSX, _xlsx), ("csv", "text/csv", _csv)):
            st.download_button(
                texts(f"present.tables_{kind}"),
                data=partial(make, briefing, texts),
                file_name=f"{_named(data, deck)}-{briefing.today.isoformat()}.{kind}",
                mime=mime,
                key=KEY + kind,
                icon=":material/download:",
                on_click="ignore",
            )


def _named(data: Data, deck: Deck) -> str:
    """Return how files are called: whose they are, and what about."""
    return plain_name("-".join((data.settings.district.name, *deck.question.topics))).lower()


def _xlsx(briefing: Briefing, texts: Texts) -> bytes:
    from geo.presenting.files import tables_xlsx  # its libraries load when somebody wants a file

    return tables_xlsx(briefing, texts)


def _csv(briefing: Briefing, texts: Texts) -> bytes:
    from geo.presenting.files import tables_csv

    return tables_csv(briefing, texts)


def _pictures(data: Data, deck: Deck, texts: Texts) -> bytes:
    from geo.presenting.files import pictures_zip

    return pictures_zip(slides_of(data, deck, texts))


def _slides(kind: str, data: Data, deck: Deck, texts: Texts) -> bytes:
    from geo.presenting.report import (
        own_picture,
        slides_file,
    )  # its libraries load when somebody wants a file

    district = data.settings.district
    logo = district.files.get("logo")
    return slides_file(
        kind,
        slides_of(data, deck, texts),
        briefing_for(data, deck.question, deck.since),
        texts,
        aspect=deck.aspect,
        template=district.files.get("slide_template"),
        logo=own_picture(logo, district.name) if logo else None,
    )


def _sheet(data: Data, deck: Deck, texts: Texts, city: str, readers: str) -> bytes:
    link = address_bar.page_url(address_bar.written({"city": [city]}))
    return _written_sheet(data, deck, texts, city, link=link, readers=readers)


def _written_sheet(
    data: Data, deck: Deck, texts: Texts, city: str, *, link: str, readers: str = RESIDENTS
) -> bytes:
    from geo.presenting.report import city_sheet

    briefing = briefing_for(data, deck.question, deck.since)
    return city_sheet(briefing, city, texts, link=link, readers=readers)
