"""Readings that were withdrawn after the reveal."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import grant_to_duty, protect, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLE = "moderation_withdrawals"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("case_id", "moderation_cases"),
        sa.Column("reading_id", sa.Uuid, sa.ForeignKey("moderation_readings.id"), nullable=False),
        sa.Column("mark", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.UniqueConstraint(
            "reading_id", "reader_id", name="uq_moderation_withdrawals_reading_id_reader_id"
        ),
        sa.CheckConstraint("reason in ('void_conflict')", name="reason_known"),
    )
    protect(op, TABLE, "copy", insert_only=True)
    grant_to_duty(op, "reveal", TABLE, "SELECT, INSERT")


def downgrade() -> None:
    """Take it away again."""
    unprotect(op, TABLE)
    op.drop_table(TABLE)


def _key(name: str, table: str) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(f"{table}.id"), nullable=False, index=True)
