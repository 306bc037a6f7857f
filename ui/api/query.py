"""What a program asks for: the keys of the page's link, and pages; whatever cannot be is said with what is allowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from geo.exchange.offer_files import Page
from geo.links import SHOWN_LIMIT, TEXT_LIMIT, Hint, clean_text
from geo.offers.course_runs import LEVELS
from geo.offers.filters import (
    MATCH_ALL,
    MATCH_ANY,
    MATCH_KEY,
    QUERY_KEYS,
    SWITCHES,
    TEXT,
    UNREAD_KEY,
)
from geo.offers.kept import KEY
from geo.offers.run_filter import BEGINS_BY_KEY, CHILDCARE_KEY, LEVEL_KEY
from geo.offers.view import ARRIVE, MINE, PAGE_SIZE, TABS, View, without_list
from ui.shared import address_bar, loading
from ui.shared.loading import Data

#: Which format each address gives.
PATHS: Mapping[str, str] = {
    "/api/offers.geojson": "geojson",
    (SERVICES := "/api/offers.json"): "hsds",
    "/api/offers.csv": "csv",
    "/api/offers.jsonld": "jsonld",
    (FEED := "/feed.atom"): "atom",
}
INDEX = "/api"
#: Names for a field while somebody types.
SUGGEST = "/api/suggest"
#: What is published, for catalogues of public data.
CATALOGUE = "/api/catalogue.jsonld"
#: Keys of a link to the page that do not change which offers are listed, or in which order.
_PAGE_KEYS = ("offer", "bg", "tab", "n", KEY, MINE, ARRIVE)
#: What is asked of dated courses.
_COURSE_VALUES: Mapping[str, Sequence[str]] = {
    LEVEL_KEY: LEVELS,
    BEGINS_BY_KEY: ("a day such as 2027-01-31",),
    CHILDCARE_KEY: ("yes",),
}
_VIEW_KEYS = (MATCH_KEY, UNREAD_KEY, *_COURSE_VALUES, "lang", "near", "spot", *_PAGE_KEYS)
PAGING = ("page", "per_page")
_PER_PAGE, MAX_PER_PAGE, MAX_PAGE = 100, 1000, 100_000


@dataclass(frozen=True)
class Fault:
    """A parameter that cannot be, with what is allowed."""

    parameter: str
    values: tuple[str, ...]
    reason: str
    allowed: Sequence[str] = ()


class BadQuery(ValueError):
    """A request whose parameters cannot be."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = faults
        super().__init__(", ".join(fault.parameter for fault in faults))


@dataclass(frozen=True)
class Asked:
    """A request that can be answered; equal ones get the same file, those about now or courses `until` then."""

    path: str
    view: View
    page: Page
    origin: str
    until: str = ""


def asked_for(path: str, query: Mapping[str, Sequence[str]], data: Data, origin: str) -> Asked:
    """Read the query of an address.

    Raises
    ------
    BadQuery
        If it names a parameter or value that does not exist.
    """
    known = _known_keys(path)
    faults = [
        Fault(shortened(key), tuple(map(shortened, values[:5])), "unknown parameter", known)
        for key, values in query.items()
        if key not in known
    ]
    view, hints = address_bar.view_of(query, data)
    faults += [_fault(hint, data) for hint in hints]
    page, found = _page(query) if path == SERVICES else (Page(), [])
    if faults or found:
        raise BadQuery([*faults, *found])
    tidy = replace(without_list(view), offer="", background="", tab=TABS[0], shown=PAGE_SIZE, arrive="")
    return Asked(path, tidy, page, origin, _until(data, tidy))


def _until(data: Data, view: View) -> str:
    """Name the minute or the day for which an answer holds; "" where it holds until the data change."""
    minute = data.minute_of(view.filter)
    return minute if view.courses.is_empty else f"{data.settings.district.today().isoformat()} {minute}"


def _known_keys(path: str) -> list[str]:
    if path == INDEX:
        return ["lang"]
    return [*QUERY_KEYS.values(), *_VIEW_KEYS, *(PAGING if path == SERVICES else ())]


def _fault(hint: Hint, data: Data) -> Fault:
    return Fault(hint.key, hint.values, hint.reason.replace("_", " "), allowed_values(data).get(hint.key, ()))


def allowed_values(data: Data) -> dict[str, Sequence[str]]:
    """Return what each parameter may be."""
    chosen = {QUERY_KEYS[facet]: values for facet, values in data.table.choices.items()}
    switches = {QUERY_KEYS[facet]: ("yes", "no") for facet in SWITCHES}
    text = {QUERY_KEYS[TEXT]: (f"at most {TEXT_LIMIT} characters",)}
    both = {MATCH_KEY: (MATCH_ALL, MATCH_ANY), "lang": loading.languages()}
    return {**text, **chosen, **switches, **_COURSE_VALUES, **both}


def _page(query: Mapping[str, Sequence[str]]) -> tuple[Page, list[Fault]]:
    numbers, faults = [], []
    for key, default, most in (("page", 1, MAX_PAGE), ("per_page", _PER_PAGE, MAX_PER_PAGE)):
        text = query.get(key, [str(default)])[-1]
        is_number = text.isascii() and text.isdigit() and len(text) <= 6
        if is_number and 1 <= int(text) <= most:
            numbers.append(int(text))
        else:
            faults.append(Fault(key, (shortened(text),), "not a number that can be", (f"1 to {most}",)))
    return (Page(), faults) if faults else (Page(*numbers), [])


def shortened(text: str) -> str:
    """Return what a message may repeat of a value."""
    return clean_text(text, limit=SHOWN_LIMIT)
