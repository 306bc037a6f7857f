"""The page finds, orders and says the same as the app: search, filters, ways, words, counts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo.i18n import load_texts
from geo.maps.markers import spot_ids
from geo.offers import wording
from geo.offers.facets import OfferTable, facet_counts
from geo.offers.filters import OfferFilter
from geo.offers.place_wording import SiteRow
from geo.offers.wording import confirmed_words, offer_words
from geo.publish import Material
from geo.reach import speeds
from geo.reach.from_place import Place, distances, nearest_first, nearest_sites
from geo.reach.speeds import DETOUR_FACTOR
from tests.browser.kit import LANGUAGES
from tests.browser.page_kit import Reading, write_page

#: What people type: words, typos, synonyms, compounds, parts, three languages and more, nonsense.
TEXTS = (
    "Deutschkurs", "deutschkurs frauen", "Sprachcafe", "Sprachkaffee", "Deutchkurs", "deutshc lernen", "Kita",
    "Kindergarten", "Beratung", "Schwangerschaftsberatung", "Beratung für Schwangere", "Schuldner", "Wohnung finden",
    "Flüchtlinge", "fluechtlinge", "Asyl", "Rechtsanwalt", "Frauen", "frauenhaus", "Schwimmen", "Fußball", "fussball",
    "Ehrenamt", "Jugend Marl", "VHS", "Volkshochschule Recklinghausen", "Caritas", "AWO Herten", "45768", "Dorsten",
    "Russisch", "türkisch", "Integrationskurs B1", "Hausaufgabenhilfe", "nachhilfe", "Moschee", "Arbeit suchen",
    "Jobcenter", "Bewerbung", "Arzt", "Psychologe", "trauma", "Haus der Kulturen", "KIM", "Ausländeramt", "Behörde",
    "german course", "language class", "childcare", "housing", "job", "doctor", "women", "help for refugees",
    "دورة لغة", "تعلم الألمانية", "نساء", "سكن", "عمل", "استشارة", "طبيب", "курс німецької", "kurs almanca",
    "der die das", "xyzzyqq", "Migrationsberatng", "Familienzentrm", "Spielgrupe", "Interkulturelle Frauengruppe",
    "Deutsch Abendkurs kostenlos", "Kleiderkammer", "möbel", "Tafel", "Schule", "a", "é", "12", "Lese-Café", "café",
)  # fmt: skip
FILTERS: tuple[tuple[dict[str, Any], OfferFilter], ...] = (
    ({"topic": "language", "group": "women"}, OfferFilter(topics=("language",), target_groups=("women",))),
    ({"topic": ["housing", "work"], "city": "Herten"}, OfferFilter(topics=("housing", "work"), cities=("Herten",))),
    ({"group": "not_stated", "q": "Sport"}, OfferFilter("Sport", target_groups=("not_stated",))),
    ({"spoken": ["tr", "ru"]}, OfferFilter(languages=("tr", "ru"))),
    ({"free": "yes", "topic": "advice"}, OfferFilter(topics=("advice",), free_only=True)),
    ({"confirmed": "yes"}, OfferFilter(confirmed_only=True)),
    ({"day": ["mo", "not_stated"], "time": "evening"}, OfferFilter(days=("mo", "not_stated"), times=("evening",))),
    ({"q": "Beratung", "city": ["Marl", "Datteln"]}, OfferFilter("Beratung", cities=("Marl", "Datteln"))),
    ({}, OfferFilter()),
)  # fmt: skip


def test_the_search_of_the_page_finds_what_the_app_finds_in_the_same_order(
    read_page: Reading, directory: OfferTable
) -> None:
    reader = read_page(device="phone").open()

    asked = TEXTS[::4]  # all of them, and many more, are compared in `test_search_twins`
    answers = reader.answers([{"q": text} for text in asked])

    expected = [list(directory.ranked(OfferFilter(text))) for text in asked]
    assert {
        text: ids for text, ids, wanted in zip(asked, answers, expected, strict=True) if ids != wanted
    } == {}
    assert sum(map(bool, expected)) > 12


def test_filters_leave_what_they_leave_in_the_app(read_page: Reading, directory: OfferTable) -> None:
    reader = read_page(device="phone").open(q="x")

    answers = reader.answers([query for query, _ in FILTERS])

    assert answers == [list(directory.ranked(offer_filter)) for _, offer_filter in FILTERS]


@pytest.mark.parametrize(("query", "offer_filter"), FILTERS[:3], ids=["two", "or", "text"])
def test_counts_beside_choices_are_those_of_the_app(
    read_page: Reading, directory: OfferTable, query: dict[str, Any], offer_filter: OfferFilter
) -> None:
    reader = read_page().open(**query)
    counts = facet_counts(directory, offer_filter)

    for facet in ("topics", "target_groups", "cities", "languages"):
        reader.page.locator(f'[data-filter="{facet}"]').click()
        shown = reader.page.eval_on_selector_all(
            ".boxes label",
            "all => all.map(one => [one.querySelector('input').value, Number(one.querySelector('.count').textContent)])",
        )
        assert dict(shown) == counts[facet]


def test_nearest_offers_come_in_the_order_of_the_app(
    read_page: Reading, directory: OfferTable, material: Material
) -> None:
    labels = [
        "45768 Marl",
        "Barkhausstraße 36, Marl",
        "Recklinghausen Hbf",
        "Waltrop",
        "45657 Recklinghausen",
    ]
    rows = {row[0]: row for row in material.places}
    positions = [Place(7.2, 51.62, uncertainty_m=100.0)]
    places = [Place(float(rows[i][1]), float(rows[i][2]), i, float(rows[i][3])) for i in labels]
    reader = read_page(device="phone").open()

    typed = (*labels[:-1], "45657", "51.62,7.2")
    answers = reader.answers([{"near": near, "topic": "language"} for near in typed])

    found = directory.frame.loc[directory.ranked(OfferFilter(topics=("language",)))]
    wanted = [
        list(nearest_first(found, distances(directory.frame, place, whereabouts=material.whereabouts)))
        for place in (*places, *positions)
    ]
    assert answers == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_and_details_say_what_the_app_says(
    read_page: Reading, directory: OfferTable, material: Material, language: str
) -> None:
    row = next(row for row in material.places if row[0] == "Barkhausstraße 36, Marl")
    place = Place(float(row[1]), float(row[2]), "", float(row[3]))
    reader = read_page(language=language, device="phone").open(near=row[0], n="2000")
    frame = directory.frame.iloc[LANGUAGES.index(language) :: 3]

    said = reader.page.evaluate(SAID, list(frame.index))

    for offer_id, found in zip(frame.index, said, strict=True):
        assert found == _expected((directory, material), str(offer_id), place, language)


#: Opens the cards one by one and reads them.
SAID = """(ids) => ids.map((id) => {
  const find = () => document.querySelector(`[data-offer="${id}"]`);
  find().querySelector("button").click();
  const text = (part) => find().querySelector(part)?.textContent ?? "";
  const found = {
    title: text("h3"), language: find().querySelector("h3 span").lang, organization: text(".org"), way: text(".way"), as_of: text(".asof"), place: text(".where bdi"),
    tags: [...find().querySelectorAll(".tags li")].map((tag) => tag.textContent),
    facts: [...find().querySelectorAll(".detail > dl > div")].map((fact) => [
      fact.querySelector("dt").textContent, (fact.querySelector("a") ?? fact.querySelector("dd").firstChild).textContent,
      fact.querySelector("a")?.getAttribute("href") ?? "", fact.querySelector("dd").lang === "de",
      [...fact.querySelectorAll(".line")].map((note) => [note.textContent, note.lang === "de"])]),
    original: [...find().querySelectorAll(".original dl > div")].map((fact) => [
      fact.querySelector("dt").textContent, fact.querySelector("dd").textContent, fact.querySelector("dd").lang]),
    unknown: find().querySelector(".detail > .quiet")?.textContent ?? "",
    range: (find().querySelector(".where .quiet")?.textContent ?? "").trim(),
  };
  find().querySelector("button").click();
  return found;
})"""


def test_the_page_says_and_counts_by_other_numbers_and_orders_when_the_app_does(
    read_page: Reading,
    directory: OfferTable,
    material: Material,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(speeds, "WALK_KMH", 2.4)
    monkeypatch.setattr(speeds, "DETOUR_FACTOR", 2.0)
    for order in ("FACTS", "TAGS", "UNKNOWN"):
        monkeypatch.setattr(wording, order, tuple(reversed(getattr(wording, order))))
    reader = read_page(file=write_page(material, tmp_path), device="phone").open(near="51.62,7.2", n="2000")
    ids = list(directory.frame.index[::6])

    said = reader.page.evaluate(SAID, ids)

    assert said == [_expected((directory, material), str(one), HOME, "de", detour_factor=2.0) for one in ids]
    shorter = [_expected((directory, material), str(one), HOME, "de") for one in ids]
    assert sum(one["way"] != other["way"] for one, other in zip(said, shorter, strict=True)) > 5


def _expected(
    made: tuple[OfferTable, Material],
    offer_id: str,
    place: Place,
    language: str,
    *,
    detour_factor: float = DETOUR_FACTOR,
) -> dict[str, Any]:
    """Return what the app's card and detail say of an offer, seen from a place."""
    table, material = made
    ways = nearest_sites(
        table.places.loc[[offer_id]],
        place,
        detour_factor=detour_factor,
        whereabouts=material.whereabouts,
    )
    words = offer_words(
        offer_id,
        table.frame.loc[offer_id].to_dict(),
        texts=load_texts(language),
        taxonomy=table.taxonomy,
        way=ways.loc[offer_id].to_dict(),
        sites=_site_rows(made, offer_id, place),
        asked=material.directory(table.frame).whom(offer_id, table.frame.loc[offer_id].to_dict()),
        translation=table.translation(offer_id, language),
        detail=True,
    )
    return {
        "title": words.title,
        "language": "" if "title" in table.translation(offer_id, language) else "de",
        "organization": words.organization,
        "way": words.way,
        "as_of": " · ".join(part for part in (words.as_of, words.translated) if part),
        "place": words.place,
        "tags": [tag.label for tag in words.tags],
        "facts": [
            [
                f.heading,
                f.text,
                f.link,
                f.is_source_text,
                [[n.text, n.is_source_text or language == "de"] for n in f.notes],
            ]
            for f in words.facts
        ],
        "original": [[f.heading, f.text, "de"] for f in words.original],
        "unknown": words.unknown,
        "range": words.way_range,
    }


