"""Offers somebody brings along: read as they are, or refused with the place of the fault."""

import json

import pytest

from geo.errors import DataError
from geo.files import MOST_BYTES
from geo.offers.columns import OFFER_FRAME
from geo.planning.own_offers import precision_of, read_own_offers, target_groups_of, topics_of

HEADING = "offer_id,title,topics,lon,lat"


def write(tmp_path, text, name="own.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def fault_of(path):
    with pytest.raises(DataError) as caught:
        read_own_offers(path)
    return caught.value.problems


def feature(*, geometry=None, **properties):
    told = {"offer_id": "a", "title": "A", "topics": ["language"], **properties}
    return {
        "type": "Feature",
        "properties": told,
        "geometry": geometry or {"type": "Point", "coordinates": [7.1, 51.6]},
    }


def collection(*features, **rest):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **rest})


def test_csv_becomes_a_frame_of_offers(tmp_path):
    path = write(tmp_path, f"{HEADING},remark\na,A,language; work,7.1,51.6,x\n\nb,,,7.2,51.7,\n")

    frame = read_own_offers(path)

    assert set(frame.columns) >= {spec.name for spec in OFFER_FRAME} - {"offer_id"}
    assert frame.index.tolist() == ["a", "b"]
    assert frame["topics"].tolist() == [("language", "work"), ()]
    assert frame[["lon", "lat"]].to_numpy().tolist() == [[7.1, 51.6], [7.2, 51.7]]
    assert frame["uncertainty_m"].tolist() == [0.0, 0.0]
    assert set(frame["precision"]) == {"house"}


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_and_a_byte_order_mark_are_read(tmp_path, delimiter):
    text = f"\ufeff{HEADING}\na,Ä,language,7.1,51.6\n".replace(",", delimiter)

    assert read_own_offers(write(tmp_path, text)).loc["a", "title"] == "Ä"


def test_geojson_gives_the_same_offers_as_csv(tmp_path):
    text = collection(
        feature(uncertainty_m=300, topics=["language", "work"]), feature(offer_id=7, topics="work")
    )
    csv = f"{HEADING},uncertainty_m\na,A,language;work,7.1,51.6,300\n7,A,work,7.1,51.6,\n"

    found = read_own_offers(write(tmp_path, text, "own.geojson"))

    assert found.equals(read_own_offers(write(tmp_path, csv)))


def test_feature_id_stands_for_a_missing_offer_id(tmp_path):
    one = feature()
    del one["properties"]["offer_id"]

    assert read_own_offers(write(tmp_path, collection(one | {"id": "f1"}), "own.json")).index.tolist() == [
        "f1"
    ]


@pytest.mark.parametrize(
    ("uncertainty_m", "precision"),
    [
        (0, "house"),
        (100, "house"),
        (101, "street"),
        (500, "street"),
        (1000, "place"),
        (3000, "postcode"),
        (3001, "city"),
    ],
)
def test_precision_follows_from_the_uncertainty(uncertainty_m, precision):
    assert precision_of(uncertainty_m) == precision


def test_optional_columns_are_taken_over(tmp_path):
    text = f"{HEADING},capacity,target_groups,status,assured_date\na,A,x,7,51,12,women,confirmed,2024-05-31\n"

    row = read_own_offers(write(tmp_path, text)).loc["a"]

    assert (row["capacity"], row["target_groups"], row["status"], row["assured_date"]) == (
        12.0,
        ("women",),
        "confirmed",
        "2024-05-31",
    )


def test_topics_and_groups_that_occur_are_listed(tmp_path):
    frame = read_own_offers(
        write(tmp_path, f"{HEADING},target_groups\na,A,work;own,7,51,women\nb,B,work,7,51,\n")
    )

    assert (topics_of(frame), target_groups_of(frame)) == (["own", "work"], ["women"])


