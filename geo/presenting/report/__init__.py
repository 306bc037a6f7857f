"""Reports to take along: slides as PPTX, slides and city sheets as tagged PDF."""

from geo.presenting.report.city_sheet import city_sheet
from geo.presenting.report.pdf import to_pdf
from geo.presenting.report.pptx import to_pptx

__all__ = ["city_sheet", "to_pdf", "to_pptx"]
