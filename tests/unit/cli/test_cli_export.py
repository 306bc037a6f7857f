"""`python -m geo export`: the same offers as `find`, whole files or none, exit codes that tell what happened."""

import json
from pathlib import Path

import pytest

from geo.exchange.offer_files import FORMATS
from geo.i18n import load_texts
from tests.cli_kit import Run
from tests.hsds_rules import page_faults
from tests.offers_reading import READERS

CHOICE = ("--topic", "women", "--city", "marl", "--city", "Herten")


@pytest.fixture
def var(prepared_var: Path) -> Path:
    """A folder with the database of the shipped offers."""
    return prepared_var


def found(run: Run, *words: str) -> list[str]:
    return [offer["offer_id"] for offer in json.loads(run("find", *words, "--json")[1])["offers"]]


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_written_and_says_how_many(run, tmp_path, kind):
    out = tmp_path / "offers.file"

    code, said, beside = run("export", "--format", kind, "--out", str(out), *CHOICE)

    assert (code, said) == (0, "")
    ids = found(run, *CHOICE)
    assert f"{len(ids)} offers" in beside
    if kind in READERS:
        assert [row["offer_id"] for row in READERS[kind](out.read_bytes())] == ids
    assert list(tmp_path.iterdir()) == [out]


def test_nearest_come_first_and_text_is_looked_for(run, tmp_path):
    out, words = tmp_path / "x.csv", ("--text", "deutschkurs", "--near", "45768 Marl", "--free")

    assert run("export", "--format", "csv", "--out", str(out), *words)[0] == 0

    assert [row["offer_id"] for row in READERS["csv"](out.read_bytes())] == found(run, *words)


def test_all_services_of_the_shipped_data_follow_the_rules(run, tmp_path):
    out = tmp_path / "x.json"

    run("export", "--format", "hsds", "--out", str(out))

    page = json.loads(out.read_bytes())
    assert page["total_items"] == page["size"] > 300
    assert list(page_faults(page)) == []


def test_words_are_in_the_language_asked_for(run, tmp_path):
    out = tmp_path / "x.csv"

    run("export", "--format", "csv", "--out", str(out), "--words", "ar", "--confirmed")
    run("export", "--format", "jsonld", "--out", str(tmp_path / "y"), "--words", "ar", *CHOICE)

    assert READERS["csv"](out.read_bytes()) == []
    assert load_texts("ar")("export.protected") in (tmp_path / "y").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "pdf", "--out", "x"), "'pdf' is not one of: xlsx, csv"),
        (("--format", "csv", "--out", "/no/such/folder/x.csv"), "no folder"),
        (("--format", "csv", "--out", "."), "this is a folder"),
        (("--format", "csv", "--out", "x", "--topic", "nonsense"), "'nonsense' is not one of"),
        (("--format", "csv", "--out", "x", "--words", "xx"), "not one of: de, en, ar"),
        (("--format", "csv"), "--out"),
        (("--out", "x"), "--format"),
    ],
)
def test_wrong_use_ends_with_two_and_a_sentence(run, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)

    code, out, beside = run("export", *words)

    assert (code, out) == (2, "")
    assert said.split() == [
        word for word in said.split() if word in " ".join(beside.replace("│", " ").split())
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_not_known_ends_with_one(run, tmp_path):
    code, _, beside = run(
        "export", "--format", "csv", "--out", str(tmp_path / "x"), "--near", "Nirgendwo 1, Utopia"
    )

    assert code == 1
    assert "--near" in beside
    assert list(tmp_path.iterdir()) == []


def test_an_old_file_stays_whole_where_the_new_one_cannot_be_written(run, tmp_path, monkeypatch):
    out = tmp_path / "x.csv"
    out.write_text("old")

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("geo.files.os.fsync", full)
    code, _, beside = run("export", "--format", "csv", "--out", str(out), *CHOICE)

    assert code == 1
    assert "No space left" in beside
    assert out.read_text() == "old"
    assert list(tmp_path.iterdir()) == [out]
