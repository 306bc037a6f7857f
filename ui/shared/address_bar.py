"""Where a visit is: the view in the address bar, read, changed and written as links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from geo.links import Hint
from geo.offers.view import View, from_query, to_query
from ui.shared.loading import Data, languages, settings
from ui.shared.wanted_language import wanted_language

#: Under what the state of Streamlit keeps a `Whereabouts`.
_WHEREABOUTS = "whereabouts"


@dataclass
class Whereabouts:
    """Where one visit is; changed by callbacks and pages, one after the other.

    `latest` are keys and values of where it last went, `wanted` of where the next page has yet to arrive, `page` is
    the page it is on, `language` what a visitor chose ("" for nothing yet).
    """

    latest: Mapping[str, Sequence[str]] | None = None
    wanted: Mapping[str, Sequence[str]] | None = None
    page: str | None = None
    language: str = ""


def view_of(query: Mapping[str, Sequence[str]], data: Data) -> tuple[View, list[Hint]]:
    """Read a view from the keys and values of an address."""
    return from_query(
        query,
        taxonomy=data.taxonomy,
        cities=tuple(data.cities),
        languages=languages(),
        spoken=data.table.choices["languages"],
        backgrounds=[background.id for background in data.settings.district.backgrounds],
        offers=data.table.frame.index,
        spots=data.spots,
    )


def current_view(data: Data) -> View:
    """Read the view again, inside a callback: before the page runs."""
    catch_up()
    view, _ = view_of(address_query(), data)
    return replace(view, language=choose_language())


def address_query() -> dict[str, list[str]]:
    """Return the keys and values of where this visit is: where a callback went, else what the address bar tells."""
    wanted = _whereabouts().wanted
    return _address_bar() if wanted is None else {key: list(values) for key, values in wanted.items()}


def go(view: View) -> None:
    """Go to a view, in a callback."""
    go_to(to_query(view, default_language=home_language()))


def go_to(query: Mapping[str, list[str]]) -> None:
    """Go to keys and values, in a callback: the page that runs next shows them, and writes them down.

    Nothing is written to the browser here: another click that comes meanwhile ends a callback as soon as it writes,
    and what it would have done afterwards were lost. The same holds for `st.session_state`, see `value`.
    """
    here = _whereabouts()
    here.latest = here.wanted = query


def arrive(query: Mapping[str, list[str]]) -> None:
    """Write into the address bar where the page has come to, tidied."""
    here = _whereabouts()
    _let_go()
    here.latest = query
    if query != _address_bar():
        st.query_params.from_dict(query)
    if here.latest is query:  # else a click has gone on meanwhile
        here.wanted = None


def catch_up() -> None:
    """Start a callback from where this visit is.

    A click tells the address that the browser shows. That is an old one while the answer to the click before is
    still on its way: two quick clicks would undo each other.
    """
    here = _whereabouts()
    if here.latest is not None:
        here.wanted = here.latest


def value(key: str) -> Any:
    """Return what a widget tells, inside a callback; None where there is none.

    Reading `st.session_state[key]` ends the callback if another click has come meanwhile, and the click it answers
    were lost: Streamlit takes it as done. Copying the state as a whole is never interrupted.
    """
    return st.session_state.to_dict().get(key)


def _whereabouts() -> Whereabouts:
    """Return where this visit is, also inside a callback: so the state is read as in `value`."""
    found: Whereabouts | None = value(_WHEREABOUTS)
    if found is None:
        found = st.session_state[_WHEREABOUTS] = Whereabouts()
    return found


def _let_go() -> None:
    """End here if another click has begun a run of its own: the two must not move the same visit."""
    st.session_state.get(_WHEREABOUTS)


def turn_page(page: str) -> None:
    """Forget where a callback went if it was on another page."""
    here = _whereabouts()
    _let_go()
    if here.page not in (None, page):
        here.wanted = None
    here.page = page


def speak(language: str) -> None:
    """Remember the language a visitor chose: that of the browser stands in no address."""
    _whereabouts().language = language


def _address_bar() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def put(key: str, value: object) -> None:
    """Give a widget its value, unless it has it.

    What is put is sent to the browser and replaces what a visitor may just have clicked there.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def query_string(view: View, *, default_language: str = "") -> str:
    """Write a view as the part of a link behind the question mark.

    Parameters
    ----------
    default_language
        The language that need not be named; "" where the link must open in its own, whatever a browser speaks.
    """
    return urlencode(to_query(view, default_language=default_language), doseq=True)


def address(page: str, query: Mapping[str, list[str]]) -> str:
    """Return the address of one of our pages, beside the one that is shown."""
    return f"{page}?{written(query)}" if query else page


def written(query: Mapping[str, Sequence[str]]) -> str:
    """Write keys and values as the part of a link behind the question mark."""
    return urlencode(query, doseq=True)


def page_url(query: str, *, page: str = "") -> str:
    """Return the whole link to a view, as visitors reach it from outside; `page` is "" for "Find"."""
    base = settings().public_url or _own_address()
    return f"{base}/{page}?{query}" if query else f"{base}/{page}"


def _own_address() -> str:
    """Return the address of "Find" as the visitor's browser asked for it, without a slash at the end."""
    shown = (st.context.url or "").split("?")[0].rstrip("/")
    return shown.removesuffix(f"/{st.session_state.get('page', '')}")


def home_language() -> str:
    """Return the language in which an address that names none opens: the browser's, else the default."""
    accept = st.context.headers.get("Accept-Language") or ""
    return wanted_language(accept, languages()) or languages()[0]


def choose_language() -> str:
    """Return the language of this visit: of the link, else as chosen before, else that of the browser."""
    asked = next(iter(address_query().get("lang", [])[-1:]), "")
    known = asked if asked in languages() else ""
    if known:
        speak(known)
    return known or _whereabouts().language or home_language()
