"""Settings: defaults that work, and a clear sentence for what cannot be."""

from dataclasses import replace
from datetime import timedelta

import pytest

from geo.district.operator import operator_pages
from geo.errors import SettingsError
from geo.settings import OPTIONAL_FILES, PROJECT_ROOT, REQUIRED_FILES, load_district, load_settings

MINIMAL = """
[district]
name = "Kreis X"
ags = "01"
country = "DE"
metric_crs = 25832
languages = ["de"]
timezone = "Europe/Berlin"
[files]
offers = "data/offers.csv"
"""


def test_without_any_variable_everything_lies_beside_the_district_file():
    settings = load_settings({})

    assert settings.district.name == "Kreis Recklinghausen"
    assert settings.database_url.startswith("sqlite:///")
    assert settings.provider.kind == "none"


def test_another_district_is_one_file_away(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(MINIMAL, encoding="utf-8")

    settings = load_settings({"KARTE_DISTRICT": str(path), "KARTE_PUBLIC_URL": "https://karte.example/"})

    assert settings.district.files["offers"] == tmp_path / "data" / "offers.csv"
    assert settings.var == tmp_path / "var"
    assert settings.public_url == "https://karte.example"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "district"),
        ("= broken", "cannot be read"),
        (MINIMAL.replace('name = "Kreis X"', ""), "name"),
        (MINIMAL.replace('languages = ["de"]', "languages = []"), "languages"),
        (MINIMAL.replace("25832", '"metres"'), "metres"),
    ],
)
def test_a_broken_district_file_says_what_it_lacks(tmp_path, text, said):
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match=said):
        load_district(path)


def test_a_missing_district_file_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"nowhere\.toml"):
        load_district(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("name", "value"),
    [("KARTE_PROVIDER", "google"), ("KARTE_PROVIDER_TIMEOUT", "soon"), ("KARTE_PROVIDER_PAUSE", "-1")],
)
def test_a_variable_that_cannot_be_is_named(name, value):
    with pytest.raises(SettingsError, match=name):
        load_settings({name: value})


def test_a_background_names_only_its_scheme_and_host_to_the_browser():
    background = load_settings({}).district.backgrounds[1]

    assert background.origin == "https://tile.openstreetmap.org"


@pytest.mark.parametrize("name", [*REQUIRED_FILES, *OPTIONAL_FILES])
def test_every_file_of_a_district_is_described(name):
    told = (PROJECT_ROOT / "docs" / "SETTINGS.md").read_text(encoding="utf-8")

    needed = "yes" if name in REQUIRED_FILES else "no"
    assert f"| `{name}` | {needed}" in told


def test_the_day_is_the_one_where_the_district_lies():
    district = load_settings({}).district
    first, last = (replace(district, timezone=zone) for zone in ("Pacific/Kiritimati", "Pacific/Niue"))

    apart = first.today() - last.today()  # 25 hours: always another day, near midnight the day after the next

    assert timedelta(days=1) <= apart <= timedelta(days=2)


def test_nobody_but_the_settings_asks_the_clock():
    files = [path for room in ("geo", "ui") for path in (PROJECT_ROOT / room).rglob("*.py")]

    asking = [path.name for path in files if "datetime.now(" in path.read_text(encoding="utf-8")]

    assert asking == ["settings.py"]


def test_pages_of_the_operator_are_named_in_order_and_only_real_addresses(tmp_path):
    text = (PROJECT_ROOT / "district.toml").read_text(encoding="utf-8")
    path = tmp_path / "district.toml"

    path.write_text(
        f'{text}\n[operator]\narbitration = "https://a.example"\nimprint = "https://b.example"\n',
        encoding="utf-8",
    )
    assert list(operator_pages(load_district(path))) == ["imprint", "arbitration"]

    for line in ('imprint = "javascript:alert(1)"', 'owner = "https://a.example"'):
        path.write_text(f"{text}\n[operator]\n{line}\n", encoding="utf-8")
        with pytest.raises(SettingsError, match="operator"):
            operator_pages(load_district(path))
