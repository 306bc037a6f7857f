"""Reports to take along: slides as PPTX, a paper as DOCX, slides and city sheets as tagged PDF."""

from geo.presenting.report.city_sheet import city_sheet
from geo.presenting.report.docx import to_docx
from geo.presenting.report.files import DOCX, FORMATS, PDF, PPTX, slides_file
from geo.presenting.report.own_pictures import own_picture
from geo.presenting.report.pdf import to_pdf
from geo.presenting.report.pptx import to_pptx

__all__ = [
    "DOCX",
    "FORMATS",
    "PDF",
    "PPTX",
    "city_sheet",
    "own_picture",
    "slides_file",
    "to_docx",
    "to_pdf",
    "to_pptx",
]
