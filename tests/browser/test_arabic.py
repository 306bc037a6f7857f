"""Arabic from right to left, without a German word in the frame; German texts say that they are German."""

import re

from playwright.sync_api import expect

from geo.i18n import Texts, load_texts
from tests.browser.conftest import Visit
from tests.browser.kit import Visitor

#: Texts that are names of this project or of others, the same in all languages.
NAMES = frozenset({"app.own_language_name"})
#: Left out when looking for German words: texts of the sources, names, links, and Streamlit's hidden icons' names.
GERMAN_ON_PURPOSE = "[lang='de'], [data-testid='stIconMaterial'], .k-icon, code, a[href^='http'], [dir='ltr']"


def _german_phrases(other: Texts) -> list[str]:
    """Return the plain German texts of the catalogue that the other language says differently."""
    german = load_texts("de")
    texts = {key: german(key) for key in german.keys - NAMES if german(key) != other(key)}
    whole = {text for text in texts.values() if "{" not in text and len(text) > 3}
    parts = {part.strip() for text in texts.values() if "{" in text for part in re.split(r"\{\w+\}", text)}
    return sorted(whole | {part for part in parts if len(part) > 8 and " " in part})


def _seen(visitor: Visitor) -> str:
    """Return the text a reader meets, without what is German on purpose, but with names for screen readers."""
    return str(
        visitor.page.evaluate(
            """(german) => {
              const names = [...document.querySelectorAll("[aria-label], [placeholder], [title], [alt]")]
                .filter((e) => !e.closest(german))
                .flatMap((e) => ["aria-label", "placeholder", "title", "alt"].map((n) => e.getAttribute(n) || ""));
              const copy = document.querySelector("[data-testid='stApp']").cloneNode(true);
              copy.querySelectorAll(german + ", style, script").forEach((e) => e.remove());
              return copy.textContent + "\\n" + names.join("\\n");
            }""",
            GERMAN_ON_PURPOSE,
        )
    )


def _is_free_of_german(visitor: Visitor) -> None:
    seen = _seen(visitor)
    assert [
        phrase for phrase in _german_phrases(visitor.texts) if re.search(rf"\b{re.escape(phrase)}\b", seen)
    ] == []


def test_the_frame_of_both_pages_is_arabic(visit: Visit) -> None:
    visitor = visit(language="ar").open(
        topic="language", city="Marl", near="Barkhausstraße 36, Marl", offer="re-206"
    )
    expect(visitor.page.locator(".k-detail")).to_be_visible()
    expect(visitor.page.locator("html")).to_have_attribute("dir", "rtl")
    _is_free_of_german(visitor)
    visitor.open_choices("target_groups")
    expect(visitor.choice("target_groups", "women")).to_contain_text(" · ")
    _is_free_of_german(visitor)

    visitor.open(
        topic=["work", "nonsense"], city="Castrop-Rauxel", spoken="en", near="Nirgendwo 1, Entenhausen"
    )
    expect(visitor.page.locator(".st-key-find_empty")).to_be_visible()
    _is_free_of_german(visitor)

    visitor.open("/about")
    expect(visitor.page.locator("html")).to_have_attribute("dir", "rtl")
    _is_free_of_german(visitor)


def test_the_search_for_german_words_finds_them_on_the_german_page(visit: Visit) -> None:
    visitor = visit().open(topic="language")
    expect(visitor.cards.first).to_be_visible()

    seen = _seen(visitor)

    assert sum(phrase in seen for phrase in _german_phrases(load_texts("ar"))) > 15


def test_texts_of_the_sources_are_marked_as_german(visit: Visit, offers: object) -> None:
    visitor = visit(language="ar").open(offer="re-036")  # its title is a name, its description is translated

    card = visitor.card("re-036")
    title = visitor.title("re-036")
    expect(title).to_have_attribute("lang", "de")
    expect(title).to_have_attribute("aria-expanded", "true")
    expect(card.locator(".k-org")).to_have_attribute("lang", "de")
    expect(card.locator(".k-original + details dd").first).to_have_attribute("lang", "de")
    expect(visitor.title("re-001")).to_have_attribute("aria-expanded", "false")
    expect(visitor.map.locator("html")).to_have_attribute("lang", "ar")
