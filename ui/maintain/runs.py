"""When a course takes place: its dated runs in words, and the form that adds, changes and removes one."""

from dataclasses import dataclass, field

import streamlit as st

from geo.errors import FieldConflict, OfferConflict, Problem
from geo.exchange.importing import Messages
from geo.i18n import Texts
from geo.offers.course_runs import MOST_RUNS, RUNS, CourseRun
from geo.offers.run_reading import read_run
from geo.offers.run_wording import run_words
from geo.store import StoredOffer
from geo.tables import Fault
from geo.upkeep.desk import Desk
from ui.entrance import who
from ui.maintain import acts
from ui.shared import address_bar, loading, run_form, widgets
from ui.shared.loading import Data
from ui.shared.offer_draft import KEY
from ui.shared.templating import escape


@dataclass(frozen=True)
class _Form:
    """What the form is about: the run it changes (None adds one), and what was wrong with what stood in it.

    `number` grows with each form, so that the next one begins with its own values.
    """

    number: int = 0
    run: CourseRun | None = None
    wrong: tuple[tuple[dict[str, str], Fault], ...] = field(default=())


def show(texts: Texts, data: Data, stored: StoredOffer) -> None:
    """Show the dated runs of an offer, and the form for one of them."""
    today, form = data.settings.district.today(), _form(stored.offer_id)
    with st.expander(
        texts("maintain.runs_title"),
        expanded=bool(form.run or form.wrong),
        icon=":material/calendar_month:",
        key=f"{KEY}runs_{stored.offer_id}",
    ):
        widgets.html("note.html", text=texts("maintain.runs_lead"))
        for place, run in enumerate(stored.runs):
            _listed(texts, stored.offer_id, run, place, is_past=run.is_past(today))
        run_form.show(texts, form.run, _prefix(stored.offer_id, form), today=today)
        _say_wrong(texts, data, form)
        with st.container(horizontal=True, key=f"{KEY}runs_do_{stored.offer_id}"):
            st.button(
                texts("maintain.run_save") if form.run else texts("maintain.run_add"),
                key=f"{KEY}runs_save_{stored.offer_id}",
                icon=":material/event_available:",
                on_click=_save,
                args=(stored.offer_id,),
            )
            if form.run:
                st.button(
                    texts("maintain.discard"),
                    key=f"{KEY}runs_discard_{stored.offer_id}",
                    type="tertiary",
                    on_click=_turn_to,
                    args=(stored.offer_id, None),
                )


def _listed(texts: Texts, offer_id: str, run: CourseRun, place: int, *, is_past: bool) -> None:
    words = run_words(run, texts, today=None)
    told = " · ".join((words.what, *words.notes, *([texts("maintain.run_past")] if is_past else [])))
    with st.container(horizontal=True, vertical_alignment="center", key=f"{KEY}run_{offer_id}_{place}"):
        st.html(f"<p class='k-asof'><bdi>{escape(told)}</bdi></p>")
        st.button(
            texts("maintain.run_change"),
            key=f"{KEY}run_change_{offer_id}_{place}",
            icon=":material/edit:",
            on_click=_turn_to,
            args=(offer_id, run),
        )
        st.button(
            texts("maintain.run_remove"),
            key=f"{KEY}run_remove_{offer_id}_{place}",
            icon=":material/close:",
            on_click=_write,
            args=(offer_id, run, None),
        )


def _say_wrong(texts: Texts, data: Data, form: _Form) -> None:
    """Say what is wrong with the values of the form, each with the name of its field."""
    messages = Messages(texts, data.taxonomy)
    for values, fault in form.wrong:
        problem = Problem.at(0, fault.column, values.get(fault.column, ""), fault.kind)
        label = texts(f"maintain.run_{fault.column}")
        widgets.html("problem.html", words=f"{label}: {messages.problem(problem)}")


def _save(offer_id: str) -> None:
    """Write what stands in the form; what is wrong stays there and is said."""
    form, today = _form(offer_id), loading.settings().district.today()
    values = run_form.of_today(run_form.entered(_prefix(offer_id, form)), form.run, today)
    run, faults = read_run(values, today=today)
    if not faults and form.run is None and _is_full(offer_id):
        faults = [Fault("start", "run_many", f"at most {MOST_RUNS} runs")]
    if faults:
        address_bar.catch_up()
        acts.put_aside()
        wrong = tuple((values, fault) for fault in faults)
        st.session_state[_key(offer_id)] = _Form(form.number, form.run, wrong)
        return
    _write(offer_id, form.run, run)


def _is_full(offer_id: str) -> bool:
    """Whether an offer has as many runs as it may have."""
    stored = who.desk().store.get(offer_id)
    return stored is not None and len(stored.runs) >= MOST_RUNS


def _write(offer_id: str, before: CourseRun | None, after: CourseRun | None) -> None:
    """Put one run in the place of another among those that are there now: both may be missing."""

    def step(desk: Desk) -> acts.Told:
        stored = desk.offer(offer_id)
        if before is not None and before not in stored.runs:  # somebody else was faster
            raise OfferConflict([FieldConflict(offer_id, RUNS, None, None, "changed")])
        kept = [run for run in stored.runs if run != before]
        runs = (*kept, after) if after else tuple(kept)
        done = desk.schedule(offer_id, runs, version=stored.version)
        return acts.Told("runs", offer_id, done.offer.row["title"], change_id=done.change_id)

    if acts.act(step):
        _turn_to(offer_id, None)


def _turn_to(offer_id: str, run: CourseRun | None) -> None:
    """Begin a new form, about a run or about one to add."""
    address_bar.catch_up()
    st.session_state[_key(offer_id)] = _Form(_form(offer_id).number + 1, run)


def _form(offer_id: str) -> _Form:
    found = address_bar.value(_key(offer_id))
    return found if isinstance(found, _Form) else _Form()


def _key(offer_id: str) -> str:
    return f"{KEY}runs_form_{offer_id}"


def _prefix(offer_id: str, form: _Form) -> str:
    return f"{KEY}run_{offer_id}_{form.number}_"
