"""`python -m geo bulk`: look, apply, take back; what cannot be is said before anything is read."""

import json
from pathlib import Path

import pytest

from geo.cli import main
from geo.store import Store
from tests.store_kit import settings_for

OWNER = "Volkshochschule Recklinghausen"


@pytest.fixture
def var(prepared_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a copy of the shipped database."""
    for file in prepared_var.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setenv("KARTE_VAR", str(tmp_path))
    return tmp_path


def _fees(var: Path) -> dict[str, str]:
    with Store.open(settings_for(var)) as store:
        stored = store.stored_offers().values()
        return {one.offer_id: one.row["fees"] for one in stored if one.row["organization"] == OWNER}


def test_a_field_of_an_organisations_offers_is_shown_written_and_taken_back(var, capsys) -> None:
    before = _fees(var)
    command = ["bulk", "--organization", OWNER, "--set", "fees=5 € im Monat", "--json"]
    assert main(command) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["changed"], shown["batch"], _fees(var)) == (len(before), None, before)

    assert main([*command, "--apply"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert done["rows"] == shown["rows"]
    assert set(_fees(var).values()) == {"5 € im Monat"}

    assert main(["undo", str(done["batch"])]) == 0
    assert _fees(var) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--city", "Marl"], "one of --set"),
        (["--city", "Marl", "--confirm", "--close"], "one of --set"),
        (["--confirm"], "which offers"),
        (["--city", "Bochum", "--confirm"], "is not one of"),
        (["--city", "Marl", "--set", "title=x"], "the column one of"),
        (["--city", "Marl", "--add", "phone=1"], "the column one of"),
        (["--city", "Marl", "--add", "topics=languag"], "is not one of"),
        (["--city", "Marl", "--address", "Weg 1, 44787 Bochum"], "a street and one of these cities"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(var, capsys, arguments: list[str], said: str) -> None:
    assert main(["bulk", *arguments, "--apply"]) == 2
    assert said in " ".join(capsys.readouterr().err.replace("│", " ").split())
