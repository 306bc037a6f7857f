"""`python -m geo geocode` for single addresses: what it answers, and when a service is asked."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.settings import PROJECT_ROOT
from tests.cli_kit import Run
from tests.http_kit import QuietHandler, serving


@pytest.fixture
def var(shipped_var: Path) -> Path:
    """A folder with the database of the shipped offers."""
    return shipped_var


QUERY_KEYS = ["query", "lon", "lat", "precision", "uncertainty_m", "source", "city", "inside_city"]


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

    class Nominatim(QuietHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            asked[" ".join(query.get("street") or query.get("q") or ["?"])] += 1
            hit = {
                "lat": "51.6567", "lon": "7.0904", "display_name": "Marl", "place_rank": 30,
                "class": "place", "type": "house",
                "addresstype": "house", "category": "place", "address": {"house_number": "1", "road": "Erfundener Weg", "city": "Marl"},
            }  # fmt: skip
            self.send_json([hit])

    with serving(Nominatim) as address:
        yield address, asked


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


# --- words or JSON ------------------------------------------------------------------------------------------------


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
