"""Everything to take away from the page "Coverage"; a file is made when somebody asks for it, not before."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.exchange import coverage_files
from geo.exchange.coverage_files import About
from geo.i18n import Texts, load_texts
from geo.kim.weighing import needs_figures, needs_inputs
from geo.maps.classes import SHARE_BREAKS
from geo.planning.answer import Answer
from geo.planning.by_area import by_area, gap_areas_of, main_areas_of_cells
from geo.planning.figures import figures
from geo.planning.own_areas import OwnAreas
from geo.planning.runfile import inputs_of, make_run, to_json
from geo.planning.scenario import to_link
from geo.planning.view import LAYERS, CoverageView
from geo.planning.wording import headline, interval_words
from geo.presenting import charts
from geo.presenting.charts import Fills, MapWords
from geo.upkeep.opening import load_sources
from ui.coverage.advice import published_advice
from ui.coverage.map_column import GAPS_DRAWN, legend
from ui.coverage.scenario_words import all_steps
from ui.coverage.shown import Screen
from ui.shared import widgets
from ui.shared.loading import Data

KEY = "coverage_download_"
#: Figures and names in a run file are those of the command line, which repeats it.
_RUN_LANGUAGE = "en"


@dataclass(frozen=True, eq=False)
class Wanted:
    """What all files are about; with a scenario the answer is the one as if it were true."""

    data: Data
    view: CoverageView
    answer: Answer
    before: Answer
    areas: OwnAreas | None = None

    def about(self, texts: Texts) -> About:
        """Say what every file says about itself."""
        return coverage_files.describe(
            self.answer,
            self.data.sources,
            texts,
            taxonomy=self.data.taxonomy,
            title=headline(texts, self.data.taxonomy, self.answer),
            detail=interval_words(texts, self.answer),
            scenario=self.view.scenario,
            steps=all_steps(texts, self.view.scenario, self.before),
            areas=self.areas,
        )


@dataclass(frozen=True)
class Offered:
    """One file: the last part of its text's key, what its name says is inside, its ending, kind, and maker."""

    name: str
    kind: str
    suffix: str
    mime: str
    make: Callable[[Wanted, Texts], bytes]


def wanted_of(screen: Screen) -> Wanted:
    """Return what the files of a screen are about; with a scenario the answer as if it were true, and said so."""
    return Wanted(screen.data, screen.view, screen.after, screen.before, screen.areas)


def downloads(texts: Texts, wanted: Wanted) -> None:
    """Show a button for each file."""
    with st.popover(texts("download.title"), icon=":material/download:", key=KEY + "pop"):
        st.markdown(widgets.plain(texts("download.lead")))
        for file in FILES:
            st.download_button(
                texts(f"download.{file.name}"),
                data=partial(file.make, wanted, texts),
                file_name=_name(file, wanted),
                mime=file.mime,
                key=KEY + file.name,
                on_click="ignore",
                width="stretch",
            )
        if charts.picture_texts(texts) is not texts:
            st.markdown(widgets.plain(texts("download.pictures_language")))


def _name(file: Offered, wanted: Wanted) -> str:
    return coverage_files.file_name(
        file.kind,
        wanted.view.question,
        day=wanted.answer.world.today,
        suffix=file.suffix,
        is_scenario=bool(wanted.view.scenario.steps),
    )


def _workbook(wanted: Wanted, texts: Texts) -> bytes:
    return coverage_files.coverage_xlsx(
        wanted.answer, wanted.about(texts), texts, areas=wanted.areas, before=wanted.before
    )


def _table(wanted: Wanted, texts: Texts) -> bytes:
    if wanted.areas:
        about = wanted.about(texts)
        return coverage_files.areas_csv(wanted.answer, wanted.areas, about, before=wanted.before)
    return coverage_files.cities_csv(wanted.answer, wanted.about(texts), before=wanted.before)


def _gaps(wanted: Wanted, texts: Texts) -> gpd.GeoDataFrame:
    frame = coverage_files.gaps_frame(wanted.answer, texts)
    if not wanted.areas:
        return frame
    return coverage_files.with_area(frame, gap_areas_of(wanted.answer, wanted.areas))


def _cells(wanted: Wanted) -> gpd.GeoDataFrame:
    frame = coverage_files.cells_frame(wanted.answer)
    if not wanted.areas:
        return frame
    names = pd.Series(main_areas_of_cells(wanted.answer, wanted.areas), index=wanted.answer.demand.index)
    return coverage_files.with_area(frame, names)


