"""What the parts of "Places" share: the queue, which address is open, and what was just saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from geo.model import Address, Match, Precision
from geo.planning.answer import Answer
from geo.planning.narrowing import narrowing, narrowing_by_city
from geo.planning.question import Question, first_topics
from geo.reach.interval import Interval
from geo.upkeep.locating import Entry, make_queue, place_of_row, rows_of
from ui.shared import answers, loading
from ui.shared.loading import Data

KEY = "maintain_places_"
OPEN = KEY + "open"
SAVED = KEY + "saved"
LAT, LON, REASON = KEY + "lat", KEY + "lon", KEY + "reason"
#: So many offers at an address are named.
_MOST_TITLES = 8


@dataclass(frozen=True)
class Found:
    """An address that a run found better: how well it was known and is known now, and which offers are there."""

    address: str
    before: Precision
    match: Match
    titles: tuple[str, ...]


@dataclass(frozen=True)
class Saved:
    """Points that were just set, and how sure the share was before; `address` is "" for those of a run."""

    address: str
    before: Interval
    batch_id: int
    found: tuple[Found, ...] = ()


@dataclass(frozen=True, eq=False)
class OpenPlace:
    """The address somebody works on: as it is stored, and as the queue tells it; a locked one is in no queue."""

    location_id: str
    address: Address
    row: Mapping[str, Any]
    entry: Entry | None
    following: str = ""


def answer_of(data: Data) -> Answer:
    """Return the answer to the question that sorts: courses of German within half an hour on foot."""
    question = Question(topics=first_topics(data.taxonomy))
    return answers.answer_to(answers.world_of(data), question)


@lru_cache(maxsize=2)
def queue_of(data: Data) -> list[Entry]:
    """Return the addresses to look at, those first whose knowledge tells most."""
    answer = answer_of(data)
    store = loading.store()
    return make_queue(
        store.locations(),
        store.offers(),
        store.sites(),
        data.boundaries,
        narrowing=narrowing(answer),
        metric_crs=data.settings.district.metric_crs,
    )


@lru_cache(maxsize=2)
def cities_first(data: Data) -> pd.DataFrame:
    """Return the cities, those first whose addresses would narrow the range of the district most."""
    return narrowing_by_city(answer_of(data))


def titles_at(data: Data, location_id: str) -> list[str]:
    """Return the titles of the open offers at a location, the first eight."""
    sites = loading.store().sites()
    ids = sites.loc[sites["location_id"] == location_id, "offer_id"]
    frame = data.table.frame
    return [str(frame.at[key, "title"]) for key in dict.fromkeys(ids) if key in frame.index][:_MOST_TITLES]


def open_place(location_id: str) -> None:
    """Open an address, "" for the queue; what was set for another is forgotten."""
    for key in (LAT, LON, REASON):
        st.session_state.pop(key, None)
    st.session_state[OPEN] = location_id


def place_of(location_id: str, entries: Sequence[Entry]) -> OpenPlace | None:
    """Return the address that is open; None where there is none of that id any more."""
    locations = loading.store().locations()
    if location_id not in locations.index:
        return None
    row = rows_of(locations.loc[[location_id]])[location_id]
    numbers = {entry.location_id: number for number, entry in enumerate(entries)}
    number = numbers.get(location_id)
    entry = entries[number] if number is not None else None
    after = entries[number + 1].location_id if number is not None and number + 1 < len(entries) else ""
    return OpenPlace(location_id, place_of_row(location_id, row).address, row, entry, after)
