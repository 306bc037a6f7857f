"""Roles, actions, and the one function that says who may do what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from geo.errors import AccessDenied, ForeignCity
from geo.model import Role
from geo.offers.columns import OFFER_COLUMNS
from geo.offers.scope import city_alone
from geo.store import organization_id

#: Who somebody is to us, least first; each may do what the one before may.
_ROLES = (Role.VISITOR, Role.ORGANIZATION, Role.EDITOR, Role.ADMIN)
#: At the command line sits whoever holds the machine; the program itself asks for nothing.
_RANK = {
    **{role: rank for rank, role in enumerate(_ROLES)},
    Role.CASE_MANAGER: 0,  # beside the others: what they may besides looking stands in `_BESIDE`
    Role.COORDINATOR: 0,
    Role.OPERATOR: len(_ROLES),
    Role.PROGRAM: 0,
}


class Action(StrEnum):
    """Everything a person can do here that not everybody may do."""

    VIEW = "view"
    PROPOSE = "propose"

    SEE_WORK_LIST = "see_work_list"  # without an offer: the list of one's own organisation, or of all
    SEE_HISTORY = "see_history"
    ADD = "add"  # a new offer, or a copy of one
    EDIT = "edit"
    CONFIRM = "confirm"
    CLOSE = "close"
    UNDO = "undo"

    REVIEW = "review"  # approve or reject what visitors propose
    IMPORT = "import"
    MERGE = "merge"
    BULK = "bulk"  # change many offers at once
    LOCATE = "locate"
    ADD_PHRASE = "add_phrase"  # see words without a hit, and say what they mean
    DELETE = "delete"
    RESTORE = "restore"
    UNDO_BATCH = "undo_batch"
    SEE_INTERNAL = "see_internal"  # remarks and source addresses that visitors do not see
    CHECK_LINKS = "check_links"
    MAKE_LINK = "make_link"
    REMIND = "remind"

    COUNT = "count"  # what advice teaches: for one's own city, or for all
    SEE_ADVICE = "see_advice"  # what was counted and not yet published
    STEER = "steer"  # structural topics, measures, publishing a quarter, links of case managers
    SAY_LANGUAGES = "say_languages"  # which languages are spoken at the contact point of a city
    REPORT_CAPACITY = "report_capacity"  # whether an offer takes somebody

    SAVE_SCENARIO = "save_scenario"  # see, save, rename and remove scenarios under a name, for all who may

    MANAGE_USERS = "manage_users"
    GIVE_ROLE = "give_role"


#: The least role that may do it.
LEAST_ROLE: Mapping[Action, Role] = {
    Action.VIEW: Role.VISITOR,
    Action.PROPOSE: Role.VISITOR,
    Action.SEE_WORK_LIST: Role.ORGANIZATION,
    Action.SEE_HISTORY: Role.ORGANIZATION,
    Action.ADD: Role.ORGANIZATION,
    Action.EDIT: Role.ORGANIZATION,
    Action.CONFIRM: Role.ORGANIZATION,
    Action.CLOSE: Role.ORGANIZATION,
    Action.UNDO: Role.ORGANIZATION,
    Action.REVIEW: Role.EDITOR,
    Action.IMPORT: Role.EDITOR,
    Action.MERGE: Role.EDITOR,
    Action.BULK: Role.EDITOR,
    Action.LOCATE: Role.EDITOR,
    Action.ADD_PHRASE: Role.EDITOR,
    Action.DELETE: Role.EDITOR,
    Action.RESTORE: Role.EDITOR,
    Action.UNDO_BATCH: Role.EDITOR,
    Action.SEE_INTERNAL: Role.EDITOR,
    Action.CHECK_LINKS: Role.EDITOR,
    Action.MAKE_LINK: Role.EDITOR,
    Action.REMIND: Role.EDITOR,
    Action.COUNT: Role.ADMIN,
    Action.SEE_ADVICE: Role.ADMIN,
    Action.STEER: Role.ADMIN,
    Action.SAY_LANGUAGES: Role.EDITOR,
    Action.REPORT_CAPACITY: Role.ORGANIZATION,
    Action.SAVE_SCENARIO: Role.EDITOR,
    Action.MANAGE_USERS: Role.ADMIN,
    Action.GIVE_ROLE: Role.ADMIN,
}
#: What roles beside the ranks may do, too.
_BESIDE: Mapping[Action, frozenset[Role]] = {
    Action.COUNT: frozenset({Role.CASE_MANAGER, Role.COORDINATOR}),
    Action.SEE_ADVICE: frozenset({Role.COORDINATOR}),
    Action.STEER: frozenset({Role.COORDINATOR}),
    Action.SAY_LANGUAGES: frozenset({Role.COORDINATOR}),
    Action.REPORT_CAPACITY: frozenset({Role.CASE_MANAGER, Role.COORDINATOR}),
    Action.SAVE_SCENARIO: frozenset({Role.COORDINATOR}),
}
#: What an organisation may do, it may do to its own offers alone; these need no offer to decide.
_WITHOUT_OFFER = (Action.VIEW, Action.PROPOSE, Action.SEE_WORK_LIST)
#: Editors of some cities see these rooms without naming an offer: what they find there is that of their cities, and
#: each offer is asked about again when it is changed.
_ROOMS_OF_CITIES = frozenset(
    {
        *_WITHOUT_OFFER,
        Action.REVIEW,
        Action.IMPORT,
        Action.MERGE,
        Action.BULK,
        Action.LOCATE,
        Action.UNDO_BATCH,
        Action.SEE_INTERNAL,
        Action.CHECK_LINKS,
        Action.MAKE_LINK,
        Action.SAY_LANGUAGES,
        Action.SAVE_SCENARIO,
    }
)
#: What only an editor writes: whose offer it is, whether its place is secret, and where we have it from.
_EDITORS_COLUMNS = frozenset(
    {
        "offer_id",
        "organization",
        "is_protected",
        "is_administration_address",
        "status",
        "assured_date",
        "page_date",
        "source_host",
        "source_url",
        "remark",
    }
)


class Reason(StrEnum):
    """Why something is refused."""

    NONE = ""
    ROLE = "role"
    FOREIGN = "foreign"
    FOREIGN_CITY = "foreign_city"
    NO_OFFER = "no_offer"
    COLUMN = "column"


@dataclass(frozen=True)
class Actor:
    """Who acts: a role, the organisation or the city it speaks for, and the account behind it if there is one.

    `cities` bounds an editor to the offers there; without any an editor keeps those of the whole district.
    """

    role: Role = Role.VISITOR
    organization_id: str = ""
    login: str = ""
    city: str = ""
    cities: tuple[str, ...] = ()

    @property
    def is_of_cities(self) -> bool:
        """Whether this is an editor of some cities alone."""
        return self.role == Role.EDITOR and bool(self.cities)

    @property
    def who(self) -> str:
        """The actor in a note for editors: role and organisation, never the account."""
        return f"{self.role} {self.organization_id}".strip()


VISITOR = Actor()
#: Whoever works at the command line of this machine.
OPERATOR = Actor(Role.OPERATOR)


@dataclass(frozen=True)
class OfferRef:
    """What the decision needs to know of an offer; `city` is "" where it is not for one city alone."""

    offer_id: str
    organization_id: str
    is_protected: bool = False
    city: str = ""

    @classmethod
    def of(cls, offer_id: str, row: Mapping[str, Any]) -> Self:
        """Make the reference of a row of the offers frame (`geo.offers.columns.OFFER_FRAME`)."""
        is_protected = row["is_protected"] in (True, "yes")
        owner = organization_id(str(row["organization"]))
        return cls(offer_id, owner, is_protected, city_alone(row))


@dataclass(frozen=True)
class Verdict:
    """Yes, or no with the reason."""

    reason: Reason = Reason.NONE

    def __bool__(self) -> bool:
        """Whether it is allowed."""
        return self.reason == Reason.NONE


def may(actor: Actor, action: Action, offer: OfferRef | None = None) -> Verdict:
    """Decide whether somebody may do something.

    Parameters
    ----------
    offer
        What it is done to. An organisation acts on its own offers alone, so it must be told for everything
        but looking, proposing and reading its own work list. A new offer counts as its organisation's.
        An editor of some cities acts on the offers there alone; one for the whole district or on the web is
        nobody's but those who keep all.
    """
    is_beside = actor.role in _BESIDE.get(action, ())
    if not is_beside and _RANK[actor.role] < _RANK[LEAST_ROLE[action]]:
        return Verdict(Reason.ROLE)
    if actor.is_of_cities:
        return _in_cities(actor, action, offer)
    if actor.role != Role.ORGANIZATION or action in _WITHOUT_OFFER:
        return Verdict()
    if offer is None:
        return Verdict(Reason.NO_OFFER)
    is_own = bool(actor.organization_id) and offer.organization_id == actor.organization_id
    return Verdict() if is_own else Verdict(Reason.FOREIGN)


def _in_cities(actor: Actor, action: Action, offer: OfferRef | None) -> Verdict:
    """Decide for an editor of some cities what the role alone allows."""
    if offer is not None:
        is_free = action in _WITHOUT_OFFER or offer.city in actor.cities
        return Verdict() if is_free else Verdict(Reason.FOREIGN_CITY)
    return Verdict() if action in _ROOMS_OF_CITIES else Verdict(Reason.NO_OFFER)


def require(actor: Actor, action: Action, offer: OfferRef | None = None) -> None:
    """Go on only if it is allowed.

    Raises
    ------
    AccessDenied
        If it is not.
    """
    verdict = may(actor, action, offer)
    if verdict.reason == Reason.FOREIGN_CITY:
        raise ForeignCity(actor.role, action)
    if not verdict:
        raise AccessDenied(actor.role, action, verdict.reason)


def require_city(actor: Actor, action: Action, city: str) -> None:
    """Go on only if somebody may do something for a city: case managers and editors of cities for their own alone.

    Raises
    ------
    AccessDenied
        If they may not.
    """
    require(actor, action)
    is_foreign = actor.role == Role.CASE_MANAGER and (not actor.city or actor.city != city)
    if is_foreign or (actor.is_of_cities and city not in actor.cities):
        raise ForeignCity(actor.role, action)


def editable_columns(actor: Actor) -> frozenset[str]:
    """Return the columns of an offer that somebody may write, given that they may edit it at all."""
    names = frozenset(spec.name for spec in OFFER_COLUMNS)
    if _RANK[actor.role] >= _RANK[Role.EDITOR]:
        return names - {"offer_id"}
    return names - _EDITORS_COLUMNS if actor.role == Role.ORGANIZATION else frozenset()


def require_columns(actor: Actor, columns: Collection[str], action: Action) -> None:
    """Go on only if all columns are somebody's to write.

    Raises
    ------
    AccessDenied
        If one is not.
    """
    if not set(columns) <= editable_columns(actor):
        raise AccessDenied(actor.role, action, Reason.COLUMN)
