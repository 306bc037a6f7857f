"""Slides for the network meeting, as values that screen, PPTX and PDF share."""

from geo.presenting.slides.changes import changes_table
from geo.presenting.slides.make import make_slides, slides_of_kind
from geo.presenting.slides.values import Bar, Bars, Cell, Picture, Slide, Table

__all__ = [
    "Bar",
    "Bars",
    "Cell",
    "Picture",
    "Slide",
    "Table",
    "changes_table",
    "make_slides",
    "slides_of_kind",
]
