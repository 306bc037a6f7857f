"""The command line: answers on stdout, words on stderr, exit codes that tell what happened."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from geo.settings import PROJECT_ROOT, load_settings
from geo.upkeep.opening import prepare
from tests.cli_kit import Run


@pytest.fixture
def var(shipped_var: Path) -> Path:
    """A folder with the database of the shipped offers."""
    return shipped_var


# --- usage -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "geocode", "find", "prepare"])
def test_every_command_explains_itself(run: Run, command: str) -> None:
    code, out, _ = run(command, "--help")

    assert code == 0
    assert "Usage: python -m geo" in out


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["unknown"], "unknown"),
        (["geocode"], "expected"),
        (["geocode", "--input", "a.csv"], "belong together"),
        (["geocode", "Marl", "--input", "a.csv", "--output", "b.csv"], "expected"),
        (["geocode", "--input", "a.csv", "--output", "./a.csv"], "another file"),
        (["geocode", "Marl", "--provider", "google"], "nominatim"),
        (["geocode", "Marl", "--url", "http://127.0.0.1"], "--provider"),
        (["find", "--limit", "0"], "--limit"),
        (["find", "--topic", "cooking"], "volunteering"),
        (["find", "--target-group", "martians"], "newcomers"),
        (["find", "--city", "Essen"], "Recklinghausen"),
        (["find", "--language", "xx"], "not_stated"),
        (["report", "--out", "x.pdf", "--template", "x.csv"], "--template"),
        (["report", "--out", "x.pdf", "--city", "Marl", "--template", "x.pptx"], "--template"),
        (["report", "--out", "x.pdf", "--aspect", "4:3"], "--aspect"),
        (["report", "--out", "x.docx", "--aspect", "16:9"], "--aspect"),
        (["report", "--out", "x.pptx", "--readers", "planners"], "--city"),
        (["report", "--out", "x.pptx", "--city", "Marl"], ".pdf"),
        (["report", "--out", "x.pdf", "--city", "Marl", "--order", "gaps"], "--order"),
        (["report", "--out", "x.pdf", "--city", "Marl", "--logo", "x.png"], "--logo"),
        (["report", "--out", "x.pptx", "--template", "x.pptx", "--aspect", "4:3"], "--aspect"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_allowed(run: Run, arguments: list[str], word: str) -> None:
    code, out, err = run(*arguments)

    assert (code, out) == (2, "")
    assert word in err


def test_fault_is_one_line_without_a_traceback(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARTE_DISTRICT", str(tmp_path / "none.toml"))

    code, out, err = run("find", "--json")

    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("error: ")
    assert "none.toml" in err


def test_damaged_database_is_one_line_too(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "karte.sqlite3").write_bytes(b"no database " * 500)
    monkeypatch.setenv("KARTE_VAR", str(tmp_path))

    code, out, err = run("prepare")

    assert (code, out) == (1, "")
    assert "karte.sqlite3" in err
    assert "Traceback" not in err


# --- prepare and check -------------------------------------------------------------------------------------------


def test_prepare_tells_what_there_is(run: Run) -> None:
    code, out, err = run("prepare")

    rows = len((PROJECT_ROOT / "data" / "offers.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert (code, out) == (0, "")
    assert f"{rows} offers" in err


def test_check_of_the_shipped_data_finds_nothing(run: Run) -> None:
    code, out, _ = run("check", "--json")

    assert (code, json.loads(out)) == (0, [])


def test_check_lists_file_row_column_value_and_expectation(
    run: Run, own_var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with prepare(load_settings({"KARTE_VAR": str(own_var)})) as store, store.writing() as connection:
        connection.execute(text("UPDATE offer SET phone = 'anrufen!' WHERE position = 4"))
    monkeypatch.setenv("KARTE_VAR", str(own_var))

    code, out, _ = run("check", "--json")
    plain_code, plain, _ = run("check")

    (problem,) = json.loads(out)
    assert (code, plain_code) == (1, 1)
    assert Path(problem["file"]).name == "karte.sqlite3"
    assert (problem["row"], problem["column"], problem["value"]) == (6, "phone", "anrufen!")
    assert "digits" in problem["expectation"]
    assert "row 6, phone 'anrufen!'" in plain


# --- words or JSON ------------------------------------------------------------------------------------------------


def test_without_json_a_pipe_gets_the_table_a_person_gets(
    run: Run, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")

    code, out, _ = run("website", "list")

    assert code == 0
    assert not out.lstrip().startswith("{")
