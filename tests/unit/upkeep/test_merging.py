"""Two offers become one: what differs, what is suggested, what is taken, and what is never told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import AccessDenied, OfferConflict
from geo.model import ChangeKind, Match, Precision, Role
from geo.offers.columns import ADDRESS_COLUMNS, OFFER_COLUMNS
from geo.offers.course_runs import CourseRun
from geo.store import OfferEdit, Store
from geo.upkeep.access import VISITOR, Actor
from geo.upkeep.merging import FIELDS, Side, columns_of, differing, merge, merged_row, sides_of, suggested
from tests.store_kit import offer_row

FIRST = offer_row("a-1", topics="language;work", phone="", street="Weg", house_number="1")
SECOND = offer_row(
    "h-1", topics="work;sport", phone="02365 99", street="Allee", house_number="2", city="Herten"
)
EDITOR = Actor(Role.EDITOR)


def _nowhere(_address: object) -> Match:
    return Match("", None, None, Precision.NONE, None, "none")


def test_every_column_but_id_and_secrecy_belongs_to_one_field() -> None:
    named = [column for name in FIELDS for column in columns_of(name)]

    assert sorted([*named, "offer_id", "is_protected"]) == sorted(spec.name for spec in OFFER_COLUMNS)


def test_fields_that_agree_are_not_asked() -> None:
    assert differing(FIRST, FIRST) == []
    assert {"topics", "phone", "street"} <= set(differing(FIRST, SECOND))
    assert "house_number" not in differing(FIRST, SECOND)


@pytest.mark.parametrize(
    ("name", "side"), [("topics", Side.BOTH), ("phone", Side.SECOND), ("street", Side.FIRST)]
)
def test_what_is_suggested_loses_nothing(name: str, side: Side) -> None:
    assert suggested(name, FIRST, SECOND) is side


def test_an_address_is_taken_as_a_whole() -> None:
    row = merged_row(FIRST, SECOND, {"street": Side.SECOND, "topics": Side.BOTH})

    assert (row["street"], row["house_number"], row["city"]) == ("Allee", "2", "Herten")
    assert row["topics"] == "language;work;sport"
    assert row["offer_id"] == "a-1"
    assert row["phone"] == ""


@given(st.fixed_dictionaries({name: st.sampled_from(sides_of(name)) for name in FIELDS}), st.booleans())
def test_what_one_of_both_keeps_secret_stays_secret(choices: dict[str, Side], is_first: bool) -> None:
    secret = {"is_protected": "yes", "street": "", "house_number": "", "postal_code": ""}
    first, second = ({**FIRST, **secret}, SECOND) if is_first else (FIRST, {**SECOND, **secret})

    row = merged_row(first, second, choices)

    assert row["is_protected"] == "yes"
    assert [row[name] for name in ADDRESS_COLUMNS] == ["", "", ""]


def test_a_merge_is_one_batch_that_later_imports_remember_and_undo_takes_back(store: Store) -> None:
    first, second = store.get("a-1"), store.get("h-1")
    assert first is not None
    assert second is not None

    batch = merge(store, EDITOR, first, second, {"email": Side.SECOND}, geocode=_nowhere)

    assert batch is not None
    assert (batch.kind, batch.changed, batch.removed) == (ChangeKind.MERGE, 1, 1)
    merged = store.get("a-1")
    assert merged is not None
    assert merged.row["email"] == "post@hafen.example"
    assert store.get("h-1") is None
    assert store.aliases() == {"h-1": "a-1"}
    store.undo_batch(batch.batch_id, who=Role.EDITOR)
    assert store.get("h-1") is not None


def test_a_merge_keeps_the_dated_runs_of_both(store: Store) -> None:
    spring, autumn = CourseRun(start="2027-01-12"), CourseRun(start="2027-09-01", level_from="B1")
    for offer_id, run in (("a-1", autumn), ("h-1", spring)):
        found = store.get(offer_id)
        assert found is not None
        store.apply_each([OfferEdit.schedule(offer_id, (run,), version=found.version)], who=Role.EDITOR)
    first, second = store.get("a-1"), store.get("h-1")
    assert first is not None
    assert second is not None

    batch = merge(store, EDITOR, first, second, {}, geocode=_nowhere)

    assert store.runs() == {"a-1": (spring, autumn)}
    assert batch is not None
    store.undo_batch(batch.batch_id, who=Role.EDITOR)
    assert store.runs() == {"a-1": (autumn,), "h-1": (spring,)}


def test_a_merge_of_what_changed_meanwhile_writes_nothing(store: Store) -> None:
    first, second = store.get("a-1"), store.get("h-1")
    store.save("h-1", {"title": "Neu"}, version=second.version, who=Role.EDITOR)

    with pytest.raises(OfferConflict):
        merge(store, EDITOR, first, second, {}, geocode=_nowhere)

    assert store.get("h-1").row["title"] == "Neu"
    assert store.aliases() == {}


@pytest.mark.parametrize("actor", [VISITOR, Actor(Role.ORGANIZATION, organization_id="x")])
def test_only_editors_merge(store: Store, actor: Actor) -> None:
    with pytest.raises(AccessDenied):
        merge(store, actor, store.get("a-1"), store.get("h-1"), {}, geocode=_nowhere)
