"""`python -m geo site`: where one more offer helps most, why there, and how sure that is."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from geo.cli import main
from geo.cli.site import Teller, first_interrupt, verdict, why
from geo.planning.siting import CoverSiting, Progress, Siting
from tests.cli_kit import Run, json_of
from tests.planning_kit import at, write_cells, write_offers

METRES = ("--mode", "metres", "--threshold", "1300", "--topic", "language", "--candidates", "cells")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `site` on the line of cells and offers; gives exit code, stdout, stderr."""
    monkeypatch.setenv("KARTE_VAR", str(tmp_path / "var"))
    files = (
        "--offers", write_offers(tmp_path / "own.csv"), "--cells", write_cells(tmp_path / "cells.csv"),
    )  # fmt: skip

    def run_command(*arguments: object) -> tuple[int, str, str]:
        code = main(["site", *(str(argument) for argument in (*files, *arguments))])
        out, err = capsys.readouterr()
        return code, out, err

    return run_command


def test_json_names_the_site_and_counts_people_before_and_after(run: Run) -> None:
    found = json_of(run(*METRES, "--add", "1", "--json"))

    (site,) = found["sites"]
    lon, lat = at(5000.0)
    assert (site["lon"], site["lat"]) == pytest.approx((lon, lat), abs=5.1e-6)
    newly = site["newly_covered"]
    assert 33 < newly < 50  # as often as the third offer is not there
    assert (site["newly_low"], site["newly_high"]) == (0.0, 50.0)
    assert [found[name] for name in ("newly_covered", "newly_low", "newly_high")] == [newly, 0.0, 50.0]
    assert site["why"].startswith(f"would newly reach about {newly:.0f} people (0 to 50), ")
    assert "of them foreign nationals; until now their mean way to the next offer was " in site["why"]
    assert (found["before"], found["after"], found["people"]) == (400.0 - newly, 400.0, 400.0)
    assert found["estimate"]["draws"] == 200
    assert (found["optimal"], found["gap"], found["method"], found["bound"]) == (True, 0.0, "exact", 400.0)
    assert found["parameters"]["threshold"] == 1300.0
    assert found["candidates"] == {"kind": "cells", "count": 4}
    assert list(found["data"]["offers"]["checksums"]) == ["own.csv"]


def test_more_sites_than_help_are_not_invented(run: Run) -> None:
    found = json_of(run(*METRES, "--add", "3", "--json"))

    assert len(found["sites"]) == 1
    assert found["after"] == 400.0


def test_places_of_the_district_are_the_usual_candidates(run: Run) -> None:
    found = json_of(run(*METRES[:-2], "--add", "1", "--json"))

    assert found["candidates"]["kind"] == "places"
    assert found["candidates"]["count"] > 100


@pytest.mark.parametrize(
    ("options", "key"),
    [
        (("--objective", "p_median"), "mean_after_m"),
        (("--objective", "set_cover", "--share", "0.95"), "feasible"),
    ],
)
def test_every_objective_tells_what_is_its_own(run: Run, options: tuple[str, ...], key: str) -> None:
    found = json_of(run(*METRES, "--json", *options))

    assert key in found
    assert found["optimal"] is True
    assert len(found["sites"]) == 1


def test_share_that_cannot_be_reached_is_said_not_approximated(run: Run, tmp_path: Path) -> None:
    alone = tmp_path / "far.csv"
    lon, lat = at(0.0)
    alone.write_text(f"lon,lat,people\n{lon},{lat},10\n{lon + 0.5},{lat},10\n", encoding="utf-8")

    code, out, err = run(*METRES[:-2], "--cells", alone, "--objective", "set_cover", "--share", "1", "--json")
    found = json.loads(out)

    assert code == 0
    assert found["feasible"] is False
    assert found["sites"] == []
    assert found["best_share"] == 0.5
    assert "cannot be had" in err


def test_no_site_that_helps_is_said_in_a_sentence(run: Run) -> None:
    code, out, err = run(*METRES, "--threshold", "20000")

    assert code == 0
    assert "400 of 400 people" in out
    assert "no candidate would help anybody" in err


def test_table_lists_the_sites_and_why(run: Run) -> None:
    code, out, err = run(*METRES, "--add", "1")

    assert code == 0
    assert out.startswith("About ")
    assert (
        "of 400 people reach an offer within 1300 metres of way (estimated); with these sites about 400."
        in out
    )
    assert "1. would newly reach about " in out
    assert "proved: no choice is better" in err


