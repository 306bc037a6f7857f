"""One question asked of everything at once: page, slides, PDF, sheet, files, run file, command line say the same."""

import csv
import html
import io
import itertools
import json
import re
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pypdf
import pytest
from typer.testing import CliRunner

from geo.cli import app
from geo.exchange.coverage_files import (
    cells_frame,
    cities_csv,
    coverage_xlsx,
    describe,
    gaps_frame,
    to_geojson,
    to_geopackage,
)
from geo.i18n import load_texts
from geo.planning.figures import figures
from geo.planning.question import Question
from geo.planning.runfile import inputs_of, make_run, save_run
from geo.planning.settling_words import gap_doubt_words, gap_settling_words
from geo.planning.wording import headline
from geo.presenting.deck import PLANNERS, Deck
from geo.presenting.report import city_sheet, to_pdf
from geo.presenting.slides import make_slides
from geo.publish import make_content
from geo.reach.interval import PARTS
from geo.upkeep.opening import load_sources
from tests.app_kit import html_of
from tests.coverage_page_kit import answer_of, open_page
from tests.publish_kit import shipped_material
from ui.api.files import file_for
from ui.api.query import FEED, PATHS
from ui.present.briefings import briefing_for
from ui.shared import loading

pytestmark = pytest.mark.usefixtures("shipped_app_kept")

DE = load_texts("de")
CITY = "Gladbeck"
START = Question()


def plain(text: str) -> str:
    """Return a text as words: what a line break, a hyphen at its end or a narrow space parted is together again."""
    return re.sub(r"\s+", " ", re.sub(r"-\n", "", text.replace("\u00a0", " ").replace("\u202f", " ")))


