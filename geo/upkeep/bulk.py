"""One change of many offers: looked at offer by offer first, then one batch that undo takes back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Self

from geo.model import ChangeKind, Scope, Status, Taxonomy
from geo.offers.columns import ADDRESS_COLUMNS, BY_NAME, OFFER_COLUMNS
from geo.offers.search.words import fold
from geo.offers.shipped import offer_check
from geo.store import Batch, OfferEdit, StoredOffer, organization_id
from geo.tables import TableCheck, cell_of, items_of
from geo.upkeep.access import Action, require
from geo.upkeep.city_rights import asked_of_offers
from geo.upkeep.desk import Desk
from geo.upkeep.offer_form import Complaint, complaints_of, private_contacts

#: An address is one field: its columns only make sense together.
ADDRESS = "address"
ADDRESS_FIELDS = (*ADDRESS_COLUMNS, "city")
#: What is each offer's own, has a way of its own (status, organization), or decides over place and secrecy.
_NOT_FOR_MANY = frozenset(
    {
        *ADDRESS_FIELDS,
        "offer_id",
        "title",
        "organization",
        "status",
        "assured_date",
        "scope",
        "is_protected",
        "is_administration_address",
    }
)
#: The fields that many offers may be given at once, in the order of the columns; `ADDRESS` stands for four.
FIELDS = (*(spec.name for spec in OFFER_COLUMNS if spec.name not in _NOT_FOR_MANY), ADDRESS)


class Kind(StrEnum):
    """What is done to all of them."""

    SET = "set"  # one field gets a value
    ADD = "add"  # a list gets items, the others stay
    TAKE = "take"  # a list loses items
    CONFIRM = "confirm"
    CLOSE = "close"


#: What each is in the history, and what somebody must be allowed to do to an offer.
_KINDS: Mapping[Kind, tuple[ChangeKind, Action]] = {
    Kind.SET: (ChangeKind.EDIT, Action.EDIT),
    Kind.ADD: (ChangeKind.EDIT, Action.EDIT),
    Kind.TAKE: (ChangeKind.EDIT, Action.EDIT),
    Kind.CONFIRM: (ChangeKind.CONFIRM, Action.CONFIRM),
    Kind.CLOSE: (ChangeKind.CLOSE, Action.CLOSE),
}


@dataclass(frozen=True)
class Choice:
    """Which offers: all that fit everything that is said; what is empty says nothing.

    `organization` is the id of one, `words` must all stand in title, organization or description.
    """

    city: str = ""
    organization: str = ""
    topic: str = ""
    status: str = ""
    words: str = ""

    @property
    def says_something(self) -> bool:
        """Whether it narrows the offers at all."""
        return self != Choice()

    def fits(self, row: Mapping[str, str]) -> bool:
        """Whether an offer is chosen."""
        text = fold(" ".join(row.get(name, "") for name in ("title", "organization", "description")))
        return (
            self.city in ("", row["city"])
            and self.status in ("", row["status"])
            and (not self.topic or self.topic in items_of(row["topics"]))
            and self.organization in ("", organization_id(row["organization"]))
            and all(word in text for word in fold(self.words).split())
        )


@dataclass(frozen=True)
class Wanted:
    """A change of many offers: its kind, the field of `FIELDS`, and its value by column."""

    kind: Kind
    name: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what cannot be meant.

        Raises
        ------
        ValueError
            If the field is none that many offers may be given, or items are asked of a column that is no list.
        """
        needs_field = self.kind in (Kind.SET, Kind.ADD, Kind.TAKE)
        if needs_field and (self.name not in FIELDS or set(self.values) != set(columns_of(self.name))):
            msg = f"{self.name!r}: no field of many offers; one of {', '.join(FIELDS)}"
            raise ValueError(msg)
        if self.kind in (Kind.ADD, Kind.TAKE) and not is_list(self.name):
            msg = f"{self.name!r}: holds one value; items are added to or taken from lists alone"
            raise ValueError(msg)

    @classmethod
    def of(cls, kind: Kind, name: str, value: str) -> Self:
        """Return the change of one column."""
        return cls(kind, name, {name: value})


@dataclass(frozen=True)
class Row:
    """What becomes of one offer: the columns that differ before and after, as it was looked at in a version."""

    offer_id: str
    title: str
    version: int
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True)
class LeftOut:
    """An offer that stays as it is: for a reason of its own (`bulk.left_…`), or with what the form says of a value."""

    offer_id: str
    title: str
    reason: str = ""
    complaint: Complaint | None = None


