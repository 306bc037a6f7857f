"""What the map shows as plain values, and the functions that turn them into a `folium.Map` and its layers.

The base map is stable: it never changes while a visitor filters, so the view is kept. Markers travel in
feature groups. The browser's part of the drawing is `web/map.js`; the base shapes reach it as one script
(`base_script`) that browsers cache, so a click sends markers only.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
from branca.element import Element, MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template
from shapely import set_precision
from shapely.geometry import mapping

from geo.colors import ACCENT, variables
from geo.maps.markers import AREA, Spot
from geo.settings import Background

#: Where the component's frame finds our own routes, seen from its own address (works below a base path, too).
ROUTES = "../.."
MAX_ZOOM = 18
SELECT_ZOOM = 15
MIN_ZOOM = 8
NEAR_RADIUS_M = 2500.0  # around the visitor's place the map shows at least
#: Metres that one pixel stands for at zoom 0 on the equator (Web Mercator, tiles of 256 px).
EQUATOR_M_PER_PX = 156_543.034
#: About one metre; more decimals would only make the page heavier.
GRID_DEGREES = 0.00001


@dataclass(frozen=True)
class MapWords:
    """The few words inside the map, in the visitor's language."""

    offers: str
    area_unknown: str
    zoom_in: str
    zoom_out: str
    attribution: str
    title: str
    offer: str
    enlarge: str
    move: Mapping[str, str]  # the buttons that move the map: up, left, right, down


def zoom_for(radius_m: float, *, lat: float, half_px: float = 260) -> float:
    """Return the zoom at which a circle of `radius_m` metres fits into a map `2 * half_px` high, in quarter steps."""
    metres_per_px = radius_m * 1.15 / half_px
    wanted = np.log2(EQUATOR_M_PER_PX * np.cos(np.radians(lat)) / max(metres_per_px, 0.01))
    return float(np.clip(np.floor(wanted * 4) / 4, MIN_ZOOM, SELECT_ZOOM))


class _Base(JSCSSMixin, MacroElement):
    """Draws the calm base from `base_script`."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            karte.base({{ this._parent.get_name() }}, {{ this.options|tojson }});
        {% endmacro %}"""
    )

    def __init__(self, words: MapWords, version: str, bounds: list[list[float]]) -> None:
        super().__init__()
        self._name = "KarteBase"
        self.options = {
            "offer": words.offer,
            "offers": words.offers,
            "enlarge": words.enlarge,
            "areaUnknown": words.area_unknown,
            "zoomIn": words.zoom_in,
            "zoomOut": words.zoom_out,
            "move": dict(words.move),
            "attribution": words.attribution,
            "title": words.title,
            "bounds": bounds,
            "colors": variables(),
        }
        self.default_js = [
            ("karte_base", f"{ROUTES}/map/base-{version}.js"),
            ("karte_map", f"{ROUTES}/web/map.js"),
        ]
        self.default_css = [
            ("karte_colors", f"{ROUTES}/web/colors.css"),
            ("karte_map", f"{ROUTES}/web/map.css"),
        ]


def base_map(bounds: tuple[float, float, float, float], words: MapWords, *, version: str) -> folium.Map:
    """Make the map without offers.

    Parameters
    ----------
    bounds
        West, south, east, north of the district in degrees.
    words
        Texts of the map, already in the visitor's language.
    version
        Names the base script, so that browsers may keep it for ever.
    """
    west, south, east, north = bounds
    base = folium.Map(
        tiles=None,
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=10,
        min_zoom=MIN_ZOOM,
        maxZoom=MAX_ZOOM,
        zoomControl=False,
        scrollWheelZoom=False,
        zoomSnap=0.25,
        prefer_canvas=True,
    )
    base.default_js = [("leaflet", f"{ROUTES}/vendor/leaflet/leaflet.js")]
    base.default_css = [("leaflet_css", f"{ROUTES}/vendor/leaflet/leaflet.css")]
    base.get_root().header.add_child(Element("<title></title>"), name="title")
    base.add_child(_Base(words, version, [[south, west], [north, east]]))
    return base


def spots_layer(rows: str) -> folium.FeatureGroup:
    """Make the layer of markers and badges from what `spot_rows` wrote."""
    group = folium.FeatureGroup(name="offers")
    _Spots(rows).add_to(group)
    return group


