"""Proposals of visitors: bounded, checked, without a trace of who proposed; editors make them edits or put them aside."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import AccessDenied, DataError, OfferConflict, ProposalGone, TooManyProposals
from geo.model import ChangeKind, Role
from geo.store import Counter, OfferEdit, ProposalRow, Store
from geo.upkeep.access import VISITOR, Actor
from geo.upkeep.access.accounts import wide_network_of
from geo.upkeep.access.throttle import Rate
from geo.upkeep.desk import Desk
from geo.upkeep.proposals import (
    ALL_TOGETHER,
    MAX_OPEN_OF_OFFER,
    MAX_REMARK,
    PER_ADDRESS,
    PER_NETWORK,
    PROPOSABLE,
    Draft,
    check_draft,
    is_note_of_proposal,
    note_of,
    one_more,
    propose,
    stale_columns,
)
from tests.access_kit import ADDRESS, BRIDGE, NOW, everything_kept, later
from tests.store_kit import offer_row

EDITOR = Actor(Role.EDITOR, login="redaktion")
BRIDGES = Actor(Role.ORGANIZATION, organization_id=BRIDGE)


def _propose(
    store: Store, offer_id: str = "a-1", *, address: str = ADDRESS, now=NOW, remark="", **changes: str
):
    propose(store, Draft(offer_id, changes, remark), address=address, now=now)


def _one(store: Store) -> ProposalRow:
    [proposal] = store.proposals.open()
    return proposal


# --- proposing ---------------------------------------------------------------------------------------------------


def test_a_proposal_waits_and_changes_nothing(store: Store) -> None:
    version = store.version()

    _propose(store, schedule="Mo 10–12", remark="Neue Zeiten seit März")

    proposal = _one(store)
    assert (proposal.offer_id, proposal.changes, proposal.before) == (
        "a-1",
        {"schedule": "Mo 10–12"},
        {"schedule": ""},
    )
    assert (proposal.remark, proposal.state, proposal.proposed_at) == ("Neue Zeiten seit März", "open", NOW)
    assert store.version() == version


def test_only_what_differs_is_kept(store: Store) -> None:
    _propose(store, schedule=" Mo 10–12 ", phone="02365 1234", topics="language; language ;work")

    assert _one(store).changes == {"schedule": "Mo 10–12", "topics": "language;work"}


@pytest.mark.parametrize(
    ("changes", "remark", "said"),
    [
        ({}, "", "a change or a remark"),
        ({"phone": "02365 1234"}, " ", "a change or a remark"),
        ({"phone": "call me"}, "", "phone"),
        ({"website": "javascript:alert(1)"}, "", "website"),
        ({"title": ""}, "", "must not be empty"),
        ({"title": "x" * 201}, "", "at most 200"),
        ({"title": "a\u202eb"}, "", "direction"),
        ({}, "x" * (MAX_REMARK + 1), "at most 1000"),
        ({}, "a\x00b", "control"),
        ({}, "a\ud800b", "no letter"),
        ({"fees": "a\udfffb"}, "", "no letter"),
        ({"status": "confirmed"}, "", "only closed"),
        ({"postal_code": "4577"}, "", "five digits"),
        ({"organization": "Mine"}, "", "cannot be proposed"),
        ({"is_protected": "yes"}, "", "cannot be proposed"),
        ({"offer_id": "h-1"}, "", "cannot be proposed"),
        ({"x" * 9999: "y"}, "", "cannot be proposed"),
        ({"phone": "0171 1234567"}, "", "mobile"),
        ({}, "Rufen Sie +49 (0)151/23456789 an", "mobile"),
        ({"email": "erika.muster@gmx.de"}, "", "own address"),
    ],
)
def test_what_cannot_be_is_refused_by_column(
    store: Store, changes: dict[str, str], remark: str, said: str
) -> None:
    with pytest.raises(DataError, match=said):
        propose(store, Draft("a-1", changes, remark), address=ADDRESS, now=NOW)

    assert store.proposals.open() == []


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        ({"street": "Geheimweg"}, ""),
        ({"house_number": "7"}, ""),
        ({"postal_code": "45770"}, ""),
        ({"description": "Im Geheimweg 7"}, ""),
        ({}, "Sie sind jetzt in der Geheimstr. 7"),
        ({}, "45770 Marl"),
    ],
)
def test_nobody_can_tell_where_a_protected_offer_is(
    store: Store, changes: dict[str, str], remark: str
) -> None:
    with pytest.raises(DataError, match="protected") as caught:
        _propose(store, "a-2", remark=remark, **changes)

    assert "Geheim" not in str(caught.value)
    assert "45770" not in str(caught.value)
    assert store.proposals.open() == []


def test_the_phone_of_a_protected_offer_can_be_corrected(store: Store) -> None:
    _propose(store, "a-2", phone="0800 116016")

    assert _one(store).changes == {"phone": "0800 116016"}


def test_an_offer_that_becomes_protected_loses_its_proposals(store: Store) -> None:
    _propose(store, street="Geheimweg", remark="Ist umgezogen")

    store.apply(
        [OfferEdit.change("a-1", {"is_protected": "yes", "street": "", "house_number": ""}, version=None)],
        who=Role.EDITOR,
    )

    assert store.proposals.of_offer("a-1") == []


def test_a_robot_gets_the_same_thanks_and_nothing_is_kept(store: Store) -> None:
    assert (
        propose(store, Draft("a-1", {"schedule": "spam"}, trap="https://spam"), address=ADDRESS, now=NOW)
        is None
    )

    assert store.proposals.open() == []


def test_an_offer_that_does_not_exist_gets_no_proposals(store: Store) -> None:
    for guessed in ("nowhere", "a-1\x00", "' OR 1=1 --", ""):
        with pytest.raises(ProposalGone):
            _propose(store, guessed, schedule="Mo")


def test_one_address_proposes_five_times_and_waits_longer_each_time(store: Store) -> None:
    for number in range(PER_ADDRESS.free):
        _propose(store, schedule=f"Mo {number}")

    for waited, seconds in enumerate((59, 119, 239)):
        with pytest.raises(TooManyProposals):
            _propose(store, schedule="Di", now=later(seconds=60 * (2**waited - 1) + seconds))
        _propose(store, schedule="Di", now=later(seconds=60 * (2**waited - 1) + seconds + 1))
    _propose(store, schedule="Mi", address="198.51.100.1")
    for _ in range(PER_ADDRESS.free):
        _propose(store, schedule="Do", now=later(hours=3))

    assert len(store.proposals.open()) == 2 * PER_ADDRESS.free + 4


def _one_day(addresses: int) -> int:
    """Return how many proposals somebody gets through who sends from so many addresses of a network every minute."""
    kept, of_network, of_all = 0, Counter(0, NOW, NOW), Counter(0, NOW, NOW)
    own = [Counter(0, NOW, NOW)] * addresses
    for minute in range(24 * 60):
        for number in range(addresses):
            counted = one_more([own[number], of_network, of_all], later(minutes=minute))
            if counted:
                own[number], of_network, of_all = counted
                kept += 1
    return kept


def test_a_script_gets_through_a_hundred_a_day_and_a_whole_network_twenty_an_hour() -> None:
    assert 90 < _one_day(1) < 110
    assert _one_day(16) == 24 * PER_NETWORK.limit


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("198.51.100.7", "198.51.100.0"),
        ("::ffff:198.51.100.7", "198.51.100.0"),
        ("2001:db8:1:2::3", "2001:db8:1::"),
        ("", ""),
        ("proxy, proxy", ""),
    ],
)
def test_what_one_subscriber_may_have_is_one_network(address: str, expected: str) -> None:
    assert wide_network_of(address) == expected


def test_whoever_has_a_network_of_addresses_leaves_room_for_all_others(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.upkeep.proposals.PER_NETWORK", Rate(3, PER_NETWORK.window))
    for number in range(3):
        _propose(store, address=f"198.51.100.{number}", schedule=f"Mo {number}")

    with pytest.raises(TooManyProposals):
        _propose(store, schedule="Di", address="198.51.100.99")
    _propose(store, schedule="Mi", address="203.0.113.1")
    _propose(store, schedule="Do", address="198.51.100.99", now=later(hours=1))


def test_everybody_together_is_bounded_too(store: Store) -> None:
    store.counters.change(["proposals:all"], NOW, lambda _: [Counter(ALL_TOGETHER.limit - 1, NOW, NOW)])

    _propose(store, schedule="Mo")
    with pytest.raises(TooManyProposals):
        _propose(store, schedule="Di", address="198.51.100.1")
    _propose(store, schedule="Mi", address="198.51.100.2", now=later(hours=1))

    assert len(store.proposals.open()) == 2
    assert ALL_TOGETHER.limit >= 30 * PER_NETWORK.limit


def test_one_offer_is_not_buried_under_proposals(store: Store) -> None:
    for number in range(MAX_OPEN_OF_OFFER):
        _propose(store, address=f"192.0.{number}.1", schedule=f"Mo {number}")

    with pytest.raises(TooManyProposals):
        _propose(store, address="198.51.100.1", schedule="Di")
    _propose(store, "h-1", address="198.51.100.2", schedule="Di")


def test_nothing_is_kept_of_who_proposed(store: Store) -> None:
    _propose(store, schedule="Mo")

    kept = everything_kept(store)

    assert ADDRESS not in kept


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.one_of(st.sampled_from(PROPOSABLE), st.text(max_size=20)), st.text(max_size=60), max_size=5
    ),
    st.text(max_size=200),
    st.sampled_from(["yes", "no"]),
)
def test_any_text_at_all_is_checked_without_a_crash(
    changes: dict[str, str], remark: str, protected: str
) -> None:
    row = offer_row("a-1", is_protected=protected)

    problems = check_draft(row, changes, remark, vocabularies={})

    assert all(problem.expectation for problem in problems)
    if not set(changes) <= set(PROPOSABLE):
        assert problems


def test_only_the_note_of_an_approved_proposal_counts_as_one() -> None:
    assert is_note_of_proposal(note_of("0123456789ab"))
    assert not is_note_of_proposal("proposal of the mayor: call first")


# --- deciding ----------------------------------------------------------------------------------------------------


def test_an_approved_proposal_becomes_an_edit_with_history(store: Store) -> None:
    _propose(store, schedule="Mo 10–12")
    proposal = _one(store)

    offer = Desk(store, EDITOR, NOW).approve(proposal.proposal_id, version=1).offer

    [change] = store.history("a-1")[:1]
    assert offer.row["schedule"] == "Mo 10–12"
    assert (change.batch.who, change.batch.note) == (Role.EDITOR, f"proposal {proposal.proposal_id}")
    assert (change.before, change.after) == ({"schedule": ""}, {"schedule": "Mo 10–12"})
    decided = store.proposals.get(proposal.proposal_id)
    assert decided is not None
    assert (decided.state, decided.decided_by, decided.decided_at) == ("approved", "editor", NOW)


def test_an_editor_takes_over_some_columns_only(store: Store) -> None:
    _propose(store, schedule="Mo 10–12", fees="5 €")

    offer = Desk(store, EDITOR, NOW).approve(_one(store).proposal_id, version=1, columns=["fees"]).offer

    assert (offer.row["schedule"], offer.row["fees"]) == ("", "5 €")


def test_an_approved_closing_stands_as_such_in_the_history(store: Store) -> None:
    _propose(store, status="closed")

    offer = Desk(store, EDITOR, NOW).approve(_one(store).proposal_id, version=1).offer

    assert offer.row["status"] == "closed"
    assert store.history("a-1")[0].batch.kind == ChangeKind.CLOSE


def test_a_proposal_for_an_offer_that_changed_meanwhile_is_not_approved_unseen(store: Store) -> None:
    _propose(store, schedule="Mo 10–12")
    store.save("a-1", {"schedule": "Di 9–11"}, version=1, who=Role.ORGANIZATION)
    proposal = _one(store)
    row = store.get("a-1").row  # type: ignore[union-attr]  # it is there

    with pytest.raises(OfferConflict):
        Desk(store, EDITOR, NOW).approve(proposal.proposal_id, version=1)

    assert stale_columns(proposal, row) == {"schedule"}
    assert _one(store).state == "open"
    approved = Desk(store, EDITOR, NOW).approve(proposal.proposal_id, version=2).offer
    assert approved.row["schedule"] == "Mo 10–12"


def test_a_rejected_proposal_keeps_the_reason_and_changes_nothing(store: Store) -> None:
    _propose(store, schedule="Mo 10–12")
    proposal_id = _one(store).proposal_id

    Desk(store, EDITOR, NOW).reject(proposal_id, reason="Rückfrage beim Träger: stimmt nicht")

    decided = store.proposals.get(proposal_id)
    assert decided is not None
    assert (decided.state, decided.reason) == ("rejected", "Rückfrage beim Träger: stimmt nicht")
    assert store.get("a-1").row["schedule"] == ""  # type: ignore[union-attr]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_rejection_needs_a_reason_of_some_length(store: Store, reason: str) -> None:
    _propose(store, schedule="Mo 10–12")

    with pytest.raises(DataError, match="reason"):
        Desk(store, EDITOR, NOW).reject(_one(store).proposal_id, reason=reason)

    assert _one(store).state == "open"


def test_a_proposal_is_decided_once(store: Store) -> None:
    _propose(store, schedule="Mo 10–12")
    desk, proposal_id = Desk(store, EDITOR, NOW), _one(store).proposal_id
    desk.reject(proposal_id, reason="nein")

    with pytest.raises(ProposalGone):
        desk.approve(proposal_id, version=1)
    for guessed in ("0" * 12, "no-such-id", "a\x00", "' OR 1=1 --"):
        with pytest.raises(ProposalGone):
            desk.reject(guessed, reason="nein")


def test_decided_proposals_are_forgotten_after_half_a_year(store: Store) -> None:
    _propose(store, schedule="Mo")
    _propose(store, schedule="Di")
    first, second = (p.proposal_id for p in store.proposals.open())
    Desk(store, EDITOR, NOW).reject(first, reason="nein")

    Desk(store, EDITOR, NOW + timedelta(days=181)).reject(second, reason="nein")

    assert store.proposals.get(first) is None
    assert store.proposals.get(second) is not None


@pytest.mark.parametrize("actor", [VISITOR, BRIDGES, Actor(Role.PROGRAM)])
def test_nobody_but_editors_sees_or_decides_proposals(store: Store, actor: Actor) -> None:
    _propose(store, schedule="Mo 10–12")
    desk, proposal_id = Desk(store, actor, NOW), _one(store).proposal_id

    for forbidden in (
        desk.proposals,
        lambda: desk.approve(proposal_id, version=1),
        lambda: desk.reject(proposal_id, reason="nein"),
    ):
        with pytest.raises(AccessDenied):
            forbidden()

    assert _one(store).state == "open"


def test_what_became_secret_is_hidden_from_a_proposal_that_is_still_there(store: Store) -> None:
    proposal = ProposalRow(
        "0" * 12, "a-2", {"street": "Geheimweg", "fees": "5 €"}, {"street": "", "fees": ""}, "", NOW
    )
    store.proposals.add(replace(proposal, remark="Geheimstr. 7"), max_open=9, max_open_of_offer=9)

    [shown] = Desk(store, EDITOR, NOW).proposals()

    assert (shown.changes, shown.before, shown.remark) == ({"fees": "5 €"}, {"fees": ""}, "")
    assert Desk(store, EDITOR, NOW).approve("0" * 12, version=1).offer.row["street"] == ""
