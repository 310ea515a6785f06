"""What a round taught: the words of its record."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import protect, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLE = "moderation_records"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column(
            "round_id",
            sa.Uuid,
            sa.ForeignKey("moderation_rounds.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("themes", sa.String(8000), nullable=False),
        sa.Column("learning", sa.String(8000), nullable=False),
        sa.Column("actions", sa.String(8000), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("region_id", sa.Uuid, sa.ForeignKey("regions.id"), nullable=False, index=True),
        sa.UniqueConstraint("round_id", "number", name="uq_moderation_records_round_id_number"),
    )
    protect(op, TABLE, "regional", insert_only=True)


def downgrade() -> None:
    """Take it away again."""
    unprotect(op, TABLE)
    op.drop_table(TABLE)
