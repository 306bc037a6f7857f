"""A column that a copy of the house has more: the card of the published page tells it without a line of code."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.page_kit import Reading
from tests.column_kit import VALUE, WORDS, house_with_one_more_column


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the published page of a house with one more column."""
    folder = tmp_path_factory.mktemp("house")
    told = house_with_one_more_column(folder).told
    page = folder / "page.html"
    page.write_text(told["page"]["html"], encoding="utf-8", newline="\n")
    return page


@pytest.mark.parametrize("language", WORDS)
def test_the_card_tells_it_under_its_heading_where_it_is_known(
    read_page: Reading, file: Path, language: str
) -> None:
    reader = read_page(file=file, language=language).open(offer="house")

    line = reader.card("house").locator("dl > div").filter(has=reader.page.get_by_text(WORDS[language]))
    expect(line.locator("dt")).to_have_text(WORDS[language])
    expect(line.locator("dd")).to_have_text(VALUE)
    reader.go(offer="street")
    expect(reader.card("street").locator("dl")).to_be_visible()
    expect(reader.card("street").get_by_text(WORDS[language])).to_have_count(0)
