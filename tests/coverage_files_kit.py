"""An answer about the line of cells, and files made of it that are read again."""

import csv
import io
from dataclasses import replace

from openpyxl import load_workbook

from geo.district.sources import DataSource
from geo.exchange import coverage_files
from geo.i18n import load_texts
from geo.places.naming import Namer
from geo.planning.answer import answer
from geo.planning.weighed_gaps import Weights
from tests.find_kit import tiny_taxonomy
from tests.planning_kit import METRES, SOURCES, line_world

EN = load_texts("en")
NO_ENTRY = EN("coverage.no_entry")
MODELLED = EN("coverage.modelled")
BOUNDARIES = DataSource("boundaries", "Borders", "Office", "", "free", "© Borders", {}, ())


def answered(question=METRES, **world):
    """Answer a question about the line."""
    return answer(line_world(namer=Namer([]), **world), question)


def answered_by_needs():
    """Answer it with gaps by needs: 60 counted in one city, 10 in the other."""
    weights = Weights({"A": 60, "B": 10}, {"A": 0.4, "B": 0.04}, ("2026-Q2", "2026-Q3"))
    return replace(answered(), weights=weights)


def about(found=None, /, *, texts=EN, **options):
    """Tell what stands beside the figures in every file."""
    told = {
        "taxonomy": tiny_taxonomy(),
        "title": "60% reach an offer.",
        "detail": "40% is certain.",
    } | options
    return coverage_files.describe(found or answered(), [*SOURCES.sources, BOUNDARIES], texts, **told)


def rows_of(raw):
    """Read a CSV."""
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def book_of(raw):
    """Read a workbook."""
    return load_workbook(io.BytesIO(raw))
