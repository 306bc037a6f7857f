"""What a plan says, as a person reads it: counts, problems row by row, and what happens to which offer."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from geo.errors import Problem
from geo.exchange.importing import NEW, ImportPlan, Messages, Planned
from geo.i18n import Texts
from geo.model import Address, Taxonomy
from geo.places.address import format_address
from ui.shared import widgets
from ui.shared.column_words import column_name, value_words

#: So many rows of each kind are shown; the counts tell of all.
_SHOWN = 100
_PROBLEMS_SHOWN = 500
KINDS = ("new", "changed", "unchanged", "gone", "unclear")


def counts(texts: Texts, plan: ImportPlan) -> None:
    """Show how many offers are new, changed, unchanged, gone and unclear, and how many rows are left out."""
    rows = [(texts(f"intake.kind_{kind}"), texts.number(len(getattr(plan, kind)))) for kind in KINDS]
    left_out = {problem.row for problem in plan.problems if not problem.is_hint}
    rows.append((texts("intake.kind_left_out"), texts.number(len(left_out))))
    widgets.html("maintain/import_counts.html", title=texts("intake.plan"), rows=rows)


def problems(texts: Texts, found: Sequence[Problem], messages: Messages) -> None:
    """Show every place of the file that could not be understood, with what is allowed."""
    if not found:
        return
    rows = [
        [
            texts.number(problem.row) if problem.row else "–",
            column_name(texts, problem.column) if problem.column else "–",
            problem.value or "–",
            messages.problem(problem),
            texts("intake.hint") if problem.is_hint else texts("intake.left_out"),
        ]
        for problem in found[:_PROBLEMS_SHOWN]
    ]
    with st.expander(texts("intake.problems", count=len(found)), icon=":material/rule:", expanded=True):
        st.markdown(widgets.plain(texts("intake.problems_lead")))
        heads = ("row", "column", "value", "message", "effect")
        _table(
            texts,
            texts("intake.problems", count=len(found)),
            heads,
            rows,
            count=len(found),
            most=_PROBLEMS_SHOWN,
        )


def new(texts: Texts, planned: Sequence[Planned]) -> None:
    """Show the offers that would be added."""
    rows = [
        [texts.number(p.candidate.row), p.row["title"], p.row["organization"], _where(p)]
        for p in planned[:_SHOWN]
    ]
    if rows:
        with st.expander(texts("intake.new", count=len(planned)), icon=":material/add_circle:"):
            heads = ("row", "title", "organization", "where")
            _table(texts, texts("intake.new", count=len(planned)), heads, rows, count=len(planned))


def changed(texts: Texts, taxonomy: Taxonomy, planned: Sequence[Planned]) -> None:
    """Show the offers that would change, field by field, before and after."""
    rows = [
        [
            texts.number(p.candidate.row),
            p.row["title"],
            column_name(texts, change.column),
            value_words(texts, taxonomy, change.column, change.before),
            value_words(texts, taxonomy, change.column, change.after),
        ]
        for p in planned[:_SHOWN]
        for change in p.changes
    ]
    if rows:
        with st.expander(
            texts("intake.changed", count=len(planned)), icon=":material/edit:", expanded=len(rows) <= 20
        ):
            heads = ("row", "title", "column", "before", "after")
            _table(texts, texts("intake.changed", count=len(planned)), heads, rows, count=len(planned))


def gone(texts: Texts, plan: ImportPlan, *, key: str) -> set[str]:
    """Ask which offers that the file lacks shall go; without an answer all stay."""
    titles = {offer.offer_id: f"{offer.row['title']} ({offer.offer_id})" for offer in plan.gone}
    if not titles:
        return set()
    chosen = key + "gone"
    st.session_state[chosen] = [i for i in st.session_state.get(chosen, []) if i in titles]
    with st.expander(
        texts("intake.gone", count=len(titles)), icon=":material/do_not_disturb_on:", expanded=True
    ):
        st.markdown(widgets.plain(texts("intake.gone_lead")))
        st.multiselect(
            texts("intake.gone_remove"),
            list(titles),
            key=chosen,
            format_func=lambda name: titles[name],
            placeholder=texts("intake.gone_none"),
        )
        st.button(
            texts("intake.gone_all"),
            key=key + "gone_all",
            icon=":material/select_all:",
            on_click=lambda: st.session_state.update({chosen: list(titles)}),
        )
    return set(st.session_state[chosen])


def unclear(texts: Texts, plan: ImportPlan, messages: Messages, titles: dict[str, str], *, key: str) -> None:
    """Ask what the rows are that may be one of several offers; `key` + row holds the answer."""
    if not plan.unclear:
        return
    with st.expander(texts("intake.unclear", count=len(plan.unclear)), icon=":material/help:", expanded=True):
        st.markdown(widgets.plain(texts("intake.unclear_lead")))
        for row in plan.unclear[:_SHOWN]:
            words = {"": texts("intake.unclear_wait"), NEW: texts("intake.unclear_new")}
            for alike in row.matches:
                words[alike.second] = (
                    f"= {titles.get(alike.second, alike.second)} – {messages.reasons(alike)}"
                )
            label = widgets.plain(f"{texts.number(row.candidate.row)}: {row.candidate.title}")
            _ask_which(label, words, key=f"{key}{row.candidate.row}")


def _ask_which(label: str, words: Mapping[str, str], *, key: str) -> None:
    st.selectbox(label, list(words), key=key, format_func=lambda name: words.get(name, name))


def _where(planned: Planned) -> str:
    row = planned.row
    return format_address(Address(row["street"], row["house_number"], row["postal_code"], row["city"])) or "–"


def _table(
    texts: Texts,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    count: int,
    most: int = _SHOWN,
) -> None:
    is_cut = count > most
    more = texts("intake.shown", shown=texts.number(most), count=texts.number(count)) if is_cut else ""
    names = [texts(f"intake.head_{head}") for head in heads]
    widgets.html("maintain/import_table.html", title=title, heads=names, rows=rows, more=more)
