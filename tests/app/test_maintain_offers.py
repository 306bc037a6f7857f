"""Offers on the page "Maintain": confirmed, changed, added and removed; two who change the same."""

from geo.i18n import load_texts
from geo.model import Role
from geo.store import organization_id
from geo.upkeep.access import VISITOR
from tests.app_kit import html_of
from tests.maintain_page_kit import EDITOR, OWN, OWNER, SCHOOL, Room, field_of, find_page


def test_one_click_confirms_and_one_more_takes_it_back(room: Room) -> None:
    page = room.open(OWN)

    page.button(key=f"maintain_right_{SCHOOL}").click().run()
    confirmed = room.offer().row
    page.button(key="maintain_undo").click().run()

    assert (confirmed["status"], bool(confirmed["assured_date"])) == ("confirmed", True)
    assert (room.offer().row["status"], room.offer().row["assured_date"]) == ("not_confirmed", "")
    assert not page.exception


def test_a_confirmed_offer_does_not_say_that_nobody_confirmed_it(room: Room) -> None:
    advice = load_texts("de")("detail.check_first")
    before = html_of(room.open(VISITOR, page=find_page, offer=SCHOOL))

    room.open(OWN).button(key=f"maintain_right_{SCHOOL}").click().run()

    assert advice in before
    assert advice not in html_of(room.open(VISITOR, page=find_page, offer=SCHOOL))


def test_one_click_closes_and_says_so(room: Room) -> None:
    page = room.open(EDITOR, city="Recklinghausen", organization=organization_id(OWNER))

    page.button(key=f"maintain_closed_{SCHOOL}").click().run()

    assert room.offer().row["status"] == "closed"
    assert load_texts("de")("choice.status_closed") in html_of(page)


def test_hours_are_changed_saved_told_and_taken_back(room: Room) -> None:
    page = room.open(OWN, view="offer", offer=SCHOOL)

    field_of(page, "schedule").set_value("Mo 9 bis 12 Uhr").run()
    assert "Mo 9 bis 12 Uhr" in html_of(page)  # as a visitor will see it
    page.button(key="maintain_save").click().run()
    saved, told = room.offer().row["schedule"], html_of(page)
    page.button(key="maintain_undo").click().run()

    assert saved == "Mo 9 bis 12 Uhr"
    assert "<ins>" in told
    assert room.offer().row["schedule"] == ""
    assert field_of(page, "schedule").value == ""


def test_a_wrong_value_is_explained_at_its_field_and_not_saved(room: Room) -> None:
    page = room.open(EDITOR, view="offer", offer=SCHOOL)

    field_of(page, "website").set_value("javascript:alert(1)").run()
    page.button(key="maintain_save").click().run()

    texts = load_texts("de")
    assert texts("form.problem_shape_website") in html_of(page)
    assert [error.value for error in page.error] == [texts("form.check")]
    assert room.offer().row["website"].startswith("https://")


def test_a_new_address_is_looked_up_and_the_result_is_told(room: Room) -> None:
    page = room.open(EDITOR, view="offer", offer=SCHOOL)

    field_of(page, "street").set_value("Unbekannter Feldweg").run()
    page.button(key="maintain_save").click().run()

    assert room.offer().row["street"] == "Unbekannter Feldweg"
    assert load_texts("de")("maintain.place_found", words="").rstrip() in html_of(page)


def test_a_further_address_keeps_hours_of_its_own(room: Room) -> None:
    page = room.open(EDITOR, view="offer", offer=SCHOOL)

    next(b for b in page.button if b.key.endswith("_site_add")).click().run()
    for name, text in (("street", "Markt"), ("house_number", "1"), ("schedule", "nur freitags")):
        field_of(page, f"site_0_{name}").set_value(text).run()
    page.button(key="maintain_save").click().run()

    sites = room.offer().sites
    assert [(site.street, site.house_number, site.schedule) for site in sites] == [
        ("Markt", "1", "nur freitags")
    ]
    next(b for b in page.button if b.key.endswith("_site_0_remove")).click().run()
    page.button(key="maintain_save").click().run()
    assert room.offer().sites == ()


def test_two_who_change_the_same_field_choose_between_yours_and_theirs(room: Room) -> None:
    page = room.open(EDITOR, view="offer", offer=SCHOOL)
    field_of(page, "schedule").set_value("meine Zeiten").run()
    field_of(page, "phone").set_value("02361 11111").run()
    version = room.offer().version
    room.store.save(
        SCHOOL,
        {"schedule": "deren Zeiten", "fees": "deren Kosten"},
        version=version,
        who=Role.ORGANIZATION,
    )

    page.button(key="maintain_save").click().run()
    assert [radio.key for radio in page.radio] == ["maintain_choice_schedule"]
    assert room.offer().row["schedule"] == "deren Zeiten"
    page.radio(key="maintain_choice_schedule").set_value("theirs").run()
    page.button(key="maintain_conflict_save").click().run()

    row = room.offer().row
    assert (row["schedule"], row["fees"], row["phone"]) == ("deren Zeiten", "deren Kosten", "02361 11111")


def test_two_who_change_different_fields_do_not_disturb_each_other(room: Room) -> None:
    page = room.open(EDITOR, view="offer", offer=SCHOOL)
    field_of(page, "schedule").set_value("meine Zeiten").run()
    room.store.save(SCHOOL, {"fees": "deren Kosten"}, version=None, who=Role.ORGANIZATION)

    page.button(key="maintain_save").click().run()

    assert not page.radio
    assert (room.offer().row["schedule"], room.offer().row["fees"]) == ("meine Zeiten", "deren Kosten")


def test_an_offer_is_added_copied_and_removed(room: Room) -> None:
    before = set(room.store.stored_offers())
    page = room.open(EDITOR, view="offer", offer=SCHOOL)
    page.button(key="maintain_copy").click().run()
    field_of(page, "title").set_value("Zweiter Kurs").run()
    page.button(key="maintain_save").click().run()
    added = set(room.store.stored_offers()) - before
    assert {room.offer(key).row["title"] for key in added} == {"Zweiter Kurs"}
    assert {room.offer(key).row["organization"] for key in added} == {OWNER}

    page.button(key="maintain_remove").click().run()
    assert set(room.store.stored_offers()) == before
    page.button(key="maintain_undo").click().run()
    assert set(room.store.stored_offers()) == before | added


def test_an_organisation_adds_under_its_own_name(room: Room) -> None:
    before = set(room.store.stored_offers())
    page = room.open(OWN, view="offer", offer="new")
    field_of(page, "title").set_value("Kurs am Abend").run()
    page.button(key="maintain_save").click().run()
    assert load_texts("de")("form.problem_required") in html_of(page)  # topics

    page.multiselect[0].set_value(["language"]).run()
    page.selectbox(key=next(s.key for s in page.selectbox if s.key.endswith("_city"))).set_value("Marl").run()
    page.button(key="maintain_save").click().run()

    (added,) = set(room.store.stored_offers()) - before
    assert room.offer(added).row["organization"] == OWNER
