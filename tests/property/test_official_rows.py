"""Laws of the state's list: what is written is read back, and no bytes bring the reader down."""

import string
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import DataError
from geo.places.address import clean_text
from geo.places.official_addresses import import_houses, open_houses
from geo.places.official_addresses.row import OfficialRow, ags_of, parse_row
from geo.settings import load_settings
from tests.gebref_kit import MadeUp, line

LETTERS = string.ascii_letters + "äöüßéÄÖÜ -.'"
names = st.text(LETTERS, min_size=1, max_size=60).map(clean_text).filter(bool)
metres = st.integers(0, 999).map(lambda thousandths: thousandths / 1000)


@settings(deadline=None)
@given(
    street=names,
    number=st.integers(1, 9999),
    letter=st.sampled_from(["", "a", "Z"]),
    quality=st.sampled_from("ABC"),
    east=st.integers(280_000, 540_000),
    north=st.integers(5_570_000, 5_830_000),
    rest=metres,
    crs=st.sampled_from([25832, 4647]),
    comma=st.booleans(),
)
def test_what_is_written_is_read_back(
    street: str,
    number: int,
    letter: str,
    quality: str,
    east: int,
    north: int,
    rest: float,
    crs: int,
    comma: bool,
) -> None:
    house = MadeUp(street, str(number), letter, east + rest, north + rest, quality)

    cells = line(house, crs=crs, comma=comma).split(";")
    found = parse_row(cells, ags=ags_of([cell.encode() for cell in cells]))

    assert isinstance(found, OfficialRow)
    assert (found.ags, found.street, found.number) == ("05562024", street, f"{number}{letter.lower()}")
    assert (found.quality, found.crs, found.date) == (quality, crs, "2026-07-01")
    assert abs(found.east_m - house.east_m) < 0.002
    assert abs(found.north_m - house.north_m) < 0.002


@settings(max_examples=60, deadline=None)
@given(junk=st.binary(max_size=400), rows=st.integers(0, 3), place=st.integers(0, 500))
def test_no_bytes_bring_the_reader_down(junk: bytes, rows: int, place: int) -> None:
    """Bytes anywhere in the file: it is read, or refused with a reason; nothing else happens."""
    good = "".join(line(replace(MadeUp(), number=str(n + 1))) + "\n" for n in range(rows)).encode()
    content = good[:place] + junk + good[place:]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "gebref.txt"
        file.write_bytes(content)
        configured = load_settings({"KARTE_VAR": folder})

        try:
            report = import_houses(file, configured, today=date(2026, 8, 1))
        except DataError:
            assert open_houses(Path(folder)) is None
        else:
            found = open_houses(Path(folder))
            assert found is not None
            assert report.kept == found.about.houses > 0
            found.close()
