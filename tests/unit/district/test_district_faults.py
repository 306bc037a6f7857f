"""A district that is not in order is told by file, key or row, value and what is allowed; the cause comes first."""

from pathlib import Path

import pytest

from geo.cli import main
from geo.cli.checks import check_all
from geo.errors import Problem, SettingsError
from geo.settings import load_district, load_settings
from tests.district_kit import environment, make_district, trust


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """Return the file of a district that a test may damage."""
    return make_district(tmp_path / "land")


def change(path: Path, old: str, new: str) -> None:
    """Change one place of a file."""
    content = path.read_text(encoding="utf-8")
    assert content.count(old) >= 1
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def problems_of(district: Path) -> list[Problem]:
    return check_all(load_settings(environment(district, district.parent / "var")))


# --- the district file -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"de", "en"', '"de", "xx"', r"district\.languages = 'xx': .*locale/ \(ar, bg, .*\).* expected"),
        ('"de", "en"', '"de", "de"', r"district\.languages = \['de', 'de'\]: .*each once"),
        ('["de", "en"]', '"de"', r"district\.languages = 'de': .*in a list"),
        ("25833", '"25833"', r"district\.metric_crs = '25833': the EPSG code of a system in metres"),
        ('ags = "12099"', "ags = 12099", r"district\.ags = 12099: two to eight digits, in quotes"),
        ('ags = "12099"', 'ags = "LK ML"', r"district\.ags = 'LK ML': two to eight digits"),
        ('country = "DE"', 'country = "Germany"', r"district\.country = 'Germany': two capital letters"),
        ("Europe/Berlin", "Europa/Berlin", r"district\.timezone = 'Europa/Berlin': a zone such as"),
        ('name = "Landkreis Musterland"', 'name = ""', r"district\.name = '': a name"),
        ('name = "Landkreis Musterland"\n', "", "lacks 'name'"),
        ("offers = ", "angebote = ", r"files\.angebote = .*: one of the keys boundaries, .*offers, taxonomy"),
        ('"daten/offers.csv"', "7", r"files\.offers = 7: the name of a file"),
        ("[files]", '[attribution]\nfr = "x"\n[files]', r"attribution\.fr = 'x': .*\(de, en\)"),
        ("[files]", '[examples]\nstreet = "x"\n[files]', r"street"),
        ('"Europe/Berlin"', '"Europe/Berlin"\npeople_model = "x"', r"people_model = 'x': census_2011_2022"),
    ],
)
def test_a_value_that_cannot_be_is_told_with_file_key_and_what_is_allowed(
    district: Path, old: str, new: str, told: str
) -> None:
    change(district, old, new)

    with pytest.raises(SettingsError, match=rf"musterland\.toml: .*{told}"):
        load_district(district)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("4326", "a system in metres such as 25832 expected, EPSG:4326 (WGS 84) counts in degree"),
        ("99999", "a system in metres such as 25832 expected, there is none with the code EPSG:99999"),
    ],
)
def test_a_system_without_metres_is_told_by_check_and_by_every_command(
    district: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], code: str, told: str
) -> None:
    change(district, "25833", code)
    monkeypatch.setenv("KARTE_DISTRICT", str(district))
    monkeypatch.setenv("KARTE_VAR", str(district.parent / "var"))

    (problem,) = problems_of(district)
    exit_code = main(["find", "--topic", "courses"])

    assert str(problem) == f"musterland.toml, district.metric_crs '{code}': {told}"
    assert (exit_code, capsys.readouterr().err) == (
        1,
        f"error: {district}: district.metric_crs = {code}: {told}\n",
    )


def test_a_system_made_for_elsewhere_is_told_with_one_that_fits(district: Path) -> None:
    change(district, "25833", "2100")  # of Greece

    (problem,) = problems_of(district)

    assert (problem.file, problem.column, problem.value) == ("musterland.toml", "district.metric_crs", "2100")
    assert problem.expectation == "a system made for where the cities lie (13.73 51.48), such as 32633"


