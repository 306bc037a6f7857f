"""The local list of addresses, streets, places, postcodes and cities with their points."""

from geo.places.gazetteer.areas import postcodes_of
from geo.places.gazetteer.lookup import SOURCE, Gazetteer, load_gazetteer, no_match
from geo.places.gazetteer.shipped import (
    KnownAddress,
    KnownPlace,
    PeopleCells,
    PostcodePoint,
    Tables,
    read_tables,
)

__all__ = [
    "SOURCE",
    "Gazetteer",
    "KnownAddress",
    "KnownPlace",
    "PeopleCells",
    "PostcodePoint",
    "Tables",
    "load_gazetteer",
    "no_match",
    "postcodes_of",
    "read_tables",
]
