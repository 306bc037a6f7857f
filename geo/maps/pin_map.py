"""The map on which one address gets its point: its circle, numbered candidates, and a pin to drag.

The browser's part is `web/pin.js`; the stable base map below is that of `geo.maps.offer_map`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from geo.maps.markers import DECIMALS
from geo.maps.offer_map import ROUTES, MapWords, base_map, highlight_layer


@dataclass(frozen=True)
class Choice:
    """A numbered point that may be taken; degrees, EPSG:4326."""

    number: int
    lon: float
    lat: float
    title: str


class _Pins(JSCSSMixin, MacroElement):
    """Brings the browser's part."""

    _template = Template("{% macro script(this, kwargs) %}{% endmacro %}")

    def __init__(self, version: str) -> None:
        super().__init__()
        self._name = "KartePins"
        self.default_js = [("karte_pin", f"{ROUTES}/web/pin.js?v={version}")]
        self.default_css: list[tuple[str, str]] = []


class _Place(MacroElement):
    """Hands choices and pin to `web/pin.js`."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            karte.place(
                {{ this._parent.get_name() }}, {{ this.choices|tojson }}, {{ this.pin|tojson }}, {{ this.title|tojson }}
            );
        {% endmacro %}"""
    )

    def __init__(self, choices: list[list[Any]], pin: list[float] | None, title: str) -> None:
        super().__init__()
        self._name = "KartePlace"
        self.choices = choices
        self.pin = pin
        self.title = title


def pin_base(
    bounds: tuple[float, float, float, float], words: MapWords, *, version: str, web_version: str
) -> folium.Map:
    """Make the map without points; parameters as in `geo.maps.offer_map.base_map`."""
    base = base_map(bounds, words, version=version)
    base.add_child(_Pins(web_version))
    return base


def pin_layer(
    choices: Sequence[Choice],
    *,
    pin: tuple[float, float] | None,
    title: str,
    circle: tuple[float, float, float] | None = None,
) -> folium.FeatureGroup:
    """Make the layer of one address.

    Parameters
    ----------
    choices
        Candidates, numbered as in the list beside.
    pin
        Where the pin stands: lon, lat in degrees; None while nobody has set it.
    title
        What the pin is called; it says that it can be dragged.
    circle
        Where the address is known to be by now: lon, lat in degrees, radius in metres.
    """
    group = highlight_layer(None, circle=circle)
    rows = [[round(c.lat, DECIMALS), round(c.lon, DECIMALS), c.number, c.title] for c in choices]
    point = [round(pin[1], DECIMALS), round(pin[0], DECIMALS)] if pin else None
    _Place(rows, point, title).add_to(group)
    return group
