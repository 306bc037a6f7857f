"""`python -m geo coverage`: the figures done by hand, on stdout; every fault in one clear line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.cli import main
from geo.cli.figures_in_words import decimal, headline, percent, persons, warnings, way
from geo.files import MOST_BYTES
from tests.network_kit import RESIDENTIAL, write_osm
from tests.planning_kit import at, line_demand, write_cells, write_offers

Run = Callable[..., tuple[int, str, str]]
METRES = ("--mode", "metres", "--threshold", "1300", "--topic", "language")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process, in an empty folder; gives exit code, stdout, stderr."""
    monkeypatch.setenv("KARTE_VAR", str(tmp_path / "var"))
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


def json_of(answer: tuple[int, str, str]) -> dict[str, Any]:
    code, out, err = answer
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


# --- deeper figures ---------------------------------------------------------------------------------------------


def test_deeper_figures_come_when_asked_for(run: Run, line: tuple[str, ...]) -> None:
    plain = json_of(run("coverage", "--json", *METRES, *line))
    found = json_of(run("coverage", "--json", "--deeper", *METRES, *line))

    deeper = found.pop("deeper")
    assert found == plain
    assert [row["measure"] for row in deeper["measures"]] == [
        "nearest",
        "cumulative",
        "2sfca",
        "e2sfca",
        "bfca",
    ]
    assert deeper["measures"][0]["mean"] == pytest.approx(plain["access"]["mean"], abs=1e-3)
    assert deeper["measures"][0]["unit"] == plain["access"]["unit"]
    assert {row["ags"] for row in deeper["missing"]} == {row["ags"] for row in plain["cities"]}
    assert [row["offer_ids"] for row in deeper["addresses_to_fix"]] == [["place"], ["postcode"]]
    assert "edge" not in deeper  # an own file of cells has no known border


def test_deeper_figures_are_written_for_a_person(run: Run, line: tuple[str, ...]) -> None:
    code, out, _ = run("coverage", "--deeper", *METRES, *line)

    assert code == 0
    assert "Measures" in out
    assert "Addresses to fix" in out


def test_deeper_figures_and_tiles_exclude_each_other(run: Run, line: tuple[str, ...]) -> None:
    code, _, err = run("coverage", "--deeper", "--scheduler", "local", *METRES, *line)

    assert code == 2
    assert "--scheduler" in err


# --- figures ------------------------------------------------------------------------------------------------------


def test_json_holds_the_figures_done_by_hand(run: Run, line: tuple[str, ...]) -> None:
    found = json_of(run("coverage", "--json", *METRES, *line))

    assert found["filter"] == {"topics": ["language"], "target_groups": [], "counted": "all"}
    assert found["population"] == {"all": 400.0, "foreign": 100.0}
    assert found["covered"] == {
        "people": 350.0,
        "people_low": 150.0,
        "people_high": 400.0,
        "share": 0.875,
        "share_low": 0.375,
        "share_high": 1.0,
    }
    assert (found["offers"]["count"], found["offers"]["located"], found["offers"]["uncertain"]) == (3, 2, 1)
    assert [gap["people"] for gap in found["gaps"]] == [50.0]


def test_data_names_the_files_that_were_brought_along(run: Run, line: tuple[str, ...]) -> None:
    found = json_of(run("coverage", "--json", *METRES, *line))

    assert list(found["data"]["offers"]["checksums"]) == ["own.csv"]
    assert list(found["data"]["population"]["checksums"]) == ["cells.csv"]
    assert "cells.csv" in found["notes"][0]


@pytest.mark.parametrize(
    ("options", "covered"),
    [
        (("--people", "foreign"), 70.0),
        (("--threshold", "1100"), 300.0),
        (("--threshold", "2500"), 400.0),
        (("--counted", "confirmed"), 0.0),
        (("--mode", "walk", "--threshold", "20"), 350.0),  # 1600 m
        (("--mode", "bike", "--threshold", "10"), 400.0),  # 2500 m
    ],
)
def test_options_change_the_question(
    run: Run, line: tuple[str, ...], options: tuple[str, ...], covered: float
) -> None:
    found = json_of(run("coverage", "--json", *METRES, *line, *options))

    assert found["covered"]["people"] == covered


