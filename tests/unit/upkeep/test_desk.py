"""The desk: nobody changes what is not theirs, by whatever id, version, column or message they send."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import AccessDenied, DataError, NoSuchOffer, OfferConflict
from geo.model import ChangeKind, Role
from geo.offers.columns import OFFER_COLUMNS
from geo.store import OfferEdit, Site, Store, StoredOffer
from geo.upkeep.access import (
    OPERATOR,
    VISITOR,
    Action,
    Actor,
    actor_of_session,
    exchange,
    make_link,
    revoke_link,
)
from geo.upkeep.desk import Desk
from tests.access_kit import BRIDGE, HARBOUR, NOW, everything_kept, later

EDITOR = Actor(Role.EDITOR, login="redaktion")
BRIDGES = Actor(Role.ORGANIZATION, organization_id=BRIDGE)
HARBOURS = Actor(Role.ORGANIZATION, organization_id=HARBOUR)


def _offer(store: Store, offer_id: str = "a-1") -> StoredOffer:
    stored = store.get(offer_id, removed=True)
    assert stored is not None
    return stored


CHANGING: dict[str, Callable[[Desk], object]] = {
    "edit": lambda desk: desk.edit("a-1", {"schedule": "Mo"}, version=1),
    "confirm": lambda desk: desk.confirm(["a-1"]),
    "close": lambda desk: desk.close(["a-1"]),
    "remove": lambda desk: desk.remove("a-1", version=1),
    "undo": lambda desk: desk.undo("a-1", _changed(desk)),
    "undo_batch": lambda desk: desk.undo_batch(desk.store.batches()[0].batch_id),
    "history": lambda desk: desk.history("a-1"),
    "offer": lambda desk: desk.offer("a-1"),
}


def _changed(desk: Desk) -> int:
    return desk.store.history("a-1")[0].change_id


@pytest.mark.parametrize("name", CHANGING)
@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (VISITOR, set()),
        (HARBOURS, set()),
        (Actor(Role.ORGANIZATION), set()),
        (BRIDGES, {"edit", "confirm", "close", "undo", "history", "offer"}),
        (EDITOR, set(CHANGING)),
        (Actor(Role.ADMIN), set(CHANGING)),
        (OPERATOR, set(CHANGING)),
    ],
    ids=["visitor", "foreign link", "no organisation", "own link", "editor", "admin", "command line"],
)
def test_who_may_not_is_stopped_and_nothing_changes(
    store: Store, name: str, actor: Actor, allowed: set[str]
) -> None:
    store.save("a-1", {"fees": "5 €"}, version=1, who=Role.EDITOR)
    store.save("a-1", {"fees": ""}, version=2, who=Role.EDITOR)
    desk = Desk(store, actor, NOW)
    version = store.version()
    call = {"edit": lambda d: d.edit("a-1", {"schedule": "Mo"}, version=3),
            "remove": lambda d: d.remove("a-1", version=3)}.get(name, CHANGING[name])  # fmt: skip

    if name in allowed:
        call(desk)
        return
    with pytest.raises(AccessDenied):
        call(desk)
    assert store.version() == version


def test_an_organisation_changes_its_hours_with_history(store: Store) -> None:
    offer = Desk(store, BRIDGES, NOW).edit("a-1", {"schedule": "Di 9–11"}, version=1).offer

    change = store.history("a-1")[0]
    assert (offer.row["schedule"], offer.version) == ("Di 9–11", 2)
    assert (change.batch.who, change.batch.kind, change.after) == (
        Role.ORGANIZATION, ChangeKind.EDIT, {"schedule": "Di 9–11"},
    )  # fmt: skip


def test_confirmed_is_on_the_day_it_is_where_the_district_lies(store: Store) -> None:
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # half past midnight in Berlin

    Desk(store, BRIDGES, late, timezone="Europe/Berlin").confirm(["a-1"])

    assert _offer(store).row["assured_date"] == "2026-07-02"


def test_a_whole_form_may_be_sent_back_where_only_own_columns_differ(store: Store) -> None:
    row = dict(_offer(store).row)

    offer = Desk(store, BRIDGES, NOW).edit("a-1", {**row, "fees": "frei"}, version=1).offer

    assert offer.row == {**row, "fees": "frei"}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("organization", "Treff Hafen"),
        ("is_protected", "yes"),
        ("status", "confirmed"),
        ("assured_date", "2026-03-02"),
        ("source_url", "https://evil.example"),
        ("remark", "x"),
        ("offer_id", "h-1"),
        ("no_such_column", "x"),
    ],
)
def test_an_organisation_smuggles_no_foreign_column_into_a_form(
    store: Store, column: str, value: str
) -> None:
    before = _offer(store)

    with pytest.raises(AccessDenied, match="column"):
        Desk(store, BRIDGES, NOW).edit("a-1", {"schedule": "Mo", column: value}, version=1)

    assert _offer(store) == before


def test_an_organisation_never_opens_a_protected_place(store: Store) -> None:
    with pytest.raises(AccessDenied):
        Desk(store, BRIDGES, NOW).edit("a-2", {"is_protected": "no"}, version=1)
    with pytest.raises(DataError):
        Desk(store, BRIDGES, NOW).edit("a-2", {"street": "Geheimweg"}, version=1)

    assert _offer(store, "a-2").row["street"] == ""


def test_no_further_site_tells_where_a_protected_place_is(store: Store) -> None:
    for actor in (BRIDGES, EDITOR):
        desk = Desk(store, actor, NOW)
        desk.edit("a-2", {}, version=_offer(store, "a-2").version, sites=(Site("Geheimweg", city="Marl"),))

    assert _offer(store, "a-2").sites == ()
    assert "Geheimweg" not in everything_kept(store)


def test_an_organisation_takes_back_its_own_edit_but_not_what_only_editors_set(store: Store) -> None:
    desk = Desk(store, BRIDGES, NOW)
    desk.edit("a-1", {"schedule": "Mo"}, version=1)
    own = store.history("a-1")[0].change_id
    desk.undo("a-1", own)
    store.apply([OfferEdit.change("a-1", {"remark": "intern"}, version=None)], who=Role.EDITOR)

    with pytest.raises(AccessDenied, match="column"):
        desk.undo("a-1", store.history("a-1")[0].change_id)

    assert _offer(store).row["schedule"] == ""
    assert _offer(store).row["remark"] == "intern"


def test_the_change_of_another_offer_is_not_undone_under_an_own_offers_name(store: Store) -> None:
    store.save("h-1", {"fees": "5 €"}, version=1, who=Role.ORGANIZATION)
    foreign = store.history("h-1")[0].change_id

    for guessed in (foreign, 0, -1, 10**9):
        with pytest.raises(AccessDenied):
            Desk(store, BRIDGES, NOW).undo("a-1", guessed)

    assert _offer(store, "h-1").row["fees"] == "5 €"


def test_confirming_sets_the_day_and_who(store: Store) -> None:
    Desk(store, BRIDGES, NOW).confirm(["a-1", "a-2", "a-1"])

    for offer_id in ("a-1", "a-2"):
        assert _offer(store, offer_id).row["assured_date"] == "2026-03-02"
        assert _offer(store, offer_id).row["status"] == "confirmed"
    assert store.history("a-1")[0].batch.kind == ChangeKind.CONFIRM


@pytest.mark.parametrize("answer", ["confirm", "close"])
def test_a_foreign_id_among_own_ones_stops_all_of_them(store: Store, answer: str) -> None:
    version = store.version()

    with pytest.raises(AccessDenied):
        getattr(Desk(store, BRIDGES, NOW), answer)(["a-1", "h-1"])

    assert store.version() == version


def test_a_new_offer_of_an_organisation_is_its_own_and_open_whatever_the_form_says(store: Store) -> None:
    row = {**_offer(store).row, "title": "Neuer Kurs", "organization": "Treff Hafen", "is_protected": "yes"}

    added = Desk(store, BRIDGES, NOW).add(row).offer

    assert added.row["organization"] == "Verein Brücke"
    assert (added.row["is_protected"], added.row["status"]) == ("no", "not_confirmed")
    assert added.offer_id not in ("a-1", "")
    assert _offer(store).version == 1


def test_who_is_nobody_adds_nothing(store: Store) -> None:
    row = dict(_offer(store).row)

    for actor in (VISITOR, Actor(Role.ORGANIZATION), Actor(Role.ORGANIZATION, organization_id="no-such")):
        with pytest.raises(AccessDenied):
            Desk(store, actor, NOW).add(row)

    assert len(store.stored_offers()) == 3


def test_an_old_page_does_not_overwrite_what_changed_meanwhile(store: Store) -> None:
    store.save("a-1", {"schedule": "Mo"}, version=1, who=Role.EDITOR)

    with pytest.raises(OfferConflict):
        Desk(store, BRIDGES, NOW).edit("a-1", {"schedule": "Di"}, version=1)


def test_an_edit_sent_twice_counts_once(store: Store) -> None:
    desk = Desk(store, BRIDGES, NOW)
    desk.edit("a-1", {"schedule": "Mo"}, version=1)

    again = desk.edit("a-1", {"schedule": "Mo"}, version=1)

    assert (again.offer.version, again.change_id) == (2, None)


def test_a_message_replayed_after_the_link_was_revoked_changes_nothing(store: Store) -> None:
    link = make_link(store, BRIDGE, now=NOW)
    token = exchange(store, link.token, now=NOW)

    def message() -> None:
        Desk(store, actor_of_session(store, token, now=later(minutes=5)), NOW).confirm(["a-1"])

    message()
    revoke_link(store, link.link_id, now=later(minutes=1))
    version = store.version()
    with pytest.raises(AccessDenied):
        message()

    assert store.version() == version


def test_who_has_no_right_is_not_told_whether_an_offer_exists(store: Store) -> None:
    answers = set()
    for offer_id in ("h-1", "no-such-offer"):
        for actor in (VISITOR, BRIDGES):
            with pytest.raises(AccessDenied) as caught:
                Desk(store, actor, NOW).offer(offer_id)
            answers.add((actor.role, str(caught.value)))

    assert len(answers) == 2
    with pytest.raises(NoSuchOffer):
        Desk(store, EDITOR, NOW).offer("no-such-offer")


def test_a_removed_offer_is_gone_for_its_organisation_and_comes_back_by_an_editor(store: Store) -> None:
    Desk(store, EDITOR, NOW).remove("a-1", version=1)
    removal = store.history("a-1")[0].change_id

    with pytest.raises(AccessDenied):
        Desk(store, BRIDGES, NOW).undo("a-1", removal)
    Desk(store, EDITOR, NOW).undo("a-1", removal)

    assert not _offer(store).is_deleted


def test_a_button_asks_the_same_question_as_the_deed(store: Store) -> None:
    desk = Desk(store, BRIDGES, NOW)

    assert desk.may(Action.EDIT, _offer(store))
    assert not desk.may(Action.EDIT, _offer(store, "h-1"))
    assert not desk.may(Action.REVIEW)


HOSTILE = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["' OR 1=1 --", "a-1'; DROP TABLE offer; --", "../a-1", "A-1", "a-1\x00", "%", "h-1", "a_1"]
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTILE, st.sampled_from([spec.name for spec in OFFER_COLUMNS]), st.text(max_size=30))
def test_no_id_that_is_not_an_own_one_reaches_an_offer(
    store: Store, offer_id: str, column: str, value: str
) -> None:
    version = store.version()

    with pytest.raises(AccessDenied):
        Desk(store, BRIDGES, NOW).edit(offer_id, {column: value}, version=1)

    assert store.version() == version
    assert len(store.stored_offers()) == 3


def test_the_desk_tells_before_what_undoing_would_refuse(store: Store) -> None:
    Desk(store, EDITOR, NOW).edit("a-1", {"remark": "intern"}, version=_offer(store).version)
    Desk(store, EDITOR, NOW).edit("a-1", {"schedule": "Mo"}, version=_offer(store).version)
    hours, remark, *_ = store.history("a-1")

    assert [Desk(store, BRIDGES, NOW).may_undo(change) for change in (hours, remark)] == [True, False]
    assert [Desk(store, EDITOR, NOW).may_undo(change) for change in (hours, remark)] == [True, True]
