"""The map of an answer on a sheet of A4: classes, gaps outlined and numbered with their list, offers, scale."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.colors import ACCENT, ALERT, INK, PAPER, QUIET
from geo.exchange.coverage_files import About
from geo.i18n import Texts
from geo.maps.classes import COLORS, calm_outlines, cells_to_classes, cities_to_classes
from geo.planning.answer import Answer
from geo.planning.figures import place_name
from geo.presenting.charts.base_map import Ground
from geo.presenting.charts.canvas import (
    LINE,
    MARGIN_IN,
    TEXT,
    at,
    broken,
    footing,
    heading,
    sheet,
    to_png,
    write,
)
from geo.reach.interval import OPEN_CLASS, OUT_CLASSES
from geo.reach.measures import GROUPS
from geo.reach.supply import has_point

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

A4_IN = (11.69, 8.27)
_SIDE_IN = 3.3  # the column with legend and list
_ROW_IN = 0.19
_LISTED = 8.0  # points of the list


@dataclass(frozen=True)
class Fills:
    """Shapes (EPSG:4326) with the colour of each; `is_open` hatches those of which nothing can be said."""

    shapes: Sequence[Any]
    colors: Sequence[str]
    is_open: Sequence[bool] = ()


@dataclass(frozen=True)
class MapWords:
    """The legend: its title with the unit, and each class as colour and words."""

    title: str
    classes: Sequence[tuple[str, str]]


def city_fills(answer: Answer, boundaries: gpd.GeoDataFrame, breaks: Sequence[float]) -> Fills:
    """Return the cities in the class of their share."""
    return area_fills(boundaries, answer.by_city["share"], breaks)


def area_fills(areas: gpd.GeoDataFrame, shares: "pd.Series[float]", breaks: Sequence[float]) -> Fills:
    """Return areas in the class of their share; `shares` has the index of `areas`."""
    drawn = cities_to_classes(areas, shares, breaks)
    return Fills(list(drawn.geometry), list(drawn["color"]))


def cell_fills(answer: Answer) -> Fills:
    """Return the cells merged by class of their chance to reach nothing; dark is reached, hatched not to be said."""
    drawn = cells_to_classes(answer.demand, answer.chances.out, OUT_CLASSES)
    numbers = [int(number) for number in drawn.index]
    return Fills(list(drawn.geometry), [COLORS[::-1][n] for n in numbers], [n == OPEN_CLASS for n in numbers])


def map_png(
    answer: Answer,
    fills: Fills,
    about: About,
    texts: Texts,
    *,
    boundaries: gpd.GeoDataFrame,
    words: MapWords,
    new_places: Iterable[tuple[float, float]] = (),
    most_gaps: int = 20,
) -> bytes:
    """Return the map as PNG, A4 across, 300 dots an inch.

    Parameters
    ----------
    boundaries
        The cities: their borders are drawn, their names and shares written.
    new_places
        Longitude and latitude of the places that a scenario adds, in its order.
    most_gaps
        So many gaps are outlined, numbered and listed, or as many as the list has room for.
    """
    added = tuple(new_places)
    with sheet(*A4_IN) as figure:
        top, bottom = heading(figure, about), A4_IN[1] - footing(figure, about, texts)
        left = A4_IN[0] - MARGIN_IN - _SIDE_IN
        down = _legend(figure, texts, words, left_in=left, top_in=top, has_new=bool(added))
        listed = _gap_list(
            figure, answer, texts, left_in=left, top_in=down + 0.1, bottom_in=bottom, most=most_gaps
        )
        ground = Ground(_map_axes(figure, top, bottom), crs=answer.world.metric_crs)
        ground.frame(boundaries)
        ground.fill(fills.shapes, fills.colors, is_open=fills.is_open)
        ground.borders(boundaries)
        ground.gaps(calm_outlines(answer.gaps.areas.head(listed), grid_crs=answer.world.grid_crs))
        ground.offers(answer.supply[has_point(answer.supply)])
        ground.places(added)
        ground.names(boundaries, answer.by_city["share"], texts)
        ground.scale(texts)
        return to_png(figure, about)


def _map_axes(figure: "Figure", top_in: float, bottom_in: float) -> "Axes":
    width, height = A4_IN
    across = width - 2 * MARGIN_IN - _SIDE_IN - 0.2
    return figure.add_axes(
        (MARGIN_IN / width, 1 - bottom_in / height, across / width, (bottom_in - top_in) / height)
    )


def _legend(
    figure: "Figure", texts: Texts, words: MapWords, *, left_in: float, top_in: float, has_new: bool
) -> float:
    """Draw the classes and signs; return the inches from the top to what follows."""
    down = (
        write(
            figure, words.title, top_in=top_in, size=TEXT, weight="bold", left_in=left_in, width_in=_SIDE_IN
        )
        + 0.05
    )
    for color, label in words.classes:
        _swatch(figure, left_in, down, color)
        down = _beside(figure, label, left_in, down)
    down += 0.05
    signs = [
        ("1", ALERT, PAPER, ALERT, "coverage.legend_gap"),
        ("●", INK, PAPER, PAPER, "coverage.legend_known"),
    ]
    if has_new:
        signs.append(("+1", PAPER, ACCENT, ACCENT, "coverage.legend_new"))
    for sign, ink, paper, edge, key in signs:
        _sign(figure, left_in, down, sign, ink=ink, paper=paper, edge=edge)
        down = _beside(figure, texts(key), left_in, down)
    return down


def _swatch(figure: "Figure", left_in: float, top_in: float, color: str) -> None:
    from matplotlib.patches import Rectangle

    corner = at(figure, left_in, top_in + 0.125)
    size = (0.3 / A4_IN[0], 0.13 / A4_IN[1])
    figure.add_artist(Rectangle(corner, *size, facecolor=color, edgecolor=QUIET, linewidth=0.6))


def _sign(
    figure: "Figure", left_in: float, top_in: float, sign: str, *, ink: str, paper: str, edge: str
) -> None:
    box = {"boxstyle": "square,pad=0.2", "facecolor": paper, "edgecolor": edge, "linewidth": 0.9}
    x, y = at(figure, left_in + 0.15, top_in + 0.075)
    figure.text(x, y, sign, size=7, weight="bold", color=ink, ha="center", va="center", bbox=box)


def _beside(figure: "Figure", text: str, left_in: float, top_in: float) -> float:
    end = write(figure, text, top_in=top_in, size=_LISTED, left_in=left_in + 0.4, width_in=_SIDE_IN - 0.4)
    return max(end, top_in + _ROW_IN) + 0.02


def _gap_list(
    figure: "Figure",
    answer: Answer,
    texts: Texts,
    *,
    left_in: float,
    top_in: float,
    bottom_in: float,
    most: int,
) -> int:
    """List the gaps by name as far as there is room; return how many there are in the list."""
    room: dict[str, Any] = {"size": _LISTED, "left_in": left_in, "width_in": _SIDE_IN}
    areas = answer.gaps.areas.head(most)
    if areas.empty:
        write(figure, texts("coverage.gaps_none"), top_in=top_in, **room)
        return 0
    title = texts("picture.gaps", who=texts(f"coverage.people_{answer.group}"))
    down = write(figure, title, top_in=top_in, **room | {"size": TEXT, "weight": "bold"}) + 0.04
    for rank, row in enumerate(areas.to_dict("records"), start=1):
        line = _gap_line(rank, row, answer, texts)
        end = down + len(broken(figure, line, size=_LISTED, width_in=_SIDE_IN)) * _LISTED * LINE / 72
        if end > bottom_in:
            return rank - 1
        down = write(figure, line, top_in=down, **room) + 0.02
    return len(areas)


def _gap_line(rank: int, row: Any, answer: Answer, texts: Texts) -> str:
    people = row[GROUPS[answer.group]]
    return texts(
        "picture.gap_row",
        number=texts.number(rank),
        name=place_name(row["name"], texts),
        city=row["city"],
        people=texts.people_about(people) if np.isfinite(people) else "–",
    )
