"""Tokens that programs send, and the keys of requests that are done once."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import protect, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False, index=True),
        sa.Column("membership_id", sa.Uuid, sa.ForeignKey("memberships.id"), nullable=False),
        sa.Column("roles", sa.String(400), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("last_used_at", UtcDateTime),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.UniqueConstraint("token_hash"),
    )
    protect(op, "api_tokens", "installation")
    op.create_table(
        "idempotency_keys",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column(
            "authority_id", sa.Uuid, sa.ForeignKey("authorities.id"), nullable=False, index=True
        ),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("headers", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False, index=True),
        sa.UniqueConstraint("authority_id", "person_id", "key"),
    )
    protect(op, "idempotency_keys", "owned")


def downgrade() -> None:
    for name in ("idempotency_keys", "api_tokens"):
        unprotect(op, name)
        op.drop_table(name)
