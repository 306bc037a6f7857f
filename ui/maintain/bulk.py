"""The view "Several": offers chosen by filter, one change of all of them, looked at first and taken back as one."""

from collections.abc import Mapping

import streamlit as st

from geo.i18n import Texts
from geo.model import Status
from geo.offers.columns import BY_NAME
from geo.offers.value_wording import choice_words, item_words
from geo.store import StoredOffer, organization_id
from geo.tables import cell_of
from geo.upkeep.access import Action, may
from geo.upkeep.bulk import (
    ADDRESS,
    ADDRESS_FIELDS,
    FIELDS,
    BulkPlan,
    Choice,
    Kind,
    LeftOut,
    Wanted,
    apply_bulk,
    is_list,
    plan_bulk,
)
from geo.upkeep.city_rights import kept_offers, ref_of
from geo.upkeep.desk import Desk
from geo.upkeep.offer_form import Kind as FieldKind
from geo.upkeep.offer_form import field_of
from ui.entrance import who
from ui.maintain import acts
from ui.shared import address_bar, offer_fields, widgets
from ui.shared.column_words import value_words
from ui.shared.loading import Data
from ui.shared.offer_draft import KEY

_KEY = KEY + "bulk_"
#: So many offers of a plan are shown; the count tells of all.
_SHOWN = 400


def show(texts: Texts, data: Data) -> None:
    """Choose offers, say what becomes of them, look at it, do it.

    Raises
    ------
    AccessDenied
        If who is here may not change many offers.
    """
    desk = who.desk_for(Action.BULK)
    st.markdown(widgets.plain(texts("bulk.lead")))
    choice = _choose(texts, data, desk)
    chosen = _without(texts, _chosen(desk, choice))
    widgets.html("maintain/count.html", words=texts("bulk.chosen", count=len(chosen)))
    if not choice.says_something:
        st.info(widgets.plain(texts("bulk.choose_first")), icon=":material/filter_alt:")
        return
    wanted = _ask(texts, data)
    if wanted is None or not chosen:
        return
    plan = plan_bulk(wanted, chosen, today=desk.today, taxonomy=data.taxonomy)
    _tell(texts, data, plan)
    st.button(
        texts("bulk.do", count=len(plan.rows)),
        key=_KEY + "do",
        type="primary",
        icon=":material/done_all:",
        disabled=not plan.rows,
        on_click=_do,
        args=(plan,),
    )


# -- which offers ----------------------------------------------------------------------------------


def _choose(texts: Texts, data: Data, desk: Desk) -> Choice:
    """Ask for the offers by what they have in common."""
    offers = kept_offers(desk.actor, data.offers)
    names = {organization_id(str(name)): str(name) for name in offers["organization"].unique()}
    topics = {name: item_words("topics", name, texts, data.taxonomy) for name in data.taxonomy.topics}
    with st.container(horizontal=True, key=_KEY + "filters"):
        city = _one_of(texts, "city", {name: name for name in sorted({*offers["city"]} - {""})})
        owner = _one_of(texts, "organization", _by_name(names))
        topic = _one_of(texts, "topic", _by_name(topics))
        states = {str(status): choice_words("status", str(status), texts) for status in Status}
        status = _one_of(texts, "status", states)
        words = st.text_input(texts("bulk.by_words"), key=_KEY + "words", max_chars=100, width=260)
    return Choice(city, owner, topic, status, words.strip())


def _one_of(texts: Texts, name: str, options: Mapping[str, str]) -> str:
    return st.selectbox(
        texts(f"bulk.by_{name}"),
        ["", *options],
        key=f"{_KEY}by_{name}",
        format_func=lambda value: options[value] if value else texts("maintain.all"),
        width=260,
    )


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))


def _chosen(desk: Desk, choice: Choice) -> list[StoredOffer]:
    if not choice.says_something:
        return []
    return [
        stored
        for stored in desk.store.stored_offers().values()
        if choice.fits(stored.row) and may(desk.actor, Action.EDIT, ref_of(stored))
    ]


def _without(texts: Texts, offers: list[StoredOffer]) -> list[StoredOffer]:
    """Let single offers be taken out of the choice."""
    if len(offers) < 2:
        return offers
    titles = {offer.offer_id: f"{offer.row['title']} · {offer.row['organization']}" for offer in offers}
    key = _KEY + "without"
    st.session_state[key] = [name for name in st.session_state.get(key, []) if name in titles]
    left = st.multiselect(
        texts("bulk.without"),
        list(titles),
        key=key,
        format_func=lambda name: titles[name],
        placeholder=texts("bulk.without_none"),
    )
    return [offer for offer in offers if offer.offer_id not in left]


# -- what becomes of them --------------------------------------------------------------------------