@dataclass(frozen=True)
class BulkPlan:
    """Everything a change would do: the offers it changes, how many are as wished, and those it leaves out."""

    wanted: Wanted
    rows: tuple[Row, ...] = ()
    unchanged: int = 0
    left_out: tuple[LeftOut, ...] = ()


def plan_bulk(wanted: Wanted, offers: Iterable[StoredOffer], *, today: date, taxonomy: Taxonomy) -> BulkPlan:
    """Say what a change would do to each of some offers, without doing it.

    Parameters
    ----------
    offers
        The chosen offers as they stand, in the order of the plan.
    today
        The day of a confirmation.
    taxonomy
        Known topics and target groups.
    """
    check = offer_check("bulk", taxonomy)
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    unchanged = 0
    for stored in offers:
        after = _after(wanted, stored.row, today=today)
        changed = {name: text for name, text in after.items() if text != stored.row.get(name, "")}
        reason, complaint = _left_out(wanted, stored.row, changed, check)
        if reason or complaint:
            left_out.append(LeftOut(stored.offer_id, stored.row["title"], reason, complaint))
        elif changed:
            before = {name: stored.row.get(name, "") for name in changed}
            rows.append(Row(stored.offer_id, stored.row["title"], stored.version, before, changed))
        else:
            unchanged += 1
    return BulkPlan(wanted, tuple(rows), unchanged, tuple(left_out))


def apply_bulk(desk: Desk, plan: BulkPlan) -> Batch | None:
    """Do what a plan says as one batch, all or nothing; None where nothing changes.

    Raises
    ------
    AccessDenied
        If the actor may not change many offers, or one of these; nothing is written.
    OfferConflict
        If one of the offers was changed since the plan was made, or is gone; nothing is written.
    DataError
        If a value cannot be; nothing is written.
    """
    require(desk.actor, Action.BULK)
    kind, action = _KINDS[plan.wanted.kind]
    return desk.store.apply(
        [OfferEdit(row.offer_id, row.after, row.version, needs_offer=True) for row in plan.rows],
        who=desk.actor.role,
        kind=kind,
        geocode=desk.geocode,
        allow=asked_of_offers(desk.store, desk.actor, action),
    )


def is_list(name: str) -> bool:
    """Whether a field holds several values."""
    return name in BY_NAME and BY_NAME[name].is_list


def columns_of(name: str) -> tuple[str, ...]:
    """Return the columns of a field."""
    return ADDRESS_FIELDS if name == ADDRESS else (name,)


def _after(wanted: Wanted, row: Mapping[str, str], *, today: date) -> Mapping[str, str]:
    """Return the columns that a change speaks of, as they shall be."""
    if wanted.kind == Kind.CONFIRM:
        return OfferEdit.confirm("", today=today).row or {}
    if wanted.kind == Kind.CLOSE:
        return OfferEdit.close("").row or {}
    if wanted.kind == Kind.SET:
        after = {name: text.strip() for name, text in wanted.values.items()}
        if any(after.get(name, row[name]) != row[name] for name in ("street", "house_number")):
            after["is_administration_address"] = "no"  # a house of its own is no city's administration
        return after
    there, named = items_of(row.get(wanted.name, "")), items_of(wanted.values[wanted.name])
    if wanted.kind == Kind.ADD:
        return {wanted.name: cell_of(dict.fromkeys([*there, *named]))}
    return {wanted.name: cell_of(item for item in there if item not in named)}


def _left_out(
    wanted: Wanted, row: Mapping[str, str], changed: Mapping[str, str], check: TableCheck
) -> tuple[str, Complaint | None]:
    """Return why an offer stays as it is: a reason, or what is wrong with a value."""
    if wanted.kind == Kind.CONFIRM and row["status"] == Status.CLOSED:
        return "closed", None
    if wanted.name == ADDRESS and row["is_protected"] == "yes":
        return "protected", None
    if wanted.name == ADDRESS and row["scope"] != Scope.LOCAL:
        return "not_local", None
    problems = [problem for problem in check.row(0, {**row, **changed}) if problem.column in changed]
    found = [*complaints_of(problems).values(), *private_contacts(changed, row).values()]
    return "", found[0] if found else None
