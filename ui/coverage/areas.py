"""Own areas on the page "Coverage": the choice between cities and areas, and the table by area."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from geo.i18n import Texts
from geo.people.disclosure import LEAST_PEOPLE
from geo.planning.before_after import before_after
from geo.planning.by_area import by_area
from geo.planning.own_areas import OwnAreas
from geo.planning.wording import says_something, who_words
from ui.coverage.shown import Screen
from ui.shared import address_bar, widgets
from ui.shared.own_areas import names_of_areas

KEY = "coverage_areas"
#: So many rows are shown, those with the lowest shares; the files have all.
_MOST_ROWS = 200
Change = Callable[..., None]


def choose_areas(texts: Texts, screen: Screen, *, change: Change) -> None:
    """Let a planner choose between cities and own areas, where an operator brought some along."""
    names = names_of_areas(screen.data)
    if not names:
        return
    st.session_state[KEY] = screen.view.areas
    st.selectbox(
        texts("coverage.areas"),
        ("", *names),
        key=KEY,
        format_func=lambda name: name or texts("coverage.layer_cities"),
        on_change=lambda: change(areas=address_bar.value(KEY) or ""),
    )


def area_rows(texts: Texts, screen: Screen, areas: OwnAreas) -> None:
    """Show the table by area, lowest share first; what is withheld and who lives outside is said below."""
    found = by_area(screen.after, areas)
    before = by_area(screen.before, areas).table["share"]
    changes = difference_words(texts, screen)
    table = found.table.assign(
        name=found.table["label"],
        before=before,
        difference=[changes.get(str(name), "") for name in found.table.index],
    )
    table = table if says_something(screen.after) else table.assign(share=float("nan"))
    told = table[~table["is_withheld"]].sort_values("share", kind="stable")
    widgets.html(
        "coverage/cities.html",
        t=texts,
        title=areas.name,
        column=texts("coverage.column_area"),
        rows=told.head(_MOST_ROWS).to_dict("records"),
        has_scenario=screen.after is not screen.before,
        people=texts(f"people.heading_{screen.after.group}"),
        notes=_notes(texts, screen, told=len(told), areas=areas),
    )


def difference_words(texts: Texts, screen: Screen) -> dict[str, str]:
    """Say by id of city or area how many more (or fewer) people the scenario would let reach an offer, with range."""
    if screen.after is screen.before or not says_something(screen.after):
        return {}
    rows = before_after(screen.before, screen.after, areas=screen.areas)[:-1]
    return {row["id"]: _difference(texts, row) for row in rows}


def _difference(texts: Texts, row: Mapping[str, Any]) -> str:
    if row["difference"] is None:
        return ""
    if not row["difference_low"] and not row["difference_high"]:
        return "0"
    if 0 < abs(row["difference"]) < LEAST_PEOPLE:
        return texts("coverage.few")
    low, high = (texts.people(row[f"difference_{end}"]) for end in ("low", "high"))
    sign = "+" if row["difference"] > 0 else ""
    return texts("coverage.difference", value=f"{sign}{texts.people(row['difference'])}", low=low, high=high)


def _notes(texts: Texts, screen: Screen, *, told: int, areas: OwnAreas) -> list[str]:
    found, who = by_area(screen.after, areas), who_words(texts, screen.after.group)
    hidden = int(found.table["is_withheld"].sum())
    outside = float(found.outside["people"])
    return [
        *(
            [texts("coverage.areas_shown", shown=texts.number(_MOST_ROWS), all=texts.number(told))]
            if told > _MOST_ROWS
            else []
        ),
        *([texts("coverage.areas_withheld", count=hidden)] if hidden else []),
        *([texts("coverage.areas_outside", people=texts.people(outside), who=who)] if outside > 0 else []),
    ]
