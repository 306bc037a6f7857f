"""The page finds, orders and says the same as the app: search, filters, ways, words, counts."""

from typing import Any

import pandas as pd
import pytest

from geo.facets import OfferTable, facet_counts
from geo.filters import OfferFilter
from geo.i18n import load_texts
from geo.publish import Material
from geo.travel import Place, distances, nearest_first
from geo.wording import offer_words
from tests.browser.kit import LANGUAGES
from tests.browser.page_kit import Reading

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
    ({"q": "Beratung", "city": ["Marl", "Datteln"]}, OfferFilter("Beratung", cities=("Marl", "Datteln"))),
    ({}, OfferFilter()),
)  # fmt: skip


def test_the_search_of_the_page_finds_what_the_app_finds_in_the_same_order(
    read_page: Reading, directory: OfferTable
) -> None:
    reader = read_page(device="phone").open()

    answers = reader.answers([{"q": text} for text in TEXTS])

    expected = [list(directory.ranked(OfferFilter(text))) for text in TEXTS]
    assert {
        text: ids for text, ids, wanted in zip(TEXTS, answers, expected, strict=True) if ids != wanted
    } == {}
    assert sum(map(bool, expected)) > 55


def test_filters_leave_what_they_leave_in_the_app(read_page: Reading, directory: OfferTable) -> None:
    reader = read_page(device="phone").open(q="x")

    answers = reader.answers([query for query, _ in FILTERS])

    assert answers == [list(directory.ranked(offer_filter)) for _, offer_filter in FILTERS]


@pytest.mark.parametrize(("query", "offer_filter"), FILTERS[:3], ids=["two", "or", "text"])
def test_counts_beside_choices_are_those_of_the_app(
    read_page: Reading, directory: OfferTable, query: dict[str, Any], offer_filter: OfferFilter
) -> None:
    reader = read_page(device="phone").open(**query)
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
        list(nearest_first(found, distances(directory.frame, place))) for place in (*places, *positions)
    ]
    assert answers == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_and_details_say_what_the_app_says(
    read_page: Reading, directory: OfferTable, material: Material, language: str
) -> None:
    row = next(row for row in material.places if row[0] == "Barkhausstraße 36, Marl")
    ways = distances(directory.frame, Place(float(row[1]), float(row[2]), "", float(row[3])))
    reader = read_page(language=language, device="phone").open(near=row[0], n="2000")
    frame = directory.frame.iloc[LANGUAGES.index(language) :: 3]

    said = reader.page.evaluate(SAID, list(frame.index))

    texts, taxonomy = load_texts(language), material.taxonomy
    for offer_id, found in zip(frame.index, said, strict=True):
        words = offer_words(
            str(offer_id),
            frame.loc[offer_id].to_dict(),
            texts=texts,
            taxonomy=taxonomy,
            way=ways.loc[offer_id].to_dict(),
            detail=True,
        )
        assert found == _expected(words)


#: Opens the cards one by one and reads them.
SAID = """(ids) => ids.map((id) => {
  const find = () => document.querySelector(`[data-offer="${id}"]`);
  find().querySelector("button").click();
  const text = (part) => find().querySelector(part)?.textContent ?? "";
  const found = {
    title: text("h3"), organization: text(".org"), way: text(".way"), as_of: text(".asof"), place: text(".where bdi"),
    tags: [...find().querySelectorAll(".tags li")].map((tag) => tag.textContent),
    facts: [...find().querySelectorAll("dl > div")].map((fact) => [
      fact.querySelector("dt").textContent, fact.querySelector("dd").textContent,
      fact.querySelector("a")?.getAttribute("href") ?? "", fact.querySelector("dd").lang === "de"]),
    unknown: find().querySelector(".detail > .quiet")?.textContent ?? "",
    range: (find().querySelector(".where .quiet")?.textContent ?? "").trim(),
  };
  find().querySelector("button").click();
  return found;
})"""


def _expected(words: Any) -> dict[str, Any]:
    return {
        "title": words.title,
        "organization": words.organization,
        "way": words.way,
        "as_of": words.as_of,
        "place": words.place,
        "tags": [tag.label for tag in words.tags],
        "facts": [[f.heading, f.text, f.link, f.is_source_text] for f in words.facts],
        "unknown": words.unknown,
        "range": words.way_range,
    }


def test_other_words_are_suggested_as_in_the_app(read_page: Reading, directory: OfferTable) -> None:
    unknown = ("Schwimmkurz Marl xyzzy", "Wohnunk", "Migrationsbertung qqq", "Hausaufgabn xyzzy")
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
