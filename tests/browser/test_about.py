"""The page "About the data": sources with date and licence, method, privacy, accessibility; in every language."""

import pytest
from playwright.sync_api import expect

from geo.district.sources import load_data_sources
from geo.settings import load_settings
from tests.browser.conftest import Visit
from tests.browser.kit import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_is_told_with_date_and_licence(visit: Visit, language: str) -> None:
    sources = load_data_sources(load_settings({}).district.files["sources"]).sources
    visitor = visit(language=language).open("/about")
    texts = visitor.texts

    rows = visitor.page.locator("table").first.locator("tbody tr")
    expect(rows).to_have_count(len(sources))
    for row, source in zip(rows.all(), sources, strict=True):
        expect(row).to_contain_text(source.title)
        expect(row).to_contain_text(source.licence)
        expect(row).to_contain_text(source.limits[language])
        expect(row).to_contain_text(texts.partial_date(source.date) or texts("about.undated"))
    for name in ("method", "privacy", "accessibility"):
        expect(visitor.page.get_by_role("heading", name=texts(f"about.{name}_title"))).to_be_visible()


def test_the_language_can_be_chosen_on_this_page_too(visit: Visit) -> None:
    visitor = visit().open("/about")
    skip = visitor.page.locator("a[href='#stMain']")
    expect(skip).to_have_text(visitor.texts("nav.skip"))

    visitor.speaks("ar")

    expect(visitor.page.locator("html")).to_have_attribute("dir", "rtl")
    expect(skip).to_have_text(visitor.texts("nav.skip"))
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(visitor.texts("about.title"))


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_every_page_of_the_navigation_opens_without_an_error(visit: Visit, device: str) -> None:
    visitor = visit(device=device).open()
    links = visitor.page.locator("[data-testid='stTopNavLink']")
    paths = links.evaluate_all("links => links.map(link => new URL(link.href).pathname)")
    assert len(paths) >= 2 or device == "phone"

    for path in {*paths, "/about"}:
        visitor.open(path)
        expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
        expect(
            visitor.page.locator("[data-testid='stException'], [data-testid='stAlertContentError']")
        ).to_have_count(0)
        assert visitor.traffic.foreign() == []
