"""An anchor is a table of its own, so a case no longer says whether it is one."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the column, which nothing read."""
    op.drop_column("moderation_cases", "anchor")


def downgrade() -> None:
    """Add it again; no case was ever an anchor."""
    op.add_column(
        "moderation_cases",
        sa.Column("anchor", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("moderation_cases", "anchor", server_default=None)
