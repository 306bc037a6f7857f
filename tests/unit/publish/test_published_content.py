"""What is in the published page: all public offers in their order, and nothing of protected places."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from geo.kim.capacity import Capacity
from geo.offers.facets import OfferTable
from geo.offers.hours import Calendar, Clock
from geo.offers.search.index import FIELD_WEIGHTS
from geo.publish import document, make_content
from geo.publish.columns import packed
from geo.settings import PROJECT_ROOT
from tests.find_kit import frame_of, tiny_frame
from tests.publish_kit import (
    CITIES,
    DAY,
    column,
    json_in,
    shipped_taxonomy,
    sites_of,
    tiny_material,
)

NODE = shutil.which("node")
NOON = Clock(datetime(2026, 11, 30, 12, tzinfo=UTC), Calendar(ZoneInfo("Europe/Berlin"), "05"))


def test_all_offers_are_there_in_the_order_of_the_directory(shipped, page):
    content = json_in(page, "content")

    assert column(content, "offer_id") == list(shipped.frame.index)
    assert column(content, "title") == list(shipped.frame["title"])
    assert column(content, "topics") == [list(topics) for topics in shipped.frame["topics"]]


def test_columns_for_editors_stay_at_home(shipped, page):
    columns = json_in(page, "content")["offers"]["columns"]

    assert {"source_url", "remark", "match_source"} & set(columns) == set()
    assert set(FIELD_WEIGHTS) <= set(columns)
    public = "\n".join(shipped.frame["website"])
    assert [
        url for url in shipped.frame["source_url"] if len(url) > 30 and url in page and url not in public
    ] == []


def test_a_protected_offer_has_no_place_whatever_the_frame_says():
    row = {
        "offer_id": "shelter",
        "title": "Frauenhaus",
        "street": "Geheimweg",
        "postal_code": "45999",
        "city": "Marl",
        "precision": "house",
        "lon": 7.123456,
        "lat": 51.654321,
        "uncertainty_m": 30.0,
        "topics": ("women",),
    }
    secrets = {"is_protected": True, "location_id": "secret-place", "house_number": "17"}
    material = tiny_material(frame_of(row).assign(**secrets))

    page = document(material, make_content(material, today=DAY))

    for secret in ("Geheimweg", "45999", "7.123456", "51.654321", "secret-place"):
        assert secret not in page
    content = json_in(page, "content")
    assert column(content, "spot") == [-1]
    assert column(content, "lon") == [None]
    assert content["spots"] == []


def test_a_protected_offer_tells_no_further_address_and_no_translation():
    shelter = {"offer_id": "shelter", "title": "Frauenhaus", "city": "Marl", "topics": ("women",)}
    frame = frame_of(shelter).assign(is_protected=True)
    said = {"shelter": {"en": {"title": "Shelter in Secret Lane"}}}
    material = replace(tiny_material(frame), sites=sites_of("shelter", street="Geheimweg"), translations=said)

    content = make_content(material, today=DAY)

    assert (content["sites"], content["translations"], content["spots"]) == ({}, {}, [])
    page = document(material, content)
    assert "Geheimweg" not in page
    assert "Secret Lane" not in page


def test_a_closed_offer_leaves_no_further_address_and_no_translation_behind():
    frame = tiny_frame()
    frame.loc["course", "status"] = "closed"
    said = {"course": {"en": {"title": "Evening course"}}}
    material = replace(tiny_material(frame), sites=sites_of("course", "cafe"), translations=said)

    content = make_content(material, today=DAY)

    assert content["sites"]["offer"] == [column(content, "offer_id").index("cafe")]
    assert content["translations"] == {}


def test_a_reported_capacity_is_said_in_every_language_until_it_expires():
    full = Capacity("course", "full", date(2026, 11, 30), date(2027, 3, 28), next_start="2027-03")
    gone = replace(full, offer_id="not-there")
    material = replace(tiny_material(tiny_frame()), capacity={"course": full, "not-there": gone})

    content = make_content(material, today=DAY)

    assert content["reported"] == {"course": ["2027-03-28", True]}
    said = {language: one["reported"] for language, one in content["catalogues"].items()}
    assert [*said["ar"]] == ["course"]
    assert (
        said["de"]["course"] == "Zurzeit voll und nächster Beginn März 2027 (gemeldet am 30. November 2026)"
    )
    assert {*said} == {text.language for text in material.texts}


@pytest.mark.skipif(NODE is None, reason="no Node here: web/publish/result.js was not asked")
def test_in_the_browser_full_offers_come_last_until_the_report_expires():
    done = subprocess.run(
        [str(NODE), "--input-type=module", "-"], input=FULL_LAST, capture_output=True, text=True,
        cwd=PROJECT_ROOT / "web" / "publish", timeout=60, check=True,
    )  # fmt: skip

    assert json.loads(done.stdout) == [[0, 2, 1], ["voll", ""]]


#: Three offers: free, full until far away, full until yesterday.
FULL_LAST = """
import { fullLast } from "./result.js";
import { Wording } from "./wording.js";
const columns = { offer_id: ["a", "b", "c"] };
const reported = { b: ["2999-01-01", true], c: ["2020-01-01", true] };
const t = { catalogue: { reported: { b: "voll", c: "alt" } } };
const now = () => 20800 * 1440; // minutes of the district: in December 2026
const offers = { columns, reported, hours: { now } };
const words = Object.assign(Object.create(Wording.prototype), { offers, c: columns, t });
console.log(JSON.stringify([fullLast(offers, [0, 1, 2]), [words.capacity(1), words.capacity(2)]]));
"""


def test_further_addresses_and_translations_name_their_offer_by_its_number():
    said = {
        "cafe": {"uk": {"title": "Кав’ярня", "schedule": "вівторок"}, "en": {"title": "Women’s café"}},
        "debts": {"en": {"title": "Debt advice", "organization": "not translated"}},
    }
    frame = tiny_frame()
    sites = sites_of("cafe", "cafe", "online", lon=7.2, lat=51.7)
    material = replace(tiny_material(frame), sites=sites, translations=said)

    content = make_content(material, today=DAY)

    cafe, debts = (list(frame.index).index(name) for name in ("cafe", "debts"))
    assert content["sites"]["offer"] == [cafe, cafe]
    assert content["sites"]["lon"] == {"values": [7.2], "codes": [0, 0]}
    spot = content["spots"][content["sites"]["spot"]["values"][0]]
    assert (spot["id"], spot["label"]) == ("here", "Weg 1")
    assert content["translations"] == {
        "en": {"offer": [cafe, debts], "title": ["Women’s café", "Debt advice"]},
        "uk": {"offer": [cafe], "title": ["Кав’ярня"]},
    }


def test_a_page_without_further_addresses_and_translations_spends_nothing_on_them(page):
    assert '"sites":{},"translations":{}' in page


def test_the_shelters_of_the_shipped_offers_have_no_place(shipped, page):
    content = json_in(page, "content")
    protected = [at for at, is_so in enumerate(column(content, "is_protected")) if is_so]

    assert len(protected) == 5
    for name, nothing in (("street", ""), ("postal_code", ""), ("lon", None), ("lat", None), ("spot", -1)):
        assert {column(content, name)[at] for at in protected} == {nothing}


def test_a_closed_offer_is_left_out():
    frame = tiny_frame()
    frame.loc["course", "status"] = "closed"
    material = tiny_material(frame)

    content = make_content(material, today=DAY)

    assert "course" not in column(content, "offer_id")
    assert content["offers"]["size"] == len(frame) - 1
    assert "Deutsch lernen am Abend" not in document(material, content)
    assert content["closed"] == ["course"], "a list that holds it can say why it has gone"


def test_offers_known_only_to_their_city_share_one_badge_and_no_marker(tiny):
    content = make_content(tiny, today=DAY)
    at = list(tiny.frame.index).index("pregnant")

    spot = content["spots"][column(content, "spot")[at]]

    assert (spot["id"], spot["kind"], spot["label"]) == ("area-Marl", 2, "Marl")
    assert (spot["lon"], spot["lat"]) == (7.1, 51.6)


def test_choices_are_those_of_the_app(shipped, page):
    table = OfferTable(
        shipped.frame, shipped.taxonomy, cities=tuple(sorted(shipped.cities)), clock=lambda: NOON
    )

    choices = json_in(page, "content")["choices"]

    assert choices == {facet: list(table.choices[facet]) for facet in choices}


def test_every_topic_and_group_has_the_drawing_of_its_icon(shipped, page):
    content = json_in(page, "content")
    groups, topics = shipped.taxonomy.groups.values(), shipped.taxonomy.topics.values()

    assert [group["icon"] for group in content["groups"]] == [group.icon for group in groups]
    assert content["topic_icons"] == {topic.id: topic.icon for topic in topics}
    assert set(content["icons"]) == {one.icon for one in (*groups, *topics)}
    assert all(re.fullmatch(r"[mlqchvz\d -]+", path) for path in content["icons"].values())


def test_a_topic_whose_icon_nobody_drew_keeps_its_colour():
    taxonomy = shipped_taxonomy()
    topics = taxonomy.topics | {"work": replace(taxonomy.topics["work"], icon="not_drawn")}
    material = tiny_material(tiny_frame(), taxonomy=replace(taxonomy, topics=topics))

    content = make_content(material, today=DAY)

    assert content["topic_icons"]["work"] == "not_drawn"
    assert "not_drawn" not in content["icons"]
    assert content["topic_colors"]["work"] == "#009E73"


def test_every_place_of_the_list_has_the_point_the_geocoder_gives(shipped):
    labels = [row[0] for row in shipped.places]

    assert {"45768 Marl", "Marl", "Recklinghausen Hbf", "Barkhausstraße 36, Marl"} <= set(labels)
    assert all(6.8 < row[1] < 7.6 and 51.4 < row[2] < 51.95 for row in shipped.places)
    assert {row[4] for row in shipped.places} == {0, 1}


def test_the_contact_point_of_the_district_gets_no_city_that_nobody_stated(page):
    contacts = json_in(page, "content")["contacts"]

    assert contacts["Kreis Recklinghausen"]["address"] == "Kurt-Schumacher-Allee 1, 45657"
    assert contacts["Marl"]["address"] == "Carl-Duisberg-Straße 165, 45772 Marl"
    assert contacts["Waltrop"]["office"] == "Stadtverwaltung Waltrop"
    assert contacts["Waltrop"]["whose"] == "ask.city_fallback"


def test_languages_of_a_contact_point_are_named_in_every_language_of_the_page():
    made = tiny_material(tiny_frame())
    point = replace(made.contacts["Marl"], office="Stelle", languages=("ps",), languages_date="2026-11-30")
    material = replace(made, contacts={**made.contacts, "Marl": point})

    content = make_content(material, today=DAY)

    told = content["contacts"]
    assert (told["Marl"]["languages"], told["Herten"]["languages"]) == (["ps"], [])
    assert all("ps" in catalogue["language_names"] for catalogue in content["catalogues"].values())
    plain = document(material, content).split("<noscript>")[1].split("</noscript>")[0]
    assert "Sprachen: Paschtu (Stand 30. November 2026)" in plain
    assert (told["Marl"]["languages_date"], told["Herten"]["languages_date"]) == ("2026-11-30", "")
    assert all("run.as_of" in catalogue["texts"] for catalogue in content["catalogues"].values())


def test_a_district_without_offers_makes_a_page_as_well():
    material = tiny_material(tiny_frame().iloc[:0])

    content = make_content(material, today=DAY)

    assert content["offers"]["size"] == 0
    assert f'"district":"{material.district}"' in document(material, content)
    assert content["choices"]["cities"] == sorted(CITIES)


def test_columns_are_short_where_values_repeat():
    assert packed(["a", "b", "a", "a"]) == {"values": ["a", "b"], "codes": [0, 1, 0, 0]}
    assert packed(["a", "b", "c", "a"]) == ["a", "b", "c", "a"]
    assert packed([["x"], ["x"], [], []]) == {"values": [["x"], []], "codes": [0, 0, 1, 1]}
