"""A run file repeats to the same numbers, or says which input changed."""

import json
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from geo import __version__
from geo.errors import DataError
from geo.files import MOST_BYTES
from geo.i18n import load_texts
from geo.model import Taxonomy
from geo.planning.answer import answer
from geo.planning.figures import figures
from geo.planning.question import Question
from geo.planning.runfile import (
    FORMAT,
    Input,
    checksum_of_offers,
    compare,
    inputs_of,
    make_run,
    parse_run,
    question_of,
    read_run,
    save_run,
    to_json,
)
from geo.settings import load_settings
from tests.find_kit import tiny_taxonomy
from tests.network_kit import RESIDENTIAL, make_network
from tests.planning_kit import METRES, SOURCES, at, line_offers, line_world

INPUTS = {"offers": Input("offers.csv", "aa"), "population": Input("cells.csv", "bb")}


def results_of(question=METRES, world=None):
    return figures(answer(world or line_world(), question), SOURCES, load_texts("en"))


@cache
def results_on_line(question):
    return results_of(question)


def run_of(asked=METRES, /, **changes):
    return replace(make_run(asked, line_world(), results_on_line(asked), INPUTS), **changes)


# --- there and back -----------------------------------------------------------------------------------------------


def test_saved_run_reads_back_the_same(tmp_path):
    run, path = run_of(), tmp_path / "run.json"

    save_run(run, path)

    assert read_run(path) == run


def test_run_holds_version_day_question_and_figures(tmp_path):
    run = run_of(replace(METRES, people="foreign"))

    assert (run.version, run.counted_to, run.scenario) == (__version__, "2026-01-01", "")
    assert run.question == {"people": ["foreign"], "mode": ["metres"], "t": ["1300"]}
    assert run.results["covered"]["people"] == 76.0
    assert run.day.year == 2026


@pytest.mark.parametrize(
    "question",
    [
        Question(),
        Question(topics=()),
        Question(
            topics=("advice", "meeting"), target_groups=("women", "not_stated"), mode="bike", threshold=12.5
        ),
        replace(METRES, measure="bfca", counted="by_age"),
    ],
)
def test_question_comes_back_as_it_was_asked(question):
    run = parse_run(to_json(make_run(question, line_world(), {}, INPUTS)).encode(), file="run.json")

    assert question_of(run, tiny_taxonomy(), file="run.json") == question


def test_saving_replaces_the_file_as_a_whole_and_leaves_nothing_beside(tmp_path):
    path = tmp_path / "run.json"
    path.write_text("old", encoding="utf-8")

    save_run(run_of(), path)

    assert [entry.name for entry in tmp_path.iterdir()] == ["run.json"]
    assert read_run(path).version == __version__


@pytest.mark.parametrize("name", ["none/run.json", "."])
def test_place_that_takes_no_writes_is_said(tmp_path, name):
    with pytest.raises(DataError, match="cannot be written"):
        save_run(run_of(), tmp_path / name)

    assert list(tmp_path.iterdir()) == []


# --- repeating ----------------------------------------------------------------------------------------------------


def test_same_inputs_give_the_same_numbers():
    replay = compare(run_of(), INPUTS, results_of())

    assert replay.is_same
    assert replay.changed == ()


def test_changed_input_is_named_with_both_checksums_and_the_figures_that_differ():
    fewer = line_world(offers=line_offers({"house": (0.0, "house", 0.0)}))
    inputs = INPUTS | {"offers": Input("other.csv", "cc")}

    replay = compare(run_of(), inputs, results_of(world=fewer))

    assert not replay.is_same
    assert replay.changed == ("offers: offers.csv (aa), now other.csv (cc)",)
    assert "covered.share" in replay.different
    assert "population.all" not in replay.different


def test_changed_input_that_changes_no_figure_is_still_named():
    replay = compare(run_of(), INPUTS | {"population": Input("cells.csv", "dd")}, results_of())

    assert replay.is_same
    assert replay.changed == ("population: cells.csv (bb), now cells.csv (dd)",)


def test_another_version_and_inputs_that_came_or_went_are_named():
    run = run_of(version="0.0.1", inputs={"offers": INPUTS["offers"], "streets": Input("x.osm", "ee")})

    changed = compare(run, INPUTS, results_of()).changed

    assert changed == (
        f"program: version 0.0.1, now {__version__}",
        "population: none, now cells.csv (bb)",
        "streets: x.osm (ee), now none",
    )


def test_ages_of_the_data_are_no_figures():
    other = results_of() | {"data": {"population": {"date": "2030"}}}

    assert compare(run_of(), INPUTS, other).is_same


def test_run_with_tampered_figures_differs():
    results = json.loads(json.dumps(results_of()))
    results["covered"]["share"] = 0.99
    results["gaps"] = []

    assert compare(run_of(results=results), INPUTS, results_of()).different == ("covered.share", "gaps")


