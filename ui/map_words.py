"""The few words inside every map, in the visitor's language."""

from geo import maps
from geo.i18n import Texts


def map_words(texts: Texts) -> maps.MapWords:
    """Return the few words inside a map."""
    return maps.MapWords(
        offers=texts("map.offers"),
        area_unknown=texts("map.area_unknown"),
        zoom_in=texts("map.zoom_in"),
        zoom_out=texts("map.zoom_out"),
        attribution=texts("map.attribution"),
        title=texts("tab.map"),
    )
