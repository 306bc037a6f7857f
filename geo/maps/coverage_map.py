"""What the coverage map shows: cities or cells in five classes, gaps outlined and numbered, new places.

Light means little and dark much, in one hue that also reads in grey print. The browser's part is `web/coverage.js`;
the stable base map below is that of `geo.maps.offer_map`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import folium
import pandas as pd
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template
from shapely import set_precision
from shapely.geometry import mapping

from geo.colors import ACCENT, INK, WARN
from geo.maps.markers import DECIMALS
from geo.maps.offer_map import GRID_DEGREES, ROUTES, MapWords, base_map


@dataclass(frozen=True)
class Fill:
    """One shape with its class; `is_open` hatches it: nobody can say."""

    geometry: dict[str, Any]
    color: str
    is_open: bool = False


@dataclass(frozen=True)
class Label:
    """A name, and a figure under it ("" for none), where nothing more important stands."""

    name: str
    text: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Mark:
    """A numbered point: a gap with its outline, or a new place; `title` says it in words."""

    number: int
    lon: float
    lat: float
    title: str
    geometry: dict[str, Any] | None = None
    is_chosen: bool = False


@dataclass(frozen=True)
class LineStyle:
    """How a kind of line is drawn: colour, width in pixels, dashes ("" for none); told apart in grey, too."""

    color: str
    width: float
    dashes: str


#: Rivers and canals, motorways, railways.
LINE_STYLES = {
    "water": LineStyle(ACCENT, 2.0, ""),
    "motorway": LineStyle(WARN, 4.0, ""),
    "railway": LineStyle(INK, 2.0, "6 4"),
}


def shape_of(geometry: Any) -> dict[str, Any]:
    """Return a geometry (EPSG:4326) as GeoJSON, rounded to about a metre."""
    return dict(mapping(set_precision(geometry, GRID_DEGREES)))


class _Coverage(JSCSSMixin, MacroElement):
    """Brings the browser's part."""

    _template = Template("{% macro script(this, kwargs) %}{% endmacro %}")

    def __init__(self, version: str) -> None:
        super().__init__()
        self._name = "KarteCoverage"
        self.default_js = [("karte_coverage", f"{ROUTES}/web/coverage.js?v={version}")]
        self.default_css: list[tuple[str, str]] = []


def coverage_base(
    bounds: tuple[float, float, float, float], words: MapWords, *, version: str, web_version: str
) -> folium.Map:
    """Make the map without figures; parameters as in `geo.maps.offer_map.base_map`."""
    base = base_map(bounds, words, version=version)
    base.add_child(_Coverage(web_version))
    return base


class _Call(MacroElement):
    """Hands rows to one function of `web/coverage.js`."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            karte.{{ this.function }}({{ this._parent.get_name() }}, {{ this.rows|tojson }});
        {% endmacro %}"""
    )

    def __init__(self, function: str, rows: list[Any]) -> None:
        super().__init__()
        self._name = "KarteCall"
        self.function = function
        self.rows = rows


def fills_layer(fills: Sequence[Fill], *, edges: dict[str, Any] | None = None) -> folium.FeatureGroup:
    """Make the layer of coloured shapes, under everything else; `edges` is drawn dotted on top of them."""
    rows: list[list[Any]] = [[fill.geometry, fill.color, *([True] if fill.is_open else [])] for fill in fills]
    return _layer("fills", [*rows, [edges, ""]] if edges else rows)


def outlines_layer(rims: dict[str, Any] | None) -> folium.FeatureGroup:
    """Make the layer of dotted lines round what is reached from a place; None for no lines."""
    return _layer("fills", [[rims, ""]] if rims else [])


def lines_layer(lines: Mapping[str, Any]) -> folium.FeatureGroup:
    """Make the layer of lines that part a place, by their kind (`LINE_STYLES`); geometries in EPSG:4326."""
    shapes = {name: lines[name] for name in LINE_STYLES if name in lines and not lines[name].is_empty}
    return _layer(
        "lines", [[shape_of(shape), *vars(LINE_STYLES[name]).values()] for name, shape in shapes.items()]
    )


def labels_layer(labels: Sequence[Label]) -> folium.FeatureGroup:
    """Make the layer of names; the browser moves each aside from gaps and new places."""
    return _layer(
        "labels", [[round(x.lat, DECIMALS), round(x.lon, DECIMALS), x.name, x.text] for x in labels]
    )


def gaps_layer(gaps: Sequence[Mark]) -> folium.FeatureGroup:
    """Make the layer of gaps: outlined, hatched, numbered as in the list."""
    rows = [[*_point(mark), mark.number, mark.title, mark.geometry, mark.is_chosen] for mark in gaps]
    return _layer("gaps", rows)


def sites_layer(sites: Sequence[Mark]) -> folium.FeatureGroup:
    """Make the layer of the scenario's new places."""
    return _layer("sites", [[*_point(mark), mark.number, mark.title] for mark in sites])


def found_layer(found: Sequence[Mark], candidates: pd.DataFrame) -> folium.FeatureGroup:
    """Make the layer of a search: all places that were looked at, small, and the chosen ones with their number."""
    group = _points("candidates", candidates)
    _Call("found", [[*_point(mark), mark.number, mark.title] for mark in found]).add_to(group)
    return group


def picked_layer(point: tuple[float, float] | None) -> folium.FeatureGroup:
    """Make the layer of the point (longitude, latitude) that a planner has just chosen."""
    return _layer("picked", [[round(point[1], DECIMALS), round(point[0], DECIMALS)]] if point else [])


def known_layer(supply: pd.DataFrame) -> folium.FeatureGroup:
    """Make the layer of the locations there are, small and quiet; `lon`, `lat` in degrees."""
    return _points("known", supply)


def _points(function: str, places: pd.DataFrame) -> folium.FeatureGroup:
    points = zip(places["lat"].round(DECIMALS), places["lon"].round(DECIMALS), strict=True)
    return _layer(function, [list(point) for point in points])


def _point(mark: Mark) -> list[float]:
    return [round(mark.lat, DECIMALS), round(mark.lon, DECIMALS)]


def _layer(function: str, rows: list[Any]) -> folium.FeatureGroup:
    group = folium.FeatureGroup(name=function)
    _Call(function, rows).add_to(group)
    return group
