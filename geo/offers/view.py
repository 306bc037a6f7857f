"""The whole state of the page "Find" as one value that lives in the address bar.

What a link holds is all there is: a reload, a shared link, a printed QR code and the browser's back button show
the same.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from geo import links
from geo.links import Hint, Params
from geo.model import Taxonomy
from geo.offers import filters, kept, run_filter
from geo.offers.filters import OfferFilter
from geo.offers.kept import KeptList
from geo.offers.run_filter import RunsAsked

NEAR_LIMIT = 200
_ID_PATTERN = re.compile(r"[\w .()\-äöüßÄÖÜ]{1,120}")
POSITION_PATTERN = re.compile(r"(-?\d{1,2}(?:\.\d{1,8})?),(-?\d{1,3}(?:\.\d{1,8})?)")
#: A position from the browser goes into the link rounded to about 100 m: finds the way, not the flat.
POSITION_DECIMALS = 3
TABS = ("list", "map")
PAGE_SIZE = 20
MAX_SHOWN = 2000
SHOWN_DIGITS = 5  # of the number in a link that are read
MAX_PRINTED = 500
#: The key of a link to one's own list.
MINE = "mine"
#: The key of the day and time somebody wants to be there by bus and train, such as `tu-0900`, or when offers open next.
ARRIVE = "arrive"
AT_OPENING = "opening"
ARRIVE_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_ARRIVE_PATTERN = re.compile(rf"({'|'.join(ARRIVE_DAYS)})-([01]\d|2[0-3])([0-5]\d)", re.ASCII)


@dataclass(frozen=True)
class View:
    """What a visitor sees: filter, place, what is open, and in which language.

    `near` is an address or postcode as typed, or `lat,lon` from the browser. `spot` is a marker whose offers
    are listed alone, `offer` the card that is open, `shown` how many cards are listed. `kept` are the offers on the
    visitor's own list, and `mine` tells whether that list is shown instead of what was found. `arrive` is the day and
    time to be there by bus and train (`tu-0900`), "" for now. `courses` is what is asked of dated courses.
    """

    language: str
    filter: OfferFilter = field(default_factory=OfferFilter)
    near: str = ""
    spot: str = ""
    offer: str = ""
    background: str = ""
    tab: str = "list"
    shown: int = PAGE_SIZE
    kept: KeptList = ()
    mine: bool = False
    arrive: str = ""
    courses: RunsAsked = run_filter.NOTHING_ASKED

    def with_filter(self, offer_filter: OfferFilter) -> "View":
        """Return the view with another filter; what hung on the old result list is closed."""
        return replace(self, filter=offer_filter, spot="", shown=PAGE_SIZE)

    def with_courses(self, courses: RunsAsked) -> "View":
        """Return the view that asks something else of courses, as `with_filter` does."""
        return replace(self, courses=courses, spot="", shown=PAGE_SIZE)

    @property
    def position(self) -> tuple[float, float] | None:
        """Longitude and latitude where `near` is a position, else None."""
        return parse_position(self.near)


def parse_position(text: str) -> tuple[float, float] | None:
    """Read `lat,lon` in degrees; None if the text is something else or not on earth."""
    found = POSITION_PATTERN.fullmatch(text.strip())
    if not found:
        return None
    lat, lon = float(found[1]), float(found[2])
    return (lon, lat) if abs(lat) <= 90 and abs(lon) <= 180 else None


def format_position(lon: float, lat: float) -> str:
    """Write a position for the link, rounded to `POSITION_DECIMALS`."""
    return f"{lat:.{POSITION_DECIMALS}f},{lon:.{POSITION_DECIMALS}f}"


def to_query(view: View, *, default_language: str) -> dict[str, list[str]]:
    """Return the view as keys and values of a link; what is as at the start is left out."""
    single = {
        "lang": view.language if view.language != default_language else "",
        "near": view.near,
        "spot": view.spot,
        "offer": view.offer,
        "bg": view.background,
        "tab": view.tab if view.tab != TABS[0] else "",
        "n": str(view.shown) if view.shown != PAGE_SIZE else "",
        MINE: filters.YES if view.mine else "",
        ARRIVE: view.arrive,
    }
    listed = {kept.KEY: kept.to_values(view.kept)} if view.kept else {}
    return {
        **filters.to_query(view.filter),
        **run_filter.to_query(view.courses),
        **{key: [text] for key, text in single.items() if text},
        **listed,
    }


def handed_on(view: View, language: str) -> View:
    """Return what somebody gets to whom the list is given: that list alone, in their language."""
    return View(language, kept=view.kept, mine=True)


def without_list(view: View) -> View:
    """Return what was found alone: who shares a search does not give away notes with it."""
    return replace(view, kept=(), mine=False)


def from_query(
    params: Params,
    *,
    taxonomy: Taxonomy,
    cities: Collection[str],
    languages: Collection[str],
    spoken: Collection[str],
    backgrounds: Collection[str] = (),
    offers: Collection[str] = (),
    spots: Collection[str] | None = None,
) -> tuple[View, list[Hint]]:
    """Read a view from a link; whatever is not valid is ignored and said in a hint.

    Parameters
    ----------
    languages
        Languages of the screens, the default first.
    spoken
        ISO codes of languages of advice that may be chosen.
    offers, spots
        Ids that exist; `spots` None skips that check.
    """
    offer_filter, hints = filters.from_query(params, taxonomy=taxonomy, cities=cities, languages=spoken)
    chosen = {
        "language": links.choice(params, "lang", languages, hints, default=next(iter(languages))),
        "spot": _spot(params, spots, hints),
        "offer": links.choice(params, "offer", offers, hints),
        "background": links.choice(params, "bg", backgrounds, hints),
        "tab": links.choice(params, "tab", TABS, hints, default=TABS[0]),
    }
    mine = links.choice(params, MINE, (filters.YES,), hints) == filters.YES
    listed = kept.from_query(params, hints)
    near = links.last(params, "near", limit=NEAR_LIMIT)
    rest = {
        "shown": _shown(params, hints),
        "arrive": _arrive(params, hints),
        "courses": run_filter.from_query(params, hints),
    }
    return View(filter=offer_filter, near=near, kept=listed, mine=mine, **chosen, **rest), hints  # type: ignore[arg-type]  # a number, a text


def parse_arrive(text: str) -> tuple[int, int] | None:
    """Read a day and time to be there: weekday from Monday 0, minute of the day; None for anything else."""
    found = _ARRIVE_PATTERN.fullmatch(text)
    return (ARRIVE_DAYS.index(found[1]), 60 * int(found[2]) + int(found[3])) if found else None


def _arrive(params: Params, hints: list[Hint]) -> str:
    text = links.last(params, ARRIVE, limit=links.TEXT_LIMIT)
    return links.choice(params, ARRIVE, (text, AT_OPENING) if parse_arrive(text) else (AT_OPENING,), hints)


def _spot(params: Params, known: Collection[str] | None, hints: list[Hint]) -> str:
    text = links.last(params, "spot", limit=links.TEXT_LIMIT)
    looks_right = (text,) if _ID_PATTERN.fullmatch(text) else ()
    return links.choice(params, "spot", looks_right if known is None else known, hints)


def _shown(params: Params, hints: list[Hint]) -> int:
    text = links.last_raw(params, "n")
    if not text:
        return PAGE_SIZE
    if text.isascii() and text.isdigit() and len(text) <= SHOWN_DIGITS:
        return min(max(int(text), PAGE_SIZE), MAX_SHOWN)
    hints.append(Hint("n", (links.clean_text(text, limit=links.SHOWN_LIMIT),)))
    return PAGE_SIZE