@pytest.mark.parametrize("measure", ["nearest", "cumulative", "2sfca", "e2sfca", "bfca"])
def test_every_measure_is_told_with_the_same_coverage(run: Run, line: tuple[str, ...], measure: str) -> None:
    found = json_of(run("coverage", "--json", *METRES, *line, "--measure", measure))

    assert found["access"]["measure"] == measure
    assert found["access"]["mean"] > 0
    assert found["covered"]["share"] == 0.875


def test_variations_say_how_sure_each_gap_is(run: Run, line: tuple[str, ...]) -> None:
    plain = json_of(run("coverage", "--json", *METRES, *line))
    found = json_of(run("coverage", "--json", *METRES, *line, "--variations", "6"))
    code, out, _ = run("coverage", *METRES, *line, "--variations", "6")

    (gap,) = found["gaps"]
    assert 0 < gap["agreement"] <= 1
    assert (found["agreement"]["variations"], found["agreement"]["people"]) == (6, 50.0)
    assert "agreement" not in plain
    assert {**found, "gaps": plain["gaps"], "agreement": None} == {**plain, "agreement": None}
    assert code == 0
    assert "fifth" in out  # the heading is folded


def test_topic_that_only_the_own_file_knows_can_be_asked_for(run: Run, tmp_path: Path) -> None:
    offers, cells = write_offers(tmp_path / "o.csv", topic="swimming"), write_cells(tmp_path / "c.csv")

    found = json_of(run("coverage", "--json", "--topic", "swimming", "--offers", offers, "--cells", cells))

    assert found["offers"]["count"] == 3


def test_no_topic_means_all_topics(run: Run, tmp_path: Path) -> None:
    offers, cells = write_offers(tmp_path / "o.csv", topic="swimming"), write_cells(tmp_path / "c.csv")

    assert json_of(run("coverage", "--json", "--offers", offers, "--cells", cells))["offers"]["count"] == 3


def test_geojson_of_offers_gives_the_same_answer(run: Run, line: tuple[str, ...], tmp_path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"offer_id": name, "title": name, "topics": ["language"], "uncertainty_m": more},
            "geometry": {"type": "Point", "coordinates": at(x)},
        }
        for name, x, more in (("house", 0.0, None), ("place", 3100.0, 1000), ("postcode", 5500.0, 2000))
    ]
    path = tmp_path / "own.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")

    found = json_of(run("coverage", "--json", *METRES, *line[2:], "--offers", path))

    assert found["covered"] == json_of(run("coverage", "--json", *METRES, *line))["covered"]


def test_cells_in_another_part_of_the_world_work_too(run: Run, tmp_path: Path) -> None:
    cells, offers = tmp_path / "cells.csv", tmp_path / "own.csv"
    cells.write_text(
        "lon,lat,people\n144.96,-37.81,100\n144.97,-37.81,30\n145.2,-37.81,70\n", encoding="utf-8"
    )
    offers.write_text("offer_id,title,topics,lon,lat\na,A,language,144.96,-37.81\n", encoding="utf-8")

    found = json_of(run("coverage", "--json", "--cells", cells, "--offers", offers))

    assert found["covered"]["people"] == 130.0  # 880 m, then 21 km as the crow flies
    assert found["population"] == {"all": 200.0, "foreign": None}
    assert [(city["ags"], city["name"]) for city in found["cities"]] == [("", "outside the district")]
    (gap,) = found["gaps"]
    assert gap["minutes_mean"] == pytest.approx(21_130 * 1.3 / 80, rel=0.01)
    assert gap["foreign"] is None


def test_cells_partly_outside_keep_the_sums(run: Run, tmp_path: Path) -> None:
    cells = tmp_path / "cells.csv"
    inside, outside = at(0.0), (8.5, 51.6)
    rows = [f"{lon},{lat},{people}" for (lon, lat), people in ((inside, 10), (outside, 5))]
    cells.write_text("\n".join(["lon,lat,people", *rows]), encoding="utf-8")

    found = json_of(
        run("coverage", "--json", "--cells", cells, "--offers", write_offers(tmp_path / "own.csv"))
    )

    assert sum(city["people"] for city in found["cities"]) == found["population"]["all"] == 15.0
    assert len(found["cities"]) == 2