def _site_rows(made: tuple[OfferTable, Material], offer_id: str, place: Place) -> list[SiteRow]:
    table, material = made
    if offer_id not in table.sites.index:
        return []
    offer: Mapping[str, Any] = table.frame.loc[offer_id].to_dict()
    rows = [
        {**offer, **site, "is_administration_address": False}
        for site in table.sites.loc[[offer_id]].to_dict("records")
    ]
    ways = distances(pd.DataFrame(rows), place, whereabouts=material.whereabouts).to_dict("records")
    return list(zip(rows, ways, strict=True))


# -- offers with further addresses, translations and confirmations

HOME = Place(7.2, 51.62, uncertainty_m=100.0)
RICH_TEXTS = (
    "neighbours", "conversation café", "nieghbours", "every Monday", "ten euros", "مقهى", "مقهى الجيران", "لقاء أسبوعي",
    "Зустріч сусідів", "Щотижнева", "Deutschkurs", "Beratung neighbours", "café", "Frauenhaus", "Conversation xyzzy",
)  # fmt: skip


def test_words_of_every_language_find_as_in_the_app(
    read_page: Reading, rich_page: Path, rich_directory: OfferTable
) -> None:
    reader = read_page(file=rich_page, device="phone").open()

    answers = reader.answers([{"q": text} for text in RICH_TEXTS])

    expected = [list(rich_directory.ranked(OfferFilter(text))) for text in RICH_TEXTS]
    assert {
        text: ids for text, ids, wanted in zip(RICH_TEXTS, answers, expected, strict=True) if ids != wanted
    } == {}
    assert sum(map(bool, expected)) >= len(RICH_TEXTS) - 1