def pdf_words(raw: bytes) -> str:
    return plain("\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw)).pages))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Everything that tells the question of the start, as the reader gets it."""
    found, data = answer_of(), loading.load_data()
    sources = load_sources(data.settings)
    about = describe(found, (), DE, taxonomy=data.taxonomy, title="x")
    briefing = briefing_for(data, START, "")
    deck = Deck("de", question=START, slides=("map", "cities", "gaps"))
    paper = [
        slide for slide in make_slides(deck, briefing, DE) if slide.kind != "map"
    ]  # typesets in a second
    slides = make_slides(deck, briefing, DE)
    path = tmp_path_factory.mktemp("run") / "run.json"
    world = found.world
    save_run(
        make_run(START, world, figures(found, sources, DE), inputs_of(data.settings.district, world, START)),
        path,
    )
    cells, areas = cells_frame(found), gaps_frame(found, DE)
    return {
        "page": html_of(open_page(gap="1", layer="gaps")),
        "slides": " ".join(" ".join((slide.title, *slide.lines)) for slide in slides),
        "slides as PDF": pdf_words(to_pdf(paper, direction="ltr", language="de", footer="")),
        "sheet": pdf_words(city_sheet(briefing, CITY, DE, readers=PLANNERS)),
        "run file": path.read_text("utf-8"),
        "command line": CliRunner().invoke(app, ["coverage", "--topic", "language", "--json"]).stdout,
        "workbook": coverage_xlsx(found, about, DE),
        "cities": cities_csv(found, about).decode("utf-8-sig"),
        "gaps": to_geojson(areas, about, name="gaps").decode(),
        "cells": to_geojson(cells, about, name="cells").decode(),
        "package": to_geopackage(areas, about, name="gaps"),
    }


@pytest.fixture(scope="module")
def asked() -> dict[str, object]:
    """What programs are told."""
    paths = [one for one in PATHS if one != FEED]
    return {f"api {one}": file_for(one, {}, "http://here").body for one in paths}


def test_everything_says_the_same_numbers(told: dict[str, object]) -> None:
    found = answer_of()
    share, row = found.share, found.by_city.set_index("name").loc[CITY]
    said = headline(DE, loading.load_data().taxonomy, found)
    assert said in told["page"] and said in told["slides"]
    city = DE.percent(row["share"]), DE.share_range(row["share_low"], row["share_high"])
    assert all(plain(part) in told["sheet"] for part in city)
    assert all(plain(part) in told["slides as PDF"] for part in city)

    run, line = json.loads(told["run file"])["results"], json.loads(told["command line"])
    numbers = [round(float(part), 4) for part in share]
    for one in (run, line):
        assert [one["covered"][f"share{part}"] for part in PARTS] == numbers
        (mine,) = [c for c in one["cities"] if c["name"] == CITY]
        assert [mine[f"share{part}"] for part in PARTS] == [round(row[f"share{part}"], 4) for part in PARTS]
    assert run["gaps"][0] | {"name": ""} == line["gaps"][0] | {"name": ""}  # named in another language
    assert run["undecided"] == line["undecided"]

    (mine,) = [c for c in csv.DictReader(io.StringIO(told["cities"])) if c["name"] == CITY]
    assert [float(mine[f"share{part}"]) for part in PARTS] == [
        round(row[f"share{part}"], 4) for part in PARTS
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(told["workbook"])).worksheets[0]
    (cells,) = [line for line in sheet.iter_rows(values_only=True) if CITY in line]
    assert any(cell == pytest.approx(row["share"], abs=5e-5) for cell in cells if isinstance(cell, float))


def test_the_first_gap_is_told_alike(told: dict[str, object]) -> None:
    found = answer_of()
    for line in gap_settling_words(DE, found, 1):
        assert html.escape(line) in told["page"] or line in told["page"]
    for line in gap_doubt_words(DE, found, 1):  # whose address is asked for stands in the notes
        assert line in told["slides"] and plain(line) in told["slides as PDF"]
    (feature, *_) = json.loads(told["gaps"])["features"]
    gap = json.loads(told["command line"])["gaps"][0]
    assert (feature["properties"]["people"], feature["properties"]["chance"]) == (
        gap["people"],
        gap["chance"],
    )


def pairs_told(raw: object, digits: int = 4) -> set[tuple[float, float]]:
    """Return all points that stand in something told: two numbers one after the other."""
    text = raw if isinstance(raw, str) else raw.decode("utf-8", "replace")
    found = [round(float(one), digits) for one in re.findall(r"-?\d+\.\d{4,}", text)]
    return set(itertools.pairwise(found))


def points(lon: object, lat: object, digits: int) -> set[tuple[float, float]]:
    return {(round(float(x), digits), round(float(y), digits)) for x, y in zip(lon, lat, strict=True)}


def test_no_drawn_place_stands_in_page_files_or_addresses_for_programs(
    told: dict[str, object], asked: dict[str, object], tmp_path: Path
) -> None:
    found, frame = answer_of(), loading.load_data().table.places
    directory = found.world.unknown.directory
    used = np.unique(directory.place[~directory.is_exact])

    def hidden(digits: int, *, lived: bool) -> set[tuple[float, float]]:
        """Return what no reader may see; where people live may be told where it is asked for."""
        places = points(directory.lon[used], directory.lat[used], digits)
        places -= points(frame["lon"], frame["lat"], digits)
        return places - points(found.demand["lon"], found.demand["lat"], digits) if lived else places

    assert len(hidden(4, lived=False)) > 1000 and len(hidden(4, lived=True)) > 100
    book = openpyxl.load_workbook(io.BytesIO(told["workbook"]))
    values = " ".join(str(cell) for s in book for row in s.iter_rows(values_only=True) for cell in row)
    (tmp_path / "gaps.gpkg").write_bytes(told["package"])
    middles = gpd.read_file(tmp_path / "gaps.gpkg", layer="gaps").to_crs(25832).geometry.centroid.to_crs(4326)
    package = " ".join(f"{p.x:.6f} {p.y:.6f}" for p in middles)
    for name, raw in {**told, **asked, "workbook": values, "package": package}.items():
        # corners of all cells are so many that some are by chance within ten metres of a drawn place
        digits = 6 if name in ("cells", "package") else 4
        secret = hidden(digits, lived=not name.startswith(("api", "slides", "sheet", "cities")))
        pairs = pairs_told(raw, digits)
        assert not secret & pairs and not secret & {(b, a) for a, b in pairs}, name


def test_the_search_for_drawn_places_finds_one_that_is_there(asked: dict[str, object]) -> None:
    """The check that checks the check: a point of an offer is found where it is told."""
    frame = loading.load_data().table.frame
    house = frame[frame["precision"].isin(["house", "street"]) & ~frame["is_protected"].astype(bool)].iloc[0]
    there = {
        (round(house["lon"], 4), round(house["lat"], 4)),
        (round(house["lat"], 4), round(house["lon"], 4)),
    }
    assert any(there & pairs_told(raw) for raw in asked.values())


def test_the_published_page_holds_no_drawn_place(prepared_var: Path) -> None:
    directory = answer_of().world.unknown.directory
    material = shipped_material(prepared_var)
    written = json.dumps(make_content(material, today=date(2026, 11, 30)), default=str)
    used = np.unique(directory.place[~directory.is_exact])
    known = points(material.frame["lon"], material.frame["lat"], 5)

    pairs = pairs_told(written, 5)

    assert known & pairs  # the page tells points, and they are found
    assert not (points(directory.lon[used], directory.lat[used], 5) - known) & pairs