def test_cells_keep_the_ags_they_tell(run: Run, tmp_path: Path, line: tuple[str, ...]) -> None:
    path = tmp_path / "with_ags.csv"
    line_demand().to_csv(path)

    found = json_of(run("coverage", "--json", *METRES, *line[:2], "--cells", path))

    assert [(city["ags"], city["covered"]) for city in found["cities"]] == [("A", 150.0), ("B", 200.0)]


def test_streets_are_used_as_soon_as_they_are_built(run: Run, line: tuple[str, ...], tmp_path: Path) -> None:
    points = {1: at(-100.0), 2: at(1000.0), 3: at(2900.0), 4: at(5600.0)}
    osm = write_osm(tmp_path / "streets.osm", points, [((1, 2), RESIDENTIAL), ((3, 4), RESIDENTIAL)])
    straight = json_of(run("coverage", "--json", *METRES, *line))

    assert run("network", "build", osm, "--mode", "walk")[0] == 0
    found = json_of(run("coverage", "--json", *METRES, *line, "--threshold", "910"))
    _, _, words = run("coverage", *METRES, "--offers", line[1])

    assert straight["parameters"]["ways"] != found["parameters"]["ways"] == "street network"
    assert found["covered"]["people"] == 350.0  # 900 m along the street; straight it would count as 1170 m
    assert list(found["data"]["streets"]["checksums"]) == ["streets.osm"]
    assert "people live too far from any street of streets.osm" in words  # of the whole district


@pytest.mark.parametrize("people", ["all", "foreign"])
def test_figures_of_the_shipped_district_hold_together(
    run: Run, prepared_var: Path, monkeypatch: pytest.MonkeyPatch, people: str
) -> None:
    """The first thing issue 3 promises, for whoever is counted and whatever is measured."""
    monkeypatch.setenv("KARTE_VAR", str(prepared_var))

    found = json_of(run("coverage", "--topic", "language", "--people", people, "--json"))

    everybody = {"all": 618_350, "foreign": 78_011}[people]
    assert sum(city["people"] for city in found["cities"]) == pytest.approx(everybody, abs=10)
    assert sum(city["covered"] for city in found["cities"]) == pytest.approx(
        found["covered"]["people"], abs=1
    )
    assert found["population"]["all"] == pytest.approx(618_350, abs=10)
    for row in [found["covered"], *found["cities"], *found["curve"]]:
        assert 0 <= row["share_low"] <= row["share"] <= row["share_high"] <= 1
    thresholds = [point["threshold"] for point in found["curve"]]
    assert thresholds == sorted(thresholds)
    assert [point["share"] for point in found["curve"]] == sorted(point["share"] for point in found["curve"])
    assert found["covered"]["share"] in [point["share"] for point in found["curve"]]
    ranked = [gap["people" if people == "all" else "foreign"] or 0 for gap in found["gaps"]]
    assert ranked == sorted(ranked, reverse=True)
    assert [gap["rank"] for gap in found["gaps"]] == list(range(1, len(found["gaps"]) + 1))
    assert found["covered"]["people"] + sum(ranked) == pytest.approx(everybody, rel=0.01)
    assert all(gap["name"] and gap["city"] for gap in found["gaps"])


# --- words --------------------------------------------------------------------------------------------------------


def test_table_begins_with_a_sentence_and_names_cities_gaps_and_limits(
    run: Run, line: tuple[str, ...]
) -> None:
    code, out, _ = run("coverage", *METRES, *line)

    assert code == 0
    assert out.startswith(
        "88% of the people (350 of 400) reach an offer within 1300 metres of way (38% to 100%, because of 3 "
        "offers 1 are known only by city or postcode)."
    )
    assert "1 of 1 gaps" in out
    assert "no entry is not the same as no offer" in out


