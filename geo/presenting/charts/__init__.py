"""Pictures for paper: the map and the curve of an answer, readable in grey, with their source on them.

The font that comes with matplotlib has no joined Arabic letters: for readers of Arabic the caller hands over the
English texts (`picture_texts`). Maps with nothing but single words have them joined (`joined`).
"""

from geo.presenting.charts.canvas import Written, picture_texts, to_plain_png, to_plain_svg
from geo.presenting.charts.city import city_map_png
from geo.presenting.charts.curve import curve_png, curve_svg
from geo.presenting.charts.district import Fills, MapWords, area_fills, cell_fills, city_fills, map_png
from geo.presenting.charts.slide import district_map, gap_map, share_map, site_map

__all__ = [
    "Fills",
    "MapWords",
    "Written",
    "area_fills",
    "cell_fills",
    "city_fills",
    "city_map_png",
    "curve_png",
    "curve_svg",
    "district_map",
    "gap_map",
    "map_png",
    "picture_texts",
    "share_map",
    "site_map",
    "to_plain_png",
    "to_plain_svg",
]
