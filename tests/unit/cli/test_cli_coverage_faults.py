"""`python -m geo coverage` refused: wrong usage and every fault of a file in one clear line."""

from pathlib import Path

import pytest

from geo.files import MOST_BYTES
from tests.cli_kit import METRES, Run
from tests.planning_kit import at


def test_deeper_figures_and_tiles_exclude_each_other(run: Run, line: tuple[str, ...]) -> None:
    code, _, err = run("coverage", "--deeper", "--scheduler", "local", *METRES, *line)

    assert code == 2
    assert "--scheduler" in err


# --- usage --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--threshold", "0"), "1 to 120 minutes"),
        (("--threshold", "-5"), "1 to 120 minutes"),
        (("--threshold", "nan"), "1 to 120 minutes"),
        (("--threshold", "inf"), "1 to 120 minutes"),
        (("--threshold", "ten"), "--threshold"),
        (("--threshold", "0", "--mode", "metres"), "50 to 20000 metres"),
        (("--mode", "rocket"), "walk_slow"),
        (("--people", "me"), "foreign"),
        (("--measure", "3sfca"), "e2sfca"),
        (("--counted", "some"), "by_age"),
        (("--topic", "cooking"), "language"),
        (("--target-group", "martians"), "not_stated"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_allowed(
    run: Run, line: tuple[str, ...], options: tuple[str, ...], word: str
) -> None:
    code, out, err = run("coverage", "--json", *line, *options)

    assert (code, out) == (2, "")
    assert word in " ".join(err.replace("│", " ").split())


# --- faults -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ("offer_id", "missing")),
        ("offer_id,title,topics\na,A,x\n", ("lon", "missing")),
        ("offer_id,title,topics,lon,lat\na,A,x,east,51\n", ("row 2", "lon", "'east'", "number")),
        ("offer_id,title,topics,lon,lat\na,A,x,7,123\n", ("row 2", "lat", "'123'", "-90 to 90")),
        ("offer_id,title,topics,lon,lat\na,A,x,7.2,51.6\na,B,x,7.2,51.6\n", ("row 3", "'a'", "once")),
        ("offer_id,title,topics,lon,lat,uncertainty_m\na,A,x,7,51,-1\n", ("row 2", "uncertainty_m", "'-1'")),
        ("offer_id,title,topics,lon,lat\na,A,x,51.6,7.2\n", ("swapped",)),
        ("offer_id,title,topics,lon,lat\na,A,x,nan,51.6\n", ("row 2", "lon", "'nan'")),
        ("offer_id,title,topics,lon,lat\na,A,x,1e400,51.6\n", ("row 2", "lon", "-180 to 180")),
        ("offer_id,title,topics,lon,lat\n", ("at least one offer",)),
        (
            "offer_id,title,topics,lon,lat,assured_date\na,A,x,7.2,51.6,2024-02-31\n",
            ("row 2", "assured_date", "'2024-02-31'"),
        ),
        ("offer_id,title,topics,lon,lat,page_date\na,A,x,7.2,51.6,0000\n", ("row 2", "page_date")),
        ("offer_id,title,topics,lon,lat,capacity\na,A,x,7.2,51.6,1e9\n", ("capacity", "1,000,000")),
    ],
)
@pytest.mark.parametrize("command", ["coverage", "site"])
def test_bad_file_of_offers_is_one_clear_error(
    run: Run, line: tuple[str, ...], tmp_path: Path, command: str, text: str, words: tuple[str, ...]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")

    code, out, err = run(command, "--json", *line[2:], "--offers", path)

    assert (code, out) == (1, "")
    assert err.startswith("error: ")
    assert "Traceback" not in err
    assert [word for word in words if word not in err] == []


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("bad.csv", "", ("bad.csv",)),
        ("bad.csv", "lon,lat\n7,51\n", ("people", "missing")),
        ("bad.csv", "lon,lat,people\n7,51,-3\n", ("row 2", "people", "'-3'", "from 0")),
        ("bad.csv", "lon,lat,people\n7,51,many\n", ("row 2", "people", "'many'")),
        ("bad.csv", "lon,lat,people\n7,95,3\n", ("row 2", "lat", "'95'")),
        ("bad.csv", "lon,lat,people\n7,51\n", ("row 2", "people")),
        ("bad.csv", "lon,lat,people\n7,51,3,9\n", ("row 2", "3 cells expected")),
        ("bad.csv", "cell_id,lon,lat,people\na,7,51,3\na,7,52,3\n", ("row 3", "cell_id", "'a'", "once")),
        ("bad.csv", "lon,lat,people,foreign_nationals\n7,51,3,-1\n", ("foreign_nationals", "'-1'")),
        ("bad.csv", "lon,lat,people,foreign_nationals\n7,51,3,5\n", ("row 2", "at most as many as people")),
        ("bad.csv", "lon,lat,people\n7,51,1000000000\n", ("row 2", "people", "1,000,000")),
        ("bad.csv", "lon,lat,people\n7,51,NaN\n", ("row 2", "people", "'NaN'")),
        ("bad.csv", "lon,lat,people\n7,51,inf\n", ("row 2", "people", "'inf'")),
        ("bad.csv", "lon,lat,people\n51.6,7.2,3\n", ("swapped",)),
        ("bad.csv", "lon,lat,people\n", ("at least one cell",)),
        ("bad.csv", "lon,lat,people,people\n7,51,3,4\n", ("people", "stands twice")),
        ("bad.csv", "lon;lat;people\n7,2;51,6;3\n", ("row 2", "lon", "'7,2'")),
        ("bad.gpkg", "no map", ("bad.gpkg", "map file")),
        ("bad.geojson", "{", ("bad.geojson", "map file")),
    ],
)
@pytest.mark.parametrize("command", ["coverage", "site"])
def test_bad_file_of_cells_is_one_clear_error(
    run: Run,
    line: tuple[str, ...],
    tmp_path: Path,
    command: str,
    name: str,
    text: str,
    words: tuple[str, ...],
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    code, out, err = run(command, "--json", *line[:2], "--cells", path)

    assert (code, out) == (1, "")
    assert err.startswith("error: ")
    assert [word for word in words if word not in err] == []


@pytest.mark.parametrize("option", ["--offers", "--cells", "--run"])
def test_missing_file_is_one_clear_error(run: Run, line: tuple[str, ...], option: str) -> None:
    rest = {"--offers": line[2:], "--cells": line[:2], "--run": line}[option]

    code, out, err = run("coverage", "--json", *rest, option, "none.csv")

    assert (code, out) == (1, "")
    assert "none.csv" in err
    assert "cannot be read" in err


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no endless files")
@pytest.mark.parametrize("option", ["--offers", "--cells", "--run"])
def test_a_file_that_never_ends_is_refused(run: Run, line: tuple[str, ...], option: str) -> None:
    rest = {"--offers": line[2:], "--cells": line[:2], "--run": line}[option]

    code, out, err = run("coverage", "--json", *rest, option, "/dev/zero")

    assert (code, out) == (1, "")
    assert "MB" in err or "may never end" in err


def test_cells_file_that_is_too_large_is_refused_unread(
    run: Run, line: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MOST_BYTES, "cells", 10)

    code, _, err = run("coverage", "--json", *line)

    assert code == 1
    assert "at most" in err


def test_foreign_nationals_need_cells_that_tell_them(run: Run, line: tuple[str, ...], tmp_path: Path) -> None:
    cells = tmp_path / "cells.csv"
    lon, lat = at(0.0)
    cells.write_text(f"lon,lat,people\n{lon},{lat},10\n", encoding="utf-8")

    code, out, err = run("coverage", "--json", *line[:2], "--cells", cells, "--people", "foreign")

    assert (code, out) == (1, "")
    assert "foreign_nationals" in err
