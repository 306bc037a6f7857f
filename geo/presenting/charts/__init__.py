"""Pictures for paper: the map and the curve of an answer, readable in grey, with their source on them.

The font that comes with matplotlib has no joined Arabic letters: for readers of Arabic the caller hands over the
English texts (`picture_texts`).
"""

from geo.presenting.charts.canvas import picture_texts
from geo.presenting.charts.city import city_map_png
from geo.presenting.charts.curve import curve_png, curve_svg
from geo.presenting.charts.district import Fills, MapWords, area_fills, cell_fills, city_fills, map_png
from geo.presenting.charts.slide import slide_map_png

__all__ = [
    "Fills",
    "MapWords",
    "area_fills",
    "cell_fills",
    "city_fills",
    "city_map_png",
    "curve_png",
    "curve_svg",
    "map_png",
    "picture_texts",
    "slide_map_png",
]
