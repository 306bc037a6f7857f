"""The view "History": who changed what when, of one offer or batch by batch, each to be taken back."""

from dataclasses import replace

import streamlit as st

from geo.i18n import Texts
from geo.model import ChangeKind, Role
from geo.store import Batch, Change, PhraseRow, ids_of
from geo.upkeep.access import Action
from geo.upkeep.change_words import change_lines, moment_words
from geo.upkeep.city_rights import latest_batches
from geo.upkeep.desk import Desk
from geo.upkeep.proposals import is_note_of_proposal
from ui.entrance import who
from ui.maintain import acts
from ui.maintain.choice import choose_offer
from ui.maintain.state import HISTORY, OFFER, OWN_VIEWS, Where, go, go_new, read
from ui.maintain.words.telling import phrase_line
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data
from ui.shared.offer_draft import KEY, NEW

_BATCHES = 100
_CHANGES = 50


def show(texts: Texts, data: Data) -> None:
    """Show the history of the offer or batch in the address bar, else the latest batches."""
    desk = who.desk()
    where, _ = read(address_bar.address_query(), data, OWN_VIEWS)
    own = desk.actor.organization_id if desk.actor.role == Role.ORGANIZATION else ""
    choose_offer(texts, data, own, view=HISTORY, key="choose_history")
    if where.offer and where.offer != NEW:
        _of_offer(texts, data, desk, where.offer)
    elif desk.may(Action.UNDO_BATCH):
        _batches(texts, data, desk, where)


def _of_offer(texts: Texts, data: Data, desk: Desk, offer_id: str) -> None:
    history = desk.history(offer_id)
    stored = desk.store.get(offer_id, removed=True)
    widgets.html("maintain/title.html", title=stored.row["title"] if stored else offer_id, is_source=True)
    if stored and not stored.is_deleted:
        st.button(
            texts("maintain.open_offer"),
            key=KEY + "to_offer",
            icon=":material/edit:",
            on_click=lambda: go_new(view=OFFER, offer=offer_id),
        )
    widgets.html("maintain/count.html", words=texts("maintain.changes", count=len(history)))
    taken_back = {change.undoes for change in history}
    for change in history[:_BATCHES]:
        with st.container(border=True, key=f"{KEY}change_{change.change_id}"):
            _entry(texts, change.batch)
            _lines(texts, data, desk, change)
            if change.change_id in taken_back:
                widgets.html("note.html", text=texts("maintain.taken_back"))
            elif desk.may_undo(change):
                st.button(
                    texts("maintain.undo"),
                    key=f"{KEY}undo_{change.change_id}",
                    icon=":material/undo:",
                    on_click=acts.undo,
                    args=(offer_id, change.change_id),
                )


def _lines(texts: Texts, data: Data, desk: Desk, change: Change) -> None:
    told = change_lines(
        change, texts=texts, taxonomy=data.taxonomy, with_internal=bool(desk.may(Action.SEE_INTERNAL))
    )
    widgets.html("maintain/changes.html", t=texts, lines=told)


def _batches(texts: Texts, data: Data, desk: Desk, where: Where) -> None:
    batches = latest_batches(desk.store, desk.actor, most=_BATCHES)
    taken_back = {batch.undoes for batch in batches}
    phrases = desk.store.phrases.by_batch()
    widgets.html("heading.html", text=texts("maintain.batches"))
    for batch in batches[: where.shown]:
        with st.container(border=True, key=f"{KEY}batch_{batch.batch_id}"):
            if batch.batch_id in phrases:
                _phrase(texts, data, batch, phrases[batch.batch_id])
                continue
            _entry(texts, batch, counts=_counts(texts, batch), title=_only_title(desk, batch))
            with st.container(horizontal=True):
                _batch_buttons(texts, data, batch, where, is_taken_back=batch.batch_id in taken_back)
            if where.batch == str(batch.batch_id):
                _changes(texts, data, desk, batch)
    if len(batches) > where.shown:
        st.button(
            texts("maintain.more"),
            key=KEY + "more_batches",
            width="stretch",
            on_click=lambda: go(data, shown=where.shown + 20),
        )


