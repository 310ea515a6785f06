"""How cases were chosen, counts by domain, mappings that two parties accept, and the count cube."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import protect, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MONTHS = "benchmark_return_months"
NEW = (
    "benchmark_domain_counts",
    "benchmark_mappings",
    "benchmark_mapping_decisions",
    "benchmark_cubes",
)


def upgrade() -> None:
    # In plain SQL: rebuilding the table on SQLite would break the rows that refer to it.
    op.execute(
        f"ALTER TABLE {MONTHS} ADD COLUMN chosen VARCHAR(8) CONSTRAINT ck_{MONTHS}_chosen_known "
        "CHECK (chosen in ('drawn', 'other'))"
    )
    _domain_counts()
    _mappings()
    _decisions()
    op.create_table(
        "benchmark_cubes",
        sa.Column("authority_id", sa.Uuid, sa.ForeignKey("authorities.id"), primary_key=True),
        sa.Column("packed", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    protect(op, "benchmark_cubes", "owned")


def downgrade() -> None:
    for name in reversed(NEW):
        unprotect(op, name)
        op.drop_table(name)
    op.execute(f"ALTER TABLE {MONTHS} DROP COLUMN chosen")


def _party(name: str) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey("authorities.id"), nullable=False, index=True)


def _domain_counts() -> None:
    op.create_table(
        "benchmark_domain_counts",
        sa.Column("month_id", sa.Uuid, sa.ForeignKey(f"{MONTHS}.id"), primary_key=True),
        sa.Column("domain", sa.String(80), primary_key=True),
        sa.Column("grade", sa.String(80), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        _party("authority_id"),
    )
    protect(op, "benchmark_domain_counts", "owned", insert_only=True)


def _mappings() -> None:
    op.create_table(
        "benchmark_mappings",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("tool", sa.String(120), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("common", sa.String(20), nullable=False),
        sa.Column("domains", sa.JSON, nullable=False),
        sa.Column("grades", sa.JSON, nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("proposed_at", UtcDateTime, nullable=False),
        sa.Column("proposed_by", sa.Uuid),
        _party("owner_id"),
        _party("reader_id"),
        sa.UniqueConstraint("owner_id", "number", name="uq_benchmark_mappings_owner_id_number"),
    )
    protect(op, "benchmark_mappings", "copy", insert_only=True)


def _decisions() -> None:
    own = "benchmark_mapping_decisions"
    op.create_table(
        own,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column(
            "mapping_id",
            sa.Uuid,
            sa.ForeignKey("benchmark_mappings.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("party", sa.String(10), nullable=False),
        sa.Column("accepted", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("by", sa.Uuid),
        _party("owner_id"),
        _party("reader_id"),
        sa.UniqueConstraint("mapping_id", "party", name=f"uq_{own}_mapping_id_party"),
        sa.CheckConstraint("party in ('authority', 'office')", name=f"ck_{own}_party_known"),
    )
    protect(op, own, "copy", insert_only=True)
