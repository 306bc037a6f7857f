"""Long lists written short for the published page, and read back as its script reads them."""

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from geo.publish.packing import DIGITS, pack_shapes, pack_texts

#: Letters of several scripts, digits and a blank between words.
TEXTS = st.lists(
    st.text("abñдم0৯12 ", min_size=1, max_size=14).map(lambda s: " ".join(s.split())), max_size=40
)


def read(packed: str) -> list[str]:
    """Read texts as web/publish/unpacking.js does, without runs of Chinese."""
    found, before = [], ""
    for shared, rest in re.findall(r"([0-9])([^0-9]*)", packed):
        before = before[: int(shared)] + rest.translate(str.maketrans(DIGITS, "0123456789"))
        found.append(before)
    return found


@given(TEXTS)
def test_texts_come_back_sorted(texts: list[str]) -> None:
    kept = [text for text in texts if text]

    assert read(pack_texts(kept)) == sorted(kept)


def test_what_begins_alike_is_written_once() -> None:
    assert pack_texts(["sprachkurs", "sprachkurse", "sport"]) == "0sport2rachkurs9se"


def test_shapes_are_steps_on_a_grid_and_points_that_fall_together_are_one() -> None:
    ring = [[7.0, 51.0], [7.1, 51.0], [7.1, 51.1], [7.10000001, 51.1], [7.0, 51.1], [7.0, 51.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    collection = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"n": 1}, "geometry": shape}],
    }

    packed = json.loads(
        pack_shapes(f"window.KARTE_BASE={json.dumps({'cities': collection, 'stations': [[1, 2]]})};")
    )

    (polygon,) = packed["cities"]["shapes"][0]["polygons"]
    steps, grid = polygon[0], packed["cities"]["grid"]
    x = y = 0.0
    corners = set()
    for right, up in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + right, y + up
        corners.add((round(x * grid, 4), round(y * grid, 4)))
    assert corners == {(7.0, 51.0), (7.1, 51.0), (7.1, 51.1), (7.0, 51.1)}
    assert len(steps) == 10
    assert packed["stations"] == [[1, 2]]
    assert packed["cities"]["shapes"][0]["properties"] == {"n": 1}
