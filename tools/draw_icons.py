"""Writes `web/publish/icons.json`: the icons that `data/taxonomy.toml` names, as paths for the published page.

They are drawn from Material Symbols Rounded (Google, Apache-2.0), the font that Streamlit brings along, so that page
and app show the same. Needs what the app itself does not: `pip install brotli`.
"""

import json
import tomllib
from pathlib import Path

import streamlit
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "web" / "publish" / "icons.json"
#: Side of the square that an icon fills, in units of the font; up is down on a screen.
SIDE = 960


def main() -> None:
    """Draw every icon of a topic or group."""
    taxonomy = tomllib.loads((ROOT / "data" / "taxonomy.toml").read_text(encoding="utf-8"))
    names = sorted({entry["icon"] for kind in ("groups", "topics") for entry in taxonomy[kind]})
    media = Path(streamlit.__file__).parent / "static" / "static" / "media"
    font = TTFont(next(media.glob("MaterialSymbols-Rounded.*.woff2")))
    drawings = {name: path_of(font, name) for name in names}
    TARGET.write_text(json.dumps(drawings, indent=1) + "\n", encoding="utf-8", newline="\n")


def path_of(font: TTFont, name: str) -> str:
    """Return the drawing that stands for a name, as the `d` of a path in a square of 960."""
    glyphs = font.getGlyphSet()
    pen = SVGPathPen(glyphs, ntos=lambda number: str(round(number)))
    glyphs[ligature(font, name)].draw(TransformPen(pen, (1, 0, 0, -1, 0, SIDE)))
    return str(pen.getCommands())


def ligature(font: TTFont, name: str) -> str:
    """Return the glyph that replaces the letters of a name."""
    letters = [font.getBestCmap()[ord(letter)] for letter in name]
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for part in lookup.SubTable:
            table = getattr(part, "ExtSubTable", part)
            for found in getattr(table, "ligatures", {}).get(letters[0], ()):
                if found.Component == letters[1:]:
                    return str(found.LigGlyph)
    msg = f"{name}: no icon of this name in the font"
    raise SystemExit(msg)


if __name__ == "__main__":
    main()
