"""The tables of what advice teaches. No row is about a person, a talk or a moment; what is counted, counts many."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
)

from geo.store.offers.tables import _text, metadata

#: Tables that no backup holds: what they keep shall be forgotten.
NOT_BACKED_UP = {"is_backed_up": False}

#: Talks by what was needed and what came of it. The row with the empty obstacle counts talks, each other row how
#: often its obstacle was named: a talk may name three.
tally = Table(
    "tally",
    metadata,
    Column("quarter", String(7), primary_key=True),
    Column("city", String(80), primary_key=True),
    Column("topic", String(64), primary_key=True),
    Column("outcome", String(40), primary_key=True),
    Column("obstacle", String(40), primary_key=True),
    Column("target_group", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    CheckConstraint("count > 0", name="count_positive"),
)

#: Handovers between kinds of office, or to an offer, by what became of them.
handover = Table(
    "handover",
    metadata,
    Column("quarter", String(7), primary_key=True),
    Column("city", String(80), primary_key=True),
    Column("from_office", String(40), primary_key=True),
    Column("to_office", String(40), primary_key=True),
    Column("offer_id", String(64), primary_key=True),
    Column("state", String(20), primary_key=True),
    Column("reason", String(40), primary_key=True),
    Column("days", String(20), primary_key=True),
    Column("count", Integer, nullable=False),
    CheckConstraint("count > 0", name="count_positive"),
)

#: Handovers that wait for an answer, under a code that a case manager made up; forgotten when answered or too old.
handover_reminder = Table(
    "handover_reminder",
    metadata,
    Column("city", String(80), primary_key=True),
    Column("code", String(12), primary_key=True),
    Column("quarter", String(7), nullable=False),
    Column("from_office", String(40), nullable=False),
    Column("to_office", String(40), nullable=False),
    Column("offer_id", String(64), nullable=False, default="", server_default=""),
    Column("started_on", Date, nullable=False),
    info=NOT_BACKED_UP,
)

#: Whether an offer takes somebody, as its organisation or a case manager last said.
capacity_report = Table(
    "capacity_report",
    metadata,
    Column("offer_id", String(64), primary_key=True),
    Column("status", String(20), nullable=False),
    Column("free_places", Integer),
    Column("next_start", String(10), nullable=False, default="", server_default=""),
    Column("weeks", Integer),
    Column("as_of", Date, nullable=False),
    Column("expires", Date, nullable=False),
    CheckConstraint("status IN ('free', 'waiting_list', 'full', 'assessment_first')", name="status_known"),
)

#: A problem that many cases have, on its way from noticed to done.
structural_topic = Table(
    "structural_topic",
    metadata,
    Column("topic_id", String(16), primary_key=True),
    Column("title", Text, nullable=False),
    _text("field"),
    _text("from_office"),
    _text("to_office"),
    _text("law_from"),
    _text("law_to"),
    _text("step"),
    _text("kind"),
    _text("cities"),
    Column("stage", Integer, nullable=False),
    _text("level"),
    _text("measure"),
    _text("responsible"),
    Column("due", String(10), nullable=False, default="", server_default=""),
    Column("met_on", String(10), nullable=False, default="", server_default=""),
    _text("decision"),
    Column("check_on", String(10), nullable=False, default="", server_default=""),
    _text("outcome"),
    _text("topics"),
    _text("links"),
    Column("since", String(7), nullable=False),
    Column("version", Integer, nullable=False),
    Column("is_removed", Boolean, nullable=False, default=False, server_default=false()),
    CheckConstraint("stage BETWEEN 1 AND 5", name="stage_known"),
)

#: What a coordinator published of a quarter: numbers that have gone through the rules of disclosure, as JSON.
kim_publication = Table(
    "kim_publication",
    metadata,
    Column("quarter", String(7), primary_key=True),
    Column("figures", Text, nullable=False),
)

#: Which languages are spoken at the contact point of a city (or of the district), as an editor entered them.
contact_point = Table(
    "contact_point",
    metadata,
    Column("city", String(80), primary_key=True),
    _text("languages"),
    Column("as_of", Date, nullable=False),
)

#: What a batch did to a row of the tables above, by its key; of counts the difference, of others before and after.
kim_change = Table(
    "kim_change",
    metadata,
    Column("kim_change_id", Integer, primary_key=True, autoincrement=False),
    Column("batch_id", ForeignKey("batch.batch_id"), nullable=False),
    Column("thing", String(20), nullable=False),
    Column("key", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    CheckConstraint(
        "thing IN ('tally', 'handover', 'capacity', 'topic', 'publication', 'contact')", name="thing_known"
    ),
    Index("ix_kim_change_batch_id", "batch_id"),
)
