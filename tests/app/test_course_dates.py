"""An editor says when a course begins, a resident sees it on the card, in the detail and on paper, until it is over."""

from calendar import monthrange
from dataclasses import replace
from datetime import timedelta
from html import unescape

from streamlit.testing.v1 import AppTest

from geo.i18n import load_texts
from geo.model import Role
from geo.offers.course_runs import MOST_RUNS, CourseRun, in_order
from geo.store import OfferEdit
from geo.upkeep.access import VISITOR
from tests.maintain_page_kit import EDITOR, OWN, SCHOOL, Room, find_page
from ui.shared import loading

DE, AR = load_texts("de"), load_texts("ar")
FORM = f"maintain_run_{SCHOOL}_0_"


def _html(page: AppTest) -> str:
    return unescape("\n".join(element.proto.body for element in page.get("html")))


def _cards(page: AppTest) -> list[str]:
    return [b.key.removeprefix("find_open_") for b in page.button if (b.key or "").startswith("find_open_")]


def _boxes(page: AppTest) -> list[str]:
    return [box.key for box in page.checkbox if box.key.startswith("find_course_")]


def test_a_date_is_entered_seen_by_residents_and_taken_back(room: Room) -> None:
    today = loading.settings().district.today()
    year = today.year + 1
    page = room.open(OWN, view="offer", offer=SCHOOL)
    page.selectbox(key=f"{FORM}level_from").set_value("B1")
    page.selectbox(key=f"{FORM}state").set_value("free")
    page.text_input(key=f"{FORM}begins").set_value("9:00")
    page.text_input(key=f"{FORM}start").set_value("31.02.2027")

    page = page.button(key=f"maintain_runs_save_{SCHOOL}").click().run()

    wrong = DE("import.problem.run_date", value="31.02.2027", column="start")
    assert f"{DE('maintain.run_start')}: {wrong}" in _html(page)
    assert page.text_input(key=f"{FORM}start").value == "31.02.2027"
    assert room.offer().runs == ()

    page.text_input(key=f"{FORM}start").set_value(f"12.1.{year}")
    page = page.button(key=f"maintain_runs_save_{SCHOOL}").click().run()

    assert not page.exception
    assert DE("maintain.done_runs") in _html(page)
    run = CourseRun(
        start=f"{year}-01-12", level_from="B1", begins="09:00", state="free", as_of=today.isoformat()
    )
    assert room.offer().runs == (run,)
    seen = _html(room.open(VISITOR, page=find_page, offer=SCHOOL, q="Abendschule", city="Recklinghausen"))
    assert f"B1 · ab {DE.day(run.first_day)}" in seen or f"B1 · ab {DE.date(run.first_day)}" in seen
    assert f"ab {DE.date(run.first_day)}" in seen
    assert DE("run.as_of", state=DE("capacity.status_free"), date=DE.date(today)) in seen
    room.enter(OWN)
    page.button(key="maintain_undo").click().run()
    assert room.offer().runs == ()


def test_a_changed_state_is_of_today_and_more_runs_than_may_be_are_refused(room: Room) -> None:
    today = loading.settings().district.today()
    old = (today - timedelta(days=20)).isoformat()
    run = CourseRun(start="2099-01-12", state="free", as_of=old, expires=today.isoformat())
    room.store.apply_each([OfferEdit.schedule(SCHOOL, (run,), version=room.offer().version)], who=Role.EDITOR)
    page = room.open(OWN, view="offer", offer=SCHOOL)
    page = page.button(key=f"maintain_run_change_{SCHOOL}_0").click().run()
    form = f"maintain_run_{SCHOOL}_1_"
    page.selectbox(key=f"{form}state").set_value("full")

    page = page.button(key=f"maintain_runs_save_{SCHOOL}").click().run()

    assert not page.exception
    assert room.offer().runs == (replace(run, state="full", as_of=today.isoformat(), expires=""),)

    many = tuple(CourseRun(start="2099-01-12", places=str(number + 1)) for number in range(MOST_RUNS))
    room.store.apply_each([OfferEdit.schedule(SCHOOL, many, version=room.offer().version)], who=Role.EDITOR)
    page = room.open(OWN, view="offer", offer=SCHOOL)
    page.text_input(key=f"{FORM}start").set_value("12.03.2099")
    page = page.button(key=f"maintain_runs_save_{SCHOOL}").click().run()

    assert not page.exception
    assert f"{DE('maintain.run_start')}: {DE('import.problem.run_many')}" in _html(page)
    assert room.offer().runs == in_order(many)


def test_where_courses_and_filter_find_nothing_both_go_in_one_click(room: Room) -> None:
    run = CourseRun(start="2099-01-12", level_from="A2")
    room.store.apply_each([OfferEdit.schedule(SCHOOL, (run,), version=room.offer().version)], who=Role.EDITOR)
    query = {"topic": "women", "city": "Recklinghausen", "level": "C2", "day": "su", "q": "xqzwv", "n": "60"}
    page = room.open(VISITOR, page=find_page, **query)
    assert _cards(page) == []
    assert "find_course_way_out" not in [button.key for button in page.button]

    (first, *_) = [button for button in page.button if (button.key or "").startswith("find_loosen_")]
    assert DE("filter.level") in first.label
    page = first.click().run()

    assert not page.exception
    assert "level" not in page.query_params
    assert _cards(page) != []


def test_courses_can_be_asked_for_once_one_has_a_date_and_past_ones_are_told_to_editors_alone(
    room: Room,
) -> None:
    query = {"topic": "language", "city": "Recklinghausen", "n": "60"}
    assert _boxes(room.open(VISITOR, page=find_page, **query)) == []
    past, later = CourseRun(start="2025-01-12"), CourseRun(start="2099-01-12", kind="women", level_from="A2")
    room.store.apply_each(
        [OfferEdit.schedule(SCHOOL, (past, later), version=room.offer().version)], who=Role.EDITOR
    )

    page = room.open(VISITOR, page=find_page, language="ar", **query)
    assert f"A2 · {AR('run.from', date=AR.date(later.first_day))}" in _html(page)
    assert AR("run.more", number="1") not in _html(page)
    assert _boxes(page) == ["find_course_level_A2"]
    page = page.checkbox(key="find_course_level_A2").check().run()

    assert not page.exception
    assert page.query_params["level"] == "A2"
    assert _cards(page) == [SCHOOL]
    today = loading.settings().district.today()
    end = today.replace(day=monthrange(today.year, today.month)[1])
    page = page.selectbox(key="find_course_begins_by").set_value(end).run()
    assert not page.exception
    assert _cards(page) == []
    page = page.button(key="find_course_way_out").click().run()
    assert "level" not in page.query_params
    assert len(_cards(page)) > 1

    page = room.open(EDITOR, view="offer", offer=SCHOOL)
    assert DE("maintain.run_past") in _html(page)
    page = page.button(key=f"maintain_run_remove_{SCHOOL}_0").click().run()
    assert not page.exception
    assert room.offer().runs == (later,)
