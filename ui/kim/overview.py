"""What the district sees: a sentence to read aloud, real gaps beside gaps of knowledge, breaking points, needs."""

from collections.abc import Mapping

import streamlit as st

from geo.exchange.advice_files import records_csv
from geo.i18n import Texts
from geo.kim.breaking_points import circles
from geo.kim.counting import Field as Known
from geo.kim.disclosure import Told
from geo.kim.example import example_counts
from geo.kim.figures import Figures, make_figures
from geo.kim.four_fields import Field
from geo.kim.publishing import seen_by
from geo.kim.quarters import before, quarter_of
from geo.kim.summary import as_record, known_of, summarize
from geo.kim.topics import StructuralTopic, add_topic
from geo.kim.wording import (
    headlines,
    kind_words,
    office_name,
    quarter_words,
    share_words,
    told_words,
    topic_name,
)
from geo.upkeep.access import Action, Actor, may
from ui.entrance import who
from ui.kim import beside, links, needs, picture, publishing, told, upload
from ui.kim.seen import MOST_ROWS, Seen
from ui.kim.state import BOARD, KEY, Where, go
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data


def show(texts: Texts, data: Data, actor: Actor, where: Where) -> None:
    """Show what may be told, as far as who is here may see it."""
    told.show(texts)
    known = known_of(data.settings, data.taxonomy, data.table.frame.index)
    figures = seen_by(loading.store(), actor)
    steers = bool(may(actor, Action.STEER))
    if not figures.quarters:
        _empty(texts, data, known, steers=bool(may(actor, Action.SEE_ADVICE)))
        if steers:
            _no_contact(texts, data)
            upload.show(texts, known)
            links.show(texts, data)
        return
    _filters(texts, data, figures, where)
    chosen = figures.of(where.quarter) if where.quarter in figures.names else figures
    with st.spinner(texts("coverage.computing")):
        supplies = beside.supplies_of(data)
    found = summarize(chosen, supplies, city=where.city, topic=where.topic)
    seen = Seen(texts, data, known, found, steers, where)
    _sentences(seen)
    _fields(seen)
    _points(seen)
    needs.show_needs(seen, figures)
    needs.show_obstacles(seen)
    needs.show_groups(seen)
    _downloads(seen)
    if steers:
        _no_contact(texts, data)
        upload.show(texts, known)
        publishing.show(texts, figures)
        links.show(texts, data)
    widgets.html("note.html", text=texts("kim.rules"))


def _empty(texts: Texts, data: Data, known: Known, *, steers: bool) -> None:
    """Explain a page on which nothing stands yet, with an example that says so everywhere."""
    said = texts("kim.empty") if steers else texts("kim.nothing_published")
    st.info(widgets.plain(said), icon=":material/info:")
    quarter = before(quarter_of(data.settings.district.today()))
    figures = make_figures(*example_counts(known, quarter)).of(quarter)
    seen = Seen(texts, data, known, summarize(figures, {}), steers=False, where=Where())
    with st.container(border=True, key=KEY + "example"):
        widgets.html("heading.html", text=texts("kim.example"))
        picture.show(texts, known, seen.found.points)
        widgets.html("note.html", text=texts("kim.example_note"))


def _filters(texts: Texts, data: Data, figures: Figures, where: Where) -> None:
    city, quarter = KEY + "city", KEY + "quarter"
    address_bar.put(city, where.city)
    address_bar.put(quarter, where.quarter if where.quarter in figures.names else "")
    with st.container(horizontal=True, key=KEY + "filters"):
        st.selectbox(
            texts("filter.cities"),
            ["", *data.cities],
            key=city,
            format_func=lambda name: name or texts("kim.all_cities"),
            on_change=lambda: go(data, city=address_bar.value(city) or ""),
            width=260,
        )
        st.selectbox(
            texts("kim.quarter"),
            ["", *reversed(figures.names)],
            key=quarter,
            format_func=lambda name: quarter_words(name, texts) if name else texts("kim.all_quarters"),
            on_change=lambda: go(data, quarter=address_bar.value(quarter) or ""),
            width=260,
        )
        topics = {one: topic_name(one, texts, data.taxonomy) for one in data.taxonomy.topics}
        groups = {key: one.labels[texts.language] for key, one in data.taxonomy.target_groups.items()}
        for name, labels in (("topic", topics), ("group", groups)):
            _filter(texts, data, name, labels, getattr(where, name))


def _filter(texts: Texts, data: Data, name: str, labels: Mapping[str, str], chosen: str) -> None:
    key = f"{KEY}filter_{name}"
    address_bar.put(key, chosen)
    st.selectbox(
        texts("filter.topics") if name == "topic" else texts("filter.target_groups"),
        ["", *labels],
        key=key,
        format_func=lambda one: labels.get(one) or texts("kim.all_of_these"),
        on_change=lambda: go(data, **{name: str(address_bar.value(key) or "")}),
        width=260,
    )


def _sentences(seen: Seen) -> None:
    said = headlines(seen.found, seen.texts, seen.data.taxonomy, seen.known.codes)
    widgets.html("kim/sentences.html", lines=said or [seen.texts("kim.too_little")])


# -- real gap or gap of knowledge ----------------------------------------------------------------------


