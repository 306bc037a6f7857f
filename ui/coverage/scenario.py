"""The scenario of the page "Coverage": its name, steps and effect, and the scenarios it is compared with."""

from collections.abc import Callable

import streamlit as st

from geo.i18n import Texts
from geo.planning.answer import Answer
from geo.planning.scenario import Scenario, missing
from geo.planning.scenario.steps import NAME_LIMIT
from geo.planning.view import CoverageView
from geo.planning.wording import says_something, who_words
from ui.coverage import shown
from ui.coverage.scenario_words import (
    all_steps,
    cities_words,
    effect_words,
    scenario_name,
    span_words,
    step_words,
)
from ui.coverage.shown import Screen
from ui.shared import address_bar, answers, widgets
from ui.shared.answers import names_of

KEY = "coverage_"
Change = Callable[..., None]


def scenario_bar(texts: Texts, screen: Screen, *, change: Change) -> None:
    """Say what the scenario assumes and changes; nothing without one."""
    if not screen.view.scenario.steps:
        return
    before, after = screen.before, screen.after
    name = screen.view.scenario.name
    title = texts("scenario.bar", number=texts.number(len(screen.view.scenario.steps)))
    known = says_something(after)
    lines = _effect(texts, before, after) if known else []
    with st.container(border=True, key=KEY + "scenario"):
        widgets.html("coverage/scenario.html", title=f"{title}: {name}" if name else title, lines=lines)
        _steps(texts, screen, change)
        with st.container(horizontal=True, vertical_alignment="bottom", key=KEY + "scenario_row"):
            _name(texts, screen, change)
            st.button(
                texts("scenario.keep"),
                key=KEY + "scenario_keep",
                icon=":material/bookmark_add:",
                on_click=lambda: change(CoverageView.with_scenario_kept),
            )
            st.button(
                texts("scenario.clear"),
                key=KEY + "scenario_clear",
                type="tertiary",
                on_click=lambda: change(scenario=Scenario()),
            )


def _effect(texts: Texts, before: Answer, after: Answer) -> list[str]:
    return effect_words(texts, before, after, shown.gains(before, after), shown.gain_ranges(before, after))


def _steps(texts: Texts, screen: Screen, change: Change) -> None:
    """Show each step with a way to take it back."""
    view, names = screen.view, names_of(screen.before)
    idle = missing(view.scenario, screen.before.supply)
    with st.container(horizontal=True, key=KEY + "steps"):
        for number, step in enumerate(view.scenario.steps):
            words = step_words(texts, step, names, screen.before)
            st.button(
                widgets.plain(texts("scenario.idle", step=words) if step in idle else words),
                key=f"{KEY}step_{number}",
                icon=":material/close:",
                help=texts("scenario.remove"),
                on_click=lambda s=step: change(lambda now: now.without(s)),
            )


def _name(texts: Texts, screen: Screen, change: Change) -> None:
    key = KEY + "scenario_name"
    address_bar.put(key, screen.view.scenario.name)
    st.text_input(
        texts("scenario.name"),
        key=key,
        max_chars=NAME_LIMIT,
        width=280,
        on_change=lambda: change(lambda view: view.named(address_bar.value(key))),
    )


# -- side by side ----------------------------------------------------------------------------------


def comparison(texts: Texts, screen: Screen, *, change: Change) -> None:
    """Show the kept scenarios beside the present one and beside how it is; nothing where none is kept."""
    view = screen.view
    if not (view.kept and says_something(screen.before)):
        return
    others = [one for one in view.kept if one != view.scenario]
    present = [view.scenario] if view.scenario.steps else []
    rows = [_base_row(texts, screen), *(_row(texts, screen, one, present) for one in (*present, *others))]
    with st.container(border=True, key=KEY + "comparison"):
        widgets.html(
            "coverage/comparison.html", t=texts, rows=rows, who=who_words(texts, screen.before.group)
        )
        with st.container(horizontal=True, key=KEY + "kept"):
            for number, scenario in enumerate(view.kept):
                _kept_buttons(texts, view, number, scenario, change)


def _kept_buttons(texts: Texts, view: CoverageView, number: int, scenario: Scenario, change: Change) -> None:
    name = widgets.plain(scenario_name(texts, scenario))
    if scenario != view.scenario:
        st.button(
            texts("scenario.open", name=name),
            key=f"{KEY}kept_open_{number}",
            icon=":material/swap_horiz:",
            on_click=lambda: change(lambda now: now.with_kept_opened(scenario)),
        )
    st.button(
        texts("scenario.drop", name=name),
        key=f"{KEY}kept_drop_{number}",
        type="tertiary",
        icon=":material/close:",
        on_click=lambda: change(lambda now: now.without_kept(scenario)),
    )


def _base_row(texts: Texts, screen: Screen) -> dict[str, object]:
    share = screen.before.share
    return {
        "name": texts("scenario.base"),
        "steps": "",
        "share": texts.percent(share.value),
        "span": texts.share_range(share.low, share.high),
        "gained": "–",
        "lost": "–",
        "cities": "",
        "is_present": not screen.view.scenario.steps,
    }


def _row(texts: Texts, screen: Screen, scenario: Scenario, present: list[Scenario]) -> dict[str, object]:
    """Say of one scenario what it assumes and what it changes."""
    before = screen.before
    after = answers.answer_with(screen.world, screen.view.question, scenario)
    found = shown.gains(before, after)
    gained, lost = shown.gain_ranges(before, after)
    cities = before.by_city["name"]
    losers = cities_words(texts, found, cities, "lost")
    gainers = cities_words(texts, found, cities, "gained")
    return {
        "name": scenario_name(texts, scenario),
        "steps": " · ".join(all_steps(texts, scenario, before)),
        "share": texts.percent(after.share.value),
        "span": texts.share_range(after.share.low, after.share.high),
        "gained": span_words(texts, found.gained, gained),
        "lost": span_words(texts, found.lost, lost),
        "cities": " · ".join(part for part in (gainers, losers) if part != "–"),
        "is_present": scenario in present,
    }
