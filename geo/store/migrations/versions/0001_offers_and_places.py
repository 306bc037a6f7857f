"""Offers, organizations, locations, geocoding answers and loaded data sets."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PRECISIONS = "'house', 'street', 'place', 'postcode', 'city', 'none'"


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def upgrade() -> None:
    op.create_table(
        "dataset",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_dataset"),
    )
    op.create_table(
        "revision",
        sa.Column("revision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("revision_id", name="pk_revision"),
    )
    op.create_table(
        "organization",
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", name="pk_organization"),
        sa.UniqueConstraint("name", name="uq_organization_name"),
    )
    _create_location()
    _create_offer()
    for table, column, length in _LISTS:
        _create_list(table, column, length)
    _create_geocode_cache()


_LISTS = (
    ("offer_topic", "topic", 64),
    ("offer_target_group", "target_group", 64),
    ("offer_language", "language", 8),
)


def _create_location() -> None:
    op.create_table(
        "location",
        sa.Column("location_id", sa.String(20), nullable=False),
        *(_text(name) for name in ("street", "house_number", "postal_code", "city")),
        sa.Column("lon", sa.Float()),
        sa.Column("lat", sa.Float()),
        sa.Column("precision", sa.String(10), nullable=False),
        sa.Column("uncertainty_m", sa.Float()),
        _text("match_source"),
        sa.Column("match_date", sa.Date(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False, server_default=sa.false()),
        _text("note"),
        sa.PrimaryKeyConstraint("location_id", name="pk_location"),
        sa.CheckConstraint(f"precision IN ({PRECISIONS})", name="ck_location_precision_known"),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="ck_location_lon_with_lat"),
        sa.CheckConstraint("(lon IS NULL) = (precision = 'none')", name="ck_location_point_with_precision"),
        sa.CheckConstraint(
            "lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90", name="ck_location_point_on_earth"
        ),
        sa.CheckConstraint("uncertainty_m >= 0", name="ck_location_uncertainty_not_negative"),
    )


def _create_offer() -> None:
    op.create_table(
        "offer",
        sa.Column("offer_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.String(100), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True)),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("location_id", sa.String(20)),
        sa.Column("title", sa.Text(), nullable=False),
        *(_text(name) for name in ("description", "target_groups_stated", "languages_stated", "schedule")),
        sa.Column("fee_kind", sa.String(20), nullable=False),
        *(_text(name) for name in ("fees", "application", "barrier_free", "phone", "email", "website")),
        *(_text(name) for name in ("street", "house_number", "postal_code", "city")),
        sa.Column("scope", sa.String(10), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("is_administration_address", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        *(_text(name) for name in ("assured_date", "page_date", "source_host", "source_url", "remark")),
        sa.PrimaryKeyConstraint("offer_id", name="pk_offer"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.organization_id"], name="fk_offer_organization_id"
        ),
        sa.ForeignKeyConstraint(["location_id"], ["location.location_id"], name="fk_offer_location_id"),
        sa.CheckConstraint(
            "fee_kind IN ('free', 'partly_free', 'paid', 'not_stated')", name="ck_offer_fee_kind_known"
        ),
        sa.CheckConstraint("scope IN ('local', 'district', 'online')", name="ck_offer_scope_known"),
        sa.CheckConstraint(
            "status IN ('not_confirmed', 'confirmed', 'closed')", name="ck_offer_status_known"
        ),
        sa.CheckConstraint(
            "NOT is_protected OR "
            "(street = '' AND house_number = '' AND postal_code = '' AND location_id IS NULL)",
            name="ck_offer_protected_has_no_address",
        ),
    )
    op.create_index("ix_offer_location_id", "offer", ["location_id"])
    op.create_index("ix_offer_organization_id", "offer", ["organization_id"])


def _create_list(table: str, column: str, length: int) -> None:
    op.create_table(
        table,
        sa.Column("offer_id", sa.String(64), nullable=False),
        sa.Column(column, sa.String(length), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("offer_id", column, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.offer_id"], name=f"fk_{table}_offer_id", ondelete="CASCADE"
        ),
    )


def _create_geocode_cache() -> None:
    op.create_table(
        "geocode_cache",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("lon", sa.Float()),
        sa.Column("lat", sa.Float()),
        sa.Column("precision", sa.String(10), nullable=False),
        sa.Column("uncertainty_m", sa.Float()),
        _text("source"),
        sa.Column("match_date", sa.Date(), nullable=False),
        _text("city"),
        sa.Column("inside_city", sa.Boolean()),
        _text("note"),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_geocode_cache"),
        sa.CheckConstraint(f"precision IN ({PRECISIONS})", name="ck_geocode_cache_precision_known"),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="ck_geocode_cache_lon_with_lat"),
    )


def downgrade() -> None:
    op.drop_table("geocode_cache")
    for table, _, _ in reversed(_LISTS):
        op.drop_table(table)
    op.drop_table("offer")
    for table in ("location", "organization", "revision", "dataset"):
        op.drop_table(table)
