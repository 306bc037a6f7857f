"""Many offers at once: what a plan says happens, and nothing else; one batch, taken back as one."""

import pytest

from geo.errors import AccessDenied, OfferConflict
from geo.model import ChangeKind, Role
from geo.store import Store
from geo.upkeep.access import VISITOR, Actor
from geo.upkeep.bulk import (
    ADDRESS,
    ADDRESS_FIELDS,
    BulkPlan,
    Choice,
    Kind,
    Wanted,
    apply_bulk,
    plan_bulk,
)
from geo.upkeep.desk import Desk
from tests.access_kit import BRIDGE, NOW
from tests.offers_kit import TAXONOMY

EDITOR = Actor(Role.EDITOR, login="redaktion")
NEW_ADDRESS = dict(zip(ADDRESS_FIELDS, ("Neuweg", "7", "45768", "Marl"), strict=True))


def _plan(store: Store, wanted: Wanted, choice: Choice = Choice()) -> BulkPlan:  # noqa: B008  # frozen
    offers = [stored for stored in store.stored_offers().values() if choice.fits(stored.row)]
    return plan_bulk(wanted, offers, today=NOW.date(), taxonomy=TAXONOMY)


def _column(store: Store, name: str) -> dict[str, str]:
    return {key: stored.row[name] for key, stored in store.stored_offers().items()}


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(), ["a-1", "a-2", "h-1"]),
        (Choice(city="Herten"), ["h-1"]),
        (Choice(organization=BRIDGE), ["a-1", "a-2"]),
        (Choice(organization=BRIDGE, words="ZUFLUCHT hafen"), []),
        (Choice(words="zuflucht brücke"), ["a-2"]),
        (Choice(topic="language", status="not_confirmed"), ["a-1", "a-2", "h-1"]),
        (Choice(topic="lang"), []),
        (Choice(status="closed"), []),
    ],
)
def test_a_choice_takes_what_fits_all_of_it(store: Store, choice: Choice, expected: list[str]) -> None:
    assert [key for key, stored in store.stored_offers().items() if choice.fits(stored.row)] == expected


def test_one_field_of_many_is_one_batch_and_comes_back_as_one(store: Store) -> None:
    before = _column(store, "phone")
    plan = _plan(store, Wanted.of(Kind.SET, "phone", " 02365 99 "), Choice(organization=BRIDGE))

    assert [(row.offer_id, row.before, row.after) for row in plan.rows] == [
        ("a-1", {"phone": "02365 1234"}, {"phone": "02365 99"}),
        ("a-2", {"phone": ""}, {"phone": "02365 99"}),
    ]
    assert _column(store, "phone") == before  # a plan writes nothing
    desk = Desk(store, EDITOR, NOW)
    batch = apply_bulk(desk, plan)

    assert _column(store, "phone") == {**before, "a-1": "02365 99", "a-2": "02365 99"}
    assert batch is not None
    assert (batch.who, batch.kind, batch.changed) == (Role.EDITOR, ChangeKind.EDIT, 2)
    desk.undo_batch(batch.batch_id)
    assert _column(store, "phone") == before


def test_items_come_to_a_list_or_leave_it_and_the_others_stay(store: Store) -> None:
    desk = Desk(store, EDITOR, NOW)
    desk.edit("a-1", {"languages": "tr;ar"}, version=1)

    apply_bulk(desk, _plan(store, Wanted.of(Kind.ADD, "languages", "uk;ar")))
    assert _column(store, "languages") == {"a-1": "tr;ar;uk", "a-2": "uk;ar", "h-1": "uk;ar"}
    plan = _plan(store, Wanted.of(Kind.TAKE, "languages", "uk;de"))
    apply_bulk(desk, plan)
    assert _column(store, "languages") == {"a-1": "tr;ar", "a-2": "ar", "h-1": "ar"}
    again = _plan(store, Wanted.of(Kind.TAKE, "languages", "uk;de"))
    assert (again.rows, again.unchanged, apply_bulk(desk, again)) == ((), 3, None)


