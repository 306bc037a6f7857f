"""Timetables on the command line: the feed whose answers were worked out by hand, and what is said of bad input."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.cli_kit import Run, json_of
from tests.transit_kit import LON, checked_feed, lat_of, write_folder, write_zip

TUESDAY, WEDNESDAY, MONDAY, SATURDAY = "2026-03-10", "2026-03-11", "2026-03-09", "2026-03-14"
MORNING, NIGHT = "08:00-10:00", "00:00-01:00"
NEVER = None


@pytest.fixture(scope="module")
def built_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("transit")


@pytest.fixture
def var(built_var: Path) -> Path:
    return built_var


@pytest.fixture
def built(run: Run, built_var: Path, tmp_path: Path) -> Run:
    if not (built_var / "transit").exists():
        assert run("transit", "build", write_zip(tmp_path / "feed.zip", checked_feed()))[0] == 0
    return run


def ask(run: Run, start: str, goal: str, day: str, window: str, *more: object):
    ends = ("--from", f"{LON},{lat_of(start)}", "--to", f"{LON},{lat_of(goal)}")
    return run("transit", "journeys", *ends, "--date", day, "--window", window, "--json", *more)


WALK_BEFORE, WALK_BOTH = ("--access-min", 4), ("--access-min", 4, "--egress-min", 4)


@pytest.mark.parametrize(
    ("ends", "day", "window", "more", "limit", "within", "told"),
    [
        ("AD", TUESDAY, MORNING, (), 45, 114, (27, 31, 36, 44, 46)),
        ("AD", TUESDAY, MORNING, WALK_BEFORE, 45, 90, (31, 35, 40, 48, 50)),
        ("AD", TUESDAY, MORNING, WALK_BOTH, 45, 66, (35, 39, 44, 52, 54)),
        ("CD", TUESDAY, MORNING, (), 30, 114, (12, ..., 21, ..., ...)),
        ("CD", WEDNESDAY, MORNING, (), 30, 115, (6, ..., 20, ..., ...)),
        ("AF", TUESDAY, MORNING, (), 60, 61, (36, 49, 60, NEVER, NEVER)),
        ("DF", TUESDAY, MORNING, (), 45, 106, (6, 10, 14, NEVER, NEVER)),
        ("CE", TUESDAY, MORNING, (), 240, 0, (NEVER, NEVER, NEVER, NEVER, NEVER)),
        ("ED", TUESDAY, MORNING, (), 30, 120, (7, 11, 16, 24, 26)),
        ("FA", TUESDAY, MORNING, (), 45, 11, (20, NEVER, NEVER, NEVER, NEVER)),
        ("AB", WEDNESDAY, NIGHT, (), 60, 11, (10, NEVER, NEVER, NEVER, NEVER)),
        ("AB", MONDAY, NIGHT, (), 60, 0, (NEVER, NEVER, NEVER, NEVER, NEVER)),
        ("AB", SATURDAY, NIGHT, (), 60, 11, (10, NEVER, NEVER, NEVER, NEVER)),
    ],
)
def test_what_was_worked_out_by_hand_comes_out(built: Run, ends, day, window, more, limit, within, told):
    found = json_of(ask(built, *ends, day, window, *more))

    assert sum(m is not None and m <= limit for m in found["minutes"]) == within
    keys = ("best", "p25", "p50", "p90", "worst")
    assert [found[k] for k, value in zip(keys, told, strict=True) if value is not ...] == [
        value for value in told if value is not ...
    ]


def test_the_bus_that_overtakes_is_taken(built: Run):
    found = json_of(ask(built, "F", "A", TUESDAY, MORNING))

    assert found["minutes"][:3] == [30, 29, 28]
    assert [leg["kind"] for leg in found["legs"]] == ["walk", "ride", "walk"]


def test_the_legs_tell_lines_stops_and_times(built: Run):
    legs = json_of(ask(built, "A", "D", TUESDAY, MORNING))["legs"]

    rides = [
        (leg["line"], leg["from"], leg["departure"], leg["to"], leg["arrival"])
        for leg in legs
        if "line" in leg
    ]
    assert rides == [
        ("R1", "Stop A", "08:05", "Stop B", "08:15"),
        ("R2", "Stop C", "08:20", "Stop D", "08:32"),
    ]


def test_who_has_to_be_there_by_nine_leaves_in_time(built: Run):
    found = json_of(ask(built, "A", "D", TUESDAY, "09:00-09:20", "--arrive"))

    # the bus that is at D at 08:52 leaves A at 08:25, the next one, at 09:12, at 08:45
    assert found["minutes"][:2] == [35, 36] and found["minutes"][11:13] == [46, 27]
    assert (found["best"], found["worst"]) == (27, 46)
    assert [leg["departure"] for leg in found["legs"] if "line" in leg] == ["08:45", "09:00"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-05-01", "No trip runs on 2026-05-01 (a Friday)"),
        (SATURDAY, "No trip runs on 2026-03-14 (a Saturday)"),
        ("2026-07-07", "The timetable ends on 2026-06-30"),
    ],
)
def test_a_day_without_service_is_said_in_words(built: Run, day, words):
    code, out, err = ask(built, "A", "D", day, MORNING)

    found = json.loads(out)
    assert code == 0
    assert found["minutes"] == [None] * 120 and found["legs"] == []
    assert words in found["notes"][0] and words in err


def test_without_json_a_person_reads_the_same(built: Run):
    ends = ("--from", f"{LON},{lat_of('A')}", "--to", f"{LON},{lat_of('D')}")
    code, out, _ = built("transit", "journeys", *ends, "--date", TUESDAY)

    assert code == 0
    assert "best 27, p25 31, p50 36, p90 44, worst 46" in out
    assert "08:05–08:15 R1: Stop A → Stop B" in out


def test_a_zip_and_a_folder_in_any_order_of_rows_are_the_same_timetable(
    run: Run, tmp_path: Path, monkeypatch
):
    feed = checked_feed()
    turned = {name: list(reversed(table)) for name, table in feed.items()}
    answers = []
    for number, path in enumerate(
        (
            write_zip(tmp_path / "a.zip", feed),
            write_folder(tmp_path / "b", feed),
            write_zip(tmp_path / "c.zip", turned),
        )
    ):
        monkeypatch.setenv("KARTE_VAR", str(tmp_path / f"var{number}"))
        assert run("transit", "build", path)[0] == 0
        answers.append(json_of(ask(run, "A", "F", TUESDAY, MORNING)))

    assert answers[0] == answers[1] == answers[2]


def test_timetables_are_listed_replaced_and_removed(run: Run, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("KARTE_VAR", str(tmp_path / "kept"))
    feed = write_zip(tmp_path / "feed.zip", checked_feed())
    assert run("transit", "build", feed, "--name", "vrr")[0] == 0
    assert run("transit", "build", feed, "--name", "vrr")[0] == 0

    listed = json_of(run("transit", "list", "--json"))
    assert [(one["name"], one["operators"], one["from"], one["to"]) for one in listed] == [
        ("vrr", ["Made"], "2026-01-01", "2026-06-30")
    ]
    assert run("transit", "remove", "vrr")[0] == 0
    assert json_of(run("transit", "list", "--json")) == []
    assert run("transit", "remove", "vrr")[0] == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--date", "2026-02-30"), "--date, '2026-02-30': a day as YYYY-MM-DD"),
        (("--date", "tomorrow"), "'tomorrow'"),
        (("--window", "10:00-08:00"), "--window, '10:00-08:00'"),
        (("--window", "08:00-14:01"), "at most 5 hours"),
        (("--window", "8-10"), "HH:MM-HH:MM"),
        (("--from", "51.6;7.2"), "--from, '51.6;7.2'"),
        (("--to", "nan,7"), "LON,LAT in degrees"),
        (("--name", "other"), "no timetable 'other'; one of: timetable"),
        (("--name", "../x"), "small letters"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(built: Run, options, words):
    asked = {"--from": "7.2,51.6", "--to": "7.2,51.7", "--date": TUESDAY} | dict([options])
    code, out, err = built("transit", "journeys", *(part for pair in asked.items() for part in pair))

    assert code == 1 and out == ""
    assert words in err


def test_without_a_timetable_the_command_says_how_to_build_one(run: Run, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("KARTE_VAR", str(tmp_path / "empty"))

    code, _, err = run("transit", "journeys", "--from", "7.2,51.6", "--to", "7.2,51.7")

    assert code == 1 and "python -m geo transit build FEED" in err


def test_a_feed_of_elsewhere_and_one_that_is_none_leave_the_old_timetable(
    built: Run, built_var: Path, tmp_path: Path
):
    kept = (built_var / "transit" / "timetable.npz").read_bytes()
    feed = checked_feed()
    far = {**feed, "stops": [{**stop, "stop_lat": 48.1} for stop in feed["stops"]]}
    (tmp_path / "none.zip").write_bytes(b"PK")

    for path, words in (
        (write_zip(tmp_path / "far.zip", far), "no trip between two stops in the district"),
        (tmp_path / "none.zip", "a zip or a folder of GTFS tables expected"),
        (tmp_path / "missing.zip", "No such file"),
    ):
        code, _, err = built("transit", "build", path)
        assert code == 1 and words in err
    assert (built_var / "transit" / "timetable.npz").read_bytes() == kept
    assert [path.name for path in (built_var / "transit").iterdir()] == ["timetable.npz"]


# -- coverage by bus and train -------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path) -> tuple[str, ...]:
    """Options for an offer at D and cells at A, C and D, each with a hundred people."""
    offers, cells = tmp_path / "own.csv", tmp_path / "cells.csv"
    offers.write_text(
        f"offer_id,title,topics,lon,lat,precision\none,One,language,{LON},{lat_of('D')},house\n"
    )
    rows = [f"{name},{LON},{lat_of(name)},100,10" for name in "ACD"]
    cells.write_text("\n".join(["cell_id,lon,lat,people,foreign_nationals", *rows]) + "\n")
    return ("--offers", str(offers), "--cells", str(cells))


def coverage(run: Run, own: tuple[str, ...], *more: object) -> dict:
    by_bus = ("--mode", "transit", "--date", TUESDAY, "--window", MORNING)
    return json_of(run("coverage", *own, *by_bus, *more, "--json"))


@pytest.mark.parametrize(("threshold", "people"), [(35, 200), (36, 300)])
def test_coverage_counts_who_reaches_an_offer_in_half_of_the_departures(built: Run, own, threshold, people):
    found = coverage(built, own, "--threshold", threshold)

    assert found["covered"]["people"] == people


def test_coverage_tells_departures_timetable_and_what_the_bus_adds(built: Run, own):
    found = coverage(built, own, "--threshold", 36)

    told = found["transit"]
    assert (told["date"], told["window"], told["departures"]) == (TUESDAY, MORNING, 120)
    assert [told[f"share_{name}"] for name in ("best", "usual", "reliable", "walk")] == [1, 1, 0.6667, 0.3333]
    assert told["operators"] == ["Made"] and told["doubts"] == []
    assert len(found["data"]["timetable"]["checksums"]["feed.zip"]) == 64
    assert found["cities"] and found["curve"][0]["threshold"] == 6


def test_coverage_in_words_names_the_window_and_doubts_the_day(built: Run, own):
    asked = ("coverage", *own, "--mode", "transit", "--threshold", 36)
    _, out, _ = built(*asked, "--date", TUESDAY, "--window", MORNING)
    _, holiday, _ = built(*asked, "--date", "2026-05-01")

    assert "within 36 minutes by bus and train" in out
    assert "Departures of 2026-03-10, 08:00-10:00" in out and "33% on foot" in out
    assert "No trip runs on 2026-05-01 (a Friday)" in holiday


def test_coverage_counts_who_is_at_an_offer_in_time(built: Run, own):
    # the bus that is at D at 08:52 leaves A at 08:25 and C at 08:40, the next one, at 09:12, A at 08:45 and C at 09:00
    asked = ("coverage", *own, "--mode", "transit", "--date", TUESDAY)
    by_nine = json_of(built(*asked, "--arrive", "09:00", "--threshold", 34, "--json"))
    _, words, _ = built(*asked, "--arrive", "09:11", "--threshold", 30)

    assert by_nine["covered"]["people"] == 200  # of C and D; A leaves 35 minutes before
    told = by_nine["transit"]
    assert (told["arrive"], told["window"], told["departures"]) == ("09:00", None, None)
    assert told["share_best"] == told["share_usual"] == told["share_reliable"] == 0.6667
    assert f"To be there on {TUESDAY} by 09:11, counted from leaving to then: 33%; 33% on foot" in words


def test_isochrones_are_asked_by_the_time_to_be_there_as_on_the_page(built: Run, own):
    cells = own[2:]
    asked = ("isochrones", "--at", f"{LON},{lat_of('D')}", *cells, "--mode", "transit", "--date", TUESDAY)
    in_time = json_of(built(*asked, "--arrive", "09:00", "--minutes", "34,35", "--json"))

    assert [row["people"] for row in in_time["rows"]] == [200, 300]  # A leaves 35 minutes before
    assert built(*asked, "--arrive", "09:00", "--window", MORNING)[0] == 2


def test_the_table_of_everything_tells_when_as_a_single_answer_does(built: Run, own):
    asked = ("coverage", *own, "--all", "--mode", "transit", "--json")
    found = [
        json_of(built(*asked, *more))["parameters"]
        for more in (("--date", TUESDAY, "--arrive", "09:00"), ("--date", TUESDAY, "--window", MORNING), ())
    ]

    told = [(one["date"], one["window"], one["arrive"]) for one in found]
    assert told[:2] == [(TUESDAY, None, "09:00"), (TUESDAY, MORNING, None)]
    assert date.fromisoformat(told[2][0]) and told[2][1]  # what was counted where nobody said


def test_coverage_tile_by_tile_and_from_a_run_file_is_the_same(built: Run, own, tmp_path: Path):
    kept = tmp_path / "run.json"
    for measure in ("nearest", "2sfca"):
        asked = ("--threshold", 36, "--measure", measure)
        whole = coverage(built, own, *asked, "--save-run", kept)
        code, out, _ = built("coverage", *own, "--run", kept, "--json")

        assert code == 0 and json.loads(out)["replay"] == {"same": True, "changed": [], "different": []}
        assert json.loads(kept.read_text())["question"]["date"] == [TUESDAY]
        assert whole["access"]["mean"] is not None


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--mode", "walk", "--date", TUESDAY), 2, "are for --mode transit"),
        (("--mode", "transit", "--date", "2026-13-01"), 1, "a day as YYYY-MM-DD"),
        (("--mode", "transit", "--window", "25:00-26:00"), 1, "HH:MM-HH:MM"),
        (("--mode", "bike", "--arrive", "09:00"), 2, "are for --mode transit"),
        (("--mode", "transit", "--arrive", "24:01"), 1, "HH:MM, up to 24:00"),
        (("--mode", "transit", "--arrive", "09:00", "--window", "08:00-10:00"), 2, "one of both"),
    ],
)
def test_coverage_refuses_what_cannot_be(built: Run, own, options, code, words):
    found, _, err = built("coverage", *own, *options)

    assert found == code and words in err


def test_coverage_by_bus_without_a_timetable_says_how_to_build_one(
    run: Run, own, tmp_path: Path, monkeypatch
):
    monkeypatch.setenv("KARTE_VAR", str(tmp_path / "empty"))

    code, _, err = run("coverage", *own, "--mode", "transit")

    assert code == 1 and "python -m geo transit build FEED" in err
