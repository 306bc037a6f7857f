"""Pieces of a page that several pages use: document language, header, chosen filters, HTML from templates."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from geo.district.operator import operator_pages
from geo.i18n import Texts, load_texts
from geo.links import Hint
from geo.publish.bundle import bundle
from geo.settings import PROJECT_ROOT
from ui.shared import address_bar, loading
from ui.shared.templating import template

_STYLES = ("colors.css", "app.css", "options.css", "kim.css")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|:~$&@^=])")
#: Where Streamlit would put icons and arrows into a text that is already plain (`:material/x:`, `->`, `--`): an
#: empty piece of text between keeps them apart.
_ORNAMENT = re.compile(r"(?<=:)(?=\w)|(?<=[<>~-])(?=[=>-])")
#: Buttons whose word alone does not tell which card they belong to.
_NAMED = ", ".join(f"[class*='st-key-find_{name}_'] button" for name in ("star", "up", "down", "off"))

_LOCATE_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const button = parentElement.querySelector("button");
  button.textContent = data.label;
  button.onclick = () => {
    if (!navigator.geolocation) { setTriggerValue("failed", "unsupported"); return; }
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      (found) => {
        button.disabled = false;
        setTriggerValue("position", [found.coords.longitude, found.coords.latitude]);
      },
      (problem) => { button.disabled = false; setTriggerValue("failed", String(problem.code)); },
      { timeout: 15000, maximumAge: 60000 },
    );
  };
}
"""

_LOCATE_CSS = """
button { font: inherit; min-height: 40px; padding: 4px 12px; border: 1px solid var(--edge); border-radius: 8px;
  background: var(--paper); color: var(--ink); cursor: pointer; white-space: nowrap; width: 100%; }
button:hover { border-color: var(--accent); color: var(--accent); }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
button:disabled { opacity: .5; }
"""

_document = st.components.v2.component(
    "karte_document",
    js=bundle(PROJECT_ROOT / "web" / "document.js") + "export default module_document.attend;\n",
)
_locate = st.components.v2.component(
    "karte_locate", html="<button type='button'></button>", css=_LOCATE_CSS, js=_LOCATE_JS
)


def plain(text: str) -> str:
    """Return text so that Markdown shows it letter by letter."""
    return ":small[]".join(_MARKDOWN.sub(r"\\\1", part) for part in _ORNAMENT.split(text))


def html(name: str, **values: Any) -> None:
    """Show a filled template."""
    st.html(template(name, **values))


def document(texts: Texts) -> None:
    """Tell the browser the language and direction of the page, and load the style."""
    for name in _STYLES:
        st.html(PROJECT_ROOT / "web" / name)
    told = {
        "named": _NAMED,
        "remove": texts("filter.remove_short", name="{name}"),
        "skip": texts("nav.skip"),
    }
    _document(data={"lang": texts.language, "dir": texts.direction, **told}, key="document")


def upload_words(texts: Texts) -> str:
    """Say on the box for files what Streamlit says in English alone; return how many megabytes it takes."""
    limit = texts.number(int(st.get_option("server.maxUploadSize")))
    words = {name: texts(f"intake.{name}", limit=limit) for name in ("drop", "browse", "refused")}
    html("upload_words.html", **{name: _css_text(text) for name, text in words.items()})
    return limit


def _css_text(text: str) -> str:
    """Write text for a style sheet."""
    return "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text)


def operator_links(texts: Texts) -> None:
    """Link to the pages of whoever runs the app, where the district file names them."""
    pages = operator_pages(loading.settings().district)
    if pages:
        told = {"language": texts.language, "direction": texts.direction, "label": texts("operator.label")}
        html("operator.html", **told, links=operator_words(texts, pages))


def operator_words(texts: Texts, pages: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return name and address of each page."""
    return [(texts(f"operator.{name}"), link) for name, link in pages.items()]


def link_hints(texts: Texts, hints: Sequence[Hint]) -> None:
    """Say what of a link was left out, if anything."""
    lines = [texts(hint.text_key, key=hint.key, values=", ".join(hint.values)) for hint in hints]
    if lines:
        st.info("  \n".join(plain(line) for line in lines), icon=":material/link_off:")


def locate_button(
    texts: Texts, *, on_position: Callable[[], None], on_failed: Callable[[], None], key: str
) -> None:
    """Show a button that asks the browser for its position, after the browser asked the visitor."""
    _locate(
        data={"label": texts("near.my_position")},
        key=key,
        on_position_change=on_position,
        on_failed_change=on_failed,
    )


def header(
    texts: Texts, title: str, lead: str, *, on_language: Callable[[str], None], product: str = ""
) -> None:
    """Show the page's heading with the choice of language beside it, under the product's name if that is another.

    A page whose texts are not in the language of the visit says so, in both.
    """
    spoken = loading.texts_for(address_bar.choose_language())
    with st.container(key="header"):
        heading, choice = st.columns([5, 1], vertical_alignment="center")
    with heading:
        html("header.html", title=title, lead=lead, product=product)
    with choice:
        address_bar.put("language", spoken.language)
        st.selectbox(
            spoken("app.language"),
            loading.languages(),
            key="language",
            format_func=own_name,
            on_change=lambda: _speak(address_bar.value("language"), on_language),
            label_visibility="collapsed",
        )
    if spoken.language != texts.language:
        _other_language(spoken, shown=texts)


def _other_language(texts: Texts, *, shown: Texts) -> None:
    """Say in the language of the visit in which one the page is."""
    said = texts("app.not_in_language", language=texts.language_name(shown.language))
    html("other_language.html", language=texts.language, direction=texts.direction, text=said)


def _speak(language: str, on_language: Callable[[str], None]) -> None:
    on_language(language)
    address_bar.speak(language)  # last: reading where the visit is would speak the old one again


def own_name(language: str) -> str:
    """Name one of our languages in itself; one that we do not speak by its code."""
    if language not in loading.languages():
        return language
    return load_texts(language)("app.own_language_name")
