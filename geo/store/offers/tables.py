"""The tables as they are today; how they came to be stands in `migrations`."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    false,
)

from geo.model import ChangeKind, Precision, Role
from geo.offers.columns import LIST_COLUMNS, OFFER_COLUMNS
from geo.offers.course_runs import RUN_COLUMNS
from geo.tables import ColumnSpec

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def _text(name: str) -> Column[str]:
    """Return a text column where the empty text means unknown."""
    return Column(name, Text, nullable=False, default="", server_default="")


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, default=0, server_default="0")


def _one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


#: Columns of an offer that tables of their own hold, and its key.
_ELSEWHERE = ("offer_id", "organization", *LIST_COLUMNS)
#: Letters that the database keeps of a kind, as its migration made it.
_KIND_LENGTH = {"scope": 10}


def _is_kind(spec: ColumnSpec) -> bool:
    return spec.required and bool(spec.allowed) and not spec.is_flag


def _offer_column(spec: ColumnSpec) -> Column[Any]:
    if spec.is_flag:
        return Column(spec.name, Boolean, nullable=False)
    if _is_kind(spec):
        return Column(spec.name, String(_KIND_LENGTH.get(spec.name, 20)), nullable=False)
    return Column(spec.name, Text, nullable=False) if spec.required else _text(spec.name)


#: What was loaded from a file; a row exists only when its load is complete.
dataset = Table(
    "dataset",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("loaded_at", DateTime(timezone=True), nullable=False),
    Column("rows", Integer, nullable=False),
)

#: One row whose token changes with every write that a reader of offers can see.
revision = Table(
    "revision",
    metadata,
    Column("revision_id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("token", String(32), nullable=False),
)

organization = Table(
    "organization",
    metadata,
    Column("organization_id", String(64), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

location = Table(
    "location",
    metadata,
    Column("location_id", String(20), primary_key=True),
    _text("street"),
    _text("house_number"),
    _text("postal_code"),
    _text("city"),
    Column("lon", Float),
    Column("lat", Float),
    Column("precision", String(10), nullable=False),
    Column("uncertainty_m", Float),
    _text("match_source"),
    Column("match_date", Date, nullable=False),
    Column("is_locked", Boolean, nullable=False, default=False, server_default=false()),
    _text("note"),
    Column(
        "placed_at", DateTime(timezone=True)
    ),  # set by a person or a service; a new load moves it to no coarser
    _one_of("precision", Precision),
    CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="lon_with_lat"),
    CheckConstraint("(lon IS NULL) = (precision = 'none')", name="point_with_precision"),
    CheckConstraint("lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90", name="point_on_earth"),
    CheckConstraint("uncertainty_m >= 0", name="uncertainty_not_negative"),
)

offer = Table(
    "offer",
    metadata,
    Column("offer_id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("dataset", String(100), nullable=False),
    Column(
        "edited_at", DateTime(timezone=True)
    ),  # set by a person's change; a new shipped file leaves such rows alone
    Column("organization_id", ForeignKey("organization.organization_id"), nullable=False),
    Column("location_id", ForeignKey("location.location_id")),
    *(_offer_column(spec) for spec in OFFER_COLUMNS if spec.name not in _ELSEWHERE),
    Column("version", Integer, nullable=False, default=1, server_default="1"),  # counts the changes
    Column("deleted_at", DateTime(timezone=True)),  # removed, but kept for the history and for undo
    *(_one_of(spec.name, spec.allowed) for spec in OFFER_COLUMNS if _is_kind(spec)),
    CheckConstraint(
        "NOT is_protected OR "
        "(street = '' AND house_number = '' AND postal_code = '' AND location_id IS NULL)",
        name="protected_has_no_address",
    ),
    Index("ix_offer_location_id", "location_id"),
    Index("ix_offer_organization_id", "organization_id"),
)


def _list_table(name: str, column: str, length: int) -> Table:
    """Return the table of an ordered list that belongs to an offer."""
    return Table(
        name,
        metadata,
        Column("offer_id", ForeignKey("offer.offer_id", ondelete="CASCADE"), primary_key=True),
        Column(column, String(length), primary_key=True),
        Column("position", Integer, nullable=False),
    )


offer_topic = _list_table("offer_topic", "topic", 64)
offer_target_group = _list_table("offer_target_group", "target_group", 64)
offer_language = _list_table("offer_language", "language", 8)

#: Which table holds which list column of the offers frame.
LIST_TABLES = {"topics": offer_topic, "target_groups": offer_target_group, "languages": offer_language}

#: Further addresses of an offer; its own row holds the first.
offer_site = Table(
    "offer_site",
    metadata,
    Column("offer_id", ForeignKey("offer.offer_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    _text("street"),
    _text("house_number"),
    _text("postal_code"),
    _text("city"),
    _text("schedule"),
    Column("location_id", ForeignKey("location.location_id")),
    Index("ix_offer_site_location_id", "location_id"),
)

#: Dated runs of an offer, such as a course that begins in January; the earliest first.
run = Table(
    "runs",
    metadata,
    Column("offer_id", ForeignKey("offer.offer_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    *(_text(spec.name) for spec in RUN_COLUMNS),
    CheckConstraint("start <> ''", name="has_start"),
)

#: Texts of an offer in other languages than the one it is written in; imports bring them.
offer_translation = Table(
    "offer_translation",
    metadata,
    Column("offer_id", ForeignKey("offer.offer_id", ondelete="CASCADE"), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("column_name", String(40), primary_key=True),
    _text("text"),
)

#: The offer that a person said the id of a source means; without an entry that id makes an offer of its own.
offer_alias = Table(
    "offer_alias",
    metadata,
    Column("alias_id", String(64), primary_key=True),
    Column("offer_id", ForeignKey("offer.offer_id", ondelete="CASCADE"), nullable=False),
    Index("ix_offer_alias_offer_id", "offer_id"),
)

#: One row a transaction. Ids are counted by ourselves under the writers' lock: no gaps, no sequence to restore.
batch = Table(
    "batch",
    metadata,
    Column("batch_id", Integer, primary_key=True, autoincrement=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("who", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    _text("note"),
    _count("added"),
    _count("changed"),
    _count("removed"),
    _count("moved"),
    Column("undoes", ForeignKey("batch.batch_id")),
    _one_of("who", Role),
    _one_of("kind", ChangeKind),
)

#: What a batch did to one offer or one location; `before` and `after` are JSON of the columns that differ.
change = Table(
    "change",
    metadata,
    Column("change_id", Integer, primary_key=True, autoincrement=False),
    Column("batch_id", ForeignKey("batch.batch_id"), nullable=False),
    Column("offer_id", ForeignKey("offer.offer_id")),
    Column("location_id", String(20)),
    _count("version"),
    Column("before", Text),
    Column("after", Text),
    Column("was_edited_at", DateTime(timezone=True)),
    Column("undoes", ForeignKey("change.change_id")),
    CheckConstraint("(offer_id IS NULL) <> (location_id IS NULL)", name="of_one_thing"),
    Index("ix_change_batch_id", "batch_id"),
    Index("ix_change_offer_id", "offer_id"),
    Index("ix_change_location_id", "location_id"),
)

#: Two offers that a person said are no duplicates, the smaller id first; `…_seen` is a fingerprint of each then.
offer_apart = Table(
    "offer_apart",
    metadata,
    Column("first_id", ForeignKey("offer.offer_id", ondelete="CASCADE"), primary_key=True),
    Column("second_id", ForeignKey("offer.offer_id", ondelete="CASCADE"), primary_key=True),
    Column("first_seen", String(64), nullable=False),
    Column("second_seen", String(64), nullable=False),
    Column("batch_id", ForeignKey("batch.batch_id"), nullable=False),
    Index("ix_offer_apart_second_id", "second_id"),
    Index("ix_offer_apart_batch_id", "batch_id"),
)

geocode_cache = Table(
    "geocode_cache",
    metadata,
    Column("key", Text, primary_key=True),
    Column("query", Text, nullable=False),
    Column("lon", Float),
    Column("lat", Float),
    Column("precision", String(10), nullable=False),
    Column("uncertainty_m", Float),
    _text("source"),
    Column("match_date", Date, nullable=False),
    _text("city"),
    Column("inside_city", Boolean),
    _text("note"),
    Column("stored_at", DateTime(timezone=True), nullable=False),
    _one_of("precision", Precision),
    CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="lon_with_lat"),
)
