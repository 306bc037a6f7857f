"""The few words inside every map, in the visitor's language."""

from geo.i18n import Texts
from geo.maps import offer_map


def map_words(texts: Texts) -> offer_map.MapWords:
    """Return the few words inside a map."""
    return offer_map.MapWords(
        offers=texts("map.offers"),
        area_unknown=texts("map.area_unknown"),
        zoom_in=texts("map.zoom_in"),
        zoom_out=texts("map.zoom_out"),
        attribution=texts("map.attribution"),
        title=texts("tab.map"),
    )
