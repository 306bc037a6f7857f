"""`python -m geo kim`: counted, told without small numbers, taken in and back, topics on their way."""

import io
import json
from pathlib import Path

import pytest

from tests.cli_kit import Run, json_of


@pytest.fixture
def kim(run: Run, prepared_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands on a copy of the shipped offers."""
    (tmp_path / "karte.sqlite3").write_bytes((prepared_var / "karte.sqlite3").read_bytes())
    monkeypatch.setenv("KARTE_VAR", str(tmp_path))
    return lambda *words: run("kim", *words)


def _add(kim: Run, number: int, *words: str) -> tuple[int, str, str]:
    start = ("add", "--city", "Marl", "--topic", "language", "--quarter", "2026-Q1", "--count", str(number))
    return kim(*start, *words)


def test_a_summary_has_exactly_its_keys_and_no_small_count(kim: Run) -> None:
    assert _add(kim, 12, "--outcome", "not_found", "--obstacle", "unknown_to_advice")[0] == 0
    assert _add(kim, 3, "--outcome", "placed")[0] == 0
    way = ("handover", "add", "--city", "Marl", "--from", "job_centre", "--to", "youth_office")
    for state, number in (("rejected", "9"), ("accepted", "6")):
        assert kim(*way, "--state", state, "--count", number, "--quarter", "2026-Q1")[0] == 0

    found = json_of(kim("summary", "--city", "Marl", "--json"))

    assert [*found] == ["needs", "four_fields", "breaking_points"]
    assert found["needs"] == [
        {"city": "Marl", "topic": "language", "outcome": "not_found", "count": 12, "suppressed": False},
        {"city": "Marl", "topic": "language", "outcome": "placed", "count": None, "suppressed": True},
    ]
    field = next(one for one in found["four_fields"] if one["topic"] == "language")
    assert {**field, "offers": 0} == {
        "city": "Marl", "topic": "language", "advice_gap": True, "map_gap": False,
        "kind": "knowledge", "needs": None, "offers": 0,
    }  # fmt: skip
    assert field["offers"] > 0
    (point,) = found["breaking_points"]
    assert [*point] == ["from", "to", "count", "failed", "share_low", "share_high"]
    assert (point["from"], point["to"], point["count"], point["failed"]) == (
        "job_centre",
        "youth_office",
        15,
        9,
    )
    assert (point["share_low"], point["share_high"]) == (0.3575, 0.8018)
    assert json_of(kim("summary", "--city", "Herten", "--quarter", "2026-Q1", "--json"))["needs"] == []


def test_an_empty_summary_is_empty(kim: Run) -> None:
    assert json_of(kim("summary", "--json")) == {"needs": [], "four_fields": [], "breaking_points": []}
    assert "nothing was counted yet" in kim("summary")[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--city", "Essen", "--topic", "work", "--outcome", "placed"], "Castrop-Rauxel"),
        (["--city", "Marl", "--topic", "wrk", "--outcome", "placed"], "childcare"),
        (["--city", "Marl", "--topic", "work", "--outcome", "placed", "--quarter", "2026-13"], "2026-Q4"),
        (["--city", "Marl", "--topic", "work", "--outcome", "placed", "--count", "0"], "from 1 to 10000"),
        (["--city", "Marl", "--topic", "work", "--outcome", "placed", "--take-back"], "cannot be taken back"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(kim: Run, words: list[str], told: str) -> None:
    code, _, err = kim("add", *words)

    assert code != 0
    assert told in err
    assert "Traceback" not in err


def test_a_table_is_shown_added_and_taken_back(kim: Run, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("quarter,city,topic,outcome,count\n2026-Q1,Marl,work,waiting,8\n", encoding="utf-8")

    shown = kim("import", str(file))
    added = json_of(kim("import", str(file), "--apply", "--json"))

    assert "nothing was added yet" in shown[1]
    assert (added["adds"], added["applied"]) == (8, True)
    assert run("undo", str(added["batch"]))[0] == 0
    assert json_of(kim("summary", "--json"))["needs"] == []
    file.write_text("quarter,city,topic,outcome,count\n2026-Q1,Marl,work,waiting,x\n", encoding="utf-8")
    code, _, err = kim("import", str(file), "--apply")
    assert (code, "count" in err, "row 2" in err) == (1, True, True)


def test_a_quarter_is_deleted_only_when_somebody_says_so(kim: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert _add(kim, 12, "--outcome", "placed")[0] == 0

    assert kim("forget", "--quarter", "2026-Q1")[0] != 0  # somebody said no
    assert json_of(kim("summary", "--json"))["needs"] != []
    code, _, err = kim("forget", "--quarter", "2026-Q2", "--yes")
    assert (code, "2026-Q1" in err) == (1, True)
    assert kim("forget", "--quarter", "2026-Q1", "--yes")[0] == 0
    assert json_of(kim("summary", "--json"))["needs"] == []


def test_coverage_is_weighted_by_published_needs_alone(kim: Run, run: Run, tmp_path: Path) -> None:
    assert _add(kim, 12, "--outcome", "not_found")[0] == 0
    words = ("coverage", "--topic", "language", "--weight", "needs", "--json")
    assert run(*words)[0] == 1  # nothing is published yet

    assert kim("publish", "2026-Q1")[0] == 0
    found = json_of(run(*words))

    assert {gap["city"] for gap in found["gaps"] if gap["needs_share"]} == {"Marl"}
    assert found["gaps"][0]["city"] == "Marl"  # only needs of Marl are published
    marl = next(city for city in found["cities"] if city["name"] == "Marl")
    assert found["by_needs"]["share"] == pytest.approx(marl["share"], abs=1e-4)  # only Marl counted
    assert (found["by_needs"]["needs_at_least"], found["by_needs"]["quarters"]) == (12, ["2026-Q1"])
    assert run(*words, "--scheduler", "local")[0] == 2
    assert run(*words[:-1], "--save-run", str(tmp_path / "run.json"))[0] == 0
    assert json.loads((tmp_path / "run.json").read_text())["inputs"]["needs"]["name"].endswith("(2026-Q1)")
    more = ("--topic", "language", "--quarter", "2026-Q2", "--count", "9", "--outcome", "not_found")
    assert kim("add", "--city", "Herten", *more)[0] == 0
    assert kim("publish", "2026-Q2")[0] == 0
    code, told, _ = run("coverage", "--run", str(tmp_path / "run.json"))
    assert (code, "changed since: needs: published needs (2026-Q1)" in told) == (1, True)


def test_a_topic_is_added_listed_and_moved(kim: Run) -> None:
    topic = kim("topic", "add", "Betreuung vor Kursbeginn", "--kind", "gap", "--city", "Marl")[1].strip()

    assert kim("topic", "move", topic, "analysed")[0] == 0
    code, _, err = kim("topic", "move", topic, "decided")
    assert (code, "measure" in err) == (1, True)
    assert kim("topic", "move", topic, "solution", "--link", "javascript:alert(1)")[0] == 1
    minutes = "https://ratsinfo.example.org/vo0050.asp?__kvonr=20261234"
    decided = ("--measure", "Kursbetreuung", "--responsible", "coordination", "--due", "2027-03-31")
    decided += ("--link", minutes)
    assert kim("topic", "move", topic, "decided", *decided)[0] == 0

    (found,) = json.loads(kim("topic", "list", "--json")[1])
    assert (found["topic_id"], found["stage"], found["measure"]) == (topic, "decided", "Kursbetreuung")
    assert found["links"] == [minutes]
    assert kim("topic", "move", "nowhere", "done")[0] == 1
    assert kim("topic", "add", "Frau Maier wartet")[0] == 1


def test_a_reported_capacity_stands_in_find_and_in_exports(kim: Run, run: Run, tmp_path: Path) -> None:
    words = ("find", "--topic", "language", "--city", "Recklinghausen", "--json")
    first = json_of(run(*words))["offers"][0]["offer_id"]
    assert kim("capacity", "report", first, "--status", "full")[0] == 0

    offers = json_of(run(*words))["offers"]
    shown = run(*words[:-1])[1]
    assert run("export", "--format", "hsds", "--out", str(tmp_path / "o.json"), *words[1:-1])[0] == 0

    assert (offers[-1]["offer_id"], offers[-1]["capacity"]["status"]) == (first, "full")
    assert {one["capacity"] for one in offers[:-1]} == {None}
    assert "capacity" in shown
    services = json.loads((tmp_path / "o.json").read_text())["contents"]
    said = {
        one["label"]: one["value"] for one in services[-1]["attributes"] if one.get("link_type") == "capacity"
    }
    assert said["capacity_status"] == "full"
    assert not any(
        one.get("link_type") == "capacity" for service in services[:-1] for one in service["attributes"]
    )


def test_capacity_and_a_citys_link(kim: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kim("capacity", "report", "re-247", "--status", "full", "--weeks", "6")[0] == 0
    (found,) = json.loads(kim("capacity", "list", "--json")[1])
    assert (found["offer_id"], found["status"], found["weeks"]) == ("re-247", "full", 6)
    assert kim("capacity", "report", "nowhere", "--status", "full")[0] == 1
    monkeypatch.setenv("KARTE_PUBLIC_URL", "https://karte.example")
    assert kim("link", "--city", "Marl")[1].startswith("https://karte.example/o#")


def test_an_example_goes_into_a_folder_of_its_own_and_says_so(kim: Run, tmp_path: Path) -> None:
    folder = tmp_path / "trial"

    assert kim("example", "--into", str(folder))[0] == 0
    assert kim("example", "--into", str(folder))[0] == 1  # not a second time over it
    assert kim("example", "--into", str(tmp_path))[0] == 1  # not among what is real

    assert all(
        ",Beispiel" in line for line in (folder / "beispiel_gespraeche.csv").read_text().splitlines()[1:]
    )
    assert kim("import", str(folder / "beispiel_uebergaben.csv"), "--apply")[0] == 1
    assert json_of(kim("summary", "--json"))["needs"] == []