def test_nothing_located_is_said_in_a_sentence(run: Run, line: tuple[str, ...]) -> None:
    code, out, _ = run("coverage", "--topic", "volunteering", *line)

    assert code == 0
    assert "No offer matches" in out
    assert out.startswith("0% of the people")


def test_only_vague_offers_are_said_in_a_sentence(run: Run, line: tuple[str, ...], tmp_path: Path) -> None:
    offers = tmp_path / "vague.csv"
    lon, lat = at(0.0)
    offers.write_text(
        f"offer_id,title,topics,lon,lat,uncertainty_m\na,A,language,{lon},{lat},4000\n", encoding="utf-8"
    )

    code, out, _ = run("coverage", *METRES, *line[2:], "--offers", offers)
    found = json_of(run("coverage", "--json", *METRES, *line[2:], "--offers", offers))

    assert code == 0
    assert "No offer has a place of its own" in out
    assert (found["covered"]["share"], found["covered"]["share_low"]) == (0.0, 0.0)
    assert found["covered"]["share_high"] > 0
    assert found["equity"]["gini"]["value"] is None


def test_cells_without_people_are_said_in_a_sentence(run: Run, tmp_path: Path, line: tuple[str, ...]) -> None:
    cells = write_cells(tmp_path / "empty.csv", people=dict.fromkeys(("c1", "c2", "c3", "c4"), 0))

    code, out, _ = run("coverage", *line[:2], "--cells", cells)

    assert code == 0
    assert "Nobody to count" in out


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "–"),
        (0.0, "0%"),
        (1.0, "100%"),
        (0.9996, "over 99%"),
        (0.0004, "under 1%"),
        (0.005, "under 1%"),
        (0.995, "over 99%"),
        (0.994, "99%"),
        (0.413, "41%"),
    ],
)
def test_share_is_never_said_to_be_all_or_none_when_it_is_not(share: float | None, text: str) -> None:
    assert percent(share) == text


def test_numbers_are_written_for_people() -> None:
    assert (persons(36229.4), persons(None)) == ("36,229", "–")
    assert (persons(19_975.5), persons(19_976.5)) == (
        "19,976",
        "19,977",
    )  # half upwards, never to the even one
    assert (decimal(12.34), decimal(0.0275), decimal(0.0), decimal(None)) == ("12.3", "0.028", "0.0", "–")
    assert way({"mode": "bike", "threshold": 12.5}) == "12.5 minutes by bike"


def test_headline_about_exact_offers_gives_no_reason_for_doubt() -> None:
    found = {
        "covered": {"people": 5.0, "share": 0.5, "share_low": 0.5, "share_high": 0.5},
        "parameters": {"people": "foreign", "mode": "walk", "threshold": 30.0},
        "population": {"all": 20.0, "foreign": 10.0},
        "offers": {"count": 3, "located": 2, "uncertain": 0, "unlocated": 0, "online": 1},
    }

    assert headline(found) == (
        "50% of the foreign nationals (5 of 10) reach an offer within 30 minutes on foot "
        "(50% to 50%, all 2 offers have a place of their own)."
    )
    assert warnings(found) == []


def test_headline_says_which_offers_make_the_interval_wide_as_the_page_does() -> None:
    found = {
        "covered": {"people": 5.0, "share": 0.5, "share_low": 0.33, "share_high": 0.8},
        "parameters": {"people": "all", "mode": "walk", "threshold": 30.0},
        "population": {"all": 10.0, "foreign": 1.0},
        "offers": {"count": 66, "located": 18, "uncertain": 47, "unlocated": 1, "online": 0},
    }

    assert headline(found) == (
        "50% of the people (5 of 10) reach an offer within 30 minutes on foot (33% to 80%, because of 66 offers 47 "
        "are known only by city or postcode; without any place: 1)."
    )
    found["offers"] |= {"unlocated": 0}
    assert headline(found).endswith("because of 66 offers 47 are known only by city or postcode).")


@pytest.mark.parametrize("command", ["coverage", "site"])
def test_command_explains_itself(run: Run, command: str) -> None:
    code, out, _ = run(command, "--help")

    assert code == 0
    assert f"Usage: python -m geo {command}" in out


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
