"""The published page: one self-contained HTML file for residents, and the files that may lie beside it."""

from geo.publish.content import Material, make_content
from geo.publish.document import document
from geo.publish.files import PAGE_NAME, write_files
from geo.publish.gathering import gather
from geo.publish.picture import PICTURE_NAME, picture

__all__ = [
    "PAGE_NAME",
    "PICTURE_NAME",
    "Material",
    "document",
    "gather",
    "make_content",
    "picture",
    "write_files",
]