@pytest.mark.parametrize(
    ("text", "row", "column", "value", "word"),
    [
        ("", 1, "offer_id", "", "missing"),
        (f"{HEADING}\n", 0, "", "", "at least one offer"),
        ("offer_id,title,lon,lat\na,A,7,51\n", 1, "topics", "", "missing"),
        (f"{HEADING},lon\na,A,x,7,51,7\n", 1, "lon", "", "twice"),
        (f"{HEADING}\na,A,x,seven,51\n", 2, "lon", "seven", "number"),
        (f"{HEADING}\na,A,x,,51\n", 2, "lon", "", "empty"),
        (f"{HEADING}\na,A,x,nan,51\n", 2, "lon", "nan", "number"),
        (f"{HEADING}\na,A,x,1e999,51\n", 2, "lon", "1e999", "-180 to 180"),
        (f"{HEADING}\na,A,x,7,91\n", 2, "lat", "91", "-90 to 90"),
        (f"{HEADING}\na,A,x,181,51\n", 2, "lon", "181", "-180 to 180"),
        (f"{HEADING}\n,A,x,7,51\n", 2, "offer_id", "", "empty"),
        (f"{HEADING}\na,A,x,7,51\nb,B,x,7,51\na,C,x,7,51\n", 4, "offer_id", "a", "once"),
        (f"{HEADING}\na,A,x,7\n", 2, "", "", "5 cells expected, 4 found"),
        (f"{HEADING}\na,A,x,7,51,9\n", 2, "", "", "5 cells expected, 6 found"),
        (f"{HEADING},uncertainty_m\na,A,x,7,51,-1\n", 2, "uncertainty_m", "-1", "0 to 50,000"),
        (f"{HEADING},uncertainty_m\na,A,x,7,51,60000\n", 2, "uncertainty_m", "60000", "0 to 50,000"),
        (f"{HEADING},capacity\na,A,x,7,51,-2\n", 2, "capacity", "-2", "places"),
        (f"{HEADING},status\na,A,x,7,51,open\n", 2, "status", "open", "confirmed"),
        (f"{HEADING}\na,A\u202e,x,7,51\n", 2, "title", "A\u202e", "direction"),
        (f'{HEADING}\na,"A,x,7,51\n', 2, "", "", "not a CSV row"),
    ],
)
def test_fault_in_a_csv_is_named_with_its_place(tmp_path, text, row, column, value, word):
    problem = fault_of(write(tmp_path, text))[0]

    assert (problem.file, problem.row, problem.column, problem.value) == ("own.csv", row, column, value)
    assert word in problem.expectation


@pytest.mark.parametrize(
    ("text", "row", "column", "word"),
    [
        ("{", 0, "", "JSON"),
        ("[" * 100_000, 0, "", "JSON"),
        ("[]", 0, "features", "feature collection"),
        ('{"features": 3}', 0, "features", "feature collection"),
        (collection(), 0, "", "at least one offer"),
        (collection(feature(), 3), 2, "geometry", "a point"),
        (collection(feature(geometry={"type": "Polygon", "coordinates": []})), 1, "geometry", "a point"),
        (collection(feature(geometry={"type": "Point", "coordinates": [7]})), 1, "lon", "empty"),
        (collection(feature(geometry={"type": "Point", "coordinates": ["7", None]})), 1, "lat", "empty"),
        (collection(feature(geometry={"type": "Point", "coordinates": [True, 51]})), 1, "lon", "number"),
        (collection({"type": "Feature", "geometry": feature()["geometry"]}), 1, "title", "missing"),
        (collection(feature(), crs={"properties": {"name": "EPSG:25832"}}), 0, "crs", "EPSG:4326"),
    ],
)
def test_fault_in_a_geojson_is_named_with_its_feature(tmp_path, text, row, column, word):
    problem = fault_of(write(tmp_path, text, "own.geojson"))[0]

    assert (problem.row, problem.column) == (row, column)
    assert word in problem.expectation


@pytest.mark.parametrize("value", [{"a": 1}, [["language"]], [{"id": "language"}]])
def test_what_is_no_text_is_not_taken_for_one(tmp_path, value):
    path = write(tmp_path, collection(feature(topics=value)), "own.geojson")

    (problem,) = fault_of(path)

    assert (problem.column, problem.expectation) == ("topics", "a text, a number or a list of texts")


def test_half_a_letter_is_refused(tmp_path):
    path = write(tmp_path, collection(feature(title="\ud800")), "own.geojson")

    assert [problem.column for problem in fault_of(path)] == ["title"]


def test_geojson_in_degrees_may_say_so(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}

    assert len(read_own_offers(write(tmp_path, collection(feature(), crs=crs), "own.geojson"))) == 1


def test_another_encoding_is_named_with_its_row(tmp_path):
    (problem,) = fault_of(write(tmp_path, f"{HEADING}\na,B,x,7,51\nb,Ä,x,7,51\n".encode("latin-1")))

    assert (problem.row, problem.expectation) == (3, "UTF-8 expected, another encoding found")


def test_missing_file_and_folder_are_said(tmp_path):
    assert "cannot be read" in fault_of(tmp_path / "none.csv")[0].expectation
    assert "cannot be read" in fault_of(tmp_path)[0].expectation


def test_file_that_is_too_large_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setitem(MOST_BYTES, "own_offers", 10)

    assert "at most" in fault_of(write(tmp_path, f"{HEADING}\na,A,x,7,51\n"))[0].expectation


def test_many_faults_are_not_all_listed(tmp_path):
    rows = "".join(f"o{n},A,x,lon,51\n" for n in range(1000))

    assert len(fault_of(write(tmp_path, f"{HEADING}\n{rows}"))) == 20
