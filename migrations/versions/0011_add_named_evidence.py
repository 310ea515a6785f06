"""Evidence behind a component that an authority names by hand."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import protect, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLE = "framework_evidence"
SORTS = (
    "'meeting', 'report', 'feedback', 'survey', 'audit', 'observation',"
    " 'supervision', 'training', 'other'"
)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column(
            "authority_id", sa.Uuid, sa.ForeignKey("authorities.id"), nullable=False, index=True
        ),
        sa.Column("component_key", sa.String(40), nullable=False, index=True),
        sa.Column("sort", sa.String(12), nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("url", sa.String(500)),
        sa.Column("document_id", sa.Uuid, sa.ForeignKey("framework_documents.id"), index=True),
        sa.Column("added_at", UtcDateTime, nullable=False),
        sa.Column("added_by", sa.Uuid),
        sa.CheckConstraint(f"sort in ({SORTS})", name="sort_known"),
        sa.CheckConstraint("url is null or url like 'https://%'", name="links_are_https"),
        sa.CheckConstraint("url is null or document_id is null", name="a_link_or_a_document"),
    )
    protect(op, TABLE, "owned")


def downgrade() -> None:
    unprotect(op, TABLE)
    op.drop_table(TABLE)
