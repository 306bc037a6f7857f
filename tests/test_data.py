"""The shipped files: complete, true to their schema, and without anything that must not be told."""

import csv
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from geo.district.boundaries import is_inside_city, load_boundaries, load_shapes
from geo.district.cities import load_cities, load_city_contacts
from geo.district.sources import load_data_sources, verify_checksums
from geo.district.taxonomy import load_taxonomy
from geo.i18n.catalogues import whole_languages
from geo.offers.columns import OFFER_COLUMNS
from geo.offers.shipped import read_offers
from geo.offers.shipped_translations import mark_of
from geo.people.cells import load_cells
from geo.settings import PROJECT_ROOT, load_district
from geo.tables import LIST_SEPARATOR

DISTRICT = load_district(PROJECT_ROOT / "district.toml")
FILES = DISTRICT.files
FACTS = PROJECT_ROOT.parent / "shared" / "facts"
#: Written by hand, not derived.
OWN_WORK = (
    "taxonomy.toml", "phrases.csv", "city_names.csv", "kim_codes.toml", "target_group_wordings.csv", "import_words.csv",
    "integreat_categories.csv",
)  # fmt: skip
#: Collected or translated outside of the derivation: each row names its page, or the text it translates.
COLLECTED = ("helplines.csv", "offer_translations.csv")
TOPICS = [
    "language",
    "advice",
    "authorities",
    "work",
    "education",
    "housing",
    "livelihood",
    "health",
    "family",
    "childcare",
    "youth",
    "women",
    "meeting",
    "leisure",
    "sport",
    "volunteering",
    "refugees",
    "anti_discrimination",
]
CITIES = [
    "Castrop-Rauxel",
    "Datteln",
    "Dorsten",
    "Gladbeck",
    "Haltern am See",
    "Herten",
    "Marl",
    "Oer-Erkenschwick",
    "Recklinghausen",
    "Waltrop",
]


@pytest.fixture(scope="module")
def taxonomy():
    return load_taxonomy(FILES["taxonomy"], languages=DISTRICT.languages)


@pytest.fixture(scope="module")
def offers(taxonomy):
    return read_offers(FILES["offers"], taxonomy)


@pytest.fixture(scope="module")
def boundaries():
    return load_boundaries(FILES["boundaries"])


def table(name):
    with FILES[name].open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_collected_offer_is_shipped_once(offers):
    ids = [offer["offer_id"] for offer in offers]

    assert ids == [f"re-{number:03d}" for number in range(1, 345)]


def test_offers_have_the_columns_of_the_schema_in_their_order():
    heading = FILES["offers"].read_text(encoding="utf-8").split("\n", 1)[0]

    assert heading == ",".join(spec.name for spec in OFFER_COLUMNS)


def test_nothing_was_confirmed_yet(offers):
    assert {(offer["status"], offer["assured_date"]) for offer in offers} == {("not_confirmed", "")}


def test_five_protected_offers_keep_their_city_and_never_an_address(offers):
    protected = [offer for offer in offers if offer["is_protected"] == "yes"]

    assert [offer["offer_id"] for offer in protected] == ["re-015", "re-042", "re-068", "re-150", "re-244"]
    assert all(offer["city"] for offer in protected)
    assert not any(
        offer[column] for offer in protected for column in ("street", "house_number", "postal_code")
    )


def test_source_of_a_protected_offer_is_a_host_without_a_path(offers):
    urls = [offer["source_url"] for offer in offers if offer["is_protected"] == "yes"]

    assert all(re.fullmatch(r"https?://[^/]+/", url) for url in urls)


def test_womens_shelters_are_all_protected(offers):
    shelters = [
        offer for offer in offers if re.search(r"frauenhaus|schutzhaus", offer["title"], re.IGNORECASE)
    ]

    assert len(shelters) == 5
    assert {offer["is_protected"] for offer in shelters} == {"yes"}


def test_offers_name_a_city_of_the_district_or_are_for_all_of_it(offers):
    cities = set(CITIES)

    assert {offer["city"] for offer in offers if offer["scope"] == "local"} == cities
    assert {offer["city"] for offer in offers if offer["scope"] == "district"} == {""}
    assert Counter(offer["scope"] for offer in offers) == {"local": 333, "online": 6, "district": 5}


def test_a_street_holds_no_house_number(offers):
    wrong = [offer["street"] for offer in offers if re.search(r"\d", offer["street"])]

    assert wrong == []


def test_postcodes_of_offers_belong_to_their_city(offers):
    known = {(row["postal_code"], row["city"]) for row in table("postcodes")}
    stated = {(offer["postal_code"], offer["city"]) for offer in offers if offer["postal_code"]}

    assert stated <= known


