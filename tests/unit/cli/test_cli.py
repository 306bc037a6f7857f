"""The command line: answers on stdout, words on stderr, exit codes that tell what happened."""

import csv
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from geo.cli import main
from geo.cli.geocode_table import ADDED_COLUMNS, geocode_table
from geo.errors import DataError
from geo.model import Address, Role
from geo.settings import PROJECT_ROOT, load_settings
from geo.upkeep.opening import prepare
from tests.store_kit import FakeGeocoder

Run = Callable[..., tuple[int, str, str]]

QUERY_KEYS = ["query", "lon", "lat", "precision", "uncertainty_m", "source", "city", "inside_city"]
OFFER_KEYS = (
    "offer_id", "title", "organization", "city", "topics", "target_groups",
    "precision", "lon", "lat", "uncertainty_m", "distance_m",
)  # fmt: skip


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the database of the shipped offers."""
    folder = tmp_path_factory.mktemp("var")
    prepare(load_settings({"KARTE_VAR": str(folder)})).close()
    return folder


@pytest.fixture
def run(var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process; gives exit code, stdout, stderr."""
    monkeypatch.setenv("KARTE_VAR", str(var))
    monkeypatch.delenv("KARTE_PROVIDER", raising=False)
    monkeypatch.setenv("KARTE_PROVIDER_PAUSE", "0")

    def run_command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return run_command


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
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with prepare(load_settings({"KARTE_VAR": str(tmp_path)})) as store, store.writing() as connection:
        connection.execute(text("UPDATE offer SET phone = 'anrufen!' WHERE position = 4"))
    monkeypatch.setenv("KARTE_VAR", str(tmp_path))

    code, out, _ = run("check", "--json")
    plain_code, plain, _ = run("check")

    (problem,) = json.loads(out)
    assert (code, plain_code) == (1, 1)
    assert Path(problem["file"]).name == "karte.sqlite3"
    assert (problem["row"], problem["column"], problem["value"]) == (6, "phone", "anrufen!")
    assert "digits" in problem["expectation"]
    assert "row 6, phone 'anrufen!'" in plain


# --- geocode: single addresses -----------------------------------------------------------------------------------


def test_geocode_answers_each_query_with_one_json_line_in_order(run: Run) -> None:
    queries = ["Wiesenstraße 22, 45770 Marl", "Nirgendwo 7", "45770", "", '"><script>\u202e', "=1+1"]

    code, out, _ = run("geocode", *queries, "--offline", "--json")

    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [answer["query"] for answer in answers] == queries
    assert all(list(answer) == QUERY_KEYS for answer in answers)
    assert answers[0]["precision"] == "house"
    assert answers[0]["city"] == "Marl"
    assert answers[0]["inside_city"] is True
    assert answers[0]["uncertainty_m"] > 0
    none = {key: answers[1][key] for key in ("lon", "lat", "precision", "uncertainty_m")}
    assert none == {"lon": None, "lat": None, "precision": "none", "uncertainty_m": None}
    assert answers[2]["precision"] == "postcode"


def test_geocode_says_beside_the_answer_why_there_is_none(run: Run) -> None:
    _, out, err = run("geocode", "Hauptstraße 3", "--json")

    assert len(out.splitlines()) == 1
    assert "no city" in err


def test_geocode_goes_on_without_a_usable_database(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "karte.sqlite3").write_bytes(b"no database " * 500)
    monkeypatch.setenv("KARTE_VAR", str(tmp_path))

    code, out, err = run("geocode", "45770", "--json")

    assert (code, json.loads(out)["precision"]) == (0, "postcode")
    assert "going on without remembered answers" in err


def test_json_is_utf8_whatever_the_terminal_writes(var: Path) -> None:
    environ = {
        "KARTE_VAR": str(var),
        "PYTHONIOENCODING": "ascii",
        "PYTHONPATH": str(PROJECT_ROOT),
        "PATH": "",
    }

    done = subprocess.run(
        [sys.executable, "-m", "geo", "geocode", "--json", "Königswall, Recklinghausen ä ع"],
        env=environ, capture_output=True, check=True, timeout=120, cwd=PROJECT_ROOT,
    )  # fmt: skip

    assert json.loads(done.stdout.decode("utf-8"))["query"] == "Königswall, Recklinghausen ä ع"


# --- geocode: a service ------------------------------------------------------------------------------------------


