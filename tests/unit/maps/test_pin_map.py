"""The map of one address: what the browser is handed, and that nothing written by others can run there."""

import json
import re

import folium

from geo.maps.pin_map import Choice, pin_base, pin_layer
from tests.map_kit import WORDS


def _script(layer: folium.FeatureGroup) -> str:
    base = folium.Map(tiles=None)
    layer.add_to(base)
    return str(base.get_root().render())


def _handed(layer: folium.FeatureGroup) -> list[object]:
    """Return choices, pin and title as the browser reads them."""
    found = re.search(r"karte\.place\(\s*feature_group_\w+, (.*?)\s*\);\n", _script(layer), re.DOTALL)
    assert found is not None
    return list(json.loads(f"[{found[1]}]"))


def test_choices_and_pin_reach_the_browser_latitude_first() -> None:
    layer = pin_layer([Choice(1, 7.1234567, 51.5, "1. Weg 1, Marl")], pin=(7.2, 51.6), title="Nadel")

    assert _handed(layer) == [[[51.5, 7.123457, 1, "1. Weg 1, Marl"]], [51.6, 7.2], "Nadel"]


def test_without_a_pin_there_is_none() -> None:
    assert _handed(pin_layer([], pin=None, title="Nadel")) == [[], None, "Nadel"]


def test_the_circle_shows_where_the_address_is_known_to_be() -> None:
    with_circle = _script(pin_layer([], pin=None, title="", circle=(7.1, 51.5, 250.0)))

    assert "L.circle(" in with_circle
    assert "250.0" in with_circle
    assert "L.circle(" not in _script(pin_layer([], pin=None, title=""))


def test_a_hostile_name_stays_text() -> None:
    script = _script(pin_layer([Choice(1, 7.1, 51.5, "</script><b onload=x>")], pin=None, title="</script>"))

    assert "</script><b" not in script


def test_the_browsers_part_is_loaded_under_its_version() -> None:
    page = pin_base((7.0, 51.0, 7.5, 51.8), WORDS, version="abc", web_version="xyz").get_root().render()

    assert "web/pin.js?v=xyz" in page
    assert "map/base-abc.js" in page
