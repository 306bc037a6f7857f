"""The addresses for programs: the same offers as the page, told apart by validators, faults in JSON."""

import gzip
import json
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from geo.offers.course_runs import CourseRun
from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter
from geo.offers.search.completing import MOST, MOST_OF
from geo.offers.view import View
from geo.settings import load_settings
from tests.asgi_kit import ask
from tests.hsds_rules import page_faults
from tests.offers_reading import READERS
from ui.api import features, files, suggest
from ui.api.query import CATALOGUE, INDEX, PATHS, SUGGEST
from ui.shared import loading
from ui.shared.result import find

FILES = {path: READERS[name] for path, name in PATHS.items() if name in READERS}
FILTERS = {
    "topic=language&topic=work&city=Marl": OfferFilter(topics=("language", "work"), cities=("Marl",)),
    "group=not_stated": OfferFilter(target_groups=("not_stated",)),
    "q=deutschkurs": OfferFilter(text="deutschkurs"),
    "spoken=fa&free=yes": OfferFilter(languages=("fa",), free_only=True),
    "confirmed=yes": OfferFilter(confirmed_only=True),
}


KEPT = (loading.settings, loading._store, loading._load)


def forget() -> None:
    for function in KEPT:
        function.cache_clear()


@pytest.fixture(scope="module", autouse=True)
def shipped_once(prepared_var: Path) -> Iterator[None]:
    """Serve the shipped offers to all tests of this file; reading them takes longer than most of the tests."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("KARTE_VAR", str(prepared_var))
        forget()
        yield
        forget()


@pytest.fixture
def other_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Let a test change the environment; what was read in it is forgotten afterwards."""
    yield monkeypatch
    forget()


def table() -> OfferTable:
    return loading.load_data().table


def ids(path, query):
    return [row["offer_id"] for row in FILES[path](ask(path, query).body)]


# --- the same offers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("query", FILTERS)
def test_addresses_give_exactly_the_offers_of_the_page(path, query):
    paging = "&per_page=1000" if path.endswith(".json") else ""

    assert ids(path, query + paging) == list(table().ranked(FILTERS[query]))


def test_nearest_come_first_as_on_the_page():
    data = loading.load_data()
    view = View("de", OfferFilter(topics=("work",)), near="51.656,7.091")

    found = ids("/api/offers.csv", urlencode({"topic": "work", "near": view.near}))

    assert found == list(find(data, view, loading.texts_for("de")).ids)
    assert found != list(table().ranked(view.filter))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("level=B1&level=B2", {"re-001", "re-247"}),
        ("level=B1&begins_by=2098-01-31&childcare=yes", {"re-247"}),
        ("level=B1&topic=nothing", None),
        ("level=Z9", None),
        ("begins_by=soon", None),
        ("level=C2", set()),
    ],
)
def test_dated_courses_can_be_asked_for_as_on_the_page(monkeypatch, query, found):
    january = CourseRun(start="2098-01-12", level_from="B1", childcare="yes")
    data, dated = loading.load_data(), copy(table())
    dated.runs = {"re-247": (january,), "re-001": (replace(january, start="2098-03-01", childcare=""),)}
    dated._whole = dated
    monkeypatch.setattr(loading, "load_data", lambda: replace(data, table=dated))

    answer = ask("/api/offers.csv", query)

    assert answer.status == (400 if found is None else 200)
    if found is not None:
        assert {row["offer_id"] for row in READERS["csv"](answer.body)} == found
    else:
        fault = answer.json["errors"][0]
        assert fault["allowed"]


def test_a_link_copied_from_the_page_works_as_it_is():
    copied = "topic=work&offer=re-001&tab=map&n=40&lang=en"

    assert ids("/api/offers.geojson", copied) == ids("/api/offers.geojson", "topic=work")


def test_a_question_may_be_a_sentence_and_its_link_says_what_was_taken_off():
    sentence = {"q": "Deutschkurs für Frauen in Marl", "off": "city:Marl"}
    wanted = OfferFilter(text=sentence["q"], unread=("city:Marl",))

    found = ids("/api/offers.geojson", urlencode(sentence))

    assert found == list(table().ranked(wanted))
    assert found != ids("/api/offers.geojson", urlencode({"q": sentence["q"]}))


def test_a_file_says_how_many_offers_fit_wholly():
    sentence = "Deutschkurs für Frauen in Marl"
    texts, whole = loading.texts_for("de"), int(table().whole(OfferFilter(text=sentence)).sum())

    told = json.loads(ask("/api/offers.json", urlencode({"q": sentence})).body)

    assert texts("search.whole", count=whole) in told["about"]["answer"]
    assert texts("search.partly", count=told["total_items"] - whole) in told["about"]["answer"]


def test_place_of_the_visitor_is_in_no_file():
    for path in (*FILES, "/feed.atom"):
        told = ask(path, urlencode({"near": "Creiler Platz 1, Marl", "topic": "anti_discrimination"}))
        assert told.status == 200
        if path != "/feed.atom":  # its own address holds what was asked
            assert b"Creiler" not in told.body


