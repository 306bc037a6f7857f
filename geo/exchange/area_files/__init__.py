"""Areas that somebody brings along (Sozialräume, quarters, postcodes): GeoPackage, GeoJSON or a table with WKT."""

from geo.exchange.area_files.reading import MOST_AREAS, read_areas

__all__ = ["MOST_AREAS", "read_areas"]
