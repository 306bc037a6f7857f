"""The few words inside every map, in the visitor's language."""

from geo.district.data_words import attribution_words
from geo.i18n import Texts
from geo.maps import offer_map
from ui.shared.loading import Data


def map_words(texts: Texts, data: Data) -> offer_map.MapWords:
    """Return the few words inside a map."""
    return offer_map.MapWords(
        offer=texts("map.offer"),
        offers=texts("map.offers"),
        enlarge=texts("map.enlarge"),
        area_unknown=texts("map.area_unknown"),
        zoom_in=texts("map.zoom_in"),
        zoom_out=texts("map.zoom_out"),
        attribution=attribution_words(texts, data.settings.district, data.sources),
        title=texts("tab.map"),
        move={
            "up": texts("map.up"),
            "left": texts("map.left"),
            "right": texts("map.right"),
            "down": texts("map.down"),
        },
    )
