"""The state's list of houses: read in any of its forms, the district's kept, bad rows told, the old list safe."""

import os
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from geo.cli.checks import check_houses
from geo.errors import DataError
from geo.i18n.catalogues import whole_languages
from geo.places.official_addresses import (
    House,
    ImportReport,
    OfficialHouses,
    houses_path,
    houses_stamp,
    import_houses,
    open_houses,
    remove_houses,
)
from geo.settings import PROJECT_ROOT, Settings, load_settings
from geo.upkeep.opening import load_sources, make_geocoder
from tests.gebref_kit import MadeUp, elsewhere, line, write

DAY = date(2026, 8, 1)
HOUSE = MadeUp()  # Lessingstraße 12, Marl


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"KARTE_VAR": str(tmp_path / "var")})


def load(settings: Settings, file: Path) -> ImportReport:
    return import_houses(file, settings, today=DAY)


def load_rows(settings: Settings, rows: Iterable[str | MadeUp]) -> ImportReport:
    file = settings.var.parent / "gebref.txt"
    texts = [row if isinstance(row, str) else line(row) for row in rows]
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return load(settings, file)


def kept(settings: Settings) -> OfficialHouses:
    houses = open_houses(settings.var)
    assert houses is not None
    return houses


def test_house_comes_out_with_its_point_and_the_list_tells_its_origin(settings: Settings) -> None:
    report = load_rows(settings, [HOUSE, replace(HOUSE, number="14", letter="a", date="2026-06-01")])

    houses = kept(settings)
    assert [h.number for h in houses.houses("Marl", "lessingstr")] == ["12", "14a"]
    assert houses.houses("Marl", "lessingstr")[0] == House(
        "Lessingstraße", "12", "00001", "A", pytest.approx(7.05, abs=0.01), pytest.approx(51.66, abs=0.01)
    )
    about = houses.about
    assert (about.date, about.licence, about.houses, about.streets) == ("2026-07-01", "dl-de/zero-2-0", 2, 1)
    assert (about.cities, about.imported_on, len(about.sha256)) == ({"Marl": 2}, "2026-08-01", 64)
    assert (report.rows, report.kept, report.bad, report.crs) == (2, 2, 0, (25832,))


@pytest.mark.parametrize("crs", [25832, 4647])
@pytest.mark.parametrize("comma", [True, False])
@pytest.mark.parametrize(("name", "bom"), [("gebref.txt", True), ("gebref.txt", False), ("gebref.zip", True)])
def test_every_form_of_the_file_gives_the_same_house(
    settings: Settings, tmp_path: Path, crs: int, comma: bool, name: str, bom: bool
) -> None:
    plain = load_rows(settings, [HOUSE])
    expected = kept(settings).houses("Marl", "lessingstr")

    report = load(settings, write(tmp_path / name, [HOUSE], bom=bom, crs=crs, comma=comma))

    assert kept(settings).houses("Marl", "lessingstr") == expected
    assert (report.kept, report.crs, plain.crs) == (1, (crs,), (25832,))


def test_only_houses_of_the_district_are_kept(settings: Settings) -> None:
    report = load_rows(
        settings,
        [
            *elsewhere(50),
            HOUSE,
            replace(HOUSE, ags="05562020", city="Herten", east_m=371_000.0, north_m=5_718_000.0),
        ],
    )

    assert (report.rows, report.elsewhere, report.kept) == (52, 50, 2)
    assert kept(settings).about.cities == {"Herten": 1, "Marl": 1}


@pytest.mark.parametrize(
    "parts", [("05", "5", "62", "024"), ("5", "5", "62", "24"), ("05", "055", "05562", "05562024")]
)
def test_key_of_the_city_is_understood_in_parts_whole_and_without_zeros(
    settings: Settings, parts: tuple[str, ...]
) -> None:
    cells = line(HOUSE).split(";")
    cells[3], cells[5], cells[7], cells[9] = parts

    assert load_rows(settings, [";".join(cells)]).kept == 1