def test_topic_without_any_offer_starts_from_nobody(run: Run) -> None:
    found = json_of(
        run("--topic", "volunteering", "--mode", "metres", "--candidates", "cells", "--add", "2", "--json")
    )

    assert found["before"] == 0.0
    assert [site["newly_covered"] for site in found["sites"]] == [200.0, 100.0]
    assert "not all of them had a way to any offer" in found["sites"][0]["why"]


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--objective", "best"), "set_cover"),
        (("--candidates", "moon"), "cells"),
        (("--add", "0"), "--add"),
        (("--share", "1.5"), "--share"),
        (("--time-limit", "-1"), "--time-limit"),
        (("--threshold", "0"), "50 to 20000 metres"),
        (("--topic", "cooking"), "language"),
        (("--objective", "set_cover", "--add", "3"), "leave out --add"),
        (("--objective", "set_cover", "--add", "1", "--share", "0.5"), "leave out --add"),
        (("--share", "0.5"), "--share is the aim of --objective set_cover"),
        (("--objective", "p_median", "--add", "2", "--share", "0.9"), "p_median places"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_allowed(
    run: Run, options: tuple[str, ...], word: str
) -> None:
    code, out, err = run(*METRES, "--json", *options)

    assert (code, out) == (2, "")
    assert word in " ".join(err.replace("│", " ").split())


def test_bad_file_is_one_clear_error(run: Run, tmp_path: Path) -> None:
    bad = write_cells(tmp_path / "bad.csv", people={"c2": -3})

    code, out, err = run(*METRES, "--cells", bad, "--json")

    assert (code, out) == (1, "")
    assert err == "error: bad.csv, row 3, people '-3': a number from 0 to 1,000,000\n"


# --- sentences ----------------------------------------------------------------------------------------------------


def row_of(**changes: float) -> dict[str, float]:
    newly = {"newly_covered": 50.0, "newly_low": 20.0, "newly_high": 60.0}
    return {**newly, "newly_covered_foreign": 30.0, "mean_before_m": 2470.0, **changes}


@pytest.mark.parametrize(
    ("row", "group", "word", "missing"),
    [
        (row_of(newly_covered_foreign=2.0), "all", "50 people", "foreign"),  # two persons are not told
        (row_of(newly_covered_foreign=float("nan")), "all", "50 people", "foreign"),
        (row_of(), "foreign", "50 foreign nationals (20 to 60)", "of them"),
        (row_of(mean_before_m=float("inf")), "all", "not all of them had a way", "km"),
    ],
)
def test_why_tells_what_is_known_and_hides_small_numbers(
    row: dict[str, float], group: str, word: str, missing: str
) -> None:
    sentence = why(row, group)

    assert word in sentence
    assert missing not in sentence


def test_why_of_a_site_that_only_shortens_ways_says_so() -> None:
    assert why(row_of(newly_covered=0.0, saved_m=12_000.0), "all") == (
        "newly reaches nobody; shortens ways by 12 person-kilometres"
    )


def siting(**changes: Any) -> Siting:
    values = {
        "sites": (1,),
        "newly_covered": (5.0,),
        "before": 0.0,
        "after": 5.0,
        "people": 10.0,
        "bound": 6.0,
        "gap": 0.125,
        "optimal": False,
        "method": "greedy",
        "stopped": "time",
        "seconds": 1.0,
    }
    return Siting(**(values | changes))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "the time was over: the best may be up to 12.5% better"),
        ({"stopped": "user"}, "stopped: the best"),
        ({"optimal": True, "gap": 0.0}, "proved: no choice is better (1.0 s)"),
        ({"sites": ()}, "no candidate would help"),
    ],
)
def test_verdict_says_how_good_the_choice_is(changes: dict[str, Any], words: str) -> None:
    assert words in verdict(siting(**changes))


def test_verdict_on_a_wish_that_cannot_be_granted_says_what_can() -> None:
    found = CoverSiting(**vars(siting()), share=0.9, best_share=0.5, feasible=False)

    assert "50.0% at most" in verdict(found)


# --- progress and Ctrl-C ------------------------------------------------------------------------------------------


def test_progress_is_told_now_and_then_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    times = iter([0.0, 1.0, 2.5, 2.5, 3.0])
    teller = Teller(clock=lambda: next(times))

    for value in (1.0, 2.0, 3.0):
        teller(Progress("exact", value, float("inf"), 2.5))

    out, err = capsys.readouterr()
    assert (out, err) == ("", "2 s, exact: 2 so far\n")


def test_first_interrupt_asks_to_stop_and_the_second_ends(capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), first_interrupt() as should_stop:
        asked_before = should_stop()
        os.kill(os.getpid(), signal.SIGINT)
        asked_after = should_stop()
        os.kill(os.getpid(), signal.SIGINT)

    assert (asked_before, asked_after) == (False, True)
    assert "best so far" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGINT) is before


def test_interrupted_search_still_answers(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.cli import site as command

    def interrupted(*arguments: Any, **options: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        return site_search(*arguments, **options)

    site_search = command.best_sites
    monkeypatch.setattr(command, "best_sites", interrupted)

    code, out, err = run(*METRES, "--add", "2", "--json")

    assert code == 0
    assert json.loads(out)["after"] >= json.loads(out)["before"]
    assert "best so far" in err
