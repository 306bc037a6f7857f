"""Filters keep their word and their state: counts, chips, links, back, reload, change of language."""

import re

import pytest
from playwright.sync_api import expect

from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter
from tests.browser.conftest import Visit
from tests.browser.kit import Visitor


def _promised(visitor: Visitor, facet: str, value: str) -> int:
    choice = visitor.choice(facet, value)
    expect(choice).to_contain_text(" · ")
    return int(re.findall(r"\d+", choice.inner_text())[-1])


def test_every_choice_promises_the_number_that_a_click_leaves(visit: Visit, offers: OfferTable) -> None:
    visitor = visit().open(topic="work")

    for facet, value in (
        ("cities", "Marl"),
        ("target_groups", "migration_background"),
        ("languages", "not_stated"),
    ):
        visitor.open_choices(facet)
        promised = _promised(visitor, facet, value)
        visitor.choice(facet, value).locator("label").click()

        visitor.sees_count(promised)
        visitor.page.keyboard.press("Escape")
    chosen = OfferFilter(
        topics=("work",), cities=("Marl",), target_groups=("migration_background",), languages=("not_stated",)
    )
    visitor.sees_offers(list(offers.ranked(chosen))[:20])


def test_switches_are_honest_and_choices_without_offers_cannot_be_ticked(
    visit: Visit, offers: OfferTable
) -> None:
    visitor = visit().open()

    visitor.open_choices("more")
    promised = _promised(visitor, "free_only", "yes")
    assert offers.count(OfferFilter(confirmed_only=True)) == 0
    expect(visitor.choice("confirmed_only", "yes").get_by_role("checkbox")).to_be_disabled()
    visitor.choice("free_only", "yes").locator("label").click()

    visitor.sees_count(promised)
    assert promised == offers.count(OfferFilter(free_only=True))


@pytest.mark.parametrize("pause_ms", [30, 120, 350])
def test_quick_clicks_do_not_undo_each_other(visit: Visit, offers: OfferTable, pause_ms: int) -> None:
    topics = ("language", "refugees", "meeting", "volunteering")  # some offers have all of them
    visitor = visit().open()
    visitor.open_choices("topics")
    for topic in topics:  # all of them are there to be clicked, however slowly they come
        expect(visitor.choice("topics", topic)).to_contain_text(" · ")

    visitor.page.evaluate(
        """async ([topics, pause]) => {
          for (const topic of topics) {
            document.querySelector(`.st-key-find_topics_${topic} input`).click();
            await new Promise((go) => setTimeout(go, pause));
          }
        }""",
        [topics, pause_ms],
    )

    visitor.sees_count(offers.count(OfferFilter(topics=topics, all_topics=True)))
    expect(visitor.chips.get_by_role("button")).to_have_count(len(topics) + 1)
    assert set(visitor.query()["topic"]) == set(topics)


def test_chips_take_back_one_wish_or_all(visit: Visit, offers: OfferTable) -> None:
    visitor = visit().open(topic=["language", "work"], city="Marl", q="Kurs")
    chips = visitor.chips.get_by_role("button")
    expect(chips).to_have_count(5)

    visitor.chips.get_by_role("button", name="Marl").click()
    expect(chips).to_have_count(4)
    visitor.sees_count(offers.count(OfferFilter(text="Kurs", topics=("language", "work"))))
    visitor.chips.get_by_role("button", name="Kurs").click()
    expect(chips).to_have_count(3)
    expect(visitor.field("find.what")).to_have_value("")
    visitor.button("filter.reset").click()

    visitor.sees_count(len(offers.frame))
    assert visitor.query() == {}


def test_back_forward_and_reload_show_the_same_again(visit: Visit, offers: OfferTable) -> None:
    visitor = visit().open()
    visitor.choose("topics", "housing")
    housing = offers.count(OfferFilter(topics=("housing",)))
    visitor.sees_count(housing)
    visitor.choose("cities", "Herten")
    both = offers.count(OfferFilter(topics=("housing",), cities=("Herten",)))
    visitor.sees_count(both)

    visitor.back()
    visitor.sees_count(housing)
    visitor.back()
    visitor.sees_count(len(offers.frame))
    visitor.page.go_forward()
    visitor.sees_count(housing)
    visitor.page.go_forward()
    visitor.sees_count(both)

    visitor.page.reload()
    visitor.settled().sees_count(both)
    assert visitor.query() == {"topic": ["housing"], "city": ["Herten"]}


def test_another_language_keeps_filters_place_and_open_card(visit: Visit, offers: OfferTable) -> None:
    chosen = OfferFilter(topics=("language",), cities=("Marl",))
    first = str(offers.ranked(chosen)[0])
    visitor = visit().open(topic="language", city="Marl", near="45770", offer=first)
    before = visitor.query()

    visitor.speaks("ar")

    visitor.sees_count(offers.count(chosen))
    expect(visitor.page.locator("html")).to_have_attribute("dir", "rtl")
    expect(visitor.card(first).locator(".k-detail")).to_be_visible()
    assert visitor.query() == {**before, "lang": ["ar"]}

    visitor.page.reload()
    visitor.settled().sees_count(offers.count(chosen))


def test_coming_back_from_the_other_page_keeps_the_filters(visit: Visit, offers: OfferTable) -> None:
    visitor = visit(language="en").open(topic="housing", city="Herten")
    count = offers.count(OfferFilter(topics=("housing",), cities=("Herten",)))
    visitor.sees_count(count)

    visitor.page.get_by_role("link", name=visitor.texts("nav.about")).click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(visitor.texts("about.title"))
    visitor.page.get_by_role("link", name=visitor.texts("nav.find")).click()

    visitor.sees_count(count)
    assert visitor.query() == {"topic": ["housing"], "city": ["Herten"]}


def test_what_a_link_says_wrongly_is_ignored_with_a_hint(visit: Visit, offers: OfferTable) -> None:
    visitor = visit(language="en").open(
        topic=["nonsense<script>", "work"],
        city="Atlantis",
        free="perhaps",
        n="-3",
        tab="upside",
        bg="x",
        spot="nowhere",
    )

    visitor.sees_count(offers.count(OfferFilter(topics=("work",))))
    hints = visitor.page.get_by_test_id("stAlert")
    expect(hints).to_contain_text(
        visitor.texts("filter.hint.unknown", key="topic", values="nonsense<script>")
    )
    expect(hints).to_contain_text(visitor.texts("filter.hint.unknown", key="city", values="Atlantis"))
    expect(hints).to_contain_text(visitor.texts("filter.hint.not_a_switch", key="free", values="perhaps"))
    expect(visitor.page.get_by_test_id("stException")).to_have_count(0)
    assert visitor.query() == {"topic": ["work"]}


@pytest.mark.parametrize(
    "query",
    [
        {"lang": "xx"},
        {"offer": "re-999"},
        {"near": "\u202eabc\x00" + "ü" * 300},
        {"near": "91.0,400.0"},
        {"q": "x" * 3000, "topic": ["a"] * 60},
        {"q": "%' OR 1=1 -- \"; DROP TABLE offer"},
    ],
    ids=["language", "offer", "direction marks", "position", "long", "sql"],
)
def test_strange_links_never_break_the_page(visit: Visit, query: dict[str, str | list[str]]) -> None:
    visitor = visit().open(**query)

    expect(visitor.summary).to_be_visible()
    expect(visitor.page.get_by_test_id("stException")).to_have_count(0)
    expect(visitor.page.get_by_text(visitor.texts("error.general"))).to_have_count(0)
