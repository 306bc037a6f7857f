"""Long lists written short for the published page: sorted texts by what they share, lines by their steps."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import shapely
from shapely.geometry import mapping, shape

from geo.offers.search.words import words

DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DIGITS = str.maketrans("0123456789", DIGITS)
_MOST_SHARED = 9  # letters of the text before that a text may share: one digit
#: Steps of lines are whole numbers of this many degrees, about 11 m.
GRID = 1e-4
#: Corners nearer to the straight line than about this many degrees are left out: 20 to 30 m.
SIMPLER = 3e-4
#: Both are larger where shapes are only a ground: settlement is known by cells of 100 m.
_FINENESS = {"neighbours": (3 * GRID, 1.5 * SIMPLER), "settlement": (6 * GRID, 3 * SIMPLER)}


def pack_texts(texts: Iterable[str]) -> str:
    """Write folded texts, sorted: each as the number of letters it shares with the one before, and what follows.

    Numbers part the texts, so digits of a text itself are written as `DIGITS`, which folded texts never hold. Pairs of
    Chinese letters that make one run are written as that run.
    """
    written, before = [], ""
    for text in sorted(map(_with_runs, texts)):
        shared = 0
        while shared < min(len(text), len(before), _MOST_SHARED) and text[shared] == before[shared]:
            shared += 1
        written.append(f"{shared}{text[shared:].translate(_DIGITS)}")
        before = text
    return "".join(written)


def _with_runs(text: str) -> str:
    pairs = text.split(" ")
    chained = all(len(pair) == 2 and pair[0] == before[-1:] for before, pair in pairwise(pairs))
    run = pairs[0] + "".join(pair[1:] for pair in pairs[1:])
    return run if len(pairs) > 1 and chained and words(run) == pairs else text


def pack_shapes(script: str) -> str:
    """Write the shapes of the base map as whole steps from point to point.

    Parameters
    ----------
    script
        As `geo.maps.offer_map.base_script` gives it: GeoJSON by name, and rows of stations.
    """
    shapes = json.loads(script.removeprefix("window.KARTE_BASE=").removesuffix(";").replace("<\\/", "</"))
    packed = {
        name: _collection(one, *_FINENESS.get(name, (GRID, SIMPLER))) if isinstance(one, dict) else one
        for name, one in shapes.items()
    }
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"))


def _collection(collection: Mapping[str, Any], grid: float, simpler: float) -> dict[str, Any]:
    """Write the features, neighbours with the border they share, a little simpler than the app shows them."""
    features = collection["features"]
    shapes = shapely.coverage_simplify([shape(feature["geometry"]) for feature in features], simpler)
    packed = [
        {"properties": feature["properties"], "polygons": _polygons(mapping(simple), grid)}
        for feature, simple in zip(features, shapes, strict=True)
    ]
    return {"grid": grid, "shapes": packed}


def _polygons(geometry: Mapping[str, Any], grid: float) -> list[list[list[int]]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[_steps(ring, grid) for ring in polygon] for polygon in polygons]


def _steps(ring: Sequence[Sequence[float]], grid: float) -> list[int]:
    """Return the first point and the steps to each next one, x and y by turns; points that fall together are one."""
    steps: list[int] = []
    x, y = 0, 0
    for number, point in enumerate(ring):
        to_x, to_y = round(point[0] / grid), round(point[1] / grid)
        if number == 0 or (to_x, to_y) != (x, y):
            steps += [to_x - x, to_y - y]
        x, y = to_x, to_y
    return steps
