"""An authority's own tools, and those it offers to the office."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import protect, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "moderation_own_tools",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("published_at", UtcDateTime),
        sa.Column("retired_at", UtcDateTime),
        _key("authority_id"),
        sa.UniqueConstraint(
            "authority_id",
            "code",
            "version",
            name="uq_moderation_own_tools_authority_id_code_version",
        ),
        sa.CheckConstraint("state in ('draft', 'published', 'retired')", name="state_known"),
        sa.CheckConstraint("(state = 'draft') = (published_at is null)", name="published_has_date"),
        sa.CheckConstraint(
            "(state = 'retired') = (retired_at is not null)", name="retired_has_date"
        ),
    )
    protect(op, "moderation_own_tools", "owned")
    op.create_table(
        "moderation_tool_offers",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("own_tool_id", sa.Uuid, nullable=False),
        sa.Column("standing", sa.String(8), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _key("owner_id"),
        _key("reader_id"),
        sa.UniqueConstraint(
            "own_tool_id", "standing", name="uq_moderation_tool_offers_own_tool_id_standing"
        ),
        sa.CheckConstraint("standing in ('offered', 'retired')", name="standing_known"),
    )
    protect(op, "moderation_tool_offers", "copy", insert_only=True)


def downgrade() -> None:
    """Take them away again."""
    for name in ("moderation_tool_offers", "moderation_own_tools"):
        unprotect(op, name)
        op.drop_table(name)


def _key(name: str) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey("authorities.id"), nullable=False, index=True)