@pytest.mark.parametrize(
    ("column", "place", "value", "allowed"),
    [
        ("qua", 2, "X", "one of: A, B, C"),
        ("str", 14, "", "the name of a street"),
        ("hnr", 15, "zwölf", "a house number"),
        ("hnr", 15, "0", "a house number"),
        ("adz", 16, "eine lange Beschreibung", "at most 10 letters"),
        ("ostwert", 18, "365 km", "metres of UTM zone 32"),
        ("ostwert", 18, "33365000,0", "metres of UTM zone 32"),
        ("nordwert", 19, "nan", "metres north"),
        ("ostwert", 18, "380000.000", "a point in Marl"),
        ("gmdschl", 9, "999", "a city of the district: 05562004, 05562008"),
        ("gmdschl", 9, "abc", "in digits"),
    ],
)
def test_bad_row_is_left_out_and_told(
    settings: Settings, column: str, place: int, value: str, allowed: str
) -> None:
    cells = line(HOUSE).split(";")
    cells[place] = value
    good = [replace(HOUSE, number=str(number)) for number in range(1, 4)]

    report = load_rows(settings, [good[0], ";".join(cells), *good[1:]])

    assert (report.kept, report.bad) == (3, 1)
    (problem,) = report.problems
    assert (problem.file, problem.row, problem.column) == ("gebref.txt", 2, column)
    assert value in problem.value or column == "ostwert"
    assert allowed in problem.expectation


def test_rows_of_another_length_are_told_and_many_bad_rows_only_counted(settings: Settings) -> None:
    good = [replace(HOUSE, number=str(number)) for number in range(1, 101)]

    report = load_rows(settings, [*good, *(["N;DENW;A"] * 30), "x" * 10_000])

    assert (report.kept, report.bad, len(report.problems)) == (100, 31, 20)
    assert report.problems[0].expectation == "21 cells, 3 found"
    assert (report.problems[0].row, report.problems[0].value) == (101, "N;DENW;A")


@pytest.mark.parametrize(
    ("content", "expectation"),
    [
        (b"", "21 columns parted by semicolons"),
        (b"street,number\nLessingstr,12\n", "21 columns parted by semicolons"),
        (b"\x00\xff" * 500_000, "21 columns parted by semicolons"),
        (b"PK\x05\x06" + b"\x00" * 18, "a zip file that holds one gebref.txt"),
        ("\n".join(line(one) for one in elsewhere(30)).encode(), "houses of Kreis Recklinghausen"),
        (line(HOUSE).encode("latin-1") + b"\n", "houses of Kreis Recklinghausen"),
    ],
)
def test_other_files_are_refused_and_the_old_list_stays(
    settings: Settings, tmp_path: Path, content: bytes, expectation: str
) -> None:
    load_rows(settings, [HOUSE])
    other = tmp_path / "other.txt"
    other.write_bytes(content)

    with pytest.raises(DataError, match=expectation):
        load(settings, other)

    assert kept(settings).about.houses == 1
    assert list(settings.var.glob("*.tmp")) == []


def test_missing_file_is_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gebref.txt.*No such file"):
        load(settings, tmp_path / "gebref.txt")


def test_file_of_which_most_rows_are_bad_is_refused(settings: Settings) -> None:
    bad = [replace(HOUSE, number="x")] * 5

    with pytest.raises(DataError, match="more good rows than bad ones: 1 good, 5 bad"):
        load_rows(settings, [HOUSE, *bad])


def test_house_that_stands_twice_keeps_its_better_point(settings: Settings) -> None:
    weak = replace(HOUSE, quality="C", east_m=HOUSE.east_m + 40)

    report = load_rows(settings, [weak, HOUSE, weak])

    (house,) = kept(settings).houses("Marl", "lessingstr")
    assert (house.quality, report.kept, report.doubles) == ("A", 1, 2)


def test_new_list_replaces_the_old_one_as_a_whole(settings: Settings) -> None:
    load_rows(settings, [HOUSE])
    before = kept(settings)

    load_rows(settings, [replace(HOUSE, street="Goethestraße")])

    assert list(kept(settings).streets("Marl").values()) == ["Goethestraße"]
    assert [h.number for h in before.houses("Marl", "lessingstr")] == [
        "12"
    ]  # who reads goes on with the old one


def test_removed_list_is_gone(settings: Settings) -> None:
    load_rows(settings, [HOUSE])

    assert remove_houses(settings.var)
    assert not remove_houses(settings.var)
    assert open_houses(settings.var) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"no database at all, but long enough to be looked at", b"SQLite format 3\x00" + b"\x00" * 200],
)
def test_broken_list_says_how_to_mend_it(settings: Settings, content: bytes) -> None:
    settings.var.mkdir()
    houses_path(settings.var).write_bytes(content)

    with pytest.raises(DataError, match="import them again: python -m geo gazetteer import FILE"):
        open_houses(settings.var)