# --- inputs -------------------------------------------------------------------------------------------------------


def test_checksum_of_offers_depends_on_what_decides_the_figures_alone():
    offers = line_offers()
    plain = checksum_of_offers(offers)

    assert checksum_of_offers(offers.iloc[::-1]) == plain
    assert checksum_of_offers(offers.assign(description="new words")) == plain
    assert checksum_of_offers(offers.assign(lon=offers["lon"] + 1e-4)) != plain
    assert checksum_of_offers(offers.drop("house")) != plain
    for name in (
        "organization",
        "street",
        "house_number",
        "is_protected",
    ):  # decide where unknown places may lie
        assert checksum_of_offers(offers.assign(**{name: "new"})) != plain
    assert checksum_of_offers(offers.assign(status="confirmed")) != plain
    assert checksum_of_offers(offers.assign(capacity=[1.0, 2.0, 3.0])) != plain
    assert checksum_of_offers(pd.concat([offers, offers.loc[["house"]].assign(lon=7.2)])) != plain


def test_inputs_are_those_of_the_district_or_the_files_brought_along(tmp_path):
    district, world = load_settings({}).district, line_world()
    own = tmp_path / "own.csv"
    own.write_text("x", encoding="utf-8")

    shipped = inputs_of(district, world, METRES)
    brought = inputs_of(district, world, METRES, offers_file=own, cells_file=own)

    assert set(shipped) == {"offers", "population", "boundaries", "gazetteer", "streets"}
    assert shipped["population"].name == "population_cells.csv"
    assert shipped["offers"].sha256 == checksum_of_offers(world.table.places)
    assert shipped["streets"] == Input("straight line times detour factor", "")
    assert brought["offers"] == brought["population"] != shipped["population"]
    assert brought["offers"].name == "own.csv"
    assert brought["gazetteer"] == shipped["gazetteer"]


def test_streets_are_an_input_where_the_way_of_travel_uses_them(tmp_path):
    network = make_network(tmp_path, {1: at(0.0), 2: at(900.0)}, [((1, 2), RESIDENTIAL)])
    world = line_world(networks={"walk": network})
    district = load_settings({}).district

    assert inputs_of(district, world, METRES)["streets"] == Input("streets.osm", network.source.sha256)
    assert inputs_of(district, world, Question(mode="bike"))["streets"].sha256 == ""


# --- hostile files ------------------------------------------------------------------------------------------------


def content_of(**changes):
    content = json.loads(to_json(run_of()))
    return json.dumps(content | changes).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"{",
        b"[]",
        b"null",
        b"3",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"format": "other"}',
        content_of(version=3),
        content_of(version="x" * 30_000),
        content_of(question=[]),
        content_of(question={"topic": "language"}),
        content_of(question={"topic": [1]}),
        content_of(scenario=None),
        content_of(counted_to="yesterday"),
        content_of(counted_to=20260101),
        content_of(inputs=[]),
        content_of(inputs={"offers": "aa"}),
        content_of(inputs={"offers": {"name": 1, "sha256": "aa"}}),
        content_of(results=[]),
        content_of(results=None),
        to_json(run_of()).replace("0.875", "NaN").encode(),
        to_json(run_of()).replace("0.875", "-Infinity").encode(),
    ],
)
def test_what_is_no_run_file_is_refused_with_its_name(raw):
    with pytest.raises(DataError, match=r"run\.json"):
        parse_run(raw, file="run.json")


@pytest.mark.parametrize(
    "question",
    [
        {"topic": ["cooking"]},
        {"topic": ["language"] * 5000},
        {"mode": ["rocket"]},
        {"t": ["-1"]},
        {"t": ["1e9"]},
        {"people": ["all"], "colour": ["red"]},
        {"group": ["\u202emartians"]},
    ],
)
def test_question_that_is_not_understood_is_refused_not_shortened(question):
    with pytest.raises(DataError, match="question"):
        question_of(run_of(question=question), tiny_taxonomy(), file="run.json")


def test_topics_of_another_taxonomy_are_refused():
    with pytest.raises(DataError, match="language"):
        question_of(run_of(question={"topic": ["language"]}), Taxonomy({}, {}, {}), file="run.json")


def test_figures_nested_without_end_do_not_break_the_comparison():
    deep: object = 1
    for _ in range(400):
        deep = {"covered": [deep]}

    assert "covered" in " ".join(compare(run_of(results=deep), INPUTS, results_of()).different)


def test_file_that_is_too_large_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setitem(MOST_BYTES, "run", 10)
    path = tmp_path / "run.json"
    path.write_text(FORMAT * 10, encoding="utf-8")

    with pytest.raises(DataError, match="at most"):
        read_run(path)


@pytest.mark.parametrize("name", ["none.json", "."])
def test_file_that_cannot_be_read_is_said(tmp_path, name):
    with pytest.raises(DataError, match="cannot be read"):
        read_run(tmp_path / name)
