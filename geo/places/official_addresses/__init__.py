"""The official addresses of the district: every house with its point, imported from the state's file."""

from geo.places.official_addresses.files import (
    About,
    House,
    OfficialHouses,
    houses_path,
    houses_stamp,
    open_houses,
    remove_houses,
)
from geo.places.official_addresses.importing import ImportReport, import_houses

__all__ = [
    "About",
    "House",
    "ImportReport",
    "OfficialHouses",
    "houses_path",
    "houses_stamp",
    "import_houses",
    "open_houses",
    "remove_houses",
]
