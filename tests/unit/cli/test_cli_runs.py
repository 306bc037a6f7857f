"""`python -m geo coverage --out | --save-run | --run`: files that are written whole, and runs that repeat."""

import json
from pathlib import Path

import pytest

from tests.cli_kit import METRES, Run, json_of
from tests.planning_kit import write_cells

# --- files --------------------------------------------------------------------------------------------------------


def test_out_writes_the_json_beside_the_table(run: Run, line: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "out.json"

    code, out, _ = run("coverage", *METRES, *line, "--out", path)

    assert code == 0
    assert "About 91 of 100 people (88 to 100)" in out
    assert json.loads(path.read_text(encoding="utf-8")) == json_of(run("coverage", "--json", *METRES, *line))


@pytest.mark.parametrize("option", ["--out", "--save-run"])
def test_file_that_cannot_be_written_is_one_clear_error(run: Run, line: tuple[str, ...], option: str) -> None:
    code, out, err = run("coverage", "--json", *line, option, "none/out.json")

    assert (code, out) == (1, "")
    assert "cannot be written" in err


def test_run_file_repeats_to_the_same_numbers(run: Run, line: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    asked = json_of(run("coverage", "--json", *METRES, *line, "--measure", "e2sfca", "--save-run", path))

    code, out, _ = run("coverage", "--run", path, *line)
    repeated = json_of(run("coverage", "--json", "--run", path, *line))

    assert code == 0
    assert out.splitlines()[-1] == "same numbers"
    assert repeated.pop("replay") == {"same": True, "changed": [], "different": []}
    assert repeated == asked


def test_run_file_on_other_data_names_the_input_and_the_figures(
    run: Run, line: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "run.json"
    assert run("coverage", *METRES, *line, "--save-run", path)[0] == 0
    write_cells(tmp_path / "cells.csv", people={"c1": 90})

    code, out, _ = run("coverage", "--run", path, *line)
    code_json, out_json, err = run("coverage", "--json", "--run", path, *line)

    assert code == code_json == 1
    changed, different = out.splitlines()[-2:]
    assert changed.startswith("changed since: population: cells.csv (")
    assert "covered.people" in different
    assert json.loads(out_json)["replay"]["same"] is False
    assert "population" in err


def test_run_counts_ages_to_the_day_of_the_run(run: Run, line: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    json_of(run("coverage", "--json", *METRES, *line, "--counted", "by_age", "--save-run", path))
    content = json.loads(path.read_text(encoding="utf-8"))
    content["counted_to"] = content["results"]["parameters"]["counted_to"] = "2024-02-29"
    path.write_text(json.dumps(content), encoding="utf-8")

    found = json_of(run("coverage", "--json", "--run", path, *line))

    assert found["parameters"]["counted_to"] == "2024-02-29"
    assert found["replay"]["same"] is True


def test_scenario_of_a_run_is_played_again(run: Run, line: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    json_of(run("coverage", "--json", *METRES, *line, "--save-run", path))
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(content | {"scenario": "!cplace"}), encoding="utf-8")

    code, out, _ = run("coverage", "--json", "--run", path, *line)
    found = json.loads(out)

    assert code == 1
    assert found["scenario"] == "!cplace"
    assert found["covered"]["people_certain"] == 150.0  # 350 with the place


@pytest.mark.parametrize("scenario", ["!zzz", "!a1,2", "!" * 50])
def test_scenario_that_is_none_is_one_clear_error(
    run: Run, line: tuple[str, ...], tmp_path: Path, scenario: str
) -> None:
    path = tmp_path / "run.json"
    json_of(run("coverage", "--json", *METRES, *line, "--save-run", path))
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(content | {"scenario": scenario}), encoding="utf-8")

    code, out, err = run("coverage", "--run", path, *line)

    assert (code, out) == (1, "")
    assert "scenario" in err


@pytest.mark.parametrize("options", [("--topic", "language"), ("--threshold", "20"), ("--mode", "walk")])
def test_question_beside_a_run_file_is_wrong_usage(
    run: Run, line: tuple[str, ...], options: tuple[str, ...]
) -> None:
    code, out, err = run("coverage", "--run", "run.json", *line, *options)

    assert (code, out) == (2, "")
    assert options[0] in err


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '{"format": "integrationskarte run"}'])
def test_hostile_run_file_is_one_clear_error(
    run: Run, line: tuple[str, ...], tmp_path: Path, text: str
) -> None:
    path = tmp_path / "run.json"
    path.write_text(text, encoding="utf-8")

    code, out, err = run("coverage", "--run", path, *line)

    assert (code, out) == (1, "")
    assert err.startswith("error: run.json")
