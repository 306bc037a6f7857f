"""The map of one city for its sheet: border, settlement, gaps and offers, drawn large enough for grey paper."""

import geopandas as gpd

from geo.colors import PAPER, SETTLED_GREY
from geo.i18n import Texts
from geo.planning.answer import Answer
from geo.presenting.charts.base_map import Ground
from geo.presenting.charts.canvas import estimated, picture_texts, sheet, to_plain_png
from geo.reach.supply import has_point

_SIZE_IN = (4.6, 4.2)


def city_map_png(
    answer: Answer,
    texts: Texts,
    *,
    city: gpd.GeoDataFrame,
    settlement: gpd.GeoDataFrame,
    gaps: gpd.GeoDataFrame,
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
        Those to outline, as in `geo.planning.answer.Answer.gaps`; the index is the number each one carries.
    """
    settled = gpd.clip(settlement, city)
    known = answer.supply[has_point(answer.supply)]
    with sheet(*_SIZE_IN) as figure:
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        ground = Ground(axes, crs=answer.world.metric_crs)
        ground.frame(city)
        ground.fill(city.geometry, [PAPER])
        ground.fill(settled.geometry, [SETTLED_GREY] * len(settled))
        ground.borders(city)
        ground.gaps(gaps)
        ground.offers(known[known["city"].eq(city["name"].iloc[0])])
        ground.scale(texts)
        if len(gaps):
            estimated(axes, picture_texts(texts))
        return to_plain_png(figure)
