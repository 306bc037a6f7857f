"""The slides of a deck as one page for the projector: 16:9, arrow keys, full screen; without scripts all in a row."""

import base64
from collections.abc import Mapping, Sequence

from geo.presenting.slides.signs import SIGNS, light_words
from ui.present.briefings import deck_of, link_of, slides_of
from ui.shared import address_bar, loading
from ui.shared.templating import template


def page(query: Mapping[str, Sequence[str]]) -> str:
    """Write the page for the keys and values of a link."""
    data = loading.load_data()
    deck, hints = deck_of(query, data)
    texts = loading.texts_for(deck.language).whole
    slides = slides_of(data, deck, texts)
    return template(
        "present/slides.html",
        t=texts,
        title=slides[0].title,
        slides=slides,
        ignored=[texts(hint.text_key, key=hint.key, values=", ".join(hint.values)) for hint in hints],
        signs=SIGNS,
        light_words=light_words(texts),
        picture=_picture,
        back=_back(link_of(deck)),
        version=loading.web_version(),
    )


def _picture(png: bytes) -> str:
    """Return a picture as a data address."""
    return "data:image/png;base64," + base64.b64encode(png).decode()


def _back(query: dict[str, list[str]]) -> str:
    return address_bar.address("present", query)
