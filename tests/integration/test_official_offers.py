"""The shipped offers with a list in the state's form: every address on its streets becomes exact, without any service.

The list is made here from the addresses of the offers. Its points are SYNTHETIC: random places inside each city.
"""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo.cli import main
from geo.district.boundaries import load_boundaries
from geo.model import Role
from geo.projection import great_circle_m, to_metric
from geo.settings import load_settings
from geo.store import Store
from geo.upkeep.locating import place_of_row, rows_of
from tests.gebref_kit import MadeUp, elsewhere, points_in, write

Run = Callable[..., tuple[int, Any]]
Houses = dict[tuple[str, str, str], tuple[float, float]]


@pytest.fixture
def var(prepared_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the shipped offers, located by what ships."""
    folder = tmp_path / "var"
    shutil.copytree(prepared_var, folder)
    monkeypatch.setenv("KARTE_VAR", str(folder))
    return folder


@pytest.fixture
def run(var: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; gives exit code and what it wrote as JSON."""

    def run_command(*arguments: str) -> tuple[int, Any]:
        code = main(arguments)
        out = capsys.readouterr().out
        return code, json.loads(out) if out.startswith(("{", "null")) else out

    return run_command


def open_var() -> Store:
    return Store.open(load_settings())


def numbers_of(house_number: str) -> list[tuple[str, str]]:
    """Return the houses of a number as the state writes them: `7-9` are two, `5a` has an addition."""
    return [(digits, letter) for digits, letter in re.findall(r"(\d+)([a-zA-Z]?)", house_number)]


def made_up_list(locations: pd.DataFrame) -> tuple[list[MadeUp], Houses]:
    """Make up the houses of all addresses with a number, each at a random point of its city."""
    boundaries = load_boundaries(load_settings().district.files["boundaries"])
    areas = dict(zip(boundaries["name"], boundaries.geometry, strict=True))
    ags = {name: str(key) for key, name in boundaries["name"].items()}
    numbered = locations[locations["house_number"].ne("")]
    houses, truth = [], {}
    for city, rows in numbered.groupby("city"):
        wanted = {
            (row["street"], *number): None
            for _, row in rows.iterrows()
            for number in numbers_of(row["house_number"])
        }
        points = points_in(areas[city], len(wanted), seed=len(wanted))
        codes = {street: f"{code:05d}" for code, street in enumerate(sorted(rows["street"].unique()))}
        x, y = to_metric(points[:, 0], points[:, 1])
        for (street, digits, letter), east, north, point in zip(wanted, x, y, points, strict=True):
            base = MadeUp(street, digits, letter, float(east), float(north), "A", ags[str(city)], str(city))
            houses.append(MadeUp(**vars(base) | {"code": codes[street]}))
            truth[str(city), street, f"{digits}{letter}".lower()] = (float(point[0]), float(point[1]))
    return houses, truth


@pytest.mark.parametrize(("crs", "comma", "name"), [(25832, False, "gebref.txt"), (4647, True, "gebref.zip")])
def test_every_address_on_its_streets_becomes_house_exact_and_a_second_run_changes_nothing(
    run: Run, tmp_path: Path, crs: int, comma: bool, name: str
) -> None:
    with open_var() as store:
        before = store.locations()
    houses, truth = made_up_list(before)
    file = write(tmp_path / name, [*elsewhere(500), *houses], crs=crs, comma=comma, bom=True)

    code, report = run("gazetteer", "import", str(file), "--json")

    with open_var() as store:
        after, version, batches = store.locations(), store.version(), store.batches()
    assert (code, report["kept"], report["elsewhere"], report["bad"]) == (0, len(houses), 500, 0)
    assert report["located"] > 50
    assert batches[0].moved == report["located"]
    assert (batches[0].who, batches[0].note) == (Role.PROGRAM, "official addresses of 2026-07-01")
    exact = 0
    for key, row in rows_of(after).items():
        if not row["house_number"]:
            continue
        first, letter = numbers_of(row["house_number"])[0]
        lon, lat = truth[row["city"], row["street"], f"{first}{letter}".lower()]
        is_hall = place_of_row(
            key, row
        ).is_administration  # its office may sit elsewhere: never more than a place
        assert row["precision"] == ("place" if is_hall else "house"), row
        assert row["uncertainty_m"] == 25.0
        assert float(great_circle_m(row["lon"], row["lat"], lon, lat)) < 0.2
        exact += not is_hall
    assert exact == sum(
        not place_of_row(key, row).is_administration
        for key, row in rows_of(before).items()
        if row["house_number"]
    )

    code, again = run("gazetteer", "import", str(file), "--json")

    with open_var() as store:
        assert (code, again["located"]) == (0, 0)
        assert (store.version(), store.batches()) == (version, batches)
        pd.testing.assert_frame_equal(store.locations(), after)


def test_addresses_without_a_number_get_the_street_and_bare_cities_stay(run: Run, tmp_path: Path) -> None:
    with open_var() as store:
        before = store.locations()
    bare = before[
        before["street"].ne("") & before["house_number"].eq("") & before["street"].str.contains("straße")
    ]
    city, street = bare.iloc[0]["city"], bare.iloc[0]["street"]
    boundaries = load_boundaries(load_settings().district.files["boundaries"])
    area = boundaries.set_index("name").geometry[city]
    ags = str(boundaries.index[boundaries["name"] == city][0])
    middle = points_in(area, 1)[0]
    x, y = to_metric(*middle)
    houses = [MadeUp(street, str(n), "", float(x) + 10 * n, float(y), "A", ags, city) for n in range(1, 40)]

    run("gazetteer", "import", str(write(tmp_path / "gebref.txt", houses)), "--json")

    with open_var() as store:
        after = store.locations()
    row = after.loc[bare.index[0]]
    assert (row["precision"], row["uncertainty_m"] < 250) == ("street", True)
    others = before.index[before["street"].eq("")]
    points = ["lon", "lat", "precision", "uncertainty_m", "match_source", "note"]
    pd.testing.assert_frame_equal(after.loc[others, points], before.loc[others, points])


def test_pin_set_by_hand_stays_and_the_whole_import_can_be_taken_back(run: Run, tmp_path: Path) -> None:
    with open_var() as store:
        before = store.locations()
    rows = before[before["house_number"].ne("") & before["precision"].ne("house")]
    pinned, other = str(rows.index[0]), str(rows.index[1])
    houses, _ = made_up_list(before)
    centre = {city: points_in(area, 1)[0] for city, area in _areas().items()}[rows.iloc[0]["city"]]

    code, _ = run("pin", pinned, "--lon", f"{centre[0]:.6f}", "--lat", f"{centre[1]:.6f}")
    run("gazetteer", "import", str(write(tmp_path / "gebref.txt", houses)), "--json")

    with open_var() as store:
        after = store.locations()
        assert code == 0
        assert after.loc[pinned, "lon"] == pytest.approx(centre[0], abs=1e-6)
        assert (after.loc[pinned, "match_source"], bool(after.loc[pinned, "is_locked"])) == ("by hand", True)
        assert after.loc[other, "match_source"] == "gazetteer: Gebäudereferenzen NRW, 2026-07-01"
        store.undo_batch(store.batches()[0].batch_id, who=Role.OPERATOR)
        assert store.locations().loc[other, "lon"] == before.loc[other, "lon"]


def test_status_tells_the_list_and_remove_leaves_the_points(run: Run, tmp_path: Path) -> None:
    with open_var() as store:
        houses, _ = made_up_list(store.locations())
    empty = run("gazetteer", "status", "--json")
    run("gazetteer", "import", str(write(tmp_path / "gebref.txt", houses)), "--json")
    with open_var() as store:
        version = store.version()

    _, status = run("gazetteer", "status", "--json")
    removed = run("gazetteer", "remove")
    again = run("gazetteer", "remove")

    assert empty == (0, None)
    assert (status["houses"], status["licence"], status["date"]) == (
        len(houses),
        "dl-de/zero-2-0",
        "2026-07-01",
    )
    assert removed == (0, "removed\n")
    assert again == (0, "no official addresses were imported\n")
    with open_var() as store:
        assert store.version() == version


def test_list_alone_leaves_the_places_to_the_editors(run: Run, tmp_path: Path) -> None:
    with open_var() as store:
        before = store.locations()
    houses, _ = made_up_list(before)

    code, report = run(
        "gazetteer", "import", str(write(tmp_path / "gebref.txt", houses)), "--list-only", "--json"
    )

    assert (code, report["kept"], report["located"]) == (0, len(houses), 0)
    with open_var() as store:
        pd.testing.assert_frame_equal(store.locations(), before)


def test_first_start_with_the_list_locates_by_it(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_var() as store:
        houses, _ = made_up_list(store.locations())
    monkeypatch.setenv("KARTE_VAR", str(tmp_path / "new"))

    code, report = run("gazetteer", "import", str(write(tmp_path / "gebref.txt", houses)), "--json")

    assert (code, report["located"]) == (0, 0)  # the first load has located all offers already
    with open_var() as store:
        located = store.locations()
    numbered = located[located["house_number"].ne("")]
    assert numbered["match_source"].str.contains("Gebäudereferenzen").all()


def _areas() -> dict[str, Any]:
    boundaries = load_boundaries(load_settings().district.files["boundaries"])
    return dict(zip(boundaries["name"], boundaries.geometry, strict=True))
