"""Structural topics as a board over five stages, with measure, role, day, decision, and what became of it."""

from dataclasses import replace

import streamlit as st

from geo.exchange.advice_files import records_csv
from geo.i18n import Texts
from geo.kim.counting import Field
from geo.kim.figures import Figures, figures_of
from geo.kim.quarters import quarter_of
from geo.kim.summary import known_of
from geo.kim.topics import (
    DECIDED,
    LONGEST_LINK,
    MOST_LINKS,
    STAGES,
    StructuralTopic,
    add_topic,
    as_record,
    changed,
    effect,
    moved,
    overdue,
    save_topic,
    topics_of,
)
from geo.kim.wording import effect_words, office_name, quarter_words, topic_name
from geo.tables import cell_of
from geo.upkeep.access import Actor
from ui.entrance import who
from ui.kim import told
from ui.kim.state import KEY, Where
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data

_NEW = KEY + "new_title"
_TEXTS = {"measure": 600, "decision": 600, "outcome": 600}
_DAYS = ("due", "met_on", "check_on")
#: The addresses of a topic, one a line.
_MOST_OF_LINKS = MOST_LINKS * (LONGEST_LINK + 1)


def show(texts: Texts, data: Data, _actor: Actor, _where: Where) -> None:
    """Show the board."""
    told.show(texts)
    known, store = known_of(data.settings, data.taxonomy), loading.store()
    topics, figures = topics_of(store), figures_of(store)
    late = overdue(topics, today=data.settings.district.today())
    if late:
        said = texts("kim.overdue", count=len(late), titles=texts.listing([one.title for one in late[:5]]))
        st.warning(widgets.plain(said), icon=":material/event_busy:")
    for stage, name in reversed([*enumerate(STAGES, start=1)]):
        here = [one for one in topics if one.stage == stage]
        widgets.html(
            "heading.html", text=texts("kim.stage_count", stage=texts(f"kim.stage_{name}"), count=len(here))
        )
        for topic in here:
            _card(texts, data, known, topic, figures)
    _download(texts, topics)
    _new(texts, known)


def _download(texts: Texts, topics: list[StructuralTopic]) -> None:
    """Offer the board as a table."""
    if not topics:
        return
    rows = [
        {name: " ".join(value) if name == "links" else _cell(value) for name, value in as_record(one).items()}
        for one in topics
    ]
    st.download_button(
        texts("kim.download_topics"),
        data=records_csv([name for name in rows[0] if name != "is_removed"], rows),
        file_name="kim-topics.csv",
        mime="text/csv",
        key=KEY + "download_topics",
        icon=":material/download:",
        on_click="ignore",
    )


def _cell(value: object) -> object:
    return cell_of(value) if isinstance(value, list) else value


def _card(texts: Texts, data: Data, known: Field, topic: StructuralTopic, figures: Figures) -> None:
    with st.container(border=True, key=f"{KEY}card_{topic.topic_id}"):
        found = effect(topic, figures)
        widgets.html(
            "kim/topic.html",
            title=topic.title,
            facts=facts_of(topic, texts, data, known),
            links_heading=texts("kim.field_links"),
            links=topic.pages,
            effect=effect_words(found, texts)
            if found
            else (texts("kim.effect_unknown") if topic.stage >= DECIDED else ""),
        )
        with st.container(horizontal=True, key=f"{KEY}moves_{topic.topic_id}"):
            for step, icon, key in ((-1, "arrow_back", "back"), (1, "arrow_forward", "on")):
                stage = topic.stage + step
                if 1 <= stage <= len(STAGES):
                    st.button(
                        texts(f"kim.stage_{STAGES[stage - 1]}"),
                        key=f"{KEY}{key}_{topic.topic_id}",
                        icon=f":material/{icon}:",
                        help=texts("kim.move_help", title=widgets.plain(topic.title)),
                        on_click=_move,
                        args=(known, topic, stage),
                    )
        with st.expander(texts("kim.edit"), key=f"{KEY}edit_{topic.topic_id}"):
            _form(texts, known, topic)


