"""Change offers and points by hand, by import or by command: every call is one transaction and one batch."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from sqlalchemy import Connection

from geo.model import Address, ChangeKind, Match, Precision, Role
from geo.offers.columns import ADDRESS_COLUMNS
from geo.settings import utc_now
from geo.store.database.connected import Connected
from geo.store.offers import transactions
from geo.store.offers.history import first_batch_at, read_batches, read_changes, read_history
from geo.store.offers.reading import in_sight, read_points, read_stored
from geo.store.offers.records import Batch, Change, Done, OfferEdit, Site, StoredOffer
from geo.store.offers.seed_plan import SharedAddress, location_values
from geo.store.offers.steps import places_of, wanted
from geo.store.offers.transactions import Allow, AllowAt
from geo.store.offers.writing import Located

Geocode = Callable[[Address], Match]
#: What says where an offer takes place, and whether that may be told.
_WHERE = frozenset({*ADDRESS_COLUMNS, "city", "scope", "is_protected", "is_administration_address"})
#: Where an offer comes from that somebody entered here.
_OWN = "own"


class Editing(Connected):
    """What changes an open database, and what its history tells."""

    def get(self, offer_id: str, *, removed: bool = False) -> StoredOffer | None:
        """Return one offer with its version, None where there is none; removed ones only if wanted."""
        with self.reading() as connection:
            found = read_stored(connection, [offer_id]).get(offer_id)
        return found if removed else in_sight(found)

    def stored_offers(self, *, removed: bool = False) -> dict[str, StoredOffer]:
        """Return all offers with their versions in one unchanging view, in their order; removed ones if wanted."""
        with self.reading() as connection:
            stored = read_stored(connection)
        return {key: found for key, found in stored.items() if removed or not found.is_deleted}

    def save(
        self,
        offer_id: str,
        row: Mapping[str, str],
        *,
        version: int | None,
        who: Role,
        sites: tuple[Site, ...] | None = None,
        kind: ChangeKind = ChangeKind.EDIT,
        note: str = "",
        geocode: Geocode | None = None,
        allow: Allow | None = None,
    ) -> Done:
        """Give one offer the values of `row` and return what was done; columns that `row` does not name stay.

        Parameters
        ----------
        version
            The version the change was made from; `records.NEW` adds an offer.
        geocode
            Says where a new address lies; without it the address waits in the work list of locating.
        allow
            Asked in the transaction with the offer as it is, and as it would be; what it raises stops it.

        Raises
        ------
        OfferConflict
            If the offer was changed meanwhile.
        DataError
            If a changed value does not fit the schema.
        """
        edit = OfferEdit(offer_id, row, version, sites)
        (done,) = self._apply(
            [edit], who=who, kind=kind, note=note, dataset=_OWN, geocode=geocode, allow=allow
        )
        return done

    def apply(
        self,
        edits: Sequence[OfferEdit],
        *,
        who: Role,
        kind: ChangeKind = ChangeKind.EDIT,
        note: str = "",
        dataset: str = _OWN,
        geocode: Geocode | None = None,
        allow: Allow | None = None,
    ) -> Batch | None:
        """Make many changes, all or none, and return their batch; None where nothing changes.

        Parameters
        ----------
        edits
            At most one for each offer.
        note
            A reason for the history; never a name.
        dataset
            Where added offers come from.
        geocode
            Says where a new address lies; it is asked before the transaction begins.
        allow
            Asked in the transaction of each offer as it is, and as it would be; what it raises stops all.

        Raises
        ------
        OfferConflict
            If one of the offers was changed meanwhile; nothing is written, all conflicts are listed.
        DataError
            If a changed value does not fit the schema; nothing is written.
        """
        done = self._apply(
            edits, who=who, kind=kind, note=note, dataset=dataset, geocode=geocode, allow=allow
        )
        return transactions.batch_of(done)

    def apply_each(
        self,
        edits: Sequence[OfferEdit],
        *,
        who: Role,
        kind: ChangeKind = ChangeKind.EDIT,
        note: str = "",
        allow: Allow | None = None,
    ) -> list[Done]:
        """Make changes, all or none, each as a batch that can be taken back alone; return what became of each.

        Parameters
        ----------
        edits
            Changes that need no geocoder: no address is new.
        allow
            Asked before each change with the offer as this transaction finds it; what it raises stops all of them.

        Raises
        ------
        OfferConflict
            If one of the offers was changed meanwhile, or is not there; nothing is written.
        DataError
            If a changed value does not fit the schema; nothing is written.
        """

        def write(connection: Connection) -> list[Done]:
            how = partial(
                transactions.apply, connection, who=who, kind=kind, note=note, dataset=_OWN, located={}
            )
            return [done for edit in edits for done in how([edit], allow=allow)]

        return self.transact(write) if edits else []

    def confirm(
        self, offer_id: str, *, who: Role, today: date, version: int | None = None, note: str = ""
    ) -> Done:
        """Note that an offer is still right; sets `assured_date`."""
        edit = OfferEdit.confirm(offer_id, today=today, version=version)
        return self.apply_each([edit], who=who, kind=ChangeKind.CONFIRM, note=note)[0]

    def close_offer(self, offer_id: str, *, who: Role, version: int | None = None, note: str = "") -> Done:
        """Mark an offer as closed."""
        edit = OfferEdit.close(offer_id, version=version)
        return self.apply_each([edit], who=who, kind=ChangeKind.CLOSE, note=note)[0]

    def locate(
        self,
        matches: Mapping[str, Match],
        *,
        who: Role,
        note: str = "",
        is_locked: bool = False,
        allow_at: AllowAt | None = None,
    ) -> Batch | None:
        """Set the points of locations and return the batch; locked points stay unless these are locked, too.

        Parameters
        ----------
        matches
            The new point of each location, by `location_id`.
        is_locked
            Whether a person set them: no later load, geocoder or import moves them then.
        allow_at
            Asked in the transaction with the city of each location; what it raises stops all.

        Raises
        ------
        StoreError
            If there is no such location; nothing is written.
        """
        return self.transact(
            lambda connection: transactions.locate(
                connection, matches, who=who, note=note, is_locked=is_locked, allow_at=allow_at
            )
        )

    def lock_location(
        self,
        location_id: str,
        *,
        lon: float,
        lat: float,
        uncertainty_m: float = 10.0,
        note: str = "",
        who: Role = Role.EDITOR,
        allow_at: AllowAt | None = None,
    ) -> Batch | None:
        """Set a point by hand (degrees, EPSG:4326) and return the batch; no later load or geocoder moves it.

        Raises
        ------
        StoreError
            If there is no such location.
        """
        today = utc_now().date()
        match = Match("", lon, lat, Precision.HOUSE, uncertainty_m, "by hand", today, note=note)
        return self.locate({location_id: match}, who=who, note=note, is_locked=True, allow_at=allow_at)

    def history(self, offer_id: str) -> list[Change]:
        """Return all changes of an offer and of its places, newest first."""
        with self.reading() as connection:
            return read_history(connection, offer_id)

    def change(self, offer_id: str, change_id: int) -> Change | None:
        """Return one entry of an offer's history, None where that is none of it."""
        with self.reading() as connection:
            found = read_history(connection, offer_id, change_id=change_id)
        return found[0] if found else None

    def batches(
        self, *, limit: int = 100, batch_id: int | None = None, before: int | None = None
    ) -> list[Batch]:
        """Return the latest transactions, newest first, those `before` one of them; or one of them alone."""
        with self.reading() as connection:
            return read_batches(connection, limit=limit, batch_id=batch_id, before=before)

    def history_begins(self) -> datetime | None:
        """Return the moment of the first transaction (UTC), None before any."""
        with self.reading() as connection:
            return first_batch_at(connection)

    def changes(
        self, *, batch_id: int | None = None, since: datetime | None = None, limit: int | None = None
    ) -> list[Change]:
        """Return changes of any offer, newest first: of one batch, or since a moment (UTC)."""
        with self.reading() as connection:
            return read_changes(connection, batch_id=batch_id, since=since, limit=limit)

    def changes_of(self, batch_ids: Collection[int]) -> dict[int, list[Change]]:
        """Return the changes of some batches by the id of the batch, newest first."""
        with self.reading() as connection:
            found = read_changes(connection, batch_ids=batch_ids)
        by_batch: dict[int, list[Change]] = {}
        for one in found:
            by_batch.setdefault(one.batch.batch_id, []).append(one)
        return by_batch

    def undo_change(
        self,
        change_id: int,
        *,
        who: Role,
        note: str = "",
        allow: Allow | None = None,
        allow_at: AllowAt | None = None,
    ) -> Batch:
        """Take one change back and return the batch that does so; columns it did not touch stay as they are.

        Raises
        ------
        OfferConflict
            If what it changed was changed since.
        UndoRefused
            If there is no such change, or it is a load of shipped offers.
        """
        return self.transact(
            lambda connection: transactions.undo(
                connection, who=who, note=note, change_id=change_id, allow=allow, allow_at=allow_at
            )
        )

    def undo_batch(
        self,
        batch_id: int,
        *,
        who: Role,
        note: str = "",
        allow: Allow | None = None,
        allow_at: AllowAt | None = None,
    ) -> Batch:
        """Take a whole batch back, such as an import, and return the batch that does so.

        Raises
        ------
        OfferConflict
            If something it changed was changed since; lists all of it, and nothing is written.
        UndoRefused
            If there is no such batch, or it is a load of shipped offers.
        """
        return self.transact(
            lambda connection: transactions.undo(
                connection, who=who, note=note, batch_id=batch_id, allow=allow, allow_at=allow_at
            )
        )

    def _apply(
        self,
        edits: Sequence[OfferEdit],
        *,
        who: Role,
        kind: ChangeKind,
        note: str,
        dataset: str,
        geocode: Geocode | None,
        allow: Allow | None = None,
    ) -> list[Done]:
        located = self._locate_new(edits, geocode) if geocode else {}
        return self.transact(
            lambda connection: transactions.apply(
                connection,
                edits,
                who=who,
                kind=kind,
                note=note,
                dataset=dataset,
                located=located,
                allow=allow,
            )
        )

    def _locate_new(self, edits: Sequence[OfferEdit], geocode: Geocode) -> Located:
        """Ask where the addresses lie that no location has yet; takes long, so no transaction is open."""
        moving = [edit for edit in edits if _may_move(edit)]
        if not moving:
            return {}
        with self.reading() as connection:
            stored = read_stored(connection, [edit.offer_id for edit in moving])
            places = {p.location_id: p for edit in moving for p in _places(edit, stored.get(edit.offer_id))}
            known = read_points(connection, places)
        new = {key: place for key, place in places.items() if key not in known}
        return {key: location_values(place, geocode(place.address)) for key, place in new.items()}


def _may_move(edit: OfferEdit) -> bool:
    """Whether an edit can lead to a place that its offer did not have."""
    return edit.sites is not None or not _WHERE.isdisjoint(edit.row or ())


def _places(edit: OfferEdit, stored: StoredOffer | None) -> list[SharedAddress]:
    return places_of(*wanted(edit, stored))
