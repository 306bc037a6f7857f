"""The desk: everything an organisation, editor or admin changes goes over it, and nothing past `may`.

The offer that decides is read from the database each time: neither an old page, nor a replayed message, nor a guessed
id can name another one.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from geo.errors import AccessDenied, DataError, NoSuchOffer, Problem, ProposalGone
from geo.model import ChangeKind, Role, Status
from geo.offers.columns import OFFER_COLUMNS
from geo.offers.course_runs import CourseRun
from geo.store import (
    NEW,
    Batch,
    Change,
    Done,
    OfferEdit,
    ProposalRow,
    Site,
    Store,
    StoredOffer,
)
from geo.store.offers.editing import Geocode
from geo.store.offers.transactions import Allow
from geo.upkeep import city_rights
from geo.upkeep.access import (
    Action,
    Actor,
    OfferRef,
    Verdict,
    editable_columns,
    may,
    require,
    require_columns,
)
from geo.upkeep.access.roles import Reason
from geo.upkeep.city_rights import ref_of
from geo.upkeep.proposals import DECIDED_KEPT, is_offer_id, is_proposal_id, note_of, visible_changes
from geo.upkeep.undoing import require_undoable, require_undoable_batch
from geo.upkeep.wordings import wording_of

MAX_REASON = 500
#: What a new offer of an organisation is, whatever its form says.
NEW_OFFER = {
    "is_protected": "no",
    "is_administration_address": "no",
    "status": str(Status.NOT_CONFIRMED),
    "scope": "local",
    "fee_kind": "not_stated",
}


@dataclass(frozen=True)
class Desk:
    """A store as one actor may use it; `now` (UTC) is the moment of the click, `timezone` that of the district."""

    store: Store
    actor: Actor
    now: datetime
    geocode: Geocode | None = None
    timezone: str = "UTC"

    @property
    def today(self) -> date:
        """The day it is where the district lies."""
        return self.now.astimezone(ZoneInfo(self.timezone)).date()

    def may(self, action: Action, offer: StoredOffer | None = None) -> Verdict:
        """Whether the actor may do something: to show a button, never instead of the check behind it."""
        return may(self.actor, action, ref_of(offer) if offer else None)

    def offer(self, offer_id: str, action: Action = Action.EDIT) -> StoredOffer:
        """Return an offer as it stands, to be worked on.

        Raises
        ------
        AccessDenied
            If the actor may not do that to it. Who has no right at all is not told whether the offer exists.
        NoSuchOffer
            If there is none.
        """
        stored = self.store.get(offer_id) if is_offer_id(offer_id) else None
        return self._require_offer(offer_id, stored, action)

    def edit(
        self,
        offer_id: str,
        row: Mapping[str, str],
        *,
        version: int,
        sites: tuple[Site, ...] | None = None,
        note: str = "",
    ) -> Done:
        """Give an offer the values of `row`; columns it does not name stay.

        Raises
        ------
        AccessDenied
            If the offer is another's, or a column is not the actor's to change.
        OfferConflict
            If the offer was changed since `version`.
        DataError
            If a value cannot be.
        """
        stored = self.offer(offer_id)
        changed = {name for name, text in row.items() if text != stored.row.get(name, "")}
        require_columns(self.actor, changed, Action.EDIT)
        wanted = {name: text for name, text in row.items() if name in changed}
        return self.store.save(
            offer_id,
            wanted,
            version=version,
            who=self.actor.role,
            sites=sites,
            note=note,
            geocode=self.geocode,
            allow=self._asked(Action.EDIT),
        )

    def add(self, row: Mapping[str, str], *, sites: tuple[Site, ...] = ()) -> Done:
        """Add an offer, or a copy of one, under a new id.

        Raises
        ------
        AccessDenied
            If it is not the actor's own organisation's.
        DataError
            If a value cannot be.
        """
        offer_id = f"own-{secrets.token_hex(6)}"
        known = {spec.name for spec in OFFER_COLUMNS}
        if self.actor.role == Role.ORGANIZATION:
            known = set(editable_columns(self.actor))
            row = {**row, "organization": self._own_name()}
        require(self.actor, Action.ADD, OfferRef.of(offer_id, {"is_protected": "no", **row}))
        kept = {name: text for name, text in row.items() if name in known | {"organization"}}
        new = {**NEW_OFFER, **kept, "offer_id": offer_id}
        return self.store.save(
            offer_id,
            new,
            version=NEW,
            who=self.actor.role,
            sites=sites or None,
            geocode=self.geocode,
            allow=self._asked(Action.ADD),
        )

    def schedule(self, offer_id: str, runs: tuple[CourseRun, ...], *, version: int) -> Done:
        """Say when an offer takes place, in the place of all dated runs it had.

        Raises
        ------
        AccessDenied
            If the offer is another's.
        OfferConflict
            If its runs were changed since `version`.
        DataError
            If a run cannot be.
        """
        edit = OfferEdit.schedule(offer_id, runs, version=version)
        return self._change([edit], Action.EDIT, ChangeKind.EDIT)[0]

    def confirm(self, offer_ids: Sequence[str], *, versions: Mapping[str, int] | None = None) -> list[Done]:
        """Say that offers are still right today; all are the actor's, or none is touched.

        Parameters
        ----------
        versions
            The versions that were looked at; who does not say them confirms what stands there now.

        Raises
        ------
        OfferConflict
            If an offer was changed since its version.
        """
        today, seen = self.today, versions or {}
        edits = [
            OfferEdit.confirm(offer_id, today=today, version=seen.get(offer_id))
            for offer_id in dict.fromkeys(offer_ids)
        ]
        return self._change(edits, Action.CONFIRM, ChangeKind.CONFIRM)

    def close(self, offer_ids: Sequence[str], *, versions: Mapping[str, int] | None = None) -> list[Done]:
        """Say that offers are no more, as `confirm` does; all are the actor's, or none is touched."""
        seen = versions or {}
        edits = [
            OfferEdit.close(offer_id, version=seen.get(offer_id)) for offer_id in dict.fromkeys(offer_ids)
        ]
        return self._change(edits, Action.CLOSE, ChangeKind.CLOSE)

    def rename_organization(self, key: str, name: str) -> Batch | None:
        """Give an organization another name in all its offers; see `geo.upkeep.city_rights.renamed`."""
        edits = city_rights.renamed(self.store, self.actor, key, name)
        return self.store.apply(edits, who=self.actor.role, allow=self._asked(Action.MERGE))

    def remove(self, offer_id: str, *, version: int, note: str = "") -> Done:
        """Take an offer out of sight; undo brings it back."""
        edit = OfferEdit.remove(offer_id, version=version)
        return self._change([edit], Action.DELETE, ChangeKind.EDIT, note=note)[0]

    def history(self, offer_id: str) -> list[Change]:
        """Return all changes of an offer, newest first; of a removed one for editors alone."""
        self._require_history(offer_id, Action.SEE_HISTORY)
        return self.store.history(offer_id)

    def change(self, offer_id: str, change_id: int) -> Change | None:
        """Return one change of an offer, None where it is none of it; who may not see it any more, does not."""
        self._require_history(offer_id, Action.SEE_HISTORY)
        return self.store.change(offer_id, change_id)

    def may_undo(self, change: Change) -> bool:
        """Whether the actor may take a change of an offer that is theirs back: to show a button."""
        try:
            require_undoable(self.store, self.actor, change)
        except AccessDenied:
            return False
        return change.batch.kind != ChangeKind.SEED

    def undo(self, offer_id: str, change_id: int) -> Batch:
        """Take back one change of an offer.

        Raises
        ------
        AccessDenied
            If the offer is another's, the change is none of it, or touches what is not the actor's to change.
        OfferConflict
            If it was changed again since.
        """
        self._require_history(offer_id, Action.UNDO)
        change = self.store.change(offer_id, change_id)
        if change is None:
            raise AccessDenied(self.actor.role, Action.UNDO, Reason.FOREIGN)
        require_undoable(self.store, self.actor, change)
        allow, allow_at = self._asked(Action.UNDO), city_rights.asked_of_places(self.actor, Action.LOCATE)
        return self.store.undo_change(change_id, who=self.actor.role, allow=allow, allow_at=allow_at)

    def undo_batch(self, batch_id: int) -> Batch:
        """Take back a whole import or load; what advice teaches, and the undoing of it, only who steers it.

        What was entered of a contact point, whoever may enter it.

        Raises
        ------
        AccessDenied
            If the actor may not do that at all, or an offer or place in it is another city's.
        """
        require_undoable_batch(self.store, self.actor, batch_id)
        allow, allow_at = (
            self._asked(Action.UNDO_BATCH),
            city_rights.asked_of_places(self.actor, Action.UNDO_BATCH),
        )
        return self.store.undo_batch(batch_id, who=self.actor.role, allow=allow, allow_at=allow_at)

    def proposals(self) -> list[ProposalRow]:
        """Return what visitors proposed and nobody decided, oldest first; what a protected offer hides is hidden."""
        require(self.actor, Action.REVIEW)
        offers = self.store.stored_offers()
        shown = []
        for proposal in self.store.proposals.open():
            stored = offers.get(proposal.offer_id)
            if may(self.actor, Action.REVIEW, ref_of(stored)):
                shown.append(visible_changes(proposal, stored.row if stored else {}))
        return shown

    def approve(self, proposal_id: str, *, version: int, columns: Collection[str] | None = None) -> Done:
        """Make a proposal, or some of its columns, an edit of the offer.

        Parameters
        ----------
        version
            The version of the offer that the editor looked at.
        columns
            What of the proposal is taken over; None for all of it. A remark alone changes nothing.

        Raises
        ------
        ProposalGone
            If it was decided already.
        OfferConflict
            If the offer was changed since `version`; the proposal stays open.
        DataError
            If a value cannot be; the proposal stays open.
        """
        proposal = self._open_proposal(proposal_id)
        stored = self.offer(proposal.offer_id)
        wanted = visible_changes(proposal, stored.row).changes
        row = {name: text for name, text in wanted.items() if columns is None or name in columns}
        done = self.store.save(
            stored.offer_id,
            row,
            version=version,
            who=self.actor.role,
            kind=ChangeKind.CLOSE if set(row) == {"status"} else ChangeKind.EDIT,
            note=note_of(proposal_id),
            geocode=self.geocode,
            allow=self._asked(Action.EDIT),
        )
        self._decide(proposal_id, "approved", "")
        return done

    def note_wording(self, proposal_id: str) -> None:
        """Put better words for the texts of the pages down as noted.

        Raises
        ------
        ProposalGone
            If it was decided already, or is about an offer.
        """
        if wording_of(self._open_proposal(proposal_id)) is None:
            msg = f"{proposal_id}: is about an offer"
            raise ProposalGone(msg)
        self._decide(proposal_id, "approved", "")

    def reject(self, proposal_id: str, *, reason: str) -> None:
        """Put a proposal aside with a reason for the other editors.

        Raises
        ------
        DataError
            If there is no reason, or it is too long.
        ProposalGone
            If it was decided already.
        """
        self._open_proposal(proposal_id)
        if not 0 < len(reason.strip()) <= MAX_REASON:
            raise DataError([Problem("proposal", 0, "reason", "", f"1 to {MAX_REASON} characters expected")])
        self._decide(proposal_id, "rejected", reason.strip())

    def _change(
        self, edits: Sequence[OfferEdit], action: Action, kind: ChangeKind, *, note: str = ""
    ) -> list[Done]:
        """Make changes; whether they are the actor's to make is asked of each offer in the moment it is changed."""
        own = OfferRef("", self.actor.organization_id, city=next(iter(self.actor.cities), ""))
        for edit in edits:  # what cannot be allowed never waits for the writers' lock
            require(self.actor, action, own)
            if not is_offer_id(edit.offer_id):
                self._require_offer(edit.offer_id, None, action)
        return self.store.apply_each(
            edits,
            who=self.actor.role,
            kind=kind,
            note=note,
            allow=lambda offer_id, stored: self._require_offer(offer_id, stored, action),
        )

    def _require_offer(self, offer_id: str, stored: StoredOffer | None, action: Action) -> StoredOffer:
        require(self.actor, action, ref_of(stored, offer_id))
        if stored is None:
            msg = f"{offer_id[:80]!r}: there is no such offer"
            raise NoSuchOffer(msg)
        return stored

    def _require_history(self, offer_id: str, action: Action) -> None:
        asks_where = self.actor.is_of_cities and is_offer_id(offer_id)
        stored = self.store.get(offer_id, removed=True) if asks_where else None
        if not (self.may(Action.RESTORE, stored) and is_offer_id(offer_id)):
            self.offer(offer_id, action)

    def _open_proposal(self, proposal_id: str) -> ProposalRow:
        require(self.actor, Action.REVIEW)
        proposal = self.store.proposals.get(proposal_id) if is_proposal_id(proposal_id) else None
        if proposal is None or proposal.state != "open":
            msg = f"{proposal_id[:40]!r}: no such open proposal"
            raise ProposalGone(msg)
        if self.actor.is_of_cities:
            require(self.actor, Action.REVIEW, ref_of(self.store.get(proposal.offer_id)))
        return proposal

    def _decide(self, proposal_id: str, state: str, reason: str) -> None:
        by = str(self.actor.role)
        if not self.store.proposals.decide(proposal_id, state=state, at=self.now, by=by, reason=reason):
            msg = f"{proposal_id[:40]!r}: was decided meanwhile"
            raise ProposalGone(msg)
        self.store.proposals.forget_before(self.now - DECIDED_KEPT)

    def _asked(self, action: Action) -> Allow | None:
        return city_rights.asked_of_offers(self.store, self.actor, action)

    def _own_name(self) -> str:
        name = self.store.links.organizations().get(self.actor.organization_id)
        if name is None:
            raise AccessDenied(self.actor.role, Action.ADD, Reason.FOREIGN)
        return name
