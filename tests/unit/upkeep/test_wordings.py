"""Better words for the texts of the pages: bounded and checked as proposals are, noted or put aside by editors."""

import pytest

from geo.errors import DataError, ProposalGone, TooManyProposals
from geo.model import Role
from geo.store import Store
from geo.upkeep.access import Actor
from geo.upkeep.desk import Desk
from geo.upkeep.proposals import PER_ADDRESS, Draft, propose
from geo.upkeep.wordings import LONGEST, Wording, noted_wordings, propose_wording, wording_of
from tests.access_kit import ADDRESS, NOW

EDITOR = Actor(Role.EDITOR, login="redaktion")
SPOKEN = ("de", "tr")
SAID = Wording("tr", "Yazdır", "Çıktı al")


def _propose(store: Store, wording: Wording = SAID) -> None:
    propose_wording(store, wording, languages=SPOKEN, address=ADDRESS, now=NOW)


def test_better_words_wait_for_an_editor_who_notes_them(store: Store) -> None:
    _propose(store)
    desk = Desk(store, EDITOR, now=NOW)
    [proposal] = desk.proposals()

    assert wording_of(proposal) == SAID

    desk.note_wording(proposal.proposal_id)

    assert desk.proposals() == []
    assert store.proposals.get(proposal.proposal_id).state == "approved"
    assert noted_wordings(store, SPOKEN) == [(SAID, NOW)]


def test_what_was_put_aside_or_waits_is_not_among_the_noted(store: Store) -> None:
    _propose(store)
    _propose(store, Wording("tr", "Ara", "Bul"))
    desk = Desk(store, EDITOR, now=NOW)
    desk.reject(store.proposals.open()[0].proposal_id, reason="gleich")

    assert noted_wordings(store, SPOKEN) == []


def test_a_proposal_for_an_offer_is_no_wording_and_cannot_be_noted_as_one(store: Store) -> None:
    propose(store, Draft("a-1", {"schedule": "Mo 10–12"}), address=ADDRESS, now=NOW)
    [proposal] = store.proposals.open()

    assert wording_of(proposal) is None
    with pytest.raises(ProposalGone):
        Desk(store, EDITOR, now=NOW).note_wording(proposal.proposal_id)


@pytest.mark.parametrize(
    ("wording", "column", "kind"),
    [
        (Wording("xx", "a", "b"), "language", "not_allowed"),
        (Wording("tr", "  ", "b"), "shown", "required"),
        (Wording("tr", "a", ""), "better", "required"),
        (Wording("tr", "a", "b" * (LONGEST + 1)), "better", "too_long"),
        (Wording("tr", "a\u202e", "b"), "shown", "letters"),
        (Wording("tr", "a", "b\ud800"), "better", "letters"),
        (Wording("tr", "a", "erika.beispiel@gmail.com"), "better", "personal_email"),
        (Wording("tr", "a", "0171 2345678"), "better", "mobile"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_kept(store: Store, wording, column, kind) -> None:
    with pytest.raises(DataError) as refused:
        _propose(store, wording)

    assert [(one.column, one.kind) for one in refused.value.problems] == [(column, kind)]
    assert store.proposals.open() == []


def test_a_robot_gets_thanks_and_nothing_is_kept(store: Store) -> None:
    _propose(store, Wording("tr", "a", "b", trap="x"))

    assert store.proposals.open() == []


def test_one_address_proposes_so_often_whatever_about(store: Store) -> None:
    propose(store, Draft("a-1", {"schedule": "Mo 10–12"}), address=ADDRESS, now=NOW)
    for _ in range(PER_ADDRESS.free - 1):
        _propose(store)

    with pytest.raises(TooManyProposals):
        _propose(store)
