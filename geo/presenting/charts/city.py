"""The map of one city for its sheet: border, settlement, gaps and offers, drawn large enough for grey paper."""

import geopandas as gpd
import numpy as np
import shapely

from geo.colors import PAPER, SETTLED_GREY
from geo.i18n import Texts
from geo.planning.answer import Answer
from geo.presenting.charts.base_map import Ground
from geo.presenting.charts.canvas import estimated, sheet, to_plain_png
from geo.presenting.charts.district import cell_fills
from geo.reach.supply import has_point

_SIZE_IN = (4.6, 4.2)


def city_map_png(
    answer: Answer,
    texts: Texts,
    *,
    city: gpd.GeoDataFrame,
    settlement: gpd.GeoDataFrame,
    gaps: gpd.GeoDataFrame | None = None,
) -> bytes:
    """Return the map as PNG.

    Parameters
    ----------
    answer
        Its known offers in the city are drawn.
    city
        One row: the border, EPSG:4326.
    settlement
        Shapes where people live, EPSG:4326.
    gaps
        Those to outline, as in `geo.planning.answer.Answer.gaps`; the index is the number each one carries. With
        them where people live is coloured by who reaches an offer, hatched where nothing can be said; None shows where
        offers are and nothing else.
    """
    settled = gpd.clip(settlement, city)
    known = answer.supply[has_point(answer.supply)]
    with sheet(*_SIZE_IN) as figure:
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        ground = Ground(axes, crs=answer.world.metric_crs)
        ground.frame(city)
        ground.fill(city.geometry, [PAPER])
        ground.fill(settled.geometry, [SETTLED_GREY] * len(settled))
        if gaps is not None:
            _reach(ground, answer, city)
        ground.borders(city)
        if gaps is not None:
            ground.gaps(gaps)
        ground.offers(known[known["city"].eq(city["name"].iloc[0])])
        ground.scale(texts)
        if gaps is not None and len(gaps):
            estimated(axes, texts)
        return to_plain_png(figure)


def _reach(ground: Ground, answer: Answer, city: gpd.GeoDataFrame) -> None:
    """Colour the cells of the city by their chance to reach an offer."""
    fills = cell_fills(answer)
    inside = shapely.intersection(np.array(fills.shapes, dtype=object), city.geometry.union_all())
    kept = [number for number, shape in enumerate(inside) if not shape.is_empty and shape.area > 0]
    hatched = [fills.is_open[number] for number in kept]
    ground.fill([inside[n] for n in kept], [fills.colors[n] for n in kept], is_open=hatched)