def _fields(seen: Seen) -> None:
    texts, taxonomy = seen.texts, seen.data.taxonomy
    widgets.html("heading.html", text=texts("kim.fields_title"))
    fields = seen.found.fields
    gaps = [field for field in fields if field.is_advice_gap]
    counts = {
        (advice, on_map): sum(f.is_advice_gap is advice and f.supply.is_map_gap is on_map for f in fields)
        for advice in (True, False)
        for on_map in (True, False)
    }
    widgets.html("kim/four.html", t=texts, counts=counts)
    rows = [
        {
            "city": field.city,
            "topic": topic_name(field.topic, texts, taxonomy),
            "kind": kind_words(field.kind, texts),
            "unmet": told_words(field.unmet, texts),
            "needs": told_words(field.needs, texts),
            "share": share_words(field.share, texts),
            "offers": texts.number(field.supply.offers),
            "reached": "–" if field.supply.reached is None else texts.percent(field.supply.reached),
            "link": address_bar.address("find", {"topic": [field.topic], "city": [field.city]}),
        }
        for field in gaps[:MOST_ROWS]
    ]
    widgets.html("kim/fields.html", t=texts, rows=rows)
    if seen.steers:
        for number, field in enumerate(gaps[:3]):
            _make_topic(seen, f"gap_{number}", _topic_of_field(field, texts, seen))


def _topic_of_field(field: Field, texts: Texts, seen: Seen) -> StructuralTopic:
    title = texts(
        "kim.topic_of_gap", topic=topic_name(field.topic, texts, seen.data.taxonomy), city=field.city
    )
    kind = {"knowledge": "knowledge", "capacity": "waiting"}.get(str(field.kind), "gap")
    return StructuralTopic(
        "", title, _quarter(seen), cities=(field.city,), topics=(field.topic,), kind=_known_kind(seen, kind)
    )


# -- breaking points -----------------------------------------------------------------------------------


def _points(seen: Seen) -> None:
    texts, points = seen.texts, seen.found.points
    widgets.html("heading.html", text=texts("kim.points_title"))
    if not points:
        st.markdown(widgets.plain(texts("kim.points_none")))
        return
    picture.show(texts, seen.known, points)
    rows = [
        {
            "start": office_name(point.start, texts, seen.known.codes),
            "end": office_name(point.end, texts, seen.known.codes),
            "count": told_words(point.count, texts),
            "failed": told_words(point.failed, texts),
            "share": share_words(point.share, texts),
            "why": _named(seen, "obstacles", point.reasons),
            "days": _named(seen, "days", point.days),
        }
        for point in points[:MOST_ROWS]
    ]
    widgets.html("kim/points.html", t=texts, rows=rows)
    for circle in circles(points)[:5]:
        names = [office_name(code, texts, seen.known.codes) for code in (*circle, circle[0])]
        widgets.html("kim/circle.html", text=texts("kim.circle"), names=names)
    if seen.steers:
        for number, point in enumerate(points[:3]):
            said = texts("kim.topic_of_point", start=rows[number]["start"], end=rows[number]["end"])
            topic = StructuralTopic(
                "",
                said,
                _quarter(seen),
                from_office=_office(point.start),
                to_office=_office(point.end),
                kind=_known_kind(seen, "handover"),
            )
            _make_topic(seen, f"point_{number}", topic)


def _named(seen: Seen, kind: str, told: tuple[tuple[str, Told], ...]) -> str:
    """Name what is told of most, with its count; "" where nothing is."""
    if not told:
        return ""
    code, number = told[0]
    return f"{seen.known.codes.label(kind, code, seen.texts.language)} ({told_words(number, seen.texts)})"


def _office(code: str) -> str:
    return "" if code.startswith("offer:") else code


def _downloads(seen: Seen) -> None:
    record = as_record(seen.found)
    with st.container(horizontal=True, key=KEY + "downloads"):
        for name, rows in record.items():
            if rows:
                st.download_button(
                    seen.texts(f"kim.download_{name}"),
                    data=records_csv(list(rows[0]), rows),
                    file_name=f"kim-{name.replace('_', '-')}.csv",
                    mime="text/csv",
                    key=f"{KEY}download_{name}",
                    icon=":material/download:",
                    on_click="ignore",
                )


# -- what coordinators do here -------------------------------------------------------------------------


def _quarter(seen: Seen) -> str:
    return seen.found.figures.names[-1]


def _known_kind(seen: Seen, kind: str) -> str:
    return kind if kind in seen.known.codes.ids("breaks") else ""


def _make_topic(seen: Seen, key: str, topic: StructuralTopic) -> None:
    st.button(
        seen.texts("kim.make_topic", what=widgets.plain(topic.title)),
        key=f"{KEY}make_{key}",
        icon=":material/add_task:",
        on_click=_add_topic,
        args=(seen.data, seen.known, topic),
    )


def _add_topic(data: Data, known: Known, topic: StructuralTopic) -> None:
    def step() -> told.Done:
        made = add_topic(loading.store(), who.actor(), known, topic)
        return told.text("kim.topic_added", title=made.title)

    if told.act(step):
        go(data, view=BOARD)


def _no_contact(texts: Texts, data: Data) -> None:
    """Tell a coordinator of which cities no contact point is known, and which of them counts."""
    lacking = [city for city in data.cities if not (city in data.contacts and data.contacts[city].office)]
    if lacking:
        st.warning(
            widgets.plain(texts("kim.no_contact", cities=texts.listing(lacking))),
            icon=":material/contact_support:",
        )
