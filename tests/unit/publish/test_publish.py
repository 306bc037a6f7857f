"""The published page: one file that holds everything, asks for nothing, and tells no secret."""

import base64
import gzip
import hashlib
import html
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from geo.cli import main
from geo.errors import PublishError
from geo.i18n import load_texts
from geo.offers.facets import OfferTable
from geo.offers.hours import Calendar, Clock
from geo.offers.search.index import FIELD_WEIGHTS
from geo.publish import PAGE_NAME, document, make_content, write_files
from geo.publish.columns import packed
from geo.publish.document import inline, to_json
from geo.publish.phrases import PHRASES
from geo.settings import PROJECT_ROOT
from tests.find_kit import frame_of, tiny_frame
from tests.publish_kit import (
    CITIES,
    DAY,
    LANGUAGES,
    column,
    json_in,
    shipped_material,
    shipped_taxonomy,
    tiny_material,
)

MOST_BYTES = 1_200_000
MOST_COMPRESSED = 320_000
NOON = Clock(datetime(2026, 11, 30, 12, tzinfo=UTC), Calendar(ZoneInfo("Europe/Berlin"), "05"))
HOSTILE = (
    "</script><script>window.hacked=1</script>",
    "<!-- <script>",
    "\u2028\u2029 & < > \" '",
    "\u202eliame\u202c \u2066x\u2069",
    "{{ content }} {% raw %}",
)


@pytest.fixture(scope="module")
def shipped(prepared_var):
    return shipped_material(prepared_var)


@pytest.fixture(scope="module")
def page(shipped):
    return document(shipped, make_content(shipped, today=DAY))


@pytest.fixture(scope="module")
def tiny():
    return tiny_material(tiny_frame())


def hostile_material():
    rows = [
        {
            "offer_id": f"t-{n}",
            "title": text,
            "organization": text,
            "description": text,
            "city": "Marl",
            "topics": ("language",),
        }
        for n, text in enumerate(HOSTILE)
    ]
    return tiny_material(frame_of(*rows))


def sites_of(*offer_ids, **values):
    """Return a further address of each offer as the store gives them, all at one door in Herten."""
    row = {
        "street": "Weg", "house_number": "1", "postal_code": "45699", "city": "Herten", "schedule": "Mo 9 Uhr",
        "location_id": "here", "lon": 7.14, "lat": 51.59, "precision": "house", "uncertainty_m": 30.0,
    } | values  # fmt: skip
    return pd.DataFrame([{"offer_id": i, "site": at, **row} for at, i in enumerate(offer_ids, start=1)])


# -- one file


def test_the_file_is_small_enough_for_a_mail(page):
    assert len(page.encode()) <= MOST_BYTES
    assert len(gzip.compress(page.encode(), 9)) <= MOST_COMPRESSED


def test_nothing_is_loaded_from_outside(page):
    markup = re.sub(r"<script.*?</script>|<style.*?</style>", "", page, flags=re.DOTALL)
    styles = "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))

    assert re.findall(r"<(?:img|iframe|object|embed|link|base)\b[^>]*", markup) == re.findall(
        r'<link rel="icon" href="data:[^>]*', markup
    )
    assert "src=" not in markup
    assert re.findall(r"url\((?!['\"]?data:)[^)]*\)|@import|@font-face", styles) == []


def test_the_policy_allows_exactly_the_scripts_and_styles_of_the_file(page):
    said = html.unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page).group(1))
    policy = dict(part.split(" ", 1) for part in said.split("; "))

    def hashes(tag):
        texts = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digests = [hashlib.sha256(text.encode()).digest() for text in texts]
        return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]

    assert policy["default-src"] == "'none'"
    assert policy["script-src"].split() == hashes("script")
    assert policy["style-src"].split() == hashes("style")
    assert len(hashes("script")) == 2
    assert "unsafe" not in said
    assert "connect-src" not in policy
    assert not re.search(r"https?:", said)


def test_no_attribute_holds_a_style_or_a_script(page):
    markup = re.sub(r"<script.*?</script>|<style.*?</style>", "", page, flags=re.DOTALL)

    assert re.findall(r"\s(?:style|on\w+)=", markup) == []


def test_every_language_tells_those_without_scripts_what_to_do(page):
    for language in LANGUAGES:
        texts = load_texts(language)
        line = f'<p lang="{language}" dir="{texts.direction}">{texts("publish.no_script")}</p>'
        assert line in page


def test_the_file_carries_version_and_date_and_the_same_data_give_the_same_file(shipped, page):
    meta = json_in(page, "content")["meta"]

    assert meta["date"] == "2024-05-31"
    assert meta["languages"] == ["de", "en", "ar"]
    assert f'content="Integrationskarte {meta["version"]}"' in page
    assert document(shipped, make_content(shipped, today=DAY)) == page


def test_other_offers_make_another_version(tiny):
    other = replace(tiny, frame=tiny.frame.assign(title="Anders"))

    first, second = (make_content(one, today=DAY)["meta"]["version"] for one in (tiny, other))

    assert first != second


