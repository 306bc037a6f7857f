"""Fixtures of the published page; `conftest.py` hands them to the tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from geo.offers.facets import OfferTable
from geo.publish import Material
from tests.browser.kit import DEVICES, PATIENCE_MS, STILL, TELL_BREACHES
from tests.browser.page_kit import Reader, Reading, Traffic, write_page
from tests.publish_kit import shipped_material, told_more


@pytest.fixture(scope="package")
def material(prepared_var: Path) -> Material:
    """Return what the page of the shipped offers is made of."""
    return shipped_material(prepared_var)


@pytest.fixture(scope="package")
def published(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of the shipped offers as a file."""
    return write_page(material, tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="package")
def directory(material: Material) -> OfferTable:
    """Return the app's own answers to compare with."""
    return OfferTable(material.frame, material.taxonomy, cities=tuple(sorted(material.cities)))


@pytest.fixture(scope="package")
def rich(material: Material) -> Material:
    """Return the shipped offers, some of them with further addresses, translations and confirmations."""
    return told_more(material)


@pytest.fixture(scope="package")
def rich_page(rich: Material, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of the rich offers as a file."""
    return write_page(rich, tmp_path_factory.mktemp("rich"))


@pytest.fixture(scope="package")
def rich_directory(rich: Material) -> OfferTable:
    """Return the app's own answers about the rich offers."""
    return OfferTable(
        rich.frame,
        rich.taxonomy,
        cities=tuple(sorted(rich.cities)),
        sites=rich.sites,
        translations=rich.translations,
    )


@pytest.fixture
def read_page(browser: Browser, published: Path) -> Iterator[Reading]:
    """Make readers of the page; afterwards nothing may have been asked for and nothing complained about."""
    readers: list[tuple[BrowserContext, Reader]] = []

    def read(
        *, file: Path = published, language: str = "de", device: str = "desktop", **options: object
    ) -> Reader:
        context = browser.new_context(**{**DEVICES[device], **STILL, "locale": language, **options})
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(TELL_BREACHES)
        address = file.as_uri()
        traffic = Traffic(address)
        traffic.listen(context)
        reader = Reader(context.new_page(), address, traffic, language)
        readers.append((context, reader))
        return reader

    yield read
    for context, _ in readers:
        context.close()
    for _, reader in readers:
        assert [url for url in reader.traffic.requests if url != "about:blank"] == []
        assert reader.traffic.complaints == []