def facts_of(topic: StructuralTopic, texts: Texts, data: Data, known: Field) -> list[tuple[str, str]]:
    """Return what is known of a topic, as headings and values."""
    codes, language = known.codes, texts.language
    ways = [office_name(code, texts, codes) for code in (topic.from_office, topic.to_office) if code]
    laws = [codes.label("laws", code, language) for code in (topic.law_from, topic.law_to) if code]
    named = [topic_name(one, texts, data.taxonomy) for one in topic.topics]
    told_facts = [
        ("since", quarter_words(topic.since, texts)),
        ("kind", codes.label("breaks", topic.kind, language) if topic.kind else ""),
        ("field", codes.label("fields", topic.field, language) if topic.field else ""),
        ("from_office", " – ".join(ways)),
        ("law_from", " – ".join(laws)),
        ("step", topic.step),
        ("topics", texts.listing(named) if named else ""),
        ("cities", texts.listing([*topic.cities]) if topic.cities else ""),
        ("level", codes.label("levels", topic.level, language) if topic.level else ""),
        ("measure", topic.measure),
        ("responsible", codes.label("roles", topic.responsible, language) if topic.responsible else ""),
        *((name, texts.partial_date(getattr(topic, name))) for name in _DAYS if getattr(topic, name)),
        ("decision", topic.decision),
        ("outcome", topic.outcome),
    ]
    return [(texts(f"kim.field_{name}"), value) for name, value in told_facts if value]


def _key(topic: StructuralTopic, name: str) -> str:
    return f"{KEY}{name}_{topic.topic_id}_{topic.version}"


def _form(texts: Texts, known: Field, topic: StructuralTopic) -> None:
    for name, longest in _TEXTS.items():
        st.text_area(
            texts(f"kim.field_{name}"),
            value=getattr(topic, name),
            key=_key(topic, name),
            max_chars=longest,
            height=80,
        )
    st.text_area(
        texts("kim.field_links"),
        value="\n".join(topic.pages),
        key=_key(topic, "links"),
        max_chars=_MOST_OF_LINKS,
        height=80,
        help=texts("kim.links_help", most=texts.number(MOST_LINKS)),
    )
    roles = ["", *known.codes.ids("roles")]
    st.selectbox(
        texts("kim.field_responsible"),
        roles,
        index=roles.index(topic.responsible) if topic.responsible in roles else 0,
        key=_key(topic, "responsible"),
        format_func=lambda code: (
            known.codes.label("roles", code, texts.language) if code else texts("kim.nobody")
        ),
    )
    with st.container(horizontal=True, key=f"{KEY}days_{topic.topic_id}"):
        for name in _DAYS:
            st.text_input(
                texts(f"kim.field_{name}"),
                value=getattr(topic, name),
                key=_key(topic, name),
                max_chars=10,
                placeholder="2027-03-31",
                width=200,
            )
    st.button(
        texts("kim.save"),
        key=_key(topic, "save"),
        type="primary",
        icon=":material/save:",
        on_click=_save,
        args=(known, topic),
    )
    widgets.html("note.html", text=texts("kim.no_names"))


def _entered(topic: StructuralTopic) -> StructuralTopic:
    names = (*_TEXTS, "links", "responsible", *_DAYS)
    typed = {name: address_bar.value(_key(topic, name)) for name in names}
    given = {name: str(value).strip() for name, value in typed.items() if value is not None}
    if "links" in given:
        given["links"] = " ".join(given["links"].split())
    return changed(topic, given)


def _save(known: Field, topic: StructuralTopic) -> None:
    _write(known, _entered(topic), told.text("kim.topic_saved", title=topic.title))


def _move(known: Field, topic: StructuralTopic, stage: int) -> None:
    today = loading.settings().district.today()
    _write(known, moved(_entered(topic), stage, today=today), told.text("kim.topic_moved", title=topic.title))


def _write(known: Field, topic: StructuralTopic, said: told.Done) -> None:
    def step() -> told.Done:
        _, batch = save_topic(loading.store(), who.actor(), known, topic)
        return replace(said, undo=lambda: told.take_back(batch.batch_id))

    told.act(step)


def _new(texts: Texts, known: Field) -> None:
    widgets.html("heading.html", text=texts("kim.new_topic"))
    st.text_input(texts("kim.field_title"), key=_NEW, max_chars=160)
    kinds = ["", *known.codes.ids("breaks")]
    st.selectbox(
        texts("kim.field_kind"),
        kinds,
        key=KEY + "new_kind",
        format_func=lambda code: (
            known.codes.label("breaks", code, texts.language) if code else texts("kim.no_kind")
        ),
    )
    st.button(
        texts("kim.add_topic"), key=KEY + "add_topic", icon=":material/add:", on_click=_add, args=(known,)
    )


def _add(known: Field) -> None:
    title, kind = str(address_bar.value(_NEW) or "").strip(), str(address_bar.value(KEY + "new_kind") or "")
    quarter = quarter_of(loading.settings().district.today())

    def step() -> told.Done:
        made = add_topic(loading.store(), who.actor(), known, StructuralTopic("", title, quarter, kind=kind))
        return told.text("kim.topic_added", title=made.title)

    if told.act(step):
        st.session_state[_NEW] = ""
