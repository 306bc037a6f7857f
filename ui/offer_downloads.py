"""The offers of the list to take away; a file is made when somebody asks for it, not before."""

from functools import partial

import streamlit as st

from geo.exports.names import offers_file_name
from geo.exports.offers import FORMATS, Format
from geo.i18n import Texts
from geo.view import View
from ui import address_bar, offer_files, widgets
from ui.result import Result
from ui.session import Data

KEY = "find_download_"


def downloads(texts: Texts, data: Data, view: View, result: Result) -> None:
    """Show a button for each format."""
    origin = address_bar.page_url("").removesuffix("/")

    def write(kind: Format) -> bytes:
        return kind.write(offer_files.selection_of(data, view, list(result.ids), texts, origin=origin))

    day = offer_files.today(data)
    with st.popover(texts("download.title"), icon=":material/download:", key=KEY + "pop"):
        st.markdown(widgets.plain(texts("download.offers_lead")))
        for name, kind in FORMATS.items():
            st.download_button(
                texts(f"download.offers_{name}"),
                data=partial(write, kind),
                file_name=offers_file_name(view.filter, day=day, suffix=kind.suffix),
                mime=kind.mime,
                key=KEY + name,
                on_click="ignore",
                width="stretch",
            )
