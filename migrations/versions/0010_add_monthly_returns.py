"""Monthly returns of audits: drafts, what headings mean, returns, months, counts by grade."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import protect, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CHANGED = ("benchmark_return_drafts", "benchmark_heading_meanings")
INSERTED = ("benchmark_returns", "benchmark_return_months", "benchmark_month_counts")


def upgrade() -> None:
    _drafts()
    _meanings()
    _returns()
    _months()
    _counts()
    for name in CHANGED:
        protect(op, name, "owned")
    for name in INSERTED:
        protect(op, name, "owned", insert_only=True)


def downgrade() -> None:
    for name in reversed((*CHANGED, *INSERTED)):
        unprotect(op, name)
        op.drop_table(name)


def _authority() -> sa.Column[sa.Uuid]:
    return sa.Column(
        "authority_id", sa.Uuid, sa.ForeignKey("authorities.id"), nullable=False, index=True
    )


def _drafts() -> None:
    op.create_table(
        "benchmark_return_drafts",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("table", sa.LargeBinary, nullable=False),
        sa.Column("chosen", sa.Text, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False, index=True),
        sa.Column("created_by", sa.Uuid),
        sa.Column("version", sa.Integer, nullable=False),
        _authority(),
    )


def _meanings() -> None:
    op.create_table(
        "benchmark_heading_meanings",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("heading", sa.String(200), nullable=False),
        sa.Column("meaning", sa.String(100), nullable=False),
        sa.Column("settled_at", UtcDateTime, nullable=False),
        _authority(),
        sa.UniqueConstraint(
            "authority_id", "heading", name="uq_benchmark_heading_meanings_authority_id_heading"
        ),
    )


def _returns() -> None:
    op.create_table(
        "benchmark_returns",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("how", sa.String(10), nullable=False),
        sa.Column("filename", sa.String(200)),
        sa.Column("scale", sa.String(40), nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("by", sa.Uuid),
        _authority(),
    )


def _months() -> None:
    own = "benchmark_return_months"
    op.create_table(
        own,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column(
            "return_id",
            sa.Uuid,
            sa.ForeignKey("benchmark_returns.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("supersedes_id", sa.Uuid, sa.ForeignKey(f"{own}.id")),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("completed", sa.Integer, nullable=False),
        sa.Column("auditors", sa.Integer),
        sa.Column("not_graded", sa.Integer, nullable=False),
        sa.Column("reason", sa.String(300)),
        _authority(),
        sa.UniqueConstraint(
            "authority_id", "month", "number", name=f"uq_{own}_authority_id_month_number"
        ),
    )


def _counts() -> None:
    op.create_table(
        "benchmark_month_counts",
        sa.Column(
            "month_id", sa.Uuid, sa.ForeignKey("benchmark_return_months.id"), primary_key=True
        ),
        sa.Column("grade", sa.String(80), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        _authority(),
    )
