"""Corrections that anybody may propose without an account: bounded, checked, and waiting for an editor.

Nothing about who proposes is kept: neither name nor address, only the text.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from geo.errors import DataError, Problem, ProposalGone, TooManyProposals
from geo.model import Status
from geo.offers.columns import ADDRESS_COLUMNS, BY_NAME, OFFER_COLUMNS
from geo.offers.private_contact import without_private
from geo.store import Counter, ProposalRow, Store
from geo.tables import FORBIDDEN, LIST_SEPARATOR, TableCheck
from geo.upkeep.access.accounts import address_key, wide_network_of
from geo.upkeep.access.throttle import Lockout, Rate

#: What a visitor may propose to change; whose offer it is and whether its place is secret are not among it.
PROPOSABLE = tuple(spec.name for spec in OFFER_COLUMNS if spec.may_propose)
#: The parts of the small form that visitors fill in, and the columns that each lets them correct.
PARTS: Mapping[str, tuple[str, ...]] = {
    part: tuple(spec.name for spec in OFFER_COLUMNS if spec.may_propose and spec.part == part)
    for part in ("schedule", "contact", "address", "fees", "description")
}
MAX_REMARK = 1000
_NOTE = "proposal"
#: An address proposes five times, then waits a minute, two, four … a quarter of an hour each time: a household that
#: goes through its list gets on, a script does not.
PER_ADDRESS = Lockout(
    5, timedelta(minutes=1), longest_wait=timedelta(minutes=15), forgotten_after=timedelta(hours=2)
)
#: … what may belong to one person who has many addresses (/24, of IPv6 /48): no more than this.
PER_NETWORK = Rate(20, timedelta(hours=1))
#: Against filling the disk alone: thirty networks together would not empty it, so that no stranger can for others.
ALL_TOGETHER = Rate(600, timedelta(hours=1))
MAX_OPEN = 2000
MAX_OPEN_OF_OFFER = 20
DECIDED_KEPT = timedelta(days=180)

#: Halves of letters: no text can be written with them.
HALF_LETTER = re.compile("[\ud800-\udfff]")
#: What could be the address of a place that must stay secret.
_PLACE = re.compile(
    r"\d{5}|(?:str(?:a(?:ß|ss)e|\.)|weg|platz|allee|ring|gasse|wall|ufer|damm|hof|kamp|markt)\s*\d",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Draft:
    """What somebody filled in: `changes` by column, `trap` is a field that people do not see and robots fill."""

    offer_id: str
    changes: Mapping[str, str]
    remark: str = ""
    trap: str = ""


def propose(
    store: Store,
    draft: Draft,
    *,
    address: str,
    now: datetime,
    vocabularies: Mapping[str, frozenset[str]] | None = None,
) -> None:
    """Keep a proposal for an editor. A robot that fills the trap gets the same thanks, and nothing is kept.

    Parameters
    ----------
    address
        The network address it comes from, only to bound how often; a hash is kept for two days at most.
    vocabularies
        Allowed ids of `topics` and `target_groups`.

    Raises
    ------
    DataError
        If a value, or the remark, cannot be; the message names the column.
    ProposalGone
        If there is no such offer.
    TooManyProposals
        If too many came from there, came together, or wait.
    """
    if draft.trap:
        return
    stored = store.get(draft.offer_id) if is_offer_id(draft.offer_id) else None
    if stored is None:
        msg = f"{draft.offer_id[:80]!r}: there is no such offer"
        raise ProposalGone(msg)
    changes = _real_changes(stored.row, draft.changes)
    problems = check_draft(stored.row, changes, draft.remark, vocabularies=vocabularies or {})
    if problems:
        raise DataError(problems)
    before = {name: stored.row[name] for name in changes}
    row = ProposalRow(new_id(), draft.offer_id, changes, before, draft.remark.strip(), now)
    keep(store, row, address=address, most_of_it=MAX_OPEN_OF_OFFER)


def new_id() -> str:
    """Return the id of a proposal that nobody can guess."""
    return secrets.token_hex(6)


def keep(store: Store, row: ProposalRow, *, address: str, most_of_it: int) -> None:
    """Write a checked proposal down, unless too many came.

    Parameters
    ----------
    address
        As `propose` says.
    most_of_it
        So many may wait about the same thing.

    Raises
    ------
    TooManyProposals
        If too many came from there, came together, or wait.
    """
    require_room(store, address, now=row.proposed_at)
    if not store.proposals.add(row, max_open=MAX_OPEN, max_open_of_offer=most_of_it):
        raise TooManyProposals(TOO_MANY)


def _real_changes(row: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    """Return what is different from the offer as it stands, lists without blanks between their items."""
    tidy = {name: _tidy(name, text) for name, text in changes.items()}
    return {name: text for name, text in tidy.items() if text != row.get(name, "")}


def check_draft(
    row: Mapping[str, str],
    changes: Mapping[str, str],
    remark: str,
    *,
    vocabularies: Mapping[str, frozenset[str]],
) -> list[Problem]:
    """Return what is wrong with a proposal for the offer `row`."""
    if not changes and not remark.strip():
        return [_problem("", "nothing", "a change or a remark expected")]
    if HALF_LETTER.search(" ".join((*changes, *changes.values(), remark))):
        return [_problem("", "letters", "contains what is no letter")]
    unknown = [name for name in changes if name not in PROPOSABLE]
    if unknown:
        return [_problem(name[:40], "not_proposable", "this column cannot be proposed") for name in unknown]
    columns = tuple(BY_NAME[name] for name in changes)
    problems = TableCheck("proposal", columns, vocabularies).row(0, changes)
    if changes.get("status") not in (None, Status.CLOSED):
        problems.append(_problem("status", "only_closed", "only closed can be proposed", changes["status"]))
    return problems + _check_remark(remark) + _check_privacy(row, changes, remark)


def stale_columns(proposal: ProposalRow, row: Mapping[str, str]) -> frozenset[str]:
    """Return the columns that changed since a visitor saw them: the editor decides with both before the eyes."""
    return frozenset(name for name, seen in proposal.before.items() if row.get(name, "") != seen)


def visible_changes(proposal: ProposalRow, row: Mapping[str, str]) -> ProposalRow:
    """Return a proposal without what its offer must not tell: it may have become protected since."""
    if row.get("is_protected") != "yes":
        return proposal
    told = {name: text for name, text in proposal.changes.items() if name not in ADDRESS_COLUMNS}
    seen = {name: text for name, text in proposal.before.items() if name in told}
    remark = "" if _PLACE.search(proposal.remark) else proposal.remark
    return replace(proposal, changes=told, before=seen, remark=remark)


def is_offer_id(text: str) -> bool:
    """Whether a text has the shape of an offer's id; others are not even looked for."""
    return re.fullmatch(BY_NAME["offer_id"].pattern, text) is not None


