"""The ways to hand one's own list on: paper, link, QR code, text; in the language of the person who gets it."""

import streamlit as st

from geo.i18n import Texts, load_texts
from geo.offers.kept_text import kept_text
from geo.offers.view import View, handed_on
from ui.find import calendar
from ui.find.qr import qr_code
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data
from ui.shared.templating import escape

KEY = "find_hand_"

_COPY_JS = """
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  const text = parentElement.querySelector("textarea");
  const said = parentElement.querySelector("p");
  button.textContent = data.label;
  text.setAttribute("aria-label", data.name);
  text.lang = data.lang;
  text.dir = data.dir;
  if (text.value !== data.text) { text.value = data.text; said.textContent = ""; }
  button.onclick = () => {
    const done = () => { said.textContent = data.done; };
    // Without a clipboard (a page without https) the text stands marked, to be copied by hand.
    const mark = () => { text.focus(); text.select(); };
    if (navigator.clipboard) navigator.clipboard.writeText(data.text).then(done, mark);
    else mark();
  };
}
"""
_COPY_HTML = "<textarea readonly rows='8'></textarea><button type='button'></button><p role='status'></p>"
_COPY_CSS = """
textarea { font: inherit; font-size: 15px; line-height: 1.4; width: 100%; box-sizing: border-box; padding: 8px 12px;
  border: 1px solid var(--edge); border-radius: 8px; background: var(--pale); color: var(--ink); resize: vertical; }
button { font: inherit; min-height: 44px; padding: 4px 16px; margin-top: 8px; border: 1px solid var(--edge);
  border-radius: 8px; background: var(--paper); color: var(--ink); cursor: pointer; }
button:hover { border-color: var(--accent); color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
p { margin: 4px 0 0; min-height: 1.5em; color: var(--ink); }
"""
_copy = st.components.v2.component("karte_copy", html=_COPY_HTML, css=_COPY_CSS, js=_COPY_JS)


def handing_on(texts: Texts, data: Data, view: View) -> None:
    """Show the ways, below the choice of the language that they speak."""
    st.html(f"<h2 class='k-heading'>{escape(texts('kept.hand_on'))}</h2>")
    language = st.selectbox(
        texts("kept.language"),
        loading.languages(),
        index=loading.languages().index(texts.language),
        key=f"{KEY}language_{texts.language}",
        format_func=widgets.own_name,
    )
    query = address_bar.query_string(handed_on(view, language))
    link = address_bar.page_url(query)
    st.link_button(texts("kept.sheet"), f"print?{query}", icon=":material/print:", width="stretch")
    _online(texts, link)
    _text(texts, data, view, language, link)
    calendar.kept_button(texts, data, view.kept, language)


def _online(texts: Texts, link: str) -> None:
    with st.expander(texts("kept.link"), icon=":material/link:"):
        st.code(link, language=None, wrap_lines=True)
        code = qr_code(link)
        if code:
            widgets.html("find/kept_qr.html", code=code, words=texts("kept.qr"))
        else:
            st.caption(texts("kept.no_qr"))


def _text(texts: Texts, data: Data, view: View, language: str, link: str) -> None:
    theirs = load_texts(language)
    text = kept_text(
        view.kept,
        data.table.frame,
        texts=theirs,
        heading=theirs("kept.text_title", district=data.settings.district.name),
        link=link,
        closed=data.offers.index,
        translations=data.table.shown,
    )
    with st.expander(texts("kept.text"), icon=":material/chat:"):
        _copy(
            data={
                "label": texts("kept.copy"),
                "done": texts("kept.copied"),
                "name": texts("kept.text"),
                "text": text,
                "lang": language,
                "dir": theirs.direction,
            },
            key=KEY + "copy",
        )
