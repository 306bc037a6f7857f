"""Scenarios saved by name on the page "Coverage": for those signed in, with a way back from each step."""

import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import load_texts
from geo.model import Role
from geo.upkeep.access import VISITOR, Actor
from tests.app_kit import runs_well
from tests.coverage_page_kit import HERE
from tests.maintain_page_kit import EDITOR, OWN, Room

DE = load_texts("de")
COORDINATOR = Actor(Role.COORDINATOR, login="kim")
SAVE, CHOSEN, UNDO = "coverage_saved_save", "coverage_saved_chosen", "coverage_saved_undo"


def _whole(language: str) -> None:
    """Stand for the shell."""
    from ui.coverage import page as coverage
    from ui.shared import loading

    coverage.show(loading.texts_for(language))


def _part(language: str) -> None:
    """Draw what is tested here of the page alone: the answer takes seconds."""
    import streamlit as st

    from ui.coverage import page as coverage
    from ui.coverage.saved import saved
    from ui.shared import loading

    data = loading.load_data()
    view, _ = coverage._view(data)
    st.session_state["page"] = "coverage"  # as the page does
    saved(loading.texts_for(language), data, view, change=coverage._changer(data))


def said(page: AppTest) -> str:
    return "\n".join(one.value for one in (*page.success, *page.warning)).replace("\\", "")


def stored(room: Room) -> list[tuple[str, str]]:
    return [(row.name, row.steps) for row in room.store.scenarios.all()]


def keys(page: AppTest) -> set[str]:
    return {str(one.key) for one in (*page.button, *page.selectbox)}


def test_the_page_offers_it_where_its_scenario_stands(room: Room) -> None:
    page = room.open(EDITOR, page=_whole, s="Nord" + HERE)

    page.button(key=SAVE).click().run()

    runs_well(page)
    assert stored(room) == [("Nord", HERE)]
    assert page.selectbox(key=CHOSEN).value == "Nord"


@pytest.mark.parametrize("actor", [VISITOR, OWN, Actor(Role.CASE_MANAGER, city="Marl")])
def test_who_has_no_account_neither_sees_nor_saves_them(room: Room, actor: Actor) -> None:
    page = room.open(EDITOR, page=_part, s="Nord" + HERE)
    room.store.scenarios.save("Haus", HERE)

    room.enter(actor)
    page.button(key=SAVE).click().run()  # on a page that was drawn before somebody signed out

    assert not {SAVE, CHOSEN, UNDO} & keys(page)
    assert said(page) == ""
    assert stored(room) == [("Haus", HERE)]


def test_what_is_saved_renamed_or_removed_can_be_undone(room: Room) -> None:
    page = room.open(COORDINATOR, page=_part, s="Nord" + HERE)
    page.button(key=SAVE).click().run()
    assert DE("saved.done_saved", name="Nord") in said(page)
    assert page.button(key=SAVE).disabled
    page.button(key=UNDO).click().run()
    assert stored(room) == []
    page.button(key=SAVE).click().run()

    page.text_input(key="coverage_saved_new_name_Nord_1").set_value(" Süd\t*1*").run()
    page.button(key="coverage_saved_rename_now").click().run()
    assert stored(room) == [("Süd *1*", HERE)]
    assert page.selectbox(key=CHOSEN).value == "Süd *1*"
    page.button(key=UNDO).click().run()
    assert stored(room) == [("Nord", HERE)]

    page.button(key="coverage_saved_remove").click().run()
    assert stored(room) == []
    assert CHOSEN not in keys(page)
    page.button(key=UNDO).click().run()
    runs_well(page)
    assert stored(room) == [("Nord", HERE)]
    assert DE("saved.done_undone", name="Nord") in said(page)


def test_one_of_the_same_name_is_replaced_knowingly_and_brought_back(room: Room) -> None:
    page = room.open(EDITOR, page=_part, s="nord!a7.1,51.6,2,")
    room.store.scenarios.save("Nord", HERE)

    page.button(key=SAVE).click().run()  # it did not say "replace" when it was drawn
    assert DE("saved.refused_taken", name="Nord") in said(page)
    assert page.button(key=SAVE).label.replace("\\", "") == DE("saved.replace", name="Nord")
    page.button(key=SAVE).click().run()
    assert stored(room) == [("Nord", "!a7.1,51.6,2,")]
    page.button(key=UNDO).click().run()

    assert stored(room) == [("Nord", HERE)]


def test_what_somebody_else_changed_meanwhile_is_not_replaced_nor_undone(room: Room) -> None:
    page = room.open(EDITOR, page=_part, s="Nord" + HERE)
    page.button(key=SAVE).click().run()
    row = room.store.scenarios.save("Nord", "!a7.2,51.6,2,", version=1)

    page.button(key=UNDO).click().run()
    assert DE("saved.refused_changed", name="Nord") in said(page)
    room.store.scenarios.save("Nord", "!a7.3,51.6,2,", version=row.version)
    page.button(key=SAVE).click().run()

    assert DE("saved.refused_changed", name="Nord") in said(page)
    assert stored(room) == [("Nord", "!a7.3,51.6,2,")]


def test_a_scenario_without_a_name_is_not_saved(room: Room) -> None:
    page = room.open(EDITOR, page=_part, s=HERE)

    page.button(key=SAVE).click().run()

    assert DE("saved.refused_no_name") in said(page)
    assert stored(room) == []


def test_opening_one_keeps_the_scenario_that_was_on_for_comparison(room: Room) -> None:
    room.enter(EDITOR)
    room.store.scenarios.save("Süd", "!a7.1,51.6,2,")
    room.store.scenarios.save("Alt", "!a700,51,1,")
    page = room.open(EDITOR, page=_part, s="Nord" + HERE)
    assert "coverage_saved_open" not in keys(page)  # the first of the alphabet cannot be read

    page.selectbox(key=CHOSEN).set_value("Süd").run()
    page.button(key="coverage_saved_open").click().run()

    runs_well(page)
    assert page.query_params["s"] == "Süd!a7.1,51.6,2,"
    assert page.query_params["vs"] == "Nord" + HERE