def test_the_last_topic_stays_and_a_private_number_goes_to_nobody(store: Store) -> None:
    for wanted, reason in (
        (Wanted.of(Kind.TAKE, "topics", "language"), "required"),
        (Wanted.of(Kind.SET, "schedule", "Anruf: 0171/1234567"), "mobile"),
        (Wanted.of(Kind.SET, "website", "kein Netz"), "shape_website"),
    ):
        plan = _plan(store, wanted)
        assert plan.rows == ()
        assert [one.complaint and one.complaint.reason for one in plan.left_out] == [reason] * 3


def test_a_new_address_leaves_out_protected_offers_and_those_without_a_place(store: Store) -> None:
    Desk(store, EDITOR, NOW).edit("h-1", {"scope": "online", "city": ""}, version=1)

    plan = _plan(store, Wanted(Kind.SET, ADDRESS, NEW_ADDRESS))

    assert [row.offer_id for row in plan.rows] == ["a-1"]
    assert {one.offer_id: one.reason for one in plan.left_out} == {"a-2": "protected", "h-1": "not_local"}
    apply_bulk(Desk(store, EDITOR, NOW), plan)
    assert _column(store, "street") == {"a-1": "Neuweg", "a-2": "", "h-1": ""}


def test_a_new_address_is_no_longer_that_of_a_citys_administration(store: Store) -> None:
    store.save("a-1", {"is_administration_address": "yes"}, version=1, who=Role.EDITOR)
    same = {"street": "Weg", "house_number": "1", "postal_code": "45770", "city": "Marl"}

    kept = _plan(store, Wanted(Kind.SET, ADDRESS, same), Choice(city="Marl"))
    plan = _plan(store, Wanted(Kind.SET, ADDRESS, NEW_ADDRESS), Choice(city="Marl"))
    apply_bulk(Desk(store, EDITOR, NOW), plan)

    assert [set(row.after) for row in kept.rows] == [{"postal_code"}]
    assert _column(store, "is_administration_address")["a-1"] == "no"


def test_confirming_many_opens_no_closed_one_again(store: Store) -> None:
    desk = Desk(store, EDITOR, NOW)
    closed = _plan(store, Wanted(Kind.CLOSE), Choice(city="Herten"))
    batch = apply_bulk(desk, closed)
    assert batch is not None
    assert batch.kind == ChangeKind.CLOSE
    plan = _plan(store, Wanted(Kind.CONFIRM))

    assert [one.reason for one in plan.left_out] == ["closed"]
    apply_bulk(desk, plan)
    assert _column(store, "status") == {"a-1": "confirmed", "a-2": "confirmed", "h-1": "closed"}
    assert _column(store, "assured_date") == {"a-1": "2026-03-02", "a-2": "2026-03-02", "h-1": ""}


def test_who_was_faster_stops_all_of_it(store: Store) -> None:
    plan = _plan(store, Wanted.of(Kind.SET, "fees", "5 €"))
    store.save("h-1", {"fees": "7 €"}, version=1, who=Role.ORGANIZATION)

    with pytest.raises(OfferConflict):
        apply_bulk(Desk(store, EDITOR, NOW), plan)

    assert _column(store, "fees") == {"a-1": "", "a-2": "", "h-1": "7 €"}


@pytest.mark.parametrize("actor", [VISITOR, Actor(Role.ORGANIZATION, organization_id=BRIDGE)])
def test_nobody_below_an_editor_changes_many(store: Store, actor: Actor) -> None:
    plan = _plan(store, Wanted.of(Kind.SET, "fees", "5 €"), Choice(organization=BRIDGE))

    with pytest.raises(AccessDenied):
        apply_bulk(Desk(store, actor, NOW), plan)


@pytest.mark.parametrize(
    "kind_and_name",
    [
        *(
            (Kind.SET, name)
            for name in ("offer_id", "is_protected", "organization", "status", "street", "x", "")
        ),
        (Kind.ADD, "phone"),
        (Kind.TAKE, "description"),
    ],
)
def test_what_is_no_field_of_many_is_refused(kind_and_name: tuple[Kind, str]) -> None:
    kind, name = kind_and_name
    with pytest.raises(ValueError, match=r"no field|holds one"):
        Wanted.of(kind, name, "yes")
