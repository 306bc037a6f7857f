"""The map of an answer for a slide: the drawing alone, because the slide says the rest."""

from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd

from geo.colors import PAPER, QUIET
from geo.i18n import Texts
from geo.maps.classes import COLORS, SHARE_BREAKS
from geo.planning.answer import Answer
from geo.presenting.charts.base_map import Ground
from geo.presenting.charts.canvas import TEXT, estimated, picture_texts, sheet, to_plain_png
from geo.presenting.charts.district import city_fills
from geo.reach.supply import has_point

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE_IN = (7.4, 5.6)
_GAPS_DRAWN = 5


def slide_map_png(
    answer: Answer, texts: Texts, *, boundaries: gpd.GeoDataFrame, has_numbers: bool = True
) -> bytes:
    """Return shares of the cities, offers and the largest gaps as PNG, with the legend of the classes.

    Parameters
    ----------
    has_numbers
        Whether the gaps carry their numbers; without where other slides number other gaps.
    """
    words = picture_texts(texts)
    fills = city_fills(answer, boundaries, SHARE_BREAKS)
    with sheet(*_SIZE_IN) as figure:
        axes = figure.add_axes((0.0, 0.09, 1.0, 0.91))
        ground = Ground(axes, crs=answer.world.metric_crs)
        ground.frame(boundaries)
        ground.fill(fills.shapes, fills.colors)
        ground.borders(boundaries)
        ground.gaps(answer.gaps.areas.head(_GAPS_DRAWN), is_numbered=has_numbers)
        ground.offers(answer.supply[has_point(answer.supply)])
        ground.names(boundaries, answer.by_city["share"], words)
        ground.scale(words)
        estimated(axes, words)
        _classes(figure.add_axes((0.0, 0.0, 1.0, 0.08)), words)
        return to_plain_png(figure)


def _classes(axes: "Axes", texts: Texts) -> None:
    """Draw the classes in one row under the map."""
    axes.set_axis_off()
    axes.set_xlim(0, len(COLORS))
    axes.set_ylim(0, 1)
    for place, (color, (low, high)) in enumerate(
        zip(COLORS, pairwise((0.0, *SHARE_BREAKS, 1.0)), strict=True)
    ):
        axes.bar(place + 0.15, 0.45, width=0.22, bottom=0.3, color=color, edgecolor=QUIET, linewidth=0.6)
        label = f"{texts.percent(low)} – {texts.percent(high)}"
        axes.text(place + 0.32, 0.5, label, size=TEXT, va="center", backgroundcolor=PAPER)
