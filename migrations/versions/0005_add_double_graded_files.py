"""Files of double-graded cases: drafts, confirmed files, their grades."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import protect, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OWNED = ("ratings_drafts", "ratings_files", "ratings")


def upgrade() -> None:
    _drafts()
    _files()
    _ratings()
    for name in OWNED:
        protect(op, name, "owned")


def downgrade() -> None:
    for name in reversed(OWNED):
        unprotect(op, name)
        op.drop_table(name)


def _authority() -> sa.Column[sa.Uuid]:
    return sa.Column(
        "authority_id", sa.Uuid, sa.ForeignKey("authorities.id"), nullable=False, index=True
    )


def _drafts() -> None:
    op.create_table(
        "ratings_drafts",
        sa.Column("id", sa.Uuid, primary_key=True),
        _authority(),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("scale", sa.Text, nullable=False),
        sa.Column("table", sa.LargeBinary, nullable=False),
        sa.Column("chosen", sa.Text),
        sa.Column("preview", sa.Text, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False, index=True),
        sa.Column("created_by", sa.Uuid),
        sa.Column("version", sa.Integer, nullable=False),
    )


def _files() -> None:
    op.create_table(
        "ratings_files",
        sa.Column("id", sa.Uuid, primary_key=True),
        _authority(),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("scale", sa.Text, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("graded", sa.Integer, nullable=False),
        sa.Column("cases", sa.Integer, nullable=False),
        sa.Column("readers", sa.Integer, nullable=False),
        sa.Column("domains", sa.Integer, nullable=False),
        sa.Column("not_graded", sa.Text, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("uploaded_at", UtcDateTime, nullable=False),
        sa.Column("uploaded_by", sa.Uuid),
        sa.Column("pending", sa.LargeBinary),
        sa.Column("job_id", sa.Uuid),
        sa.Column("computed_at", UtcDateTime),
        sa.Column("method_version", sa.String(20)),
        sa.Column("sentence", sa.String(1000)),
        sa.Column("report", sa.LargeBinary),
        sa.Column("shown", sa.LargeBinary),
        sa.Column("withdrawn_at", UtcDateTime),
        sa.Column("withdrawn_by", sa.Uuid),
        sa.Column("withdrawn_reason", sa.String(300)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Index("ix_ratings_files_newest", "authority_id", "uploaded_at", "id"),
        sa.Index(
            "uq_ratings_files_current_content",
            "authority_id",
            "content_hash",
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        ),
    )


def _ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("file_id", sa.Uuid, sa.ForeignKey("ratings_files.id"), primary_key=True),
        sa.Column("row_number", sa.Integer, primary_key=True, autoincrement=False),
        _authority(),
        sa.Column("case_reference", sa.String(80), nullable=False),
        sa.Column("reader", sa.String(80), nullable=False),
        sa.Column("authority", sa.String(120)),
        sa.Column("domain", sa.String(120)),
        sa.Column("role", sa.String(4)),
        sa.Column("grade", sa.String(80)),
        sa.Column("not_graded", sa.String(80)),
    )
