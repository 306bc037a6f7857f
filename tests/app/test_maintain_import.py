"""The part "Import" of maintaining: plan, then apply, then undo; what is unclear or gone is asked; duplicates merge."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import load_texts
from geo.model import Role
from geo.store import OfferEdit, organization_id
from geo.upkeep.access import VISITOR, Actor
from tests.sources_kit import csv_bytes, xlsx_bytes
from ui.entrance import who
from ui.shared import loading

DE = load_texts("de")
EDITOR = Actor(Role.EDITOR)
HEADING = ["Titel", "Träger", "Thema", "Straße", "Nr.", "PLZ", "Ort"]
GOOD = ["Nähkurs Testhausen", "Testverein", "Sprache", "Wiesenstraße", "22", "45770", "Marl"]


@pytest.fixture(scope="module", autouse=True)
def _own_app(prepared_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Serve a copy of the shipped offers to all tests of this file: each takes back what it does."""
    from ui.maintain.intake import reading

    folder = tmp_path_factory.mktemp("intake")
    shutil.copytree(prepared_var, folder, dirs_exist_ok=True)
    kept = (loading.settings, loading._store, loading._load, reading.bench)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KARTE_VAR", str(folder))
        for function in kept:
            function.cache_clear()
        yield
    for function in kept:
        function.cache_clear()


