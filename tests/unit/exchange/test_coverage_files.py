"""Files to take away: the right figures, a tale of where they come from, no formulas, the same bytes."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date

import geopandas as gpd
import pytest

from geo.exchange import coverage_files
from geo.exchange.coverage_files.tables import to_csv
from geo.exchange.formulas import without_formula
from geo.i18n import load_texts
from geo.planning.answer import answer
from geo.planning.figures import cities, gaps
from geo.planning.question import Question
from geo.planning.scenario import Add, Close, Scenario, apply
from geo.planning.wording import how_words
from tests.coverage_files_kit import (
    BOUNDARIES,
    EN,
    MODELLED,
    NO_ENTRY,
    about,
    answered,
    answered_by_needs,
    book_of,
    rows_of,
)
from tests.find_kit import tiny_taxonomy
from tests.golden_kit import is_golden
from tests.planning_kit import METRES, TODAY, line_offers

# --- what every file tells ----------------------------------------------------------------------------------------


def test_every_file_tells_its_parameters_ages_and_the_two_sentences():
    told = about()

    parameters, data = dict(told.parameters), dict(told.data)
    assert parameters[EN("coverage.threshold_m")] == "1,300"
    assert parameters[EN("coverage.mode")] == EN("coverage.mode_metres")
    assert parameters[EN("coverage.measure")] == EN("coverage.measure_nearest")
    assert parameters[EN("coverage.detour")] == "1.3"
    assert parameters[EN("export.day")] == EN.date(TODAY)
    assert (parameters[EN("coverage.located")], parameters[EN("export.uncertain")]) == ("2", "1")
    assert data == {"Cells": f"{EN.date(date(2022, 5, 15))} · © Office", "Borders": "not known · © Borders"}
    assert {MODELLED, NO_ENTRY} <= set(told.notes)


def test_sources_that_no_figure_comes_from_are_not_named():
    source = replace(BOUNDARIES, id="schools", title="Schools")

    told = coverage_files.describe(answered(), [source], EN, taxonomy=tiny_taxonomy(), title="")

    assert told.data == ()


def test_scenario_is_said_first_and_its_steps_are_named():
    scenario = Scenario("", (Add(7.1, 51.5, name="Library"), Close("house")))

    told = about(scenario=scenario)

    assert told.detail == f"{EN('export.scenario_note')} 40% is certain."
    assert dict(told.parameters)[EN("export.scenario")] == "+1 Library, 2 Close house"


def test_gaps_by_needs_say_so_with_their_quarters_in_every_file():
    found = answered_by_needs()
    told = about(found)

    assert (
        dict(told.parameters)[EN("coverage.weight")]
        == "needs from advice (Quarter 2 of 2026 and Quarter 3 of 2026)"
    )
    assert EN("coverage.gaps_by_needs") in told.notes
    assert EN("coverage.weight") not in dict(about().parameters)
    assert EN("coverage.gaps_by_needs") not in about().notes
    book = book_of(coverage_files.coverage_xlsx(found, told, EN))
    heading, first, *_ = book[EN("export.sheet_gaps")].iter_rows(values_only=True)
    assert dict(zip(heading, first, strict=True))[EN("export.column_needs_share")] == pytest.approx(
        gaps(found, EN)[0]["needs_share"]
    )


def test_own_cells_are_not_called_modelled():
    told = about(answered(people_from="mine.csv"))

    assert MODELLED not in told.notes
    assert EN("export.own_people", name="mine.csv") in told.notes


def test_unknown_topics_of_own_offers_stand_as_they_are():
    told = about(answered(replace(METRES, topics=("language", "own_topic"))))

    assert dict(told.parameters)[EN("filter.topics")].endswith("or own_topic")


# --- names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "options", "expected"),
    [
        (Question(), {}, "versorgung-language-walk-30min-2026-11-22.csv"),
        (METRES, {"kind": "karte"}, "versorgung-karte-language-way-1300m-2026-11-22.csv"),
        (Question(topics=(), people="foreign"), {}, "versorgung-any-foreign-walk-30min-2026-11-22.csv"),
        (Question(topics=("a", "b", "c", "d")), {}, "versorgung-a-b-c-etc-walk-30min-2026-11-22.csv"),
        (Question(topics=("../é x",)), {}, "versorgung-.._x-walk-30min-2026-11-22.csv"),
        (Question(mode="bike", threshold=12.5), {"day": None}, "versorgung-language-bike-12.5min.csv"),
        (Question(), {"is_scenario": True}, "versorgung-language-walk-30min-scenario-2026-11-22.csv"),
        (Question(target_groups=("women",)), {}, "versorgung-language-women-walk-30min-2026-11-22.csv"),
    ],
)
def test_name_tells_question_and_day_in_plain_letters(question, options, expected):
    told = {"kind": "", "day": date(2026, 11, 22), "suffix": "csv"} | options

    assert coverage_files.file_name(told.pop("kind"), question, **told) == expected


# --- CSV ----------------------------------------------------------------------------------------------------------


def test_csv_has_the_figures_of_the_command_line():
    found = answered()

    rows = rows_of(coverage_files.cities_csv(found, about(found)))

    assert [{key: row[key] for key in ("ags", "name", "people", "share")} for row in rows] == [
        {key: str(row[key]) for key in ("ags", "name", "people", "share")} for row in cities(found)
    ]
    assert all(NO_ENTRY in row["notes"] and MODELLED in row["notes"] for row in rows)


def test_csv_is_as_it_was():
    assert is_golden("cities.csv", coverage_files.cities_csv(answered(), about()))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_text_becomes_a_formula(start):
    (row,) = rows_of(to_csv([{"name": f"{start}1+1", "low": -1.5, "none": None}]))

    assert row == {"name": f"'{start}1+1", "low": "-1.5", "none": ""}


@pytest.mark.parametrize("text", ["", "Marl", " =1", "a=1", "1-2"])
def test_other_texts_stay_as_they_are(text):
    assert without_formula(text) == text


def test_scenario_with_the_name_of_a_formula_stays_a_text_everywhere():
    scenario = Scenario("", (Add(7.1, 51.5, name='=HYPERLINK("x")'),))
    told = about(title='=HYPERLINK("x")', scenario=scenario)

    (first, *_) = rows_of(coverage_files.cities_csv(answered(), told))
    sheet = book_of(coverage_files.coverage_xlsx(answered(), told, EN)).worksheets[2]

    assert first["about"].startswith("'=")
    assert (sheet["B1"].value, sheet["B1"].data_type, sheet["B1"].quotePrefix) == (
        '=HYPERLINK("x")',
        "s",
        True,
    )


# --- Excel --------------------------------------------------------------------------------------------------------


def test_workbook_has_cities_gaps_and_parameters():
    found = answered()

    book = book_of(coverage_files.coverage_xlsx(found, about(found), EN))

    assert book.sheetnames == ["Cities", "Gaps", "Parameters"]
    city_rows = list(book["Cities"].values)
    assert city_rows[0][:4] == ("Name", "Municipality key (AGS)", "People", "reach an offer (estimated)")
    assert [row[2] for row in city_rows[1:]] == [row["people"] for row in cities(found)]
    gap_rows = list(book["Gaps"].values)
    assert [row[3] for row in gap_rows[1:]] == [row["people"] for row in gaps(found, EN)]
    words = [text for row in book["Parameters"].values for text in row]
    assert {MODELLED, NO_ENTRY, how_words(EN, found)} <= set(words)


def test_shares_are_numbers_that_excel_shows_as_per_cent():
    sheet = book_of(coverage_files.coverage_xlsx(answered(), about(), EN))["Cities"]

    assert (sheet["I2"].data_type, sheet["I2"].number_format) == ("n", "0.0%")


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_workbook_speaks_the_language_and_reads_in_its_direction(language):
    texts = load_texts(language)

    book = book_of(coverage_files.coverage_xlsx(answered(), about(texts=texts), texts))

    assert book.sheetnames[0] == texts("export.sheet_cities")
    assert book.worksheets[0].sheet_view.rightToLeft is (language == "ar")


@pytest.mark.parametrize(
    ("measure", "key"), [("cumulative", "export.access_cumulative"), ("2sfca", "export.access_per_person")]
)
def test_heading_of_the_measure_says_what_it_counts(measure, key):
    found = answered(replace(METRES, measure=measure))

    sheet = book_of(coverage_files.coverage_xlsx(found, about(found), EN)).worksheets[0]

    words = {"what": EN("people.supplied_offers"), "who": EN("people.all")}
    assert sheet["N1"].value == EN(key, **(words if measure == "2sfca" else {"what": words["what"]}))


def test_letters_that_no_excel_file_may_hold_are_left_out():
    book = book_of(coverage_files.coverage_xlsx(answered(), about(title="a\x00b\x1f\ufffe"), EN))

    assert book.worksheets[2]["B1"].value == "ab"


def test_same_answer_gives_the_same_workbook_without_any_moment():
    one, two = (coverage_files.coverage_xlsx(answered(), about(), EN) for _ in range(2))

    assert one == two
    with zipfile.ZipFile(io.BytesIO(one)) as file:
        assert {entry.date_time[0] for entry in file.infolist()} == {1980}
        assert b"2000-01-01T00:00:00Z" in file.read("docProps/core.xml")


# --- nothing to tell ----------------------------------------------------------------------------------------------


def test_world_without_gaps_makes_empty_but_whole_files(tmp_path):
    found = answered(replace(METRES, threshold=20_000.0))
    frame = coverage_files.gaps_frame(found, EN)
    path = tmp_path / "gaps.gpkg"

    path.write_bytes(coverage_files.to_geopackage(frame, about(found), name="gaps"))

    assert json.loads(coverage_files.to_geojson(frame, about(found), name="gaps"))["features"] == []
    assert len(gpd.read_file(path, layer="gaps")) == 0
    assert len(list(book_of(coverage_files.coverage_xlsx(found, about(found), EN))["Gaps"].values)) == 1


def test_question_without_any_located_offer_makes_whole_files():
    found = answered(offers=line_offers({"postcode": (5500.0, "postcode", 2000.0)}))

    (_, row) = rows_of(coverage_files.cities_csv(found, about(found)))

    # only the last cell lies within 2000 m, so the offer is there; from the rim of the circle it would reach the third
    assert [row[name] for name in ("covered", "covered_certain", "covered_possible")] == [
        "50.0",
        "0.0",
        "250.0",
    ]
    assert coverage_files.cells_frame(found)["covered"].tolist() == [0, 0, 0, 1]
    assert coverage_files.coverage_xlsx(found, about(found), EN).startswith(b"PK")


def test_scenario_changes_what_the_files_tell():
    before = answered()
    lon, lat = before.demand.loc["c4", ["lon", "lat"]]
    scenario = Scenario("", (Add(lon, lat),))

    after = answer(before.world, METRES, supply=apply(scenario, before.supply))

    assert coverage_files.cells_frame(after).loc["c4", "covered"] == 1
    assert coverage_files.gaps_frame(after, EN).empty
