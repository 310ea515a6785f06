"""Regions, authorities and the trail of events."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import create_functions, drop_functions, protect, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _link_columns() -> list[sa.Column]:
    big = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return [
        sa.Column("id", big, primary_key=True, autoincrement=True),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("tag", sa.String(80), nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("subject_id", sa.String(80)),
        sa.Column("fields", sa.String(4000), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    ]


def upgrade() -> None:
    create_functions(op)
    op.create_table(
        "regions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.String(9), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.UniqueConstraint("code", name="uq_regions_code"),
        sa.UniqueConstraint("name", name="uq_regions_name"),
    )
    protect(op, "regions", "global")
    op.create_table(
        "authorities",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region_id", sa.Uuid, sa.ForeignKey("regions.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("gss_code", sa.String(9)),
        sa.Column("dfe_code", sa.String(3)),
        sa.Column("type_name", sa.String(40)),
        sa.Column("start_date", sa.Date),
        sa.Column("end_date", sa.Date),
        sa.Column("colour", sa.String(7), nullable=False),
        sa.UniqueConstraint("gss_code", name="uq_authorities_gss_code"),
        sa.CheckConstraint("end_date is null or end_date > start_date", name="ends_after_start"),
        sa.CheckConstraint("kind in ('local_authority', 'regional_office')", name="kind_known"),
    )
    protect(op, "authorities", "global")
    op.create_table(
        "events",
        *_link_columns(),
        sa.Column(
            "authority_id", sa.Uuid, sa.ForeignKey("authorities.id"), nullable=False, index=True
        ),
        sa.UniqueConstraint("authority_id", "sequence", name="uq_events_authority_id_sequence"),
    )
    protect(op, "events", "owned", insert_only=True)
    op.create_table(
        "installation_events",
        *_link_columns(),
        sa.UniqueConstraint("sequence", name="uq_installation_events_sequence"),
    )
    protect(op, "installation_events", "installation", insert_only=True)
    if op.get_bind().dialect.name == "postgresql":
        for name in ("events_id_seq", "installation_events_id_seq"):
            op.execute(f"GRANT USAGE ON SEQUENCE {name} TO regionqa_app")


def downgrade() -> None:
    for name in ("installation_events", "events", "authorities", "regions"):
        unprotect(op, name)
        op.drop_table(name)
    drop_functions(op)
