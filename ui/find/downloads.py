"""The offers of the list to take away; a file is made when somebody asks for it, not before."""

from functools import partial

import streamlit as st

from geo.exchange.coverage_files.names import offers_file_name
from geo.exchange.offer_files import FORMATS, Format
from geo.i18n import Texts
from geo.offers.view import View
from ui.shared import address_bar, offer_files, widgets
from ui.shared.loading import Data
from ui.shared.result import Result, whole_among

KEY = "find_download_"


def downloads(texts: Texts, data: Data, view: View, result: Result) -> None:
    """Show a button for each format."""
    origin = address_bar.page_url("").removesuffix("/")

    def write(kind: Format) -> bytes:
        ids, whole = list(result.ids), whole_among(result)
        return kind.write(offer_files.selection_of(data, view, ids, texts, origin=origin, whole=whole))

    day = data.settings.district.today()
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