def test_files_speak_the_language_asked_for():
    english, german = (ask("/api/offers.jsonld", f"topic=work&lang={name}").body for name in ("en", "de"))

    assert b'"Work"' in english
    assert b'"Arbeit"' in german


@pytest.mark.parametrize("path", PATHS)
def test_every_file_has_its_type_and_may_be_read_by_every_page(path):
    answer = ask(path, "city=Marl")

    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"].split(";")[0] in (
        "application/geo+json", "application/json", "text/csv", "application/ld+json", "application/atom+xml",
    )  # fmt: skip
    assert answer.headers["cache-control"] == "public, no-cache"
    assert answer.headers["content-length"] == str(len(answer.body))


def test_feed_names_itself_and_the_pages_of_its_offers():
    feed = ElementTree.fromstring(ask("/feed.atom", "city=Marl").body)

    links = {(link.get("rel"), link.get("href")) for link in feed.iter("{http://www.w3.org/2005/Atom}link")}
    assert ("self", "https://karte.example/feed.atom?city=Marl") in links
    offer = str(table().ranked(OfferFilter(cities=("Marl",)))[0])
    assert ("alternate", f"https://karte.example/?offer={offer}") in links


# --- pages --------------------------------------------------------------------------------------------------------


def test_pages_of_services_follow_the_rules_and_link_to_each_other():
    found, query = [], "topic=work&per_page=20"
    while query:
        answer = ask("/api/offers.json", query)
        assert list(page_faults(answer.json)) == []
        found += FILES["/api/offers.json"](answer.body)
        beside = answer.headers.get("link", "")
        query = beside.split('>; rel="next"')[0].rsplit("?", 1)[-1] if 'rel="next"' in beside else ""

    assert [row["offer_id"] for row in found] == list(table().ranked(OfferFilter(topics=("work",))))


def test_a_page_behind_the_last_is_empty():
    page = ask("/api/offers.json", "page=99999").json

    assert (page["empty"], page["contents"], page["last_page"]) == (True, [], True)


# --- validators ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PATHS, INDEX, SUGGEST])
def test_who_has_a_file_gets_only_the_word_that_it_is_the_same(path):
    first = ask(path)

    again = ask(path, if_none_match=f'"other", W/{first.headers["etag"]}')

    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["access-control-allow-origin"] == "*"
    assert ask(path, if_none_match='"other"').body == first.body


def test_other_bytes_have_another_validator():
    plain, packed = ask("/api/offers.csv"), ask("/api/offers.csv", accept_encoding="gzip, br")
    other = ask("/api/offers.csv", "topic=work")

    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["content-encoding"] == "gzip"
    assert len({one.headers["etag"] for one in (plain, packed, other)}) == 3
    assert ask("/api/offers.csv", accept_encoding="gzip", if_none_match=packed.headers["etag"]).status == 304


def test_head_tells_what_get_would():
    get, head = ask("/api/offers.json"), ask("/api/offers.json", method="HEAD")

    assert head.body == b""
    assert head.headers == get.headers
    assert ask("/api/offers.json", "topic=x", method="HEAD").status == 400


# --- faults -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "query", "parameter", "allowed"),
    [
        ("/api/offers.csv", "topic=nonsense", "topic", "language"),
        ("/api/offers.csv", "group=x", "group", "not_stated"),
        ("/api/offers.csv", "city=Berlin", "city", "Marl"),
        ("/api/offers.csv", "spoken=xx", "spoken", "fa"),
        ("/api/offers.csv", "free=maybe", "free", "yes"),
        ("/api/offers.csv", "lang=xx", "lang", "de"),
        ("/api/offers.csv", "topics=language", "topics", "topic"),
        ("/api/offers.csv", "page=1", "page", "topic"),
        ("/api/offers.csv", f"q={'x' * 300}", "q", "at most 200 characters"),
        ("/api/offers.json", "page=0", "page", "1 to 100000"),
        ("/api/offers.json", "per_page=1001", "per_page", "1 to 1000"),
        ("/api/offers.json", "per_page=%D9%A1", "per_page", "1 to 1000"),
        ("/api/offers.geojson", "near=Nirgendwo+in+Utopia", "near", None),
        ("/api/offers.geojson", "spot=nowhere", "spot", None),
        (INDEX, "topic=language", "topic", "lang"),
        (SUGGEST, f"q={'x' * 201}", "q", "at most 200 characters"),
        (SUGGEST, "q=marl&lang=xx", "lang", "ar"),
        (SUGGEST, "q=marl&city=Marl", "city", "lang"),
    ],
)
def test_what_cannot_be_is_said_with_what_is_allowed(path, query, parameter, allowed):
    answer = ask(path, query)

    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    fault = next(fault for fault in answer.json["errors"] if fault["parameter"] == parameter)
    assert allowed is None or allowed in fault["allowed"]


