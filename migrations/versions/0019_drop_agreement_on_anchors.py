"""No release takes how far readers agree on anchors, so it is no longer kept."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import grant_to_duty, protect, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLE = "moderation_anchor_figures"


def upgrade() -> None:
    """Drop the table; the readings that it was counted from stay."""
    unprotect(op, TABLE)
    op.drop_table(TABLE)


def downgrade() -> None:
    """Add it again, empty: it is filled when a round's figures are locked."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        sa.Column("anchors", sa.Integer, nullable=False),
        sa.Column("readers", sa.Integer, nullable=False),
        sa.Column("readings", sa.Integer, nullable=False),
        sa.Column("exact", sa.Float),
        sa.Column("within_one", sa.Float),
        sa.Column("ac", sa.Float),
        sa.Column("ac_low", sa.Float),
        sa.Column("ac_high", sa.Float),
        sa.Column("at", UtcDateTime, nullable=False),
        _key("authority_id", "authorities"),
        sa.UniqueConstraint("round_id", name="uq_moderation_anchor_figures_round_id"),
    )
    protect(op, TABLE, "owned", insert_only=True)
    grant_to_duty(op, "reveal", TABLE, "SELECT, INSERT")


def _key(name: str, table: str) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(f"{table}.id"), nullable=False, index=True)
