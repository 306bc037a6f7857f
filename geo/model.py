"""The things of the field as frozen values, and the fixed vocabularies they use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Precision(StrEnum):
    """How well a point is known, best first."""

    HOUSE = "house"
    STREET = "street"
    PLACE = "place"
    POSTCODE = "postcode"
    CITY = "city"
    NONE = "none"


PRECISIONS = tuple(Precision)

#: Shown as a marker of its own; anything coarser is a badge of its area, never a false point.
POINT_PRECISIONS = (Precision.HOUSE, Precision.STREET, Precision.PLACE)
#: Known to an area only.
AREA_PRECISIONS = (Precision.POSTCODE, Precision.CITY)


class Scope(StrEnum):
    """Where an offer can be used."""

    LOCAL = "local"  # at a place, or at an unknown place of one city
    DISTRICT = "district"  # everywhere in the district
    ONLINE = "online"  # on the web or by telephone only


class Status(StrEnum):
    """What we know about an offer being true today."""

    NOT_CONFIRMED = "not_confirmed"
    CONFIRMED = "confirmed"
    CLOSED = "closed"


class FeeKind(StrEnum):
    """What an offer costs, as far as its page says."""

    FREE = "free"
    PARTLY_FREE = "partly_free"
    PAID = "paid"
    NOT_STATED = "not_stated"


class Role(StrEnum):
    """Who changes something: never a name, only what the person or program may do."""

    VISITOR = "visitor"  # proposes, without an account
    ORGANIZATION = "organization"  # edits its own offers by its link
    CASE_MANAGER = "case_manager"  # counts what advice teaches, for one city, by a link
    COORDINATOR = "coordinator"  # sees what advice teaches in all cities, and what becomes of it
    EDITOR = "editor"
    ADMIN = "admin"
    OPERATOR = "operator"  # at the command line
    PROGRAM = "program"  # the app itself, when it loads what ships


class ChangeKind(StrEnum):
    """What kind of change stands in the history."""

    EDIT = "edit"
    IMPORT = "import"
    MERGE = "merge"
    APART = "apart"  # two offers were said to be no duplicates
    PHRASE = "phrase"  # what people say was added to what the search knows
    COUNT = "count"  # a table of what advice teaches was added
    CAPACITY = "capacity"  # whether an offer takes somebody
    TOPIC = "topic"  # a structural topic
    PUBLISH = "publish"  # a quarter of what advice teaches
    CONFIRM = "confirm"
    CLOSE = "close"
    LOCATE = "locate"  # a point was set, by hand or by a service
    UNDO = "undo"
    SEED = "seed"  # the shipped offers were loaded
    RESTORE = "restore"  # a backup was put in place


@dataclass(frozen=True)
class Address:
    """A postal address; an empty text means unknown."""

    street: str = ""
    house_number: str = ""
    postal_code: str = ""
    city: str = ""


#: Words by which a note of a `Match` tells why nothing better is known; who writes and who reads notes takes them here.
AMBIGUOUS, REFUSED, NOT_ASKED, NO_ANSWER = "ambiguous", "refused", "was not asked", "gave no usable answer"


@dataclass(frozen=True)
class Match:
    """What is known about where an address lies.

    `lon`, `lat` in degrees (EPSG:4326), None where nothing was found. `uncertainty_m` is the radius in metres that
    holds the true place in at least 90 of 100 cases, None without a point. `inside_city` says whether the point
    lies in the named city, None where no city was named or nothing was found. `note` says in English why there is no
    better answer (ambiguous, refused, unknown street …).
    """

    query: str
    lon: float | None
    lat: float | None
    precision: Precision
    uncertainty_m: float | None
    source: str
    date: date
    city: str = ""
    inside_city: bool | None = None
    note: str = ""

    @property
    def is_found(self) -> bool:
        """Whether there is a point at all."""
        return self.lon is not None


@dataclass(frozen=True)
class LastChange:
    """When an offer was last changed (with its time zone), and whether that was its coming into the list."""

    updated: datetime
    is_new: bool


@dataclass(frozen=True)
class City:
    """One municipality of the district; figures are of Zensus 2022, lon and lat its centre in degrees."""

    ags: str
    name: str
    people: int
    foreign_nationals: int
    area_km2: float
    lon: float
    lat: float


@dataclass(frozen=True)
class CityContact:
    """The contact point for integration of a city, as far as a page states one; blank means unknown."""

    city: str
    office: str
    street: str
    house_number: str
    postal_code: str
    phone: str
    email: str
    schedule: str
    source_date: str
    is_kim: bool
    #: Whose phone and mail these are: `office` its own, `parent` or `house` those of the administration or building
    #: it belongs to, `fallback` where no such office is known and the town hall stands in for it.
    confidence: str = ""
    #: Spoken there (ISO 639 codes), as an editor entered them on a day; none is unknown.
    languages: tuple[str, ...] = ()
    languages_date: str = ""


#: Values of `CityContact.confidence` that say whose phone and mail these are if not the contact point's own.
OF_OTHERS = ("parent", "house", "fallback")


@dataclass(frozen=True)
class FoundContact:
    """A contact that other pages state for an offer or for its organisation; blank means unknown.

    `whose` says whose it is (`offer`, `organization`, `parent`: a body above it), `name` who answers, `kind` what it
    is (`switchboard`, `office`, `mailbox`, `website`, `other_row`).
    """

    offer_id: str
    organization: str
    city: str
    whose: str
    name: str
    kind: str
    phone: str
    email: str
    website: str
    source_host: str
    source_date: str


#: What somebody can need at once, as phrases and helplines name it.
URGENT_NEEDS = ("danger", "violence", "children", "crisis", "medical", "poison", "fire", "shelter")


@dataclass(frozen=True)
class Helpline:
    """A number that answers when it is urgent, with the page that states it; blank means not stated.

    `needs` are those of `URGENT_NEEDS` that it is shown for, `languages` codes of ISO 639, `what` says by language of
    the screens whom it is for, the default one first, `hours` is "always" or a German text, `hours_told` what it says
    in other languages, `source_date` a date like 2024 or 2024-05.
    """

    number: str
    name: str
    needs: tuple[str, ...]
    languages: tuple[str, ...]
    hours: str
    is_free: bool
    source_url: str
    source_date: str
    what: dict[str, str]
    hours_told: dict[str, str] = field(default_factory=dict)

    @property
    def is_always(self) -> bool:
        """Whether somebody answers day and night."""
        return self.hours == "always"

    def what_in(self, language: str) -> tuple[str, str]:
        """Return whom it is for, and the language that says so: the default one where the visitor's lacks."""
        spoken = language if language in self.what else next(iter(self.what), language)
        return self.what.get(spoken, ""), spoken


@dataclass(frozen=True)
class TopicGroup:
    """A group of topics with the colour all of them share on the map."""

    id: str
    labels: dict[str, str]
    color: str
    icon: str


@dataclass(frozen=True)
class Topic:
    """A kind of help; `synonyms` are words a visitor may type, by language."""

    id: str
    group: str
    icon: str
    labels: dict[str, str]
    synonyms: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class TargetGroup:
    """Whom an offer addresses; `synonyms` as in Topic."""

    id: str
    icon: str
    labels: dict[str, str]
    synonyms: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Taxonomy:
    """All fixed vocabularies of the district, in the order they are shown."""

    groups: dict[str, TopicGroup]
    topics: dict[str, Topic]
    target_groups: dict[str, TargetGroup]
    phrases: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)

    def group_of(self, topic_id: str) -> TopicGroup:
        """Return the group whose colour a topic wears."""
        return self.groups[self.topics[topic_id].group]