def test_a_city_finds_what_is_offered_there_too(
    read_page: Reading, rich_page: Path, rich_directory: OfferTable
) -> None:
    cities = rich_directory.choices["cities"]
    reader = read_page(file=rich_page, device="phone").open(q="x")

    answers = reader.answers([{"city": city} for city in cities])

    assert answers == [list(rich_directory.ranked(OfferFilter(cities=(city,)))) for city in cities]
    reader.go(topic="language")
    reader.unfold()
    reader.page.locator('[data-filter="cities"]').click()
    shown = reader.page.eval_on_selector_all(
        ".boxes label",
        "all => all.map(one => [one.querySelector('input').value, Number(one.querySelector('.count').textContent)])",
    )
    assert dict(shown) == facet_counts(rich_directory, OfferFilter(topics=("language",)))["cities"]


def test_a_spot_lists_every_offer_that_stands_there(
    read_page: Reading, rich_page: Path, rich_directory: OfferTable
) -> None:
    spots = spot_ids(rich_directory.places)
    names = [name for name in dict.fromkeys(spots) if name]
    reader = read_page(file=rich_page, device="phone").open(q="x")

    answers = reader.answers([{"spot": name} for name in names])

    wanted = [sorted(set(spots.index[spots.eq(name)])) for name in names]
    assert [sorted(ids) for ids in answers] == wanted