def _ask(texts: Texts, data: Data) -> Wanted | None:
    """Ask for the change; None while something is missing."""
    what = st.segmented_control(
        texts("bulk.what"),
        [Kind.SET, Kind.CONFIRM, Kind.CLOSE],
        default=Kind.SET,
        required=True,
        key=_KEY + "what",
        format_func=lambda kind: texts(f"bulk.kind_{kind}"),
    )
    if what != Kind.SET:
        return Wanted(Kind(what))
    name = st.selectbox(
        texts("bulk.field"),
        FIELDS,
        index=None,
        key=_KEY + "field",
        format_func=lambda field: _field_name(texts, field),
        placeholder=texts("maintain.choose"),
        width=360,
    )
    if name is None:
        return None
    if name == ADDRESS:
        return _ask_address(texts, data)
    return _ask_items(texts, data, name) if is_list(name) else _ask_value(texts, name)


def _field_name(texts: Texts, name: str) -> str:
    return texts("bulk.address") if name == ADDRESS else texts(f"column.{name}")


def _ask_address(texts: Texts, data: Data) -> Wanted | None:
    values = {}
    for column, name in zip(st.columns([5, 2, 2, 4]), ADDRESS_FIELDS, strict=True):
        key, label = f"{_KEY}value_{name}", texts(f"column.{name}")
        with column:
            if name == "city":
                values[name] = st.selectbox(label, sorted(data.cities), index=None, key=key) or ""
            else:
                values[name] = st.text_input(label, key=key, max_chars=120)
    return Wanted(Kind.SET, ADDRESS, values) if values["street"].strip() and values["city"] else None


def _ask_items(texts: Texts, data: Data, name: str) -> Wanted | None:
    how = st.radio(
        texts("bulk.how"),
        [Kind.ADD, Kind.TAKE, Kind.SET],
        key=_KEY + "how",
        format_func=lambda kind: texts(f"bulk.how_{kind}"),
        horizontal=True,
    )
    items = st.multiselect(
        texts(f"column.{name}"),
        offer_fields.choices(data, name, ()),
        key=f"{_KEY}value_{name}",
        format_func=lambda item: item_words(name, item, texts, data.taxonomy),
        placeholder=texts("maintain.choose"),
    )
    return Wanted.of(Kind(how), name, cell_of(items)) if items else None


def _ask_value(texts: Texts, name: str) -> Wanted | None:
    """Ask for one value; an empty one is meant only where somebody says so."""
    spec, key, label = field_of(BY_NAME[name]), f"{_KEY}value_{name}", texts(f"column.{name}")
    if spec.kind == FieldKind.CHOICE:
        value = st.selectbox(
            label,
            spec.allowed,
            index=None,
            key=key,
            format_func=lambda text: choice_words(name, text, texts) or texts("maintain.empty"),
            placeholder=texts("maintain.choose"),
        )
        return None if value is None else Wanted.of(Kind.SET, name, value)
    widget = st.text_area if spec.kind == FieldKind.TEXT else st.text_input
    value = widget(label, key=key, max_chars=spec.max_length).strip()
    is_emptied = st.checkbox(texts("bulk.empty"), key=f"{key}_empty") if not value else False
    return Wanted.of(Kind.SET, name, value) if value or is_emptied else None


# -- the plan --------------------------------------------------------------------------------------


def _tell(texts: Texts, data: Data, plan: BulkPlan) -> None:
    """Show what changes, offer by offer, and what stays and why."""
    widgets.html("heading.html", text=texts("bulk.plan"))
    rows = [
        [
            row.title,
            texts(f"column.{name}"),
            value_words(texts, data.taxonomy, name, row.before.get(name, "")),
            value_words(texts, data.taxonomy, name, text),
        ]
        for row in plan.rows[:_SHOWN]
        for name, text in row.after.items()
    ]
    if rows:
        heads = [texts(f"intake.head_{name}") for name in ("title", "column", "before", "after")]
        more = len(plan.rows) > _SHOWN
        cut = texts("intake.shown", shown=texts.number(_SHOWN), count=texts.number(len(plan.rows)))
        widgets.html(
            "maintain/import_table.html",
            title=texts("bulk.plan"),
            heads=heads,
            rows=rows,
            more=cut if more else "",
        )
    if plan.unchanged:
        widgets.html("note.html", text=texts("bulk.unchanged", count=plan.unchanged))
    if plan.left_out:
        lines = [f"{one.title}: {_why(texts, one)}" for one in plan.left_out[:_SHOWN]]
        st.markdown(widgets.plain(texts("bulk.left_out", count=len(plan.left_out))))
        widgets.html("lines.html", lines=lines)


def _why(texts: Texts, one: LeftOut) -> str:
    if one.complaint:
        return offer_fields.problem_words(one.complaint, texts)
    return texts(f"bulk.left_{one.reason}")


def _do(plan: BulkPlan) -> None:
    """Do what was looked at."""

    def step(desk: Desk) -> acts.Told:
        batch = apply_bulk(desk, plan)
        return acts.Told("bulk" if batch else "nothing", batch_id=batch.batch_id if batch else None)

    if acts.act(step):
        for key in [key for key in st.session_state if str(key).startswith(_KEY + "value_")]:
            del st.session_state[key]
        address_bar.catch_up()
