"""The picture that others show beside a link to the published page: the district, drawn from its own shapes."""

import io
import json
import math
from typing import Any

from geo.colors import ACCENT, CITY, PALE, PAPER, SETTLED
from geo.publish.content import Material

PICTURE_NAME = "vorschau.png"
#: What readers of Open Graph expect, in pixels.
SIZE_PX = (1200, 630)
_DPI = 100
#: So many colours are told apart: few are used, and the file stays small.
_COLORS = 24


def picture(material: Material) -> bytes:
    """Draw the outline of the district with its cities and settlement under its name; return a PNG.

    Letters that join each other are not drawn: a name from right to left is left out.
    """
    from matplotlib.figure import Figure  # a second, and only files and the first link need it
    from PIL import Image

    shapes = json.loads(
        material.shapes.removeprefix("window.KARTE_BASE=").removesuffix(";").replace("<\\/", "</")
    )
    texts, *_ = material.texts
    figure = Figure(figsize=(SIZE_PX[0] / _DPI, SIZE_PX[1] / _DPI), dpi=_DPI, facecolor=PALE)
    axes = figure.add_axes((0.05, 0.05, 0.9, 0.74))
    axes.axis("off")
    for name, fill, line in (
        ("outline", PAPER, ACCENT),
        ("settlement", SETTLED, "none"),
        ("cities", "none", CITY),
    ):
        for ring in _rings(shapes[name]):
            axes.fill(*zip(*ring, strict=True), facecolor=fill, edgecolor=line, linewidth=2)
    west, south, east, north = material.bounds
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / math.cos(math.radians((south + north) / 2)))
    if texts.direction == "ltr":
        title = texts("find.title", district=material.district)
        figure.text(
            0.5,
            0.88,
            title,
            ha="center",
            va="center",
            color=ACCENT,
            fontsize=34,
            fontweight="bold",
            wrap=True,
        )
    drawn, written = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png")
    Image.open(drawn).convert("RGB").quantize(_COLORS).save(written, format="PNG", optimize=True)
    return written.getvalue()


def _rings(collection: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Return the outer rings of all shapes, as lon and lat in degrees."""
    geometries = [feature["geometry"] for feature in collection["features"]]
    polygons = [
        polygon
        for one in geometries
        for polygon in (one["coordinates"] if one["type"] == "MultiPolygon" else [one["coordinates"]])
    ]
    return [[(lon, lat) for lon, lat, *_ in polygon[0]] for polygon in polygons if polygon]
