"""The published page shows the same helplines as the app, for the same questions, in the same order."""

import pytest

from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter
from geo.offers.urgent import helpline_words, helplines_for, urgent_needs
from geo.publish import Material
from tests.browser.page_kit import Reading, findings

QUESTIONS = (
    "mein Mann schlägt mich",
    "не хочу жить",
    "حريق",
    "child drank cleaning fluid",
    "SOS",
    "Deutschkurs",
)


@pytest.mark.parametrize("language", ["de", "ar"])
def test_numbers_words_and_order_are_those_of_the_app(
    read_page: Reading, material: Material, directory: OfferTable, language: str
) -> None:
    reader = read_page(language=language).open()

    for question in QUESTIONS:
        answer = directory.answer(OfferFilter(text=question))
        assert answer is not None
        needs = urgent_needs(answer.reading.flags)
        expected = [
            helpline_words(one, reader.texts)
            for one in helplines_for(material.helplines, needs, language=language)
        ]
        reader.go(q=question)
        reader.query()
        lines = reader.page.locator(".read .urgent li")
        assert lines.count() == len(expected), question
        assert [line.get_attribute("href") for line in lines.locator("a").all()] == [
            one.href for one in expected
        ]
        told = [text.replace("\u2068", "").replace("\u2069", "") for text in lines.all_text_contents()]
        for text, one in zip(told, expected, strict=True):
            assert all(part in text for part in (one.number, one.name, one.what, one.hours, one.facts)), text
    assert list(findings(reader.go(q=QUESTIONS[0]).page)) == []