def _phrase(texts: Texts, data: Data, batch: Batch, row: PhraseRow) -> None:
    """Show an entry about an added phrase; its last one can be undone, whichever way it went."""
    _entry(texts, replace(batch, note=""), counts=phrase_line(row, texts, data.taxonomy))
    if row.last_batch_id != batch.batch_id:
        widgets.html("note.html", text=texts("maintain.taken_back"))
        return
    st.button(
        texts("maintain.undo"),
        key=f"{KEY}undo_batch_{batch.batch_id}",
        icon=":material/undo:",
        on_click=acts.turn_phrase,
        args=(batch.batch_id,),
    )


def _batch_buttons(texts: Texts, data: Data, batch: Batch, where: Where, *, is_taken_back: bool) -> None:
    is_open = where.batch == str(batch.batch_id)
    if _changes_something(batch):
        st.button(
            texts("maintain.less") if is_open else texts("maintain.what_changed"),
            key=f"{KEY}see_{batch.batch_id}",
            icon=":material/expand_less:" if is_open else ":material/expand_more:",
            on_click=lambda: go(data, batch="" if is_open else str(batch.batch_id)),
        )
    if is_taken_back:
        widgets.html("note.html", text=texts("maintain.taken_back"))
    elif batch.kind == ChangeKind.APART or (batch.kind != ChangeKind.SEED and _changes_something(batch)):
        st.button(
            texts("maintain.undo_batch"),
            key=f"{KEY}undo_batch_{batch.batch_id}",
            icon=":material/undo:",
            on_click=acts.undo_batch,
            args=(batch.batch_id,),
        )


def _changes_something(batch: Batch) -> bool:
    """Whether there is a change to look at; keeping two apart, and taking that back, changes no offer."""
    return bool(batch.added or batch.changed or batch.removed or batch.moved)


def _changes(texts: Texts, data: Data, desk: Desk, batch: Batch) -> None:
    for change in desk.store.changes(batch_id=batch.batch_id, limit=_CHANGES):
        stored = desk.store.get(change.offer_id, removed=True) if change.offer_id else None
        if stored:
            widgets.html("maintain/title.html", title=stored.row["title"], is_source=True)
        _lines(texts, data, desk, change)


def _only_title(desk: Desk, batch: Batch) -> str:
    """Return the title of the offer that a batch is about, of both that were kept apart, "" for several."""
    if batch.kind == ChangeKind.APART:
        both = [desk.store.get(offer_id, removed=True) for offer_id in ids_of(batch)]
        return " · ".join(stored.row["title"] for stored in both if stored)
    if batch.kind == ChangeKind.SEED or batch.added + batch.changed + batch.removed != 1:
        return ""
    found = [change for change in desk.store.changes(batch_id=batch.batch_id, limit=9) if change.offer_id]
    stored = desk.store.get(found[0].offer_id, removed=True) if found else None
    return stored.row["title"] if stored else ""


def _entry(texts: Texts, batch: Batch, *, counts: str = "", title: str = "") -> None:
    """Say who did what kind of thing when, and why."""
    note = texts("maintain.note_proposal") if is_note_of_proposal(batch.note) else batch.note
    if batch.kind == ChangeKind.SEED:
        note = ""  # the name of a file that ships
    widgets.html(
        "maintain/entry.html",
        kind=texts(f"change.{batch.kind}"),
        who=texts(f"role.{batch.who}"),
        when=moment_words(batch.made_at, texts, timezone=loading.settings().district.timezone),
        note=note,
        counts=counts,
        title=title,
    )


def _counts(texts: Texts, batch: Batch) -> str:
    counted = {
        "added": batch.added,
        "changed": batch.changed,
        "removed": batch.removed,
        "moved": batch.moved,
    }
    return texts.listing([texts(f"maintain.count_{name}", count=n) for name, n in counted.items() if n])
