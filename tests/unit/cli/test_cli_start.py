"""A command loads what it needs and no more, and the overview still tells what each command tells of itself."""

import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

from geo.cli import app, main
from geo.cli.commands import COMMANDS, Entry, loaded
from geo.settings import PROJECT_ROOT

#: Says at the end on stderr, in one line, which libraries a command has loaded.
TELL_LOADED = """
import atexit, json, sys
from geo.cli import main
atexit.register(lambda: sys.stderr.write("\\n" + json.dumps(sorted({n.partition(".")[0] for n in sys.modules}))))
sys.exit(main(sys.argv[1:]))
"""
NAMES = [entry.name for entry in COMMANDS]


def libraries_of(*arguments: str) -> set[str]:
    """Run a command in a fresh process; return the libraries it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", TELL_LOADED, *arguments],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stdout
    return set(json.loads(done.stderr.splitlines()[-1]))


#: What only some commands need, each too heavy for the others to wait for.
MAPS = {"geopandas", "shapely", "pyproj", "pyogrio", "scipy", "geopy"}
DRAWING = {"folium", "osmium", "pptx", "typst", "matplotlib", "openpyxl", "streamlit", "alembic"}


def test_overview_loads_no_library_that_only_commands_need() -> None:
    found = libraries_of("--help")

    assert "typer" in found
    assert found & {"pandas", "numpy", "sqlalchemy", "babel", *MAPS, *DRAWING} == set()


def test_finding_offers_loads_no_library_it_does_not_need(
    prepared_var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARTE_VAR", str(prepared_var))

    found = libraries_of("find", "--json")

    assert {"pandas", "sqlalchemy"} <= found
    assert found & {"rich", *MAPS, *DRAWING} == set()


def test_finding_offers_near_an_address_loads_the_geocoder_as_well(
    prepared_var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARTE_VAR", str(prepared_var))

    found = libraries_of("find", "--near", "45770", "--json")

    assert "geopandas" in found
    assert found & DRAWING == set()


@pytest.mark.parametrize("entry", COMMANDS, ids=NAMES)
def test_overview_says_of_a_command_what_it_says_itself(entry: Entry) -> None:
    first, *_ = inspect.cleandoc(loaded(entry).help).split("\n\n")

    assert entry.help == first


def test_overview_names_every_command_in_its_order(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--help"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("│ ")]
    shown = [words[1] for words in lines if words[1] in NAMES and words[2][0].isupper()]

    assert code == 0
    assert shown == NAMES == [command.name for command in app.registered_commands]


@pytest.mark.parametrize(
    ("arguments", "usage"),
    [
        (["find"], "Usage: python -m geo find [OPTIONS]"),
        (["user"], "Usage: python -m geo user [OPTIONS] COMMAND [ARGS]..."),
        (["user", "add"], "Usage: python -m geo user add [OPTIONS] "),
        (["network", "build"], "Usage: python -m geo network build [OPTIONS]"),
    ],
)
def test_command_loaded_late_explains_its_own_arguments(
    capsys: pytest.CaptureFixture[str], arguments: list[str], usage: str
) -> None:
    code = main([*arguments, "--help"])

    assert code == 0
    assert usage in capsys.readouterr().out


def test_mistyped_command_is_told_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["fnd"])

    assert code == 2
    assert "Did you mean 'find'?" in capsys.readouterr().err
