"""What is odd about the data of an answer is counted, and said wherever its figures are; else it is refused."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from geo.errors import DataError
from geo.exchange.coverage_files import describe
from geo.i18n import load_texts
from geo.people.cells import read_cells
from geo.planning.answer import answer
from geo.planning.doubts import doubt_figures, doubt_words, doubts
from geo.planning.figures import figures
from geo.planning.own_offers import read_own_offers
from geo.planning.question import Question
from geo.planning.wording import source_words
from tests.find_kit import tiny_taxonomy
from tests.network_kit import RESIDENTIAL, make_network
from tests.planning_kit import METRES, SOURCES, at, line_demand, line_offers, line_world

EN = load_texts("en")


def kinds(answered) -> dict[str, tuple[float, float]]:
    return {doubt.kind: (doubt.count, doubt.of) for doubt in doubts(answered)}


def the_same_notes_everywhere(answered) -> list[str]:
    """Return what is said, after a look that JSON, page, slides and files say it alike."""
    words = doubt_words(EN, answered)
    told = figures(answered, SOURCES, EN)
    about = describe(answered, (), EN, taxonomy=tiny_taxonomy(), title="x")
    assert told["notes"][: len(words)] == words
    assert [row["kind"] for row in told["doubts"]] == [doubt.kind for doubt in doubts(answered)]
    assert about.notes[: len(words)] == tuple(words)
    assert all(word in source_words(EN, answered) for word in words)
    return words


def offers_with(**columns) -> pd.DataFrame:
    return line_offers().assign(**columns)


# -- capacity --------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", ["nearest", "cumulative", "2sfca", "e2sfca", "bfca"])
def test_an_offer_with_no_places_is_no_supply(measure):
    question = replace(METRES, measure=measure)
    without = answer(line_world(offers=offers_with(capacity=[0.0, 5.0, 5.0])), question)
    gone = answer(line_world(offers=offers_with(capacity=[5.0, 5.0, 5.0]).drop("house")), question)

    assert without.offers == gone.offers
    assert np.array_equal(without.access, gone.access)
    assert without.share == gone.share
    assert kinds(without)["no_places_offers"] == (1, 3)
    assert "1 of 3 offers state a capacity of 0" in the_same_notes_everywhere(without)[0]


def test_places_known_for_some_offers_only_are_told_where_places_are_summed():
    mixed = line_world(offers=offers_with(capacity=[20.0, np.nan, np.nan]))

    assert kinds(answer(mixed, replace(METRES, measure="2sfca"))) == {"unknown_places_offers": (2, 3)}
    assert kinds(answer(mixed, METRES)) == {}
    assert kinds(answer(line_world(), replace(METRES, measure="2sfca"))) == {}


# -- places ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [(0.0, 0.0), (13.4, 52.5), (7.3, 51.75)])
def test_an_offer_far_from_everybody_is_told(place):
    lon, lat = place
    offers = line_offers()
    offers.loc["house", ["lon", "lat"]] = (lon, lat)
    answered = answer(line_world(offers=offers), METRES)

    assert kinds(answered) == {"far_offers": (1, 3)}
    assert doubt_figures(answered)[0]["offer_ids"] == ["house"]
    assert figures(answered, SOURCES, EN)["offers"]["outside"] == 1
    the_same_notes_everywhere(answered)


def test_with_the_districts_own_cells_outside_means_outside_its_cities():
    west, east = at(-300.0)[0], at(3500.0)[0]
    areas = gpd.GeoDataFrame({"name": ["Alt"]}, geometry=[box(west, 51.0, east, 52.0)], crs=4326)
    answered = answer(line_world(areas=areas), METRES)  # the third offer lies at 5500 m

    assert kinds(answered) == {"outside_offers": (1, 3)}
    near = areas.assign(geometry=[box(west, 51.0, at(5300.0)[0], 52.0)])
    assert kinds(answer(line_world(areas=near), METRES)) == {}  # 200 m: the border is no better known


def test_nothing_odd_is_said_of_sound_data():
    answered = answer(line_world(), METRES)

    assert doubts(answered) == ()
    assert the_same_notes_everywhere(answered) == []


# -- people ----------------------------------------------------------------------------------------


def test_secret_cells_are_told():
    demand = line_demand().assign(is_secret=[False, True, True, False])
    answered = answer(line_world(demand=demand), METRES)

    assert kinds(answered) == {"secret_cells": (2, 4)}
    assert "2 of 4 cells are kept secret" in the_same_notes_everywhere(answered)[0]


def test_people_and_offers_off_the_streets_are_told(tmp_path: Path):
    network = make_network(tmp_path, {1: at(-100.0), 2: at(1000.0)}, [((1, 2), RESIDENTIAL)])
    answered = answer(line_world(networks={"walk": network}), METRES)

    assert kinds(answered) == {"mostly_off_street_people": (250.0, 400.0), "off_street_offers": (1, 2)}
    said = the_same_notes_everywhere(answered)[0]
    assert "serve only 38% of the people (250 of 400" in said
    assert "streets.osm" in said

    network = make_network(tmp_path, {1: at(-100.0), 2: at(3200.0)}, [((1, 2), RESIDENTIAL)])
    answered = answer(line_world(networks={"walk": network}), METRES)
    assert kinds(answered) == {"off_street_people": (50.0, 400.0)}
    assert kinds(answer(line_world(networks={"walk": network}), replace(METRES, mode="bike"))) == {}


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_doubt_has_its_words(tmp_path, language):
    network = make_network(tmp_path, {1: at(-100.0), 2: at(1000.0)}, [((1, 2), RESIDENTIAL)])
    offers = offers_with(capacity=[0.0, 2.0, np.nan])
    offers.loc["postcode", ["lon", "lat"]] = (13.4, 52.5)
    world = line_world(offers=offers, demand=line_demand().assign(is_secret=True), networks={"walk": network})
    answered = answer(world, Question(mode="metres", threshold=1300.0, measure="2sfca"))
    words = doubt_words(load_texts(language), answered)

    assert len(words) == len(doubts(answered)) == 6
    assert not [line for line in words if "{" in line or "doubt." in line]


# -- refused where it is read ----------------------------------------------------------------------


def refused(read, path: Path, text: str):
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read(path)
    return [(p.file, p.row, p.column, p.value) for p in caught.value.problems]


@pytest.mark.parametrize("again", ["7.2,51.6,5", "7.2,51.6,6", "7.200001,51.599999,5"])
def test_a_cell_listed_again_is_refused(tmp_path, again):
    found = refused(read_cells, tmp_path / "c.csv", f"lon,lat,people\n7.1,51.6,5\n7.2,51.6,5\n{again}\n")

    assert [problem[:3] for problem in found] == [("c.csv", 4, "lon")]


def test_areas_upon_each_other_are_refused_and_neighbours_are_not(tmp_path):
    def written(*areas):
        path = tmp_path / "areas.gpkg"
        path.unlink(missing_ok=True)
        gpd.GeoDataFrame({"people": [5.0] * len(areas)}, geometry=list(areas), crs=25832).to_file(path)
        return path

    small, wide, beside = (
        box(370_000, 5_720_000, 370_100, 5_720_100),
        box(370_000, 5_720_000, 371_000, 5_721_000),
        box(370_100, 5_720_000, 370_200, 5_720_100),
    )
    assert len(read_cells(written(small, beside))) == 2
    with pytest.raises(DataError) as caught:
        read_cells(written(small, wide))
    assert [(p.row, p.column) for p in caught.value.problems] == [(3, "geometry")]


@pytest.mark.parametrize("column", ["people", "foreign_nationals"])
def test_a_point_between_thousands_is_refused(tmp_path, column):
    heading = ";".join(dict.fromkeys(("lon", "lat", "people", column)))
    rows = ["7.1;51.6;1.000", "7.2;51.6;30"] if column == "people" else ["7.1;51.6;9000;1.000"]
    found = refused(read_cells, tmp_path / "c.csv", "\n".join([heading, *rows]) + "\n")

    assert found == [("c.csv", 2, column, "1.000")]


def test_decimals_of_three_digits_are_read_where_others_show_that_they_are(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("lon,lat,people\n7.1,51.6,12.345\n7.2,51.6,0.532\n", encoding="utf-8")

    assert read_cells(path)["people"].tolist() == [12.345, 0.532]


def test_an_official_grid_saved_again_with_points_is_refused(tmp_path):
    text = (
        "GITTER_ID_1km;x_mp_1km;y_mp_1km;Einwohner\nCRS3035RES1000mN3160000E4135000;4135500;3160500;1.250\n"
    )
    assert refused(read_cells, tmp_path / "c.csv", text) == [("c.csv", 2, "Einwohner", "1.250")]


@pytest.mark.parametrize("column", ["capacity", "uncertainty_m"])
def test_thousands_of_places_and_metres_are_refused_too(tmp_path, column):
    text = f"offer_id;title;topics;lon;lat;{column}\na;A;language;7.195;51.608;1.500\n"

    assert refused(read_own_offers, tmp_path / "o.csv", text) == [("o.csv", 2, column, "1.500")]


def test_numbers_of_json_are_what_they_are(tmp_path):
    path = tmp_path / "o.geojson"
    feature = '{"type":"Feature","geometry":{"type":"Point","coordinates":[7.1,51.6]},"properties":%s}'
    whole = '{"type":"FeatureCollection","features":[%s]}'
    told = '{"offer_id":"a","title":"A","topics":["language"],"capacity":%s}'
    path.write_text(whole % feature % told % "1.125", encoding="utf-8")
    assert read_own_offers(path)["capacity"].tolist() == [1.125]

    found = refused(read_own_offers, path, whole % feature % told % '"1.125"')
    assert found == [("o.geojson", 1, "capacity", "1.125")]
