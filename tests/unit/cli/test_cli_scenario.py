"""`coverage --scenario`: what a file of places, or a saved scenario, would change, on the line of cells."""

from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from geo.cli.coverage_scenario import scenario_link
from geo.cli.scenario_checks import check_scenarios
from geo.errors import DataError
from geo.settings import load_settings
from geo.store import Store
from tests.cli_kit import METRES, Run, json_of
from tests.planning_kit import at


def write(path: Path, *rows: str, heading: str = "name,lon,lat") -> Path:
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return path


def last_cell() -> str:
    lon, lat = at(5000)
    return f"{lon!r},{lat!r}"


def test_before_after_and_difference_are_those_done_by_hand(
    run: Run, line: tuple[str, ...], tmp_path: Path
) -> None:
    path = write(tmp_path / "new.csv", f"Neu,{last_cell()}")

    plain = json_of(run("coverage", "--json", *METRES, *line))
    found = json_of(run("coverage", "--json", *METRES, *line, "--scenario", path))
    _, out, _ = run("coverage", *METRES, *line, "--scenario", path)

    *cities, district = found["before_after"]
    assert found["covered"]["people"] == 400.0
    assert district["before"] == plain["covered"]["people"]
    assert district["after"] == 400.0
    assert district["difference"] == pytest.approx(400 - plain["covered"]["people"], abs=0.06)
    assert (district["difference_low"], district["difference_high"]) == (0.0, 50.0)
    assert sum(row["difference"] for row in cities) == pytest.approx(district["difference"], abs=0.11)
    assert min(row["difference_low"] for row in cities) >= 0  # the same draws before and after
    assert "What the scenario would change" in out
    assert "before_after" not in plain


def test_a_run_file_of_the_scenario_repeats_it_and_can_be_the_scenario(
    run: Run, line: tuple[str, ...], tmp_path: Path
) -> None:
    path, kept = write(tmp_path / "new.csv", f"Neu,{last_cell()}"), tmp_path / "run.json"

    first = json_of(run("coverage", "--json", *METRES, *line, "--scenario", path, "--save-run", kept))
    again = json_of(run("coverage", "--json", *line, "--run", kept))
    other = json_of(run("coverage", "--json", *METRES, *line, "--scenario", kept))

    assert again["replay"]["same"]
    assert other["before_after"] == first["before_after"]


def test_workbook_has_both_and_the_difference(run: Run, line: tuple[str, ...], tmp_path: Path) -> None:
    path = write(tmp_path / "new.csv", f"Neu,{last_cell()}")

    code, _, _ = run("coverage", *METRES, *line, "--scenario", path, "--out", tmp_path / "o.xlsx")

    sheet = load_workbook(tmp_path / "o.xlsx")["Before and after"]
    last = [cell.value for cell in sheet[sheet.max_row]]
    assert code == 0
    assert last[0] == "whole district"
    assert 400.0 in last


@pytest.mark.parametrize(
    ("heading", "row", "told"),
    [
        ("name,lon,lat", "A,7.1,", ("row 2", "lat")),
        ("name,lon,lat", "A,7.1,510", ("row 2", "lat", "510")),
        ("name,lon,lat,step", "A,7.1,51.6,build", ("row 2", "step", "build", "add, move, close")),
        ("name,lon,lat,offers", "A,7.1,51.6,-3", ("row 2", "offers", "-3")),
        ("name,lon,lat,offers", "A,7.1,51.6,5000", ("row 2", "1000")),
        ("name,address", "A,Nirgendwo 7 in Marl", ("row 2", "address", "Nirgendwo")),
        ("titel,ort", "A,Marl", ("row 1", "lon")),
        ("step,location_id", "close,", ("row 2", "location")),
    ],
)
def test_what_cannot_be_is_told_by_row_and_column(
    run: Run, line: tuple[str, ...], tmp_path: Path, heading: str, row: str, told: tuple[str, ...]
) -> None:
    code, _, err = run(
        "coverage", *METRES, *line, "--scenario", write(tmp_path / "s.csv", row, heading=heading)
    )

    assert code == 1
    for part in ("s.csv", *told):
        assert part in err


def test_more_steps_than_a_scenario_has_are_refused(run: Run, line: tuple[str, ...], tmp_path: Path) -> None:
    path = write(tmp_path / "s.csv", *[f"{n},7.1,51.6" for n in range(21)])

    assert "at most 20" in run("coverage", *METRES, *line, "--scenario", path)[2]


def test_a_saved_scenario_is_asked_by_its_name(run: Run, line: tuple[str, ...], tmp_path: Path) -> None:
    path = write(tmp_path / "new.csv", f"Neu,{last_cell()}")

    saved = run("scenario", "save", "Neu im Osten", path)
    listed = json_of(run("scenario", "list", "--json"))
    by_name = json_of(run("coverage", "--json", *METRES, *line, "--scenario", "neu im osten"))

    assert saved[0] == 0
    assert [(row["name"], row["steps"]) for row in listed] == [("Neu im Osten", 1)]
    assert by_name["before_after"][-1]["after"] == 400.0  # as from the file, above
    assert by_name["scenario"].startswith("Neu im Osten!a")


def test_saved_scenarios_are_replaced_knowingly_renamed_and_removed_after_a_question(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "new.csv", f"Neu,{last_cell()}")
    run("scenario", "save", "Nord", path)

    assert "taken" in run("scenario", "save", "NORD", path)[2]
    assert run("scenario", "save", "NORD", path, "--replace")[0] == 0
    assert run("scenario", "rename", "nord", "Süd")[0] == 0
    assert "one of: Süd" in run("scenario", "remove", "Nord", "--yes")[2]
    monkeypatch.setattr("sys.stdin", StringIO("n\n"))
    assert run("scenario", "remove", "Süd")[0] == 1
    assert "Süd" in run("scenario", "list")[1]
    monkeypatch.setattr("sys.stdin", StringIO("y\n"))
    assert run("scenario", "remove", "Süd")[0] == 0
    assert json_of(run("scenario", "list", "--json")) == []


def test_neither_a_file_nor_a_saved_name_names_what_there_is(run: Run, var: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="none is saved"):
        scenario_link("Ost")
    made = var.exists()
    run("scenario", "save", "Nord", write(tmp_path / "new.csv", f"Neu,{last_cell()}"))

    assert not made  # looking for a name makes no database
    for name in ("Ost", ""):
        with pytest.raises(DataError, match="Nord"):
            scenario_link(name)
    assert scenario_link(str(tmp_path / "new.csv")).startswith("new!a")
    assert scenario_link("nord").startswith("Nord!a")


def test_the_check_names_a_saved_scenario_that_can_be_none(run: Run, var: Path, tmp_path: Path) -> None:
    run("scenario", "save", "Nord", write(tmp_path / "new.csv", f"Neu,{last_cell()}"))
    with Store.open(load_settings()) as store:
        right = check_scenarios(store)
        store.scenarios.save("Süd", "!a700,51,1,")
        store.scenarios.save("Leer", "")
        store.scenarios.save("Zwei  Lücken", "!ca")

        told = [(problem.column, problem.value) for problem in check_scenarios(store)]

    assert right == []
    assert told == [("saved_scenario.steps", name) for name in ("Leer", "Süd", "Zwei  Lücken")]
    assert "unreadable" in run("scenario", "list")[1]


def test_a_name_too_long_for_a_file_is_refused_as_any_other(run: Run, line: tuple[str, ...]) -> None:
    code, _, err = run("coverage", *line, "--scenario", "x" * 5000)

    assert code == 1
    assert "a file, or the name of a saved scenario" in err
    assert "Traceback" not in err
