"""Proposals of visitors: sent from an offer, decided on the page "Maintain"."""

from streamlit.testing.v1 import AppTest

from geo.i18n import load_texts
from geo.upkeep.access import VISITOR
from tests.app_kit import html_of
from tests.maintain_page_kit import EDITOR, SCHOOL, Room, field_of, find_page, shown_on
from ui.shared import widgets


def _propose(room: Room, hours: str = "Di 10 bis 12 Uhr") -> AppTest:
    page = room.open(VISITOR, page=find_page, offer=SCHOOL)
    page.button(key="propose_open").click().run()
    page.get("button_group")
    pills = next(p for p in page.pills if p.key.startswith("propose_parts"))
    pills.set_value(["schedule"]).run()
    field_of(page, "schedule").set_value(hours).run()
    return page


def test_a_visitor_proposes_and_an_editor_takes_it_over(room: Room) -> None:
    page = _propose(room)
    page.button(key="propose_send").click().run()
    assert [message.value for message in page.success] == [load_texts("de")("propose.thanks")]
    (proposal,) = room.store.proposals.open()

    page = room.open(EDITOR, view="proposals")
    assert "Di 10 bis 12 Uhr" in shown_on(page)
    page.button(key=f"maintain_approve_{proposal.proposal_id}").click().run()

    assert room.offer().row["schedule"] == "Di 10 bis 12 Uhr"
    assert room.store.proposals.open() == []
    history = html_of(room.open(EDITOR, view="history", offer=SCHOOL))
    assert load_texts("de")("maintain.note_proposal") in history
    assert "Di 10 bis 12 Uhr" in history


def test_a_proposal_is_rejected_with_a_reason_only(room: Room) -> None:
    _propose(room).button(key="propose_send").click().run()
    (proposal,) = room.store.proposals.open()
    page = room.open(EDITOR, view="proposals")

    page.button(key=f"maintain_reject_{proposal.proposal_id}").click().run()
    assert len(room.store.proposals.open()) == 1
    page.text_input(key=f"maintain_reason_{proposal.proposal_id}").set_value("stimmt nicht").run()
    page.button(key=f"maintain_reject_{proposal.proposal_id}").click().run()

    assert room.store.proposals.open() == []
    assert room.offer().row["schedule"] == ""


def test_what_a_stranger_proposes_is_shown_as_text(room: Room) -> None:
    page = _propose(room, hours="**fett** :red[x] <b>Mo</b>")
    remark = next(area for area in page.text_area if area.key.startswith("propose_remark"))
    remark.set_value("<img src=x onerror=alert(1)>").run()
    page.button(key="propose_send").click().run()

    page = room.open(EDITOR, view="proposals")

    assert "&lt;img src=x onerror=alert(1)&gt;" in html_of(page)
    assert "<img" not in html_of(page)
    (label,) = [box.label for box in page.checkbox]
    assert widgets.plain("**fett** :red[x] <b>Mo</b>") in label


def test_a_robot_that_fills_the_trap_leaves_nothing(room: Room) -> None:
    page = _propose(room)
    page.text_input(key="propose_trap").set_value("http://spam.example").run()
    page.button(key="propose_send").click().run()

    assert page.success
    assert room.store.proposals.open() == []


def test_a_proposal_with_a_mobile_number_is_sent_back_with_the_reason(room: Room) -> None:
    page = _propose(room, hours="nach Anruf 0171 2345678")
    page.button(key="propose_send").click().run()

    assert load_texts("de")("form.problem_mobile") in html_of(page)
    assert room.store.proposals.open() == []


def test_a_reader_proposes_better_words_and_an_editor_notes_them(room: Room) -> None:
    page = room.open(VISITOR, page=find_page, language="tr")
    assert load_texts("tr")("app.machine_translated") in html_of(page)
    page.button(key="wording_open").click().run()
    page.button(key="wording_send").click().run()
    assert [one.value for one in page.error] == [load_texts("tr")("wording.both")]
    page.text_area(key="wording_shown").set_value("Yazdır").run()
    page.text_area(key="wording_better").set_value("<b>Çıktı al</b>").run()
    page.button(key="wording_send").click().run()
    assert [one.value for one in page.success] == [load_texts("tr")("propose.thanks")]
    (proposal,) = room.store.proposals.open()

    page = room.open(EDITOR, view="proposals")
    assert "Türkçe" in html_of(page)
    assert "&lt;b&gt;Çıktı al&lt;/b&gt;" in html_of(page)
    page.button(key=f"maintain_note_{proposal.proposal_id}").click().run()

    assert room.store.proposals.open() == []
    assert load_texts("de")("maintain.done_noted") in html_of(page)
    assert "&lt;b&gt;Çıktı al&lt;/b&gt;" in html_of(page)  # stands among what was noted
    assert [one.proto.label for one in page.get("download_button")] == [
        load_texts("de")("maintain.noted_wordings_file")
    ]


def test_the_german_page_calls_nothing_a_translation(room: Room) -> None:
    page = room.open(VISITOR, page=find_page)

    assert "wording_open" not in {button.key for button in page.button}
