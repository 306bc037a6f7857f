"""A sheet to draw on: its fonts, its words broken into lines, its bytes; nothing of it outlives the picture."""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.colors import INK, PAPER, QUIET
from geo.exchange.coverage_files import About
from geo.i18n import Texts, load_texts
from geo.presenting.charts.joined import put_word, word_texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.figure import Figure

#: What makes bytes of a sheet.
Written = Callable[["Figure"], bytes]

DPI = 300
_FONT = "DejaVu Sans"  # comes with matplotlib, so that a picture looks the same on every machine
MARGIN_IN = 0.4
#: Points of type; a line takes so many times its size.
_TITLE, TEXT, _SMALL = 15.0, 9.5, 7.0
LINE = 1.3

_STYLE: dict[Any, Any] = {
    "font.family": _FONT,
    "axes.labelcolor": INK,
    "axes.edgecolor": QUIET,
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "svg.hashsalt": "integrationskarte",  # the same picture gets the same names inside
    "svg.fonttype": "path",
    "hatch.linewidth": 0.6,
}
_DRAWING = threading.Lock()  # matplotlib's settings belong to the whole process


def picture_texts(texts: Texts) -> Texts:
    """Return the texts for pictures: English where the letters of a language cannot be drawn."""
    return load_texts("en") if texts.direction == "rtl" else texts


@contextmanager
def sheet(width_in: float, height_in: float) -> Iterator["Figure"]:
    """Hand out an empty sheet; what is drawn and written inside has the style of all pictures."""
    import matplotlib as mpl  # heavy, and needed only for pictures
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with _DRAWING, mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width_in, height_in), dpi=DPI, facecolor=PAPER)
        FigureCanvasAgg(figure)
        yield figure


def to_png(figure: "Figure", about: About) -> bytes:
    """Return the sheet as PNG; whoever cannot see it finds its words inside."""
    told = {"Title": about.title, "Description": _description(about), "Software": "Integrationskarte"}
    written = io.BytesIO()
    figure.savefig(written, format="png", metadata=told)
    return written.getvalue()


def to_plain_png(figure: "Figure", *, dpi: int = 180) -> bytes:
    """Return a sheet without words of its own; who shows it says what it shows."""
    written = io.BytesIO()
    figure.savefig(written, format="png", dpi=dpi, metadata={"Software": "Integrationskarte"})
    return written.getvalue()


def to_plain_svg(figure: "Figure") -> bytes:
    """Return a sheet without words of its own as SVG, without the moment of writing."""
    written = io.BytesIO()
    figure.savefig(written, format="svg", metadata={"Creator": "Integrationskarte", "Date": None})
    return written.getvalue()


def to_svg(figure: "Figure", about: About) -> bytes:
    """Return the sheet as SVG, without the moment of writing."""
    told = {
        "Title": about.title,
        "Description": _description(about),
        "Creator": "Integrationskarte",
        "Date": None,
    }
    written = io.BytesIO()
    figure.savefig(written, format="svg", metadata=told)
    return written.getvalue()


def _description(about: About) -> str:
    return "\n".join(about.lines.values())


def heading(figure: "Figure", about: About) -> float:
    """Write the answer in words at the top; return the inches from the top to what follows."""
    top = write(figure, about.title, top_in=MARGIN_IN, size=_TITLE, weight="bold")
    return write(figure, about.detail, top_in=top + 0.04, size=TEXT) + 0.12


def footing(figure: "Figure", about: About, texts: Texts) -> float:
    """Write what the numbers are worth and where they come from at the bottom; return its height in inches."""
    data = "; ".join(f"{label}, {value}" for label, value in about.data)
    parameters = "; ".join(f"{label}: {value}" for label, value in about.parameters)
    words = [" ".join(about.notes), parameters, texts("picture.sources", list=data)]
    lines = [line for text in words for line in broken(figure, text, size=_SMALL)]
    height = len(lines) * _SMALL * LINE / 72 + MARGIN_IN
    write(figure, "\n".join(lines), top_in=figure.get_figheight() - height, size=_SMALL, color=QUIET)
    return height + 0.1


def write(
    figure: "Figure",
    text: str,
    *,
    top_in: float,
    size: float,
    left_in: float = MARGIN_IN,
    width_in: float | None = None,
    weight: str = "normal",
    color: str = INK,
) -> float:
    """Write a text in lines that fit; return the inches from the top to its end."""
    lines = broken(figure, text, size=size, weight=weight, width_in=width_in)
    for number, line in enumerate(lines):
        down = top_in + number * size * LINE / 72
        figure.text(*at(figure, left_in, down), line, size=size, weight=weight, color=color, va="top")
    return top_in + len(lines) * size * LINE / 72


def at(figure: "Figure", left_in: float, top_in: float) -> tuple[float, float]:
    """Return inches from the upper left corner as parts of the sheet."""
    return left_in / figure.get_figwidth(), 1 - top_in / figure.get_figheight()


def broken(
    figure: "Figure", text: str, *, size: float, weight: str = "normal", width_in: float | None = None
) -> list[str]:
    """Break a text between its words into lines at most so wide, by default as the sheet between its margins."""
    most = width_in or figure.get_figwidth() - 2 * MARGIN_IN
    blank = width_of(" ", size=size, weight=weight)
    lines: list[str] = []
    for part in drawable(text).splitlines():
        line, taken = "", 0.0
        for word in part.split():
            width = width_of(word, size=size, weight=weight)
            if line and taken + blank + width > most:
                lines.append(line)
                line, taken = "", 0.0
            line, taken = f"{line} {word}".lstrip(), taken + blank * bool(line) + width
        lines.append(line)
    return lines


def drawable(text: str) -> str:
    """Return a text without letters that the font does not have, as somebody may use them in the name of a scenario."""
    return "".join(letter for letter in text if letter.isspace() or _has_letter(letter))


@lru_cache(maxsize=1024)
def _has_letter(letter: str) -> bool:
    from matplotlib.font_manager import findfont, get_font

    return bool(get_font(findfont(_FONT)).get_char_index(ord(letter)))


@lru_cache(maxsize=4096)
def width_of(text: str, *, size: float, weight: str = "normal") -> float:
    """Return the width of a line in inches."""
    from matplotlib.font_manager import FontProperties

    font = FontProperties(family=_FONT, size=size, weight=weight)
    measure: Any = _ruler().get_text_width_height_descent  # has no hints of its own
    width, _, _ = measure(text, font, ismath=False)
    return float(width) / DPI


@lru_cache(maxsize=1)
def _ruler() -> "RendererAgg":
    """Return something that measures words; only used while a sheet is open."""
    from matplotlib.backends.backend_agg import RendererAgg

    make: Any = RendererAgg  # has no hints of its own
    renderer: RendererAgg = make(1, 1, DPI)
    return renderer


def estimated(axes: "Axes", texts: Texts, *, size: float = TEXT) -> None:
    """Write into the corner of a map that what it shows is an estimate."""
    words = word_texts(texts)("picture.estimated")
    put_word(axes, 0.01, 0.99, words, size=size, transform=axes.transAxes, has_paper=True, order=3)
