"""The page "Coverage" by own areas: choice, table, gaps and files; without any there is no choice."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from openpyxl import load_workbook
from shapely.geometry import box

from geo.i18n import load_texts
from geo.planning.before_after import before_after
from geo.planning.by_area import by_area, gap_areas_of
from geo.planning.isochrones import isochrones
from geo.planning.matrix import Matrix, make_matrix, modes_there_are
from geo.planning.own_areas import AREAS, OwnAreas, save_areas
from geo.planning.question import Question
from tests.app_kit import html_of, runs_well
from tests.coverage_page_kit import HERE, LANGUAGES, answer_of, open_page, wait_for
from ui.coverage import downloads
from ui.coverage.shown import screen_of, view_of
from ui.shared import answers, loading
from ui.shared.jobs import Job

pytestmark = pytest.mark.usefixtures("shipped_app_kept")
NAME = "Hälften <b>2025</b>"


@pytest.fixture(scope="module")
def areas(shipped_app_kept: None, prepared_var: Path) -> Iterator[OwnAreas]:
    """Two halves of the district, and what lies north of them in none."""
    frame = gpd.GeoDataFrame(
        {"label": ["West", "Ost"]},
        geometry=[box(6.7, 51.4, 7.15, 51.7), box(7.15, 51.4, 7.6, 51.7)],
        index=["w", "o"],
        crs=4326,
    ).rename_axis("area_id")
    own = OwnAreas(NAME, "halves.gpkg", "0" * 64, date(2026, 1, 2), frame)
    save_areas(own, prepared_var)
    yield own
    AREAS.remove(prepared_var, NAME)


def test_without_own_areas_there_is_no_choice() -> None:
    loading.load_data()

    keys = {one.key for one in open_page().selectbox}

    assert "coverage_areas" not in keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_table_gaps_and_map_are_by_area(areas: OwnAreas, language: str) -> None:
    texts = load_texts(language)

    page = open_page(lang=language, areas=NAME)

    runs_well(page)
    shown, found = html_of(page), by_area(answer_of(), areas)
    for row in found.table.to_dict("records"):
        assert f'<th scope="row" lang="de">{row["label"]}</th>' in shown
        assert f">{texts.people(row['people'])}</td>" in shown
    outside = texts.people(found.outside["people"])
    assert outside in shown
    assert NAME not in shown  # a name from outside is text, not markup
    where = gap_areas_of(answer_of(), areas)[1]
    assert page.button(key="coverage_open_gap_1").label.endswith(where)


def test_choice_goes_into_the_link_and_back(areas: OwnAreas) -> None:
    page = open_page()

    page.selectbox(key="coverage_areas").set_value(NAME).run()
    assert page.query_params["areas"] == NAME
    page.selectbox(key="coverage_areas").set_value("").run()

    assert "areas" not in page.query_params
    runs_well(page)


def test_a_link_to_areas_that_are_gone_shows_the_cities_and_says_so(areas: OwnAreas) -> None:
    page = open_page(areas="Weg")

    runs_well(page)
    assert "Gladbeck" in html_of(page)
    assert "Weg" in html_of(page) + " ".join(one.value for one in page.markdown)


def test_files_carry_the_area(areas: OwnAreas, tmp_path: Path) -> None:
    texts, data = load_texts("de"), loading.load_data()
    view, _ = view_of({"areas": [NAME]}, data)
    wanted = downloads.wanted_of(screen_of(data, view))
    made = {file.name: file.make for file in downloads.FILES}

    table = list(csv.DictReader(io.StringIO(made["cities_csv"](wanted, texts).decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(made["cities_xlsx"](wanted, texts)))
    (tmp_path / "cells.gpkg").write_bytes(made["cells_gpkg"](wanted, texts))
    cells = pyogrio.read_dataframe(tmp_path / "cells.gpkg", layer="cells")

    assert [row["label"] for row in table] == ["West", "Ost", ""]
    assert "halves.gpkg" in table[0]["data"]
    assert book.sheetnames[0] == texts("export.areas")
    assert [cell.value for cell in book.worksheets[0]["A"]][1:] == ["West", "Ost", texts("export.outside")]
    assert set(cells["area"]) == {"West", "Ost", ""}
    assert made["map_png"](wanted, texts).startswith(b"\x89PNG")


def test_all_topics_at_a_glance_are_a_table_and_files() -> None:
    world, topics = answers.world_of(loading.load_data()), ("health", "language")
    question = Question(topics=())
    modes = modes_there_are(world)
    matrix = make_matrix(world, question, topics=topics, modes=modes)
    ready: Job[Matrix] = Job(lambda _job: matrix)
    page = open_page()
    page.session_state["job_everything"] = ((world, question, None, modes), ready)

    page.query_params["all"] = "1"
    page.run()

    runs_well(page)
    texts, taxonomy = load_texts("de"), loading.load_data().taxonomy
    shown, found = html_of(page), answer_of(topics=("health",))
    for topic in topics:
        assert f'<th scope="row">{taxonomy.topics[topic].labels["de"]}</th>' in shown
    assert f">{texts.percent(found.share.value)}<br>" in shown
    assert {one.key for one in page.get("download_button")} >= {
        "coverage_all_xlsx",
        "coverage_all_csv",
        "coverage_all_json",
    }
    page.button(key="coverage_all_close").click().run()
    assert "all" not in page.query_params


def test_all_topics_are_computed_when_asked_for_and_can_be_stopped() -> None:
    page = open_page()

    page.button(key="coverage_all_make").click().run()
    assert page.query_params["all"] == "1"
    page.button(key="coverage_all_stop").click().run()
    wait_for(page, "coverage_all_again")

    runs_well(page)


def test_a_scenario_is_told_before_after_and_as_difference_by_area(areas: OwnAreas) -> None:
    texts, data = load_texts("de"), loading.load_data()
    view, _ = view_of({"areas": [NAME], "s": [HERE]}, data)
    screen = screen_of(data, view)

    page = open_page(areas=NAME, s=HERE)
    table = csv.DictReader(
        io.StringIO(
            {file.name: file.make for file in downloads.FILES}["cities_csv"](
                downloads.wanted_of(screen), texts
            ).decode("utf-8-sig")
        )
    )

    runs_well(page)
    west = before_after(screen.before, screen.after, areas=areas)[0]
    assert west["difference"] > 0
    assert f"+{texts.people(west['difference'])}" in html_of(page)
    assert float(next(table)["difference"]) == west["difference"]


def test_who_gets_to_a_place_is_shown_with_a_file() -> None:
    texts, world = load_texts("de"), answers.world_of(loading.load_data())
    page = open_page()

    page.text_input(key="coverage_where").set_value("51.61, 7.2").run()
    page.toggle(key="coverage_reach").set_value(True).run()

    runs_well(page)
    place = pd.DataFrame({"lon": [7.2], "lat": [51.61]})
    rows = isochrones(world, place, modes=("walk",), minutes=(5, 10, 15, 30)).rows
    for people in rows["people"]:
        assert f'<td class="k-num">{texts.people(people)}</td>' in html_of(page)
    assert any(one.key == "coverage_reach_file" for one in page.get("download_button"))
