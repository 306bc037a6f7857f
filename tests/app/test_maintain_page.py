"""The page "Maintain": roles see only what they may; save, undo, compare, propose, decide."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import load_texts
from geo.model import Role
from geo.store import Store, StoredOffer, organization_id
from geo.upkeep.access import VISITOR, Actor
from geo.upkeep.merging import keep_apart
from ui.entrance import who
from ui.maintain import link_check
from ui.shared import loading, widgets

SCHOOL = "re-247"  # the evening school: a local offer with an address
OWNER = "Volkshochschule Recklinghausen"
EDITOR = Actor(Role.EDITOR, login="redaktion")
OWN = Actor(Role.ORGANIZATION, organization_id=organization_id(OWNER))
FOREIGN = Actor(Role.ORGANIZATION, organization_id=organization_id("Hertener Bürgerstiftung"))


def _maintain(language: str) -> None:
    """Stand for the shell, which hands pages over as functions."""
    from ui.maintain import page as maintain
    from ui.shared import loading

    maintain.show(loading.texts_for(language))


def _find(language: str) -> None:
    """Stand for the shell."""
    from ui.find import page as find
    from ui.shared import loading

    find.show(loading.texts_for(language))


@dataclass
class Room:
    """The page with a database of its own, and who is at it."""

    monkeypatch: pytest.MonkeyPatch

    def enter(self, actor: Actor) -> None:
        """Let somebody sit down at the page."""
        self.monkeypatch.setattr(who, "actor", lambda: actor)

    def open(self, actor: Actor, *, language: str = "de", page=_maintain, **query: str) -> AppTest:
        """Open an address of the page."""
        self.enter(actor)
        opened = AppTest.from_function(page, kwargs={"language": language}, default_timeout=60)
        for key, value in {"lang": language, **query}.items():
            opened.query_params[key] = value
        return opened.run()

    @property
    def store(self) -> Store:
        """The database of the page."""
        return loading.store()

    def offer(self, offer_id: str = SCHOOL) -> StoredOffer:
        """Return an offer as it stands."""
        stored = self.store.get(offer_id)
        assert stored is not None
        return stored


@pytest.fixture
def room(
    prepared_var: Path, shipped_app: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Room]:
    """Give the page a copy of the shipped offers, to change them."""
    shutil.copytree(prepared_var, tmp_path / "var", dirs_exist_ok=True)
    monkeypatch.setenv("KARTE_VAR", str(tmp_path / "var"))
    yield Room(monkeypatch)
    loading.store().close()


def _keys(page: AppTest) -> set[str]:
    return {button.key for button in page.button}


def _field(page: AppTest, column: str):
    found = [w for w in (*page.text_area, *page.text_input) if w.key.endswith(f"_{column}")]
    assert len(found) == 1, column
    return found[0]


def _shown(page: AppTest) -> str:
    return "\n".join(str(element.proto) for element in page.main)


def _html(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def test_a_visitor_reads_what_this_is_and_reaches_nothing(room: Room) -> None:
    views = ("desk", "offer", "proposals", "history", "links")
    for view, language in zip(views, ("de", "en", "ar", "de", "de"), strict=True):
        page = room.open(VISITOR, language=language, view=view, offer=SCHOOL)

        assert not page.exception
        assert not page.button
        assert load_texts(language)("maintain.visitor_propose") in _html(page)
        assert "vhs" not in _html(page)


@pytest.mark.parametrize(
    ("language", "queries"),
    [
        ("ar", ({}, {"view": "offer", "offer": SCHOOL}, {"view": "links"})),
        ("en", ({"view": "offer"}, {"view": "history"}, {"view": "offer", "offer": "new"})),
        ("de", ({"view": "history", "offer": SCHOOL}, {"view": "proposals"})),
    ],
)
def test_every_view_opens_without_a_fault(room: Room, language: str, queries: tuple) -> None:
    for query in queries:
        page = room.open(EDITOR, language=language, **query)

        assert not page.exception
        assert not page.error


def test_each_role_sees_its_own_views(room: Room) -> None:
    seen = {
        actor.role: list(room.open(actor).segmented_control[0].options)
        for actor in (OWN, EDITOR, Actor(Role.ADMIN, login="leitung"))
    }

    texts = load_texts("de")
    own = [texts(f"maintain.view_{name}") for name in ("desk", "offer", "history")]
    assert seen[Role.ORGANIZATION] == own
    assert len(seen[Role.EDITOR]) > len(own)
    assert seen[Role.ADMIN] == seen[Role.EDITOR]


def test_an_organisation_finds_its_own_offers_alone(room: Room) -> None:
    page = room.open(OWN)

    offered = page.selectbox(key="maintain_choose_offer").options
    assert offered
    assert all(option.endswith(OWNER) for option in offered)
    cards = [key for key in _keys(page) if key.startswith("maintain_right_")]
    assert {room.offer(key.removeprefix("maintain_right_")).row["organization"] for key in cards} == {OWNER}


@pytest.mark.parametrize("view", ["offer", "history"])
def test_an_organisation_is_refused_an_offer_of_another(room: Room, view: str) -> None:
    page = room.open(FOREIGN, view=view, offer=SCHOOL)

    assert [error.value for error in page.error] == [load_texts("de")("error.access_denied")]
    assert OWNER not in _html(page)


@pytest.mark.parametrize("view", ["proposals", "links"])
def test_an_organisation_does_not_reach_the_editors_views_by_address(room: Room, view: str) -> None:
    page = room.open(OWN, view=view)

    assert page.segmented_control[0].value == "desk"
    assert "maintain_link_make" not in _keys(page)


def test_an_organisation_gets_no_field_that_is_the_editors(room: Room) -> None:
    page = room.open(OWN, view="offer", offer=SCHOOL)

    keys = " ".join(widget.key or "" for widget in (*page.text_area, *page.text_input, *page.selectbox))
    assert "_schedule" in keys
    assert not any(f"_{name}" in keys for name in ("organization", "is_protected", "remark", "source_url"))
    assert "maintain_pop_remove" not in _keys(page)
    assert room.offer().row["remark"]
    assert room.offer().row["remark"] not in _shown(page)


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
    before = _html(room.open(VISITOR, page=_find, offer=SCHOOL))

    room.open(OWN).button(key=f"maintain_right_{SCHOOL}").click().run()

    assert advice in before
    assert advice not in _html(room.open(VISITOR, page=_find, offer=SCHOOL))


def test_one_click_closes_and_says_so(room: Room) -> None:
    page = room.open(EDITOR, city="Recklinghausen", organization=organization_id(OWNER))

    page.button(key=f"maintain_closed_{SCHOOL}").click().run()

    assert room.offer().row["status"] == "closed"
    assert load_texts("de")("choice.status_closed") in _html(page)


def test_hours_are_changed_saved_told_and_taken_back(room: Room) -> None:
    page = room.open(OWN, view="offer", offer=SCHOOL)

    _field(page, "schedule").set_value("Mo 9 bis 12 Uhr").run()
    assert "Mo 9 bis 12 Uhr" in _html(page)  # as a visitor will see it
    page.button(key="maintain_save").click().run()
    saved, told = room.offer().row["schedule"], _html(page)
    page.button(key="maintain_undo").click().run()

    assert saved == "Mo 9 bis 12 Uhr"
    assert "<ins>" in told
    assert room.offer().row["schedule"] == ""
    assert _field(page, "schedule").value == ""


def test_a_wrong_value_is_explained_at_its_field_and_not_saved(room: Room) -> None:
    page = room.open(EDITOR, view="offer", offer=SCHOOL)

    _field(page, "website").set_value("javascript:alert(1)").run()
    page.button(key="maintain_save").click().run()

    texts = load_texts("de")
    assert texts("form.problem_shape_website") in _html(page)
    assert [error.value for error in page.error] == [texts("form.check")]
    assert room.offer().row["website"].startswith("https://")


def test_a_new_address_is_looked_up_and_the_result_is_told(room: Room) -> None:
    page = room.open(EDITOR, view="offer", offer=SCHOOL)

    _field(page, "street").set_value("Unbekannter Feldweg").run()
    page.button(key="maintain_save").click().run()

    assert room.offer().row["street"] == "Unbekannter Feldweg"
    assert load_texts("de")("maintain.place_found", words="").rstrip() in _html(page)


def test_a_further_address_keeps_hours_of_its_own(room: Room) -> None:
    page = room.open(EDITOR, view="offer", offer=SCHOOL)

    next(b for b in page.button if b.key.endswith("_site_add")).click().run()
    for name, text in (("street", "Markt"), ("house_number", "1"), ("schedule", "nur freitags")):
        _field(page, f"site_0_{name}").set_value(text).run()
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
    _field(page, "schedule").set_value("meine Zeiten").run()
    _field(page, "phone").set_value("02361 11111").run()
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
    _field(page, "schedule").set_value("meine Zeiten").run()
    room.store.save(SCHOOL, {"fees": "deren Kosten"}, version=None, who=Role.ORGANIZATION)

    page.button(key="maintain_save").click().run()

    assert not page.radio
    assert (room.offer().row["schedule"], room.offer().row["fees"]) == ("meine Zeiten", "deren Kosten")


def test_an_offer_is_added_copied_and_removed(room: Room) -> None:
    before = set(room.store.stored_offers())
    page = room.open(EDITOR, view="offer", offer=SCHOOL)
    page.button(key="maintain_copy").click().run()
    _field(page, "title").set_value("Zweiter Kurs").run()
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
    _field(page, "title").set_value("Kurs am Abend").run()
    page.button(key="maintain_save").click().run()
    assert load_texts("de")("form.problem_required") in _html(page)  # topics

    page.multiselect[0].set_value(["language"]).run()
    page.selectbox(key=next(s.key for s in page.selectbox if s.key.endswith("_city"))).set_value("Marl").run()
    page.button(key="maintain_save").click().run()

    (added,) = set(room.store.stored_offers()) - before
    assert room.offer(added).row["organization"] == OWNER


def _propose(room: Room, hours: str = "Di 10 bis 12 Uhr") -> AppTest:
    page = room.open(VISITOR, page=_find, offer=SCHOOL)
    page.button(key="propose_open").click().run()
    page.get("button_group")
    pills = next(p for p in page.pills if p.key.startswith("propose_parts"))
    pills.set_value(["schedule"]).run()
    _field(page, "schedule").set_value(hours).run()
    return page


def test_a_visitor_proposes_and_an_editor_takes_it_over(room: Room) -> None:
    page = _propose(room)
    page.button(key="propose_send").click().run()
    assert [message.value for message in page.success] == [load_texts("de")("propose.thanks")]
    (proposal,) = room.store.proposals.open()

    page = room.open(EDITOR, view="proposals")
    assert "Di 10 bis 12 Uhr" in _shown(page)
    page.button(key=f"maintain_approve_{proposal.proposal_id}").click().run()

    assert room.offer().row["schedule"] == "Di 10 bis 12 Uhr"
    assert room.store.proposals.open() == []
    history = _html(room.open(EDITOR, view="history", offer=SCHOOL))
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

    assert "&lt;img src=x onerror=alert(1)&gt;" in _html(page)
    assert "<img" not in _html(page)
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

    assert load_texts("de")("form.problem_mobile") in _html(page)
    assert room.store.proposals.open() == []


def test_an_editor_takes_back_a_whole_batch(room: Room) -> None:
    room.store.save(SCHOOL, {"fees": "5 Euro"}, version=None, who=Role.EDITOR)
    batch = room.store.batches()[0]
    page = room.open(EDITOR, view="history", batch=str(batch.batch_id))
    assert "5 Euro" in _html(page)

    page.button(key=f"maintain_undo_batch_{batch.batch_id}").click().run()

    assert room.offer().row["fees"] == ""
    page = room.open(OWN, view="history")
    assert not any(key.startswith("maintain_undo_batch") for key in _keys(page))


def test_the_history_tells_which_two_were_kept_apart_and_takes_it_back(room: Room) -> None:
    first, second = list(room.store.stored_offers().values())[:2]
    batch = keep_apart(room.store, EDITOR, first, second)
    page = room.open(EDITOR, view="history")
    assert f"{first.row['title']} · {second.row['title']}" in unescape(_html(page))
    assert f"maintain_see_{batch.batch_id}" not in _keys(page)  # no offer was changed

    page.button(key=f"maintain_undo_batch_{batch.batch_id}").click().run()

    assert room.store.apart.decided() == {}
    undone = room.store.batches()[0].batch_id
    assert f"maintain_undo_batch_{undone}" not in _keys(page)


def test_web_addresses_are_checked_on_demand_and_broken_ones_come_first(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = room.offer().row["website"]
    monkeypatch.setattr(
        link_check, "guarded", lambda _rules: lambda url: "no_answer" if url == broken else ""
    )
    page = room.open(EDITOR, organization=organization_id(OWNER))

    page.button(key="maintain_check_links").click().run()

    texts = load_texts("de")
    assert [info.value for info in page.info] == [texts("maintain.checked", checked="1", broken="1")]
    assert texts("maintain.reason_broken_link") in _html(page)
    assert "maintain_check_links" not in _keys(room.open(OWN))


def test_a_link_is_shown_once_and_can_be_ended(room: Room) -> None:
    page = room.open(EDITOR, view="links")
    page.selectbox(key="maintain_link_for").set_value(organization_id(OWNER)).run()
    page.button(key="maintain_link_make").click().run()
    assert "/o#" in page.code[0].value
    (link,) = room.store.links.all()

    page.run()
    assert not page.code
    page.button(key=f"maintain_revoke_{link.link_id}").click().run()

    assert room.store.links.all()[0].revoked_at is not None


def test_a_session_that_ends_between_two_clicks_changes_nothing(room: Room) -> None:
    page = room.open(EDITOR, view="offer", offer=SCHOOL)
    _field(page, "schedule").set_value("zu spät").run()

    room.enter(VISITOR)
    page.button(key="maintain_save").click().run()

    assert room.offer().row["schedule"] == ""
    assert "zu spät" not in _html(page)


def test_what_the_address_says_wrongly_is_a_hint(room: Room) -> None:
    page = room.open(EDITOR, need="rubbish")

    assert not page.exception
    assert "rubbish" in page.info[0].value