def test_a_street_in_a_city_with_one_postcode_has_it(offers):
    per_city = Counter(row["city"] for row in table("postcodes"))
    single = {city for city, count in per_city.items() if count == 1}

    lacking = [o["offer_id"] for o in offers if o["street"] and o["city"] in single and not o["postal_code"]]

    assert lacking == []


def test_every_wording_of_a_target_group_is_mapped_to_known_groups(offers, taxonomy):
    mapped = {row["wording"]: row["target_groups"] for row in table("target_group_wordings")}
    stated = {word for offer in offers for word in offer["target_groups_stated"].split(";") if word}
    groups = {group for text in mapped.values() for group in text.split(LIST_SEPARATOR) if group}

    assert len(mapped) == 154
    assert stated == set(mapped)
    assert groups == set(taxonomy.target_groups)


def test_offers_carry_the_groups_of_their_wordings(offers):
    mapped = {row["wording"]: row["target_groups"] for row in table("target_group_wordings")}
    for offer in offers:
        words = [word for word in offer["target_groups_stated"].split(";") if word]

        expected = {group for word in words for group in mapped[word].split(LIST_SEPARATOR) if group}

        assert set(filter(None, offer["target_groups"].split(LIST_SEPARATOR))) == expected, offer["offer_id"]


@pytest.mark.parametrize(
    ("offer_id", "fee_kind"),
    [
        ("re-031", "not_stated"),  # a library says that its wireless network is free
        ("re-036", "partly_free"),
        ("re-039", "partly_free"),
        ("re-046", "free"),
        ("re-219", "partly_free"),
        ("re-257", "free"),
        ("re-259", "paid"),
        ("re-271", "partly_free"),
        ("re-338", "partly_free"),
        ("re-001", "not_stated"),
    ],
)
def test_free_means_the_offer_itself_is_free(offers, offer_id, fee_kind):
    offer = next(offer for offer in offers if offer["offer_id"] == offer_id)

    assert offer["fee_kind"] == fee_kind


def test_languages_are_codes_only_where_a_language_of_advice_is_named(offers):
    codes = {offer["offer_id"]: offer["languages"] for offer in offers if offer["languages_stated"]}

    assert codes == {
        "re-085": "ru;de",
        "re-165": "de;en;fr;nl;fa;tr",
        "re-177": "de;en",
        "re-186": "de;en",
        "re-188": "en;fr;tr;es;ru",
        "re-246": "en;fr;tr;nl;es",
        "re-281": "",
        "re-306": "",
        "re-308": "de",
    }


def test_no_field_shows_a_trace_of_a_private_person():
    mobile = re.compile(r"(?<!\d)(\+49\s?|0)1[567]\d[\d /-]{6,}")
    mail = re.compile(r"\b[a-z]+\.[a-z]+@")
    for name in ("offers", "city_contacts", "addresses", "places"):
        for row in table(name):
            text = " ".join(row.values())

            assert not mobile.search(text) and not mail.search(text), (name, text)


def test_sites_named_after_persons_are_not_shown_as_a_source(offers):
    shown = {offer["source_host"] for offer in offers}

    assert not shown & {"marita-bergmaier.de", "meinbecker.de", "werner-arndt.info"}


def test_petrol_stations_and_charging_points_carry_no_name_of_their_tenant():
    assert {row["name"] for row in table("addresses") if row["kind"] != "school"} == {""}


@pytest.mark.parametrize("name", ["addresses", "places", "postcodes", "stations"])
def test_every_point_of_the_gazetteer_lies_in_its_city(boundaries, name):
    outside = [
        row
        for row in table(name)
        if not is_inside_city(boundaries, row["city"], float(row["lon"]), float(row["lat"]))
    ]

    assert outside == []


def test_gazetteer_has_every_usable_address_of_the_facts():
    kinds = Counter(row["kind"] for row in table("addresses"))

    assert kinds == {"school": 195, "office": 1, "fuel": 94, "charging": 34}
    assert all(row["street"] and row["postal_code"] for row in table("addresses"))


def test_ten_cities_with_their_centre_inside(boundaries):
    cities = load_cities(FILES["cities"])

    assert list(cities) == CITIES
    assert list(boundaries["name"]) == list(cities)
    assert {city.ags for city in cities.values()} == set(boundaries.index)
    assert all(is_inside_city(boundaries, c.name, c.lon, c.lat, tolerance_m=0) for c in cities.values())
    assert sum(city.people for city in cities.values()) == 618_350


def test_every_city_and_the_district_have_a_contact_row():
    contacts = load_city_contacts(FILES["city_contacts"])

    assert set(contacts) == {*CITIES, DISTRICT.name}
    assert {name for name, contact in contacts.items() if contact.is_kim} == {
        "Dorsten",
        "Marl",
        DISTRICT.name,
    }
    assert {name for name, contact in contacts.items() if contact.confidence == "fallback"} == {
        "Datteln", "Haltern am See", "Oer-Erkenschwick", "Waltrop",
    }  # fmt: skip


