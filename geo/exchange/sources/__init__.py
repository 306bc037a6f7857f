"""Read offers from files of others: CSV, Excel, GeoJSON, HSDS 3, Integreat; from a path, an upload or a web address.

What comes out are candidates in our own columns and problems row by row. Nothing is decided or stored here. Whatever
comes in, the only error that leaves is `geo.errors.SourceError`.
"""

from geo.exchange.sources.columns import ColumnMapping, MappingMemory, map_columns, without_running_number
from geo.exchange.sources.integreat import Categories
from geo.exchange.sources.load import FORMATS, Asked, ReadingAids, is_url, load_table, read_files
from geo.exchange.sources.rows import Defaults, read_rows
from geo.exchange.sources.values import Candidate, RawRow, RawTable, Reading
from geo.exchange.sources.wordings import (
    Vocabulary,
    Words,
    make_vocabulary,
    read_categories,
    read_postcodes,
    read_wordings,
    read_words,
)
from geo.fetch import FetchRules

__all__ = [
    "FORMATS",
    "Asked",
    "Candidate",
    "Categories",
    "ColumnMapping",
    "Defaults",
    "FetchRules",
    "MappingMemory",
    "RawRow",
    "RawTable",
    "Reading",
    "ReadingAids",
    "Vocabulary",
    "Words",
    "is_url",
    "load_table",
    "make_vocabulary",
    "map_columns",
    "read_categories",
    "read_files",
    "read_postcodes",
    "read_rows",
    "read_wordings",
    "read_words",
    "without_running_number",
]