@pytest.fixture
def service() -> Iterator[tuple[str, Counter[str]]]:
    """A small Nominatim on this machine; gives its address and how often each street was asked for."""
    asked: Counter[str] = Counter()

    class Nominatim(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            asked[" ".join(query.get("street") or query.get("q") or ["?"])] += 1
            hit = {
                "lat": "51.6567", "lon": "7.0904", "display_name": "Marl", "place_rank": 30,
                "class": "place", "type": "house",
                "addresstype": "house", "category": "place", "address": {"house_number": "1", "road": "Erfundener Weg", "city": "Marl"},
            }  # fmt: skip
            body = json.dumps([hit]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Nominatim)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


def test_service_is_asked_only_when_chosen_and_only_once_for_an_address(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, service: tuple[str, Counter[str]]
) -> None:
    url, asked = service
    monkeypatch.setenv("KARTE_VAR", str(tmp_path))
    chosen = ["--provider", "nominatim", "--url", url]

    run("geocode", "Erfundener Weg 1, Marl")
    run("geocode", "Erfundener Weg 1, Marl", "--offline", *chosen)
    unasked = asked.total()
    _, first, _ = run("geocode", "Erfundener Weg 1, Marl", "--json", *chosen)
    _, again, _ = run("geocode", "erfundener weg 1, marl", "--json", *chosen)

    assert (unasked, asked.total()) == (0, 1)
    points = [(json.loads(out)["lon"], json.loads(out)["source"].split(":")[0]) for out in (first, again)]
    assert points == [(7.0904, "nominatim")] * 2


def test_service_that_is_not_there_leaves_the_local_answer(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARTE_VAR", str(tmp_path))
    monkeypatch.setenv("KARTE_PROVIDER_TIMEOUT", "0.3")

    code, out, _ = run(
        "geocode", "--json", "Erfundener Weg 1, Marl", "--provider", "photon", "--url", "http://127.0.0.1:9"
    )

    assert (code, json.loads(out)["precision"]) == (0, "city")


# --- geocode: a table --------------------------------------------------------------------------------------------

HEADING = ["id", "street", "house_number", "postcode", "city", "note"]


def write_csv(path: Path, *rows: list[str], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def read_back(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_table_gets_five_columns_and_keeps_all_others_as_they_are(run: Run, tmp_path: Path) -> None:
    source = write_csv(
        tmp_path / "F.csv",
        HEADING,
        ["1", "Wiesenstraße", "22", "45770", "Marl", ' =HYPERLINK("x") '],
        ["2", "Nirgendweg", "7", "", "", "a,b\n<b>"],
    )

    code, out, err = run("geocode", "--input", str(source), "--output", str(tmp_path / "G.csv"))

    rows = read_back(tmp_path / "G.csv")
    assert (code, out) == (0, "")
    assert list(rows[0]) == [*HEADING, *ADDED_COLUMNS]
    assert [row["note"] for row in rows] == [' =HYPERLINK("x") ', "a,b\n<b>"]
    assert rows[0]["precision"] == "house"
    assert (float(rows[0]["lon"]) > 7, float(rows[0]["uncertainty_m"]) > 0) == (True, True)
    assert [rows[1][name] for name in ("lon", "lat", "precision", "uncertainty_m")] == ["", "", "none", ""]
    assert "2 rows" in err


def test_bad_rows_are_named_and_the_rest_goes_on(run: Run, tmp_path: Path) -> None:
    source = write_csv(
        tmp_path / "F.csv",
        HEADING,
        ["1", "Wiesenstraße", "22", "4577", "Marl", ""],
        ["2", "Wiesen\x00straße", "22", "45770", "Marl", ""],
        ["3", "Wiesenstraße", "22"],
        ["4", "W" * 1_000_000, "22", "45770", "Marl", ""],
        ["5", "Wiesenstraße", "22 (Hof)", "45770", "Marl", ""],
    )

    code, _, err = run("geocode", "--input", str(source), "--output", str(tmp_path / "G.csv"))

    rows = read_back(tmp_path / "G.csv")
    assert code == 1
    assert [row["id"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert [row["precision"] for row in rows[:4]] == ["none"] * 4
    assert rows[4]["precision"] in ("house", "street")
    for words in (
        "F.csv, row 2, postcode '4577': five digits expected",
        "row 3, street",
        "row 4, ",
        "6 cells expected, 3 found",
        "row 5, street",
        "at most 120 characters",
    ):
        assert words in err
    assert len(err) < 5000


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"street,city\nWeg,Marl\n", "house_number"),
        (b"street,house_number,postcode,city,lon\n", "rename"),
        (b"street,street,house_number,postcode,city\n", "twice"),
        (b'street,house_number,postcode,city\n"Weg"x,1,,Marl\n', "not a CSV row"),
        (b'street,house_number,postcode,city\n"Weg,1,,Marl\n', "not a CSV row"),
        (b"\xef\xbb\xbfstreet,house_number,postcode,city\n\xff\xfe,1,,Marl\n", "UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_table_that_is_none_is_refused_in_one_line(
    run: Run, tmp_path: Path, content: bytes | None, word: str
) -> None:
    source = tmp_path / "F.csv"
    if content is not None:
        source.write_bytes(content)

    code, out, err = run("geocode", "--input", str(source), "--output", str(tmp_path / "G.csv"))

    assert (code, out) == (1, "")
    assert word in err
    assert "F.csv" in err
    assert not (tmp_path / "G.csv").exists()


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ";"), ("cp1252", ";"), ("utf-8", "\t")])
def test_table_keeps_the_way_its_program_writes(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [HEADING, ["1", "Königswall", "3", "", "Marl", "für, alle"]]
    source = write_csv(tmp_path / "F.csv", *rows, encoding=encoding, delimiter=delimiter)
    geocoder = FakeGeocoder()

    geocode_table(source, tmp_path / "G.csv", geocoder.geocode)

    (row,) = read_back(tmp_path / "G.csv", encoding, delimiter)
    assert geocoder.asked == [Address("Königswall", "3", "", "Marl")]
    assert (row["street"], row["note"], row["precision"]) == ("Königswall", "für, alle", "house")


def numbered(path: Path, count: int) -> Path:
    rows = [[str(number), "Weg", str(number), "", "Marl", ""] for number in range(1, count + 1)]
    return write_csv(path, HEADING, *rows)


def test_interrupted_table_goes_on_where_it_stopped(tmp_path: Path) -> None:
    source, target = numbered(tmp_path / "F.csv", 10), tmp_path / "G.csv"
    geocoder = FakeGeocoder()

    def stop(done: int, _total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    first = geocode_table(source, target, geocoder.geocode, progress=stop)
    half = read_back(target)
    second = geocode_table(source, target, geocoder.geocode)

    assert (first.exit_code, len(half)) == (130, 4)
    assert (second.exit_code, second.rows, second.kept) == (0, 10, 4)
    assert len(geocoder.asked) == len(set(geocoder.asked)) == 10
    assert [row["id"] for row in read_back(target)] == [str(number) for number in range(1, 11)]


def test_rows_that_are_there_are_kept_even_when_one_would_answer_differently_today(tmp_path: Path) -> None:
    source, target = numbered(tmp_path / "F.csv", 2), tmp_path / "G.csv"
    write_csv(
        target,
        [*HEADING, *ADDED_COLUMNS],
        ["1", "Weg", "1", "", "Marl", "", "7.5", "51.5", "house", "5", "me"],
    )
    target.write_text(
        target.read_text(encoding="utf-8") + "2,We", encoding="utf-8"
    )  # a row cut off by a crash

    report = geocode_table(source, target, FakeGeocoder().geocode)

    assert report.kept == 1
    assert [row["source"] for row in read_back(target)] == ["me", "test"]


def test_same_address_in_many_rows_is_asked_once(tmp_path: Path) -> None:
    rows = [[str(number), "Weg", "1", "", "Marl", ""] for number in range(5)]
    geocoder = FakeGeocoder()

    geocode_table(write_csv(tmp_path / "F.csv", HEADING, *rows), tmp_path / "G.csv", geocoder.geocode)

    assert len(geocoder.asked) == 1


def test_output_that_is_another_table_is_not_overwritten(tmp_path: Path) -> None:
    source = numbered(tmp_path / "F.csv", 1)
    target = write_csv(tmp_path / "G.csv", ["name", "age"], ["x", "1"])

    with pytest.raises(DataError, match="name another --output"):
        geocode_table(source, target, FakeGeocoder().geocode)

    assert target.read_text(encoding="utf-8").startswith("name,age")


def test_output_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    source = numbered(tmp_path / "F.csv", 1)

    with pytest.raises(DataError, match=r"G\.csv.*cannot be written"):
        geocode_table(source, tmp_path / "none" / "G.csv", FakeGeocoder().geocode)


# --- find --------------------------------------------------------------------------------------------------------


def found(out: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(out)
    return answer


def test_find_without_a_filter_gives_every_offer(run: Run) -> None:
    code, out, _ = run("find", "--json")

    answer = found(out)
    with (PROJECT_ROOT / "data" / "offers.csv").open(encoding="utf-8", newline="") as file:
        ids = {row["offer_id"] for row in csv.DictReader(file)}
    assert code == 0
    assert answer["count"] == len(answer["offers"]) == len(ids)
    assert {offer["offer_id"] for offer in answer["offers"]} == ids
    assert tuple(answer["offers"][0])[: len(OFFER_KEYS)] == OFFER_KEYS


def test_find_filters_and_limits(run: Run) -> None:
    code, out, _ = run("find", "--topic", "language", "--city", "marl", "--limit", "2", "--json")

    answer = found(out)
    assert code == 0
    assert answer["count"] >= len(answer["offers"]) == 2
    assert all("language" in offer["topics"] for offer in answer["offers"])
    assert all(offer["city"] == "Marl" or offer["scope"] != "local" for offer in answer["offers"])


def test_find_by_words_forgives_a_typo(run: Run) -> None:
    _, out, _ = run("find", "--text", "Sprachkrus", "--json")

    assert found(out)["count"] > 0


def test_find_near_an_address_puts_the_nearest_first(run: Run) -> None:
    _, out, _ = run("find", "--near", "Wiesenstraße 22, Marl", "--json")

    offers = found(out)["offers"]
    measured = [offer["distance_m"] for offer in offers if offer["distance_m"] is not None]
    assert measured == sorted(measured)
    assert measured[0] < 1000
    assert [offer["distance_m"] for offer in offers[: len(measured)]] == measured


def test_find_near_an_unknown_address_says_so(run: Run) -> None:
    code, out, err = run("find", "--near", "Nirgendwo 7", "--json")

    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "Nirgendwo 7" in err


def test_find_tells_no_point_that_nobody_measured_and_nothing_of_a_protected_place(run: Run) -> None:
    _, out, _ = run("find", "--near", "Marl", "--json")

    offers = found(out)["offers"]
    hidden = [offer for offer in offers if offer["precision"] not in ("house", "street", "place")]
    protected = [offer for offer in offers if offer["is_protected"]]
    assert hidden
    assert protected
    places = ("lon", "lat", "uncertainty_m", "distance_m")
    assert {offer[name] for offer in [*hidden, *protected] for name in places} == {None}
    told = [
        offer[name]
        for offer in protected
        for name in ("street", "house_number", "postal_code", "location_id")
    ]
    assert set(told) == {""}
    assert not {"source_url", "remark"} & set(offers[0])


def test_find_shows_a_person_a_table_and_no_markup_is_read(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with prepare(load_settings({"KARTE_VAR": str(tmp_path)})) as store, store.writing() as connection:
        connection.execute(text("UPDATE offer SET title = :title"), {"title": "[red]x[/nonsense]\x1b[31m"})
    monkeypatch.setenv("KARTE_VAR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")

    code, out, _ = run("find", "--limit", "1")

    assert code == 0
    assert "[red]x[/nonsense]" in out
    assert "\x1b[31m" not in out


def test_closed_offers_are_found_by_nobody_and_exported_only_if_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KARTE_VAR", str(tmp_path))
    with prepare(load_settings()) as store:
        closed = store.offers().index[0]
        store.close_offer(closed, who=Role.EDITOR)

    def ids(*words: str) -> set[str]:
        out = tmp_path / "out.csv"
        assert main(["export", "--format", "csv", "--out", str(out), *words]) == 0
        with out.open(encoding="utf-8-sig", newline="") as file:
            return {row["offer_id"] for row in csv.DictReader(file)}

    capsys.readouterr()
    assert main(["find", "--json", "--limit", "1000"]) == 0
    found = {offer["offer_id"] for offer in json.loads(capsys.readouterr().out)["offers"]}
    assert closed not in found
    assert ids() == found
    assert ids("--closed") == found | {closed}


def test_without_json_a_pipe_gets_the_table_a_person_gets(
    run: Run, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")

    code, out, _ = run("website", "list")

    assert code == 0
    assert not out.lstrip().startswith("{")


def test_programs_ask_geocode_line_by_line_and_a_person_sees_a_table(
    run: Run, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    query = ("geocode", "Königswall, Recklinghausen", "--offline")

    _, out, _ = run(*query)
    assert json.loads(out)["city"] == "Recklinghausen"

    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    _, out, _ = run(*query)
    assert "precision" in out
    assert not out.lstrip().startswith("{")
