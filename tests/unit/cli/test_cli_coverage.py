"""`python -m geo coverage`: the figures done by hand, on stdout."""

import json
from pathlib import Path

import pytest

from tests.cli_kit import METRES, Run, json_of
from tests.network_kit import RESIDENTIAL, write_osm
from tests.planning_kit import at, line_demand, write_cells, write_offers

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
    assert [row["offer_ids"] for row in deeper["addresses_to_fix"]] == [["postcode"]]
    assert "edge" not in deeper  # an own file of cells has no known border


# --- figures ------------------------------------------------------------------------------------------------------


def test_json_holds_the_figures_done_by_hand(run: Run, line: tuple[str, ...]) -> None:
    found = json_of(run("coverage", "--json", *METRES, *line))

    assert found["filter"] == {"topics": ["language"], "target_groups": [], "counted": "all"}
    assert found["population"] == {"all": 400.0, "foreign": 100.0}
    covered, (gap,) = found["covered"], found["gaps"]
    # house and place reach 350; the third offer reaches the last 50 in the draws that have it there
    assert covered["people"] == pytest.approx(350 + 50 * (1 - gap["chance"]), abs=0.06)
    assert covered["share"] == pytest.approx(covered["people"] / 400, abs=2e-4)
    assert [covered[f"share_{end}"] for end in ("low", "high", "certain", "possible")] == [
        0.875,
        1.0,
        0.875,
        1.0,
    ]
    assert 0.66 <= gap["chance"] < 1
    assert gap["people"] == pytest.approx(50 * gap["chance"], abs=0.06)
    assert (found["offers"]["count"], found["offers"]["located"], found["offers"]["uncertain"]) == (3, 2, 1)


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

    assert found["covered"]["people_low"] == covered


@pytest.mark.parametrize("measure", ["nearest", "cumulative", "2sfca", "e2sfca", "bfca"])
def test_every_measure_is_told_with_the_same_coverage(run: Run, line: tuple[str, ...], measure: str) -> None:
    found = json_of(run("coverage", "--json", *METRES, *line, "--measure", measure))

    assert found["access"]["measure"] == measure
    assert found["access"]["mean"] > 0
    assert found["covered"]["share_certain"] == 0.875


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
        for name, x, more in (("house", 0.0, None), ("place", 3100.0, 100), ("postcode", 5500.0, 2600))
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

    assert [(city["ags"], city["covered_certain"]) for city in found["cities"]] == [
        ("A", 150.0),
        ("B", 200.0),
    ]


def test_streets_are_used_as_soon_as_they_are_built(run: Run, line: tuple[str, ...], tmp_path: Path) -> None:
    points = {1: at(-100.0), 2: at(1000.0), 3: at(2900.0), 4: at(5600.0)}
    osm = write_osm(tmp_path / "streets.osm", points, [((1, 2), RESIDENTIAL), ((3, 4), RESIDENTIAL)])
    straight = json_of(run("coverage", "--json", *METRES, *line))

    assert run("network", "build", osm, "--mode", "walk")[0] == 0
    found = json_of(run("coverage", "--json", *METRES, *line, "--threshold", "910"))
    _, words, _ = run("coverage", *METRES, "--offers", line[1])

    assert straight["parameters"]["ways"] != found["parameters"]["ways"] == "street network"
    assert (
        found["covered"]["people_certain"] == 350.0
    )  # 900 m along the street; straight it would count as 1170 m
    assert list(found["data"]["streets"]["checksums"]) == ["streets.osm"]
    assert "The streets in streets.osm serve only" in words  # of the whole district
    assert found["doubts"] == []  # of the cells of the line


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
        told = [row[f"share{end}"] for end in ("_certain", "_low", "", "_high", "_possible")]
        assert told == sorted(told)
        assert 0 <= told[0] <= told[-1] <= 1
    thresholds = [point["threshold"] for point in found["curve"]]
    assert thresholds == sorted(thresholds)
    assert [point["share"] for point in found["curve"]] == sorted(point["share"] for point in found["curve"])
    assert found["covered"]["share"] in [point["share"] for point in found["curve"]]
    ranked = [gap["people" if people == "all" else "foreign"] or 0 for gap in found["gaps"]]
    assert ranked == sorted(ranked, reverse=True)
    assert [gap["rank"] for gap in found["gaps"]] == list(range(1, len(found["gaps"]) + 1))
    assert found["covered"]["people"] + sum(ranked) <= everybody  # of the others nobody can say
    assert all(0.66 <= gap["chance"] <= 1 for gap in found["gaps"])
    assert all(gap["name"] and gap["city"] for gap in found["gaps"])


# --- beyond the border --------------------------------------------------------------------------------------------


def test_offers_beyond_the_border_count_and_are_named_in_the_run_file(
    run: Run, line: tuple[str, ...], tmp_path: Path
) -> None:
    lon, lat = at(5400)
    theirs, kept = tmp_path / "theirs.csv", tmp_path / "run.json"
    theirs.write_text(f"offer_id,title,topics,lon,lat\nn,N,language,{lon!r},{lat!r}\n", encoding="utf-8")

    found = json_of(run("coverage", "--json", *METRES, *line, "--neighbours", theirs, "--save-run", kept))
    _, said, _ = run("coverage", *line, "--run", kept, "--neighbours", theirs)
    without = run("coverage", *line, "--run", kept)

    assert found["covered"]["people_certain"] == 400.0
    assert found["offers"]["count"] == 3  # ours
    assert found["neighbours"]["counted"] == 1
    assert json.loads(kept.read_text("utf-8"))["inputs"]["neighbours"]["name"] == "theirs.csv"
    assert "Offers beyond the border that count as well, from theirs.csv: 1." in said
    assert "same numbers" in said
    assert without[0] == 1
    assert "neighbours: theirs.csv" in without[1]


@pytest.mark.parametrize(
    "beside", [("--match", "all", "--topic", "work"), ("--counted", "by_age"), ("--all",)]
)
def test_what_offers_beyond_the_border_do_not_tell_is_refused(
    run: Run, line: tuple[str, ...], tmp_path: Path, beside: tuple[str, ...]
) -> None:
    lon, lat = at(5400)
    theirs = tmp_path / "theirs.csv"
    theirs.write_text(f"offer_id,title,topics,lon,lat\nn,N,language;work,{lon!r},{lat!r}\n", encoding="utf-8")

    code, _, err = run("coverage", "--topic", "language", *line, "--neighbours", theirs, *beside)

    assert code == 2
    assert "neighbours" in err
