"""`python -m geo find`: the same offers as the page, near a place, and nothing of a protected one."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from geo.cli import main
from geo.model import Role
from geo.settings import PROJECT_ROOT, load_settings
from geo.upkeep.opening import prepare
from tests.cli_kit import Run


@pytest.fixture
def var(shipped_var: Path) -> Path:
    """A folder with the database of the shipped offers."""
    return shipped_var


OFFER_KEYS = (
    "offer_id", "title", "organization", "city", "topics", "target_groups",
    "precision", "lon", "lat", "uncertainty_m", "distance_m",
)  # fmt: skip


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
    places = [n for n, offer in enumerate(offers) if offer["distance_m"] is not None]
    between = [offer for offer in offers[: places[-1]] if offer["distance_m"] is None]
    assert between, "offers known only to their city stand where the way to be expected puts them"
    assert all(offer["precision"] in ("city", "postcode") for offer in between)


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
    run: Run, own_var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with prepare(load_settings({"KARTE_VAR": str(own_var)})) as store, store.writing() as connection:
        connection.execute(text("UPDATE offer SET title = :title"), {"title": "[red]x[/nonsense]\x1b[31m"})
    monkeypatch.setenv("KARTE_VAR", str(own_var))
    monkeypatch.setenv("COLUMNS", "200")

    code, out, _ = run("find", "--limit", "1")

    assert code == 0
    assert "[red]x[/nonsense]" in out
    assert "\x1b[31m" not in out


def test_closed_offers_are_found_by_nobody_and_exported_only_if_asked_for(
    own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KARTE_VAR", str(own_var))
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
