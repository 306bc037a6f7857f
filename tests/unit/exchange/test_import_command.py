"""`python -m geo import` and `undo` on a real database: look, apply, apply again, take back."""

import json
from pathlib import Path
from typing import Any

import pytest

from geo.cli import main
from geo.store import Store
from tests.sources_kit import csv_bytes, json_bytes, place, xlsx_bytes
from tests.store_kit import settings_for

HEADING = ["Nr", "Titel", "Träger", "Thema", "Straße", "Hausnr.", "PLZ", "Ort", "Telefon", "Zielgruppe"]
COURSE = ["1", "Nähkurs für Anfängerinnen", "Testverein Marl", "Freizeit", "Wiesenstraße", "22", "45770", "Marl", "02365 1234567", "Frauen und Mädchen"]  # fmt: skip
BOARD = ["2", "Lesekreis Testhausen", "Testverein Marl", "Bildung", "", "", "", "Herten", "", "alle"]


@pytest.fixture
def var(prepared_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a copy of the shipped database, so that each test starts from it."""
    for file in prepared_var.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setenv("KARTE_VAR", str(tmp_path))
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    assert main([*arguments, *([] if "--json" in arguments else ["--json"])]) == code
    return json.loads(capsys.readouterr().out)


def counts(answer: Any) -> tuple[int, int, int, int]:
    return answer["new"], answer["changed"], answer["unchanged"], answer["gone"]


def titles(var: Path) -> list[str]:
    with Store.open(settings_for(var)) as store:
        return list(store.offers()["title"])


@pytest.fixture
def file(var: Path) -> Path:
    path = var / "angebote.csv"
    path.write_bytes(csv_bytes([HEADING, COURSE, BOARD], separator=";", encoding="cp1252"))
    return path


def test_nothing_is_written_before_apply(var, file, capsys):
    before = titles(var)

    answer = run(capsys, "import", str(file), "--json")

    assert counts(answer) == (2, 0, 0, 0)
    assert (answer["applied"], answer["batch"]) == (False, None)
    assert [p["kind"] for p in answer["problems"]] == ["running_number"]
    assert titles(var) == before


def test_applying_twice_changes_nothing_the_second_time(var, file, capsys):
    assert counts(run(capsys, "import", str(file), "--apply", "--json")) == (2, 0, 0, 0)
    before = titles(var)

    again = run(capsys, "import", str(file), "--apply", "--json")

    assert counts(again) == (0, 0, 2, 0)
    assert again["batch"] is None
    assert titles(var) == before


def test_a_changed_and_a_missing_row_are_applied_and_taken_back_as_one(var, file, capsys):
    run(capsys, "import", str(file), "--apply", "--json")
    file.write_bytes(csv_bytes([HEADING, [*COURSE[:8], "02365 7654321", COURSE[9]]], separator=";"))

    answer = run(capsys, "import", str(file), "--apply", "--json")

    assert counts(answer) == (0, 1, 0, 1)
    fields = next(row["fields"] for row in answer["rows"] if row["is"] == "changed")
    assert fields == [{"column": "phone", "before": "02365 1234567", "after": "02365 7654321"}]
    assert "Lesekreis Testhausen" not in titles(var)

    undone = run(capsys, "undo", str(answer["batch"]))

    assert undone["undoes"] == answer["batch"]
    assert "Lesekreis Testhausen" in titles(var)


def test_keep_gone_leaves_what_the_file_lacks(var, file, capsys):
    run(capsys, "import", str(file), "--apply", "--json")
    file.write_bytes(csv_bytes([HEADING, COURSE]))

    run(capsys, "import", str(file), "--apply", "--keep-gone", "--json")

    assert "Lesekreis Testhausen" in titles(var)


def test_new_addresses_are_located_offline(var, file, capsys):
    run(capsys, "import", str(file), "--apply", "--json")

    with Store.open(settings_for(var)) as store:
        offers = store.offers()

    found = offers[offers["title"] == "Nähkurs für Anfängerinnen"].iloc[0]
    assert found["precision"] in ("house", "street")
    assert found["target_groups"] == ("women",)


def test_the_shipped_offers_are_never_gone(var, file, capsys):
    assert run(capsys, "import", str(file), "--json")["gone"] == 0


def test_messages_come_in_the_language_asked_for(var, capsys):
    path = var / "x.csv"
    path.write_bytes(csv_bytes([HEADING, [*COURSE[:3], "Freizeitt", *COURSE[4:]]]))

    said = {
        code: run(capsys, "import", str(path), "--language", code)["problems"][0]
        for code in ("de", "en", "ar")
    }

    assert {(p["row"], p["column"], p["value"]) for p in said.values()} == {(2, "Thema", "Freizeitt")}
    assert said["de"]["message"].startswith("„Freizeitt“ ist hier nicht bekannt.")
    assert "Perhaps you meant: Leisure (leisure)." in said["en"]["message"]
    assert "أوقات الفراغ (leisure)" in said["ar"]["message"]


def test_a_column_may_be_named_and_is_remembered(var, capsys):
    path = var / "x.csv"
    path.write_bytes(
        csv_bytes([["Xyz", "Träger", "Thema", "Ort"], ["Nähkurs", "Testverein", "Freizeit", "Marl"]])
    )
    assert run(capsys, "import", str(path))["new"] == 0

    assert run(capsys, "import", str(path), "--column", "Xyz=title")["new"] == 1
    assert run(capsys, "import", str(path))["new"] == 1


def test_an_unclear_row_waits_for_a_decision(var, capsys):
    path = var / "x.csv"
    path.write_bytes(
        csv_bytes(
            [
                HEADING,
                [
                    "9",
                    "Ausländerbehörde der Stadt Marl",
                    "Stadt Marl",
                    "Behörden",
                    "",
                    "",
                    "",
                    "Marl",
                    "",
                    "",
                ],
            ]
        )
    )

    unclear = run(capsys, "import", str(path), "--apply")

    assert counts(unclear) == (0, 0, 0, 0)
    assert [(u["row"], u["matches"][0]["offer_id"]) for u in unclear["unclear"]] == [(2, "re-175")]
    assert "same title" in unclear["unclear"][0]["matches"][0]["reasons"]
    assert run(capsys, "import", str(path), "--decide", "2=new")["new"] == 1
    assert counts(run(capsys, "import", str(path), "--decide", "2=re-175"))[1:3] in ((0, 1), (1, 0))


def test_a_file_that_is_none_is_refused_in_words_with_exit_code_1(var, capsys):
    path = var / "x.xlsx"
    path.write_bytes(b"PK\x03\x04nonsense")

    answer = run(capsys, "import", str(path), "--json", code=1)

    assert [p["message"] for p in answer["problems"]] == ["The packed file is damaged."]


def test_the_command_line_speaks_english_unless_asked_otherwise(var, capsys):
    missing = str(var / "nowhere.csv")

    assert main(["import", missing]) == 1
    assert "error: The file cannot be opened" in capsys.readouterr().err
    assert main(["import", missing, "--language", "de"]) == 1
    assert "error: Die Datei lässt sich nicht öffnen" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [("--format", "doc"), ("--language", "xx"), ("--column", "x"), ("--decide", "x=new")]
)
def test_wrong_options_are_wrong_usage(file, arguments):
    assert main(["import", str(file), *arguments]) == 2


def test_this_machine_is_not_fetched_from_without_leave(var, capsys):
    answer = run(capsys, "import", "http://127.0.0.1:9/offers.csv", "--json", code=1)

    assert [p["kind"] for p in answer["problems"]] == ["private_address"]


def test_places_of_integreat_bring_their_point(var, capsys):
    folder = var / "integreat"
    folder.mkdir()
    entry = place(7)
    entry["location"] |= {"address": "Unbekannter Testweg 7", "latitude": 51.6571, "longitude": 7.0912}
    (folder / "de.json").write_bytes(json_bytes([entry]))

    assert counts(run(capsys, "import", str(folder), "--apply")) == (1, 0, 0, 0)
    assert counts(run(capsys, "import", str(folder), "--apply")) == (0, 0, 1, 0)

    with Store.open(settings_for(var)) as store:
        offers = store.offers()
    found = offers[offers["title"] == "Beratungsstelle 7"].iloc[0]
    assert (found["lon"], found["lat"], found["precision"]) == (7.0912, 51.6571, "house")
    assert (found["uncertainty_m"], found["match_source"]) == (100.0, "Integreat")


def test_several_languages_become_translations_once(var, capsys):
    folder = var / "integreat"
    folder.mkdir()
    (folder / "de.json").write_bytes(json_bytes([place(7)]))
    run(capsys, "import", str(folder), "--apply")
    (folder / "en.json").write_bytes(json_bytes([place(7, language="en", title="Advice centre")]))

    answer = run(capsys, "import", str(folder), "--apply")

    fields = {(f["column"], f["after"]) for f in answer["rows"][0]["fields"]}
    assert fields == {("title_en", "Advice centre"), ("description_en", "Beratung für alle.")}
    assert counts(run(capsys, "import", str(folder), "--apply")) == (0, 0, 1, 0)
    with Store.open(settings_for(var)) as store:
        assert [texts["en"]["title"] for texts in store.translations().values()] == ["Advice centre"]


def test_a_decision_about_a_source_id_is_remembered(var, capsys):
    path = var / "x.csv"
    cells = ["9", "Ausländerbehörde der Stadt Marl", "Stadt Marl", "Behörden", "", "", "", "Marl", "", ""]
    path.write_bytes(csv_bytes([HEADING, cells]))
    assert len(run(capsys, "import", str(path))["unclear"]) == 1

    run(capsys, "import", str(path), "--apply", "--decide", "2=re-175")
    again = run(capsys, "import", str(path), "--apply")

    assert (counts(again), again["unclear"]) == ((0, 0, 1, 0), [])


BAD = {
    "topics": ("Sprahce", "not_allowed"),
    "target_groups": ("Außerirdische", "not_allowed"),
    "languages": ("Arabsich", "not_allowed"),
    "title": ("", "required"),
    "postal_code": ("4577", "form_postal_code"),
    "house_number": ("hinten links", "form_house_number"),
    "email": ("info(at)verein", "form_email"),
    "website": ("ftp://verein", "form_website"),
    "phone": ("bitte anrufen", "form_phone"),
    "city": ("Bochum", "unknown_city"),
    "page_date": ("neulich", "form_date"),
    "lon": ("sieben", "form_number"),
    "fee_kind": ("#REF!", "spreadsheet_error"),
    "description": ("x" * 2001, "too_long"),
}
GOOD = {
    "title": "Kurs", "organization": "Testverein", "topics": "Sprache", "target_groups": "alle", "languages": "Deutsch",
    "postal_code": "45770", "street": "Wiesenstraße", "house_number": "22", "city": "Marl", "email": "info@verein.de",
    "website": "https://verein.de", "phone": "02365 1", "page_date": "2024", "lon": "7,0905", "lat": "51,6566",
    "fee_kind": "kostenlos", "description": "Ein Kurs.",
}  # fmt: skip


def test_each_kind_of_bad_row_is_explained_and_fixing_it_lets_it_in(var, capsys):
    path = var / "schlecht.xlsx"
    bad = [
        {**GOOD, "title": f"Kurs {letter}", column: text}
        for letter, (column, (text, _)) in zip("abcdefghijklmn", BAD.items(), strict=True)
    ]
    bad.append({**GOOD, "title": "Kurs o", "street": ""})
    bad.append({**GOOD, "title": "Frauenhaus Testhausen"})
    path.write_bytes(xlsx_bytes([list(GOOD), *(list(row.values()) for row in bad)]))

    answer = run(capsys, "import", str(path), "--apply", "--json")

    told = [(p["row"], p["column"], p["kind"]) for p in answer["problems"]]
    expected = [(number, column, kind) for number, (column, (_, kind)) in enumerate(BAD.items(), start=2)]
    assert told == [
        *expected,
        (16, "house_number", "number_without_street"),
        (17, "is_protected", "maybe_protected"),
    ]
    assert all(p["message"] and "{" not in p["message"] for p in answer["problems"])
    kept_out = {p["column"] for p in answer["problems"] if not p["is_hint"]}
    assert kept_out == {"topics", "title", "city", "house_number", "is_protected"}
    assert counts(answer) == (11, 0, 0, 0)
    run(capsys, "undo", str(answer["batch"]))

    path.write_bytes(xlsx_bytes([list(GOOD), list({**GOOD, "title": "Nähkurs Testhausen"}.values())]))
    fixed = run(capsys, "import", str(path), "--apply", "--json")

    assert counts(fixed) == (1, 0, 0, 0)
    assert run(capsys, "undo", str(fixed["batch"]))["removed"] == 1
    assert "Nähkurs Testhausen" not in titles(var)


def test_without_json_a_plan_and_an_undo_are_told_in_words_also_in_a_pipe(var, file, capsys):
    assert main(["import", str(file), "--apply"]) == 0
    told = capsys.readouterr()
    with Store.open(settings_for(var)) as store:
        batch = store.batches()[0].batch_id

    assert "Nähkurs" in told.out
    assert not told.out.lstrip().startswith("{")
    assert main(["undo", str(batch)]) == 0
    assert (
        capsys.readouterr().out
        == f"batch {batch} taken back as batch {batch + 1}: 0 added, 0 changed, 2 removed\n"
    )
