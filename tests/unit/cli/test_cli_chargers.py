"""`python -m geo gazetteer import --format chargers`: the register's addresses place offers better."""

import json
from pathlib import Path

import pytest

from geo.settings import load_settings
from geo.upkeep.opening import prepare
from tests.cli_kit import Run, json_of
from tests.unit.places.test_chargers import MARL, register, row


@pytest.fixture
def var(own_var: Path) -> Path:
    return own_var


def test_offers_at_an_address_of_the_register_move_there(run: Run, var: Path, tmp_path: Path) -> None:
    with prepare(load_settings({"KARTE_VAR": str(var)})) as store:
        offers = store.offers()
    coarse = offers[
        offers["city"].eq("Marl")
        & offers["house_number"].ne("")
        & ~offers["is_administration_address"].astype(bool)
        & offers["precision"].isin(["city", "postcode"])
    ]
    offer = coarse.iloc[0]
    path = register(tmp_path, row(offer["street"], offer["house_number"], "Marl", MARL))

    report = json_of(run("gazetteer", "import", "--format", "chargers", path, "--json"))

    assert (report["kept"], report["bad"]) == (1, 0)
    assert report["located"] >= 1
    with prepare(load_settings({"KARTE_VAR": str(var)})) as store:
        now = store.offers().loc[coarse.index[0]]
        protected = store.offers().query("is_protected")
    assert (now["precision"], now["lat"], now["lon"]) == ("house", *MARL)
    assert protected["lon"].isna().all()  # nothing of these gains a point
    assert (protected[["street", "house_number", "postal_code"]] == "").all(axis=None)


def test_another_format_is_refused_and_says_which_there_are(run: Run, tmp_path: Path) -> None:
    code, _, err = run("gazetteer", "import", "--format", "poles", tmp_path / "x.csv")

    assert code == 2
    assert "houses, chargers" in err


def test_a_file_that_is_no_register_ends_with_what_is_expected(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(json.dumps({"a": 1}), encoding="utf-8")

    code, _, err = run("gazetteer", "import", "--format", "chargers", path)

    assert code == 1
    assert "a heading with Straße" in err
