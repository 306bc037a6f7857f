"""What is drawn inside the frame of the map: shapes, borders, gaps, offers, names, scale; all in metres."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.colors import ACCENT, ALERT, INK, PAPER, QUIET
from geo.i18n import Texts
from geo.presenting.charts.canvas import DPI, width_of
from geo.presenting.charts.joined import put_word, word_texts
from geo.projection import shapes_to_metres, to_metric

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Letters:
    """Points of the names of cities, of the numbers in badges, of the scale, and of the dots (their area)."""

    names: float = 8.0
    badges: float = 7.0
    scale: float = 7.5
    dots: float = 16.0


#: For a map on paper, and for one that is seen from the last row.
ON_PAPER, FROM_AFAR = Letters(), Letters(names=13.0, badges=18.0, scale=12.0, dots=26.0)
#: Lengths a scale may have, longest first; it takes at most a quarter of the map.
_SCALES_KM = (100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1)
_BADGE_PT, _DOT_IN = 1.03, 0.06  # half the side of a number in parts of its size, radius of an offer
_STEPS = 14  # places tried for a name, each way


class Ground:
    """The map inside its frame; positions come in degrees."""

    def __init__(self, axes: "Axes", *, crs: int, letters: Letters = ON_PAPER) -> None:
        self._axes = axes
        self._letters = letters
        self._crs = crs
        self._taken: list[Any] = []  # what names should not cover, in metres
        self._marks: list[Any] = []  # what they must not cover if there is any other place
        axes.set_axis_off()
        axes.set_aspect("equal")

    def frame(self, boundaries: gpd.GeoDataFrame) -> None:
        """Let the map show all cities, with a little room around; after this its scale is known."""
        west, south, east, north = shapely.total_bounds(self._metres(boundaries.geometry))
        room = 0.02 * max(east - west, north - south)
        self._axes.set_xlim(west - room, east + room)
        self._axes.set_ylim(south - room, north + room)
        self._axes.apply_aspect()

    def fill(self, shapes: Iterable[Any], colors: Iterable[str], *, is_open: Sequence[bool] = ()) -> None:
        """Colour shapes, and hatch those of which nothing can be said."""
        from matplotlib.patches import PathPatch

        for number, (shape, color) in enumerate(zip(self._metres(shapes), colors, strict=True)):
            path = _path(shape)
            self._axes.add_artist(PathPatch(path, facecolor=color, edgecolor="none", zorder=1))
            if number < len(is_open) and is_open[number]:
                lines = PathPatch(
                    path, facecolor="none", edgecolor=QUIET, linewidth=0, hatch="\\\\\\", zorder=1.1
                )
                self._axes.add_artist(lines)

    def borders(self, boundaries: gpd.GeoDataFrame) -> None:
        """Draw the borders of the cities, dark between two white lines, so that they are seen on any class."""
        from matplotlib.patches import PathPatch

        for shape in self._metres(boundaries.geometry):
            for color, width in ((PAPER, 2.4), (QUIET, 0.9)):
                line = PathPatch(_path(shape), facecolor="none", edgecolor=color, linewidth=width, zorder=2)
                self._axes.add_artist(line)

    def gaps(self, areas: gpd.GeoDataFrame, *, is_numbered: bool = True) -> None:
        """Outline and hatch gaps, and write the number of each that its row is called."""
        from matplotlib.patches import PathPatch

        shapes = self._metres(areas.geometry)
        self._taken += list(shapes)
        for shape in shapes:
            path = _path(shape)
            halo = PathPatch(path, facecolor="none", edgecolor=PAPER, linewidth=2.6, zorder=3)
            line = PathPatch(path, facecolor="none", edgecolor=ALERT, linewidth=1.0, hatch="////", zorder=3)
            self._axes.add_artist(halo)
            self._axes.add_artist(line)
        if not is_numbered:
            return
        points = self._points(areas["lon"], areas["lat"])
        for rank, (x, y) in zip(areas.index, points, strict=True):
            self._badge(str(rank), x, y, ink=ALERT, paper=PAPER, shape="square")

    def offers(self, supply: pd.DataFrame) -> None:
        """Draw the places of offers."""
        x, y = self._points(supply["lon"], supply["lat"]).T
        self._marks += list(shapely.buffer(shapely.points(x, y), _DOT_IN * self._metres_per_inch()))
        self._axes.scatter(x, y, s=self._letters.dots, c=INK, edgecolors=PAPER, linewidths=0.8, zorder=5)

    def places(self, points: Sequence[tuple[float, float]]) -> None:
        """Draw new places with their numbers."""
        for number, (lon, lat) in enumerate(points, start=1):
            ((x, y),) = self._points([lon], [lat])
            self._badge(f"+{number}", x, y, ink=PAPER, paper=ACCENT, shape="round", order=9)

    def names(
        self,
        boundaries: gpd.GeoDataFrame,
        shares: "pd.Series[float] | None" = None,
        texts: Texts | None = None,
    ) -> None:
        """Write name (and share) into each city, where they cover the least of what is drawn already."""
        from matplotlib.patheffects import withStroke

        halo = [withStroke(linewidth=2.6, foreground=PAPER)]
        told = shares.reindex(boundaries.index) if shares is not None else [np.nan] * len(boundaries)
        for name, share, shape in zip(
            boundaries["name"], told, self._metres(boundaries.geometry), strict=True
        ):
            said = texts.percent(share) if texts and np.isfinite(share) else "–"
            lines = (*_broken(str(name), self._letters), *((said,) if shares is not None else ()))
            width, height = self._size_of(lines)
            x, y = self._room(shape, (width, height))
            self._marks.append(shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2))
            look: dict[str, Any] = {
                "size": self._letters.names,
                "weight": "bold",
                "linespacing": 1.1,
                "path_effects": halo,
                "zorder": 7,
            }
            self._axes.text(x, y, "\n".join(lines), ha="center", va="center", **look)

    def scale(self, texts: Texts) -> None:
        """Draw the scale at the lower left; north is up, as on every map of this project."""
        width = abs(self._axes.get_xlim()[1] - self._axes.get_xlim()[0])
        km = next((km for km in _SCALES_KM if km * 1000 <= width / 4), _SCALES_KM[-1])
        x, y = self._axes.transLimits.inverted().transform((0.01, 0.02))
        tick = 0.006 * width
        self._axes.plot(
            [x, x, x + km * 1000, x + km * 1000],
            [y + tick, y, y, y + tick],
            color=INK,
            linewidth=1.2,
            zorder=8,
        )
        words = word_texts(texts).distance(km * 1000)
        size = self._letters.scale
        put_word(self._axes, x + km * 500, y + tick, words, size=size, ha="center", va="bottom")

    def _badge(
        self, words: str, x: float, y: float, *, ink: str, paper: str, shape: str, order: int = 8
    ) -> None:
        size = self._letters.badges
        room = _BADGE_PT * size / 72 * self._metres_per_inch()
        self._marks.append(shapely.box(x - room, y - room, x + room, y + room))
        box = {"boxstyle": f"{shape},pad=0.22", "facecolor": paper, "edgecolor": ink, "linewidth": 0.9}
        self._axes.text(
            x, y, words, size=size, weight="bold", color=ink, ha="center", va="center", bbox=box, zorder=order
        )

    def _size_of(self, lines: Sequence[str]) -> tuple[float, float]:
        """Return width and height of a name in metres."""
        size = self._letters.names
        width = max(width_of(line, size=size, weight="bold") for line in lines)
        return (width + 0.06) * self._metres_per_inch(), len(
            lines
        ) * size * 1.2 / 72 * self._metres_per_inch()

    def _room(self, shape: Any, size: tuple[float, float]) -> tuple[float, float]:
        """Return the middle of the box of that size in a city that covers the least, far from the border."""
        tried = _tried(shape, *size)
        if tried is None:
            return shape.representative_point().x, shape.representative_point().y
        x, y, boxes, inner, border = tried
        near = shapely.box(*shapely.total_bounds(boxes))
        covered, marked = (
            _area_inside(boxes, _union_near(some, near)) / (size[0] * size[1])
            for some in (self._taken, self._marks)
        )
        best = int(np.argmin(covered + 4 * marked - inner - 0.1 * border))
        return float(x[best]), float(y[best])

    def _metres_per_inch(self) -> float:
        low, high = self._axes.get_xlim()
        return float(abs(high - low) / self._axes.bbox.width * DPI)

    def _metres(self, shapes: Iterable[Any]) -> NDArray[np.object_]:
        return shapes_to_metres(np.array(list(shapes), dtype=object), crs=self._crs)

    def _points(self, lon: Any, lat: Any) -> Floats:
        return np.column_stack(to_metric(lon, lat, crs=self._crs))


@lru_cache(maxsize=64)
def _tried(
    shape: Any, width: float, height: float
) -> tuple[Floats, Floats, NDArray[np.object_], Floats, Floats] | None:
    """Return where a name may stand in a city: middles and boxes, how much of each lies inside, how far the border is.

    None where the city is too small for any. All maps of a deck ask for the same.
    """
    west, south, east, north = shape.bounds
    columns, rows = (np.linspace(low, high, _STEPS) for low, high in ((west, east), (south, north)))
    x, y = (values.ravel() for values in np.meshgrid(columns, rows))
    inside = shapely.contains_xy(shape, x, y)
    if not inside.any():
        return None
    x, y = x[inside], y[inside]
    boxes = shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    inner = shapely.area(shapely.intersection(boxes, shape)) / (width * height)
    border = np.minimum(shapely.distance(shapely.points(x, y), shape.boundary) / width, 1.0)
    return x, y, boxes, inner, border


def _area_inside(boxes: NDArray[np.object_], shape: Any) -> Floats:
    """Return how much of each box a shape covers; most boxes it does not touch."""
    shapely.prepare(shape)
    found, touched = np.zeros(len(boxes)), shapely.intersects(shape, boxes)
    found[touched] = shapely.area(shapely.intersection(boxes[touched], shape))
    return found


def _union_near(shapes: Sequence[Any], near: Any) -> Any:
    """Return what of some shapes reaches a place, as one."""
    some = np.array(shapes, dtype=object)
    return shapely.union_all(some[shapely.intersects(some, near)] if len(some) else some)


def _broken(name: str, letters: Letters) -> list[str]:
    """Break a name at its hyphen or blanks where letters are large; on paper there is room for it."""
    if letters is ON_PAPER:
        return [name]
    return name.replace("-", "-\n").replace(" am ", " am\n").split("\n")


def _path(shape: Any) -> "Path":
    """Return areas as one path; holes run the other way round, so they stay open."""
    from matplotlib.path import Path

    areas = shapely.orient_polygons(shapely.get_parts(shape))
    rings = [shapely.get_coordinates(ring) for area in areas for ring in (area.exterior, *area.interiors)]
    return Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