def test_population_cells_add_up_to_the_census(boundaries):
    cells = load_cells(FILES["population"])

    assert len(cells) == 13_791
    assert cells["people"].sum() == pytest.approx(618_350, abs=10)
    assert cells["foreign_nationals"].sum() == pytest.approx(78_011, abs=10)
    assert set(cells["ags"]) == set(boundaries.index)


def test_shapes_for_the_base_map_load_and_stay_light():
    assert len(load_shapes(FILES["district"])) == 1
    assert len(load_shapes(FILES["neighbours"])) == 16
    assert list(load_shapes(FILES["settlement"])["density"]) == ["settled", "dense"]
    assert FILES["settlement"].stat().st_size < 250_000


def test_outline_of_the_district_is_that_of_its_cities(boundaries):
    outline = load_shapes(FILES["district"]).to_crs(25832).geometry.iloc[0]
    cities = boundaries.to_crs(25832).geometry.union_all()

    assert outline.symmetric_difference(cities).area < 1_000


def test_topics_are_the_fixed_eighteen(taxonomy):
    assert sorted(taxonomy.topics) == sorted(TOPICS)
    assert {"newcomers", "migration_background"} <= set(taxonomy.target_groups)


def test_every_label_and_synonym_exists_in_each_language(taxonomy):
    entries = [*taxonomy.topics.values(), *taxonomy.target_groups.values()]
    for entry in [*taxonomy.groups.values(), *entries]:
        assert set(DISTRICT.languages) <= set(entry.labels), entry.id
    for entry in entries:
        # Plain German is searched with the words of German.
        assert all(entry.synonyms[code] for code in DISTRICT.languages if code != "de-simple"), entry.id


def test_arabic_labels_are_written_in_arabic(taxonomy):
    labels = [
        entry.labels["ar"]
        for entries in (taxonomy.groups, taxonomy.topics, taxonomy.target_groups)
        for entry in entries.values()
    ]

    assert all(re.fullmatch(r"[\u0600-\u06ff ]+", label) for label in labels)


def test_labels_of_one_language_are_all_different(taxonomy):
    for entries in (taxonomy.groups, taxonomy.topics, taxonomy.target_groups):
        for language in DISTRICT.languages:
            labels = [entry.labels[language] for entry in entries.values()]

            assert len(set(labels)) == len(labels)


def test_groups_wear_the_colours_of_the_design(taxonomy):
    assert [group.color for group in taxonomy.groups.values()] == [
        "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B58900", "#56B4E9",
    ]  # fmt: skip


def test_checksums_are_true_and_cover_every_file():
    listed = load_data_sources(FILES["sources"]).checksums
    shipped = {
        path.name
        for path in FILES["sources"].parent.iterdir()
        if path.suffix in {".csv", ".geojson", ".toml"}
    }

    assert verify_checksums(FILES["sources"]) == []
    assert set(listed) == shipped - {"sources.toml"}


def test_every_data_file_has_a_source_with_its_limits_in_each_language():
    listed = load_data_sources(FILES["sources"])
    own_work = set(OWN_WORK)

    assert {name for source in listed.sources for name in source.files} == set(listed.checksums) - own_work
    assert all(
        source.limits[language]
        for source in listed.sources
        for language in whole_languages(DISTRICT.languages)
    )


@pytest.mark.skipif(not FACTS.is_dir(), reason="the folder of facts is not beside the project")
def test_facts_give_the_shipped_bytes_again(tmp_path: Path, monkeypatch):
    monkeypatch.syspath_prepend(PROJECT_ROOT / "tools")
    shipped = FILES["offers"].parent
    for name in (*OWN_WORK, *COLLECTED):
        (tmp_path / name).write_bytes((shipped / name).read_bytes())

    sys.modules.pop("derive_data", None)
    from derive_data import derive

    derive(FACTS, tmp_path)

    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {
        p.name: p.read_bytes() for p in shipped.iterdir()
    }


def test_every_translation_that_ships_belongs_to_the_text_its_offer_has():
    offers, told = {row["offer_id"]: row for row in table("offers")}, table("offer_translations")

    strange = [
        (row["offer_id"], row["language"], row["column"])
        for row in told
        if row["offer_id"] not in offers or mark_of(offers[row["offer_id"]][row["column"]]) != row["of"]
    ]
    assert strange == []
    assert not {row["offer_id"] for row in told} & {
        i for i, row in offers.items() if row["is_protected"] == "yes"
    }
    for row in told:  # a number that is left out or another one would send somebody to a wrong door or day
        original = re.findall(r"\d+", offers[row["offer_id"]][row["column"]])
        assert Counter(original) == Counter(re.findall(r"\d+", row["text"])), row