def test_the_map_counts_an_offer_at_each_of_its_addresses(
    read_page: Reading, rich_page: Path, rich_directory: OfferTable
) -> None:
    spots = spot_ids(rich_directory.places)
    pairs = {(offer, spot) for offer, spot in spots.items() if spot}
    reader = read_page(file=rich_page).open()
    reader.markers.first.wait_for()

    shown = reader.markers.all_text_contents()

    assert sum(int(text.replace(".", "") or 1) for text in shown) == len(pairs)


def test_the_nearest_address_of_an_offer_gives_its_place_in_the_list(
    read_page: Reading, rich_page: Path, rich_directory: OfferTable, rich: Material
) -> None:
    reader = read_page(file=rich_page, device="phone").open()

    (found,) = reader.answers([{"near": "51.62,7.2"}])

    ways = nearest_sites(rich_directory.places, HOME, whereabouts=rich.whereabouts)
    assert found == list(nearest_first(rich_directory.frame, ways))
    assert ways["site"].gt(0).sum() > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_tell_addresses_and_translations_as_the_app_does(
    read_page: Reading, rich_page: Path, rich_directory: OfferTable, rich: Material, language: str
) -> None:
    told = rich_directory.frame.index.isin(rich_directory.sites.index) | rich_directory.frame.index.isin(
        list(rich_directory.translations)
    )
    ids = list(rich_directory.frame.index[told | rich_directory.frame["is_protected"].astype(bool)])
    reader = read_page(file=rich_page, language=language, device="phone").open(near="51.62,7.2", n="2000")

    said = reader.page.evaluate(SAID, ids)

    assert len(ids) > 100
    for offer_id, found in zip(ids, said, strict=True):
        assert found == _expected((rich_directory, rich), offer_id, HOME, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_paper_say_how_many_offers_are_confirmed_and_when(
    read_page: Reading, rich_page: Path, rich_directory: OfferTable, language: str
) -> None:
    texts, frame = load_texts(language), rich_directory.frame
    chosen = rich_directory.select(OfferFilter(topics=("language",)))
    reader = read_page(file=rich_page, language=language).open(topic="language")

    assert confirmed_words(frame, texts) in reader.page.locator(".imprint").inner_text()
    reader.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    paper = reader.page.locator(".paper").text_content()
    assert confirmed_words(frame[chosen], texts) in paper
    assert texts("print.unconfirmed") not in paper


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_tells_addresses_and_marks_what_is_translated(
    read_page: Reading, rich_page: Path, rich_directory: OfferTable, language: str
) -> None:
    reader = read_page(file=rich_page, language=language).open()

    reader.page.evaluate("dispatchEvent(new Event('beforeprint'))")

    paper = reader.page.locator(".paper")
    told = sum(language in texts for texts in rich_directory.translations.values())
    marks = paper.locator(".tags li").get_by_text(reader.texts("translation.mark"), exact=True)
    assert marks.count() == told
    addresses = paper.locator("dt").get_by_text(reader.texts("detail.also_at"), exact=True)
    assert addresses.count() == len(rich_directory.sites)
    assert paper.locator("details").count() == 0


def test_other_words_are_suggested_as_in_the_app(read_page: Reading, directory: OfferTable) -> None:
    unknown = ("Xerten", "Yarl xyzzyq", "Zorsten", "xyzzyq")
    reader = read_page(device="phone").open()

    for text in unknown:
        wanted = directory.search.suggest(text)
        reader.go(q=text)
        shown = reader.page.locator(".dead-end .way-out")
        expected = [reader.texts("empty.did_you_mean", word=word) for word in wanted]
        found = [line for line in shown.all_inner_texts() if line in expected]
        assert found == expected


def test_every_place_of_the_list_is_found_by_its_label(read_page: Reading, material: Material) -> None:
    labels = pd.Series([str(row[0]) for row in material.places]).sample(15, random_state=1)
    reader = read_page(device="phone").open()

    for label in labels:
        reader.go(near=label)
        assert reader.page.locator(".hints .note").count() == 0
        assert label in reader.page.locator(".summary").inner_text()
