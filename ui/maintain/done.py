"""What was just done, in words, with the way to take it back at once; and what did not work."""

import streamlit as st

from geo.errors import GeoError
from geo.i18n import Texts
from geo.model import Precision
from geo.offers.place_wording import precision_words
from geo.store import Change
from geo.upkeep.access import Action
from geo.upkeep.change_words import change_lines
from geo.upkeep.desk import Desk
from ui.maintain import acts
from ui.shared import widgets
from ui.shared.loading import Data
from ui.shared.offer_draft import KEY
from ui.shared.rows import row_of
from ui.shared.templating import escape


def last_step(texts: Texts, data: Data, desk: Desk) -> None:
    """Say what the last click did or why it did not."""
    failed, done = acts.failed(), acts.done()
    if failed:
        st.error(texts("form.check") if failed.complaints else texts(failed.key), icon=":material/error:")
    if not done:
        return
    with st.container(border=True, key=KEY + "done"):
        widgets.html(
            "maintain/done.html",
            words=texts(f"maintain.done_{done.what}"),
            title=done.title,
            language=done.language,
        )
        change = change_of(desk, done)
        if change:
            told = change_lines(
                change,
                texts=texts,
                taxonomy=data.taxonomy,
                with_internal=bool(desk.may(Action.SEE_INTERNAL)),
            )
            widgets.html("maintain/changes.html", t=texts, lines=told)
        if done.tells_place:
            st.html(f"<p class='k-asof'>{escape(_place_result(texts, data, done.offer_id))}</p>")
        with st.container(horizontal=True):
            if change and desk.may_undo(change):
                st.button(
                    texts("maintain.undo"),
                    key=KEY + "undo",
                    icon=":material/undo:",
                    on_click=acts.undo,
                    args=(done.offer_id, change.change_id),
                )
            if done.what == acts.PHRASE_ADDED:
                st.button(
                    texts("maintain.undo"),
                    key=KEY + "undo",
                    icon=":material/undo:",
                    on_click=acts.turn_phrase,
                    args=(done.batch_id,),
                )
            if done.what in ("renamed", "bulk") and done.batch_id is not None:
                st.button(
                    texts("maintain.undo"),
                    key=KEY + "undo",
                    icon=":material/undo:",
                    on_click=acts.undo_batch,
                    args=(done.batch_id,),
                )
            st.button(
                texts("maintain.put_aside"),
                key=KEY + "put_aside",
                icon=":material/close:",
                type="tertiary",
                on_click=acts.put_aside,
            )


def _place_result(texts: Texts, data: Data, offer_id: str) -> str:
    """Say how exactly the address of an offer was found."""
    if offer_id not in data.offers.index:
        return ""
    row = row_of(data.offers, offer_id)
    if row["is_protected"] or row["scope"] != "local":
        return ""
    if row["precision"] == Precision.HOUSE and not row["is_administration_address"]:
        return texts("maintain.place_house")
    return texts("maintain.place_found", words=precision_words(row, texts))


def change_of(desk: Desk, done: acts.Told) -> Change | None:
    """Read the change again: who may not see it any more, does not."""
    if done.change_id is None:
        return None
    try:
        return desk.change(done.offer_id, done.change_id)
    except GeoError:
        return None
