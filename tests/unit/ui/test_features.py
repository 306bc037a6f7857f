"""`/ogc`: what the standard wants, pages and boxes, filters, and nothing that must stay hidden."""

import json

import jsonschema
import pytest

from geo.exchange.coverage_files.shapes import cells_frame
from tests.asgi_kit import Answer, ask
from tests.http_kit import QuietHandler, serving
from ui.shared import answers, loading

CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
LINK = {"type": "object", "required": ["href", "rel", "type"]}
LANDING = {
    "type": "object",
    "required": ["title", "links"],
    "properties": {"links": {"type": "array", "items": LINK}},
}
COLLECTION = {
    "type": "object",
    "required": ["id", "title", "links", "extent"],
    "properties": {"links": {"type": "array", "items": LINK}, "itemType": {"const": "feature"}},
}
PAGE = {
    "type": "object",
    "required": ["type", "features", "links", "numberMatched", "numberReturned"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "items": {"type": "object", "required": ["type", "id", "geometry", "properties"]},
        },
    },
}


def asked(path: str, query: str = "") -> dict:
    answer = ask(f"/ogc{path}", query)
    assert answer.status == 200, answer.body
    found: dict = answer.json
    return found


def problem(path: str, query: str = "") -> Answer:
    answer = ask(f"/ogc{path}", query)
    assert answer.headers["content-type"] == "application/problem+json"
    return answer


def test_from_the_landing_page_every_link_leads_on() -> None:
    landing = asked("")
    jsonschema.validate(landing, LANDING)
    rels = {link["rel"]: link["href"].removeprefix("https://karte.example/ogc") for link in landing["links"]}
    assert {"self", "service-desc", "conformance", "data"} <= set(rels)

    assert CORE in asked(rels["conformance"])["conformsTo"]
    described = asked(rels["service-desc"])
    assert described["openapi"].startswith("3.0.")
    assert "/collections/offers/items" in described["paths"]
    listed = asked(rels["data"])["collections"]
    assert [one["id"] for one in listed] == ["offers", "cities", "gaps", "cells"]
    for one in listed:
        jsonschema.validate(one, COLLECTION)
        assert asked(f"/collections/{one['id']}")["id"] == one["id"]


def test_all_pages_together_are_the_offers_each_once() -> None:
    shown, query = [], "limit=100"
    while query:
        page = asked("/collections/offers/items", query)
        jsonschema.validate(page, PAGE)
        shown += [feature["id"] for feature in page["features"]]
        query = next((link["href"].partition("?")[2] for link in page["links"] if link["rel"] == "next"), "")

    assert sorted(shown) == sorted(loading.load_data().table.frame.index)
    assert page["numberMatched"] == len(shown)


def test_a_box_gives_what_lies_in_it() -> None:
    everything = asked("/collections/offers/items", "limit=10000")["features"]
    west, south, east, north = 6.95, 51.55, 7.05, 51.62

    found = asked("/collections/offers/items", f"bbox={west},{south},{east},{north}&limit=10000")["features"]

    points = {one["id"]: one["geometry"]["coordinates"] for one in everything if one["geometry"]}
    inside = {key for key, (x, y) in points.items() if west <= x <= east and south <= y <= north}
    assert inside and {one["id"] for one in found} == inside
    assert asked("/collections/cities/items", "bbox=179,-1,-179,1")["features"] == []


def test_filters_are_those_of_the_page() -> None:
    found = asked("/collections/offers/items", "topic=language&city=Marl&limit=1000")["features"]

    table = loading.load_data().table.frame
    is_meant = table["topics"].map(lambda topics: "language" in topics) & table["city"].eq("Marl")
    assert is_meant.any()
    assert {one["id"] for one in found} >= set(table.index[is_meant])
    assert all("language" in one["properties"]["topics"] for one in found)


def test_no_protected_place_and_no_uncertain_point_is_told() -> None:
    features = asked("/collections/offers/items", "limit=10000")["features"]

    hidden = [one for one in features if one["properties"]["is_protected"]]
    assert hidden
    assert all(one["geometry"] is None and not one["properties"]["street"] for one in hidden)
    vague = [one for one in features if one["properties"]["precision"] in ("city", "postcode", "none", "")]
    assert vague and all(one["geometry"] is None for one in vague)


