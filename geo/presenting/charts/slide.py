"""Maps for slides: the drawing alone, because the slide says the rest; letters that are read from the last row."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from geo.colors import ACCENT_PALE, CLASSES, PAPER, QUIET, SETTLED_GREY
from geo.i18n import Texts
from geo.maps.classes import COLORS, SHARE_BREAKS
from geo.offers.filters import open_offers
from geo.planning.answer import Answer
from geo.presenting.charts.base_map import FROM_AFAR, Ground
from geo.presenting.charts.canvas import Written, estimated, picture_texts, sheet
from geo.presenting.charts.district import city_fills
from geo.projection import shapes_to_metres
from geo.reach.supply import has_point

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Height of a map; its width follows the shape of the district, within bounds.
_HEIGHT_IN, _LEGEND_IN = 4.9, 0.4
_LEAST_WIDTH_IN, _MOST_WIDTH_IN = 3.6, 7.0
_GAPS_DRAWN = 5
#: Borders are simplified to what such a map can show, in degrees (about 60 m).
_SIMPLE_DEG = 0.0006
_LEGEND_PT = 12.0


def share_map(
    answer: Answer,
    texts: Texts,
    *,
    boundaries: gpd.GeoDataFrame,
    has_numbers: bool = True,
    written: Written,
) -> bytes:
    """Draw the shares of the cities, offers and the largest gaps, with the legend of the classes.

    Parameters
    ----------
    has_numbers
        Whether the gaps carry their numbers; without where other slides number other gaps.
    written
        Makes the bytes: `to_plain_png` or `to_plain_svg`.
    """
    words = picture_texts(texts)
    with _drawn(answer, boundaries, legend_in=_LEGEND_IN) as (figure, ground, simple):
        fills = city_fills(answer, simple, SHARE_BREAKS)
        ground.fill(fills.shapes, fills.colors)
        ground.borders(simple)
        ground.gaps(answer.gaps.areas.head(_GAPS_DRAWN), is_numbered=has_numbers)
        ground.offers(answer.supply[has_point(answer.supply)])
        ground.names(simple, answer.by_city["share"], words)
        ground.scale(texts)
        estimated(figure.axes[0], texts, size=FROM_AFAR.scale)
        part = _LEGEND_IN / figure.get_figheight()
        _classes(figure.add_axes((0.0, 0.0, 1.0, part)), words)
        return written(figure)


def gap_map(
    answer: Answer,
    texts: Texts,
    *,
    boundaries: gpd.GeoDataFrame,
    gaps: gpd.GeoDataFrame,
    written: Written,
) -> bytes:
    """Draw gaps (as `geo.planning.answer.Answer.gaps`) with the numbers of their index, and the known offers."""
    with _drawn(answer, boundaries) as (figure, ground, simple):
        _pale(ground, simple)
        ground.gaps(gaps)
        ground.offers(answer.supply[has_point(answer.supply)])
        ground.names(simple)
        ground.scale(texts)
        estimated(figure.axes[0], texts, size=FROM_AFAR.scale)
        return written(figure)


def site_map(
    answer: Answer,
    texts: Texts,
    *,
    boundaries: gpd.GeoDataFrame,
    sites: Sequence[tuple[float, float]],
    written: Written,
) -> bytes:
    """Draw new places (longitude, latitude) with their numbers, the known offers, and the gaps they shall close."""
    with _drawn(answer, boundaries) as (figure, ground, simple):
        _pale(ground, simple)
        ground.gaps(answer.gaps.areas.head(_GAPS_DRAWN), is_numbered=False)
        ground.offers(answer.supply[has_point(answer.supply)])
        ground.places(sites)
        ground.names(simple)
        ground.scale(texts)
        estimated(figure.axes[0], texts, size=FROM_AFAR.scale)
        return written(figure)


def district_map(
    answer: Answer, *, boundaries: gpd.GeoDataFrame, settlement: gpd.GeoDataFrame, written: Written
) -> bytes:
    """Draw the district as it is: its cities by name, where people live, and all known places of offers."""
    with _drawn(answer, boundaries) as (figure, ground, simple):
        ground.fill(simple.geometry, [ACCENT_PALE] * len(simple))
        lived = gpd.clip(settlement, simple).geometry
        ground.fill(lived, [CLASSES[1]] * len(lived))
        ground.borders(simple)
        offers = open_offers(answer.world.table.frame)
        ground.offers(offers[has_point(offers) & ~offers["is_protected"].to_numpy(dtype=bool)])
        ground.names(simple)
        return written(figure)


@contextmanager
def _drawn(
    answer: Answer, boundaries: gpd.GeoDataFrame, *, legend_in: float = 0.0
) -> "Iterator[tuple[Figure, Ground, gpd.GeoDataFrame]]":
    """Hand out a sheet as wide as the district asks for, its frame, and the cities with simplified borders."""
    simple = boundaries.assign(geometry=boundaries.geometry.simplify(_SIMPLE_DEG))
    height = _HEIGHT_IN - legend_in
    west, south, east, north = shapely.total_bounds(
        shapes_to_metres(simple.geometry.to_numpy(), crs=answer.world.metric_crs)
    )
    width = min(max(height * (east - west) / (north - south), _LEAST_WIDTH_IN), _MOST_WIDTH_IN)
    with sheet(width, _HEIGHT_IN) as figure:
        axes = figure.add_axes((0.0, legend_in / _HEIGHT_IN, 1.0, height / _HEIGHT_IN))
        ground = Ground(axes, crs=answer.world.metric_crs, letters=FROM_AFAR)
        ground.frame(simple)
        yield figure, ground, simple


def _pale(ground: Ground, boundaries: gpd.GeoDataFrame) -> None:
    ground.fill(boundaries.geometry, [SETTLED_GREY] * len(boundaries))
    ground.borders(boundaries)


def _classes(axes: "Axes", texts: Texts) -> None:
    """Draw the classes in one row under the map."""
    axes.set_axis_off()
    axes.set_xlim(0, len(COLORS) + 0.25)
    axes.set_ylim(0, 1)
    for place, (color, (low, high)) in enumerate(
        zip(COLORS, pairwise((0.0, *SHARE_BREAKS, 1.0)), strict=True)
    ):
        axes.bar(place + 0.12, 0.5, width=0.16, bottom=0.2, color=color, edgecolor=QUIET, linewidth=0.6)
        label = texts("unit.range", low=texts.number(low * 100), high=texts.number(high * 100))
        last = " %" if place == len(COLORS) - 1 else ""
        axes.text(place + 0.24, 0.45, label + last, size=_LEGEND_PT, va="center", backgroundcolor=PAPER)
