"""Publishing a quarter: what everybody sees then is what is told now."""

import streamlit as st

from geo.i18n import Texts
from geo.kim.figures import Figures
from geo.kim.publishing import publish_quarter
from geo.kim.quarters import quarter_of
from geo.kim.wording import quarter_words
from ui.entrance import who
from ui.kim import told
from ui.kim.state import KEY
from ui.shared import address_bar, loading, widgets

QUARTER = KEY + "publish"


def show(texts: Texts, figures: Figures) -> None:
    """Show which quarters are published, and offer those that are over."""
    today = loading.settings().district.today()
    published = loading.store().advice.published()
    open_ones = [
        name for name in reversed(figures.names) if name < quarter_of(today) and name not in published
    ]
    widgets.html("heading.html", text=texts("kim.publish_title"))
    if published:
        names = texts.listing([quarter_words(name, texts) for name in sorted(published)])
        st.markdown(widgets.plain(texts("kim.published", quarters=names)))
    if not open_ones:
        st.markdown(widgets.plain(texts("kim.publish_none")))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key=KEY + "publish_row"):
        st.selectbox(
            texts("kim.quarter"),
            open_ones,
            key=QUARTER,
            format_func=lambda name: quarter_words(name, texts),
            width=260,
        )
        st.button(
            texts("kim.publish"), key=KEY + "publish_now", icon=":material/public:", on_click=_publish_now
        )


def _publish_now() -> None:
    quarter = str(address_bar.value(QUARTER) or "")
    today = loading.settings().district.today()

    def step() -> told.Done:
        batch = publish_quarter(loading.store(), who.actor(), quarter, today=today)
        return told.text("kim.now_published", quarter=quarter, undo=lambda: told.take_back(batch.batch_id))

    told.act(step)