def test_damage_inside_the_file_is_found_when_it_is_opened(settings: Settings) -> None:
    load_rows(settings, [replace(HOUSE, number=str(n % 500 + 1), code=str(n // 500)) for n in range(3000)])
    kept(settings).close()
    path = houses_path(settings.var)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 4096] = b"\xff" * 4096
    path.write_bytes(content)

    with pytest.raises(DataError, match="import them again"):
        open_houses(settings.var)


def test_damaged_list_is_told_and_does_not_keep_the_app_from_starting(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    load_rows(settings, [HOUSE])
    with_list = make_geocoder(settings).geocode("Lessingstraße 12, Marl")
    sound = check_houses(settings)
    houses_path(settings.var).write_bytes(b"not a database")

    without = make_geocoder(settings).geocode("Lessingstraße 12, Marl")

    assert (with_list.precision, sound) == ("house", [])
    assert without.is_found
    assert "going on without the official addresses" in caplog.text
    assert [problem.file for problem in check_houses(settings)] == ["official_addresses.sqlite3"]


def test_folder_that_takes_no_writes_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")
    settings = load_settings({"KARTE_VAR": str(tmp_path / "var")})

    with pytest.raises(DataError, match="a folder that takes the file"):
        load_rows(settings, [HOUSE])


KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from geo.places.official_addresses import import_houses
from geo.settings import load_settings

def die(done, total):
    if done >= 2:
        os.kill(os.getpid(), signal.SIGKILL)

import_houses(Path(sys.argv[1]), load_settings(), today=date(2026, 8, 1), progress=die)
"""


def test_import_that_is_killed_leaves_the_old_list(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_rows(settings, [HOUSE])
    large = write(
        tmp_path / "large.txt",
        (
            replace(HOUSE, street="Goethestraße", number=str(n % 999 + 1), code=str(n // 999))
            for n in range(16_000)
        ),
    )
    monkeypatch.setenv("KARTE_VAR", str(settings.var))

    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(large)], cwd=PROJECT_ROOT, timeout=60, check=False
    )

    assert ended.returncode == -signal.SIGKILL
    assert list(kept(settings).streets("Marl").values()) == ["Lessingstraße"]
    assert load(settings, large).kept == 16_000  # and the next one is not hindered


def test_what_a_killed_import_left_is_swept_away_a_day_later(settings: Settings) -> None:
    load_rows(settings, [HOUSE])
    path = houses_path(settings.var)
    old, young = (path.with_name(f"{path.name}.{pid}.tmp") for pid in ("1", "2"))
    for draft in (old, young):
        draft.write_bytes(b"half")
    os.utime(old, (0, 0))

    load_rows(settings, [HOUSE])

    assert (old.exists(), young.exists()) == (False, True)


def test_large_file_is_read_in_bounded_memory(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "gebref.txt"
    with file.open("w", encoding="utf-8") as out:
        block = "".join(line(house) + "\n" for house in elsewhere(2000))
        out.writelines(block for _ in range(40))
        out.write(line(HOUSE) + "\n")
    megabytes: list[int] = []

    tracemalloc.start()
    report = import_houses(file, settings, today=DAY, progress=lambda done, _: megabytes.append(done))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    size = file.stat().st_size
    assert size > 11_000_000
    assert (report.rows, report.kept) == (80_001, 1)
    assert peak < 6_000_000
    assert (megabytes[-1], megabytes == sorted(megabytes)) == (size // 1_000_000, True)


def test_row_without_end_is_read_in_bounded_memory(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "gebref.txt"
    file.write_text(
        line(HOUSE) + "\n" + "x" * 15_000_000 + "\n" + line(replace(HOUSE, number="13")) + "\n",
        encoding="utf-8",
    )

    tracemalloc.start()
    report = load(settings, file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (report.kept, report.bad, report.problems[0].expectation) == (2, 1, "a shorter row")
    assert peak < 7_000_000


def test_stamp_changes_with_the_list(settings: Settings) -> None:
    stamps = [houses_stamp(settings.var)]
    for _ in range(2):
        load_rows(settings, [HOUSE])
        stamps.append(houses_stamp(settings.var))

    assert stamps[0] == ""
    assert len(set(stamps)) == 3


def test_list_is_named_among_the_sources_in_every_language(settings: Settings) -> None:
    without = load_sources(settings)
    report = load_rows(settings, [HOUSE])

    sources = load_sources(settings)

    assert "official_addresses" not in {source.id for source in without.sources}
    named = sources.sources[-1]
    assert (named.id, named.title, named.date) == (
        "official_addresses",
        "Gebäudereferenzen NRW",
        "2026-07-01",
    )
    assert set(named.limits) == set(whole_languages(settings.district.languages))
    assert report.about is not None
    assert sources.checksums["gebref.txt"] == report.about.sha256