class _Spots(MacroElement):
    """Hands all rows to `web/map.js` at once."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            karte.spots({{ this._parent.get_name() }}, {{ this.rows }});
        {% endmacro %}"""
    )

    def __init__(self, rows: str) -> None:
        super().__init__()
        self._name = "KarteSpots"
        self.rows = rows

    def render(self, **_options: object) -> None:
        """Add nothing to the page around the map: the component takes the script from the template.

        The inherited way would read the rows as a template, which is slow, and wrong where a label has braces.
        """


def highlight_layer(
    selected: Spot | None,
    *,
    also: Sequence[Spot] = (),
    circle: tuple[float, float, float] | None = None,
    near: tuple[float, float, float] | None = None,
) -> folium.FeatureGroup:
    """Make the layer of the chosen spot and of the visitor's place.

    `also` are the spots of its further addresses. `circle` and `near` are lon, lat in degrees and the radius in
    metres in which the place lies: that of the chosen offer where it is not exact, and that of the visitor.
    """
    group = folium.FeatureGroup(name="highlight")
    if circle is not None:
        lon, lat, radius_m = circle
        folium.Circle(
            [lat, lon],
            radius=radius_m,
            color=ACCENT,
            weight=1.5,
            dash_array="6 5",
            fill=True,
            fill_opacity=0.08,
            interactive=False,
        ).add_to(group)
    for spot, weight, dashes in ((selected, 4, None), *((other, 2, "4 4") for other in also)):
        if spot is not None and spot.kind != AREA:
            folium.CircleMarker(
                [spot.lat, spot.lon],
                radius=22,
                color=ACCENT,
                weight=weight,
                dash_array=dashes,
                fill=False,
                interactive=False,
            ).add_to(group)
    if near is not None:
        lon, lat, radius_m = near
        _Here([round(lat, 6), round(lon, 6), round(radius_m)]).add_to(group)
    return group


class _Here(MacroElement):
    """The visitor's place with the circle in which it lies."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            karte.here({{ this._parent.get_name() }}, {{ this.row|tojson }});
        {% endmacro %}"""
    )

    def __init__(self, row: list[float]) -> None:
        super().__init__()
        self._name = "KarteHere"
        self.row = row


def background_layer(background: Background | None) -> folium.FeatureGroup:
    """Make the layer of a street background, empty when the visitor chose none."""
    group = folium.FeatureGroup(name="background")
    if background is not None:
        folium.TileLayer(
            tiles=background.url,
            attr=background.attribution,
            max_zoom=MAX_ZOOM,
            max_native_zoom=background.max_zoom,
            opacity=0.75,
        ).add_to(group)
    return group


def base_script(
    *,
    boundaries: gpd.GeoDataFrame,
    neighbours: gpd.GeoDataFrame,
    settlement: gpd.GeoDataFrame,
    outline: gpd.GeoDataFrame,
    stations: pd.DataFrame,
) -> str:
    """Write the shapes of the base map as one script; all frames in EPSG:4326."""
    shapes = {
        "settlement": _features(settlement, ()),
        "neighbours": _features(neighbours, ("name",)),
        "cities": _features(boundaries, ("name",)),
        "outline": _features(outline, ()),
        "stations": [
            [round(lat, 5), round(lon, 5), name]
            for lat, lon, name in zip(stations["lat"], stations["lon"], stations["name"], strict=True)
        ],
    }
    text = json.dumps(shapes, ensure_ascii=False, separators=(",", ":"))
    return f"window.KARTE_BASE={text};".replace("</", "<\\/")


def _features(frame: gpd.GeoDataFrame, columns: tuple[str, ...]) -> Mapping[str, Any]:
    geometries = set_precision(frame.geometry.to_numpy(), GRID_DEGREES)
    labels = set_precision(frame.geometry.representative_point().to_numpy(), GRID_DEGREES)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    **{c: frame.iloc[i][c] for c in columns},
                    "at": [round(label.y, 5), round(label.x, 5)],
                },
                "geometry": mapping(geometry),
            }
            for i, (geometry, label) in enumerate(zip(geometries, labels, strict=True))
        ],
    }