def _gaps_geojson(wanted: Wanted, texts: Texts) -> bytes:
    return coverage_files.to_geojson(_gaps(wanted, texts), wanted.about(texts), name="gaps")


def _gaps_geopackage(wanted: Wanted, texts: Texts) -> bytes:
    frame, day = _gaps(wanted, texts), wanted.answer.world.today
    return coverage_files.to_geopackage(frame, wanted.about(texts), name="gaps", day=day)


def _cells_geojson(wanted: Wanted, texts: Texts) -> bytes:
    told = wanted.about(texts).with_note(texts("export.small_numbers"))
    return coverage_files.to_geojson(_cells(wanted), told, name="cells")


def _cells_geopackage(wanted: Wanted, texts: Texts) -> bytes:
    told = wanted.about(texts).with_note(texts("export.small_numbers"))
    frame, day = _cells(wanted), wanted.answer.world.today
    return coverage_files.to_geopackage(frame, told, name="cells", day=day)


def _curve_png(wanted: Wanted, texts: Texts) -> bytes:
    words = charts.picture_texts(texts)
    return charts.curve_png(wanted.answer, wanted.about(words), words)


def _curve_svg(wanted: Wanted, texts: Texts) -> bytes:
    words = charts.picture_texts(texts)
    return charts.curve_svg(wanted.answer, wanted.about(words), words)


def _map_png(wanted: Wanted, texts: Texts) -> bytes:
    words = charts.picture_texts(texts)
    shown = legend(words, wanted.view)
    return charts.map_png(
        wanted.answer,
        _fills(wanted),
        wanted.about(words),
        words,
        boundaries=wanted.data.boundaries,
        words=MapWords(shown["title"], shown["classes"]),
        new_places=[(step.lon, step.lat) for step in wanted.view.added],
        most_gaps=GAPS_DRAWN,
    )


def _fills(wanted: Wanted) -> Fills:
    """Return what the map on the screen shows."""
    if wanted.view.layer == LAYERS[0] and wanted.areas:
        return charts.area_fills(
            wanted.areas.frame, by_area(wanted.answer, wanted.areas).table["share"], SHARE_BREAKS
        )
    if wanted.view.layer == LAYERS[0]:
        return charts.city_fills(wanted.answer, wanted.data.boundaries, SHARE_BREAKS)
    return charts.cell_fills(wanted.answer)


def _run_json(wanted: Wanted, _texts: Texts) -> bytes:
    """Return question, inputs and figures so that `python -m geo coverage --run` can repeat them."""
    district, view, answer = wanted.data.settings.district, wanted.view, wanted.answer
    scenario = to_link(view.scenario) if view.scenario.steps else ""
    found = figures(answer, load_sources(wanted.data.settings), load_texts(_RUN_LANGUAGE))
    inputs = inputs_of(district, answer.world, view.question)
    if advice := published_advice(wanted.data):
        found |= needs_figures(answer, advice.figures)
        inputs |= needs_inputs(answer, advice.figures)
    run = make_run(
        view.question,
        answer.world,
        found | {"scenario": scenario} if scenario else found,
        inputs,
        scenario=scenario,
    )
    return to_json(run).encode()


_GEOJSON = "application/geo+json"
_GPKG = "application/geopackage+sqlite3"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Every file there is, most wanted first.
FILES = (
    Offered("cities_xlsx", "", "xlsx", _XLSX, _workbook),
    Offered("cities_csv", "", "csv", "text/csv", _table),
    Offered("map_png", "karte", "png", "image/png", _map_png),
    Offered("curve_png", "kurve", "png", "image/png", _curve_png),
    Offered("curve_svg", "kurve", "svg", "image/svg+xml", _curve_svg),
    Offered("gaps_geojson", "luecken", "geojson", _GEOJSON, _gaps_geojson),
    Offered("gaps_gpkg", "luecken", "gpkg", _GPKG, _gaps_geopackage),
    Offered("cells_geojson", "zellen", "geojson", _GEOJSON, _cells_geojson),
    Offered("cells_gpkg", "zellen", "gpkg", _GPKG, _cells_geopackage),
    Offered("run_json", "rechnung", "json", "application/json", _run_json),
)