@pytest.mark.parametrize(
    "query",
    ["q=%3Cscript%3E", "%3Cscript%3E=1", "topic=%00%ff%fe", "q=%E2%80%AE", "topic[]=x", "&&==&", "near=%F0%9F%98%80"],
)  # fmt: skip
def test_hostile_questions_get_an_answer(query):
    for path in (*PATHS, INDEX, SUGGEST):
        assert ask(path, query).status in (200, 400)


@pytest.mark.parametrize(
    "path", ["/api/", "/api/offers", "/api/offers.json/x", "/api/../offers.csv", "/api/%00"]
)
def test_other_addresses_are_told_not_to_exist(path):
    answer = ask(path)

    if path == "/api/":
        assert answer.status == 200
    else:
        assert (answer.status, answer.json["known"]) == (404, [INDEX, *PATHS, SUGGEST, CATALOGUE])


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_written(method):
    answer = ask("/api/offers.json", method=method)

    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_browsers_of_other_pages_are_told_that_they_may_ask():
    answer = ask("/feed.atom", method="OPTIONS", origin="https://other.example")

    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-headers"] == "If-None-Match"


def test_a_broken_database_is_said_in_json(other_settings, tmp_path):
    (tmp_path / "karte.sqlite3").write_bytes(b"this is no database" * 100)
    other_settings.setenv("KARTE_VAR", str(tmp_path))
    forget()

    for path in (*PATHS, INDEX, SUGGEST):
        answer = ask(path)
        assert (answer.status, answer.headers["retry-after"]) == (503, "60")
        assert answer.json["status"] == 503
        assert str(tmp_path) not in answer.body.decode()


@pytest.mark.parametrize(
    ("room", "name", "path"),
    [
        (files._QUEUE, "_places", "/api/offers.csv"),
        (features._QUEUE, "_places", "/ogc/collections/cities/items"),
        (suggest, "_ANSWERING", SUGGEST),
    ],
)
def test_too_many_at_once_are_asked_to_come_back(monkeypatch, room, name, path):
    waiting = files.threading.BoundedSemaphore(1)
    monkeypatch.setattr(room, name, waiting)

    with waiting:
        answer = ask(path)

    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert ask(path).status == 200


# --- what is kept -------------------------------------------------------------------------------------------------


def test_files_are_written_once_and_go_when_they_become_too_many(monkeypatch):
    written = []
    write = files._write
    monkeypatch.setattr(files, "_write", lambda data, asked: written.append(asked) or write(data, asked))
    files._shelf.cache_clear()

    for query in ("topic=work", "topic=work&tab=map", "topic=housing", "topic=work"):
        ask("/api/offers.csv", query)
    assert len(written) == 2

    monkeypatch.setattr(files, "KEPT_BYTES", 1)
    for query in ("topic=health", "topic=work"):
        ask("/api/offers.csv", query)
    assert len(written) == 4


def test_a_field_is_told_names_in_the_language_of_its_page():
    german, arabic = (ask(SUGGEST, f"q={text}").json["suggestions"] for text in ("frau", "frau&lang=ar"))

    assert german[0] == {"kind": "topic", "text": "Frauen", "language": "de", "offer_id": "", "note": ""}
    assert [one["kind"] for one in german] == sorted((one["kind"] for one in german), key=list(MOST_OF).index)
    assert len(german) <= MOST
    offers = [one["offer_id"] for one in german if one["kind"] == "offer"]
    assert offers
    assert not table().frame.loc[offers, "is_protected"].any()
    assert arabic[0]["text"] == "النساء"
    assert ask(SUGGEST).json == ask(SUGGEST, "q=f").json == {"suggestions": []}


def test_the_shelters_are_never_suggested():
    frame = table().frame
    protected = set(frame.index[frame["is_protected"]])

    for title in frame.loc[sorted(protected), "title"]:
        told = ask(SUGGEST, urlencode({"q": title[:200]})).json["suggestions"]
        assert not protected & {one["offer_id"] for one in told}


def test_the_description_names_every_address_and_value():
    told = ask(INDEX).json

    assert list(told["endpoints"]) == [*PATHS, SUGGEST]
    assert told["parameters"]["city"] == list(table().choices["cities"])
    assert told["endpoints"]["/feed.atom"]["url"] == "https://karte.example/feed.atom"
    settings = load_settings({})
    assert settings.district.name in told["title"]
    assert "Eigene Sammlung, unbestätigt" in str(told["about"]["data"])


def test_the_address_set_by_the_operator_stands_in_links(other_settings):
    other_settings.setenv("KARTE_PUBLIC_URL", "https://karte.kreis.example/")
    forget()

    told = ask("/api/offers.json", "per_page=1", host="evil.example")

    assert "https://karte.kreis.example/api/offers.json?page=2" in told.headers["link"]
    assert b"evil.example" not in told.body
