"""What travels through the readers: a table of texts as it came in, and rows in our own columns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from geo.errors import Problem
from geo.offers.columns import FURTHER_SITES, OFFER_COLUMNS, POINT_COLUMNS, TRANSLATED, TRANSLATIONS

MAX_ROWS = 100_000
MAX_COLUMNS = 200
#: Letters in one cell; the longest column of an offer takes 2,000.
MAX_CELL = 100_000

#: What a file may tell besides the columns of an offer.
PLACE_TEXTS = ("precision", "match_source")
EXTRA_COLUMNS = (
    "external_id",
    "address",
    "street_line",
    *POINT_COLUMNS,
    *PLACE_TEXTS,
    FURTHER_SITES,
    TRANSLATIONS,
)
KNOWN_COLUMNS = (*(spec.name for spec in OFFER_COLUMNS), *EXTRA_COLUMNS)
#: A language as a code, and a text in another language by its column: `title_en`.
LANGUAGE = r"[a-z]{2,3}(?:-[a-z]{2,4})?"
TRANSLATION = re.compile(rf"({'|'.join(TRANSLATED)})[_ ]\(?({LANGUAGE})\)?")
#: Columns that hold JSON, and where our workbooks go on with one that is too long for a cell.
NESTED = (FURTHER_SITES, TRANSLATIONS)
CONTINUED = re.compile(rf"(?:{'|'.join(NESTED)})_[0-9]+")
#: What our exports tell of places; it follows from the address and is never taken from a file.
OWN_IDS = ("location_id",)


def columns_of(target: str) -> tuple[str, ...]:
    """Return the columns that a heading means: several for a cell such as `45657 Recklinghausen`."""
    return tuple(name.strip() for name in target.split(",") if name.strip())


def is_known(target: str) -> bool:
    """Whether a heading may mean this: nothing, one of our columns, or several of them."""
    return all(name in KNOWN_COLUMNS for name in columns_of(target))


@dataclass(frozen=True)
class RawRow:
    """One row as it came in: texts by heading, and texts in other languages by language and column.

    `city` is where a row lies that names no city itself, as the title of its sheet says.
    """

    number: int
    cells: Mapping[str, str]
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    city: str = ""


@dataclass(frozen=True)
class RawTable:
    """A file as it came in.

    `source` names where it is from: offers of the same source that a later file lacks are gone. `has_own_columns`
    says that the headings are our columns already; `stated_by` who answers for the points in it; `is_partial` that
    it is a page of more, so that what it lacks is not gone.
    """

    name: str
    source: str
    headings: tuple[str, ...]
    rows: tuple[RawRow, ...]
    has_own_columns: bool = False
    stated_by: str = ""
    problems: tuple[Problem, ...] = ()
    is_partial: bool = False


@dataclass(frozen=True)
class StatedSite:
    """A further address that a file states, "" for what it does not say; its point as in `Candidate`."""

    street: str = ""
    house_number: str = ""
    postal_code: str = ""
    city: str = ""
    schedule: str = ""
    lon: float | None = None
    lat: float | None = None
    uncertainty_m: float | None = None
    precision: str = ""


@dataclass(frozen=True)
class Candidate:
    """An offer that a file would like to have: only the columns the file speaks of, as the shipped table writes them.

    `lon`, `lat` in degrees (EPSG:4326), None where the file states no point; `uncertainty_m` in metres, None where
    it does not say how exact its point is. `precision` and `match_source` are filled where the file is one of ours.
    `sites` are the further addresses, None where the file does not speak of any.
    `derived` follows from what the row says in other columns, for offers of which nobody stated it.
    """

    row: int
    values: Mapping[str, str]
    external_id: str = ""
    lon: float | None = None
    lat: float | None = None
    uncertainty_m: float | None = None
    precision: str = ""
    match_source: str = ""
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sites: tuple[StatedSite, ...] | None = None
    derived: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The title, "" where the file has none."""
        return self.values.get("title", "")


@dataclass(frozen=True)
class Reading:
    """What a file says in our own words, and every place that could not be understood.

    `faulty` are the rows that have a problem, as far as they were understood: they are not taken, but not gone either.
    """

    name: str
    source: str
    candidates: tuple[Candidate, ...]
    problems: tuple[Problem, ...] = ()
    stated_by: str = ""
    faulty: tuple[Candidate, ...] = ()
    unknown: tuple["UnknownWord", ...] = ()
    is_partial: bool = False


@dataclass(frozen=True)
class UnknownWord:
    """A word of the file that means none of ours: in which column (and under which heading), in how many rows."""

    column: str
    heading: str
    word: str
    rows: int
    suggestion: str = ""
