"""A district with one language and only the files it needs: all else is left out, or made from what is there."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.cli import main
from geo.cli.checks import check_all
from geo.district.base_shapes import load_base_map
from geo.district.boundaries import load_shapes
from geo.exchange.importing import Workbench
from geo.settings import OPTIONAL_FILES, load_district, load_settings
from tests.app_kit import html_of
from tests.district_app_kit import of_another, opened, serving
from tests.district_kit import CITIES, make_district
from tests.publish_kit import json_in


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Make the district once; gives its file."""
    path = make_district(tmp_path_factory.mktemp("land") / "kreis", languages=("de",), without=OPTIONAL_FILES)
    with serving(path):
        yield path


def test_nothing_is_wrong_with_it(made: Path) -> None:
    assert check_all(load_settings()) == []


def test_its_outline_is_that_of_its_cities(made: Path, tmp_path: Path) -> None:
    base = load_base_map(load_district(made))

    whole = load_shapes(make_district(tmp_path / "whole").parent / "daten" / "outline.geojson")
    assert base.neighbours.empty
    assert base.stations.empty
    assert base.outline.geometry[0].symmetric_difference(whole.geometry[0]).area < 1e-5


def test_an_address_is_found_and_a_postcode_is_not_known(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [main(["geocode", "Musterweg 3, Musterstadt B"]), main(["geocode", "03992"])]

    house, postcode = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert codes[0] == 0
    assert (house["precision"], postcode["precision"]) == ("house", "none")


def test_the_published_page_speaks_one_language_and_shows_its_first_city(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["publish", "--out", str(tmp_path)]) == 0

    content = json_in((tmp_path / "integrationskarte.html").read_text(encoding="utf-8"), "content")
    texts = content["catalogues"]["de"]["texts"]
    assert tuple(content["catalogues"]) == ("de",)
    assert "Bahnhof" not in texts["legend.base"]
    assert CITIES[0].name in texts["find.where_example"]
    assert content["contacts"] == {}


def test_words_that_mean_what_it_does_not_have_are_unknown_to_an_import(made: Path) -> None:
    bench = Workbench(load_settings())

    meant = {group for groups in bench.vocabulary.target_groups.values() for group in groups}
    assert meant <= set(bench.taxonomy.target_groups)
    assert bench.vocabulary.groups("Alleinerziehende") is None  # of the shipped table, which means families


def test_a_city_sheet_is_written_without_a_contact(made: Path, tmp_path: Path) -> None:
    assert main(["report", "--out", str(tmp_path / "c.pdf"), "--city", "Musterstadt C"]) == 0

    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("name", ["find", "coverage", "present", "about"])
def test_every_page_runs_on_it(made: Path, name: str) -> None:
    assert of_another(html_of(opened(name, "de"))) == []
