"""The better words that editors noted: for whoever keeps the catalogues, as a list and as a file."""

import streamlit as st

from geo.exchange.advice_files import records_csv
from geo.i18n import Texts
from geo.upkeep.change_words import moment_words
from geo.upkeep.wordings import noted_wordings
from ui.shared import loading, widgets
from ui.shared.offer_draft import KEY

_SHOWN = 25


def show(texts: Texts) -> None:
    """Show what was noted last and offer all of it as a file; nothing where nothing was noted."""
    found = noted_wordings(loading.store(), loading.languages())
    if not found:
        return
    district = loading.settings().district
    with st.expander(texts("maintain.noted_wordings", count=len(found)), key=KEY + "noted_wordings"):
        widgets.html("note.html", text=texts("maintain.noted_wordings_note"))
        for wording, at in found[:_SHOWN]:
            widgets.html(
                "maintain/wording.html",
                t=texts,
                title=texts("maintain.wording", language=widgets.own_name(wording.language)),
                when=texts("maintain.noted_at", when=moment_words(at, texts, timezone=district.timezone)),
                wording=wording,
            )
        rows = [
            {"language": one.language, "shown": one.shown, "better": one.better, "noted": f"{at:%Y-%m-%d}"}
            for one, at in found
        ]
        st.download_button(
            texts("maintain.noted_wordings_file"),
            data=records_csv(("language", "shown", "better", "noted"), rows),
            file_name="texte-verbesserungen.csv",
            mime="text/csv",
            key=KEY + "noted_wordings_file",
            icon=":material/download:",
            on_click="ignore",
        )
