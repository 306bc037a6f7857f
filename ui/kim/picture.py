"""The picture of handovers as an image: pages take no drawing in their own text, but they take an image."""

from base64 import b64encode

from geo import colors
from geo.i18n import Texts
from geo.kim.breaking_points import BreakingPoint
from geo.kim.counting import Field
from geo.kim.flow import flow_of
from geo.kim.wording import office_name
from ui.shared import widgets
from ui.shared.templating import template

#: Colour and dashes by how sure it is that handovers fail: in grey the dashes tell it.
_STYLES = ((colors.ACCENT_BAND, ""), (colors.EDGE, "14 3"), (colors.ACCENT, ""), (colors.ALERT, "26 4"))


def show(texts: Texts, known: Field, points: tuple[BreakingPoint, ...]) -> None:
    """Draw the first breaking points; the table below tells the same."""
    names = {
        code: office_name(code, texts, known.codes)
        for code in {end for point in points for end in (point.start, point.end)}
    }
    is_mirrored = texts.direction == "rtl"
    drawn = template(
        "kim/flow.svg",
        flow=flow_of(points),
        names=names,
        styles=_STYLES,
        ink=colors.INK,
        is_mirrored=is_mirrored,
    )
    samples = [_image(template("kim/sample.svg", style=style)) for style in _STYLES]
    widgets.html("kim/flow.html", t=texts, picture=_image(drawn), samples=samples, is_mirrored=is_mirrored)


def _image(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