def is_proposal_id(text: str) -> bool:
    """Whether a text has the shape of a proposal's id."""
    return re.fullmatch(r"[0-9a-f]{12}", text) is not None


def note_of(proposal_id: str) -> str:
    """Return the note that the history keeps of a change that a proposal made."""
    return f"{_NOTE} {proposal_id}"


def is_note_of_proposal(note: str) -> bool:
    """Whether a note of the history is that of a proposal, and no sentence of a person."""
    kind, _, proposal_id = note.partition(" ")
    return kind == _NOTE and is_proposal_id(proposal_id)


def _check_remark(remark: str) -> list[Problem]:
    if len(remark) > MAX_REMARK:
        return [_problem("remark", "too_long", f"at most {MAX_REMARK} characters, {len(remark)} found")]
    if FORBIDDEN.search(remark):
        return [_problem("remark", "letters", "contains control or direction characters")]
    return []


#: What is said of a contact of a person, by its kind.
_PRIVATE = {
    "mobile_number": ("mobile", "a mobile number belongs to a person; a number of the organisation expected"),
    "personal_email": ("personal_email", "a person's own address; one of the organisation expected"),
}


def private_kinds(text: str) -> list[tuple[str, str]]:
    """Return which contacts of a person stand in a text: the kind of problem, and what is expected instead."""
    return [_PRIVATE[kind] for kind in without_private(text)[1]]


def _check_privacy(row: Mapping[str, str], changes: Mapping[str, str], remark: str) -> list[Problem]:
    """Refuse what belongs to a person, and what would tell where a protected place is; neither is repeated."""
    texts = {**changes, "remark": remark}
    found = [_problem(name, *told) for name, text in texts.items() for told in private_kinds(text)]
    if row.get("is_protected") != "yes":
        return found
    return found + [
        _problem(name, "protected", "a protected offer must not have an address")
        for name, text in texts.items()
        if text and (name in ADDRESS_COLUMNS or (name not in ("phone", "website") and _PLACE.search(text)))
    ]


def _problem(column: str, kind: str, expectation: str, value: str = "") -> Problem:
    return Problem("proposal", 0, column, value, expectation, kind)


def _tidy(name: str, text: str) -> str:
    if name in BY_NAME and BY_NAME[name].is_list:
        items = (item.strip() for item in text.split(LIST_SEPARATOR))
        return LIST_SEPARATOR.join(dict.fromkeys(item for item in items if item))
    return text.strip()


TOO_MANY = "too many proposals for now; nothing was kept, try again later"


def require_room(store: Store, address: str, *, now: datetime) -> None:
    """Count one more proposal: of an address, of its network, of all together.

    Raises
    ------
    TooManyProposals
        If that is too many; nothing is counted then.
    """
    keys = [
        address_key(store, "proposal", address, now),
        address_key(store, "proposals", wide_network_of(address), now),
        "proposals:all",
    ]
    if not store.counters.change(keys, now, lambda counters: one_more(counters, now)):
        raise TooManyProposals(TOO_MANY)


def one_more(counters: list[Counter], now: datetime) -> list[Counter] | None:
    """Return the counters of address, network and all after one more proposal; None where that is too many."""
    of_address, of_network, of_all = counters
    is_full = PER_NETWORK.is_used_up(of_network, now) or ALL_TOGETHER.is_used_up(of_all, now)
    if is_full or PER_ADDRESS.is_locked(of_address, now):
        return None
    return [
        PER_ADDRESS.failed(of_address, now),
        PER_NETWORK.used(of_network, now),
        ALL_TOGETHER.used(of_all, now),
    ]
