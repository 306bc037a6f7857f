"""The table behind saved scenarios."""

from sqlalchemy import CheckConstraint, Column, DateTime, Integer, String, Table, Text, UniqueConstraint

from geo.store.offers.tables import metadata

#: A scenario under the name somebody gave it, which `name_key` holds without capitals (`str.casefold`); `steps` as
#: links write them, `version` counts what was saved under it.
saved_scenario = Table(
    "saved_scenario",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("name_key", Text, nullable=False),
    Column("steps", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("saved_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("name_key", name="uq_saved_scenario_name_key"),
    CheckConstraint("version > 0", name="version_positive"),
)