def test_cells_and_gaps_are_those_of_the_answer() -> None:
    data = loading.load_data()
    world = answers.world_of(data)
    page = asked("/collections/cells/items", "mode=bike&t=15&topic=language&limit=50")
    gaps = asked("/collections/gaps/items", "limit=1000")

    from geo.planning.question import from_query

    question, _ = from_query({"mode": ["bike"], "t": ["15"], "topic": ["language"]}, taxonomy=data.taxonomy)
    frame = cells_frame(answers.answer_to(world, question))
    assert page["numberMatched"] == len(frame)
    assert [one["id"] for one in page["features"]] == [str(key) for key in frame.index[:50]]
    told = [one["properties"]["people"] for one in page["features"]]
    assert all(value is None or value >= 3 for value in told)
    default, _ = from_query({}, taxonomy=data.taxonomy)
    assert gaps["numberMatched"] == len(answers.answer_to(world, default).gaps.areas)


def test_one_feature_is_found_by_its_id_and_another_is_not() -> None:
    first = asked("/collections/offers/items", "limit=1")["features"][0]

    assert asked(f"/collections/offers/items/{first['id']}")["properties"] == first["properties"]
    assert problem("/collections/offers/items/no-such").status == 404
    assert problem("/collections/people").status == 404
    assert problem("/etc/passwd").status == 404


@pytest.mark.parametrize(
    "query",
    ["bbox=1,2,3", "bbox=a,b,c,d", "bbox=1,9,2,3", "bbox=nan,1,2,3", "limit=0", "limit=-1", "limit=x", "offset=-1",
     "limit=9999999999999", "strange=1", "topic=no-such-topic", "f=html", "lang=xx", "city=Berlin"],
)  # fmt: skip
def test_what_cannot_be_is_told_with_what_is_allowed(query: str) -> None:
    answer = problem("/collections/offers/items", query)

    assert answer.status == 400
    assert answer.json["errors"][0]["parameter"] == query.partition("=")[0]
    assert answer.json["errors"][0]["allowed"]


def test_each_parameter_is_described_once_with_what_it_may_be() -> None:
    paths = asked("/api")["paths"]

    for path, told in paths.items():
        names = [one["name"] for one in told["get"]["parameters"]]
        assert len(names) == len(set(names)), path
    items = {one["name"]: one for one in paths["/collections/gaps/items"]["get"]["parameters"]}
    assert "transit" not in items["mode"]["schema"]["items"]["enum"]
    for query in ("people=xx", "mode=xx", "t=xx", "mode=transit"):
        assert problem("/collections/gaps/items", query).json["errors"][0]["allowed"], query


def test_of_several_topics_all_may_be_asked_for() -> None:
    topics = "topic=language&topic=childcare"
    one, both = (asked("/collections/offers/items", topics + more) for more in ("", "&match=all"))

    assert 0 < both["numberMatched"] < one["numberMatched"]


@pytest.mark.parametrize("time", ["2026-11-30T00:00:00Z", "2026-01-01/..", "../2026-11-30", "2026-11-30"])
def test_no_feature_has_a_time_so_every_time_matches_all(time: str) -> None:
    everything = asked("/collections/cities/items")["numberMatched"]

    assert asked("/collections/cities/items", f"datetime={time}")["numberMatched"] == everything
    assert problem("/collections/cities/items", "datetime=yesterday").status == 400


def test_more_than_the_most_is_the_most_and_the_answer_is_kept() -> None:
    first = ask("/ogc/collections/cells/items", "limit=100000000")

    assert len(json.loads(first.body)["features"]) == 10_000
    again = ask("/ogc/collections/cells/items", "limit=100000000", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_by_bus_is_not_given_here() -> None:
    assert problem("/collections/gaps/items", "mode=transit").status == 400


def test_a_client_of_others_reads_it_over_http() -> None:
    from owslib.ogcapi.features import Features

    class Door(QuietHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            answer = ask(path, query, host=self.headers["Host"], x_forwarded_proto="http")
            body = answer.body.replace(b"https://127.0.0.1", b"http://127.0.0.1")  # no certificate here
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["content-type"])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with serving(Door) as address:
        client = Features(f"{address}/ogc/")
        assert set(client.feature_collections()) == {"offers", "cities", "gaps", "cells"}
        assert CORE in client.conformance()["conformsTo"]
        assert client.api()["openapi"].startswith("3.0.")
        page = client.collection_items("offers", limit=7, bbox=[6.8, 51.4, 7.4, 51.9])
        assert page["numberReturned"] == 7
        one = page["features"][0]
        assert client.collection_item("offers", one["id"])["geometry"] == one["geometry"]
