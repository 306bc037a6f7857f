"""The share of people by threshold, with its interval, as a picture."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from geo import colors
from geo.colors import ACCENT, ACCENT_BAND, INK, QUIET
from geo.exchange.coverage_files import About
from geo.i18n import Texts
from geo.planning.answer import Answer
from geo.planning.wording import whose_words
from geo.presenting.charts.canvas import MARGIN_IN, TEXT, footing, heading, sheet, to_png, to_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SIZE_IN = (10.0, 6.5)
_LEFT_IN, _UNDER_IN = 0.85, 0.55  # room for the words of the axes


def curve_png(answer: Answer, about: About, texts: Texts) -> bytes:
    """Return the curve as PNG, 300 dots an inch."""
    return _drawn(answer, about, texts, to_png)


def curve_svg(answer: Answer, about: About, texts: Texts) -> bytes:
    """Return the curve as SVG; its letters are shapes, so it looks the same everywhere."""
    return _drawn(answer, about, texts, to_svg)


def _drawn(answer: Answer, about: About, texts: Texts, written: Callable[["Figure", About], bytes]) -> bytes:
    with sheet(*_SIZE_IN) as figure:
        top, bottom = heading(figure, about), footing(figure, about, texts) + _UNDER_IN
        width, height = _SIZE_IN
        box = (
            (MARGIN_IN + _LEFT_IN) / width,
            bottom / height,
            1 - (2 * MARGIN_IN + _LEFT_IN) / width,
            1 - (top + bottom) / height,
        )
        axes = figure.add_axes(box)
        _draw(axes, answer, texts)
        _name_axes(axes, answer, texts)
        return written(figure, about)


def _draw(axes: "Axes", answer: Answer, texts: Texts) -> None:
    table, threshold = answer.curve, answer.question.threshold
    x = table["threshold"].to_numpy()
    low, high = table["share_low"].to_numpy(), table["share_high"].to_numpy()
    axes.fill_between(x, low, high, color=ACCENT_BAND, linewidth=0, label=texts("picture.interval"))
    axes.plot(x, table["share"], color=ACCENT, linewidth=2.5, marker="o", label=_share_words(answer, texts))
    axes.axvline(threshold, color=INK, linewidth=1.2, linestyle=(0, (4, 3)), label=texts("picture.threshold"))
    share = answer.share.value
    if np.isfinite(share):
        axes.annotate(
            texts.percent(share),
            (threshold, share),
            (8, -14),
            textcoords="offset points",
            size=TEXT + 2,
            weight="bold",
        )
    axes.legend(loc="best", frameon=True, framealpha=1, edgecolor=ACCENT_BAND, fontsize=TEXT)


def _share_words(answer: Answer, texts: Texts) -> str:
    return texts("coverage.curve_share", whose=whose_words(texts, answer.group))


def _name_axes(axes: "Axes", answer: Answer, texts: Texts) -> None:
    from matplotlib.ticker import FuncFormatter

    axes.set_ylim(0, 1)
    axes.set_xlim(left=0)
    axes.set_xlabel(texts(f"coverage.unit_{answer.question.unit}"), size=TEXT)
    axes.set_ylabel(_share_words(answer, texts), size=TEXT)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: texts.number(value)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: texts.percent(value)))
    axes.grid(axis="y", color=colors.LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=TEXT, colors=QUIET)
    axes.spines[["top", "right"]].set_visible(False)
