"""The icons that the topics name, drawn for the published page: it cannot carry the whole font that the app shows.

They come from Material Symbols Rounded (Google, Apache-2.0), the font that Streamlit's wheel brings along: page and
app show the same, whatever icons a district names.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from geo.errors import PublishError
from geo.model import Taxonomy

_FONT = "MaterialSymbols-Rounded.*.woff2"
#: Side of the square that an icon fills, in units of the font, and as it is drawn; up is down on a screen.
_SIDE = 960
_DRAWN_SIDE = 240
#: So many numbers make a step.
_NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "Q": 4, "C": 6}


def drawings(taxonomy: Taxonomy) -> dict[str, str]:
    """Return the drawing of each icon that a topic or group names, as the `d` of an SVG path in a square of 240.

    One that the font lacks is left out: its topic keeps its colour.

    Raises
    ------
    PublishError
        If the font is not where Streamlit's wheel had it.
    """
    named = {one.icon for one in taxonomy.groups.values()} | {one.icon for one in taxonomy.topics.values()}
    return dict(_drawn(tuple(sorted(named))))


@lru_cache(maxsize=4)
def _drawn(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    from fontTools.ttLib import TTFont  # takes a third of a second, and only the published page needs it

    with TTFont(_font_file(), lazy=True) as font:
        return tuple(_paths(font, names))


def _font_file() -> Path:
    try:
        files = distribution("streamlit").files or ()
    except PackageNotFoundError:
        files = ()
    found = [Path(str(file.locate())) for file in files if file.match(_FONT)]
    if not found or not found[0].is_file():
        raise PublishError(f"Streamlit's font of icons, {_FONT}, cannot be found")
    return found[0]


def _paths(font: Any, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen

    outlines = _outlines(font)
    for name in names:
        glyph = _ligature(font, name)
        if glyph:
            pen = SVGPathPen(None, ntos=lambda number: str(round(number)))
            outlines[glyph].draw(
                TransformPen(pen, (_DRAWN_SIDE / _SIDE, 0, 0, -_DRAWN_SIDE / _SIDE, 0, _DRAWN_SIDE)), outlines
            )
            yield name, in_steps(str(pen.getCommands()))


def _outlines(font: Any) -> Any:
    """Return the outlines as they are unpacked; what `font["glyf"]` gives was packed anew: twice the time."""
    from fontTools.ttLib.woff2 import WOFF2GlyfTable

    packed = font.reader.tables["glyf"].loadData(font.reader.transformBuffer)
    table = WOFF2GlyfTable()
    table.reconstruct(packed, font)
    return table


def in_steps(path: str) -> str:
    """Write a path of SVG by the steps from point to point: round corners are then alike, and pack well.

    Parameters
    ----------
    path
        Of the commands M, L, H, V, Q, C and Z, in whole numbers; one letter may stand before several steps.
    """
    x, y, start, steps = 0, 0, (0, 0), []
    for letter, text in re.findall(r"([MLHVQCZ])([^MLHVQCZ]*)", path):
        numbers, told = [int(number) for number in re.findall(r"-?\d+", text)], []
        if letter == "Z":
            x, y = start
        for place in range(0, len(numbers), _NUMBERS.get(letter, 1)):
            one = numbers[place : place + _NUMBERS[letter]]
            origin = {"H": (x,), "V": (y,)}.get(letter, (x, y))
            told += [number - origin[at % len(origin)] for at, number in enumerate(one)]
            x, y = {"H": (one[-1], y), "V": (x, one[-1])}.get(
                letter, (one[-2] if len(one) > 1 else x, one[-1])
            )
            if letter == "M" and not place:
                start = (x, y)
        steps.append(letter.lower() + " ".join(map(str, told)).replace(" -", "-"))
    return "".join(steps)


def _ligature(font: Any, name: str) -> str:
    """Return the glyph that replaces the letters of a name, "" where there is none."""
    of_letter = font.getBestCmap()
    letters = [of_letter.get(ord(letter), "") for letter in name]
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for part in lookup.SubTable:
            table = getattr(part, "ExtSubTable", part)
            for found in getattr(table, "ligatures", {}).get(letters[0] if letters else "", ()):
                if found.Component == letters[1:]:
                    return str(found.LigGlyph)
    return ""
