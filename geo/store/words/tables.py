"""The tables behind words without a hit and added phrases."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from geo.store.offers.tables import metadata

#: How often a word that the search does not know was asked for in a week. No moment, no visitor, no question.
missed_word = Table(
    "missed_word",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("word", String(40), primary_key=True),
    Column("count", Integer, nullable=False),
    CheckConstraint("count > 0", name="count_positive"),
)

#: What people say and what they mean by it, beside the shipped phrases. The key is the batch that added it; one that
#: was taken back stays, so that it can be put back. `last_batch_id` did the last of both.
added_phrase = Table(
    "added_phrase",
    metadata,
    Column("batch_id", ForeignKey("batch.batch_id"), primary_key=True, autoincrement=False),
    Column("language", String(8), nullable=False),
    Column("means", String(200), nullable=False),
    Column("phrase", String(80), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("last_batch_id", ForeignKey("batch.batch_id"), nullable=False),
    Index("ix_added_phrase_last_batch_id", "last_batch_id"),
)
