"""Files to take away: tables, cells and gaps as bytes, each with its method, parameters and the age of its data.

Field names are those of the command line's JSON in every file for machines (CSV, GeoJSON, GeoPackage); the Excel file
is for people and has its headings in their language. The same answer gives the same bytes, whenever it is asked for.
"""

from geo.exchange.coverage_files.about import About, describe, describe_isochrones, describe_matrix
from geo.exchange.coverage_files.matrix import matrix_csv, matrix_xlsx
from geo.exchange.coverage_files.names import file_name
from geo.exchange.coverage_files.shapes import (
    cells_frame,
    gaps_frame,
    to_geojson,
    to_geopackage,
    with_area,
)
from geo.exchange.coverage_files.tables import areas_csv, cities_csv
from geo.exchange.coverage_files.workbook import coverage_xlsx

__all__ = [
    "About",
    "areas_csv",
    "cells_frame",
    "cities_csv",
    "coverage_xlsx",
    "describe",
    "describe_isochrones",
    "describe_matrix",
    "file_name",
    "gaps_frame",
    "matrix_csv",
    "matrix_xlsx",
    "to_geojson",
    "to_geopackage",
    "with_area",
]
