"""What the store hands out and takes in: offers with their version, edits, entries of the history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from geo.model import Address, ChangeKind, Role, Status
from geo.offers.course_runs import CourseRun

#: The version that means: there must be no such offer yet.
NEW = 0


@dataclass(frozen=True)
class Site:
    """A further address of an offer, with opening hours of its own."""

    street: str = ""
    house_number: str = ""
    postal_code: str = ""
    city: str = ""
    schedule: str = ""

    @property
    def address(self) -> Address:
        """Where it is."""
        return Address(self.street, self.house_number, self.postal_code, self.city)


@dataclass(frozen=True)
class StoredOffer:
    """One offer as it stands in the database.

    `row` holds the columns of `geo.offers.columns.OFFER_COLUMNS` as the shipped table writes them: texts, lists
    separated by `;`, yes and no. `version` counts its changes; hand it back with an edit. `dataset` says what it
    was loaded from. `edited_at` is set where a person changed it, `deleted_at` where it was removed (both UTC).
    """

    offer_id: str
    row: Mapping[str, str]
    version: int
    sites: tuple[Site, ...] = ()
    dataset: str = ""
    position: int = 0
    location_id: str = ""
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    runs: tuple[CourseRun, ...] = ()

    @property
    def is_deleted(self) -> bool:
        """Whether it was removed: nobody sees it, and it can be brought back."""
        return self.deleted_at is not None


@dataclass(frozen=True)
class OfferEdit:
    """What one offer shall become; made by `add`, `change`, `confirm`, `close` or `remove`.

    `row` is None for a removal; else columns it does not name stay as they are. `sites` and `runs` None leave
    them, too.
    `version` is the version the edit was made from: `NEW` where the offer must not exist, None for any.
    `needs_offer` says that it makes no sense without an offer in sight, whatever its version.
    """

    offer_id: str
    row: Mapping[str, str] | None
    version: int | None = None
    sites: tuple[Site, ...] | None = None
    needs_offer: bool = False
    runs: tuple[CourseRun, ...] | None = None

    @classmethod
    def add(cls, row: Mapping[str, str], *, sites: tuple[Site, ...] = ()) -> Self:
        """Return the edit that adds an offer under the `offer_id` of its row."""
        return cls(row["offer_id"], row, NEW, sites)

    @classmethod
    def change(
        cls,
        offer_id: str,
        row: Mapping[str, str],
        *,
        version: int | None,
        sites: tuple[Site, ...] | None = None,
        runs: tuple[CourseRun, ...] | None = None,
    ) -> Self:
        """Return the edit that gives an offer the values of `row`."""
        return cls(offer_id, row, version, sites, runs=runs)

    @classmethod
    def schedule(cls, offer_id: str, runs: tuple[CourseRun, ...], *, version: int | None) -> Self:
        """Return the edit that says when an offer takes place, in the place of all that was said before."""
        return cls(offer_id, {}, version, needs_offer=True, runs=runs)

    @classmethod
    def confirm(cls, offer_id: str, *, today: date, version: int | None = None) -> Self:
        """Return the edit that says an offer is still right."""
        row = {"status": str(Status.CONFIRMED), "assured_date": today.isoformat()}
        return cls(offer_id, row, version, needs_offer=True)

    @classmethod
    def close(cls, offer_id: str, *, version: int | None = None) -> Self:
        """Return the edit that says an offer is no more."""
        return cls(offer_id, {"status": str(Status.CLOSED)}, version, needs_offer=True)

    @classmethod
    def remove(cls, offer_id: str, *, version: int | None) -> Self:
        """Return the edit that takes an offer out of sight."""
        return cls(offer_id, None, version)


@dataclass(frozen=True)
class Seen:
    """An offer as somebody looked at it: its version then, and a fingerprint of what was compared."""

    offer_id: str
    version: int
    fingerprint: str


@dataclass(frozen=True)
class Batch:
    """One transaction of the history: who did what, when (UTC), to how many offers and points."""

    batch_id: int
    made_at: datetime
    who: Role
    kind: ChangeKind
    note: str = ""
    added: int = 0
    changed: int = 0
    removed: int = 0
    moved: int = 0
    undoes: int | None = None  # the batch it takes back, wholly or in part


@dataclass(frozen=True)
class Change:
    """What a batch did to one offer, or to one location.

    `before` and `after` hold the columns that differ; None where there was no offer before, or is none after.
    Further sites stand under `sites`, dated runs under `runs`. A location's change has `location_id` and no `offer_id`.
    """

    change_id: int
    batch: Batch
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    offer_id: str = ""
    location_id: str = ""
    version: int = 0
    was_edited_at: datetime | None = None
    undoes: int | None = None  # the change it takes back


@dataclass(frozen=True)
class Done:
    """What one call did to one offer, told by the transaction that did it: nobody has to look for it afterwards.

    `offer` is the offer as it stands then; a removed one keeps its row. `batch` and `change_id` are the entry of the
    history that undoing takes back, both None where nothing changed.
    """

    offer: StoredOffer
    batch: Batch | None = None
    change_id: int | None = None
