"""Several offers at once on "Maintain": chosen, looked at, changed as one batch, taken back; and editors of one city."""

from geo.i18n import load_texts
from geo.model import ChangeKind, Role
from geo.store import organization_id
from geo.upkeep.access import Actor
from tests.app_kit import html_of
from tests.maintain_page_kit import EDITOR, OWN, OWNER, SCHOOL, Room, keys_of, shown_on

DE = load_texts("de")
MARL = Actor(Role.EDITOR, login="redaktion-marl", cities=("Marl",))


def _box(page, name: str):
    return next(box for box in page.selectbox if box.key == f"maintain_bulk_{name}")


def _owned(room: Room) -> dict[str, str]:
    stored = room.store.stored_offers()
    return {key: one.row["fees"] for key, one in stored.items() if one.row["organization"] == OWNER}


def test_one_field_of_an_organisations_offers_is_seen_first_then_changed_and_taken_back(room: Room) -> None:
    before = _owned(room)
    assert len(before) > 1
    page = room.open(EDITOR, view="bulk")
    assert len(page.info) == 1  # first say which

    _box(page, "by_organization").set_value(organization_id(OWNER)).run()
    without = next(box for box in page.multiselect if box.key == "maintain_bulk_without")
    without.set_value([SCHOOL]).run()
    _box(page, "field").set_value("fees").run()
    page.text_area(key="maintain_bulk_value_fees").set_value("5 € im Monat").run()
    assert not page.exception
    assert html_of(page).count("5 € im Monat") == len(before) - 1
    assert _owned(room) == before  # so far nobody wrote

    page.button(key="maintain_bulk_do").click().run()

    assert not page.exception
    assert _owned(room) == {**dict.fromkeys(before, "5 € im Monat"), SCHOOL: before[SCHOOL]}
    batch = room.store.batches(limit=1)[0]
    assert (batch.kind, batch.changed) == (ChangeKind.EDIT, len(before) - 1)
    assert DE("maintain.done_bulk") in html_of(page)
    page.button(key="maintain_undo").click().run()
    assert _owned(room) == before


def test_many_are_confirmed_but_not_by_an_organisation(room: Room) -> None:
    page = room.open(EDITOR, view="bulk")
    _box(page, "by_organization").set_value(organization_id(OWNER)).run()
    next(c for c in page.segmented_control if c.key == "maintain_bulk_what").set_value("confirm").run()
    page.button(key="maintain_bulk_do").click().run()

    assert {room.offer(key).row["status"] for key in _owned(room)} == {"confirmed"}

    theirs = room.open(OWN, view="bulk")
    assert not [key for key in keys_of(theirs) if "bulk" in key]


def test_an_editor_of_marl_sees_the_offers_of_marl_and_no_other(room: Room) -> None:
    page = room.open(MARL)
    cards = [
        key.removeprefix("maintain_right_") for key in keys_of(page) if key.startswith("maintain_right_")
    ]

    assert cards
    assert {room.offer(key).row["city"] for key in cards} == {"Marl"}
    offered = next(box for box in page.selectbox if box.key == "maintain_choose_offer").options
    rows = [offer.row for offer in room.store.stored_offers().values()]
    in_marl = [row for row in rows if (row["city"], row["scope"]) == ("Marl", "local")]
    assert len(offered) == len(in_marl)
    assert "Marl" in html_of(page)
    views = page.segmented_control[0].options
    assert DE("maintain.view_words") not in views


def test_an_editor_of_marl_opens_no_offer_of_another_city_by_its_address(room: Room) -> None:
    for view in ("offer", "history"):
        page = room.open(MARL, view=view, offer=SCHOOL)
        assert [error.value for error in page.error] == [DE("error.access_denied_city")], view
        assert room.offer().row["title"] not in shown_on(page), view


def test_bulk_of_an_editor_of_marl_stays_there(room: Room) -> None:
    page = room.open(MARL, view="bulk")
    assert _box(page, "by_city").options == [DE("maintain.all"), "Marl"]
    topic = next(option for option in _box(page, "by_topic").options if option != DE("maintain.all"))
    _box(page, "by_topic").set_value("language").run()
    _box(page, "field").set_value("fees").run()
    page.text_area(key="maintain_bulk_value_fees").set_value("frei für alle").run()
    page.button(key="maintain_bulk_do").click().run()

    changed = [o for o in room.store.stored_offers().values() if o.row["fees"] == "frei für alle"]
    assert topic
    assert {offer.row["city"] for offer in changed} == {"Marl"}


def test_places_links_and_history_of_an_editor_of_marl(room: Room) -> None:
    room.store.save(SCHOOL, {"fees": "9 €"}, version=room.offer().version, who=Role.EDITOR)

    assert "9 €" not in shown_on(room.open(MARL, view="history"))
    links = room.open(MARL, view="links")
    names = next(box for box in links.selectbox if box.key == "maintain_link_for").options
    assert OWNER not in names
    assert names
    for view in ("places", "import", "proposals"):
        assert not room.open(MARL, view=view).exception, view
