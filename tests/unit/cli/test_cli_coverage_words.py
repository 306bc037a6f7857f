"""`python -m geo coverage` for people: sentences, tables and numbers as they are written."""

from pathlib import Path

import pytest

from geo.cli.figures_in_words import decimal, headline, percent, persons, warnings, way
from tests.cli_kit import METRES, Run, json_of
from tests.planning_kit import at, write_cells


def test_deeper_figures_are_written_for_a_person(run: Run, line: tuple[str, ...]) -> None:
    code, out, _ = run("coverage", "--deeper", *METRES, *line)

    assert code == 0
    assert "Measures" in out
    assert "Addresses to fix" in out


def test_table_begins_with_a_sentence_and_names_cities_gaps_and_limits(
    run: Run, line: tuple[str, ...]
) -> None:
    code, out, _ = run("coverage", *METRES, *line)

    assert code == 0
    share = json_of(run("coverage", "--json", *METRES, *line))["covered"]["share"]
    assert out.startswith(
        f"About {round(100 * share)} of 100 people (88 to 100) reach an offer within 1300 metres of way: about 370 of 400. "
        "This is an estimate: the place of 1 of the 3 offers is not known exactly. Certain are 88, possible 100."
    )
    assert "1 of 1 probable gaps" in out
    assert "no entry is not the same as no offer" in out


def test_nothing_located_is_said_in_a_sentence(run: Run, line: tuple[str, ...]) -> None:
    code, out, _ = run("coverage", "--topic", "volunteering", *line)

    assert code == 0
    assert "No offer matches" in out
    assert out.startswith("0 of 100 people")


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
    covered = found["covered"]
    assert covered["share_certain"] == 0 < covered["share_low"] <= covered["share"] <= covered["share_high"]


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
        "covered": {
            "people": 5.0,
            "share": 0.5,
            "share_low": 0.5,
            "share_high": 0.5,
            "share_certain": 0.4,
            "share_possible": 0.6,
        },
        "parameters": {"people": "foreign", "mode": "walk", "threshold": 30.0},
        "population": {"all": 20.0, "foreign": 10.0},
        "offers": {"count": 3, "located": 2, "uncertain": 0, "unlocated": 0, "online": 1},
    }

    assert headline(found) == (
        "50 of 100 foreign nationals reach an offer within 30 minutes on foot: about 5 of 10. "
        "All places are known exactly."
    )
    assert warnings(found) == []


def test_headline_says_which_offers_make_the_interval_wide_as_the_page_does() -> None:
    found = {
        "covered": {
            "people": 5.0,
            "share": 0.5,
            "share_low": 0.33,
            "share_high": 0.8,
            "share_certain": 0.1,
            "share_possible": 0.999,
        },
        "parameters": {"people": "all", "mode": "walk", "threshold": 30.0},
        "population": {"all": 10.0, "foreign": 1.0},
        "offers": {"count": 66, "located": 18, "uncertain": 47, "unlocated": 1, "online": 0},
    }

    assert headline(found) == (
        "About 50 of 100 people (33 to 80) reach an offer within 30 minutes on foot: about 5 of 10. This is an estimate: "
        "the place of 47 of the 65 offers is not known exactly. Certain are 10, possible over 99. "
        "Without any place and not counted: 1."
    )
    found["offers"] |= {"unlocated": 0}
    assert headline(found).endswith("possible over 99.")


@pytest.mark.parametrize("command", ["coverage", "site"])
def test_command_explains_itself(run: Run, command: str) -> None:
    code, out, _ = run(command, "--help")

    assert code == 0
    assert f"Usage: python -m geo {command}" in out
