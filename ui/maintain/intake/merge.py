"""Duplicates inside the store: pairs with the reason in words, side by side, merged as one change."""

from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from geo.exchange.importing import known_offers
from geo.i18n import Texts
from geo.model import Taxonomy
from geo.store import StoredOffer
from geo.upkeep.access import Action, may, require
from geo.upkeep.city_rights import ref_of
from geo.upkeep.desk import Desk
from geo.upkeep.duplicates import Entry, Likeness, find_duplicates, undecided
from geo.upkeep.merging import Side, columns_of, differing, keep_apart, merge, sides_of, suggested
from ui.maintain.intake import reading
from ui.maintain.intake.reading import KEY
from ui.shared import loading, notices, widgets
from ui.shared.column_words import column_name, value_words
from ui.shared.loading import Data
from ui.shared.notices import text

_PAIR = KEY + "pair"
_SIDE = KEY + "side_"
#: So many pairs are shown, the likest first.
_SHOWN = 50


@dataclass(frozen=True)
class Pair:
    """Two offers side by side, as they were when the page was drawn; the first keeps its id."""

    first: StoredOffer
    second: StoredOffer


def show(texts: Texts, data: Data, desk: Desk) -> None:
    """Show the pairs, or the one that is open.

    Raises
    ------
    AccessDenied
        If who is here may not merge.
    """
    require(desk.actor, Action.MERGE)
    opened: tuple[str, str] | None = st.session_state.get(_PAIR)
    pair = _pair(desk, opened) if opened else None
    if pair is not None:
        for offer in (pair.first, pair.second):
            require(desk.actor, Action.MERGE, ref_of(offer))
        _side_by_side(texts, data, desk, pair)
        return
    st.markdown(widgets.plain(texts("merging.lead")))
    with st.spinner(texts("merging.searching")):
        found = _duplicates(desk.store.version())
    if not found:
        st.info(widgets.plain(texts("merging.none")), icon=":material/check_circle:")
    offers = desk.store.stored_offers() if found else {}
    for alike in found[:_SHOWN]:
        first, second = sorted((offers[alike.first], offers[alike.second]), key=lambda o: o.position)
        if all(may(desk.actor, Action.MERGE, ref_of(offer)) for offer in (first, second)):
            _row(texts, desk, alike, Pair(first, second))


@lru_cache(maxsize=1)
def _duplicates(_version: str) -> list[Likeness]:
    store = loading.store()
    entries = [Entry.of(o.offer_id, o.row, lon=o.lon, lat=o.lat) for o in known_offers(store)]
    return undecided(find_duplicates(entries), entries, store.apart.decided())


def _pair(desk: Desk, ids: tuple[str, str]) -> Pair | None:
    first, second = (desk.store.get(offer_id) for offer_id in ids)
    return Pair(first, second) if first and second else None


def _row(texts: Texts, desk: Desk, alike: Likeness, pair: Pair) -> None:
    ids = (pair.first.offer_id, pair.second.offer_id)
    with st.container(border=True, key=f"{KEY}twins_{'_'.join(ids)}"):
        lines = [
            *(f"{offer.row['title']} – {offer.row['organization']}" for offer in (pair.first, pair.second)),
            reading.messages(texts).reasons(alike),
        ]
        widgets.html("lines.html", lines=lines)
        with st.container(horizontal=True, key=f"{KEY}twins_ways_{'_'.join(ids)}"):
            st.button(
                texts("merging.compare"),
                key=f"{KEY}compare_{'_'.join(ids)}",
                icon=":material/compare:",
                on_click=lambda: _open(ids),
            )
            _apart_button(texts, desk, pair, key=f"{KEY}apart_{'_'.join(ids)}")


def _apart_button(texts: Texts, desk: Desk, pair: Pair, *, key: str) -> None:
    """Let both be kept as two; the pair then leaves the list."""
    if st.button(
        texts("merging.apart"), key=key, icon=":material/call_split:", help=texts("merging.apart_help")
    ):
        with notices.told(KEY):
            batch = keep_apart(desk.store, desk.actor, pair.first, pair.second)
            titles = {"first": pair.first.row["title"], "second": pair.second.row["title"]}
            notices.tell(KEY, text("merging.kept_apart", **titles), batch_id=batch.batch_id)
            _open(None)
        st.rerun()


def _open(ids: tuple[str, str] | None) -> None:
    for key in [str(name) for name in st.session_state if str(name).startswith(_SIDE)]:
        del st.session_state[key]
    st.session_state[_PAIR] = ids


# -- side by side ----------------------------------------------------------------------------------


def _side_by_side(texts: Texts, data: Data, desk: Desk, pair: Pair) -> None:
    first, second = pair.first, pair.second
    with st.container(horizontal=True, key=KEY + "merge_ways"):
        st.button(
            texts("merging.back"),
            key=KEY + "merge_back",
            icon=":material/list:",
            on_click=lambda: _open(None),
        )
        st.button(
            texts("merging.swap"),
            key=KEY + "merge_swap",
            icon=":material/swap_horiz:",
            on_click=lambda: _open((second.offer_id, first.offer_id)),
        )
    widgets.html("heading.html", text=texts("merging.title"))
    st.markdown(widgets.plain(texts("merging.stays", first=first.offer_id, second=second.offer_id)))
    heads = [f"{o.row['title']} – {o.row['organization']} ({o.offer_id})" for o in (first, second)]
    widgets.html("maintain/merge_heads.html", heads=heads)
    with st.container(key=KEY + "merge_fields"):
        choices = {
            name: _field(texts, data.taxonomy, pair, name) for name in differing(first.row, second.row)
        }
    with st.container(horizontal=True, key=KEY + "merge_end"):
        is_one = st.button(texts("merging.merge"), key=KEY + "merge", type="primary", icon=":material/merge:")
        _apart_button(texts, desk, pair, key=KEY + "apart")
    if is_one:
        with notices.told(KEY):
            batch = merge(
                desk.store,
                desk.actor,
                first,
                second,
                choices,
                geocode=lambda address: data.geocoder.geocode(address, offline=True),
            )
            told = text("merging.merged", title=first.row["title"])
            notices.tell(KEY, told, batch_id=batch.batch_id if batch else 0)
            _open(None)
        st.rerun()


def _field(texts: Texts, taxonomy: Taxonomy, pair: Pair, name: str) -> Side:
    """Let one field be chosen and return from whom it is taken."""
    key = _SIDE + name
    first, second = pair.first.row, pair.second.row
    words = {
        Side.FIRST: _said(texts, taxonomy, pair.first, name),
        Side.SECOND: _said(texts, taxonomy, pair.second, name),
        Side.BOTH: texts("merging.both"),
    }
    st.session_state.setdefault(key, suggested(name, first, second))
    st.radio(
        texts("merging.place") if name == "street" else column_name(texts, name),
        sides_of(name),
        key=key,
        format_func=lambda side: _isolated(words[side]),
        horizontal=True,
        width="stretch",
    )
    return Side(st.session_state[key])


def _isolated(text: str) -> str:
    """Keep a value in its own direction: a telephone number is read from the left in every language."""
    return f"\u2068{widgets.plain(text)}\u2069"


def _said(texts: Texts, taxonomy: Taxonomy, offer: StoredOffer, name: str) -> str:
    """Say the value of a field, all columns of it that tell something."""
    columns = [c for c in columns_of(name) if offer.row.get(c, "") not in ("", "no")]
    said = [value_words(texts, taxonomy, column, offer.row[column]) for column in columns]
    return " · ".join(said) or "–"