# -- what is in it


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
    assert all(re.fullmatch(r"[MLQCHVZ\d .,-]+", path) for path in content["icons"].values())


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
    assert contacts["Waltrop"]["office"] == contacts["Waltrop"]["address"] == ""


def test_a_district_without_offers_makes_a_page_as_well():
    material = tiny_material(tiny_frame().iloc[:0])

    content = make_content(material, today=DAY)

    assert content["offers"]["size"] == 0
    assert f'"district":"{material.district}"' in document(material, content)
    assert content["choices"]["cities"] == sorted(CITIES)


# -- texts


def test_the_page_uses_exactly_the_texts_it_carries():
    scripts = "\n".join(
        file.read_text(encoding="utf-8") for file in (PROJECT_ROOT / "web" / "publish").glob("*.js")
    )
    said = set(re.findall(r"""say\(\s*"([a-z_.]+)\"""", scripts))
    signs = set(re.findall(r"\"((?:legend)\.[a-z]+)\"", scripts))
    parts = set(re.findall(r"say\(\s*`([a-z_.]+\.)\$\{", scripts))
    facts = {
        f"detail.{name}" for name in re.findall(r"this\._(?:own|source|external|told)\(\"(\w+)\"", scripts)
    }
    used = said | signs | facts

    assert used <= set(PHRASES)
    assert [key for key in PHRASES if key not in used and not key.startswith(tuple(parts))] == []
    assert list(PHRASES) == sorted(PHRASES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_those_of_the_catalogue(language):
    texts = load_texts(language)
    forms = texts.forms("summary.count")

    for count in (0, 1, 2, 3, 11, 100, 101):
        form = forms.get(texts.locale.plural_form(count), forms["other"])
        assert form.replace("{count}", texts.number(count)) == texts("summary.count", count=count)


def test_a_text_without_plural_has_one_form():
    assert load_texts("de").forms("tab.list") == {"other": "Liste"}
    with pytest.raises(KeyError):
        load_texts("de").forms("no.such_text")


# -- hostile


def test_whatever_a_text_holds_it_ends_no_element_and_arrives_as_it_is():
    material = hostile_material()

    page = document(material, make_content(material, today=DAY))

    assert page.count("<script") == 4
    assert page.count("</script>") == 4
    assert "\u2028" not in page.split('id="content">')[1].split("</script>")[0]
    titles = column(json_in(page, "content"), "title")
    assert titles[:3] == list(HOSTILE[:3])
    assert titles[3] == "liame x"
    assert titles[4] == HOSTILE[4]


def test_json_in_a_page_holds_no_sign_of_markup():
    text = to_json({"</script>": "<!-- & \u2028 \u2029 -->"})

    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {"</script>": "<!-- & \u2028 \u2029 -->"}


@pytest.mark.parametrize("text", ["a = '</script>'", "/* </STYLE> */", "x = '<!--'"])
def test_a_script_that_would_end_its_element_is_refused(text):
    with pytest.raises(PublishError, match="must not stand"):
        inline("x.js", text)


def test_columns_are_short_where_values_repeat():
    assert packed(["a", "b", "a", "a"]) == {"values": ["a", "b"], "codes": [0, 1, 0, 0]}
    assert packed(["a", "b", "c", "a"]) == ["a", "b", "c", "a"]
    assert packed([["x"], ["x"], [], []]) == {"values": [["x"], []], "codes": [0, 0, 1, 1]}


# -- files


def test_the_folder_gets_the_page_and_what_may_lie_beside_it(tmp_path, tiny):
    content = make_content(tiny, today=DAY, is_installable=True)

    written = write_files(tiny, content, tmp_path / "new" / "folder")

    names = [path.name for path in written]
    assert names == [PAGE_NAME, "einbetten.html", "manifest.webmanifest", "worker.js", "icon.svg"]
    manifest = json.loads(written[2].read_text(encoding="utf-8"))
    assert manifest["start_url"] == f"./{PAGE_NAME}"
    assert "Testkreis" in manifest["name"]
    worker = written[3].read_text(encoding="utf-8")
    assert content["meta"]["version"] in worker
    assert "{{" not in worker
    assert f'<iframe src="{PAGE_NAME}" title="Integrationskarte Testkreis"' in written[1].read_text()


def test_a_folder_that_cannot_be_made_is_named(tmp_path, tiny):
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(PublishError, match="taken"):
        write_files(tiny, make_content(tiny, today=DAY), tmp_path / "taken")


def test_the_command_writes_the_page(tmp_path, prepared_var, monkeypatch, capsys):
    monkeypatch.setenv("KARTE_VAR", str(prepared_var))

    assert main(["publish", "--out", str(tmp_path)]) == 0

    assert json_in((tmp_path / PAGE_NAME).read_text(encoding="utf-8"), "content")["meta"]["is_installable"]
    assert PAGE_NAME in capsys.readouterr().err
