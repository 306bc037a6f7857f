"""Where somebody is on the page "Maintain", as the address bar tells it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import streamlit as st

from geo.links import Hint
from geo.upkeep.proposals import is_offer_id
from geo.upkeep.work_list import Need
from ui.shared import address_bar
from ui.shared.loading import Data
from ui.shared.offer_draft import KEY, NEW

#: The views of the room that keep their place in these keys; others keep what they like beside `view`.
DESK, OFFER, PROPOSALS, HISTORY, LINKS = OWN_VIEWS = ("desk", "offer", "proposals", "history", "links")
STEP = 10
_MOST = 1000
_ORGANIZATION = re.compile(r"[a-z0-9-]{1,80}")


@dataclass(frozen=True)
class Where:
    """A view and what is chosen in it; `source` is the offer that a new one is copied from."""

    view: str = DESK
    offer: str = ""
    source: str = ""
    city: str = ""
    organization: str = ""
    need: str = ""
    batch: str = ""
    shown: int = STEP


def read(query: Mapping[str, Sequence[str]], data: Data, views: Sequence[str]) -> tuple[Where, list[Hint]]:
    """Return where an address leads, and what of it was ignored."""
    asked = {spec.name: (query.get(spec.name) or [""])[0] for spec in fields(Where)}
    checks: dict[str, Callable[[str], bool]] = {
        "view": lambda text: text in views,
        "offer": lambda text: text == NEW or is_offer_id(text),
        "source": is_offer_id,
        "city": lambda text: text in data.cities,
        "organization": lambda text: bool(_ORGANIZATION.fullmatch(text)),
        "need": lambda text: text in tuple(Need),
        "batch": lambda text: text.isascii() and text.isdigit() and len(text) < 12,
        "shown": lambda text: text.isascii() and text.isdigit() and STEP <= int(text[:5]) <= _MOST,
    }
    known = {name: text for name, text in asked.items() if text and checks[name](text)}
    hints = [Hint(name, (text[:40],)) for name, text in asked.items() if text and name not in known]
    shown = int(known.pop("shown", STEP))
    return Where(**known, shown=shown), hints


def written(where: Where) -> dict[str, list[str]]:
    """Return the keys and values of an address; what is as usual is left out."""
    usual = Where()
    values = {spec.name: getattr(where, spec.name) for spec in fields(Where)}
    query = {name: [str(value)] for name, value in values.items() if value != getattr(usual, name)}
    language = address_bar.choose_language()
    return query if language == address_bar.home_language() else {**query, "lang": [language]}


def _now_at(data: Data) -> Where:
    """Return where this visit is, inside a callback."""
    address_bar.catch_up()
    return read(address_bar.address_query(), data, OWN_VIEWS)[0]


def go(data: Data, **values: object) -> None:
    """Go on to another place of the page, in a callback."""
    address_bar.go_to(written(replace(_now_at(data), **values)))  # type: ignore[arg-type]  # names of fields


def go_new(**values: object) -> None:
    """Go to a place of the page and leave behind what was chosen before, in a callback."""
    address_bar.go_to(written(Where(**values)))  # type: ignore[arg-type]  # names of fields


def forget_all() -> None:
    """Drop everything that this visit remembers of the page: somebody else may go on."""
    for key in [key for key in st.session_state if str(key).startswith(KEY)]:
        del st.session_state[key]
