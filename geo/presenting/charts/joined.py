"""Single words in a picture, also those whose letters join (Arabic): Pillow shapes these, matplotlib cannot.

Both draw with the same font. Where Pillow was built without its shaper the words are English (`word_texts`).
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from geo.colors import INK, PAPER
from geo.i18n import Texts, load_texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DPI = 300
_ALIGNED = {"left": 0.0, "bottom": 0.0, "center": 0.5, "top": 1.0}
#: Hebrew, Arabic and their further letters: what is written from right to left.
_FROM_RIGHT = ("\u0590", "\u08ff")


def word_texts(texts: Texts) -> Texts:
    """Return the texts for single words in pictures: English where the letters of a language cannot be drawn."""
    return load_texts("en") if texts.direction == "rtl" and not can_join() else texts


@lru_cache(maxsize=1)
def can_join() -> bool:
    """Whether letters that join can be drawn on this machine."""
    from PIL import features

    return bool(features.check("raqm") and features.check("fribidi"))


def put_word(  # what a text of matplotlib takes
    axes: "Axes",
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    ha: str = "left",
    va: str = "top",
    transform: Any = None,
    has_paper: bool = False,
    order: float = 8,
) -> None:
    """Write a word of a language into a map.

    Parameters
    ----------
    x, y, transform
        Where it stands, in the coordinates of the map or of a transform of matplotlib.
    size
        Points.
    has_paper
        Whether it stands on white.
    """
    if not any(_FROM_RIGHT[0] <= letter <= _FROM_RIGHT[1] for letter in text):
        box = {"facecolor": PAPER, "edgecolor": "none", "pad": 2} if has_paper else None
        where = {"transform": transform} if transform is not None else {}
        axes.text(x, y, text, size=size, ha=ha, va=va, bbox=box, zorder=order, **where)
        return
    from matplotlib.offsetbox import AnnotationBbox, OffsetImage

    image = OffsetImage(_drawn(text, size), zoom=72 / _DPI)
    placed = AnnotationBbox(
        image,
        (x, y),
        xycoords=transform if transform is not None else "data",
        box_alignment=(_ALIGNED[ha], _ALIGNED[va]),
        pad=0.1,
        frameon=has_paper,
        bboxprops={"facecolor": PAPER, "edgecolor": "none"},
        zorder=order,
    )
    axes.add_artist(placed)


@lru_cache(maxsize=32)
def _drawn(text: str, size: float) -> NDArray[np.uint8]:
    """Return a word as it is written from right to left: ink on nothing, shape (rows, columns, 4)."""
    from matplotlib import get_data_path
    from PIL import Image, ImageDraw, ImageFont

    file = Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    font = ImageFont.truetype(str(file), round(size * _DPI / 72), layout_engine=ImageFont.Layout.RAQM)
    left, top, right, bottom = font.getbbox(text, direction="rtl")
    mask = Image.new("L", (round(right - left), round(bottom - top)), 0)
    ImageDraw.Draw(mask).text((-left, -top), text, fill=255, font=font, direction="rtl")
    alpha = np.asarray(mask, dtype=np.uint8)
    ink = [int(INK[place : place + 2], 16) for place in (1, 3, 5)]
    return np.dstack([*(np.full(alpha.shape, part, dtype=np.uint8) for part in ink), alpha])
