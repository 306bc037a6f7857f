"""Offers beyond the border count as supply on the line of cells, and as nothing else."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from geo.errors import DataError
from geo.planning.answer import answer
from geo.planning.neighbours import LEFT_OUT, Neighbours, read_neighbours
from geo.projection import WGS84
from tests.find_kit import tiny_taxonomy
from tests.planning_kit import METRES, at, line_world

#: The cities end 200 m behind the last cell.
BORDER = gpd.GeoDataFrame(
    {"name": ["Alt"]},
    index=["A"],
    geometry=[shapely.box(*at(-500, north_m=-3000), *at(5200, north_m=3000))],
    crs=WGS84,
)
WORLD = line_world(areas=BORDER)


def feature(name: str, metres: float | None, **properties: Any) -> dict[str, Any]:
    """Return an offer as `/api/offers.geojson` gives it."""
    point = None if metres is None else {"type": "Point", "coordinates": [*at(metres)]}
    told = {"offer_id": name, "title": name, "topics": ["language"], "target_groups": [], "scope": "local"}
    usual = {"status": "not_confirmed", "assured_date": "", "page_date": "", "further_sites": []}
    kind = {"is_administration_address": False, "precision": "house", "uncertainty_m": 30.0}
    return {"type": "Feature", "properties": told | usual | kind | properties, "geometry": point}


def site(metres: float | None, uncertainty_m: float | None = 30.0) -> dict[str, Any]:
    lon, lat = (None, None) if metres is None else at(metres)
    return {"city": "Fern", "lon": lon, "lat": lat, "precision": "house", "uncertainty_m": uncertainty_m}


def write(path: Path, *features: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [*features]}), encoding="utf-8")
    return path


def read(path: Path, *features: Any) -> Neighbours:
    return read_neighbours(write(path / "theirs.geojson", *features), tiny_taxonomy(), WORLD)


def test_who_lives_at_the_border_reaches_an_offer_behind_it_in_every_draw(tmp_path: Path) -> None:
    theirs = read(
        tmp_path, feature("near", 5400), feature("off", 9000), feature("other", 5300, topics=["work"])
    )
    before = answer(WORLD, METRES)

    after = answer(WORLD, METRES, supply=theirs.joined(WORLD, METRES, WORLD.supply_of(METRES)))

    # by hand: 350 people reach the house or the place, the last 50 live 400 m from the new one
    assert before.covered.certain == 350
    assert (after.covered.low, after.covered.value, after.covered.certain) == (400, pytest.approx(400), 400)
    assert after.offers == before.offers  # never counted as ours
    assert theirs.figures(WORLD, METRES) == {
        "file": "theirs.geojson",
        "sha256": theirs.sha256,
        "addresses": 3,
        "counted": 2,
        "off_street": 0,
        "left_out": dict.fromkeys(LEFT_OUT, 0),
    }


def test_what_does_not_count_is_left_out_by_its_reason(tmp_path: Path) -> None:
    theirs = read(
        tmp_path,
        feature("kept", 5400, further_sites=[site(5500), site(None), site(5600, 2000.0)]),
        feature("hidden", None, is_protected=True),
        feature("web", None, scope="online"),
        feature("office", 5400, is_administration_address=True, precision="street"),
        feature("ours", 900),
        feature("street", 5400, uncertainty_m=151.0),
        feature("closed", 5400, status="closed"),
        feature("far", 300_000),
    )

    assert list(theirs.table.frame.index) == ["kept", "kept (1)"]
    assert theirs.left_out == {"no_point": 2, "office": 1, "inside": 1, "far": 1, "not_exact": 2}
    assert all(name.startswith("beyond-") for name in theirs.supply(WORLD, METRES).index)


def test_the_status_of_theirs_counts_as_that_of_ours(tmp_path: Path) -> None:
    theirs = read(
        tmp_path, feature("a", 5400), feature("b", 5500, status="confirmed", assured_date="2025-12-01")
    )

    assert list(theirs.supply(WORLD, replace(METRES, counted="confirmed")).index) == ["beyond-b"]


def test_without_borders_every_address_counts(tmp_path: Path) -> None:
    path = write(tmp_path / "theirs.geojson", feature("inside", 900))

    assert read_neighbours(path, tiny_taxonomy(), line_world()).left_out["inside"] == 0


@pytest.mark.parametrize(
    ("features", "told"),
    [
        ([feature("ours", 900)], "inside: 1"),
        ([feature("hidden", None)], "1 without"),
        ([], "0 without"),
        ([feature("a", 5400), feature("a", 5500)], "each offer once"),
        ([feature("a", 5400, further_sites=[{"lon": "x", "lat": 51.6}])], "number"),
        ([{"type": "Feature"}], "a point"),
    ],
)
def test_a_file_without_an_address_that_counts_is_refused(
    tmp_path: Path, features: list[Any], told: str
) -> None:
    with pytest.raises(DataError, match=told):
        read(tmp_path, *features)


@pytest.mark.parametrize("text", ["", "[]", '{"features": 3}', "[" * 100_000])
def test_what_is_no_collection_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "theirs.geojson"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match=r"theirs\.geojson"):
        read_neighbours(path, tiny_taxonomy(), WORLD)


def test_the_id_may_stand_at_the_feature_and_further_addresses_bear_it(tmp_path: Path) -> None:
    """Programs that write GeoJSON by the book put the id there; two offers then had the same "None (1)"."""
    told = [feature(name, 5400, further_sites=[site(5500)]) for name in ("a", "b")]
    for one in told:
        one["id"] = one["properties"].pop("offer_id")

    found = read(tmp_path, *told)

    assert sorted(found.table.frame.index) == ["a", "a (1)", "b", "b (1)"]


def test_a_message_names_the_feature_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        read(
            tmp_path,
            feature("a", None),
            feature("b", 5400, further_sites=[site(5500)]),
            feature("c", 5400, status="x"),
        )

    assert [(problem.row, problem.column) for problem in refused.value.problems] == [(3, "status")]


@pytest.mark.parametrize("name", ["theirs.geojson", "theirs.csv"])
def test_a_point_that_its_file_calls_less_than_a_house_is_none_where_no_metres_are_told(
    tmp_path: Path, name: str
) -> None:
    lon, lat = at(5400)
    rows = [("house", "house", ""), ("street", "street", ""), ("told", "street", "40"), ("unsaid", "", "")]
    if name.endswith(".csv"):
        text = "offer_id,title,topics,lon,lat,precision,uncertainty_m\n"
        text += "".join(f"{key},T,language,{lon},{lat},{kind},{metres}\n" for key, kind, metres in rows)
        (tmp_path / name).write_text(text, encoding="utf-8")
    else:
        told = [
            feature(key, 5400, precision=kind, uncertainty_m=metres or None) for key, kind, metres in rows
        ]
        vague = {**site(5400), "precision": "city", "uncertainty_m": None}
        write(tmp_path / name, *told, feature("site", None, further_sites=[vague]))

    found = read_neighbours(tmp_path / name, tiny_taxonomy(), WORLD)

    assert sorted(found.table.frame.index) == ["house", "told", "unsaid"]
    assert found.left_out["not_exact"] == (1 if name.endswith(".csv") else 2)