@pytest.mark.parametrize("name", ["boundaries", "settlement", "cities", "population", "addresses", "sources"])
def test_a_file_it_must_name_and_does_not_is_told_by_its_key(tmp_path: Path, name: str) -> None:
    district = make_district(tmp_path / "land", without=[name])

    (problem,) = problems_of(district)

    assert (problem.file, problem.column) == ("musterland.toml", f"files.{name}")
    assert f"{name} = " in problem.expectation


# --- its files ---------------------------------------------------------------------------------------------------


def test_a_label_that_a_language_lacks_is_told_before_any_checksum(district: Path) -> None:
    change(district, '"de", "en"', '"de", "en", "ar"')
    taxonomy = district.parent / "daten" / "taxonomy.toml"
    change(taxonomy, "Deutschkurs", "Deutsch")  # and so its checksum is wrong, too

    problems = problems_of(district)

    assert str(problems[0]) == (
        "taxonomy.toml, row 1, groups.labels.ar 'learning': "
        "a label in this language expected: the district file names it"
    )
    assert {problem.file for problem in problems} == {"taxonomy.toml", "sources.toml"}
    assert not any("SHA-256" in problem.expectation for problem in problems)


def test_what_a_source_is_worth_is_needed_in_every_language(district: Path) -> None:
    change(district.parent / "daten" / "sources.toml", "limits.en", "limits.fr")

    (problem,) = problems_of(district)

    assert (problem.file, problem.row, problem.column) == ("sources.toml", 1, "limits.en")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("cities.csv", "12099001", "", "cities.csv, row 2, ags '': must not be empty"),
        ("cities.csv", "12099001", "12099", "cities.csv, row 2, ags '12099': eight digits expected"),
        ("cities.geojson", '"ags": "12099001"', '"id": "1"', "cities.geojson, row 1, ags"),
        ("cities.csv", "Musterstadt A", "Musterstadt Z", "cities.csv, name 'Musterstadt A, Musterstadt Z'"),
        (
            "offers.csv",
            ",courses,",
            ",language,",
            "offers.csv, row 2, topics 'language': 'language' is not one",
        ),
        (
            "wordings.csv",
            "parents",
            "families",
            "wordings.csv, target_groups 'Mütter und Väter: families': one of: all_people, parents",
        ),
        ("stations.csv", "lon", "x", "stations.csv, row 1, lon '': column is missing"),
    ],
)
def test_a_fault_in_a_file_is_told_with_its_place(
    district: Path, file: str, old: str, new: str, told: str
) -> None:
    change(district.parent / "daten" / file, old, new)
    trust(district.parent)

    assert str(problems_of(district)[0]).startswith(told)


@pytest.mark.parametrize("name", ["taxonomy.toml", "offers.csv", "cities.geojson", "neighbours.geojson"])
def test_a_file_that_is_not_there_is_named_once(district: Path, name: str) -> None:
    (district.parent / "daten" / name).unlink()

    told = [problem for problem in problems_of(district) if problem.file == name]

    assert len(told) == 1
    assert "read" in told[0].expectation


def test_a_changed_file_that_is_in_order_is_told_by_its_checksum(district: Path) -> None:
    change(district.parent / "daten" / "offers.csv", "am Abend", "am Mittag")

    (problem,) = problems_of(district)

    assert (problem.file, "SHA-256" in problem.expectation) == ("offers.csv", True)


@pytest.mark.parametrize("command", [["find"], ["coverage"], ["site"]])
def test_a_command_says_the_same_in_one_line_and_ends_with_1(
    district: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    change(district, "taxonomy = ", "# ")
    monkeypatch.setenv("KARTE_DISTRICT", str(district))
    monkeypatch.setenv("KARTE_VAR", str(district.parent / "var"))

    code = main(command)

    said = capsys.readouterr().err.splitlines()[-1]
    assert code == 1
    assert said == f"error: {district}: files.taxonomy is missing: the name of a file expected"
