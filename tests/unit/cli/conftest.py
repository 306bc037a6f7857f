"""A command that runs in this process, in an empty folder; `var` says whether there are offers."""

import shutil
from pathlib import Path

import pytest

from geo.cli import main
from tests.cli_kit import Run
from tests.planning_kit import write_cells, write_offers


@pytest.fixture(scope="session")
def shipped_var(prepared_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the database of the shipped offers, in which commands may note what they like."""
    folder = tmp_path_factory.mktemp("cli")
    shutil.copytree(prepared_var, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture
def own_var(prepared_var: Path, tmp_path: Path) -> Path:
    """A folder with the database of the shipped offers, for one test to change."""
    shutil.copytree(prepared_var, tmp_path / "own")
    return tmp_path / "own"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """The folder of the database; here there is none yet. Files that need offers have a `var` of their own."""
    return tmp_path / "var"


@pytest.fixture
def run(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command in this process, in an empty folder; gives exit code, stdout, stderr."""
    monkeypatch.setenv("KARTE_VAR", str(var))
    monkeypatch.delenv("KARTE_PROVIDER", raising=False)
    monkeypatch.setenv("KARTE_PROVIDER_PAUSE", "0")
    monkeypatch.chdir(tmp_path)

    def run_command(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run_command


@pytest.fixture
def line(tmp_path: Path) -> tuple[str, ...]:
    """Options for the cells and offers of the line."""
    offers, cells = write_offers(tmp_path / "own.csv"), write_cells(tmp_path / "cells.csv")
    return ("--offers", str(offers), "--cells", str(cells))
