"""An editor's week at "Maintain": filters that stay, clicks that act on what is seen, text that is not lost."""

from geo.i18n import load_texts
from geo.model import Role
from geo.store import organization_id
from tests.app_kit import html_of
from tests.maintain_page_kit import EDITOR, OWNER, SCHOOL, Room, field_of


def by_label(page, key):
    return next(box for box in page.selectbox if box.key == key)


def test_a_chosen_organisation_stays_chosen_whatever_waits_there(room: Room) -> None:
    chosen = organization_id(OWNER)
    page = room.open(EDITOR, organization=chosen)

    before = by_label(page, "maintain_by_organization")
    assert OWNER in before.options  # and no number: the browser names its choice by these words
    page.button(key=f"maintain_right_{SCHOOL}").click().run()

    after = by_label(page, "maintain_by_organization")
    assert after.value == chosen
    assert before.options == after.options
    others = [b.key for b in page.button if b.key.startswith("maintain_right_")]
    assert all(room.offer(key.removeprefix("maintain_right_")).row["organization"] == OWNER for key in others)


def test_a_filter_stays_when_nothing_waits_behind_it(room: Room) -> None:
    chosen = organization_id(OWNER)
    page = room.open(EDITOR, organization=chosen, city="Marl")  # it has nothing there

    assert not [b for b in page.button if b.key.startswith("maintain_right_")]
    assert by_label(page, "maintain_by_organization").value == chosen


def test_a_click_on_an_offer_that_changed_meanwhile_says_so(room: Room) -> None:
    page = room.open(EDITOR, organization=organization_id(OWNER))
    room.store.save(SCHOOL, {"status": "closed"}, version=room.offer().version, who=Role.ORGANIZATION)

    page.button(key=f"maintain_right_{SCHOOL}").click().run()

    assert [error.value for error in page.error] == [load_texts("de")("error.offer_conflict")]
    assert room.offer().row["status"] == "closed"


def test_typed_text_is_kept_when_somebody_goes_away_and_offered_again(room: Room) -> None:
    page = room.open(EDITOR, view="offer", offer=SCHOOL)
    field_of(page, "schedule").set_value("Mo 9 bis 12 Uhr").run()

    page.segmented_control[0].set_value("desk").run()
    assert load_texts("de")("maintain.left_form", title=room.offer().row["title"]) in html_of(page)
    page.button(key="maintain_left_on_0").click().run()

    assert field_of(page, "schedule").value == "Mo 9 bis 12 Uhr"
    assert not page.exception
    page.button(key="maintain_save").click().run()
    assert room.offer().row["schedule"] == "Mo 9 bis 12 Uhr"


def test_a_copy_has_no_date_and_a_new_name_needs_a_choice(room: Room) -> None:
    room.store.save(
        SCHOOL,
        {"page_date": "2025-01-01", "assured_date": "2025-02-02"},
        version=room.offer().version,
        who=Role.EDITOR,
    )
    page = room.open(EDITOR, view="offer", offer="new", source=SCHOOL)
    owner = next(box for box in page.selectbox if box.key.endswith("_organization"))

    assert owner.value == OWNER
    assert [w.value for w in page.text_input if w.key.endswith("_date")] == ["", ""]
    typed = next(w for w in page.text_input if w.key.endswith("organization_typed"))
    typed.set_value("Ganz neuer Verein").run()
    assert next(b for b in page.selectbox if b.key.endswith("_organization")).value == OWNER
    next(b for b in page.button if b.key.endswith("organization_take")).click().run()
    assert next(b for b in page.selectbox if b.key.endswith("_organization")).value == "Ganz neuer Verein"


def test_a_mobile_number_is_asked_about_before_it_is_published(room: Room) -> None:
    page = room.open(EDITOR, view="offer", offer=SCHOOL)
    field_of(page, "schedule").set_value("Anruf: 0171/1234567").run()
    page.button(key="maintain_save").click().run()

    assert load_texts("de")("form.problem_mobile") in html_of(page)
    assert room.offer().row["schedule"] == ""

    next(box for box in page.checkbox if box.key.endswith("may_publish")).check().run()
    page.button(key="maintain_save").click().run()
    assert room.offer().row["schedule"] == "Anruf: 0171/1234567"