@pytest.fixture(autouse=True)
def _editor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign an editor in."""
    monkeypatch.setattr(who, "actor", lambda: EDITOR)


def _page(language: str) -> None:
    """Stand for the page of those who maintain."""
    import streamlit as st

    from geo.errors import GeoError
    from ui.maintain.intake import page as intake
    from ui.shared import loading

    texts = loading.texts_for(language)
    try:
        intake.show(texts, loading.load_data())
    except GeoError as error:
        st.error(texts(error.key))


def _opened(language: str = "de") -> AppTest:
    return AppTest.from_function(_page, kwargs={"language": language}, default_timeout=60).run()


def _with_file(raw: bytes, name: str = "kurse.csv", language: str = "de") -> AppTest:
    page = _opened(language)
    page.file_uploader[0].upload(name, raw, "text/csv").run()
    return page


def _titles() -> list[str]:
    return [stored.row["title"] for stored in loading.store().stored_offers().values()]


def _told(page: AppTest) -> str:
    return page.success[0].value.replace("\\", "")


def _html(page: AppTest) -> str:
    return " ".join(part.proto.body for part in page.get("html"))


@pytest.mark.parametrize(
    "actor", [VISITOR, Actor(Role.ORGANIZATION, organization_id=organization_id("Hertener Bürgerstiftung"))]
)
def test_who_is_no_editor_sees_nothing(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(who, "actor", lambda: actor)

    page = _opened()

    assert [error.value for error in page.error] == [DE("error.access_denied")]
    assert len(page.button) == 0


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_file_is_planned_then_applied_then_taken_back(language: str) -> None:
    texts = load_texts(language)
    before = _titles()

    page = _with_file(csv_bytes([HEADING, GOOD]), language=language)
    assert _titles() == before
    assert page.button(key="maintain_intake_apply").label == texts("intake.apply", count=1)
    page.button(key="maintain_intake_apply").click().run()

    assert not page.exception
    assert _told(page) == texts("intake.applied", new="1", changed="0", gone="0").replace(
        "1", texts.number(1)
    ).replace("0", texts.number(0))
    assert sorted(_titles()) == sorted([*before, GOOD[0]])
    page.button(key="maintain_intake_undo").click().run()
    assert _told(page) == texts("notice.undone")
    assert _titles() == before


def test_bad_rows_are_explained_and_left_out() -> None:
    bad = [*GOOD[:2], "Sprahce", *GOOD[3:]]

    page = _with_file(xlsx_bytes([HEADING, GOOD, bad]), "kurse.xlsx")

    assert page.button(key="maintain_intake_apply").label == DE("intake.apply", count=1)
    html = _html(page)
    assert "Sprahce" in html
    assert DE("intake.left_out") in html
    assert ">Thema<" in html


def test_a_broken_file_is_refused_in_a_sentence() -> None:
    page = _with_file(b"PK\x03\x04 xl/ is no workbook", "kurse.xlsx")

    assert not page.exception
    assert len(page.error) == 1
    assert DE("error.source") not in page.error[0].value
    assert not any(button.key == "maintain_intake_apply" for button in page.button)


def test_a_path_of_the_server_is_no_web_address() -> None:
    page = _opened()

    page.text_input[0].set_value("/etc/passwd").run()
    page.button(key="maintain_intake_fetch").click().run()

    assert [error.value.replace("\\", "") for error in page.error] == [
        f"{DE('import.problem.no_url')} {DE('import.allowed', values='http://, https://')}"
    ]


def test_an_address_of_this_machine_is_refused() -> None:
    page = _opened()

    page.text_input[0].set_value("http://127.0.0.1:1/offers.json").run()
    page.button(key="maintain_intake_fetch").click().run()

    assert len(page.error) == 1
    assert not page.exception


def test_a_corrected_column_changes_the_plan_and_is_remembered() -> None:
    heading = ["Titel", "Träger", "Spalte 7", "Ort"]
    row = ["Nähkurs Testhausen", "Testverein", "Sprache", "Marl"]
    page = _with_file(csv_bytes([heading, row]))
    assert page.button(key="maintain_intake_apply").disabled

    page.selectbox(key="maintain_intake_of_column_2").set_value("topics").run()
    assert not page.button(key="maintain_intake_apply").disabled
    page.button(key="maintain_intake_apply").click().run()
    page.button(key="maintain_intake_undo").click().run()

    again = _with_file(csv_bytes([heading, row]))
    assert again.selectbox(key="maintain_intake_of_column_2").value == "topics"
    assert not again.button(key="maintain_intake_apply").disabled


def test_offers_that_a_file_lacks_stay_unless_they_are_chosen() -> None:
    other = ["Kochkurs Testhausen", "Verein Zwei", "Sprache", "Wiesenstraße", "24", "45770", "Marl"]
    first = _with_file(csv_bytes([HEADING, GOOD, other]))
    first.button(key="maintain_intake_apply").click().run()

    page = _with_file(csv_bytes([HEADING, GOOD]))
    assert page.button(key="maintain_intake_apply").disabled
    page.button(key="maintain_intake_of_gone_all").click().run()
    page.button(key="maintain_intake_apply").click().run()

    assert other[0] not in _titles()
    assert GOOD[0] in _titles()
    page.button(key="maintain_intake_undo").click().run()
    assert other[0] in _titles()
    first.button(key="maintain_intake_undo").click().run()
    assert GOOD[0] not in _titles()


def test_an_unclear_row_waits_for_a_decision() -> None:
    row = ["Ausländerbehörde der Stadt Marl", "Stadt Marl", "Behörden", "", "", "", "Marl"]
    page = _with_file(csv_bytes([["external_id", *HEADING], ["9", *row]]))
    assert page.button(key="maintain_intake_apply").disabled

    page.selectbox(key="maintain_intake_of_row_2").set_value("new").run()

    assert page.button(key="maintain_intake_apply").label == DE("intake.apply", count=1)
    page.button(key="maintain_intake_undecide").click().run()
    assert page.button(key="maintain_intake_apply").disabled
    page.selectbox(key="maintain_intake_of_row_2").set_value("re-175").run()
    assert not any(box.key == "maintain_intake_of_row_2" for box in page.selectbox)


def test_a_duplicate_is_merged_field_by_field_and_taken_back() -> None:
    store = loading.store()
    twin_of = next(o for o in store.stored_offers().values() if o.row["phone"] and o.row["street"])
    twin = {**twin_of.row, "offer_id": "own-twin", "phone": "02365 99", "topics": "sport"}
    store.apply([OfferEdit.add(twin)], who=Role.EDITOR)
    page = _opened()
    page.segmented_control[0].set_value("duplicates").run()

    compare = next(
        b for b in page.button if b.key.startswith("maintain_intake_compare_") and "own-twin" in b.key
    )
    compare.click().run()
    page.radio(key="maintain_intake_side_phone").set_value("second").run()
    page.button(key="maintain_intake_merge").click().run()

    assert not page.exception
    merged = store.get(twin_of.offer_id)
    assert merged.row["phone"] == "02365 99"
    assert set(merged.row["topics"].split(";")) == {*twin_of.row["topics"].split(";"), "sport"}
    assert store.get("own-twin") is None
    assert store.aliases()["own-twin"] == twin_of.offer_id
    page.button(key="maintain_intake_undo").click().run()
    assert store.get("own-twin") is not None
    assert store.get(twin_of.offer_id).row["phone"] == twin_of.row["phone"]


def test_two_that_are_no_duplicates_leave_the_list_and_come_back_with_undo() -> None:
    store = loading.store()
    shipped = [o for key, o in store.stored_offers().items() if key.startswith("re-")]
    twin_of = [o for o in shipped if o.row["phone"] and o.row["street"]][-1]
    store.apply([OfferEdit.add({**twin_of.row, "offer_id": "own-second"})], who=Role.EDITOR)
    page = _opened()
    page.segmented_control[0].set_value("duplicates").run()

    def keys() -> list[str]:
        return [
            b.key for b in page.button if b.key.startswith("maintain_intake_apart_") and "own-second" in b.key
        ]

    page.button(key=keys()[0]).click().run()

    assert not page.exception
    assert keys() == []
    assert [told.value.startswith("Gemerkt") for told in page.success] == [True]
    page.button(key="maintain_intake_undo").click().run()
    page.button(key=keys()[0].replace("apart", "compare")).click().run()
    page.button(key="maintain_intake_apart").click().run()
    assert not page.exception
    assert keys() == []


def test_words_nobody_knows_are_mapped_once_and_known_the_next_time() -> None:
    rows = [
        ["Treff A", "Testverein", "Bildungsarbeit 4.0", "", "", "", "Marl"],
        ["Treff B", "Testverein", "", "", "", "", ""],
    ]
    raw = csv_bytes([HEADING, *rows])
    page = _with_file(raw)
    word = next(box for box in page.selectbox if box.key and "of_word_0_topics" in box.key)

    word.set_value("education").run()
    page.selectbox(key="maintain_intake_of_default_topic").set_value("meeting").run()
    page.selectbox(key="maintain_intake_of_default_city").set_value("Herten").run()
    page.button(key="maintain_intake_apply").click().run()

    stored = {o.row["title"]: o.row for o in loading.store().stored_offers().values()}
    assert (stored["Treff A"]["topics"], stored["Treff A"]["city"]) == ("education", "Marl")
    assert (stored["Treff B"]["topics"], stored["Treff B"]["city"]) == ("meeting", "Herten")
    again = _with_file(raw)
    assert not [box for box in again.selectbox if box.key and "of_word_" in box.key]
    loading.store().undo_batch(loading.store().batches()[0].batch_id, who=Role.EDITOR)


def test_cells_are_put_right_beside_their_reasons_and_the_row_comes_in() -> None:
    before = _titles()
    page = _with_file(csv_bytes([HEADING, ["", *GOOD[1:2], "Sprahce", *GOOD[3:]]]))
    assert page.button(key="maintain_intake_apply").disabled

    page.text_input(key="maintain_intake_of_cell_2_0").set_value("Lesekreis Testhausen").run()
    page.button(key="maintain_intake_of_cell_2_2_take_0").click().run()

    assert not page.exception
    assert DE("intake.mended", count=2) in _html(page)
    assert DE("intake.mended_file") in [button.label for button in page.get("download_button")]
    page.button(key="maintain_intake_apply").click().run()
    assert sorted(_titles()) == sorted([*before, "Lesekreis Testhausen"])
    page.button(key="maintain_intake_undo").click().run()
    assert _titles() == before


def test_an_editor_of_herten_takes_in_what_is_in_herten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(who, "actor", lambda: Actor(Role.EDITOR, cities=("Herten",)))
    before = _titles()

    page = _with_file(csv_bytes([HEADING, GOOD, ["Nähkurs Herten", *GOOD[1:5], "", "Herten"]]))

    assert DE("import.problem.foreign_city", value="Marl") in _html(page)
    page.button(key="maintain_intake_apply").click().run()
    assert sorted(_titles()) == sorted([*before, "Nähkurs Herten"])
    page.button(key="maintain_intake_undo").click().run()
    assert _titles() == before
