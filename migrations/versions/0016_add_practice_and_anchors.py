"""Practice cases tried, and anchors with their panels, readings and keys."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import grant_to_duty, protect, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# table, class, insert only, the duty that opens it
TABLES = (
    ("moderation_trials", "owned", False, ""),
    ("moderation_anchors", "regional", False, ""),
    ("moderation_anchor_uses", "regional", True, ""),
    ("moderation_anchor_seats", "copy", True, ""),
    ("moderation_anchor_readings", "owned", True, "reveal"),
    ("moderation_anchor_words", "copy", True, ""),
    ("moderation_anchor_keys", "owned", True, ""),
    ("moderation_anchor_key_copies", "copy", True, ""),
    ("moderation_anchor_figures", "owned", True, ""),
)


def upgrade() -> None:
    """Add the tables."""
    _trials()
    _panels()
    _keys()
    for name, table_class, insert_only, duty in TABLES:
        protect(op, name, table_class, insert_only=insert_only, opened_by=duty)
        if not duty:
            rights = "SELECT, INSERT" if insert_only else "SELECT, INSERT, UPDATE"
            grant_to_duty(op, "reveal", name, rights)


def downgrade() -> None:
    """Take them away again."""
    names = [name for name, *_rules in reversed(TABLES)]
    for name in names:
        unprotect(op, name)
        op.drop_table(name)


def _key(name: str, table: str, *, optional: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(f"{table}.id"), nullable=optional, index=True)


def _trials() -> None:
    op.create_table(
        "moderation_trials",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("saved_at", UtcDateTime, nullable=False),
        sa.Column("submitted_at", UtcDateTime),
        _key("authority_id", "authorities"),
        sa.UniqueConstraint(
            "authority_id",
            "person_id",
            "subject",
            name="uq_moderation_trials_authority_id_person_id_subject",
        ),
    )
    op.create_table(
        "moderation_anchors",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("service", sa.String(80), nullable=False),
        sa.Column("age_band", sa.String(20), nullable=False),
        sa.Column("papers", sa.JSON, nullable=False),
        sa.Column("tool_id", sa.Uuid, sa.ForeignKey("moderation_tools.id"), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("keyed_at", UtcDateTime),
        sa.Column("retired_at", UtcDateTime),
        sa.Column("retired_reason", sa.String(200)),
        _key("region_id", "regions"),
        sa.CheckConstraint("state in ('at_panel', 'keyed', 'retired')", name="state_known"),
        sa.CheckConstraint(
            "(state = 'retired') = (retired_at is not null)", name="retired_has_date"
        ),
        sa.CheckConstraint(
            "(state = 'retired') = (retired_reason is not null)", name="retired_has_reason"
        ),
        sa.CheckConstraint("state <> 'keyed' or keyed_at is not null", name="keyed_has_date"),
    )
    op.create_table(
        "moderation_anchor_uses",
        sa.Column("at", UtcDateTime, nullable=False),
        _key("round_id", "moderation_rounds"),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("anchor_id", "moderation_anchors"),
        _key("region_id", "regions"),
        sa.UniqueConstraint(
            "anchor_id", "round_id", name="uq_moderation_anchor_uses_anchor_id_round_id"
        ),
    )


def _panels() -> None:
    op.create_table(
        "moderation_anchor_seats",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("mark", sa.String(12), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("anchor_id", "moderation_anchors"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.UniqueConstraint(
            "anchor_id", "person_id", name="uq_moderation_anchor_seats_anchor_id_person_id"
        ),
    )
    op.create_table(
        "moderation_anchor_readings",
        _key("region_id", "regions"),
        _key("round_id", "moderation_rounds", optional=True),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("grades", sa.JSON, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("submitted_at", UtcDateTime, nullable=False),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("anchor_id", "moderation_anchors"),
        _key("authority_id", "authorities"),
        sa.UniqueConstraint(
            "anchor_id", "person_id", name="uq_moderation_anchor_readings_anchor_id_person_id"
        ),
        sa.CheckConstraint("kind in ('panel', 'reader')", name="kind_known"),
        sa.CheckConstraint("(kind = 'panel') = (round_id is null)", name="reader_has_round"),
    )
    op.create_table(
        "moderation_anchor_words",
        sa.Column("source_id", sa.Uuid, nullable=False),
        sa.Column("mark", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("grades", sa.JSON, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("anchor_id", "moderation_anchors"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.UniqueConstraint(
            "source_id", "reader_id", name="uq_moderation_anchor_words_source_id_reader_id"
        ),
        sa.CheckConstraint("kind in ('reading', 'proposal')", name="kind_known"),
    )


def _keys() -> None:
    op.create_table(
        "moderation_anchor_keys",
        sa.Column("grades", sa.JSON, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("anchor_id", "moderation_anchors"),
        _key("authority_id", "authorities"),
        sa.UniqueConstraint("anchor_id", name="uq_moderation_anchor_keys_anchor_id"),
    )
    op.create_table(
        "moderation_anchor_key_copies",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("grades", sa.JSON, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("anchor_id", "moderation_anchors"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.UniqueConstraint(
            "anchor_id", "person_id", name="uq_moderation_anchor_key_copies_anchor_id_person_id"
        ),
    )
    op.create_table(
        "moderation_anchor_figures",
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
