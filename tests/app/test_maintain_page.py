"""The page "Maintain": roles see only what they may; history, links, and what an address says."""

from html import unescape

import pytest

from geo.i18n import load_texts
from geo.model import Role
from geo.store import organization_id
from geo.upkeep.access import VISITOR, Actor
from geo.upkeep.merging import keep_apart
from tests.app_kit import html_of
from tests.maintain_page_kit import EDITOR, OWN, OWNER, SCHOOL, Room, field_of, keys_of, shown_on
from ui.maintain import link_check

FOREIGN = Actor(Role.ORGANIZATION, organization_id=organization_id("Hertener Bürgerstiftung"))


def test_a_visitor_reads_what_this_is_and_reaches_nothing(room: Room) -> None:
    views = ("desk", "offer", "proposals", "history", "links")
    for view, language in zip(views, ("de", "en", "ar", "de", "de"), strict=True):
        page = room.open(VISITOR, language=language, view=view, offer=SCHOOL)

        assert not page.exception
        assert not page.button
        assert load_texts(language)("maintain.visitor_propose") in html_of(page)
        assert "vhs" not in html_of(page)


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
    cards = [key for key in keys_of(page) if key.startswith("maintain_right_")]
    assert {room.offer(key.removeprefix("maintain_right_")).row["organization"] for key in cards} == {OWNER}


@pytest.mark.parametrize("view", ["offer", "history"])
def test_an_organisation_is_refused_an_offer_of_another(room: Room, view: str) -> None:
    page = room.open(FOREIGN, view=view, offer=SCHOOL)

    assert [error.value for error in page.error] == [load_texts("de")("error.access_denied")]
    assert OWNER not in html_of(page)


@pytest.mark.parametrize("view", ["proposals", "links"])
def test_an_organisation_does_not_reach_the_editors_views_by_address(room: Room, view: str) -> None:
    page = room.open(OWN, view=view)

    assert page.segmented_control[0].value == "desk"
    assert "maintain_link_make" not in keys_of(page)


def test_an_organisation_gets_no_field_that_is_the_editors(room: Room) -> None:
    page = room.open(OWN, view="offer", offer=SCHOOL)

    keys = " ".join(widget.key or "" for widget in (*page.text_area, *page.text_input, *page.selectbox))
    assert "_schedule" in keys
    assert not any(f"_{name}" in keys for name in ("organization", "is_protected", "remark", "source_url"))
    assert "maintain_pop_remove" not in keys_of(page)
    assert room.offer().row["remark"]
    assert room.offer().row["remark"] not in shown_on(page)


def test_an_editor_takes_back_a_whole_batch(room: Room) -> None:
    room.store.save(SCHOOL, {"fees": "5 Euro"}, version=None, who=Role.EDITOR)
    batch = room.store.batches()[0]
    page = room.open(EDITOR, view="history", batch=str(batch.batch_id))
    assert "5 Euro" in html_of(page)

    page.button(key=f"maintain_undo_batch_{batch.batch_id}").click().run()

    assert room.offer().row["fees"] == ""
    page = room.open(OWN, view="history")
    assert not any(key.startswith("maintain_undo_batch") for key in keys_of(page))


def test_the_history_tells_which_two_were_kept_apart_and_takes_it_back(room: Room) -> None:
    first, second = list(room.store.stored_offers().values())[:2]
    batch = keep_apart(room.store, EDITOR, first, second)
    page = room.open(EDITOR, view="history")
    assert f"{first.row['title']} · {second.row['title']}" in unescape(html_of(page))
    assert f"maintain_see_{batch.batch_id}" not in keys_of(page)  # no offer was changed

    page.button(key=f"maintain_undo_batch_{batch.batch_id}").click().run()

    assert room.store.apart.decided() == {}
    undone = room.store.batches()[0].batch_id
    assert f"maintain_undo_batch_{undone}" not in keys_of(page)


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
    assert texts("maintain.reason_broken_link") in html_of(page)
    assert "maintain_check_links" not in keys_of(room.open(OWN))


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
    field_of(page, "schedule").set_value("zu spät").run()

    room.enter(VISITOR)
    page.button(key="maintain_save").click().run()

    assert room.offer().row["schedule"] == ""
    assert "zu spät" not in html_of(page)


def test_what_the_address_says_wrongly_is_a_hint(room: Room) -> None:
    page = room.open(EDITOR, need="rubbish")

    assert not page.exception
    assert "rubbish" in page.info[0].value
