"""Background jobs and the outbox of mails."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import protect, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("authority_id", sa.Uuid, sa.ForeignKey("authorities.id"), index=True),
        sa.Column("region_id", sa.Uuid),
        sa.Column("person_id", sa.Uuid),
        sa.Column("office", sa.Boolean, nullable=False),
        sa.Column("payload", sa.String(4000), nullable=False),
        sa.Column("key", sa.String(120)),
        sa.Column("then", sa.String(300)),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("run_at", UtcDateTime, nullable=False, index=True),
        sa.Column("lease_until", UtcDateTime),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("progress_done", sa.Integer, nullable=False),
        sa.Column("progress_total", sa.Integer, nullable=False),
        sa.Column("done_at", UtcDateTime),
        sa.Column("failed_at", UtcDateTime),
        sa.Column("failure", sa.String(1000)),
        sa.UniqueConstraint("key", name="uq_jobs_key"),
    )
    protect(
        op,
        "jobs",
        "installation",
        own_authority_reads=True,
        own_authority_writes=True,
        all_insert=True,
    )
    op.create_table(
        "mails",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("template", sa.String(80), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("link", sa.String(500)),
        sa.Column("date_text", sa.String(60), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False, index=True),
        sa.Column("sent_at", UtcDateTime),
    )
    protect(op, "mails", "installation", all_insert=True)


def downgrade() -> None:
    for name in ("mails", "jobs"):
        unprotect(op, name)
        op.drop_table(name)
