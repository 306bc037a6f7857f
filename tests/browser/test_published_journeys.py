"""The journeys of "Find" with the file from a stick: three languages, desk and phone, keyboard, paper, no map."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geo.i18n import load_texts
from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter
from geo.publish import Material, make_content
from tests.browser.page_kit import Reading, write_page
from tests.publish_kit import DAY

HOME = "Barkhausstraße 36, Marl"


@pytest.mark.parametrize(("language", "device"), [("de", "phone"), ("en", "desktop"), ("ar", "phone")])
def test_a_newcomer_finds_a_course_near_home_and_shares_it(
    read_page: Reading, directory: OfferTable, language: str, device: str
) -> None:
    wanted = OfferFilter(topics=("language",), target_groups=("refugees",))
    reader = read_page(language=language, device=device).open()
    reader.sees_count(len(directory.frame))
    expect(reader.page.locator("html")).to_have_attribute("dir", load_texts(language).direction)

    reader.choose("topics", "language")
    reader.choose("target_groups", "refugees")
    reader.type_into("where", HOME)

    reader.sees_count(directory.count(wanted))
    expect(reader.page.get_by_text(reader.texts("near.from_place", place=HOME))).to_be_visible()
    found = next(i for i in reader.ids() if directory.frame.phone[i])
    reader.card(found).get_by_role("button").first.click()
    _sees_the_way_and_the_contact(reader, directory, found)

    mine = reader.query()
    friend = read_page(language=language, device=device)
    friend.page.goto(reader.page.url)
    friend.sees_count(directory.count(wanted))
    _sees_the_way_and_the_contact(friend, directory, found)
    assert friend.query() == mine
    assert friend.ids() == reader.ids()


def _sees_the_way_and_the_contact(reader, directory: OfferTable, offer_id: str) -> None:
    row, card = directory.frame.loc[offer_id], reader.card(offer_id)
    expect(card.locator(f"a[href='tel:{re.sub(r'[^0-9+]', '', row.phone)}']").first).to_contain_text(
        row.phone
    )
    expect(card.get_by_text(reader.texts("detail.check_first"))).to_be_visible()
    expect(card.locator(".asof")).not_to_be_empty()
    expect(card.locator(".org")).to_have_attribute("lang", "de")


def test_back_undoes_a_choice_and_a_chip_takes_it_away(read_page: Reading, directory: OfferTable) -> None:
    reader = read_page().open()

    reader.choose("topics", "housing")
    reader.sees_count(directory.count(OfferFilter(topics=("housing",))))
    reader.page.go_back()
    reader.sees_count(len(directory.frame))
    reader.page.go_forward()
    reader.sees_count(directory.count(OfferFilter(topics=("housing",))))
    reader.chips.click()
    reader.sees_count(len(directory.frame))


def test_typing_finds_at_once_and_forgives_a_typo(read_page: Reading, directory: OfferTable) -> None:
    reader = read_page().open()

    reader.page.locator("#what").press_sequentially("Deutchkurs")

    reader.sees_count(directory.count(OfferFilter("Deutchkurs")))
    assert directory.count(OfferFilter("Deutchkurs")) > 10
    assert reader.query()["q"] == ["Deutchkurs"]


def test_nothing_found_is_no_dead_end(read_page: Reading, directory: OfferTable) -> None:
    reader = read_page().open(q="Fußball", topic="housing")
    expect(reader.page.locator(".dead-end")).to_contain_text(reader.texts("empty.title"))

    reader.page.locator(".way-out").first.click()

    expect(reader.page.locator(".dead-end")).to_have_count(0)
    expect(reader.cards.first).to_be_visible()
    assert reader.page.evaluate("document.activeElement.className") == "title"


def test_a_link_with_nonsense_says_so_and_shows_the_rest(read_page: Reading, directory: OfferTable) -> None:
    reader = read_page().open(topic=["housing", "nonsense"], n="-1", offer="none")

    reader.sees_count(directory.count(OfferFilter(topics=("housing",))))
    expect(reader.page.locator(".hints .note")).to_have_count(3)
    expect(reader.page.locator(".hints")).to_contain_text("nonsense")


def test_a_link_of_the_app_opens_the_same_view(read_page: Reading, directory: OfferTable) -> None:
    reader = read_page()
    reader.page.goto(f"{reader.address}?topic=housing&city=Herten&lang=en")

    reader.texts = load_texts("en")
    reader.sees_count(directory.count(OfferFilter(topics=("housing",), cities=("Herten",))))


def test_the_position_of_the_browser_sorts_the_list_and_stays_rounded(read_page: Reading) -> None:
    position = {"latitude": 51.654321, "longitude": 7.123456}
    reader = read_page(geolocation=position, permissions=["geolocation"]).open(topic="language")

    reader.button("near.my_position").click()

    expect(reader.page.get_by_text(reader.texts("near.from_position"))).to_be_visible()
    assert reader.query()["near"] == ["51.654,7.123"]
    expect(reader.page.locator(".map .here")).to_be_visible()


def test_without_a_position_a_sentence_says_what_helps(read_page: Reading) -> None:
    reader = read_page(permissions=[]).open()

    reader.button("near.my_position").click()

    expect(reader.page.get_by_text(reader.texts("near.position_failed"))).to_be_visible()


def test_another_language_turns_the_page_and_keeps_the_view(
    read_page: Reading, directory: OfferTable
) -> None:
    reader = read_page().open(topic="housing")

    reader.page.locator("#language").select_option("ar")

    reader.texts = load_texts("ar")
    expect(reader.page.locator("html")).to_have_attribute("dir", "rtl")
    expect(reader.page.locator("html")).to_have_attribute("lang", "ar")
    reader.sees_count(directory.count(OfferFilter(topics=("housing",))))
    expect(reader.cards.first.locator("h3 span")).to_have_attribute("lang", "de")
    expect(reader.page.locator("#language")).to_be_focused()


def test_the_browser_s_language_is_spoken_where_the_link_names_none(read_page: Reading) -> None:
    reader = read_page(language="ar")

    reader.page.goto(reader.address)

    expect(reader.page.locator("html")).to_have_attribute("lang", "ar")


def test_markers_stand_for_all_located_offers_and_choose_them(
    read_page: Reading, directory: OfferTable
) -> None:
    reader = read_page().open(topic="language")
    located = directory.frame.loc[directory.ranked(OfferFilter(topics=("language",)))]
    located = located[located.lon.notna() & ~located.is_protected]

    expect(reader.markers.first).to_be_visible()
    numbers = reader.markers.all_inner_texts()
    assert sum(int(number or 1) for number in numbers) == len(located)

    in_marl = located[(located.city == "Marl") & located.precision.isin(["city", "postcode"])]
    badge = reader.page.locator(".badge[aria-label^='Marl ']")
    badge.focus()
    badge.press("Enter")
    expect(reader.cards).to_have_count(len(in_marl))
    assert reader.query()["spot"] == ["area-Marl"]
    reader.button("list.all_places").click()
    assert "spot" not in reader.query()


def test_topics_have_the_same_icon_in_filter_and_list_and_groups_in_legend_and_map(
    read_page: Reading, material: Material
) -> None:
    reader = read_page().open(topic="language")
    drawings = make_content(material, today=DAY)["icons"]

    def path(selector: str) -> str | None:
        return reader.page.locator(f"{selector} path").first.get_attribute("d")

    reader.page.locator('[data-filter="topics"]').click()
    group = list(material.taxonomy.groups).index("learning")
    assert path('.boxes label:has([value="language"])') == drawings["translate"]
    assert path("#list .tags li") == drawings["translate"]
    assert path(f".legend .group >> nth={group} >>") == drawings["school"]
    colour = material.taxonomy.groups["learning"].color
    assert path(f'.leaflet-marker-pane [style*="{colour}"]') == drawings["school"]


def test_on_a_phone_the_list_comes_first_and_the_map_on_demand(read_page: Reading) -> None:
    reader = read_page(device="phone").open(topic="language")
    expect(reader.cards.first).to_be_visible()
    expect(reader.page.locator(".map-side")).to_be_hidden()

    reader.button("tab.map").click()

    expect(reader.markers.first).to_be_visible()
    expect(reader.cards.first).to_be_hidden()
    assert reader.query()["tab"] == ["map"]


def test_everything_is_done_with_the_keyboard_alone(read_page: Reading, directory: OfferTable) -> None:
    reader = read_page().open()
    press, focused = reader.page.keyboard.press, reader.page.locator(":focus")

    press("Tab")
    expect(focused).to_have_text(reader.texts("publish.skip"))
    for _ in range(4):
        press("Tab")
    expect(focused).to_have_text(reader.texts("near.my_position"))
    press("Tab")
    press("Enter")
    expect(focused).to_have_attribute("aria-expanded", "true")
    for _ in range(6):
        press("Tab")
    expect(focused).to_have_attribute("value", "language")
    press("Space")
    reader.sees_count(directory.count(OfferFilter(topics=("language",))))
    expect(focused).to_have_attribute("value", "language")
    press("Escape")
    expect(focused).to_have_attribute("data-filter", "topics")
    reader.cards.first.get_by_role("button").first.focus()
    press("Enter")
    expect(focused).to_have_attribute("aria-expanded", "true")
    expect(reader.page.locator(".detail")).to_be_visible()


def test_where_the_map_fails_the_list_works_and_says_so(
    read_page: Reading, published: Path, directory: OfferTable, tmp_path: Path
) -> None:
    html = published.read_text(encoding="utf-8")
    broken = tmp_path / "broken.html"
    broken.write_text(html[: html.rindex("<script>")] + "</body></html>", encoding="utf-8")

    reader = read_page(file=broken).open(tab="map")

    expect(reader.page.get_by_text(reader.texts("publish.no_map"))).to_be_visible()
    reader.choose("topics", "housing")
    reader.sees_count(directory.count(OfferFilter(topics=("housing",))))
    reader.cards.first.get_by_role("button").first.click()
    expect(reader.page.locator(".detail")).to_be_visible()
    expect(reader.button("publish.show_on_map")).to_have_count(0)


@pytest.mark.parametrize("language", ["de", "ar"])
def test_paper_holds_every_offer_found_with_all_that_is_known(
    read_page: Reading, directory: OfferTable, language: str
) -> None:
    reader = read_page(language=language).open(topic="housing")
    frame = directory.frame.loc[directory.ranked(OfferFilter(topics=("housing",)))]

    reader.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    reader.page.emulate_media(media="print")

    paper = reader.page.locator(".paper")
    expect(paper).to_be_visible()
    expect(reader.page.locator("#page")).to_be_hidden()
    assert paper.locator(".card h3").all_inner_texts() == list(frame.title)
    assert reader.texts("print.unconfirmed") in paper.inner_text()
    assert frame.description.iloc[0] in paper.inner_text()
    reader.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(paper).to_have_count(0)


def test_the_browser_s_own_printing_makes_pages(read_page: Reading) -> None:
    reader = read_page().open(topic="housing")

    pdf = reader.page.pdf()

    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 3


def test_an_old_file_says_that_it_is_old(read_page: Reading, material: Material, tmp_path: Path) -> None:
    file = write_page(material, tmp_path)
    for days, is_old in ((90, False), (91, True)):
        reader = read_page(file=file)
        reader.page.clock.set_fixed_time(f"{DAY + timedelta(days=days)}T12:00:00Z")
        reader.open()
        warning = reader.texts("publish.old", count=days, date=reader.texts.date(DAY))
        expect(reader.page.get_by_text(warning)).to_have_count(int(is_old))
        expect(reader.page.locator(".imprint")).to_contain_text(reader.texts.date(DAY))


def test_cards_and_markers_that_stay_are_not_made_anew_and_keep_the_focus(read_page: Reading) -> None:
    reader = read_page().open(topic="housing")
    expect(reader.markers.first).to_be_visible()
    card = reader.cards.first.get_by_role("button").first
    card.focus()
    reader.page.evaluate("window.kept = document.activeElement")

    reader.go(topic=["housing", "language"], offer=reader.ids()[1])

    expect(reader.chips).to_have_count(2)
    reader.go(topic="housing")
    expect(reader.chips).to_have_count(1)
    assert reader.page.evaluate("window.kept.isConnected")

    marker = reader.page.locator(".badge").first
    marker.focus()
    reader.go(topic="housing", lang="de", n="40")
    expect(reader.cards).not_to_have_count(20)
    expect(marker).to_be_focused()
