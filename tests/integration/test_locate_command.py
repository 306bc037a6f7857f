"""`python -m geo locate` and `pin` on the shipped offers, with a small Nominatim on this machine."""

import csv
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.cli import main
from geo.model import ChangeKind, Role
from geo.settings import PROJECT_ROOT, load_settings
from geo.store import Store
from tests.http_kit import QuietHandler, serving

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    prepared_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command on a copy of the shipped offers; gives exit code, stdout, stderr."""
    shutil.copytree(prepared_var, tmp_path / "var")
    monkeypatch.setenv("KARTE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("KARTE_PROVIDER_PAUSE", "0")
    monkeypatch.delenv("KARTE_PROVIDER", raising=False)

    def run_command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return run_command


def open_var() -> Store:
    return Store.open(load_settings())


@pytest.fixture
def service() -> Iterator[tuple[str, Counter[str]]]:
    """A Nominatim that knows every house with a number: at the centre of its city. Counts what it is asked."""
    asked: Counter[str] = Counter()
    with (PROJECT_ROOT / "data" / "cities.csv").open(encoding="utf-8") as file:
        centres = {row["name"]: (row["lat"], row["lon"]) for row in csv.DictReader(file)}

    class Nominatim(QuietHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            street, city = query.get("street", [""])[0], query.get("city", [""])[0]
            asked[f"{street}, {city}"] += 1
            number, _, road = street.partition(" ")
            hits = []
            if number[:1].isdigit() and city in centres:
                lat, lon = centres[city]
                details = {"house_number": number, "road": road, "city": city}
                hits = [
                    {
                        "lat": lat,
                        "lon": lon,
                        "place_rank": 30,
                        "type": "yes",
                        "address": details,
                        "display_name": road,
                    }
                ]
            self.send_json(hits)

    with serving(Nominatim) as address:
        yield address, asked


def test_list_shows_the_most_telling_address_first_and_changes_nothing(run: Run) -> None:
    with open_var() as store:
        version = store.version()

    code, out, _ = run("locate", "--list", "--json")
    _, other, _ = run("locate", "--list", "--json", "--limit", "1", "--topic", "women")

    entries = [json.loads(text) for text in out.splitlines()]
    gains = [entry["narrowing"] or 0.0 for entry in entries]
    assert code == 0
    assert len(entries) > 100
    assert gains == sorted(gains, reverse=True)
    assert gains[0] > 1000
    assert {entry["precision"] for entry in entries}.isdisjoint({"house"})
    assert all(entry["reason"] for entry in entries)
    assert json.loads(other)["narrowing"] != entries[0]["narrowing"]  # another question, another gain
    with open_var() as store:
        assert store.version() == version


def test_service_is_asked_once_for_each_address_and_better_points_are_one_change(
    run: Run, service: tuple[str, Counter[str]]
) -> None:
    url, asked = service
    chosen = ["--provider", "nominatim", "--url", url, "--json"]
    with open_var() as store:
        before = len(store.batches())

    _, out, _ = run("locate", "--list", "--json", "--limit", "5")
    first = {json.loads(text)["address"] for text in out.splitlines()}  # one of them belongs to two locations
    code, out, _ = run("locate", *chosen, "--limit", "5")
    few = json.loads(out)
    asked_few = asked.total()
    _, out, _ = run("locate", *chosen)
    rest = json.loads(out)
    asked_all = asked.total()
    _, out, _ = run("locate", *chosen)
    nothing = json.loads(out)

    assert (code, few["looked_up"], asked_few) == (0, 5, len(first))
    assert len(few["better"]) + len(rest["better"]) > 30
    assert {entry["precision"] for entry in rest["better"]} <= {"house", "place"}
    assert set(asked.values()) == {1}
    assert (nothing["better"], asked.total()) == ([], asked_all)
    with open_var() as store:
        batches = store.batches()[: len(store.batches()) - before]
        assert [batch.moved for batch in batches] == [len(rest["better"]), len(few["better"])]
        assert {(batch.kind, batch.who) for batch in batches} == {(ChangeKind.LOCATE, Role.OPERATOR)}


def test_service_that_is_not_there_is_told_and_nothing_changes(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARTE_PROVIDER_TIMEOUT", "0.2")
    monkeypatch.setattr("geo.places.geocoding.providers.FIRST_WAIT_S", 0.01)
    with open_var() as store:
        version = store.version()

    code, out, err = run("locate", "--provider", "photon", "--url", "http://127.0.0.1:9", "--limit", "5")

    assert code == 1
    assert "5 of 5 addresses looked up, 0 known better now" in out
    assert "run the same command again later" in err
    with open_var() as store:
        assert store.version() == version


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["locate", "--provider", "google"], "nominatim"),
        (["locate", "--limit", "0"], "--limit"),
        (["pin", "loc-1"], "--lon"),
        (["gazetteer", "import"], "file"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_allowed(run: Run, arguments: list[str], word: str) -> None:
    code, _, err = run(*arguments)

    assert code == 2
    assert word in err


def test_pin_outside_the_city_is_refused_until_there_is_a_reason(run: Run) -> None:
    with open_var() as store:
        locations = store.locations()
    marl = str(locations.index[locations["city"] == "Marl"][0])
    herten = ["--lon", "7.1400", "--lat", "51.5950"]

    refused, _, told = run("pin", marl, *herten)
    taken, _, _ = run("pin", marl, *herten, "--reason", "the office has moved to Herten")
    missing, _, unknown = run("pin", "loc-nowhere", *herten)

    assert (refused, taken, missing) == (1, 0, 1)
    assert "lies more than 250 m outside Marl: give a reason if that is right" in told
    assert "--reason" in told
    assert "the id of a stored location" in unknown
    with open_var() as store:
        row = store.locations().loc[marl]
    assert (row["lon"], row["note"], bool(row["is_locked"])) == (7.14, "the office has moved to Herten", True)


def test_file_that_is_not_the_list_ends_with_1_and_says_what_is_expected(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("street,number\nLessingstr,12\n")

    code, out, err = run("gazetteer", "import", str(other))

    assert (code, out) == (1, "")
    assert "21 columns parted by semicolons, no heading" in err
