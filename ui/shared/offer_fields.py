"""The widgets of the form: one for each column the schema declares, checked while it is filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from geo.i18n import Texts
from geo.offers.value_wording import choice_words, item_words
from geo.upkeep.offer_form import Complaint, Field, Kind
from ui.shared import address_bar, widgets
from ui.shared.loading import Data
from ui.shared.offer_draft import SITE_FIELDS, Draft, first_value, keep

Complaints = Mapping[str, Complaint]
#: Languages that people give advice in here, beside those that stand in the offers already.
_SPOKEN = ("ar", "de", "en", "fa", "fr", "it", "ku", "pl", "ro", "ru", "tr", "uk")
_CHOOSE_OR_TYPE = ("organization", "city")


def field(texts: Texts, data: Data, draft: Draft, spec: Field, complaints: Complaints) -> None:
    """Show one column, and below it what is wrong with it."""
    key = draft.key(spec.name)
    if key not in st.session_state:
        st.session_state[key] = first_value(spec, draft.row.get(spec.name, ""))
    label = texts(f"column.{spec.name}") + (" *" if spec.is_required else "")
    if spec.kind == Kind.LIST:
        _list(texts, data, spec, label, key)
    elif spec.kind == Kind.CHOICE:
        may_be_empty = not (spec.is_required and draft.row.get(spec.name))
        st.selectbox(
            label,
            list(dict.fromkeys([*([""] if may_be_empty else []), *spec.allowed])),
            key=key,
            format_func=lambda value: choice_words(spec.name, value, texts) or texts("maintain.empty"),
        )
    elif spec.name in _CHOOSE_OR_TYPE:
        _choose_or_type(texts, data, spec.name, label, key)
    elif spec.kind == Kind.TEXT:
        st.text_area(label, key=key, max_chars=spec.max_length, height=96)
    else:
        st.text_input(label, key=key, max_chars=spec.max_length)
    complaint(texts, complaints.get(spec.name))


def complaint(texts: Texts, found: Complaint | None) -> None:
    """Say what is wrong with the field above."""
    if found:
        widgets.html("problem.html", words=problem_words(found, texts))


def sites(texts: Texts, data: Data, draft: Draft, complaints: Complaints) -> None:
    """Show the further addresses, each with hours of its own."""
    for place, site_id in enumerate(draft.site_ids, start=2):
        with st.container(border=True, key=f"{draft.key('site')}_{site_id}"):
            with st.container(horizontal=True, vertical_alignment="center"):
                widgets.html("slide_name.html", words=texts("maintain.site", number=texts.number(place)))
                st.button(
                    texts("maintain.site_remove"),
                    key=draft.site_key(site_id, "remove"),
                    icon=":material/close:",
                    on_click=_without_site,
                    args=(draft, site_id),
                )
            _site_fields(texts, data, draft, site_id)
    complaint(texts, complaints.get("sites"))
    st.button(
        texts("maintain.site_add"),
        key=draft.key("site_add"),
        icon=":material/add_location_alt:",
        on_click=_one_more_site,
        args=(draft,),
    )


def _site_fields(texts: Texts, data: Data, draft: Draft, site_id: int) -> None:
    known = draft.sites[site_id] if site_id < len(draft.sites) else None
    columns = st.columns([5, 2, 2, 4])
    for column, name in zip((*columns, st.container()), SITE_FIELDS, strict=True):
        key = draft.site_key(site_id, name)
        if key not in st.session_state:
            st.session_state[key] = getattr(known, name) if known else ""
        with column:
            if name == "city":
                _choose_or_type(texts, data, name, texts("column.city"), key)
            else:
                st.text_input(texts(f"column.{name}"), key=key, max_chars=500 if name == "schedule" else 120)


def _one_more_site(draft: Draft) -> None:
    address_bar.catch_up()
    free = max((*draft.site_ids, len(draft.sites) - 1), default=-1) + 1
    keep(replace(draft, site_ids=(*draft.site_ids, free)))


def _without_site(draft: Draft, site_id: int) -> None:
    address_bar.catch_up()
    keep(replace(draft, site_ids=tuple(known for known in draft.site_ids if known != site_id)))


def _list(texts: Texts, data: Data, spec: Field, label: str, key: str) -> None:
    st.multiselect(
        label,
        choices(data, spec.name, st.session_state[key]),
        key=key,
        format_func=lambda item: item_words(spec.name, item, texts, data.taxonomy),
        placeholder=texts("maintain.choose"),
    )


def choices(data: Data, name: str, chosen: Sequence[str]) -> list[str]:
    """Return what can be chosen in a list, with what stands there already."""
    if name == "topics":
        known = list(data.taxonomy.topics)
    elif name == "target_groups":
        known = list(data.taxonomy.target_groups)
    else:
        spoken = {code for codes in data.offers["languages"] for code in codes}
        known = sorted({*_SPOKEN, *spoken})
    return list(dict.fromkeys([*known, *chosen]))


def _choose_or_type(texts: Texts, data: Data, name: str, label: str, key: str) -> None:
    """Offer the names that are known; Enter takes the first that fits what is typed, a new name needs a choice.

    A city that is not there cannot be added: the district's are all known.
    """
    places = set(data.cities) if name == "city" else set()
    known = sorted({str(value) for value in data.offers[name]} | places)
    options = list(dict.fromkeys(["", *known, st.session_state[key] or ""]))
    st.selectbox(
        label,
        options,
        key=key,
        format_func=lambda value: value or texts("maintain.empty"),
    )
    if name != "city":
        with st.popover(texts("maintain.new_name"), icon=":material/add:", key=f"{key}_more"):
            st.text_input(texts("maintain.new_name_label"), key=f"{key}_typed", max_chars=200)
            st.button(texts("maintain.new_name_take"), key=f"{key}_take", on_click=_take_new, args=(key,))


def _take_new(key: str) -> None:
    """Put a new name that somebody typed on purpose into its field."""
    address_bar.catch_up()
    typed = " ".join(str(address_bar.value(f"{key}_typed") or "").split())
    if typed:
        st.session_state[key] = typed


def problem_words(complaint: Complaint, texts: Texts) -> str:
    """Say what is wrong with a field."""
    return texts(f"form.problem_{complaint.reason}", limit=texts.number(complaint.limit))
