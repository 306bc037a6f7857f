"""The register of charging points, as it is published: only addresses of the district with a point in their city."""

from pathlib import Path

import pytest

from geo.errors import DataError
from geo.places.address import parse_address
from geo.places.gazetteer import load_gazetteer
from geo.places.gazetteer.chargers import import_chargers
from geo.places.gazetteer.kept import kept_path, kept_stamp, load_kept, remove_kept
from geo.settings import Settings, load_settings

TITLES = (
    "Ladesäulenregister der Bundesnetzagentur;;;;\n"
    "Stand: 01.11.2026;;;;\n"
    '"Die Veröffentlichung erfolgt mit Zustimmung; ohne Gewähr";;;;\n'
    "\n"
)
HEADING = (
    "Betreiber;Status;Straße;Hausnummer;Adresszusatz;Postleitzahl;Ort;Kreis/kreisfreie Stadt;Bundesland;"
    "Breitengrad;Längengrad;Inbetriebnahmedatum\n"
)
RECKLINGHAUSEN = (51.6140, 7.1980)
MARL = (51.6567, 7.0904)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"KARTE_VAR": str(tmp_path / "var")})


def row(
    street: str, number: str, city: str, at: tuple[float, float], *, county: str = "Kreis Recklinghausen"
) -> str:
    lat, lon = (f"{value:.6f}".replace(".", ",") for value in at)
    return f"Stadtwerke;In Betrieb;{street};{number};;45657;{city};{county};Nordrhein-Westfalen;{lat};{lon};01.02.2020\n"


def register(tmp_path: Path, *rows: str, heading: str = HEADING, encoding: str = "cp1252") -> Path:
    path = tmp_path / "Ladesaeulenregister.csv"
    path.write_bytes((TITLES + heading + "".join(rows)).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
def test_addresses_of_the_district_are_kept_and_found(
    tmp_path: Path, settings: Settings, encoding: str
) -> None:
    path = register(
        tmp_path,
        row("Prüfstraße", "12 a", "Recklinghausen", RECKLINGHAUSEN),
        row("Prüfstraße", "12a", "Recklinghausen", RECKLINGHAUSEN),  # the next pole of the same place
        row("Musterweg", "ohne", "Marl", MARL),
        row("Domplatz", "1", "Köln", (50.9413, 6.9583), county="Kreisfreie Stadt Köln"),
        row("Dorfstraße", "3", "Marl", (52.49, 8.39), county="Landkreis Diepholz"),  # another Marl
        encoding=encoding,
    )

    report = import_chargers(path, settings)

    assert (report.rows, report.kept, report.known, report.elsewhere, report.bad) == (5, 2, 1, 2, 0)
    assert report.cities == {"Recklinghausen": 1, "Marl": 1}
    gazetteer = load_gazetteer(settings.district, more=load_kept(settings.var))
    found = gazetteer.find(
        parse_address("Prüfstr. 12a, Recklinghausen", cities=gazetteer.cities),
        today=settings.district.today(),
    )
    assert (found.precision, found.lat, found.lon) == ("house", *RECKLINGHAUSEN)
    assert "Bundesnetzagentur" in found.source


def test_bad_rows_are_told_and_left_out(tmp_path: Path, settings: Settings) -> None:
    good = [row("Prüfstraße", str(n), "Recklinghausen", RECKLINGHAUSEN) for n in range(1, 6)]
    path = register(
        tmp_path,
        *good,
        row("Weg", "1", "Marl", RECKLINGHAUSEN),  # in another city
        row("Weg", "2", "Marl", (0.0, 0.0)),
        row("", "3", "Marl", MARL),
        row("Weg", "4", "Marl", MARL).replace("51,656700", "51.65.67"),
    )

    report = import_chargers(path, settings)

    assert (report.kept, report.bad) == (5, 4)
    first = 4 + 1 + len(good) + 1
    assert [(p.row, p.column) for p in report.problems] == [
        (first, "Breitengrad"),
        (first + 1, "Breitengrad"),
        (first + 2, "Straße"),
        (first + 3, "Breitengrad"),
    ]


def test_a_shipped_address_stays_as_it_is(tmp_path: Path, settings: Settings) -> None:
    shipped = next(
        a for a in load_gazetteer(settings.district)._addresses if a.endswith("Recklinghausen") and " 1" in a
    )
    street, _, number = shipped.removesuffix(", Recklinghausen").rpartition(" ")
    path = register(tmp_path, row(street, number, "Recklinghausen", RECKLINGHAUSEN))

    report = import_chargers(path, settings)

    assert (report.kept, report.known) == (0, 1)


@pytest.mark.parametrize(
    ("text", "expectation"),
    [
        ("no register at all\n", "a heading with Straße, Hausnummer"),
        (TITLES + HEADING.replace("Breitengrad", "Breite"), "a heading with Straße, Hausnummer"),
        (TITLES + HEADING, "addresses of Kreis Recklinghausen"),
        (
            TITLES + HEADING + row("Weg", "1", "Marl", (0.0, 0.0)) * 2,
            "addresses of Kreis Recklinghausen",
        ),
    ],
)
def test_what_is_no_register_of_the_district_is_refused_and_nothing_written(
    tmp_path: Path, settings: Settings, text: str, expectation: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode("cp1252"))

    with pytest.raises(DataError) as caught:
        import_chargers(path, settings)

    assert expectation in caught.value.problems[0].expectation
    assert not kept_path(settings.var).exists()


def test_a_later_register_replaces_the_earlier_one(tmp_path: Path, settings: Settings) -> None:
    import_chargers(register(tmp_path, row("Weg", "1", "Marl", MARL)), settings)
    before = kept_stamp(settings.var)
    import_chargers(register(tmp_path, row("Weg", "2", "Marl", MARL)), settings)

    assert [a.house_number for a in load_kept(settings.var)] == ["2"]
    assert kept_stamp(settings.var) != before
    assert remove_kept(settings.var)
    assert (load_kept(settings.var), kept_stamp(settings.var)) == ((), "")


def test_a_damaged_file_is_told(settings: Settings) -> None:
    settings.var.mkdir(parents=True)
    kept_path(settings.var).write_text("street,lon\nWeg,x\n", encoding="utf-8")

    with pytest.raises(DataError):
        load_kept(settings.var)
