"""`coverage --keep` and `--compare`: what changed since a day that was kept."""

import io
from pathlib import Path

import pytest

from tests.cli_kit import Run, json_of

ASKED = ("coverage", "--topic", "health")


@pytest.fixture
def var(own_var: Path) -> Path:
    return own_var


def test_a_kept_day_is_compared_with_today(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = json_of(run(*ASKED, "--json", "--keep", "Stand 2026-12"))
    found = json_of(run(*ASKED, "--json", "--compare", "Stand 2026-12"))

    code, _, said = run(*ASKED, "--keep", "Stand 2026-12")
    assert (code, "that day is kept already" in " ".join(said.replace("│", " ").split())) == (2, True)
    told = found["compared"]
    assert "compared" not in kept
    assert told["then"] == told["now"]
    assert told["now"]["people"] == found["covered"]["people"]
    assert [step["by"] for step in told["steps"]] == ["closed", "new", "places", "entries", "people"]
    assert {step["people"] for step in told["steps"]} == {0.0}
    (listed,) = json_of(run("states", "list", "--json"))
    assert (listed["name"], listed["day"]) == ("Stand 2026-12", told["day"])
    assert run("states", "remove", "Stand 2027", "--yes")[0] == 1
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert run("states", "remove", "Stand 2026-12")[0] == 1
    assert run("states", "remove", "Stand 2026-12", "--yes")[0] == 0
    assert json_of(run("states", "list", "--json")) == []


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--compare", "Nie"), 1, "none yet"),
        (("--keep", "a\u202eb"), 1, "a name of one line"),
        (("--keep", "S", "--offers", "x.csv"), 2, "--keep and --compare"),
        (("--all", "--keep", "S"), 2, "--keep"),
        (("--keep", ""), 1, "a name of one line"),
    ],
)
def test_what_cannot_be_kept_or_compared_is_said(
    run: Run, options: tuple[str, ...], code: int, told: str
) -> None:
    found = run(*ASKED, *options)

    assert found[0] == code
    assert told in " ".join(found[2].replace("│", " ").split())
