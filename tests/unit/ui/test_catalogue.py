"""The catalogue of what is published: complete for DCAT-AP.de, and only where publisher and licence are said."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo.district.operator import publisher
from geo.errors import SettingsError
from geo.settings import load_settings
from tests.asgi_kit import ask
from ui.api import catalogue
from ui.api.query import CATALOGUE
from ui.shared import loading

LICENCE = "http://dcat-ap.de/def/licenses/cc-by/4.0"
OPERATOR = {"name": "Musterstelle", "licence": LICENCE}
#: What DCAT-AP.de 3.0 wants of each class ("Verpflichtend" in its overview of classes).
MANDATORY = {
    "dcat:Catalog": {"dcterms:title", "dcterms:description", "dcterms:publisher"},
    "dcat:Dataset": {"dcterms:title", "dcterms:description", "dcterms:publisher"},
    "dcat:DataService": {"dcat:endpointURL", "dcterms:title", "dcterms:publisher"},
    "dcat:Distribution": {"dcat:accessURL", "dcterms:license"},
    "foaf:Agent": {"foaf:name"},
}
#: Properties whose value is an address and no text.
ADDRESSES = {
    "dcterms:publisher", "dcat:endpointURL", "dcat:accessURL", "dcat:downloadURL", "dcterms:license", "dcterms:format",
    "dcat:theme", "dcterms:spatial", "dcatde:politicalGeocodingURI", "dcatde:politicalGeocodingLevelURI",
    "dcat:dataset", "dcat:service", "dcat:servesDataset", "foaf:homepage", "dcat:landingPage",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def shipped_once(prepared_var: Path) -> Iterator[None]:
    kept = (loading.settings, loading._store, loading._load)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("KARTE_VAR", str(prepared_var))
        for function in kept:
            function.cache_clear()
        yield
        for function in kept:
            function.cache_clear()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(
        catalogue, "publisher", lambda district: publisher(replace(district, operator=OPERATOR))
    )
    answer = ask(CATALOGUE)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/ld+json")
    return answer.json


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every described thing, however deep."""
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key, inner in value.items():
            if key != "@context":
                yield from _nodes(inner)


def test_every_class_has_what_the_standard_wants_of_it(told: dict[str, Any]) -> None:
    nodes = list(_nodes(told))

    assert {node["@type"] for node in nodes} == set(MANDATORY)
    assert [(n["@id"], p) for n in nodes for p in MANDATORY[n["@type"]] if not n.get(p)] == []
    assert len({node["@id"] for node in nodes}) == len(nodes)


def test_addresses_are_addresses_and_prefixes_are_known(told: dict[str, Any]) -> None:
    for node in _nodes(told):
        for key, value in node.items():
            assert key.startswith("@") or key.partition(":")[0] in told["@context"], key
            values = value if isinstance(value, list) else [value]
            if key in ADDRESSES:
                assert all(set(one) >= {"@id"} and one["@id"].startswith("http") for one in values), key


def test_what_is_named_is_described_and_the_files_are_there(told: dict[str, Any]) -> None:
    nodes = {node["@id"]: node for node in _nodes(told)}
    [found] = [node for node in nodes.values() if node["@type"] == "dcat:Catalog"]
    named = [*found["dcat:dataset"], *found["dcat:service"], found["dcterms:publisher"]]
    addresses = {
        node["dcat:accessURL"]["@id"] for node in nodes.values() if node["@type"] == "dcat:Distribution"
    }

    assert [one["@id"] for one in named if one["@id"] not in nodes] == []
    assert nodes[found["dcterms:publisher"]["@id"]]["foaf:name"] == "Musterstelle"
    assert len(addresses) == 7  # without the feed, which is about changes
    whole = {
        node["dcat:downloadURL"]["@id"].removeprefix("https://karte.example")
        for node in nodes.values()
        if "dcat:downloadURL" in node
    }
    assert whole == {
        "/api/offers.geojson",
        "/api/offers.csv",
        "/api/offers.jsonld",
    }  # the others come in pages
    for address in sorted(addresses):
        path = address.removeprefix("https://karte.example")
        if not path.startswith("/ogc"):  # those take a planner's question; tests of their own ask them
            assert ask(path, method="HEAD").status == 200, path


def test_the_area_is_the_district_by_its_official_key(told: dict[str, Any]) -> None:
    sets = [node for node in _nodes(told) if node["@type"] == "dcat:Dataset"]
    key = "http://dcat-ap.de/def/politicalGeocoding/districtKey/05562"

    assert [one["@id"].partition("#")[2] for one in sets] == ["offers", "gaps", "cells"]
    assert {one["dcatde:politicalGeocodingURI"][0]["@id"] for one in sets} == {key}
    assert {one["dcterms:spatial"][0]["@id"] for one in sets} == {key}


def test_cells_keep_the_licence_and_the_name_of_their_source(told: dict[str, Any]) -> None:
    by_set = {
        node["@id"].partition("#")[2]: node["dcat:distribution"]
        for node in _nodes(told)
        if node["@type"] == "dcat:Dataset"
    }

    assert {one["dcterms:license"]["@id"] for one in by_set["offers"]} == {LICENCE}
    [named] = {one["dcatde:licenseAttributionByText"] for one in by_set["offers"]}
    assert named.startswith("Musterstelle · ")
    assert all(word in named for word in ("BKG", "Schulministerium NRW", "DB Station")), named
    assert "Zensus" not in named
    [cells], [gaps] = by_set["cells"], by_set["gaps"]
    assert cells["dcterms:license"]["@id"] == "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
    assert "Zensus" in cells["dcatde:licenseAttributionByText"]
    assert gaps["dcatde:licenseAttributionByText"].startswith("Musterstelle · ")
    assert all(word in gaps["dcatde:licenseAttributionByText"] for word in ("BKG", "Zensus"))


def test_without_publisher_and_licence_there_is_no_catalogue_and_a_parameter_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    district = load_settings({}).district

    assert ask(CATALOGUE).status == 404
    assert "licence" in json.loads(ask(CATALOGUE).body)["detail"]
    assert publisher(replace(district, operator={"name": "Musterstelle"})) is None
    assert ask(CATALOGUE, "city=Marl").status == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "a\u202eb"},
        {"name": 7},
        {"licence": "CC BY 4.0"},
        {"licence": "https://evil.example/"},
    ],
)
def test_what_is_no_name_and_no_licence_of_the_list_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=r"operator\.(name|licence)"):
        publisher(replace(load_settings({}).district, operator={**OPERATOR, **wrong}))
