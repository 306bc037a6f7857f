"""An organisation says "full, next start in March", and a resident sees it with its age, behind what is free."""

from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from geo.errors import AccessDenied
from geo.i18n import load_texts
from geo.kim.capacity import report
from geo.upkeep.access import VISITOR
from tests.maintain_page_kit import EDITOR, OWN, SCHOOL, Room, find_page
from ui.shared import loading

DE, AR = load_texts("de"), load_texts("ar")


def _html(page: AppTest) -> str:
    return unescape("\n".join(element.proto.body for element in page.get("html")))


def _titles(page: AppTest) -> list[str]:
    return [b.key.removeprefix("find_open_") for b in page.button if (b.key or "").startswith("find_open_")]


def test_an_organisation_reports_full_and_a_resident_sees_it_behind_the_others(room: Room) -> None:
    query = {"topic": "language", "city": "Recklinghausen", "n": "40"}
    before = _titles(room.open(VISITOR, page=find_page, **query))
    page = room.open(OWN, view="offer", offer=SCHOOL)
    page.button_group(key=f"maintain_capacity_{SCHOOL}_status").set_value("full")
    year = loading.settings().district.today().year + 1
    page.text_input(key=f"maintain_capacity_{SCHOOL}_start").set_value(f"{year}-03").run()
    page = page.button(key=f"maintain_capacity_{SCHOOL}_report").click().run()
    assert DE("maintain.done_capacity") in _html(page)

    seen = room.open(VISITOR, page=find_page, offer=SCHOOL, **query)

    html = _html(seen)
    assert DE("capacity.status_full") in html
    assert DE("capacity.today") in html
    assert f"März {year}" in html
    assert SCHOOL in before and before.index(SCHOOL) < len(before) - 1
    assert _titles(room.open(VISITOR, page=find_page, **query))[-1] == SCHOOL
    arabic = _html(room.open(VISITOR, page=find_page, language="ar", offer=SCHOOL, **query))
    assert AR("capacity.status_full") in arabic


def test_what_is_wrong_is_said_and_nothing_reported(room: Room) -> None:
    page = room.open(EDITOR, view="offer", offer=SCHOOL)

    page = page.button(key=f"maintain_capacity_{SCHOOL}_report").click().run()

    assert page.error
    assert room.store.advice.capacity() == {}


def test_a_visitor_reports_nothing(room: Room) -> None:
    with pytest.raises(AccessDenied):
        report(room.store, VISITOR, SCHOOL, "full", today=loading.settings().district.today())
