"""Where somebody is on the page "KIM", as the address bar tells it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from geo.kim.quarters import is_quarter
from geo.links import Hint
from ui.shared import address_bar
from ui.shared.loading import Data

KEY = "kim_"
COUNT, WAITING, CAPACITY, OVERVIEW, BOARD = "count", "waiting", "capacity", "overview", "board"
VIEWS = (COUNT, WAITING, CAPACITY, OVERVIEW, BOARD)


@dataclass(frozen=True)
class Where:
    """A view, and of which city, quarter, topic and group it tells ("" for all)."""

    view: str = ""
    city: str = ""
    quarter: str = ""
    topic: str = ""
    group: str = ""


def read(query: Mapping[str, Sequence[str]], data: Data) -> tuple[Where, list[Hint]]:
    """Return where an address leads, and what of it was ignored."""
    checks: dict[str, Callable[[str], bool]] = {
        "view": lambda text: text in VIEWS,
        "city": lambda text: text in data.cities,
        "quarter": is_quarter,
        "topic": lambda text: text in data.taxonomy.topics,
        "group": lambda text: text in data.taxonomy.target_groups,
    }
    asked = {name: (query.get(name) or [""])[0] for name in checks}
    known = {name: text for name, text in asked.items() if text and checks[name](text)}
    hints = [Hint(name, (text[:40],)) for name, text in asked.items() if text and name not in known]
    return Where(**known), hints


def written(where: Where) -> dict[str, list[str]]:
    """Return the keys and values of an address."""
    query = {spec.name: [getattr(where, spec.name)] for spec in fields(where) if getattr(where, spec.name)}
    language = address_bar.choose_language()
    return query | ({"lang": [language]} if language != address_bar.home_language() else {})


def go(data: Data, **values: str) -> None:
    """Go somewhere on the page, in a callback."""
    address_bar.catch_up()
    where, _ = read(address_bar.address_query(), data)
    address_bar.go_to(written(replace(where, **values)))
