"""The little drawing of "how is it computed": what is known stays, what is not is somewhere else each time."""

from base64 import b64encode
from typing import NamedTuple

from geo import colors
from geo.i18n import Texts
from geo.planning.answer import Answer
from geo.planning.wording import is_known, says_something
from ui.shared import widgets
from ui.shared.templating import template

#: Where the drawing puts the imagined offer in its rows: of its own, no drawn place.
_IMAGINED = (0.62, 0.28, 0.86)


class _Row(NamedTuple):
    """One complete directory: where the drawing puts the imagined offer (0 to 1), and the share that was reached."""

    at: float
    share: float
    words: str


def drawing(texts: Texts, answer: Answer) -> None:
    """Draw three of the computations and the range of all; nothing where everything is known."""
    if not says_something(answer) or is_known(answer):
        return
    by_draw = answer.people_by_draw.sum(axis=1) / float(answer.people.sum())
    rows = [
        _Row(at, float(share), texts.percent(float(share)))
        for at, share in zip(_IMAGINED, by_draw, strict=False)
    ]
    share = answer.share
    told = {
        "value": texts.percent(share.value),
        "low": texts.percent(share.low),
        "high": texts.percent(share.high),
    }
    drawn = template(
        "coverage/how.svg",
        rows=rows,
        share=share,
        told=told,
        colors=colors,
        is_mirrored=texts.direction == "rtl",
    )
    widgets.html(
        "coverage/how.html",
        t=texts,
        picture=f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}",
        alt=texts("coverage.how_drawn", shares=texts.listing([row.words for row in rows]), **told),
        draws=texts.number(len(by_draw)),
    )
