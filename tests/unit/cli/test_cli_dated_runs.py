"""`python -m geo import --runs` and `export --format runs`: a timetable comes in from a sheet, is found, goes out again."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.cli_kit import Run, json_of

SCHOOL = "re-247"


@pytest.fixture
def var(own_var: Path) -> Path:
    """A database of the shipped offers to write into."""
    return own_var


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A workbook with two dated runs, as an office writes it."""
    book = Workbook()
    for row in (
        ("offer_id", "start", "level_from", "price"),
        (SCHOOL, date(2098, 1, 12), "B1", 120.5),
        (SCHOOL, "12.05.2098", "B2", 80),
    ):
        book.active.append(row)
    book.save(tmp_path / "kurse.xlsx")
    return tmp_path / "kurse.xlsx"


def test_a_sheet_is_shown_written_found_exported_and_taken_back(
    run: Run, sheet: Path, tmp_path: Path
) -> None:
    shown = json_of(run("import", sheet, "--runs", "--json"))
    assert (shown["offers_changed"], shown["applied"], shown["problems"]) == (1, False, [])

    applied = json_of(run("import", sheet, "--runs", "--apply", "--json"))

    (found,) = json_of(run("find", "--level", "B1", "--json"))["offers"]
    assert (found["offer_id"], [one["price"] for one in found["runs"]]) == (SCHOOL, [120.5])
    out = tmp_path / "out.csv"
    assert run("export", "--format", "runs", "--out", out, "--level", "B1")[0] == 0
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["offer_id", SCHOOL, SCHOOL]  # all runs of the offer
    assert json_of(run("import", out, "--runs", "--json"))["offers_unchanged"] == 1
    assert run("export", "--format", "runs", "--out", out, "--level", "C2")[0] == 0
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 1
    json_of(run("undo", str(applied["batch"]), "--json"))
    assert json_of(run("find", "--level", "B1", "--json"))["count"] == 0


def test_a_table_of_runs_is_no_table_of_offers_and_what_is_not_written_is_said(
    run: Run, sheet: Path, tmp_path: Path
) -> None:
    code, _, said = run("import", sheet, "--apply")
    assert (code, "--runs" in said) == (1, True)

    odd = tmp_path / "odd.csv"
    odd.write_text(
        f"offer_id,start,end\n{SCHOOL},2098-01-12,2097-01-01\n{SCHOOL},2098-02-01,\n", encoding="utf-8"
    )
    code, _, said = run("import", odd, "--runs", "--apply")
    told = " ".join(said.split())
    assert "none of its rows is taken" in told and "nothing was written" in told


@pytest.mark.parametrize("words", [("--format", "csv"), ("--source", "vhs"), ("--keep-gone",)])
def test_options_that_only_tables_of_offers_know_are_refused(
    run: Run, sheet: Path, words: tuple[str, ...]
) -> None:
    code, out, err = run("import", sheet, "--runs", *words)

    assert (code, out) == (2, "")
    assert "--runs reads a table" in " ".join(err.replace("│", " ").split())


@pytest.mark.parametrize("words", [("--level", "Z9"), ("--begins-by", "soon")])
def test_export_says_what_cannot_be_asked_of_courses(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    code, _, err = run("export", "--format", "runs", "--out", tmp_path / "x.csv", *words)

    assert code == 2
    assert words[1] in err
    assert not (tmp_path / "x.csv").exists()
