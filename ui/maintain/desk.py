"""The desk of "Maintain": what waits for whoever is here, worst first, with three buttons for each."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from geo.i18n import Texts
from geo.model import Role, Status
from geo.store import organization_id
from geo.upkeep.access import Action
from geo.upkeep.city_rights import kept_offers
from geo.upkeep.desk import Desk
from geo.upkeep.link_check import broken_urls
from geo.upkeep.work_list import Need, WorkItem, counts, narrowed, work_list
from ui.entrance import who
from ui.maintain.choice import choose_offer, quick_buttons
from ui.maintain.link_check import check_button
from ui.maintain.state import OFFER, OWN_VIEWS, STEP, Where, go, go_new, read
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data
from ui.shared.offer_draft import KEY, NEW
from ui.shared.rows import row_of


def show(texts: Texts, data: Data) -> None:
    """Show the work list of who is here, narrowed as the address bar says."""
    desk = who.desk()
    where, _ = read(address_bar.address_query(), data, OWN_VIEWS)
    own = desk.actor.organization_id if desk.actor.role == Role.ORGANIZATION else ""
    _choose_offer(texts, data, own)
    if desk.may(Action.CHECK_LINKS):
        check_button(texts, data, desk, where)
    waiting = narrowed(_waiting(desk, data), organization_id=own)
    items = narrowed(waiting, city=where.city, organization_id=where.organization)
    _filters(texts, data, where, waiting, is_own=bool(own))
    _needs(texts, where, counts(items))
    chosen = [item for item in items if where.need in ("", *item.needs)]
    widgets.html("maintain/count.html", words=texts("maintain.waiting", count=len(chosen)))
    for item in chosen[: where.shown]:
        _card(texts, data, desk, item)
    if len(chosen) > where.shown:
        st.button(
            texts("list.more", count=min(STEP, len(chosen) - where.shown)),
            key=KEY + "more",
            width="stretch",
            on_click=lambda: go(data, shown=where.shown + STEP),
        )


def _choose_offer(texts: Texts, data: Data, own: str) -> None:
    chooser, adding = st.columns([7, 3], vertical_alignment="bottom")
    with chooser:
        choose_offer(texts, data, own, view=OFFER, key="choose_offer")
    with adding:
        st.button(
            texts("maintain.add"),
            key=KEY + "add",
            icon=":material/add:",
            width="stretch",
            on_click=lambda: go_new(view=OFFER, offer=NEW),
        )


def _waiting(desk: Desk, data: Data) -> list[WorkItem]:
    proposed = [proposal.offer_id for proposal in desk.store.proposals.open()]
    return work_list(
        kept_offers(desk.actor, data.offers),
        today=desk.today,
        proposed=proposed,
        broken_urls=broken_urls(desk.store.link_findings.all()),
    )


def _filters(texts: Texts, data: Data, where: Where, waiting: Sequence[WorkItem], *, is_own: bool) -> None:
    """Choose a city, and for editors an organisation, among those where something waits.

    What is chosen stays an option when nothing waits there any more, and no number is part of an option: the browser
    names its choice by the words it shows, so other words would be no choice, and the next click another offer's.
    """
    with st.container(horizontal=True, key=KEY + "filters"):
        cities = Counter(item.city for item in waiting if item.city)
        named = sorted({*cities, *filter(None, [where.city])})
        _select(texts, data, "city", {name: name for name in named}, chosen=where.city)
        if not is_own:
            owners = Counter(item.organization_id for item in waiting)
            offers = kept_offers(who.actor(), data.offers)
            names = {organization_id(str(name)): str(name) for name in offers["organization"]}
            there = {key for key in (*owners, where.organization) if key in names}
            known = {key: names[key] for key in sorted(there, key=lambda k: names[k].casefold())}
            _select(texts, data, "organization", known, chosen=where.organization)


def _select(texts: Texts, data: Data, name: str, names: dict[str, str], *, chosen: str) -> None:
    if len(names) < 2 and not chosen:
        return
    key = f"{KEY}by_{name}"
    address_bar.put(key, chosen if chosen in names else "")
    st.selectbox(
        texts(f"maintain.by_{name}"),
        ["", *names],
        key=key,
        format_func=lambda value: names[value] if value else texts("maintain.all"),
        on_change=lambda: go(data, **{name: address_bar.value(key), "shown": STEP}),
        width=360,
    )


def _needs(texts: Texts, where: Where, found: dict[Need, int]) -> None:
    """Choose one reason; the numbers say how many offers have it."""
    needs = [need for need in Need if found[need]]
    address_bar.put(KEY + "need", where.need if where.need in needs else None)
    st.pills(
        texts("maintain.needs"),
        needs,
        key=KEY + "need",
        format_func=lambda need: f"{texts(f'maintain.need_{need}')} · {texts.number(found[need])}",
        label_visibility="collapsed",
        on_change=lambda: go(loading.load_data(), need=address_bar.value(KEY + "need") or "", shown=STEP),
    )


def _card(texts: Texts, data: Data, desk: Desk, item: WorkItem) -> None:
    row = row_of(data.offers, item.offer_id)
    stored = desk.store.get(item.offer_id)
    with st.container(border=True, key=f"{KEY}card_{item.offer_id}"):
        widgets.html(
            "maintain/item.html",
            title=row["title"],
            organization=row["organization"],
            city=row["city"],
            reasons=[(str(need), _reason(need, item, texts)) for need in item.needs],
        )
        with st.container(horizontal=True, key=f"{KEY}buttons_{item.offer_id}"):
            quick_buttons(
                texts,
                item.offer_id,
                row["title"],
                is_closed=row["status"] == Status.CLOSED,
                version=stored.version if stored else None,
            )


def _reason(need: Need, item: WorkItem, texts: Texts) -> str:
    if need == Need.PROPOSAL:
        return texts("maintain.reason_proposal", count=item.proposals)
    if need == Need.OLD and item.age_days is None:
        return texts("maintain.reason_undated")
    if need == Need.OLD:
        return texts("maintain.reason_old", count=round((item.age_days or 0) / 30.44))
    if need == Need.INCOMPLETE:
        missing = texts.listing([texts(f"column.{name}") for name in item.missing])
        return texts("maintain.reason_incomplete", list=missing)
    return texts(f"maintain.reason_{need}")
